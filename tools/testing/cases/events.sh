#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Notifications: many at once, and wrong ones.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# SENSOR_UPDATE, from sensor 2, every 50 ms once it is subscribed
update='proto=0x15,msg=0x01'

# What the platform says it sent, and what the faults made of two of them
sent()
{
	local n
	n=$(sed -n 's/.*delayed responses, \([0-9]*\) notifications.*/\1/p' "$work/platform")
	echo $((n + 1023 + 3999))
}

received()
{
	awk '$1 == "HOST" { print $2 }' "$work/out"
}

same()
{
	echo "received '$1', sent '$2'"
	[ -n "$1" ] && [ "$1" = "$2" ]
}

# REQ: D-05 T-05 H-05
burst()
{
	boot "$1 $2 burst" --kernel "$1" --bus "$2" \
		--fault "$update,skip=1,do=event-burst:1024" \
		--fault "$update,skip=1,do=event-burst:4000" <<'EOF'
wait_up
works notify sensor 1 2 || give_up "no subscription"
scmi load irq 4 0 4 >/tmp/load &
check "events arrive" at_least "$(field count "$(scmi events sensor 20 8000)")" 20
wait
works notify sensor 1 2 off
usleep 500000
n=$(counter notifications)
echo "$n notifications"
check "a burst of 1024 is more than the queue, and arrives" at_least "$n" 5026
cat /tmp/load
check "commands work meanwhile" same \
	"$(field errors "$(cat /tmp/load)") $(field wrong "$(cat /tmp/load)")" "0 0"
check "no problem was counted" same "$(problems)" ''
check "subscribing works again" works notify sensor 1 2
scmi events sensor 0 0 >/dev/null
again=$(scmi events sensor 3 5000)
works notify sensor 1 2 off
usleep 500000
echo "HOST $(counter notifications)"
check "events arrive again" at_least "$(field count "$again")" 3
EOF
	check "$1 $2 burst: none that was sent was lost" \
		same "$(received)" "$(sent)"
}

# A platform that sends as fast as it can for seconds: commands, all CPUs and the
# log get their turn, and what is passed on is heard.
# REQ: H-05 T-05
flood()
{
	boot "$1 $2 flood" --kernel "$1" --bus "$2" --smp 2 \
		--fault "$update,skip=1,do=event-burst:1000000" <<'EOF'
# turns CPU: naps of 50 ms there, until the load is over
turns()
{
	taskset -p "$1" $$ >/dev/null
	n=0
	while [ ! -e /tmp/over ]; do
		usleep 50000
		n=$((n + 1))
	done
	echo $n
}
wait_up
works notify sensor 1 2 || give_up "no subscription"
scmi events sensor 2 8000 >/dev/null || give_up "no event"
was=$(counter notifications)
(turns 1) >/tmp/turns.1 &
(turns 2) >/tmp/turns.2 &
load=$(scmi load irq 4 0 4)
passed=$(($(counter notifications) - was))
heard=$(field count "$(scmi events sensor 0 0)")
echo x >/tmp/over
wait
echo "$load"
echo "passed on $passed, heard $heard, turns" $(cat /tmp/turns.*)
check "it is a flood" at_least "$passed" 1000
check "commands are answered" same \
	"$(field errors "$load") $(field wrong "$load")" "0 0"
check "many of them" at_least "$(field commands "$load")" 100
check "one CPU gets its turn" at_least "$(cat /tmp/turns.1)" 5
check "so does the other" at_least "$(cat /tmp/turns.2)" 5
# The core drops what it has no room for, with a line for each.
check "the core has room for what it gets" at_least $((heard * 10)) \
	$((passed * 9))
check "no problem was counted" same "$(problems)" ''
check "a delayed response does not wait" works sensor read 3
EOF
}

# REQ: H-01 H-03 H-05 H-08
wrong()
{
	local action
	local -a rules=()
	for action in short:0 short:1 short:2 short:3 type:0 type:1 zeros \
		long:1 long:4096 reserved:3 short:4 short:11 token:+3; do
		rules+=(--fault "$update,do=event-$action")
	done
	boot "$1 $2 wrong" --kernel "$1" --bus "$2" "${rules[@]}" <<'EOF'
wait_up
works notify sensor 1 2 || give_up "no subscription"
line=$(scmi events sensor 6 10000)
echo "$line"
check "right events arrive after wrong ones" at_least "$(field count "$line")" 6
works notify sensor 1 2 off
usleep 300000
# One without payload would block the core's queue of events for good.
check "those without header and payload are not delivered" \
	same "$(counter short)" 5
check "those of another type are not delivered" same "$(counter type)" 3
check "those longer than their buffer are not delivered" \
	same "$(counter oversize)" 2
check "reserved bits are counted" same "$(counter reserved)" 1
check "nothing else was counted" same "$(problems | wc -l)" 4
check "commands work" load_is_clean mixed 4 50 30
check "it is in the log" log_has 'scmi_vio virtio.*short'
EOF
}

# Without eventq everything synchronous works and nothing asks for events.
# REQ: D-02 P-01
none()
{
	# The platform claims to know the sensors' notifications all the same.
	boot "$1 $2 without P2A" --kernel "$1" --bus "$2" --no-p2a \
		--fault "proto=0x15,msg=0x02,count=always,do=status:0" <<'EOF'
wait_up
check "P2A_CHANNELS was not negotiated" \
	same "$(cut -c1 /sys/bus/virtio/devices/*/features)" 0
check "the log says so" log_has 'on virtio.*features 0x[0-9a-f]*[02468ace]$'
check "commands work" load_is_clean mixed 8 100 30
check "a clock is set" works clock set 1 2000000000
check "at once" gives rate 2000000000 clock get 1
check "a sensor is read" gives value 900 sensor read 1
was=$(counter commands)
check "a notification is refused" not works notify sensor 1 2
check "a notification of a clock is refused" not works notify clock 0 1
check "a sensor that only answers later is refused at once" \
	not fails -110 1000 sensor read 3
check "nothing waits for what cannot come" same "$(counter late)" 0
was=$(counter commands)
check "what the platform wrongly offers is refused" not works notify sensor 0 0
check "before it is sent" same "$(counter commands)" "$was"
check "and is counted" at_least "$(counter refused)" 1
EOF
	check "$1 $2 without P2A: the platform had nothing to send" grep -q \
		'events: 0 delayed responses, 0 notifications' "$work/platform"
}

some_guests burst
some_guests flood
some_guests wrong
some_guests none
end

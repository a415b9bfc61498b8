#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices and platforms that break, go and come back, while the guest runs.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

victim='proto=0x13,msg=0x06'

common=$work/common
cat >"$common" <<'EOF'
dev=$(virtio_device)
scmi_folder=/sys/bus/virtio/devices/$dev/scmi

is_useful()
{
	wait_up && gives rate 148500000 clock get 4
}

state_is()
{
	same "$(cat "$scmi_folder/state")" "$1"
}

resets_are()
{
	same "$(counter resets)" "$1" && state_is running
}

# has_one_end LINE: what came out of a load: each of its commands succeeded or
# failed, none with a value that is wrong, none at the timeout
has_one_end()
{
	echo "$1"
	[ "$(field commands "$1")" -gt 0 ] && [ "$(field wrong "$1")" = 0 ] &&
		[ -z "$(field errno-110 "$1")" ] && [ "$(field gone "$1")" = 0 ]
}
EOF

# REQ: L-05 H-05
broken()
{
	boot "$1 $2 broken" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=20000 \
		--fault "$victim,do=bad-id" --fault "$victim,do=duplicate" \
		< <(cat "$common" - <<'EOF'
is_useful
check "the device is well" state_is running
n=0
check "notifications are asked for" works notify sensor 1 2
for what in "a buffer that does not exist" "a buffer twice"; do
	scmi load mixed 4 0 6 >/tmp/load &
	usleep 500000
	scmi perf limits 2
	n=$((n + 1))
	check "after $what the device is reset" within 10 resets_are $n
	check "and used again" is_useful
	wait
	check "each command that was in flight had one end" \
		has_one_end "$(cat /tmp/load)"
	check "notifications are in force again" at_least \
		"$(field count "$(scmi events sensor 2 5000)")" 2
done
check "all of that is in the log" at_least \
	"$(log_count 'scmi_vio virtio.*queue is broken')" 2
check "the device is well" state_is running
EOF
)
}

# REQ: L-05
stalled()
{
	boot "$1 $2 stalled" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=1500 --fault "$victim,do=stuck" \
		< <(cat "$common" - <<'EOF'
is_useful
n=$(dmesg | sed -n 's/.*on virtio.* \([0-9]*\) commands.*/\1/p')
line=$(scmi load limits 128 $((n / 128)) 30) || :
echo "$line"
check "a device that keeps all buffers is reset" within 10 resets_are 1
check "each command that it kept has failed" same \
	"$(field errors "$line")" "$n"
check "it is used again" is_useful
check "with all buffers" load_is_clean mixed 8 40 60
check "why is in the log" log_has 'scmi_vio virtio.*keeps all buffers'
EOF
)
}

# REQ: L-05
on_demand()
{
	boot "$1 $2 on demand" --kernel "$1" --bus "$2" --smp 4 \
		--param 'timeout_ms=20000 recover=0' \
		--fault "$victim,do=duplicate" < <(cat "$common" - <<'EOF'
is_useful
scmi load mixed 4 0 8 >/tmp/load &
usleep 300000
echo 1 >"$scmi_folder/recover"
check "root can have a device reset that is well" within 5 resets_are 1
check "it is used again" is_useful
for i in 2 3 4 5 6; do
	echo 1 >"$scmi_folder/recover"
	check "and again" within 5 resets_are $i
done
wait
check "each command had one end" has_one_end "$(cat /tmp/load)"
check "what is no yes is refused" \
	not eval 'echo 7 2>/dev/null >"$scmi_folder/recover"'
check "with a word in the log" log_has 'recover: expected 1'

scmi perf limits 2
check "a device that breaks stays broken with recover=0" \
	within 5 state_is broken
check "its commands fail at once" fails -5 1000 clock get 4
usleep 300000
check "nobody resets it" same "$(counter resets)" 6
echo 1 >"$scmi_folder/recover"
check "until root does" within 5 resets_are 7
check "it is used again" is_useful
EOF
)
}

# kill_and_start SECONDS: the platform crashes, and comes back
kill_and_start()
{
	platform_killed
	sleep "$1"
	platform_start "${for_platform[@]}"
}

# monitor WORD...: a command for QEMU
monitor()
{
	echo "$*" >"$work/monitor.in"
}

# until_monitor_says_no TEXT COMMAND: again and again, for ten seconds at most
until_monitor_says_no()
{
	local i before
	for ((i = 0; i < 20; i++)); do
		before=$(grep -c "$1" "$work/monitor.log") || :
		monitor "$2"
		sleep 0.5
		[ "$(grep -c "$1" "$work/monitor.log")" != "$before" ] || break
	done
}

# replug: the connection that the device had goes when nobody looks at it any
# more, so the new one has another name
chardev=scmi
replug()
{
	until_monitor_says_no "is busy" "chardev-remove $chardev"
	chardev+=x
	monitor "chardev-add socket,id=$chardev,path=$socket,reconnect-ms=200"
	sleep 1
	monitor "device_add vhost-user-scmi-pci,bus=root1,chardev=$chardev,id=scmi"
}

# A front end does not tell its guest: what was in flight is answered late, or
# sent again by QEMU, or, if that breaks the ring, fails.
# REQ: L-06
crash()
{
	local seconds crashes
	crashes=$(rounds 8 40)
	seconds=$((5 + crashes * 9 / 5))
	boot "$1 $2 crash" --kernel "$1" --bus "$2" --smp 4 \
		--slot "$work/monitor" --param timeout_ms=20000 \
		--timeout $((120 + seconds)) < <(cat "$common" - <<EOF
seconds=$seconds
crashes=$crashes
EOF
		cat <<'EOF'
is_useful
check "notifications are asked for" works notify sensor 1 2
scmi load mixed 4 0 $seconds >/tmp/load &
load=$!
i=0
while kill -0 $load 2>/dev/null; do
	# Some are on the way then.
	echo "HOST kill_and_start 0.$((i % 3))"
	usleep 300000
	gives rate 148500000 clock get 4 >/tmp/answer || break
	i=$((i + 1))
done
check "service resumes after each crash" not kill -0 $load
cat /tmp/answer
wait
check "the platform crashed often enough ($i times)" at_least $i $crashes
check "each command had one end" has_one_end "$(cat /tmp/load)"
check "it is of use" is_useful
problems
echo 1 >"$scmi_folder/recover"
usleep 500000
check "what the new platform was not asked for it is, on demand" at_least \
	"$(field count "$(scmi events sensor 2 5000)")" 2
EOF
)
}

# REQ: L-06
away()
{
	local seconds=3
	[ "${FULL:-0}" -eq 0 ] || seconds='1 10'
	[ -z "${ROUNDS:-}" ] || seconds='1 10 100'
	boot "$1 $2 away" --kernel "$1" --bus "$2" --smp 4 \
		--slot "$work/monitor" --param timeout_ms=2000 \
		--timeout 300 < <(cat "$common" - <<EOF
away='$seconds'
EOF
		cat <<'EOF'
is_useful
for seconds in $away; do
	scmi load mixed 4 0 $((seconds + 3)) >/tmp/load &
	usleep 300000
	echo "HOST kill_and_start $seconds"
	wait
	line=$(cat /tmp/load)
	echo "$line"
	check "a platform that is away for $seconds s: no value is wrong" \
		same "$(field wrong "$line")" 0
	check "none is waited for longer than its timeout" at_most \
		"$(field max_us "$line")" 5000000
	check "when it is back service resumes" within 10 gives rate 148500000 \
		clock get 4
	check "with all buffers" load_is_clean mixed 8 40 60
done
EOF
)
}

# In an orderly removal consumers can talk to the device until they are gone; if
# its platform is silent, or not there, nobody waits for it.
# REQ: L-03
unplug()
{
	local times
	times=$(rounds 1 3)
	chardev=scmi
	boot "$1 $2 unplug" --kernel "$1" --bus "$2" --smp 4 \
		--slot "$work/monitor" --param timeout_ms=30000 \
		--timeout $((120 + times * 30)) < <(cat "$common" - <<EOF
times=$times
EOF
		cat <<'EOF'
is_useful

# removed: QEMU presses the button of the slot, and the kernel waits 5 s for a
# second one.
removed()
{
	echo "HOST monitor device_del scmi"
	within 20 is_down && within 10 not test -e $virtio_driver/"$dev"
}

plugged()
{
	echo "HOST replug"
	wait_up 20
	dev=$(virtio_device)
}

for i in $(seq "$times"); do
	scmi load mixed 4 0 20 >/tmp/load &
	scmi load sensor 2 0 20 >/tmp/sensors &
	usleep 500000
	check "the device is pulled under load" removed
	wait
	cat /tmp/load /tmp/sensors
	check "no command failed" same \
		"$(field errors "$(cat /tmp/load)") $(field wrong "$(cat /tmp/load)")" "0 0"
	plugged
	check "it works when it is plugged in again" is_useful
done

# The slot's interrupt has a CPU that nobody spins on: else it would be seen only
# when they give up.
taskset -p e $$ >/dev/null
scmi load mixed 4 0 20 >/tmp/load &
scmi load sensor 2 0 20 >/tmp/sensors &
usleep 500000
echo "HOST platform_killed"
check "it is pulled after its platform has died" removed
wait
check "what was in flight did not wait for its timeout" at_most \
	"$(field max_us "$(cat /tmp/load)")" 10000000
check "each of it had one end" same \
	"$(field wrong "$(cat /tmp/load)") $(field errno-110 "$(cat /tmp/load)")" "0 "
echo "HOST platform_start"
plugged
check "it works when both are back" is_useful
check "with all buffers" load_is_clean mixed 8 40 60
EOF
)
}

# A function of PCI can be reset through sysfs. Newer kernels say so to the driver;
# 6.12 does not, and it has to find out.
# REQ: L-04 L-05
by_bus()
{
	boot "$1 $2 by bus" --kernel "$1" --bus "$2" --smp 4 \
		--slot "$work/monitor" --param timeout_ms=20000 < <(echo "kernel=$1" && cat "$common" - <<'EOF'
is_useful
reset=$(readlink -f /sys/bus/virtio/devices/"$dev"/../reset)

# in_time LOAD: none waited for its timeout, nor polled for five seconds, which is
# what gives it up when nobody has noticed. Of the four CPUs one is left to who would:
# where all of them spin with interrupts off there is nobody.
in_time()
{
	at_most "$(field max_us "$1")" 4000000
}

check "notifications are asked for" works notify sensor 1 2
for i in 1 2 3; do
	scmi load mixed 3 0 4 >/tmp/load &
	usleep 300000
	check "the bus resets it under load" eval 'echo 1 >"$reset"'
	case $kernel in
	6.12*) check "which is noticed" within 5 resets_are $i ;;
	*) check "as it said" resets_are 0 ;;
	esac
	check "it is used again" is_useful
	wait
	line=$(cat /tmp/load)
	check "each command had one end" has_one_end "$line"
	check "in good time" in_time "$line"
	check "all buffers are there" load_is_clean mixed 8 40 60
	check "notifications come" at_least \
		"$(field count "$(scmi events sensor 2 5000)")" 2
done
echo 1 >"$reset"
check "one that was reset when idle is used again" eval \
	'is_useful || { within 5 resets_are 4 && is_useful; }'
EOF
)
}

# A device that was pulled out of a slot without a word reads as all ones, and
# reaches no memory: as with its BAR and its bus mastering off.
# REQ: L-03
absent()
{
	boot "$1 $2 absent" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=30000 --append panic_on_warn=0 \
		< <(cat "$common" - <<'EOF'
is_useful
pci=$(readlink -f /sys/bus/virtio/devices/"$dev"/..)

vanish()
{
	printf '\000\004' | dd of="$pci/config" bs=1 seek=4 conv=notrunc
}

removed()
{
	echo 1 >"$pci/remove" &
	within 10 eval '! kill -0 $! 2>/dev/null' && is_down
}

scmi load mixed 3 0 6 >/tmp/load &
scmi load sensor 2 0 6 >/tmp/sensors &
usleep 500000
check "its registers vanish under load" vanish
check "which is noticed" within 5 state_is absent
wait
cat /tmp/load /tmp/sensors
check "what was in flight failed at once" at_most \
	"$(field max_us "$(cat /tmp/load)")" 4000000
# After two seconds these would have timed out.
check "delayed responses as well" eval 'has_one_end "$(cat /tmp/sensors)"'
check "with one end each" has_one_end "$(cat /tmp/load)"
# The virtio core takes a status that is not 0 for a driver that did not reset its
# device, and warns: it could only be reset by waiting for ever.
check "its function can be removed" removed
check "the virtio core has a warning for that, and there is no other" same \
	"$(dmesg | grep -c "cut here") $(dmesg | grep -c "WARNING.*virtio")" "1 1"
echo 1 >/sys/bus/pci/rescan
wait_up 20
check "when it is there again it is used" is_useful
check "with all buffers" load_is_clean mixed 8 40 60
EOF
)
}

# pci_guests FUNCTION: what only a device in a slot can do
pci_guests()
{
	[[ " $buses " == *" pci "* ]] || return 0
	local buses=pci
	some_guests "$1"
}

some_guests broken
some_guests stalled
some_guests on_demand
pci_guests crash
pci_guests away
pci_guests unplug
pci_guests by_bus
pci_guests absent
end

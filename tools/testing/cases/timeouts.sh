#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A platform that answers late, or not at all, or holds all the queue has.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# plain_clocks KERNEL: a configuration in which no CLOCK_CONFIG_GET comes but the
# client's, which polls for it: the kernel asks clocks that have one for their duty
# cycle
plain_clocks()
{
	uml_config "$1" | sed '/^\t\textended = (/,/^\t\t);/d' >"$work/plain"
}

victim='proto=0x13,msg=0x06'

# REQ: T-04 T-09
late()
{
	plain_clocks "$1"
	boot "$1 $2 late" --kernel "$1" --bus "$2" --smp 4 \
		--config "$work/plain" \
		--param timeout_ms=400 \
		--fault "$victim,do=delay:3000" --fault "$victim,do=drop" \
		--fault "$victim,count=200,do=delay:3000" \
		--fault "proto=0x14,msg=0x0b,do=delay:3000" <<'EOF'
wait_up

late_are()
{
	same "$(counter late)" "$1"
}

# times_out WORD...: at the timeout, neither before, but for the tick of the
# kernel's clock in which the wait begins, nor long after; a reply that a slow guest
# could take for one in time would come later still
times_out()
{
	fails -110 2500 "$@" && at_least "$(field us "$line")" 390000
}

check "a command without a reply ends at the timeout" times_out perf limits 2
check "a polled command without a reply ends at the timeout, too" \
	times_out clock state 3 atomic
check "later commands work meanwhile" gives rate 148500000 clock get 4
check "polled ones, too" gives enabled 0 clock state 3 atomic
check "the late replies are counted" within 20 late_are 2
check "they reached nobody" same "$(problems)" late=2
check "they are in the log" log_has 'scmi_vio virtio.*caller left'
check "a command whose buffer never returns ends at the timeout" \
	times_out perf limits 2

# As many as there are buffers for, and never all: the device would be reset.
was=$(counter late)
n=$(dmesg | sed -n 's/.*on virtio.* \([0-9]*\) commands.*/\1/p')
rounds=8
[ "$n" -gt 210 ] || rounds=$(((n - 10) / 25))
n=$((25 * rounds))
line=$(scmi load limits 25 $rounds 20) || :
echo "$line"
check "many commands end at the timeout" same "$(field errno-110 "$line")" $n
check "their late replies are counted" within 20 late_are $((was + n))
# More than there are tokens: each slot is used again.
check "all slots are usable again" load_is_clean mixed 8 300 100
check "no late reply was taken for another" same \
	"$(counter mismatch) $(counter unsolicited) $(counter dropped)" "0 0 0"
EOF
}

# REQ: T-12 T-07
full()
{
	boot "$1 $2 full" --kernel "$1" --bus "$2" --smp 4 \
		--param 'timeout_ms=1500 recover=0' \
		--fault "$victim,do=stuck:9000" <<'EOF'
wait_up
n=$(dmesg | sed -n 's/.*on virtio.* \([0-9]*\) commands.*/\1/p')
echo "$n commands can be in flight"
threads=128
rounds=$((n / threads))

check "the number in flight follows the queue" at_least "$rounds" 1
line=$(scmi load limits $threads $rounds 30) || :
echo "$line"
check "with the queue held by the device all in flight time out" \
	same "$(field errno-110 "$line")" $((threads * rounds))
check "then a command is refused at once" fails -16 300 perf limits 2
check "a polled one as well" fails -16 300 perf get 0 atomic
check "that is counted" same "$(counter busy)" 2
check "nothing was lost on the way" same "$(counter commands)" \
	$(($(counter replies) + n))
sleep 5
check "when the device goes on, so do commands" \
	within 8 gives max 1600 perf limits 2
usleep 500000
check "every reply came back, late" same "$(counter late)" "$n"
check "all slots are usable again" load_is_clean mixed 8 200 60
EOF
}

# REQ: H-05 T-06
silent()
{
	plain_clocks "$1"
	boot "$1 $2 silent" --kernel "$1" --bus "$2" --smp 4 \
		--config "$work/plain" \
		--fault "proto=0x14,msg=0x0b,do=drop" <<'EOF'
wait_up
check "the timeout is a minute" \
	same "$(cat /sys/module/scmi_virtio/parameters/timeout_ms)" 60000
check "without an answer no CPU spins for longer than five seconds" \
	fails -70 7000 clock state 3 atomic
check "no sooner, either" at_least "$(field us "$(cat /tmp/line)")" 3990000
check "that is counted" same "$(problems)" poll_timeouts=1
check "that is in the log" log_has 'scmi_vio virtio.*polled command.*0x14.*0x0b'
check "later commands work" gives enabled 0 clock state 3 atomic
check "also under load" load_is_clean mixed 8 100 60
EOF
}

some_guests late
some_guests full
some_guests silent
end

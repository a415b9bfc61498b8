#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The system falls asleep and wakes up, at each level that pm_test has, and
# really; idle and under load.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

common=$work/common
cat >"$common" <<'EOF'
is_useful()
{
	wait_up && gives rate 148500000 clock get 4
}

# sleeps LEVEL: as far as that, for a second
sleeps()
{
	echo "$1" >/sys/power/pm_test
	echo freeze >/sys/power/state
}

notified()
{
	at_least "$(field count "$(scmi events sensor 2 5000)")" 2
}

echo 1 >/sys/module/suspend/parameters/pm_test_delay
wait_up
EOF

# REQ: L-04
levels()
{
	boot "$1 $2 levels" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=20000 < <(cat "$common" - <<'EOF'
check "notifications are asked for" works notify sensor 1 2
check "and come" notified
for level in freezer devices platform; do
	was=$(counter renewed)
	check "the system sleeps ($level)" sleeps $level
	check "commands work when it is awake" is_useful
	check "polled ones, too" gives enabled 0 clock state 3 atomic
	check "all buffers are there" load_is_clean mixed 8 40 60
	check "notifications come" notified
	[ $level = freezer ] ||
		check "since they were asked for again" at_least \
			"$(counter renewed)" $((was + 1))
done
check "it was no recovery" same "$(counter resets)" 0
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

# The threads that send go on until their device sleeps. Then a command fails at
# once, and does not wait for the timeout, whoever sends it.
# REQ: L-04
under_load()
{
	boot "$1 $2 under load" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=20000 --fault 'proto=0x13,msg=0x06,do=drop' \
		< <(cat "$common" - <<'EOF'
for level in devices platform devices; do
	scmi load mixed 4 0 6 >/tmp/load &
	[ $level != platform ] || scmi load limits 1 1 6 >/tmp/limits &
	usleep 500000
	check "the system sleeps under load ($level)" sleeps $level
	wait
	line=$(cat /tmp/load)
	echo "$line"
	check "some commands failed meanwhile" at_least \
		"$(field errors "$line")" 1
	check "with two errors that say so, and no other" same \
		"$(($(field errno-19 "$line") + $(field errno-70 "$line")))" \
		"$(field errors "$line")"
	check "none waited for the timeout" at_most \
		"$(field max_us "$line")" 5000000
	check "none got a wrong value" same "$(field wrong "$line")" 0
	check "commands work when it is awake" is_useful
	check "all buffers are there" load_is_clean mixed 8 40 60
done
cat /tmp/limits
check "what the platform never answered failed, too" same \
	"$(field errors "$(cat /tmp/limits)")" 1
check "when the system slept, not at the timeout" at_most \
	"$(field max_us "$(cat /tmp/limits)")" 5000000
check "nobody said that the device was broken" same "$(counter resets)" 0
EOF
)
}

# REQ: L-04
really()
{
	boot "$1 $2 really" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=20000 < <(cat "$common" - <<'EOF'
alarm=/sys/class/rtc/rtc0/wakealarm
check "notifications are asked for" works notify sensor 1 2

# slept: the guest sleeps until its clock wakes it
slept()
{
	echo none >/sys/power/pm_test
	echo 0 >$alarm
	echo +2 >$alarm
	date +%s
	echo freeze >/sys/power/state
	date +%s
}

for i in 1 2 3; do
	check "the system sleeps, and wakes up by its clock" slept
	check "commands work when it is awake" is_useful
	check "notifications come" notified
done
check "it slept three times" same \
	"$(cat /sys/power/suspend_stats/success)" 3
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

some_guests levels
some_guests under_load
some_guests really
end

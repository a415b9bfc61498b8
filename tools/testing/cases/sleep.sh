#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The system falls asleep and wakes up, at each level that pm_test has, and really;
# to its disk, too; idle and under load. QEMU's machine has no suspend to RAM.

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
		"$(($(count errno-19 "$line") + $(count errno-70 "$line")))" \
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

disk_script()
{
	cat "$common" - <<'EOF'
insmod /modules/virtio_blk.ko
within 5 test -b /dev/vda && mkswap /dev/vda >/dev/null && swapon /dev/vda ||
	give_up "there is no disk to sleep on"
check "notifications are asked for" works notify sensor 1 2
check "and come" notified

is_as_before()
{
	is_useful && gives enabled 0 clock state 3 atomic &&
		load_is_clean mixed 8 40 60 && notified
}
EOF
	cat
}

# The image is read back at once, in the same boot.
# REQ: L-04
to_disk()
{
	local rounds
	rounds=$(rounds 1 3)
	truncate -s 256M "$work/disk"
	boot "$1 $2 to disk" --kernel "$1" --bus "$2" --smp 4 --memory 512 \
		--disk "$work/disk" --param timeout_ms=20000 \
		--timeout $((60 + rounds * 30)) \
		< <(echo "rounds=$rounds" && disk_script <<'EOF'
# sleeps_to_disk: under load
sleeps_to_disk()
{
	scmi load mixed 4 0 6 >/tmp/load &
	usleep 300000
	echo test_resume >/sys/power/disk && echo disk >/sys/power/state &&
		wait
}

for i in $(seq "$rounds"); do
	was=$(counter renewed)
	check "the system sleeps to its disk under load" sleeps_to_disk
	line=$(cat /tmp/load)
	echo "$line"
	check "no command had a wrong answer" same "$(field wrong "$line")" 0
	check "none waited for its timeout" at_most \
		"$(field max_us "$line")" 15000000
	check "when it is awake all is as before" is_as_before
	check "since notifications were asked for again" at_least \
		"$(counter renewed)" $((was + 1))
done
check "it was no recovery" same "$(counter resets)" 0
EOF
)
}

# The image is read by another boot, in a machine that was started anew, with a
# platform that was.
# REQ: L-04
from_disk()
{
	local options=(--kernel "$1" --bus "$2" --smp 4 --memory 512
		--disk "$work/disk" --timeout 120)
	truncate -s 256M "$work/disk"
	boot_until_off "$1 $2 from disk" "${options[@]}" < <(disk_script <<'EOF'
check "all is well before" is_as_before
check "the system sleeps to its disk" eval \
	'echo shutdown >/sys/power/disk && echo disk >/sys/power/state'
check "in the machine that wakes it up all is as before" is_as_before
check "it was no recovery" same "$(counter resets)" 0
EOF
)
	boot "$1 $2 from disk" "${options[@]}" --no-module <<'EOF'
insmod /modules/virtio_blk.ko
within 5 test -b /dev/vda || give_up "there is no disk to wake up from"
cat /sys/class/block/vda/dev >/sys/power/resume
check "the system wakes up from its disk" false
EOF
}

some_guests levels
some_guests under_load
some_guests really
some_guests to_disk
some_guests from_disk
end

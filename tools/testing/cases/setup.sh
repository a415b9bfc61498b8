#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is missing or wrong when the module comes up, and how it may be set up.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: T-01
missing()
{
	boot "$1 $2 no node" --kernel "$1" --bus "$2" --dtbo none <<'EOF'
check "without a node the log says so, once" same \
	"$(log_count "scmi_vio virtio.*not used")" 1
check "nothing else is said" same "$(complaints | wc -l)" 1
check "nothing is bound" is_down
check "the device is, and waits" at_least "$(virtio_device | wc -l)" 1
check "the module can be unloaded" rmmod scmi_virtio
check "and loaded again" insmod /modules/scmi_virtio.ko
EOF
	boot "$1 no device" --kernel "$1" --bus none <<'EOF'
check "without a device the log says that the node waits, once" same \
	"$(log_count 'waiting for a virtio SCMI device')" 1
check "nothing else is said" same "$(complaints)" ''
check "nothing is bound" is_down
check "the module can be unloaded" rmmod scmi_virtio
check "and loaded again" insmod /modules/scmi_virtio.ko
EOF
}

# REQ: T-08 T-09
parameters()
{
	boot "$1 $2 parameters" --kernel "$1" --bus "$2" --no-module <<'EOF'
# refused PARAMETER VALUE RANGE: not loaded, and one line says why
refused()
{
	said=$(log_count "scmi_virtio: $1=$2: ")
	told=$(log_count "scmi_virtio: .* invalid for")
	if insmod /modules/scmi_virtio.ko "$1=$2" 2>/tmp/insmod; then
		echo "$1=$2 was taken"
		rmmod scmi_virtio
		return 1
	fi
	# One line for each of the kernel's own; busybox tries twice.
	log_has "scmi_virtio: $1=$2: .*$3" && same \
		$(($(log_count "scmi_virtio: $1=$2: ") - said)) \
		$(($(log_count "scmi_virtio: .* invalid for") - told))
}

for value in 7 31 4097 -1 128k 99999999999; do
	check "max_msg_size=$value is refused" \
		refused max_msg_size $value '32 to 4096'
done
for value in 0 -5 soon 600001; do
	check "timeout_ms=$value is refused" refused timeout_ms $value \
		'10 to 600000'
done
check "atomic=maybe is refused" not insmod /modules/scmi_virtio.ko atomic=maybe
insmod /modules/scmi_client.ko

# serves SIZE COMMANDS: messages of that size work, so many at once
serves()
{
	insmod /modules/scmi_virtio.ko max_msg_size="$1" && wait_up &&
		log_has "messages of $1 bytes" &&
		gives rate 148500000 clock get 4 &&
		gives range 100000000,800000000,50000000 clock info 3 &&
		gives level 1200000 perf get 0 atomic &&
		load_is_clean mixed 4 50 30 && works clock set 1 2000000000 &&
		rmmod scmi_virtio
}
for size in 32 33 128 1000 4096; do
	check "messages of $size bytes serve" serves $size
done
# Four kilobytes each: bounded memory makes fewer of them, not smaller ones.
check "large messages are fewer" at_most "$(dmesg | sed -n \
	's/.* \([0-9]*\) commands.*of 4096 bytes.*/\1/p' | tail -n 1)" 256
check "the core is told the timeout" insmod /modules/scmi_virtio.ko timeout_ms=777
wait_up
check "and says so" log_has 'max-rx-timeout: 777ms'
check "no warning was logged" same "$(complaints | grep -vE "expected|invalid for|extended name")" ''
EOF
}

# REQ: T-06 T-13
atomic()
{
	boot "$1 $2 atomic" --kernel "$1" --bus "$2" --param atomic=1 --smp 4 <<'EOF'
wait_up
check "the log says so" log_has 'on virtio.*atomic'
check "the parameter shows" same \
	"$(cat /sys/module/scmi_virtio/parameters/atomic)" Y
check "everything works" load_is_clean all 6 40 40
check "no warning was logged" same "$(complaints)" ''
EOF
}

# REQ: T-01
failed_core()
{
	boot "$1 $2 failed core" --kernel "$1" --bus "$2" \
		--fault 'proto=0x10,msg=0x01,do=status:-5' <<'EOF'
check "when the core does not come up the log says so, and what to do" \
	within 10 log_has \
	'core did not come up on virtio.*unbind and bind this device'
check "once" same "$(log_count 'did not come up')" 1
check "nothing is bound" is_down
node=$(node_device)
echo "$node" >"$node_driver/unbind"
echo "$node" >"$node_driver/bind"
wait_up
check "which works then" gives rate 148500000 clock get 4
EOF
}

# A queue has the size that the front end gives it: QEMU's front ends for SCMI
# have no option for it, so one that is too small cannot be made here.
skip "a queue of one descriptor is refused" "QEMU cannot make one"
some_guests missing
some_guests parameters
some_guests atomic
some_guests failed_core
end

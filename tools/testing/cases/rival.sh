#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Beside the kernel's own virtio transport, or what bears its name or ours.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: D-10
beside_the_kernels_own()
{
	boot "$1 $2 rival" --kernel "$1" --bus "$2" --no-module \
		--module "$top/build/modules/$1/scmi_rival.ko" < <(cat <<'EOF'
refused()
{
	! insmod /modules/scmi_virtio.ko 2>/dev/null && [ ! -d /sys/module/scmi_virtio ]
}

insmod /modules/scmi_rival.ko || give_up "cannot load scmi_rival"
check "the module is not loaded beside the kernel's own transport" refused
# busybox's insmod tries in two ways.
check "a message says so, and what to do" at_least \
	"$(log_count 'driver scmi_virtio_transport) is loaded: unload or blacklist')" 1
rmmod scmi_rival

# Loading fails half way then, and what was done has to be undone.
for driver in "scmi_vio virtio=1" scmi_vio_transport; do
	# shellcheck disable=SC2086 # two parameters
	insmod /modules/scmi_rival.ko name=$driver || give_up "cannot load scmi_rival"
	check "the module is not loaded beside a driver named $driver" refused
	check "and leaves no folder" [ ! -e /sys/kernel/debug/scmi_virtio ]
	rmmod scmi_rival
done
insmod /modules/scmi_virtio.ko || give_up "cannot load scmi_virtio"
insmod /modules/scmi_client.ko || give_up "cannot load scmi_client"
wait_up
check "it is loaded when the other is gone" gives rate 148500000 clock get 4
check "the other can be loaded then, and takes nothing" \
	insmod /modules/scmi_rival.ko
check "and all still works" gives rate 148500000 clock get 4
EOF
)
}

some_guests beside_the_kernels_own
end

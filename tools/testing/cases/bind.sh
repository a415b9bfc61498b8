#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices and nodes, drivers and modules come and go in every order.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# What all scripts below use: sets of names and what to do with them
common=$work/common
cat >"$common" <<'EOF'
dev=$(virtio_device)
node=$(node_device)

is_useful()
{
	wait_up && gives rate 148500000 clock get 4
}

unbind_device()
{
	echo "$dev" >$virtio_driver/unbind
}

bind_device()
{
	echo "$dev" >$virtio_driver/bind
}

unbind_node()
{
	echo "$node" >$node_driver/unbind
}

bind_node()
{
	echo "$node" >$node_driver/bind
}

# Memory in use, in kB, that cannot be had back
memory_used()
{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	usleep 300000
	awk '$1 == "MemTotal:" { n += $2 }
	     $1 == "MemFree:" || $1 == "Cached:" || $1 == "Buffers:" { n -= $2 }
	     END { print n }' /proc/meminfo
}
EOF

# REQ: T-01 L-02 L-08
orders()
{
	boot "$1 $2 orders" --kernel "$1" --bus "$2" < <(cat "$common" - <<'EOF'
check "device first, by loading the module" is_useful
unbind_device && unbind_node
check "with both unbound nothing is there" within 5 is_down
# REQ: L-08
check "not even the devices that the core made" same \
	"$(ls /sys/bus/scmi_protocol/devices)" ''
bind_device
usleep 300000
check "a device alone brings nothing up" is_down
bind_node
check "device first, by binding" is_useful
unbind_node && unbind_device
bind_node
usleep 300000
check "a node alone brings nothing up" is_down
check "a node alone says that it waits" log_has "waiting for a virtio SCMI"
bind_device
check "node first, by binding" is_useful

device_round()
{
	unbind_device && is_down && bind_device && is_useful
}

node_round()
{
	unbind_node && is_down && bind_node && is_useful
}

check "the device's driver is unbound and bound ten times" \
	repeat 10 device_round
check "the node's driver is unbound and bound ten times" \
	repeat 10 node_round
check "notifications come after all that" works notify sensor 1 2
check "and are of use" at_least \
	"$(field count "$(scmi events sensor 2 5000)")" 2
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

# Of User Mode Linux the device neither leaves nor comes back.
# REQ: T-01 L-02
arrival()
{
	[ "$2" != uml ] || return 0
	boot "$1 $2 arrival" --kernel "$1" --bus "$2" --no-module \
		< <(cat "$common" - <<'EOF'
bus_device=$(readlink -f /sys/bus/virtio/devices/virtio0/..)
case $bus_device in
*/pci*)
	leave() { echo 1 >"$bus_device/remove"; }
	arrive() { echo 1 >/sys/bus/pci/rescan; }
	;;
*)
	mmio=/sys/bus/platform/drivers/virtio-mmio
	leave() { basename "$bus_device" >$mmio/unbind; }
	arrive() { basename "$bus_device" >$mmio/bind; }
	;;
esac
arrived()
{
	dev=$(virtio_device)
	[ -n "$dev" ]
}

leave
insmod /modules/scmi_virtio.ko || give_up "cannot load scmi_virtio"
insmod /modules/scmi_client.ko || give_up "cannot load scmi_client"
usleep 300000
check "without a device nothing is bound" is_down
check "the module says that it waits" same \
	"$(log_count 'waiting for a virtio SCMI')" 1
arrive
check "the device is found when it arrives" within 5 arrived
check "node first, by the device's arrival" is_useful

bus_round()
{
	leave && is_down && arrive && within 5 arrived && is_useful
}
check "the device leaves and comes back five times" repeat 5 bus_round
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

# REQ: L-02 L-08 L-01
reload()
{
	boot "$1 $2 reload" --kernel "$1" --bus "$2" --no-module \
		< <(cat "$common" - <<'EOF'
insmod /modules/scmi_client.ko || give_up "cannot load scmi_client"

load_module()
{
	insmod /modules/scmi_virtio.ko max_msg_size=4096
}

module_round()
{
	load_module && is_useful && rmmod scmi_virtio && is_down &&
		[ ! -d $virtio_driver ] && [ ! -d $node_driver ] &&
		[ ! -d /sys/kernel/debug/scmi_virtio ]
}

check "the module is unloaded while it is in use" module_round
check "again" repeat 2 module_round
before=$(memory_used)
slab=$(slab_used)
check "the module is loaded and unloaded ten times" repeat 10 module_round
after=$(memory_used)
slab=$(($(slab_used) - slab))
echo "memory: $before kB before, $after kB after; $slab kB more in slabs"
# The buffers of one queue, lost each time, would be 10 MB or more; what the
# pages of free memory differ by, from one look to the next, is some MB.
check "which takes no memory" at_most $((after - before)) 7000
# Slabs fill up at first, by some hundred kB. Where KASAN keeps what was freed for
# a while it is kmemleak that is asked, at the end of each guest.
[ -e /sys/kernel/debug/kmemleak ] ||
	check "and no small pieces of it" at_most $slab 600
check "a last time it stays" load_module
check "and works" is_useful
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

# REQ: L-02 L-08 D-11
under_load()
{
	boot "$1 $2 under load" --kernel "$1" --bus "$2" --smp 4 \
		< <(cat "$common" - <<'EOF'
wait_up

# disturbed COMMAND...: while commands are sent from all sides
disturbed()
{
	scmi load mixed 8 0 20 >/tmp/load &
	scmi load sensor 2 0 20 >/tmp/sensors &
	usleep 700000
	start=$(date +%s)
	"$@" || echo "failed: $*"
	spent=$(($(date +%s) - start))
	wait
	cat /tmp/load /tmp/sensors
	echo "it took $spent s"
	[ $spent -le 4 ] &&
		[ "$(field gone "$(cat /tmp/load)")" = 1 ] &&
		[ "$(field commands "$(cat /tmp/load)")" -gt 10 ] &&
		[ "$(field wrong "$(cat /tmp/load)")" = 0 ] &&
		[ "$(field errors "$(cat /tmp/load)")" = 0 ] &&
		[ "$(field errors "$(cat /tmp/sensors)")" = 0 ]
}

# In an orderly removal consumers can talk to the device until they are gone.
check "the device is unbound under load, and no command fails" \
	disturbed unbind_device
bind_device
check "it works when it is bound again" is_useful
check "the node is unbound under load, and no command fails" \
	disturbed unbind_node
bind_node
check "it works when it is bound again" is_useful
check "the module is unloaded under load, and no command fails" \
	disturbed rmmod scmi_virtio
insmod /modules/scmi_virtio.ko
check "it works when it is loaded again" is_useful
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

some_guests orders
each_guest arrival
some_guests reload
some_guests under_load
end

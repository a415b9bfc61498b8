#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module goes and comes back, with a platform in front of it and all of the
# kernel's consumers on top.

# shellcheck source=tools/testing/uml/cases/lib.sh
. "$(dirname "$0")/lib.sh"

rounds=$(rounds 10 100)

# REQ: L-01 L-02 L-08
reload()
{
	boot_consumers "$1 reload" "$1" --timeout $((300 + rounds * 30)) \
		< <(echo "rounds=$rounds" && cat <<'EOF'
consumer=/sys/bus/platform/drivers/simple-pm-bus/bus
wait_up

is_useful()
{
	wait_up && gives rate 100000000 clock get 4 &&
		within 5 test -e $consumer
}

is_gone()
{
	is_down && [ ! -e $consumer ] && [ ! -d $virtio_driver ] &&
		[ ! -d $node_driver ] && [ ! -e $core ] &&
		[ ! -d /sys/kernel/debug/scmi_virtio ] &&
		same "$(ls /sys/bus/scmi_protocol/devices)" ''
}

# What was used, too, is what is left: a subscription, a clock that is on.
cycle()
{
	is_useful && nothing_went_wrong &&
		$raw call --async 0x14.5:1,3,200000000,0 >/dev/null &&
		works notify sensor 1 2 && rmmod scmi_virtio && is_gone &&
		insmod /modules/scmi_virtio.ko
}

# What is lost is lost each time; what the rest of the kernel takes and gives
# back is not taken three times in a row.
least=''
least_of()
{
	[ -n "$least" ] && [ "$least" -le "$1" ] || least=$1
}

# KASAN keeps back what was freed; there it is kmemleak that finds a loss.
if [ -e $kmemleak ]; then
	check "the module is unloaded and loaded in use $rounds times" \
		repeat "$rounds" cycle
else
	check "the module is unloaded and loaded in use" repeat 3 cycle
	wait_up
	before=$(slab_used)
	for i in 1 2 3; do
		check "again, $rounds times" repeat "$rounds" cycle
		wait_up
		after=$(slab_used)
		echo "slabs: $before kB before, $after kB after"
		least_of $((after - before))
		before=$after
	done
	check "which takes no memory" at_most "$least" $((10 * rounds))
fi
check "it works after that" is_useful
check "no warning was logged" same "$(complaints)" ''
check "a last time it goes" rmmod scmi_virtio
check "nothing is left of it" is_gone
EOF
)
}

each_guest reload
end

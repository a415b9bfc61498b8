#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each move that takes a device away and gives it back, many times in one guest,
# under load; and what memory that takes. ROUNDS says how often each.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: L-01 L-02 L-04 L-05 L-08
cycles()
{
	local rounds moves='device node both module reset'
	rounds=$(rounds 2 10)
	# User Mode Linux has no bus to pull its device from, and has a report of
	# its own when it freezes its tasks under lockdep. Where KASAN keeps back
	# what was freed memory is kmemleak's concern.
	[ "$2" = uml ] || moves+=' bus sleep'
	boot "$1 $2 cycles" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=20000 --timeout $((120 + rounds * 40)) \
		< <(echo "rounds=$rounds moves='$moves'" && cat <<'EOF'
wait_up
dev=$(virtio_device)
node=$(node_device)
bus=$(readlink -f /sys/bus/virtio/devices/"$dev"/..)
[ ! -e /sys/power/pm_test ] ||
	echo 0 >/sys/module/suspend/parameters/pm_test_delay

is_useful()
{
	wait_up && gives rate 148500000 clock get 4
}

by_device()
{
	echo "$dev" >$virtio_driver/unbind && is_down &&
		echo "$dev" >$virtio_driver/bind
}

by_node()
{
	echo "$node" >$node_driver/unbind && is_down &&
		echo "$node" >$node_driver/bind
}

by_both()
{
	echo "$node" >$node_driver/unbind &&
		echo "$dev" >$virtio_driver/unbind && is_down &&
		echo "$node" >$node_driver/bind &&
		echo "$dev" >$virtio_driver/bind
}

by_module()
{
	rmmod scmi_virtio && is_down && insmod /modules/scmi_virtio.ko
}

by_bus()
{
	case $bus in
	*/pci*)
		echo 1 >"$bus/remove" && is_down &&
			echo 1 >/sys/bus/pci/rescan && within 5 found
		;;
	*)
		mmio=/sys/bus/platform/drivers/virtio-mmio
		basename "$bus" >$mmio/unbind && is_down &&
			basename "$bus" >$mmio/bind && within 5 found
		;;
	esac
}

found()
{
	dev=$(virtio_device)
	[ -n "$dev" ]
}

by_reset()
{
	was=$(counter resets)
	echo 1 >/sys/bus/virtio/devices/"$dev"/scmi/recover &&
		within 5 more_resets
}

more_resets()
{
	[ "$(counter resets)" -gt "$was" ]
}

by_sleep()
{
	echo devices >/sys/power/pm_test && echo freeze >/sys/power/state
}

# Which commands fail, if any, is other cases' concern; here none may have a
# wrong answer, or wait for one in vain. A load that began too late found nobody.
load_is_fair()
{
	line=$(cat "$1")
	echo "$line"
	[ "$(field errno "$line")" = -19 ] || {
		[ "$(field wrong "$line")" = 0 ] &&
			[ -z "$(field errno-110 "$line")" ]
	}
}

cycle()
{
	scmi load mixed 4 0 1 >/tmp/load &
	scmi load sensor 2 0 1 >/tmp/sensors &
	usleep 200000
	"by_$1" && wait && is_useful && load_is_fair /tmp/load &&
		load_is_fair /tmp/sensors
}

# Slabs fill up at first; what is measured is the rest.
measured()
{
	before=$(slab_used)
	check "by $1: $2 times more" repeat "$2" cycle "$1"
	more=$(($(slab_used) - before))
	echo "by $1: $more kB more in slabs"
	check "by $1: no memory is lost" at_most $more $((500 + rounds))
}

first=$(((rounds + 3) / 4))
for move in $moves; do
	check "by $move: $first times" repeat $first cycle "$move"
	if [ -e /sys/kernel/debug/kmemleak ]; then
		check "by $move: $((rounds - first)) times more" \
			repeat $((rounds - first)) cycle "$move"
	else
		measured "$move" $((rounds - first))
	fi
done
check "notifications come after all that" works notify sensor 1 2
check "and are of use" at_least \
	"$(field count "$(scmi events sensor 2 5000)")" 2
check "all buffers are there" load_is_clean mixed 8 40 60
check "what was logged has a reason" same \
	"$(complaints | grep -v 'was reset\|is reset\|failed to send\|commands failed')" ''
EOF
)
}

some_guests cycles
end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two SCMI instances in one guest, each with a device and a platform of its own.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# second_start: a platform with one clock, of 7 MHz
second_start()
{
	echo 'clocks = ({ name = "only"; rates = [ 7000000 ]; });' >"$work/second.conf"
	"$platform" --socket "$work/second.sock" --config "$work/second.conf" \
		>"$work/second" 2>&1 &
	other_pid=$!
	wait_for_socket "$work/second.sock" "$other_pid" && return
	diagnose <"$work/second"
	die "the second platform did not start"
}

# REQ: T-10 T-13
named()
{
	second_start
	boot "$1 $2 named" --kernel "$1" --bus "$2" --smp 4 \
		--second "$work/second.sock" \
		--dtbo "$top/tools/testing/cases/several.dtso" <<'EOF'
# core NODE: the SCMI core's device on it
core()
{
	for d in /sys/bus/platform/devices/arm-scmi.*; do
		case $(readlink "$d/of_node") in
		*/"$1") basename "$d" ;;
		esac
	done
}

both_up()
{
	[ -n "$(core scmi-named)" ] && [ -n "$(core scmi-any)" ] &&
		gives rate 7000000 on "$(core scmi-named)" clock get 0 &&
		gives rate 148500000 on "$(core scmi-any)" clock get 4
}

check "each node has its platform" within 30 both_up
named=$(core scmi-named)
any=$(core scmi-any)
check "a clock that the other platform has is not there" \
	not works on "$named" clock get 4
check "each says which device it is on" \
	same "$(log_count 'scmi_vio_transport firmware:scmi-.*: on virtio')" 2

scmi on "$any" load irq 4 0 4 >/tmp/any &
scmi on "$named" load irq 4 0 4 >/tmp/named &
wait
for load in any named; do
	line=$(cat /tmp/$load)
	echo "$line"
	check "$load: both work at once" same \
		"$(field errors "$line") $(field wrong "$line")" "0 0"
	check "$load: and get on" at_least "$(field commands "$line")" 20
done

# The one that is named is on mmio; the other one may be anywhere.
its_own=$(basename "$(ls -d /sys/bus/platform/devices/a000200.virtio_mmio/virtio*)")
gone()
{
	[ -z "$(core scmi-named)" ]
}
echo "$its_own" >$virtio_driver/unbind
check "without its device the one that is named is gone" gone
check "the other one works" gives rate 148500000 on "$(core scmi-any)" clock get 4
check "it waits for its own, and says so" at_least \
	"$(log_count 'waiting for a virtio SCMI device at /virtio_mmio@a000200')" 1
echo "$its_own" >$virtio_driver/bind
check "when its device returns both work" within 10 both_up

for d in $virtio_driver/virtio*; do
	basename "$d"
done >/tmp/devices
while read -r d; do
	[ "$d" = "$its_own" ] || other=$d
done </tmp/devices
echo "$other" >$virtio_driver/unbind
check "without the other device the named one works" \
	gives rate 7000000 on "$(core scmi-named)" clock get 0
gone_any()
{
	[ -z "$(core scmi-any)" ]
}
check "and the one without a name does not take it" gone_any
echo "$its_own" >$virtio_driver/unbind
echo "$its_own" >$virtio_driver/bind
echo "$other" >$virtio_driver/bind
check "in any order each has its own again" within 10 both_up
check "the module can be unloaded" rmmod scmi_virtio
check "and loaded" insmod /modules/scmi_virtio.ko
check "and each has its own" within 10 both_up
EOF
	check "$1 $2 named: the second platform ends well" other_stop
}

some_guests named
end

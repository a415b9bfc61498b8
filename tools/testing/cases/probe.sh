#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest finds the platform's resources and can use them.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

probe()
{
	boot "$1 $2" --kernel "$1" --bus "$2" <<'EOF'
wait_up
dev=$(virtio_device)

# REQ: D-01 D-02 D-07 T-08
line=$(dmesg | grep 'scmi_vio_transport.*on virtio')
echo "$line"
check "one line in the log says what it bound" same \
	"$(log_count 'scmi_vio_transport.*on virtio')" 1
check "the line names the device" log_has "scmi_vio_transport.* on $dev:"
check "the line names queues, sizes and features" \
	log_has "cmdq [0-9]* desc.*eventq [0-9]*.* 128 bytes.*features 0x[0-9a-f]*1$"
echo "$(complaints)"
check "nothing else is said" same "$(complaints)" ''
# REQ: D-01
check "the virtio alias is that of device 32" \
	grep -q '^virtio:d00000020v' /sys/bus/virtio/devices/"$dev"/modalias
check "VERSION_1 was negotiated" \
	same "$(cut -c33 /sys/bus/virtio/devices/"$dev"/features)" 1
# REQ: D-02
check "P2A_CHANNELS was negotiated" \
	same "$(cut -c1 /sys/bus/virtio/devices/"$dev"/features)" 1

# REQ: T-01 T-02
core=$(echo /sys/devices/platform/firmware:scmi/arm-scmi.*)
check "the core knows the vendor" same "$(cat $core/vendor_id)" scmi-virtio
check "the core knows the sub-vendor" \
	same "$(cat $core/sub_vendor_id)" simulated
check "the core knows the implementation" \
	same "$(cat $core/firmware_version)" 0x10000
check "the public API agrees with the core" gives vendor scmi-virtio info
check "four protocols are bound" same "$(clients)" 4

# REQ: D-03 D-04
check "the clocks are registered" same \
	"$(cd /sys/kernel/debug/clk && ls -d osc_24m pll_main cpu_cluster \
	gpu_core display_pixel_clock_primary uart0 | wc -l)" 6
check "clk_summary has a clock's rate" same \
	"$(awk '$1 == "gpu_core" { print $5 }' /sys/kernel/debug/clk/clk_summary)" \
	400000000
check "the power domains are registered" \
	grep -q '^peripheral_low_speed_bus ' \
	/sys/kernel/debug/pm_genpd/pm_genpd_summary
check "the performance domains are registered" \
	grep -q "^memory_controller" /sys/kernel/debug/pm_genpd/pm_genpd_summary
check "a long name is fetched" \
	gives name display_pixel_clock_primary clock info 4
check "rates come in a list" gives rates \
	600000000,1200000000,1800000000,2400000000 clock info 2
check "rates come as a range" \
	gives range 100000000,800000000,50000000 clock info 3
check "a rate is read" gives rate 148500000 clock get 4
check "a rate is set" works clock set 4 100000000
check "the rate that was set is read" gives rate 100000000 clock get 4
check "a clock is disabled at first" gives enabled 0 clock state 3
check "a clock is enabled" works clock enable 3
check "it is enabled then" gives enabled 1 clock state 3
check "a clock that may not be changed stays" fails -13 1000 clock set 0 1
check "a clock beyond the last is refused" fails -2 1000 clock get 99

check "a power domain is off" gives state 0x40000000 power get 1
check "a power domain is switched on" works power set 1 0
check "it is on then" gives state 0x0 power get 1
check "a power domain that may not be changed says so" \
	fails -13 1000 power set 0 0x40000000
check "a performance level is read" gives level 1200000 perf get 0
check "a performance level is set" works perf set 0 2400000
check "the level that was set is read" gives level 2400000 perf get 0
check "limits are set" works perf limit 0 600000 1800000
check "the limits that were set are read" gives max 1800000 perf limits 0

# REQ: T-03
delayed=$(counter delayed)
check "a sensor is read at once" gives value 900 sensor read 1
check "that took no delayed response" same "$(counter delayed)" "$delayed"
check "a sensor is read by delayed response" works sensor read 3
check "that took one delayed response" \
	same $(($(counter delayed) - delayed)) 1
check "three axes are read" gives value2 9807 sensor readings 5
delayed=$(counter delayed)
check "an asynchronous rate set ends" works clock set 1 2000000000
check "it took a delayed response" same $(($(counter delayed) - delayed)) 1
check "its rate is read" gives rate 2000000000 clock get 1

# REQ: T-06
check "a polled command gets its answer" gives enabled 1 clock state 3 atomic
check "a polled level is read" gives level 1800000 perf get 0 atomic
check "a polled command sets" works clock disable 3 atomic
check "and it was done" gives enabled 0 clock state 3

# REQ: T-05
check "notifications of a sensor are subscribed" works notify sensor 1 2
line=$(scmi events sensor 3 5000)
echo "$line"
check "they arrive" at_least "$(field count "$line")" 3
check "they are those of that sensor" same "$(field src "$line")" 2
check "they are unsubscribed" works notify sensor 1 2 off
scmi events sensor 0 0 >/dev/null
usleep 600000
check "then none arrives" gives count 0 events sensor 0 0
check "what no clock offers is not subscribed" fails -22 1000 notify clock 7 0

# REQ: H-06
check "every command has its reply" same \
	$(($(counter replies) + $(counter superseded))) "$(counter commands)"
cat /sys/kernel/debug/scmi_virtio/*/counters
check "no problem was counted" same "$(problems)" ''
EOF
}

each_guest probe
end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel's own consumers: what they show is what the platform has, and what
# is done through them arrives there.

# shellcheck source=tools/testing/uml/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: D-03 T-02 T-03 T-05 H-06
consumers()
{
	boot_consumers "$1 consumers" "$1" \
		--dtbo "$testing/uml/pins.dtso" <<'EOF'
wait_up
clk=/sys/kernel/debug/clk
bus=/sys/bus/platform/devices/bus

holds()
{
	read -r value <"$1"
	same "$value" "$2"
}

check "clk registers a consumer's clock" within 5 test -d $clk/gpu_half
check "its rate follows from the platform's" \
	holds $clk/gpu_half/clk_rate 200000000
check "its parent's parent is the platform's" \
	holds $clk/gpu_core/clk_parent pll_main
check "clk sets the rate that the device tree assigns" \
	gives rate 100000000 clock get 4
check "and knows it" holds $clk/display_pixel_clock_primary/clk_rate 100000000
check "clk knows a clock's duty cycle" \
	holds $clk/display_pixel_clock_primary/clk_duty_cycle 50/100

check "a device is put into its power domain" \
	grep -q '^ *half ' /sys/kernel/debug/pm_genpd/pm_genpd_summary
check "the domain is on" gives state 0x0 power get 1

# switched STATE POWER: a consumer's clock and power domain, on the platform
switched()
{
	gives enabled "$1" clock state 3 && gives state "$2" power get 2
}

runs_and_rests()
{
	echo on >$bus/power/control
	within 5 switched 1 0x0 || return
	echo auto >$bus/power/control
	within 5 switched 0 0x40000000
}

check "a suspended device's clock and domain are off" \
	within 5 switched 0 0x40000000
for i in 1 2 3 4 5; do
	check "they go on and off with its runtime status, time $i" \
		runs_and_rests
done

# hwmon NAME: the file of the sensor with that name
hwmon()
{
	label=$(grep -l "^$1\$" /sys/class/hwmon/*/*_label)
	echo "${label%_label}_input"
}

in_range()
{
	at_least "$1" "$2" && at_most "$1" "$3"
}

check "hwmon reads a voltage" holds "$(hwmon cpu_supply)" 900
check "hwmon reads a temperature" in_range \
	"$(cat "$(hwmon soc_temperature)")" 37000 53000
power=$(hwmon soc_power)
was=$(counter delayed)
check "hwmon reads a power" in_range "$(cat "$power")" 1200000 3700000
check "by a delayed response" same $(($(counter delayed) - was)) 1

cd /sys/bus/iio/devices/iio:device0 || give_up "there is no IIO device"
check "IIO reads an axis" holds in_accel_z_raw 9807
check "IIO knows the rates" holds in_accel_sampling_frequency_available \
	"100.000000 50.000000 20.000000 10.000000"
for element in accel_x accel_y accel_z timestamp; do
	echo 1 >scan_elements/in_${element}_en
done
echo 50 >in_accel_sampling_frequency
check "IIO sets the rate" holds in_accel_sampling_frequency 50.000000
echo 64 >buffer/length
echo 1 >buffer/enable
dd if=/dev/iio:device0 bs=32 count=8 2>/dev/null |
	od -A n -t d8 -w32 >/tmp/samples
echo 0 >buffer/enable
cd /
cat /tmp/samples
check "eight notifications reach IIO's callback" same \
	"$(awk '$2 == -120 && $3 == 9807' /tmp/samples | wc -l)" 8
check "in their order" sort -c -n -k 4 /tmp/samples

# regulator NAME FILE: what the regulator of that name says
regulator()
{
	name=$(grep -l "^$1\$" /sys/class/regulator/*/name)
	cat "${name%name}$2"
}

check "a regulator is within its limits, a range's step" \
	same "$(regulator cpu microvolts)" 700000
check "so it is on the platform" answers \
	'response token=7 proto=0x17 msg=0x08 status=0 payload=0xaae60' \
	call --token 7 0x17.8:0
check "a regulator has its only level in a list" \
	same "$(regulator sd microvolts)" 1800000
check "so it has on the platform, which has it on" answers \
'response token=7 proto=0x17 msg=0x08 status=0 payload=0x1b7740
response token=8 proto=0x17 msg=0x06 status=0 payload=0x7' \
	call --token 7 0x17.8:1 0x17.6:1
check "it is on" same "$(regulator sd state)" enabled

zone=/sys/class/powercap/arm-scmi:0
check "powercap has the platform's domain" holds $zone/name soc
check "and its part" holds $zone:0/name cpu_cluster_and_its_cache
check "powercap reads the cap" holds $zone/constraint_0_power_limit_uw 8000000
check "powercap reads a power" in_range "$(cat $zone/power_uw)" 2000000 7000000
was=$(counter delayed)
echo 1500000 >$zone/constraint_0_power_limit_uw
check "powercap sets a cap" holds $zone/constraint_0_power_limit_uw 1500000
check "by a delayed response" same $(($(counter delayed) - was)) 1
check "it limits the power" holds $zone/power_uw 1500000
check "its part's, too" in_range "$(cat $zone:0/power_uw)" 1000000 1500000
echo 10000 >$zone/constraint_0_time_window_us
check "powercap sets the averaging interval" \
	holds $zone/constraint_0_time_window_us 10000
check "cap and interval are the platform's" answers \
'response token=7 proto=0x18 msg=0x04 status=0 payload=0x5dc
response token=8 proto=0x18 msg=0x06 status=0 payload=0x2710' \
	call --token 7 0x18.4:0 0x18.6:0

check "a reset controller has the platform's domains" \
	test -e /sys/bus/scmi_protocol/drivers/scmi-reset/scmi_dev.*

pins=$(echo /sys/kernel/debug/pinctrl/*-scmi-pinctrl)
check "pinctrl selects the function of a device's pins" within 5 grep -q \
	'(pad_a1): serial .* function uart0 group uart0_rx_tx$' \
	"$pins/pinmux-pins"
check "the platform has it" answers \
	'response token=5 proto=0x19 msg=0x05 status=0 payload=0,0' \
	call --token 5 0x19.5:0,0x90000
check "pinctrl sets them up, and reads what it set" grep -q \
	'(pad_a0): input bias pull up (1 .*output drive strength (8 mA)' \
	"$pins/pinconf-pins"
check "the platform has that too" answers \
	'response token=5 proto=0x19 msg=0x05 status=0 payload=0,0x2,0x4,0x1,0xa,0x8' \
	call --token 5 0x19.5:0,0x40000
echo serial >/sys/bus/platform/drivers/simple-pm-bus/unbind
check "pins of a device without driver are released" grep -q \
	'(pad_a1): (MUX UNCLAIMED)' "$pins/pinmux-pins"

subscribed()
{
	works notify "$1" "$2" "$3" && scmi events "$1" 0 0 >/dev/null
}

check "a consumer subscribes to changes of a rate" subscribed clock 0 1
check "it changes a rate" works clock set 1 2000000000
line=$(scmi events clock 1 5000)
echo "$line"
check "its callback is told" same "$(field src "$line") $(field value "$line")" \
	"1 2000000000,0"
check "a consumer subscribes to changes of limits" subscribed perf 0 0
check "it changes limits" works perf limit 0 600000 1800000
check "its callback is told" same \
	"$(field src "$(scmi events perf 1 5000)")" 0

check "everything works, from all sides" load_is_clean all 4 20 60
check "every command has its reply" same \
	$(($(counter replies) + $(counter superseded))) "$(counter commands)"
check "nothing went wrong" nothing_went_wrong
check "no warning was logged" same "$(complaints)" ''
EOF
}

# The platform asks for a shutdown some seconds after the driver of system power
# subscribed, which was when the module was loaded. The kernel asks user space,
# which does not follow; so that nobody is forced while the guest is looked at,
# there is an hour for it.
# REQ: T-05 P-06
shutdown()
{
	uml_config "$1" | sed '/^system_power/,/^};/ {
		s/graceful_timeout_ms = .*/graceful_timeout_ms = 3600000;/
		s/# requests/requests/
	}' >"$work/shutdown"
	boot "$1 shutdown" --kernel "$1" --bus uml --config "$work/shutdown" <<'EOF'
cat >/tmp/poweroff <<'END'
#!/bin/busybox sh
echo >/tmp/asked
END
chmod +x /tmp/poweroff
echo /tmp/poweroff >/proc/sys/kernel/poweroff_cmd
wait_up
check "a driver follows requests for system power" \
	test -e /sys/bus/scmi_protocol/drivers/scmi-system-power/scmi_dev.*
check "the kernel asks user space to power off" within 20 test -e /tmp/asked
check "because the platform asked it to" \
	log_has 'scmi.*Serving shutdown/reboot request: 0'
check "the platform still counts the system as running" answers \
	'response token=5 proto=0x12 msg=0x04 status=0 payload=0x3' \
	call --token 5 0x12.4
check "nothing went wrong" nothing_went_wrong
check "no warning was logged" same "$(complaints)" ''
EOF
	check "$1 shutdown: the platform says that it asked" \
		grep -q 'agent1: asked for a graceful system shutdown' "$work/platform"
}

each_guest consumers
each_guest shutdown
end

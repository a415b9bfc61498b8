#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine is switched off, started anew, or given to another kernel, while
# the module is in use. Nothing is said of it, and no buffer is left with the
# device, which would write to it when the memory is somebody else's.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

last_word='guest: that is all'

# in_use <SCRIPT: it, behind what sends and is sent something all the time
in_use()
{
	cat <<EOF
wait_up
check "notifications are asked for" works notify sensor 1 2
scmi load mixed 4 0 30 >/tmp/load &
usleep 500000
check "it is in use" at_least "\$(counter commands)" 50
echo "$last_word" >/dev/kmsg
EOF
	cat
}

# said_after_it PATTERN: by the kernel, to the end or until the next one starts
said_after_it()
{
	sed -e "1,/$last_word/d" -e '/Booting Linux/,$d' "$work/console" |
		grep -a -i -E "$1"
}

# REQ: L-07
switched_off()
{
	local how title
	for how in poweroff reboot; do
		title="$1 $2 $how"
		boot_until_off "$title" --kernel "$1" --bus "$2" --smp 4 \
			--console "$work/console" < <(in_use <<EOF
$how -f
sleep 20
EOF
)
		check "$title: by what the guest wanted" \
			said_after_it 'reboot: (Power down|Restarting system)'
		check "$title: nothing was said of it" \
			not said_after_it 'scmi|virtio|warning|error|bug:|timed out'
	done
}

not()
{
	! "$@"
}

# Called before the other kernel loads what could reset the device itself.
keep_log()
{
	cp "$work/platform" "$work/between"
}

# was_stopped: the last that was said of the two rings was that they stop
was_stopped()
{
	grep -E 'SET_VRING_KICK|GET_VRING_BASE' "$work/between" | tail -n 2
	[ "$(grep -E 'SET_VRING_KICK|GET_VRING_BASE' "$work/between" |
		tail -n 2 | grep -c GET_VRING_BASE)" -eq 2 ]
}

# second_script: what the other kernel runs, without a module loaded so far
second_script()
{
	cat "$testing/cases/guest.sh" - <<'EOF'
check "the other kernel runs" not grep -q scmi /proc/modules
echo HOST keep_log
# Nobody says when that is done.
usleep 3000000
for m in /modules/boot/*.ko; do
	insmod "$m"
done
insmod /modules/scmi_virtio.ko && insmod /modules/scmi_client.ko
wait_up
check "commands work there" load_is_clean mixed 8 40 60
check "notifications are asked for" works notify sensor 1 2
check "and come" at_least "$(field count "$(scmi events sensor 2 5000)")" 2
check "no warning was logged" same "$(complaints)" ''
check "no counter of problems moved" same "$(problems)" ''
finish
EOF
}

# REQ: L-07
kexec()
{
	local title="$1 $2 kexec" folder found image f options=()
	folder=$("$testing/qemu/kexec")
	found=$("$testing/kernels/kernel" --cached "$1")
	# release and modules, too, which are not wanted
	image=$(eval "$found" && printf '%s' "$image")
	cp "$image" "$work/vmlinuz"
	second_script >"$work/second"
	for f in "$folder"/* "$work/vmlinuz" "$work/second"; do
		options+=(--file "$f")
	done
	boot "$title" --kernel "$1" --bus "$2" --smp 4 --memory 768 \
		--console "$work/console" --timeout 120 --verbose "${options[@]}" \
		< <(in_use <<'EOF'
tree=/tmp/tree
mkdir $tree
cp -a /init /bin /modules /guest $tree/
mkdir -p $tree/dev $tree/proc $tree/sys $tree/lib/modules
cp -a /lib/modules/boot $tree/modules/
cp /files/second $tree/guest/script
sed 's/^load=.*/load=/' /guest/config >$tree/guest/config
(cd $tree && find . | cpio -o -H newc) >/tmp/initrd 2>/dev/null
program="/files/loader --library-path /files /files/kexec"
check "the other kernel is there" $program --load /files/vmlinuz \
	--initrd=/tmp/initrd --command-line="$(cat /proc/cmdline)"
$program --exec
sleep 20
EOF
)
	check "$title: from one kernel to the other" \
		said_after_it 'Starting new kernel'
	check "$title: no buffer was left with the device" was_stopped
	check "$title: nothing was said of it" \
		not said_after_it 'scmi|virtio|warning|error|bug:|timed out'
}

some_guests switched_off
some_guests kexec
end

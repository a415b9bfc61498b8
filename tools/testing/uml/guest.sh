# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # variables of the script that sources this
#
# What "guest --via uml" does otherwise than with QEMU. Sourced by guest.

uml=$testing/uml

# The series 7.2 is its debug kernel; 7.2-plain is the one without checkers.
case $series in
*-*) ;;
*) series=${series:-7.2}-debug ;;
esac
series=uml-$series

# Only one of these kernels has more than one CPU, see smp.config.
case $series in
*-debug | *-gcov)
	[ "${smp:=1}" = 1 ] || misuse "--smp $smp: this kernel has one CPU; --kernel 7.2-plain has up to 4"
	;;
*)
	: "${smp:=2}"
	[[ $smp == [1-4] ]] || misuse "--smp $smp: this kernel has up to 4 CPUs"
	;;
esac
[ -z "$device$slot" ] || misuse "--device and --slot are for QEMU's devices, not for --via uml"
case $bus in
'' | none) ;;
*) misuse "--bus $bus: with --via uml the device is on no bus (or --bus none)" ;;
esac

# The kernel is built if it is not there.
find_kernel()
{
	local s=${series#uml-} found
	found=$("$uml/kernel" "${s%%-*}" "${s#*-}") || exit 1
	eval "$found"
}

base_initramfs()
{
	"$uml/initramfs"
}

start_guest()
{
	local more=() quiet
	choose_loglevel
	[ -z "$shell" ] || more+=(--shell)
	more+=("$image" "$tmp/initrd" "$tmp" "ncpus=$smp")
	if [ "$smp" -gt 1 ]; then
		more+=(seccomp=on)
	fi
	if [ "$bus" != none ]; then
		more+=("virtio_uml.device=$(readlink -f "$socket"):32")
	fi
	"$uml/dtb" "$tmp/dtb" "${overlays[@]}"
	mkfifo "$tmp/out"
	cat "$tmp/out" &
	reader_pid=$!
	# shellcheck disable=SC2206 # words of a command line
	more+=("dtb=$tmp/dtb" panic_on_warn=1 oops=panic $quiet $append)
	explain "$uml/boot ${more[*]}"
	setpriv --pdeathsig TERM "$uml/boot" "${more[@]}" <&0 2>"$tmp/qemu" &
	qemu_pid=$!
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # tool, mkbtf, layouts: set by run
# Layouts that are understood: the features come from BTF and from nothing else.

# Features of a header, as one line of digits in the order of their names here.
features() {
	for f in DESC_BY_VALUE HAS_ATOMIC_THRESHOLD HAS_CHAN_MAX_MSG_SIZE \
		HAS_NO_COMPLETION_IRQ HAS_TRANSPORT_HANDLE; do
		sed -n "s/^#define SCMI_CORE_$f //p" "$1"
	done | tr -d '\n'
}

# reads NAME LAYOUT FEATURES [MKBTF-OPTION...]
reads() {
	name=$1 layout=$2 want=$3
	shift 3
	rm -f out.h
	status=0
	"$mkbtf" "$@" "$layout" in.btf
	"$tool" --output out.h in.btf >log 2>&1 || status=$?
	if [ "$status" -eq 0 ]; then
		found=$(features out.h)
		echo "features: expected $want, found $found" >>log
		[ "$found" = "$want" ] || status=1
		grep -q '^#define SCMI_CORE_LAYOUT_VERIFIED 1$' out.h ||
			status=1
	fi
	verdict "$status" "$name" log
}

reads "Linux 6.12 is understood" "$layouts/6.12.txt" 00000
reads "Linux 6.16 is understood" "$layouts/6.16.txt" 11100
reads "Linux 6.18 is understood" "$layouts/6.18.txt" 11100
reads "Linux 7.2 is understood" "$layouts/7.2.txt" 11111
reads "Linux 7.3 is understood" "$layouts/7.3.txt" 11111
reads "Linux 7.2 of a 32-bit machine is understood" "$layouts/7.2-arm.txt" 11111
reads "BTF of the other byte order is understood" "$layouts/6.12.txt" 00000 \
	--big-endian
reads "BTF of a 32-bit machine of the other byte order is understood" \
	"$layouts/7.2-arm.txt" 11111 --big-endian

# Backports: features that no release has in this combination.
sed -e "s/'desc' bits_offset=64 type='struct scmi_desc \*'/'desc' bits_offset=64 type='struct scmi_desc'/" \
	-e "s/^STRUCT 'scmi_transport' size=24/STRUCT 'scmi_transport' size=40/" \
	-e "s/'core_ops' bits_offset=128/'core_ops' bits_offset=256/" \
	"$layouts/6.12.txt" >backport.txt
reads "6.12 with the description by value is understood" backport.txt 10000

sed -e "s/^STRUCT 'scmi_chan_info' size=56/STRUCT 'scmi_chan_info' size=48/" \
	-e "/'max_msg_size' bits_offset=192 type='unsigned int'/d" \
	-e "s/'handle' bits_offset=256/'handle' bits_offset=192/" \
	-e "s/'no_completion_irq' bits_offset=320/'no_completion_irq' bits_offset=256/" \
	-e "s/'transport_info' bits_offset=384/'transport_info' bits_offset=320/" \
	"$layouts/7.2.txt" >backport.txt
reads "7.2 without the channel's message size is understood" backport.txt \
	11011

# A debug kernel: its locks are larger, and everything behind them moves.
sed -e "s/^OPAQUE 'spinlock_t' .*/OPAQUE 'spinlock_t' size=64 align=8/" \
	-e "s/'priv' bits_offset=1152/'priv' bits_offset=1600/" \
	-e "s/^STRUCT 'scmi_xfer' size=152/STRUCT 'scmi_xfer' size=208/" \
	"$layouts/6.12.txt" >debug.txt
reads "a kernel with larger locks is understood" debug.txt 00000

# A structure that BTF holds twice, because what it points to differs.
{
	cat "$layouts/7.2.txt"
	grep -A 2 "^STRUCT 'scmi_msg' " "$layouts/7.2.txt"
} >twice.txt
reads "a structure that is there twice, but the same, is understood" \
	twice.txt 11111

as_elf() {
	"$mkbtf" "$layouts/7.2.txt" elf.btf
	cc -c -x c /dev/null -o plain.o
	objcopy --add-section .BTF=elf.btf plain.o with-btf.o
	"$tool" with-btf.o >elf.h
	[ "$(features elf.h)" = 11111 ]
}
status=0
as_elf >log 2>&1 || status=$?
verdict "$status" "BTF in a section of an ELF file is understood" log

# A core built as a module: its structures are in the BTF split from vmlinux's.
split() {
	grep '^OPAQUE' "$layouts/7.2.txt" >base.txt
	grep -v '^OPAQUE' "$layouts/7.2.txt" >module.txt
	"$mkbtf" base.txt base.btf
	"$mkbtf" --base base.btf module.txt module.btf
	"$tool" --base base.btf module.btf >split.h
	[ "$(features split.h)" = 11111 ]
}
status=0
split >log 2>&1 || status=$?
verdict "$status" "a core built as a module is understood" log

# guesses NAME RELEASE FEATURES
guesses() {
	status=0
	"$tool" --unverified "$2" --output guess.h >log 2>&1 || status=$?
	[ "$status" -ne 0 ] ||
		[ "$(features guess.h)" = "$3" ] || status=1
	[ "$status" -ne 0 ] ||
		grep -q '^#define SCMI_CORE_LAYOUT_VERIFIED 0$' guess.h ||
		status=1
	[ "$status" -ne 0 ] ||
		grep -q '^#define SCMI_CORE_LAYOUT_MARK "+unverified-layout"$' \
			guess.h || status=1
	verdict "$status" "$1" log
}

guesses "6.12 can be guessed" 6.12.117+deb13-arm64 00000
guesses "6.17 can be guessed" 6.17.1 11100
guesses "7.2 can be guessed" 7.2.0-rc1 11111

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # tool, mkbtf, layouts: set by run
# Layouts that are not understood, and files that are no layout.

# refused NAME STATUS MESSAGE FILE: with that message, leaving no header, not
# even one of an earlier run.
refused() {
	echo stale >out.h
	status=0
	"$tool" --output out.h "$4" >log 2>&1 || status=$?
	[ "$status" -eq "$2" ] && grep -qF -- "$3" log && [ ! -e out.h ]
	right=$?
	echo "expected status $2 and '$3', found status $status" >>log
	verdict "$right" "$1" log
}

# mutant NAME LAYOUT SED-SCRIPT MESSAGE: a layout edited so is refused. An edit
# that changes nothing is a broken test.
mutant() {
	sed -e "$3" "$layouts/$2.txt" >mutant.txt
	if cmp -s "$layouts/$2.txt" mutant.txt; then
		echo "the edit changes nothing: $3" >log
		not_ok "$1" log
		return
	fi
	"$mkbtf" mutant.txt mutant.btf
	refused "$1" 1 "scmi-layout: mutant.btf: $4" mutant.btf
}

set +e # the status of each command is judged below

mutant "a renamed field is refused" 6.12 \
	"s/'max_msg' /'max_msgs' /" \
	"struct scmi_desc: field 'max_msgs': expected no such field, found 'int' at byte 12"
mutant "a field missing under its name is refused" 6.12 \
	"s/'max_msg' /'max_msgs' /" \
	"struct scmi_desc: field 'max_msg': expected 'int', found no such field"
mutant "a removed field is refused" 7.2 \
	"/'transport_info'/d" \
	"struct scmi_chan_info: field 'transport_info': expected 'void *', found no such field"
mutant "an added field is refused" 7.2 \
	"/^STRUCT 'scmi_transport_ops'/,/^STRUCT/s/\t'poll_done' bits_offset=576 .*/&\n\t'abort' bits_offset=640 type='void (*)(struct scmi_chan_info *)'/; s/^STRUCT 'scmi_transport_ops' size=80/STRUCT 'scmi_transport_ops' size=88/" \
	"struct scmi_transport_ops: field 'abort': expected no such field, found 'void (*)(struct scmi_chan_info *)' at byte 80"
mutant "a field added into a hole is refused" 7.2 \
	"s/\t'is_p2a' .*/&\n\t'is_new' bits_offset=136 type='bool'/" \
	"struct scmi_chan_info: field 'is_new': expected no such field, found 'bool' at byte 17"
mutant "two fields that changed places are refused" 6.12 \
	"s/'max_msg' bits_offset=96/'was_max_msg' bits_offset=96/; s/'max_msg_size' bits_offset=128/'max_msg' bits_offset=128/; s/'was_max_msg'/'max_msg_size'/" \
	"struct scmi_desc: field 'max_msg': expected ahead of 'max_msg_size', found behind it"
mutant "a field that moved is refused" 6.12 \
	"s/'priv' bits_offset=1152/'priv' bits_offset=1216/; s/^STRUCT 'scmi_xfer' size=152/STRUCT 'scmi_xfer' size=160/" \
	"struct scmi_xfer: field 'priv': expected at byte 144, found at byte 152"
mutant "a field that is where a 64-bit machine would have it is refused" \
	7.2-arm \
	"s/'len' bits_offset=32/'len' bits_offset=64/; s/^STRUCT 'scmi_msg' size=8/STRUCT 'scmi_msg' size=12/" \
	"struct scmi_msg: field 'len': expected at byte 4, found at byte 8"
mutant "a type of the same size is refused" 7.2 \
	"s/'max_rx_timeout_ms' bits_offset=64 type='int'/'max_rx_timeout_ms' bits_offset=64 type='unsigned int'/" \
	"struct scmi_desc: field 'max_rx_timeout_ms': expected 'int', found 'unsigned int'"
mutant "a lost const is refused" 7.2 \
	"s/'force_polling' bits_offset=200 type='const bool'/'force_polling' bits_offset=200 type='bool'/" \
	"struct scmi_desc: field 'force_polling': expected 'const bool', found 'bool'"
mutant "a changed parameter is refused" 7.2 \
	"s/'rx_callback' bits_offset=64 type='void (\*)(struct scmi_chan_info \*, u32, void \*)'/'rx_callback' bits_offset=64 type='void (*)(struct scmi_chan_info *, u32, int)'/" \
	"struct scmi_transport_core_operations: field 'rx_callback': expected 'void (*)(struct scmi_chan_info *, u32, void *)', found 'void (*)(struct scmi_chan_info *, u32, int)'"
mutant "an added parameter is refused" 6.12 \
	"s/'clear_channel' bits_offset=512 type='void (\*)(struct scmi_chan_info \*)'/'clear_channel' bits_offset=512 type='void (*)(struct scmi_chan_info *, bool)'/" \
	"struct scmi_transport_ops: field 'clear_channel': expected 'void (*)(struct scmi_chan_info *)', found 'void (*)(struct scmi_chan_info *, bool)'"
mutant "a changed result is refused" 6.12 \
	"s/'poll_done' bits_offset=576 type='bool /'poll_done' bits_offset=576 type='int /" \
	"struct scmi_transport_ops: field 'poll_done': expected 'bool (*)(struct scmi_chan_info *, struct scmi_xfer *)', found 'int (*)(struct scmi_chan_info *, struct scmi_xfer *)'"
mutant "a pointer where a pointer to a pointer was is refused" 6.12 \
	"s/type='struct scmi_transport_core_operations \*\*'/type='struct scmi_transport_core_operations *'/" \
	"struct scmi_transport: field 'core_ops': expected 'struct scmi_transport_core_operations **', found 'struct scmi_transport_core_operations *'"
mutant "a description of another type is refused" 7.2 \
	"s/'desc' bits_offset=64 type='struct scmi_desc'/'desc' bits_offset=64 type='struct scmi_chan_info'/" \
	"struct scmi_transport: field 'desc': expected 'struct scmi_desc *' or 'struct scmi_desc', found 'struct scmi_chan_info'"
mutant "a pointer where the next field says by value is refused" 7.2 \
	"s/'desc' bits_offset=64 type='struct scmi_desc'/'desc' bits_offset=64 type='struct scmi_desc *'/" \
	"struct scmi_transport: field 'core_ops': expected at byte 16, found at byte 40"
mutant "a bitfield is refused" 6.12 \
	"s/'is_p2a' bits_offset=128 type='bool'/'is_p2a' bits_offset=128 bits=1 type='bool'/" \
	"struct scmi_chan_info: field 'is_p2a': expected whole bytes, found 1 bits at bit 128"
mutant "a padded structure is refused" 7.2 \
	"s/^STRUCT 'scmi_msg' size=16/STRUCT 'scmi_msg' size=24/" \
	"struct scmi_msg: expected 16 bytes, found 24"
mutant "a packed structure is refused" 7.2 \
	"s/^STRUCT 'scmi_msg_hdr' size=16/STRUCT 'scmi_msg_hdr' size=11/; s/'seq' bits_offset=32/'seq' bits_offset=24/; s/'status' bits_offset=64/'status' bits_offset=40/; s/'poll_completion' bits_offset=96/'poll_completion' bits_offset=72/" \
	"struct scmi_msg_hdr: field 'seq': expected at byte 4, found at byte 3"
mutant "a missing structure is refused" 7.2 \
	"s/^STRUCT 'scmi_transport_handle'/STRUCT 'scmi_transport_grip'/" \
	"struct scmi_transport_handle: expected, found no such structure"
mutant "an enumerator of another value is refused" 6.12 \
	"s/'MSG_INVALID' val=-2/'MSG_INVALID' val=-7/" \
	"enum scmi_bad_msg: MSG_INVALID: expected -2, found -7"
mutant "a missing enumerator is refused" 6.12 \
	"/'MSG_NOMEM'/d" \
	"enum scmi_bad_msg: expected MSG_NOMEM, found no such name"
mutant "two structures of one name that differ are refused" 7.2 \
	"\$a STRUCT 'scmi_msg' size=16\n\t'len' bits_offset=0 type='size_t'\n\t'buf' bits_offset=64 type='void *'" \
	"struct scmi_msg: expected one layout, found two (types "
mutant "BTF that cannot be told from another kernel's is refused" 7.2 \
	"s/^OPAQUE 'struct task_struct'/OPAQUE 'struct other_struct'/" \
	"struct task_struct: expected in any kernel, found no such structure"
mutant "the last line counts the differences and says where to read on" 6.12 \
	"s/'max_msg' /'max_msgs' /" \
	"the SCMI core of this kernel is not understood (2 differences); see \"Porting to a new kernel\" in Documentation/layout.rst"

# An older kernel, and one without SCMI.
sed '/^STRUCT .scmi_transport. /,$d' "$layouts/6.12.txt" >old.txt
"$mkbtf" old.txt old.btf
refused "a kernel before 6.12 is told so" 4 \
	"it has no struct scmi_transport: Linux 6.12 or later is needed" \
	old.btf
grep '^OPAQUE' "$layouts/6.12.txt" >none.txt
"$mkbtf" none.txt none.btf
refused "a kernel without an SCMI core is told so" 4 \
	"no SCMI core: the kernel has no CONFIG_ARM_SCMI_PROTOCOL=y" \
	none.btf

# Files.
"$mkbtf" "$layouts/7.2.txt" whole.btf
head -c 2000 whole.btf >cut.btf
refused "truncated BTF is refused" 3 "cut.btf: not a BTF file, or a damaged one" \
	cut.btf
: >empty.btf
refused "an empty file is refused" 3 "empty.btf: the file is empty" empty.btf
echo 'this is no BTF at all, only a line of text' >text.btf
refused "a file that is something else is refused" 3 \
	"text.btf: not a BTF file, or a damaged one" text.btf
cc -c -x c /dev/null -o plain.o
refused "an ELF file without BTF is refused" 3 \
	"plain.o: no BTF in this file: the kernel was built without CONFIG_DEBUG_INFO_BTF=y" \
	plain.o
refused "a missing file is refused" 3 "nowhere.btf: No such file or directory" \
	nowhere.btf
refused "a directory is refused" 3 "/: Is a directory" /

sed '/^OPAQUE .long int. /d' "$layouts/7.2.txt" >pointer.txt
"$mkbtf" pointer.txt pointer.btf
refused "BTF that does not tell the size of a pointer is refused" 3 \
	"pointer.btf: not the BTF of a kernel: it does not tell the size of a pointer" \
	pointer.btf

# Damage anywhere either is noticed or does not matter. Sizes that only serve to
# tell kernels apart may change.
facts() {
	sed -e '1d' -e '/KERNEL(/d' "$1"
}

# flip WORKER OFFSET BYTE BIT
flip() {
	cp whole.btf "flipped$1.btf"
	# shellcheck disable=SC2059 # the format is the byte
	printf "\\$(printf '%o' $(($3 ^ $4)))" |
		dd of="flipped$1.btf" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# harmless WORKER OFFSET BYTE BIT: with that bit flipped
harmless() {
	flip "$@"
	"$tool" "flipped$1.btf" >"flipped$1.h" 2>"flipped$1.log"
	case $? in
	0) facts "flipped$1.h" | cmp -s - whole.facts ;;
	1 | 3 | 4) grep -q "^scmi-layout: flipped$1.btf: " "flipped$1.log" ;;
	*) false ;;
	esac && return
	echo "byte $2, bit $4:" >log
	cat "flipped$1.log" >>log
	return 1
}

# all_harmless WORKER: of two; every so many bytes one bit, in turn each of them
stride=$((${FULL:-0} ? 11 : 29))
all_harmless() {
	od -An -v -tu1 -w1 whole.btf | {
		at=0
		while read -r byte; do
			[ $((at % (2 * stride))) -ne $((stride * $1)) ] ||
				harmless "$1" $at "$byte" $((1 << at % 8)) ||
				exit 1
			at=$((at + 1))
		done
		[ $at -gt $stride ]
	}
}

"$tool" whole.btf >whole.h
facts whole.h >whole.facts
all_harmless 1 &
all_harmless 0
status=$?
wait $! && [ $status -eq 0 ]
verdict $? "a flipped bit is noticed or does not matter" log

# Usage.
fails() {
	name=$1 want=$2 message=$3
	shift 3
	status=0
	"$tool" "$@" >log 2>&1 || status=$?
	[ "$status" -eq "$want" ] && grep -qF -- "$message" log
	verdict $? "$name" log
}
fails "no argument is wrong usage" 2 "usage: scmi-layout"
fails "two files are wrong usage" 2 "usage: scmi-layout" a b
fails "an output that cannot be written is an error" 2 \
	"scmi-layout: /nowhere/out.h: No such file or directory" \
	--output /nowhere/out.h whole.btf
fails "a full disk is an error" 2 "No space left on device" \
	--output /dev/full whole.btf
fails "a version between two on record is not guessed" 3 \
	"Linux 6.14.2: no layout on record, so BTF is needed; on record are 6.12 to 6.12, 6.16 to 6.18, 7.2 to 7.3" \
	--unverified 6.14.2
fails "a version newer than any on record is not guessed" 3 \
	"Linux 7.4.0: no layout on record" --unverified 7.4.0
fails "a version before 6.12 is not guessed" 3 \
	"Linux 6.1.0-9-arm64: no layout on record" --unverified 6.1.0-9-arm64
fails "something that is no version is not guessed" 3 \
	"'unknown' is no kernel release" --unverified unknown

set -e

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # tool, mkbtf, here, top, layouts: set by run
# The header together with include/scmi_core_abi.h: what BTF says is what the
# compiler lays out, and any difference stops it.

# shim LAYOUT DIRECTORY: headers as that kernel would have them.
shim() {
	mkdir -p "$2/linux"
	cp "$here/shim.h" "$2"
	"$mkbtf" --shim "$1" >"$2/shim_types.h"
	sed -n 's,^#include <\(linux/.*\)>$,\1,p' "$top/include/scmi_core_abi.h" |
		while read -r header; do
			echo '#include "shim.h"' >"$2/$header"
		done
}

# compile DIRECTORY ARGUMENT...: with the shim and scmi_core_layout.h in it.
compile() {
	dir=$1
	shift
	cc -std=gnu11 -Wall -Wextra -Wundef -Werror -Wno-unused-parameter \
		-Wno-error=cpp -I "$dir" -I "$top/include" "$@"
}

run_helpers() {
	compile "$1" -o "$1/use" "$here/use.c" "$here/use_main.c" && "$1/use"
}

for series in 6.12 6.16 6.18 7.2 7.3; do
	shim "$layouts/$series.txt" "kernel-$series"
	"$mkbtf" "$layouts/$series.txt" "$series.btf"
	"$tool" --output "kernel-$series/scmi_core_layout.h" "$series.btf"
	status=0
	run_helpers "kernel-$series" >log 2>&1 || status=$?
	verdict "$status" "the header of $series compiles, and its helpers work" log
done

# stops NAME SERIES SED-SCRIPT MESSAGE: the header so edited does not compile.
stops() {
	rm -rf wrong
	cp -r "kernel-$2" wrong
	sed -i -e "$3" wrong/scmi_core_layout.h
	status=0
	compile wrong -c -o wrong/use.o "$here/use.c" >log 2>&1 && status=1
	if cmp -s "kernel-$2/scmi_core_layout.h" wrong/scmi_core_layout.h; then
		echo "the edit changes nothing: $3" >>log
		status=1
	fi
	grep -qF -- "$4" log || status=1
	verdict "$status" "$1" log
}

stops "a field at another offset does not compile" 6.12 \
	's/OFFSET(scmi_xfer, priv, 144)/OFFSET(scmi_xfer, priv, 152)/' \
	"struct scmi_xfer: field priv: expected at byte 152, as in BTF"
stops "a field of another size does not compile" 7.2 \
	's/SIZE(scmi_msg_hdr, status, 4)/SIZE(scmi_msg_hdr, status, 8)/' \
	"struct scmi_msg_hdr: field status: expected 8 bytes, as in BTF"
stops "a field of another type does not compile" 7.2 \
	's/TYPE(scmi_desc, max_msg, int)/TYPE(scmi_desc, max_msg, unsigned int)/' \
	"struct scmi_desc: field max_msg: expected unsigned int, as in BTF"
stops "a function of another type does not compile" 7.2 \
	's/\(TYPE(scmi_transport_ops, clear_channel, .*\)\*))/\1*, int))/' \
	"struct scmi_transport_ops: field clear_channel: expected void (*)(struct scmi_chan_info *, int), as in BTF"
stops "a structure of another size does not compile" 6.12 \
	's/STRUCT(scmi_desc, 24)/STRUCT(scmi_desc, 32)/' \
	"struct scmi_desc: expected 32 bytes, as in BTF"
stops "an enumerator of another value does not compile" 6.12 \
	's/ENUM(MSG_NOMEM, -4)/ENUM(MSG_NOMEM, -6)/' \
	"MSG_NOMEM: expected -6, as in BTF"
stops "BTF of another kernel than the headers' does not compile" 7.2 \
	's/KERNEL(task_struct, [0-9]*)/KERNEL(task_struct, 1)/' \
	"struct task_struct has another size in the BTF file (1): it is not of the kernel built for"

# Every member, not only those picked above.
every_offset() {
	rows=$(sed -n 's/^\tOFFSET(\([a-z_]*\), \([a-z0-9_]*\), \([0-9]*\)).*/\1:\2:\3/p' \
		kernel-7.2/scmi_core_layout.h)
	count=0
	for row in $rows; do
		struct=${row%%:*} field=${row#*:} offset=${row##*:}
		field=${field%:*}
		rm -rf wrong
		cp -r kernel-7.2 wrong
		sed -i "s/OFFSET($struct, $field, $offset)/OFFSET($struct, $field, $((offset + 1)))/" \
			wrong/scmi_core_layout.h
		if compile wrong -fsyntax-only "$here/use.c" 2>log ||
			! grep -qF "struct $struct: field $field: expected at byte $((offset + 1))" log; then
			echo "not noticed: $row" >>log
			return 1
		fi
		count=$((count + 1))
	done
	echo "$count rows" >log
	[ "$count" -ge 60 ]
}
status=0
every_offset || status=$?
verdict "$status" "one byte off in any field does not compile" log

# A feature that the kernel does not have, and one that is overlooked.
for feature in DESC_BY_VALUE HAS_ATOMIC_THRESHOLD HAS_NO_COMPLETION_IRQ \
	HAS_CHAN_MAX_MSG_SIZE HAS_TRANSPORT_HANDLE; do
	stops "6.12 with SCMI_CORE_$feature does not compile" 6.12 \
		"s/\(SCMI_CORE_$feature\) 0/\1 1/" "as in BTF"
	stops "7.2 without SCMI_CORE_$feature does not compile" 7.2 \
		"s/\(SCMI_CORE_$feature\) 1/\1 0/" ""
done

guessed() {
	rm -rf guessed
	cp -r kernel-6.12 guessed
	"$tool" --unverified 6.12.1 --output guessed/scmi_core_layout.h
	run_helpers guessed
}
status=0
guessed >log 2>&1 || status=$?
grep -q "layout of the SCMI core guessed for 6.12.1, not verified" log ||
	status=1
verdict "$status" "a guessed header compiles, and says that it is guessed" log

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# That a guest is judged: what the kernel's checkers report fails the case, also
# where the guest goes on and its script knows nothing of it.

# shellcheck source=tools/testing/uml/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# guilty KERNEL FAULT...: what the case says of a guest with these faults
guilty()
{
	local kernel=$1
	shift
	(boot guilty --kernel "$kernel" --bus none --no-module --module \
		"$top/build/modules/uml-$kernel-debug/scmi_splat.ko" \
		< <(printf 'insmod /modules/scmi_splat.ko fault=%s 2>/dev/null\n' \
			"$@")) >"$work/guilty"
}

# says PATTERN POINT: a line like PATTERN explains why POINT failed
says()
{
	awk -v pattern="$1" -v point="$2" '
	/^(not )?ok/ { failed = /^not ok/ && index($0, point) }
	failed && $0 ~ pattern { found = 1 }
	{ print }
	END { exit !found }' "$work/guilty"
}

judged()
{
	guilty "$1" sleep lockdep leak
	check "$1: sleeping where one must not is noticed" \
		says 'BUG: sleeping function' 'no report'
	check "$1: a report of lockdep is noticed" \
		says 'possible circular locking' 'no report'
	check "$1: a leak is noticed" says 'unreferenced object' 'no memory'
	check "$1: the script of that guest noticed nothing" \
		grep -q '^ok .*the script ran to its end' "$work/guilty"
	guilty "$1" kasan
	check "$1: a report of KASAN is noticed" \
		says 'BUG: KASAN: slab-out-of-bounds' 'no report'
	check "$1: and ends the guest" says 'guest status 125' 'the script ran'
	guilty "$1" ubsan
	check "$1: a report of UBSAN is noticed" \
		says 'UBSAN: shift-out-of-bounds' 'no report'
	check "$1: and ends the guest" says 'guest status 125' 'the script ran'
}

for kernel in $kernels; do
	! has_lockdep "$kernel" || judged "$kernel"
done
end

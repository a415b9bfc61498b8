#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: run.sh DIR PROGRAM...
#
# Runs cmocka programs one after the other and makes one TAP stream of their
# output, each test named "program: test". A program that dies, or that prints
# fewer results than it planned, is a failed test of its own; so is one that
# takes longer than two minutes (TEST_TIMEOUT), with status 124. DIR holds the
# scmi-platform and scmi-platform-ctl, which the programs may start.

set -eu

[ $# -ge 2 ] || {
	echo "run.sh: usage: run.sh DIR PROGRAM..." >&2
	exit 2
}
SCMI_PLATFORM=$1/scmi-platform
SCMI_PLATFORM_CTL=$1/scmi-platform-ctl
CMOCKA_MESSAGE_OUTPUT=TAP
export SCMI_PLATFORM SCMI_PLATFORM_CTL CMOCKA_MESSAGE_OUTPUT
shift
limit=${TEST_TIMEOUT:-120}

for program; do
	name=$(basename "$program")
	echo "program $name"
	status=0
	timeout --kill-after=5 "$limit" "$program" 2>&1 || status=$?
	echo "end $status"
done | awk '
/^program / { name = $2; planned = -1; n = 0; failed = 0; next }
/^end / {
	if (planned != n || ($2 != 0) != (failed > 0))
		result("not ok", "ends well (status " $2 ", " n " of " \
		       (planned < 0 ? "unknown" : planned) " results)")
	next
}
/^1\.\.[0-9]+$/ { planned = substr($0, 4) + 0; next }
/^(not )?ok [0-9]+ - / {
	verdict = /^not/ ? "not ok" : "ok"
	sub(/^(not )?ok [0-9]+ - /, "")
	n++
	result(verdict, $0)
	next
}
/^ok [0-9]+ # SKIP / {
	sub(/^ok [0-9]+ # SKIP /, "")
	n++
	result("ok", $0 " # SKIP")
	next
}
/^# ok - / { next }
{ print "# " $0 }

function result(verdict, what)
{
	total++
	print verdict " " total " - " name ": " what
	fflush()
	if (verdict != "ok") {
		failed++
		bad++
	}
}
END {
	print "1.." total
	exit total == 0 || bad > 0
}
'

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: run.sh DIR PROGRAM... [DIR PROGRAM...]
#
# Runs cmocka programs one after the other and makes one TAP stream of their
# output, each test named "program: test". A program that dies, or that prints
# fewer results than it planned, is a failed test of its own; so is one that
# takes longer than two minutes (TEST_TIMEOUT), with status 124. DIR holds the
# scmi-platform and scmi-platform-ctl that the programs behind it may start; its
# name is told with the names of those behind a second one. What TEST_UNDER
# names, with its arguments, runs them; TEST_NO_SECCOMP is for those behind the
# first.

set -eu

[ $# -ge 2 ] || {
	echo "run.sh: usage: run.sh DIR PROGRAM..." >&2
	exit 2
}
export CMOCKA_MESSAGE_OUTPUT=TAP
first=$1
beside=''
limit=${TEST_TIMEOUT:-120}

for program; do
	if [ -d "$program" ]; then
		export SCMI_PLATFORM="$program/scmi-platform"
		export SCMI_PLATFORM_CTL="$program/scmi-platform-ctl"
		[ "$program" = "$first" ] || {
			beside="@$(basename "$program")"
			unset TEST_NO_SECCOMP
		}
		continue
	fi
	echo "program $(basename "$program")$beside"
	status=0
	# shellcheck disable=SC2086 # a command line
	timeout --kill-after=5 "$limit" ${TEST_UNDER:-} "$program" 2>&1 ||
		status=$?
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
# Some versions of cmocka have "not ok" here.
/^(not )?ok [0-9]+ # SKIP / {
	sub(/^(not )?ok [0-9]+ # SKIP /, "")
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

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# TAP for shell: a test is a command. Sourced by the stages.

tap_count=0
tap_failed=0

# tap NAME COMMAND...: one test, passed if COMMAND succeeds; what it printed is
# shown only if it does not.
tap()
{
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if tap_output=$("$@" 2>&1); then
		echo "ok $tap_count - $tap_name"
		return 0
	fi
	echo "not ok $tap_count - $tap_name"
	printf '%s\n' "$tap_output" | sed 's/^/# /'
	tap_failed=$((tap_failed + 1))
	return 1
}

# silent COMMAND...: succeeds if COMMAND does and prints nothing at all
silent()
{
	silent_output=$("$@" 2>&1) && [ -z "$silent_output" ] && return
	printf '%s\n' "${silent_output:-failed without a word: $*}"
	return 1
}

# tap_end: the plan, and the status of the whole script
tap_end()
{
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}

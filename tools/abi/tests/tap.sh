# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Test Anything Protocol for the tests here; sourced by run.

tests=0
failed=0

ok() {
	tests=$((tests + 1))
	echo "ok $tests - $1"
}

# not_ok NAME [FILE]: FILE holds what was seen.
not_ok() {
	tests=$((tests + 1))
	failed=$((failed + 1))
	echo "not ok $tests - $1"
	if [ -n "${2:-}" ]; then
		sed 's/^/# /' "$2"
	fi
}

# verdict STATUS NAME [FILE]: ok if STATUS is 0.
verdict() {
	if [ "$1" -eq 0 ]; then
		ok "$2"
	else
		not_ok "$2" "${3:-}"
	fi
}

finish() {
	echo "1..$tests"
	[ "$failed" -eq 0 ]
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# TAP for shell: a test is a command. Sourced by the stages.

tap_count=0
tap_failed=0
tap_started=0

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

# tap_running: how many of those that were started have not ended
tap_running()
{
	echo $((tap_started - $(find "$tap_beside" -name '*.status' | wc -l)))
}

# tap_start NAME COMMAND...: a test that runs beside what follows, and beside no
# more than three others; tap_join waits for all that were started and prints
# their points, in this order
tap_start()
{
	[ -n "${tap_beside:-}" ] || tap_beside=$(mktemp -d)
	while [ "$(tap_running)" -gt 3 ]; do
		sleep 0.2
	done
	tap_started=$((tap_started + 1))
	echo "$1" >"$tap_beside/$tap_started.name"
	shift
	{
		tap_status=0
		"$@" >"$tap_beside/$tap_started" 2>&1 || tap_status=$?
		echo $tap_status >"$tap_beside/$tap_started.status"
	} </dev/null &
}

# tap_replay N: the Nth that was started; one that was killed has no status.
tap_replay()
{
	cat "$tap_beside/$1"
	[ -e "$tap_beside/$1.status" ] || {
		echo "was killed"
		return 1
	}
	read -r tap_status <"$tap_beside/$1.status"
	return "$tap_status"
}

tap_join()
{
	wait
	tap_joined=0
	while [ $tap_joined -lt $tap_started ]; do
		tap_joined=$((tap_joined + 1))
		read -r tap_its_name <"$tap_beside/$tap_joined.name"
		tap "$tap_its_name" tap_replay $tap_joined || :
	done
	tap_started=0
	rm -rf "${tap_beside:-}"
	tap_beside=''
}

# tap_end: the plan, and the status of the whole script
tap_end()
{
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: run.sh DIR SECONDS FUZZER...
#
# Runs fuzzers, as many at a time as there are processors, each for that long,
# and prints TAP: one test a fuzzer. DIR has their programs (fuzz/NAME_fuzz), what
# they begin with (seeds/NAME), and gets what they learn (corpus/NAME), which the
# next run goes on with. What ends a fuzzer is kept in DIR/found; one input that
# takes ten seconds does that too.

set -eu

# one DIR SECONDS FUZZER: its result, a line "ok" or "not ok" and what follows it
one()
{
	mkdir -p "$1/corpus/$3" "$1/found" "$1/log"
	log=$1/log/$3
	if timeout --kill-after=5 $(($2 + 120)) "$1/fuzz/$3_fuzz" \
		-max_total_time="$2" -timeout=10 -print_final_stats=1 \
		-artifact_prefix="$1/found/$3-" -verbosity=1 -use_value_profile=1 \
		"$1/corpus/$3" "$1/seeds/$3" >"$log" 2>&1 </dev/null; then
		echo "ok $3: $(sed -n 's/^stat::number_of_executed_units: *//p' \
			"$log") inputs"
	else
		echo "not ok $3"
		tail -n 60 "$log" | sed 's/^/# /'
		echo "# again: $1/fuzz/$3_fuzz FILE; all it said: $log"
	fi >"$log.result"
}

[ "${1:-}" != --one ] || {
	shift
	one "$@"
	exit
}

[ $# -ge 3 ] || {
	echo "run.sh: usage: run.sh DIR SECONDS FUZZER..." >&2
	exit 2
}
dir=$1
seconds=$2
shift 2
case $seconds in
'' | *[!0-9]* | 0* | ???????*)
	echo "run.sh: SECONDS=$seconds: give a number, 1 to 999999" >&2
	exit 2
	;;
esac
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 "$0" --one "$dir" "$seconds"
for fuzzer; do
	cat "$dir/log/$fuzzer.result"
done | awk '
/^(not )?ok / {
	verdict = /^not/ ? "not ok" : "ok"
	sub(/^(not )?ok /, "")
	print verdict " " ++n " - fuzzer " $0
	bad += verdict != "ok"
	next
}
{ print }
END {
	print "1.." n + 0
	exit !n || bad > 0
}
'

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# In front of the scripts for User Mode Linux, behind tools/testing/cases/guest.sh:
# what its kernels have and stock ones have not.

# --- bare messages ---

raw=/files/scmi-raw

# answers LINES WORD...: "scmi-raw WORD..." prints exactly these lines
answers()
{
	want=$1
	shift
	got=$($raw "$@" 2>&1) || :
	[ "$got" = "$want" ] || {
		echo "scmi-raw $*"
		echo "got:"
		echo "$got"
		echo "expected:"
		echo "$want"
		return 1
	}
}

# match PATTERN WORD...: what it prints is like that
match()
{
	want=$1
	shift
	got=$($raw "$@" 2>&1) || :
	echo "scmi-raw $*: $got (expected $want)"
	# shellcheck disable=SC2254 # a pattern
	case $got in
	$want) ;;
	*) return 1 ;;
	esac
}

# --- the core's own counters ---

core=/sys/kernel/debug/scmi/0
core_counters=$core/transport/counters

core_counter()
{
	read -r value <$core_counters/"$1"
	echo "$value"
}

# What the core says went wrong, or is still in flight. That the platform
# answered with an error is not among it.
core_problems()
{
	for file in "$core_counters"/sent_fail* "$core_counters"/xfers_* \
		"$core_counters"/err_msg_*; do
		read -r value <"$file"
		[ "$value" = 0 ] || echo "${file##*/}=$value"
	done
}

# nothing_went_wrong: neither the transport nor the core counted anything, and
# the core holds no message that it did not expect
nothing_went_wrong()
{
	within 5 same "$(core_counter xfers_inflight)" 0
	same "$(problems)" '' && same "$(core_problems)" '' &&
		answers '' read errors
}

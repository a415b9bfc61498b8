# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For the cases: bash scripts that boot guests and print TAP. Each boot runs
# one script, which says of any number of properties whether they hold; see
# guest.sh, which goes into the guest in front of the script.
#
# KERNELS and BUSES choose what to boot; FULL=1 runs on every combination of them
# what is otherwise run on one. VIA=uml boots User Mode Linux, where each guest is
# also judged by what the kernel's checkers said and, if it has kmemleak, by what
# it left behind. FUNCTIONS names some of a case's functions; the others are left
# out.

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
# shellcheck source=tools/testing/lib.sh
. "$top/tools/testing/lib.sh"

testing=$top/tools/testing
platform=$top/build/platform/scmi-platform
raw=$top/build/raw/scmi-raw
via=${VIA:-qemu}
case $via in
uml)
	kernels=${KERNELS:-7.2 7.2-plain}
	buses=uml
	;;
*)
	kernels=${KERNELS:-6.12 7.2}
	buses=${BUSES:-pci mmio}
	;;
esac

points=0 failures=0
platform_pid='' guest_pid='' other_pid='' work=''

# point ok|fail NAME: one line of TAP
point()
{
	points=$((points + 1))
	if [ "$1" = ok ]; then
		echo "ok $points - $2"
	else
		echo "not ok $points - $2"
		failures=$((failures + 1))
	fi
}

diagnose()
{
	sed 's/^/# /'
}

# check NAME COMMAND...: a property that the host sees; what the command
# prints is shown if it fails
check()
{
	local name=$1
	shift
	if "$@" >"$work/check" 2>&1; then
		point ok "$name"
	else
		point fail "$name"
		diagnose <"$work/check"
	fi
}

# skip NAME REASON
skip()
{
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

# chosen FUNCTION: is it one of FUNCTIONS, if these are set?
chosen()
{
	[[ -z ${FUNCTIONS:-} || " $FUNCTIONS " == *" $1 "* ]]
}

# each_guest FUNCTION: for all kernels and buses
each_guest()
{
	local kernel bus
	chosen "$1" || return 0
	for kernel in $kernels; do
		for bus in $buses; do
			"$1" "$kernel" "$bus"
		done
	done
}

# some_guests FUNCTION: on one kernel and bus, each time on the next ones
turn=0
some_guests()
{
	local -a k b
	if [ "${FULL:-0}" -ne 0 ]; then
		each_guest "$1"
		return
	fi
	read -ra k <<<"$kernels"
	read -ra b <<<"$buses"
	! chosen "$1" || "$1" "${k[turn % ${#k[@]}]}" "${b[turn % ${#b[@]}]}"
	turn=$((turn + 1))
}

# rounds N FULL: how often to do something again: ROUNDS times if that is set (make
# soak), else FULL times with FULL=1, or N
rounds()
{
	if [ -n "${ROUNDS:-}" ]; then
		echo "$ROUNDS"
	elif [ "${FULL:-0}" -ne 0 ]; then
		echo "$2"
	else
		echo "$1"
	fi
}

# platform_start ARGUMENT...: serves $socket, or what is in $serve; its log is
# $work/platform
serve=()
platform_start()
{
	[ ${#serve[@]} -gt 0 ] || set -- --socket "$socket" "$@"
	"$platform" "${serve[@]}" "$@" >"$work/platform" 2>&1 &
	platform_pid=$!
	wait_for_socket "$socket" "$platform_pid" && return
	diagnose <"$work/platform"
	die "the platform did not start: scmi-platform $*"
}

# Its status says whether it ended as it should.
platform_stop()
{
	local pid=$platform_pid
	[ -n "$pid" ] || return 0
	platform_pid=''
	kill -s TERM "$pid" 2>/dev/null || :
	wait "$pid"
}

# other_stop: what a case has started besides, its $other_pid; fails as that does
other_stop()
{
	local pid=$other_pid
	[ -n "$pid" ] || return 0
	other_pid=''
	kill -s TERM "$pid" 2>/dev/null || :
	wait "$pid"
}

cleanup()
{
	other_stop || :
	if [ -n "$guest_pid" ]; then
		kill -s TERM "$guest_pid" 2>/dev/null || :
		wait "$guest_pid" || :
	fi
	platform_stop || :
	rm -rf "$work"
}

# split_options ARGUMENT...: those for the platform and those for the guest.
# Sets $kernel to the guest's, as the folder of its modules is named.
split_options()
{
	for_platform=() for_guest=() with_platform=1 kernel=6.12
	while [ $# -gt 0 ]; do
		case $1 in
		--fault | --config) for_platform+=("$1" "$2") && shift ;;
		--no-p2a | --verbose) for_platform+=("$1") ;;
		--bus)
			[ "$2" != none ] || with_platform=''
			[ "$2" = uml ] || for_guest+=("$1" "$2")
			shift
			;;
		--kernel) kernel=$2 && for_guest+=("$1" "$2") && shift ;;
		*) for_guest+=("$1") ;;
		esac
		shift
	done
	[ "$via" != uml ] || options_for_uml
}

# has_lockdep KERNEL: is it the kernel with all checkers, 7.2 with VIA=uml?
has_lockdep()
{
	[ "$via" = uml ] && [[ $1 != *-* ]]
}

# A guest with the checkers on is slower, and has one CPU whatever was asked for.
options_for_uml()
{
	for_guest=(--via uml --timeout 180 --console "$work/console"
		--file "$raw" "${for_guest[@]}")
	uml_config "$kernel" >"$work/uml.conf"
	for_platform=(--config "$work/uml.conf" "${for_platform[@]}")
	if has_lockdep "$kernel"; then
		for_guest+=(--smp 1)
		kernel+=-debug
	fi
	kernel=uml-$kernel
}

# uml_config KERNEL: the default configuration, but for the sensor that the
# kernel's IIO driver takes, whose notifications would be in the way of counting
# others. Under lockdep all performance levels are named by their place: else
# the core destroys an array that it never set up when it lets go of them, which
# it does when the guest is switched off, too, and there is a report.
uml_config()
{
	local indexed=''
	! has_lockdep "$1" || indexed='/^perf_domains/,/^);/ {
		/level_indexing/d
		s/^\t\tname = .*/&\n\t\tlevel_indexing = true;/
	}'
	sed -e 's/"meters_per_second_squared"/"gauss"/' \
		-e "$indexed" "$top/tools/scmi-platform/default.conf"
}

# The script for the guest: what all have, the case's own on stdin, the end
guest_script()
{
	cat "$testing/cases/guest.sh"
	[ "$via" != uml ] || cat "$testing/uml/cases/guest.sh" \
		"$testing/uml/kmemleak.sh"
	cat
	[[ $kernel != uml-*-debug ]] ||
		echo "check 'no memory is left behind (kmemleak)' no_leaks"
	echo finish
}

# listen: what the guest prints goes to $work/out; a line "HOST WORD..." of it
# calls a function of the case
listen()
{
	local line words
	while IFS= read -r line; do
		printf '%s\n' "$line"
		[[ $line != 'HOST '* ]] || {
			read -ra words <<<"${line#HOST }"
			"${words[@]}" >&2
		}
	done >"$work/out"
}

# run_guest: the guest with its script, and the host's part
run_guest()
{
	rm -f "$work/pipe"
	mkfifo "$work/pipe"
	"$testing/guest" "${for_guest[@]}" --run "$work/script" \
		>"$work/pipe" 2>"$work/err" </dev/null &
	guest_pid=$!
	listen <"$work/pipe" 2>"$work/host"
	local status=0
	wait "$guest_pid" || status=$?
	guest_pid=''
	return $status
}

# platform_killed: without a word, as in a crash
platform_killed()
{
	kill -s KILL "$platform_pid"
	wait "$platform_pid" 2>/dev/null || :
	platform_pid=''
	rm -f "$socket"
}

# prepare_boot OPTION... <SCRIPT: all that a guest needs, the platform started
prepare_boot()
{
	split_options "$@"
	guest_script >"$work/script"
	for_guest+=(--module "$top/build/modules/$kernel/scmi_client.ko")
	if [ -n "$with_platform" ]; then
		platform_start "${for_platform[@]}"
		for_guest+=(--socket "$socket")
	fi
}

# boot TITLE OPTION... <SCRIPT: options are those of guest, and --fault,
# --config, --no-p2a and --verbose for the platform; the script's results become points.
# A line HOST WORD... that it prints calls a function here.
boot()
{
	local title=$1 status=0 ended=0 start=$SECONDS
	local kernel for_platform for_guest with_platform
	shift
	prepare_boot "$@"
	run_guest || status=$?
	platform_stop || ended=$?
	echo "# $title: $((SECONDS - start)) s"
	report "$title" "$status" "$ended"
	[ "$via" != uml ] ||
		check "$title: no report of the kernel's checkers" \
			"$testing/uml/reports" "$work/console"
}

# boot_until_off TITLE OPTION... <SCRIPT: the same, for a script that has the
# machine switched off or started anew, so that there is no verdict
boot_until_off()
{
	local title=$1 status=0 start=$SECONDS
	local kernel for_platform for_guest with_platform
	shift
	prepare_boot "$@"
	run_guest || status=$?
	check "$title: the platform ends well" platform_stop
	echo "# $title: $((SECONDS - start)) s"
	report_results "$title"
	check "$title: the machine is switched off, without a verdict" \
		test "$status" -eq 125
}

# Results, each with what was printed since the one before it
report_results()
{
	local line
	: >"$work/said"
	while IFS= read -r line; do
		case $line in
		'RESULT ok '*) point ok "$1: ${line#RESULT ok }" ;;
		'HOST '*) continue ;;
		'RESULT fail '*)
			point fail "$1: ${line#RESULT fail }"
			diagnose <"$work/said"
			;;
		*)
			echo "$line" >>"$work/said"
			continue
			;;
		esac
		: >"$work/said"
	done <"$work/out"
}

# report TITLE GUEST-STATUS PLATFORM-STATUS
report()
{
	report_results "$1"
	if [ "$2" -eq 0 ] && [ "$3" -eq 0 ] && [ "$(cat "$work/said")" = END ]; then
		point ok "$1: the script ran to its end"
		return
	fi
	point fail "$1: the script ran to its end"
	{
		echo "guest status $2, platform status $3"
		cat "$work/said" "$work/err" "$work/host"
		tail -n 20 "$work/platform" 2>/dev/null || :
		# What an editor of lines shows while a line comes in is left out.
		sed 's/\r//g; s/.*\x1b\[D//' "$work/monitor.log" 2>/dev/null || :
	} | diagnose
}

# end: the plan; the last line of every case
end()
{
	echo "1..$points"
	[ "$failures" -eq 0 ]
}

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
make_folder work scmi-case
socket=$work/scmi.sock
[ -x "$platform" ] || die "$platform is missing: run make platform"
[ "$via" != uml ] || [ -x "$raw" ] ||
	die "$raw is missing: run $testing/root run make -C $testing/raw"

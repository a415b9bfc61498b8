#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Wrong use of the tools: one clear line, a status that is not zero, nothing
# left behind.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

guest=$testing/guest
echo 'echo here; exit 7' >"$work/seven"
echo 'exit 0' >"$work/zero"

# refuses STATUS TEXT COMMAND...: fails so, and says TEXT in its last line
refuses()
{
	local want=$1 text=$2 got=0
	shift 2
	"$@" >"$work/said" 2>&1 </dev/null || got=$?
	cat "$work/said"
	echo "status $got, expected $want; expected words: $text"
	[ "$got" -eq "$want" ] && grep -q -- "$text" "$work/said"
}

# brief STATUS TEXT COMMAND...: and in one line
brief()
{
	refuses "$@" && [ "$(wc -l <"$work/said")" -eq 1 ]
}

left_behind()
{
	ls -d "$work"/tmp/* 2>/dev/null
	pgrep -P $$ -l -f 'qemu-system|scmi-platform'
}

nothing_left()
{
	! left_behind
}

mkdir "$work/tmp"
export TMPDIR=$work/tmp

check "the script's status is the guest's" refuses 7 here \
	"$guest" --bus none --no-module --run "$work/seven"
check "a script that is not there" brief 1 "cannot read.*/nosuch" \
	"$guest" --run /nosuch
check "no script at all" brief 2 "nothing to do" "$guest"
check "an unknown option" brief 2 "unknown argument '--frobnicate'" \
	"$guest" --frobnicate
check "an unknown bus" brief 2 "'isa' is none of" \
	"$guest" --bus isa --run "$work/zero"
check "a kernel series that does not exist" refuses 1 "no arm64 kernel 6.99" \
	"$guest" --kernel 6.99 --run "$work/zero"
check "a kernel before 6.12" brief 1 "6.12 is the oldest" \
	"$guest" --kernel 6.1 --run "$work/zero"
check "what is no kernel series" brief 2 "no kernel series" \
	"$guest" --kernel new --run "$work/zero"
check "a socket that is not there" brief 1 "no socket at /nosuch" \
	"$guest" --socket /nosuch --run "$work/zero"
check "a module that is none" brief 1 "is no kernel module" \
	"$guest" --bus none --module "$work/zero" --run "$work/zero"
check "a module for another kernel" refuses 1 "was built for" \
	"$guest" --bus none --no-module --kernel 6.12 \
	--module "$top/build/modules/7.2/scmi_client.ko" --run "$work/zero"
echo 'sleep 60' >"$work/slow"
check "a guest that does not end" refuses 124 "no verdict after 8 s" \
	"$guest" --bus none --no-module --timeout 8 --run "$work/slow"
echo 'echo c >/proc/sysrq-trigger; sleep 9' >"$work/crash"
check "a guest that crashes" refuses 125 "died before its verdict" \
	"$guest" --bus none --no-module --run "$work/crash"
check "a parameter that the module refuses" refuses 122 \
	"max_msg_size=7: .*32 to 4096" \
	"$guest" --bus none --param max_msg_size=7 --run "$work/zero"

echo 'clocks = ( { name = "a"; rates = [ 1, 2 ]; rate = 3; } );' >"$work/bad"
check "a platform with a wrong configuration says file, line and field" \
	brief 1 "$work/bad:1: clocks\[0\].rate" "$platform" --check --config "$work/bad"
check "a guest does not start with one" refuses 1 "$work/bad:1: " \
	"$guest" --run "$work/zero" \
	--platform-arg --config --platform-arg "$work/bad"
check "a configuration that is not there" refuses 1 /nosuch \
	"$platform" --check --config /nosuch
check "a platform without a socket" refuses 2 socket "$platform"
check "a fault that is none" refuses 2 "at 4: there is no action 'harm'" \
	"$platform" --socket "$work/s" --fault do=harm
check "a platform where it may not listen" refuses 1 /nosuch/s \
	"$platform" --socket /nosuch/s
check "modules for a kernel before 6.12" refuses 2 "6.12 is the oldest" \
	make -s -C "$top" modules KERNEL=6.1
check "modules for what is no kernel" refuses 2 "no configured kernel tree" \
	make -s -C "$top" modules KDIR="$work"
check "a demo with a wrong seed" brief 1 "SEED=none" \
	env SEED=none "$testing/demo"
check "nothing is left behind" nothing_left
end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Polled commands, sent with interrupts off, and others beside them.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: T-06 D-11
mixed()
{
	boot "$1 $2 $3 CPUs" --kernel "$1" --bus "$2" --smp "$3" --timeout 120 \
		--param timeout_ms=10000 --param "atomic=$4" <<'EOF'
wait_up
check "polled alone" load_is_clean poll 4 200 60
check "interrupt-driven alone" load_is_clean irq 8 200 60
check "both mixed" load_is_clean mixed 8 200 60
check "more callers than CPUs, with rates set and delayed responses" \
	load_is_clean all 16 30 60
check "rates are what they were" gives rate 148500000 clock get 4
check "many commands at once" load_is_clean irq 64 20 60
check "every command has its reply" same \
	$(($(counter replies) + $(counter superseded))) "$(counter commands)"
check "no problem was counted" same "$(problems | grep -v superseded)" ''
check "no warning was logged" same "$(complaints)" ''
EOF
}

one_and_four()
{
	mixed "$1" "$2" 4 N
	mixed "$1" "$2" 1 Y
}

some_guests one_and_four
end

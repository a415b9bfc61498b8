#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two guests at once, agents of one platform that grants them different things:
# the example of two virtual machines.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# The same for both
views=$work/views
cat >"$views" <<'EOF'
on=0x0
off=0x40000000

# names KIND: of all that this guest has of a kind
names()
{
	n=$(field count "$(scmi "$1" count)")
	i=0
	all=''
	while [ $i -lt "${n:-0}" ]; do
		case $1 in
		clock) all="$all $(field name "$(scmi clock info $i)")" ;;
		*) all="$all $(field name "$(scmi power name $i)")" ;;
		esac
		i=$((i + 1))
	done
	echo $all
}
EOF

media_start()
{
	{
		cat "$testing/cases/guest.sh" "$views"
		cat <<'EOF'
wait_up
check "it sees its clocks and no others" same "$(names clock)" "gpu pixel osc_24m"
check "and its power domains" same "$(names power)" "gpu display interconnect"
check "what it controls it can set" works clock set 0 400000000
check "and read" gives rate 400000000 clock get 0
check "what it may only see it cannot read" fails -13 1000 clock get 2
check "it votes for the domain that both have" works power set 2 $on
echo DONE
while :; do
	usleep 1000000
done
EOF
	} >"$work/media.script"
	"$testing/guest" --kernel "$1" --bus "$2" --socket "$work/media.sock" \
		--module "$top/build/modules/$1/scmi_client.ko" --timeout 240 \
		--run "$work/media.script" >"$work/media.out" 2>"$work/media.err" \
		</dev/null &
	other_pid=$!
}

# The other guest is gone, without a word.
media_killed()
{
	other_stop || :
}

# REQ: X-01 X-03
two_guests()
{
	serve=(--agent "control=$socket" --agent "media=$work/media.sock")
	boot "$1 $2 control" --kernel "$1" --bus "$2" --timeout 240 \
		--config "$top/tools/scmi-platform/examples/two-vms.conf" \
		< <(cat "$views" - <<EOF
echo "HOST media_start $1 $2"
EOF
		cat <<'EOF'
# It has no performance domain, and so not all that wait_up waits for.
has_all()
{
	works clock count && works power count && works sensor count
}
within 30 has_all || give_up "the SCMI instance did not come up"
check "it sees its clocks and no others" same "$(names clock)" "can osc_24m"
check "and its power domain, under a number of its own" same "$(names power)" \
	interconnect
check "what it may read it reads" gives rate 24000000 clock get 1
check "and cannot set" not works clock set 1 24000000
works power set 0 $off
check "the domain is on as the other guest wants" within 120 \
	gives state $on power get 0
check "it cannot be taken from that" works power set 0 $off
check "whatever it says" gives state $on power get 0
echo "HOST media_killed"
check "when the other guest has died its vote has, too" within 20 \
	gives state $off power get 0
EOF
)
	serve=()
	sed '/^DONE/,$d' "$work/media.out" >"$work/out"
	report_results "$1 $2 media"
	check "$1 $2 media: the script ran to its end" grep -qx DONE \
		"$work/media.out"
}

some_guests two_guests
end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A platform that does everything wrong that it can, at random, while the guest is
# under load; then it has had enough, and all must be as it was. SEED, which is
# printed, makes the platform choose the same again.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# Each does so a few times. Left out is what makes a value of a well-formed answer that
# nobody can tell from a right one: an answer that is cut off behind its status, which
# reads as zeros, and one that is rewritten in time. What breaks a ring, or keeps a
# buffer for good, is rare: the device is reset, ever less often.
often='short:0 short:3 short:7 long:1 long:4096 no-write zeros token:+1
	token:+512 proto:0x10 msgid:0x7f type:2 type:3 reserved:15 status:-8
	delay:30 delay:700 hold:3 reorder stuck:200
	delayed-first:20 delayed-same delayed-error delayed-twice delayed-drop
	event-short:0 event-short:4 event-long:8 event-no-write event-zeros
	event-token:+1 event-proto:0x3f event-msgid:0x20 event-type:0
	event-type:2 event-type:3 event-reserved:9 event-status:-1
	event-rewrite-after:50 event-delay:100 event-drop event-burst:500'
rare='drop duplicate bad-id bad-id:0 event-duplicate event-bad-id'

# rule P COUNT ACTION: the core's first messages go well, or there is no clock to
# ask for
rule()
{
	local skip=500
	[[ $3 != event-* ]] || skip=0
	n=$((n + 1))
	echo --fault "p=$1,seed=$((seed + n)),skip=$skip,count=$2,do=$3"
}

rules()
{
	local action n=0
	for action in $often; do
		rule 0.02 $((4 * times)) "$action"
	done
	for action in $rare; do
		rule 0.002 1 "$action"
	done
}

# REQ: H-01 H-02 H-03 H-04 H-05 H-07 H-08 L-05 T-03 T-04
chaos()
{
	local seed=${SEED:-$RANDOM} times seconds
	local -a faults
	times=$(rounds 1 5)
	seconds=$((8 * times))
	mapfile -d ' ' -t faults < <(rules | tr '\n' ' ')
	boot "$1 $2 chaos SEED=$seed" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=2000 --timeout $((150 + 4 * seconds)) \
		"${faults[@]}" < <(echo "seconds=$seconds" && cat <<'EOF'
wait_up
works notify sensor 1 2 || give_up "no subscription"
# persistently LOAD...: it begins with commands that may fail, too
persistently()
{
	for i in $(seq 20); do
		! scmi load "$@" || break
		usleep 500000
	done
}

# One load sets the rates that the other one reads.
for load in mixed set; do
	persistently $load 4 0 $seconds >/tmp/$load &
	persistently sensor 2 0 $seconds >/tmp/sensor &
	wait
	line=$(tail -n 1 /tmp/$load)
	sensor=$(tail -n 1 /tmp/sensor)
	echo "$load: $line; sensor: $sensor"
	dmesg | grep expected | tail -n 3
	check "$load: something is answered" at_least "$(field commands "$line")" 50
	check "$load: no value is wrong" same \
		"$(field wrong "$line") $(field wrong "$sensor")" "0 0"
	check "$load: something fails" at_least \
		$(($(field errors "$line") + $(field errors "$sensor"))) 1
done
# What is left of the faults is met by then.
scmi load all 8 0 4 >/dev/null
check "in the end all works again" within 60 load_is_clean mixed 8 40 60
check "the driver says that the device is well" \
	same "$(cat $virtio_driver/virtio*/scmi/state)" running
EOF
)
	check "$1 $2 chaos: most kinds of faults were met" at_least \
		"$(fired)" 30
}

# How many rules did something, as the platform says
fired()
{
	grep -c "fault '.*fired [1-9]" "$work/platform"
}

at_least()
{
	echo "got $1, expected $2 or more"
	[ "${1:-0}" -ge "$2" ]
}

some_guests chaos
end

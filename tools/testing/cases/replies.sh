#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Replies that are wrong in every way: each fails its command, at once, and
# nothing else. The command they are made for is PERFORMANCE_LIMITS_GET
# (protocol 0x13, message 6), which nobody else sends; each rule fires once.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

victim='proto=0x13,msg=0x06'

# faults ACTION...: rules for the victim, in this order
faults()
{
	rules=()
	local action
	for action in "$@"; do
		rules+=(--fault "$victim,do=$action")
	done
}

# What a command that must not wait may take, in ms, on a slow machine; the
# timeout is ten times that.
common=$work/common
cat >"$common" <<'EOF'
wait_up
quick=600

# others_work: the device serves others, and those who come later
others_work()
{
	gives level 1200000 perf get 0 && gives rate 148500000 clock get 4
}

# refuses COUNTER: the next command fails with a protocol error at once, is
# counted there and only there, and harms nobody
refuses()
{
	was=$(counter "$1")
	all=$(counted)
	fails -71 $quick perf limits 2 || return
	same $(($(counter "$1") - was)) 1 && same $(($(counted) - all)) 1 &&
		others_work
}

counted()
{
	problems | sed 's/.*=//' | awk '{ n += $1 } END { print n + 0 }'
}
EOF

# Levels are named by their place under lockdep (see lib.sh), where no value can
# be told from none: a short reply is a matter of raw messages there.
# REQ: H-01 H-02 T-09
short()
{
	! has_lockdep "$1" || return 0
	faults short:{0,1,2,3,4,5,6,7,8,12}
	boot "$1 $2 short" --kernel "$1" --bus "$2" "${rules[@]}" \
		--fault "$victim,skip=1,count=400,do=short:4" \
		--param timeout_ms=6000 < <(cat "$common" - <<'EOF'
for n in 0 1 2 3 4 5 6 7; do
	check "a reply of $n bytes is a protocol error at once" refuses short
done
# The core keeps request and reply in one buffer: what a legal short reply
# does not cover would be the request, domain 2.
was=$(counted)
check "a reply with status only is zeros, not the request" \
	gives max 0 perf limits 2
check "a reply with the first value only has it" gives max 1600 perf limits 2
check "neither counts as a problem" same "$(counted)" "$was"
check "a whole reply has both values" gives min 800 perf limits 2
check "the log says what was wrong" log_has 'scmi_vio virtio.*short'
scmi load limits 8 50 60
check "it does not say each of four hundred times" at_most \
	"$(log_count 'scmi_vio virtio.*short')" 40
check "but it counts them" same "$(counter short)" 408
EOF
)
}

# REQ: H-02 H-03 H-04 H-05 H-08 T-02 T-09
wrong()
{
	faults token:+1 token:-1 proto:0x14 msgid:7 type:2 type:3 type:1 \
		zeros no-write long:1 long:4096 reserved:5 status:-3 status:-6 \
		status:-10 delay:200
	boot "$1 $2 wrong" --kernel "$1" --bus "$2" --smp 4 "${rules[@]}" \
		--param timeout_ms=6000 < <(cat "$common" - <<'EOF'
for what in "a higher token" "a lower token" "another protocol" \
	"another message"; do
	check "a reply with $what is a protocol error at once" refuses mismatch
done
for what in "a delayed response" "a notification" "no known type"; do
	check "a reply that says it is $what is refused at once" refuses type
done
check "a reply of zeros is refused at once" refuses mismatch
check "a reply that was never written is refused at once" refuses mismatch
for what in "a byte" "a page"; do
	check "a reply longer by $what than its buffer is refused at once" \
		refuses oversize
done
was=$(counted)
check "reserved bits do not matter" gives max 1600 perf limits 2
check "they are counted" same "$(counter reserved)" 1
check "DENIED is reported as such" fails -13 $quick perf limits 2
check "BUSY is reported as such" fails -16 $quick perf limits 2
check "PROTOCOL_ERROR is reported as such" fails -71 $quick perf limits 2
check "errors of the platform are no problem of the device" \
	same "$(counted)" $((was + 1))
check "a slow reply is waited for" gives max 1600 perf limits 2

EOF
)
}

# The host inverts a reply, header and values, before or while the driver looks
# at it, or later, when the buffer serves another command. A host can always
# give wrong values; but whoever looks at a header twice finds another one the
# second time, and then a caller waits in vain or an innocent one is served.
# Under lockdep a place that was rewritten names no level.
# REQ: H-09 H-04
rewritten()
{
	! has_lockdep "$1" || return 0
	boot "$1 $2 rewritten" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=6000 \
		--fault "proto=0x13,msg=0x08,skip=3,count=300,do=rewrite-after:0" \
		--fault "proto=0x13,msg=0x08,skip=6,count=300,do=rewrite-after:40" \
		--fault "proto=0x13,msg=0x08,skip=9,count=300,do=rewrite-after:2000" \
		< <(cat "$common" - <<'EOF'
for when in "at once" "soon" "later"; do
	line=$(scmi load level 6 50 60) || :
	echo "$line"
	check "all commands are answered when replies are rewritten $when" \
		same "$(field commands "$line")" 300
	check "at once" at_most "$(field max_us "$line")" 3000000
	[ "$when" != "at once" ] || check "with a protocol error" same \
		"$(field errno-71 "$line")" "$(field errors "$line")"
done
check "what was refused is counted" at_least "$(counter mismatch)" 1
check "no reply went astray" same \
	"$(counter late) $(counter dropped) $(counter unsolicited)" "0 0 0"
others_work
check "then all is well" load_is_clean mixed 8 50 60
EOF
)
}

# REQ: D-03 T-02 T-06
order()
{
	boot "$1 $2 order" --kernel "$1" --bus "$2" --smp 4 \
		--param timeout_ms=6000 \
		--fault 'proto=0x13,msg=0x08,skip=3,count=320,do=hold:8' \
		--fault 'proto=0x14,msg=0x06,count=always,p=0.3,seed=7,do=delay:3' \
		--fault 'proto=0x14,msg=0x0b,count=always,p=0.2,seed=8,do=delay:2' \
		< <(cat "$common" - <<'EOF'
check "eight replies in reverse order reach their eight callers" \
	load_is_clean level 8 40 60
check "replies in any order reach their callers, who wait or poll" \
	load_is_clean mixed 12 100 60
check "no problem was counted" same "$(problems)" ''
others_work
check "no warning was logged" same "$(complaints)" ''
EOF
)
}

# A buffer that comes back twice, or that does not exist, breaks the ring: the
# kernel uses the queue no more, so commands must fail and not wait.
# REQ: H-05 T-09
broken()
{
	boot "$1 $2 broken" --kernel "$1" --bus "$2" --smp 4 \
		--param 'timeout_ms=20000 recover=0' \
		--fault "$victim,do=bad-id" --fault "$victim,do=duplicate" \
		< <(cat "$common" - <<'EOF'
dev=$(virtio_device)

fails_soon()
{
	line=$(scmi "$@") && return 1
	echo "$*: $line"
	[ "$(field us "$line")" -le 5000000 ]
}

rebind()
{
	echo "$dev" >$virtio_driver/unbind && echo "$dev" >$virtio_driver/bind
	wait_up
}

for what in "a buffer that does not exist" "a buffer twice"; do
	scmi load mixed 4 0 20 >/tmp/load &
	usleep 500000
	scmi perf limits 2
	check "after $what commands fail, and do not wait" \
		fails_soon clock get 4
	check "polled ones, too" fails_soon perf get 0 atomic
	rebind
	wait
	check "who was waiting is told" at_most \
		"$(field max_us "$(cat /tmp/load)")" 5000000
	check "nobody got a wrong value" \
		same "$(field wrong "$(cat /tmp/load)")" 0
	check "unbinding and binding the device makes it work" others_work
done
EOF
)
}

some_guests short
some_guests wrong
some_guests rewritten
some_guests order
some_guests broken
end

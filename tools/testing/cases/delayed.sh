#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Delayed responses that come in the wrong order, twice, late or not at all,
# and to whom they belong.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# A sensor that only answers later, after 50 ms: SENSOR_READING_GET
read='proto=0x15,msg=0x06'

# REQ: T-03 H-07
orders()
{
	boot "$1 $2 orders" --kernel "$1" --bus "$2" --param timeout_ms=6000 \
		--fault "$read,do=delayed-first" --fault "$read,do=delayed-first:500" \
		--fault "$read,do=delayed-same" --fault "$read,do=delayed-twice" \
		--fault "$read,do=delayed-error" --fault "$read,do=delayed-drop" \
		--fault 'proto=0x14,msg=0x05,do=delayed-first' <<'EOF'
wait_up

# is_right: the sensor is read, in less than a second
is_right()
{
	line=$(scmi sensor read 3)
	echo "$line"
	[ "${line%% *}" = ok ] && [ "$(field value "$line")" -le 100 ] &&
		[ "$(field us "$line")" -lt 1000000 ]
}

check "a delayed response before the response completes the caller" is_right
was=$(counter replies)
check "it does so long before the response" is_right
usleep 700000
check "the response that came after it is not an error" same "$(problems)" ""
check "but it is counted" same "$(counter superseded)" 2
check "it is not handed on" same $(($(counter replies) - was)) 0
check "both at the same time complete the caller" is_right
was=$(counter unsolicited)
check "a delayed response that comes twice completes the caller" is_right
usleep 200000
check "the second one goes to nobody, and is counted" \
	same $(($(counter unsolicited) - was)) 1
# Either may come first; after an error Linux would complete a stack frame that
# is gone.
line=$(scmi sensor read 3) || :
usleep 200000
echo "$line"
if [ "${line%% *}" = ok ]; then
	check "a delayed response before an error reply counts" same \
		$(($(counter unsolicited) - was)) 1
else
	check "a delayed response after an error reply goes to nobody" same \
		"$(field errno "$line") $(($(counter unsolicited) - was))" "-5 2"
fi
check "a delayed response that never comes is not waited for for ever" \
	fails -110 4000 sensor read 3
check "then the next one is right" is_right
check "an asynchronous rate set completes when it is overtaken" \
	works clock set 3 200000000
check "and it was set" gives rate 200000000 clock get 3
check "nothing is left over" load_is_clean sensor 4 6 60
EOF
}

# REQ: H-01 H-03 H-07 H-08 T-04
wrong()
{
	local action
	local -a rules=()
	for action in token:+1 proto:0x14 msgid:0x0b type:0 type:1 short:0 \
		short:3 short:7 long:4 zeros delay:2300 reserved:9 status:-5; do
		rules+=(--fault "$read,do=event-$action")
	done
	boot "$1 $2 wrong" --kernel "$1" --bus "$2" --param timeout_ms=6000 \
		"${rules[@]}" <<'EOF'
wait_up

# ignores COUNTER: the next delayed response is not the awaited one; Linux
# gives up after 2 s
ignores()
{
	was=$(counter "$1")
	fails -110 4000 sensor read 3 && same $(($(counter "$1") - was)) 1 &&
		gives rate 148500000 clock get 4
}

check "one with another token is not taken for it" ignores unsolicited
check "one of another protocol is not taken for it" ignores unsolicited
check "one of another message is not taken for it" ignores unsolicited
check "a response on eventq is not taken for it" ignores type
check "a message of no known type is not taken for it" ignores type
for n in 0 3 7; do
	check "one of $n bytes is not taken for it" ignores short
done
check "one longer than its buffer is not taken for it" ignores oversize
check "one of zeros is not taken for it" ignores type
was=$(counter unsolicited)
check "one that comes too late is not waited for" \
	fails -110 4000 sensor read 3
usleep 800000
check "and goes to nobody when it comes" \
	same $(($(counter unsolicited) - was)) 1
check "reserved bits do not matter" works sensor read 3
check "they are counted" same "$(counter reserved)" 1
check "an error in it is the caller's" fails -34 1000 sensor read 3
check "then all is well" works sensor read 3
check "for many as well" load_is_clean sensor 4 4 60
EOF
}

# In this window Linux's own transport crashes the kernel.
# REQ: T-05 H-07
early()
{
	boot "$1 $2 early" --kernel "$1" --bus "$2" --param timeout_ms=6000 \
		--fault 'do=early-delayed:0' --fault 'do=early-event' \
		--fault "do=early-delayed:5" --fault "do=early-event" \
		--fault "do=early-event" --fault "do=early-event" <<'EOF'
dev=$(virtio_device)
early=0
wait_up

harmless()
{
	early=$((early + $(counter early)))
	# In a guest that is slow a notification can be taken off the queue when
	# the first command has been sent: then it has somebody to go to.
	at_least $(($(counter early) + $(counter unsolicited) +
		$(counter dropped) + $(counter notifications))) 1 &&
		same "$(counter delayed)" 0 &&
		gives rate 148500000 clock get 4 && works sensor read 3
}

again()
{
	echo "$dev" >$virtio_driver/unbind
	echo "$dev" >$virtio_driver/bind
	wait_up
}

check "a delayed response before the first command harms nobody" harmless
again
check "a notification before the first command harms nobody" harmless
again
check "a delayed response for a token soon to be used harms nobody" harmless
again
for i in 1 2 3; do
	check "again a notification before the first command harms nobody" harmless
	again
done
echo "$early held back"
check "what came too early was held back" at_least $early 1
check "without any of it nothing is counted" same "$(problems)" ''
EOF
}

some_guests orders
some_guests wrong
some_guests early
end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bare messages of every type, put into the core by its raw mode and compared,
# header, status and payload, with what comes back.

# shellcheck source=tools/testing/uml/cases/lib.sh
. "$(dirname "$0")/lib.sh"

# REQ: D-03 H-03 T-02 T-06 P-05 P-08
commands()
{
	boot "$1 commands" --kernel "$1" --bus uml <<'EOF'
wait_up
refusals=$(core_counter err_protocol)

check "each protocol answers with its version" answers \
'response token=5 proto=0x10 msg=0x00 status=0 payload=0x20001
response token=6 proto=0x11 msg=0x00 status=0 payload=0x30001
response token=7 proto=0x12 msg=0x00 status=0 payload=0x20001
response token=8 proto=0x13 msg=0x00 status=0 payload=0x40000
response token=9 proto=0x14 msg=0x00 status=0 payload=0x30000
response token=10 proto=0x15 msg=0x00 status=0 payload=0x30001
response token=11 proto=0x16 msg=0x00 status=0 payload=0x30001
response token=12 proto=0x17 msg=0x00 status=0 payload=0x20001
response token=13 proto=0x18 msg=0x00 status=0 payload=0x20000
response token=14 proto=0x19 msg=0x00 status=0 payload=0x10000' \
	call --token 5 0x10.0 0x11.0 0x12.0 0x13.0 0x14.0 0x15.0 0x16.0 0x17.0 \
	0x18.0 0x19.0
check "the system runs, and can be reset warm" answers \
'response token=5 proto=0x12 msg=0x04 status=0 payload=0x3
response token=6 proto=0x12 msg=0x02 status=0 payload=0x80000000' \
	call --token 5 0x12.4 0x12.2:3
for how in '' --poll; do
	check "values come back $how" answers \
'response token=1023 proto=0x14 msg=0x06 status=0 payload=0x8d9ee20,0
response token=0 proto=0x13 msg=0x06 status=0 payload=0x3,0x1' \
		call $how --token 1023 0x14.6:4 0x13.6:1
	check "an unknown protocol is NOT_SUPPORTED $how" answers \
		'response token=3 proto=0x77 msg=0x00 status=-1' \
		call $how --token 3 0x77.0
	check "an unknown message is NOT_FOUND $how" answers \
		'response token=3 proto=0x14 msg=0x55 status=-4' \
		call $how --token 3 0x14.0x55
	check "an unknown clock is NOT_FOUND $how" answers \
		'response token=3 proto=0x14 msg=0x06 status=-4' \
		call $how --token 3 0x14.6:99
	for length in 4 5 7 9 12 132; do
		check "a command of $length bytes, not 8, is a PROTOCOL_ERROR $how" \
			answers 'response token=3 proto=0x14 msg=0x06 status=-10' \
			call $how --token 3 --length $length 0x14.6:4
	done
	for type in 1 2 3; do
		check "what says it is of type $type is not sent $how" answers \
			'refused token=4 errno=-22' \
			call $how --type $type --token 4 0x14.6:4
	done
done
check "one longer than a message may be is not sent" answers \
	'refused token=3 errno=-28' call --token 3 --length 133 0x14.6:4
check "one without a whole header is not sent" answers \
	'refused token=3 errno=-22' call --token 3 --length 3 0x14.6:4

# all_at_once OPTION...: each has its own response, and only one
all_at_once()
{
	$raw call "$@" --token 900 --repeat 60 0x10.0 0x14.6:4 >/tmp/all
	same "$(cut -d' ' -f2 /tmp/all | sort | uniq -d)" '' &&
		same "$(cut -d' ' -f1,3- /tmp/all | sort | uniq -c)" \
"     60 response proto=0x10 msg=0x00 status=0 payload=0x20001
     60 response proto=0x14 msg=0x06 status=0 payload=0x8d9ee20,0"
}
check "120 commands at once are answered" all_at_once
check "so are polled ones" all_at_once --poll

check "every command has its reply" same \
	$(($(counter replies) + $(counter superseded))) "$(counter commands)"
check "nothing went wrong" nothing_went_wrong
EOF
}

# REQ: T-03 T-05 T-06 H-07 P-06
events()
{
	boot "$1 events" --kernel "$1" --bus uml <<'EOF'
wait_up

for how in '' --poll; do
	check "a delayed response follows its response $how" answers \
'response token=7 proto=0x14 msg=0x05 status=0
delayed token=7 proto=0x14 msg=0x05 status=0 payload=0x3,0xbebc200,0' \
		call $how --async --token 7 0x14.5:1,3,200000000,0
	check "another follows a level of a voltage $how" answers \
'response token=7 proto=0x17 msg=0x07 status=0
delayed token=7 proto=0x17 msg=0x07 status=0 payload=0x1,0x1b7740' \
		call $how --async --token 7 0x17.7:1,1,1800000
	check "another follows a cap $how" answers \
'response token=7 proto=0x18 msg=0x05 status=0
delayed token=7 proto=0x18 msg=0x05 status=0 payload=0,0x1388' \
		call $how --async --token 7 0x18.5:0,2,5000
	check "none follows an error $how" answers \
		'response token=7 proto=0x14 msg=0x05 status=-4' \
		call $how --async --token 7 0x14.5:1,99,200000000,0
	check "a reset ends with a delayed response $how" answers \
'response token=8 proto=0x16 msg=0x04 status=0
delayed token=8 proto=0x16 msg=0x04 status=0 payload=0' \
		call $how --async --token 8 0x16.4:0,5,0
done
was=$(counter delayed)
check "twenty asynchronous commands get twenty of them" same \
	"$($raw call --async --token 100 --repeat 20 0x15.6:3,1 |
		sed 's/ .*//' | sort | uniq -c)" \
"     20 delayed
     20 response"
check "all by delayed responses" same $(($(counter delayed) - was)) 20
check "nothing went wrong" nothing_went_wrong

check "a command that nobody said is asynchronous is answered" answers \
	'response token=8 proto=0x15 msg=0x06 status=0' \
	call --token 8 0x15.6:3,1
usleep 300000
check "but its delayed response goes to nobody" same "$(counter unsolicited)" 1
check "not even to the core, which would not expect it" answers '' read errors
check "so the core counted nothing" same "$(core_problems)" ''

$raw reset
check "a change of power is asked for" answers \
'response token=6 proto=0x11 msg=0x06 status=0
response token=7 proto=0x11 msg=0x04 status=0' \
	call --token 6 0x11.6:1,1 0x11.4:0,1,0
check "it is notified" answers \
	'notification token=0 proto=0x11 msg=0x00 payload=0x1,0x1,0' \
	read notifications 1
check "a change of a level is asked for" answers \
'response token=6 proto=0x13 msg=0x0a status=0
response token=7 proto=0x13 msg=0x07 status=0' \
	call --token 6 0x13.10:1,1 0x13.7:1,2
check "it is notified" answers \
	'notification token=0 proto=0x13 msg=0x01 payload=0x1,0x1,0x2' \
	read notifications 1
check "a change of a rate is asked for" answers \
'response token=6 proto=0x14 msg=0x09 status=0
response token=7 proto=0x14 msg=0x05 status=0' \
	call --token 6 0x14.9:4,1 0x14.5:0,4,100000000,0
check "it is notified" answers \
	'notification token=0 proto=0x14 msg=0x00 payload=0x1,0x4,0x5f5e100,0' \
	read notifications 1
check "a change of a cap is asked for" answers \
'response token=6 proto=0x18 msg=0x0a status=0
response token=7 proto=0x18 msg=0x05 status=0' \
	call --token 6 0x18.10:0,1 0x18.5:0,0,4000
check "it is notified" answers \
	'notification token=0 proto=0x18 msg=0x00 payload=0x1,0,0xfa0,0xc350' \
	read notifications 1
check "a reset is asked for" answers \
'response token=6 proto=0x16 msg=0x05 status=0
response token=7 proto=0x16 msg=0x04 status=0' \
	call --token 6 0x16.5:1,1 0x16.4:1,1,0x80000000
check "it is notified" answers \
	'notification token=0 proto=0x16 msg=0x00 payload=0x1,0x1,0x80000000' \
	read notifications 1
check "nothing else is notified" answers '' read notifications

updates()
{
	$raw read notifications 5 >/tmp/updates
	cat /tmp/updates
	same "$(grep -c '^notification token=0 proto=0x15 msg=0x01 payload=0,0x2,0x[0-9a-f]*,0,0,0$' \
		/tmp/updates)" 5
}
check "a sensor is asked for its updates" answers \
	'response token=9 proto=0x15 msg=0x0b status=0' \
	call --token 9 0x15.0xb:2,1
check "they come" updates
check "a sensor is asked for no more of them" answers \
	'response token=9 proto=0x15 msg=0x0b status=0' \
	call --token 9 0x15.0xb:2,0
usleep 300000
$raw reset
usleep 300000
check "none comes then" answers '' read notifications
check "the core knows of every notification" same \
	"$(core_counter notification_ok)" "$(counter notifications)"
check "nothing but that one went wrong" same "$(problems) $(core_problems)" \
	'unsolicited=1 '
EOF
}

# What a caller in the kernel cannot see: all that comes back of a message that
# the platform spoilt. It is done to PERFORMANCE_LIMITS_GET and CLOCK_RATE_SET,
# which nobody else sends; each rule fires once, in their order.
victim='proto=0x13,msg=0x06'

# REQ: H-01 H-02 H-03 H-04 H-05 H-08 T-03 T-04 T-09
faults()
{
	local action
	local -a rules=()
	for action in short:{0,3,4,7,8,10,12} long:1 no-write zeros token:+1 \
		token:-1 proto:0x14 msgid:7 type:1 type:2 type:3 reserved:9 \
		status:-3 delay:200 hold:2 delay:1200 drop stuck:500; do
		rules+=(--fault "$victim,do=$action")
	done
	rules=("${rules[@]/%do=hold:2/count=2,do=hold:2}")
	# The rule for events goes by events, so it is the first to be used.
	rules+=(--fault 'proto=0x14,msg=0x05,do=event-token:+1')
	for action in delayed-{first,same,twice,drop}; do
		rules+=(--fault "proto=0x14,msg=0x05,skip=1,do=$action")
	done
	boot "$1 faults" --kernel "$1" --bus uml --param 'timeout_ms=1000 recover=0' \
		"${rules[@]}" --fault "proto=0x14,msg=0x55,do=duplicate" <<'EOF'
wait_up
hdr='response token=5 proto=0x13 msg=0x06'

# gets WORDS: what comes back of the command, after its header
gets()
{
	answers "$hdr $1" call --token 5 0x13.6:1
}

for n in 0 3 4 7; do
	check "$n bytes are a protocol error" gets 'status=-10'
done
check "8 bytes have no payload" gets 'status=0'
check "10 bytes have half a value" gets 'status=0 payload=+0300'
check "12 bytes have one value" gets 'status=0 payload=0x3'
for what in "more bytes than there is room" "nothing written" "zeros" \
	"a higher token" "a lower token" "another protocol" "another message" \
	"type 1" "type 2" "type 3"; do
	check "$what: a protocol error" gets 'status=-10'
done
check "reserved bits are not handed on" gets 'status=0 payload=0x3,0x1'
check "a status comes alone" gets 'status=-3'
check "a late response is whole" gets 'status=0 payload=0x3,0x1'
check "two come in the other order" answers \
'response token=6 proto=0x13 msg=0x06 status=0 payload=0x3,0x1
response token=5 proto=0x13 msg=0x06 status=0 payload=0x3,0x1' \
	call --token 5 0x13.6:1 0x13.6:1
check "so far the core saw nothing that it did not expect" answers '' read errors
check "and counted nothing" same "$(core_problems)" ''
echo "$(problems)"
check "the transport counted each" same "$(problems | paste -sd ' ')" \
	'short=4 oversize=1 mismatch=6 type=3 reserved=1'

for what in "one that comes after the timeout" "one that never comes"; do
	check "$what is not there" answers 'timeout missing=1' \
		call --token 5 --timeout 1500 0x13.6:1
done
check "nothing of it comes later" answers '' read replies
check "not as something unexpected either" answers '' read errors
check "it is a timeout for the core" same "$(core_problems)" \
	'xfers_response_timeout=2'
check "it was late for the transport" same "$(counter late)" 1
check "a queue that stands still goes on" gets 'status=0 payload=0x3,0x1'
check "then all is well" gets 'status=0 payload=0x3,0x1'

# sets LINES TOKEN: what comes back of an asynchronous command
sets()
{
	answers "$1" call --async --token "$2" --timeout 2500 \
		0x14.5:1,3,200000000,0
}

delayed='proto=0x14 msg=0x05 status=0 payload=0x3,0xbebc200,0'
nothing_delayed='response token=4 proto=0x14 msg=0x05 status=0
timeout missing=1'
check "a delayed response with another token is not there" \
	sets "$nothing_delayed" 4
check "it goes to nobody" same "$(counter unsolicited)" 1
was=$(counter superseded)
check "a delayed response that comes first is all there is" \
	sets "delayed token=1 $delayed" 1
usleep 200000
check "its response is not needed" same $(($(counter superseded) - was)) 1
$raw call --async --token 2 0x14.5:1,3,200000000,0 >/tmp/both
check "both at the same time are no less than the delayed one" \
	same "$(grep -v '^response token=2 proto=0x14 msg=0x05 status=0$' \
		/tmp/both)" "delayed token=2 $delayed"
check "a delayed response that comes twice comes once" sets \
"response token=3 proto=0x14 msg=0x05 status=0
delayed token=3 $delayed" 3
usleep 200000
check "the other one goes to nobody" same "$(counter unsolicited)" 2
check "a delayed response that never comes is not there" \
	sets "$nothing_delayed" 4
check "the core never saw what it did not expect" answers '' read errors

check "a buffer that comes back twice ends the queue" \
	match 'response token=8 proto=0x14 msg=0x55 status=*' \
	call --token 8 0x14.0x55
check "nothing is sent any more" within 5 answers \
	'refused token=9 errno=-5' call --token 9 0x10.0
EOF
}

each_guest commands
each_guest events
each_guest faults
end

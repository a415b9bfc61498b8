#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A device behind the kernel's DMA interface, in a guest that copies all that a
# device reads or writes through memory of its own, as a confidential one does.

# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "$0")/lib.sh"

victim='proto=0x13,msg=0x06'

# The copies (swiotlb) are counted: what was given to the device and not taken
# back is still there when the device is gone.
# REQ: D-07 L-01 L-02
bounced()
{
	local rounds
	rounds=$(rounds 2 10)
	boot "$1 $2 bounced" --kernel "$1" --bus "$2" --smp 4 \
		--device iommu_platform=on --append swiotlb=8192,force \
		--param timeout_ms=20000 --timeout $((60 + rounds * 15)) \
		--fault "$victim,count=always,do=duplicate" \
		< <(echo "rounds=$rounds" && cat <<'EOF'
dev=$(virtio_device)

is_useful()
{
	wait_up && gives rate 148500000 clock get 4
}

used()
{
	cat /sys/kernel/debug/swiotlb/io_tlb_used
}

unbound()
{
	echo "$dev" >$virtio_driver/unbind && within 10 is_down
}

bound()
{
	echo "$dev" >$virtio_driver/bind && is_useful
}

check "it comes up" is_useful
check "ACCESS_PLATFORM was negotiated" \
	same "$(cut -c34 /sys/bus/virtio/devices/"$dev"/features)" 1
check "what the device has is a copy" at_least "$(used)" 100
check "commands have the right results" load_is_clean all 8 40 60
check "polled ones, too" load_is_clean poll 4 40 60
check "notifications come" works notify sensor 1 2
check "with what they carry" at_least \
	"$(field count "$(scmi events sensor 2 5000)")" 2
check "it is unbound" unbound
none=$(used)
check "and bound" bound
some=$(used)
check "which takes copies" at_least "$some" $((none + 100))

# cycle: under load, and with a ring that has broken, too, if there is a $break
cycle()
{
	scmi load mixed 8 0 3 >/tmp/load &
	usleep 200000
	[ -z "$break" ] || scmi perf limits 2
	unbound && wait && same "$(used)" "$none" && bound &&
		same "$(used)" "$some"
}

break=
check "unbound in use $rounds times it leaves no copy, and has as many when it is bound" \
	repeat "$rounds" cycle
break=1
check "also with a ring that breaks" repeat "$rounds" cycle
check "no warning was logged" same "$(complaints | grep -v 'is not a head\|reset\|broken')" ''
EOF
)
}

# As much as there is where nobody said how much: 1 MiB. Were it all taken by
# buffers for events, no command could be sent.
# REQ: D-07 T-08
scarce()
{
	local bytes
	for bytes in 128 4096; do
		boot "$1 $2 scarce, messages of $bytes bytes" --kernel "$1" \
			--bus "$2" --smp 4 --device iommu_platform=on \
			--append swiotlb=force --param "max_msg_size=$bytes" <<'EOF'
wait_up
check "not much can be copied at once" at_most \
	"$(cat /sys/kernel/debug/swiotlb/io_tlb_nslabs)" 512
check "a command works" gives rate 148500000 clock get 4
check "many at once do, too" load_is_clean all 16 40 60
check "notifications come" works notify sensor 1 2
check "with what they carry" at_least \
	"$(field count "$(scmi events sensor 2 5000)")" 2
check "nothing was refused for want of memory" same \
	"$(log_count 'swiotlb buffer is full')" 0
check "no warning was logged" same "$(complaints)" ''
EOF
	done
}

some_guests bounced
some_guests scarce
end

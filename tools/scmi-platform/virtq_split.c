// SPDX-License-Identifier: GPL-2.0-only
/*
 * Split queues (virtio 1.2, 2.7): a table of descriptors, a ring of the driver
 * and a ring of the device.
 */
#include "shared.h"
#include "virtq_chain.h"
#include "virtq_inflight.h"
#include "virtq_layout.h"

#include <endian.h>

static bool valid_num(unsigned int num)
{
	return !(num & (num - 1));
}

/* Each ring is followed by the other side's event index, if negotiated. */
static size_t avail_size(const struct virtq *vq)
{
	return sizeof(*vq->avail) + sizeof(vq->avail->ring[0]) * vq->num +
	       (vq->event_idx ? sizeof(uint16_t) : 0);
}

static size_t used_size(const struct virtq *vq)
{
	return sizeof(*vq->used) + sizeof(vq->used->ring[0]) * vq->num +
	       (vq->event_idx ? sizeof(uint16_t) : 0);
}

static uint16_t *used_event(const struct virtq *vq)
{
	return &vq->avail->ring[vq->num];
}

static uint16_t *avail_event(const struct virtq *vq)
{
	return (uint16_t *)&vq->used->ring[vq->num];
}

static int begin(struct virtq *vq)
{
	vq->next_used = le16toh(read_once(&vq->used->idx));
	return 0;
}

/* The driver's index, together with all that it published before it. */
static uint16_t avail_idx(const struct virtq *vq)
{
	return le16toh(load_acquire(&vq->avail->idx));
}

/*
 * Asks for a kick at the next buffer, then looks once more: the driver may
 * have added one before it could see the request.
 */
static bool is_empty(struct virtq *vq)
{
	if (avail_idx(vq) != vq->last_avail)
		return false;
	if (!vq->event_idx)
		return true;

	write_once(avail_event(vq), htole16(vq->last_avail));
	full_barrier();
	return avail_idx(vq) == vq->last_avail;
}

static const char *take(struct virtq *vq, struct virtq_elem *elem)
{
	uint16_t pending = (uint16_t)(avail_idx(vq) - vq->last_avail);
	uint16_t head;

	if (pending > vq->num) {
		virtq_break(vq, "more buffers than fit were made available",
			    pending);
		return NULL;
	}
	head = le16toh(read_once(&vq->avail->ring[vq->last_avail % vq->num]));
	if (head >= vq->num) {
		virtq_break(vq, "a buffer has no such descriptor", head);
		return NULL;
	}
	if (!virtq_hold(vq, head, 1))
		return NULL;
	virtq_split_inflight_take(vq, head);
	vq->last_avail++;
	elem->head = head;
	return virtq_chain_read(vq, elem);
}

static void untake(struct virtq *vq, unsigned int n)
{
	vq->last_avail = (uint16_t)(vq->last_avail - n);
}

/* However many descriptors it has, a buffer is one entry of the ring. */
static void put(struct virtq *vq, uint32_t id, uint32_t len, unsigned int n)
{
	struct vring_used_elem *slot = &vq->used->ring[vq->next_used % vq->num];

	(void)n;
	write_once(&slot->id, htole32(id));
	write_once(&slot->len, htole32(len));
	vq->next_used++;
}

static void publish(struct virtq *vq)
{
	store_release(&vq->used->idx, htole16(vq->next_used));
}

/* The index must be visible before the driver's wish is read (2.7.7.2). */
static bool wants_interrupt(struct virtq *vq)
{
	uint16_t old = vq->signalled;
	bool valid = vq->signalled_valid;

	full_barrier();
	if (!vq->event_idx)
		return !(le16toh(read_once(&vq->avail->flags)) &
			 VRING_AVAIL_F_NO_INTERRUPT);

	vq->signalled = vq->next_used;
	vq->signalled_valid = true;
	return !valid || vring_need_event(le16toh(read_once(used_event(vq))),
					  vq->next_used, old);
}

const struct virtq_layout virtq_split = {
	.tracking = &virtq_split_tracking,
	.origin = 0,
	.avail_align = VRING_AVAIL_ALIGN_SIZE,
	.used_align = VRING_USED_ALIGN_SIZE,
	.valid_num = valid_num,
	.avail_size = avail_size,
	.used_size = used_size,
	.begin = begin,
	.is_empty = is_empty,
	.take = take,
	.untake = untake,
	.put = put,
	.publish = publish,
	.wants_interrupt = wants_interrupt,
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packed queues (virtio 1.2, 2.8): one ring that both sides write. Who owns a
 * descriptor is told by two of its flags, compared with a counter that each
 * side flips when it comes round the ring.
 */
#include "shared.h"
#include "virtq_chain.h"
#include "virtq_layout.h"

#include <endian.h>
#include <errno.h>

#define F_AVAIL (1u << VRING_PACKED_DESC_F_AVAIL)
#define F_USED	(1u << VRING_PACKED_DESC_F_USED)

/* A position: the slot, and the wrap counter on top. */
#define WRAP (1u << VRING_PACKED_EVENT_F_WRAP_CTR)

static uint16_t slot(uint16_t pos)
{
	return pos & (uint16_t)~WRAP;
}

static bool valid_num(unsigned int num)
{
	(void)num;
	return true;
}

static size_t event_size(const struct virtq *vq)
{
	return sizeof(*vq->driver);
}

static uint16_t forward(const struct virtq *vq, uint16_t pos, unsigned int n)
{
	unsigned int to = slot(pos) + n;

	if (to < vq->num)
		return (uint16_t)(pos + n);
	return (uint16_t)((to - vq->num) | (~pos & WRAP));
}

static uint16_t back(const struct virtq *vq, uint16_t pos, unsigned int n)
{
	if (slot(pos) >= n)
		return (uint16_t)(pos - n);
	return (uint16_t)((slot(pos) + vq->num - n) | (~pos & WRAP));
}

/* Kicks are wanted; which of them is_empty() says with event index. */
static int begin(struct virtq *vq)
{
	if (slot(vq->last_avail) >= vq->num || slot(vq->next_used) >= vq->num)
		return -EINVAL;
	write_once(&vq->device->flags, htole16(VRING_PACKED_EVENT_FLAG_ENABLE));
	return 0;
}

/* With the flags comes all that the driver wrote before them. */
static bool is_available(const struct virtq *vq)
{
	uint16_t flags =
		le16toh(load_acquire(&vq->ring[slot(vq->last_avail)].flags));
	bool wrap = vq->last_avail & WRAP;

	return !(flags & F_AVAIL) == !wrap && !(flags & F_USED) == wrap;
}

/* As for split queues: asks for a kick, then looks once more. */
static bool is_empty(struct virtq *vq)
{
	if (is_available(vq))
		return false;
	if (!vq->event_idx)
		return true;

	write_once(&vq->device->off_wrap, htole16(vq->last_avail));
	store_release(&vq->device->flags,
		      htole16(VRING_PACKED_EVENT_FLAG_DESC));
	full_barrier();
	return !is_available(vq);
}

/* The only look at a descriptor: from here on only the copy is used. */
static void fetch(const struct virtq *vq, uint16_t pos, struct virtq_desc *d)
{
	const struct vring_packed_desc *from = &vq->ring[slot(pos)];

	d->addr = le64toh(read_once(&from->addr));
	d->len = le32toh(read_once(&from->len));
	d->id = le16toh(read_once(&from->id));
	d->flags = le16toh(read_once(&from->flags));
}

/*
 * A chain is in consecutive slots, and named by its last descriptor, so it is
 * followed to its end also when something is wrong with it.
 */
static const char *take(struct virtq *vq, struct virtq_elem *elem)
{
	uint16_t pos = vq->last_avail;
	const char *why = NULL;
	struct virtq_desc d;
	unsigned int n = 0;

	virtq_chain_clear(elem);
	do {
		if (n++ == vq->num) {
			virtq_break(vq, "a buffer has no end", slot(pos));
			return NULL;
		}
		fetch(vq, pos, &d);
		if (!why)
			why = virtq_chain_add(vq, elem, &d);
		pos = forward(vq, pos, 1);
	} while (d.flags & VRING_DESC_F_NEXT);

	if (!virtq_hold(vq, d.id, n))
		return NULL;
	elem->head = d.id;
	vq->last_avail = pos;
	return why;
}

static void untake(struct virtq *vq, unsigned int n)
{
	vq->last_avail = back(vq, vq->last_avail, n);
}

/*
 * The driver looks at one slot after the other, so it sees none of several
 * until the flags of the first are there.
 */
static void put(struct virtq *vq, uint32_t id, uint32_t len, unsigned int n)
{
	struct vring_packed_desc *d = &vq->ring[slot(vq->next_used)];
	uint16_t flags = (vq->next_used & WRAP ? F_AVAIL | F_USED : 0) |
			 (len ? VRING_DESC_F_WRITE : 0);

	write_once(&d->id, htole16((uint16_t)id));
	write_once(&d->len, htole32(len));
	if (vq->batched) {
		write_once(&d->flags, htole16(flags));
	} else {
		vq->batched = true;
		vq->batch_slot = slot(vq->next_used);
		vq->batch_flags = flags;
	}
	vq->next_used = forward(vq, vq->next_used, n);
}

static void publish(struct virtq *vq)
{
	if (!vq->batched)
		return;
	store_release(&vq->ring[vq->batch_slot].flags,
		      htole16(vq->batch_flags));
	vq->batched = false;
}

/* All slots are counted from the beginning of the round we are in. */
static bool passed_event(const struct virtq *vq, uint16_t old)
{
	uint16_t event = le16toh(read_once(&vq->driver->off_wrap));
	uint16_t from = slot(old), to = slot(event);

	if ((event ^ vq->next_used) & WRAP)
		to = (uint16_t)(to - vq->num);
	if ((old ^ vq->next_used) & WRAP)
		from = (uint16_t)(from - vq->num);
	return vring_need_event(to, slot(vq->next_used), from);
}

/* The flags must be visible before the driver's wish is read (2.8.10). */
static bool wants_interrupt(struct virtq *vq)
{
	uint16_t old = vq->signalled;
	bool valid = vq->signalled_valid;
	uint16_t wish;

	full_barrier();
	vq->signalled = vq->next_used;
	vq->signalled_valid = true;
	wish = le16toh(read_once(&vq->driver->flags));
	if (wish == VRING_PACKED_EVENT_FLAG_DISABLE)
		return false;
	if (!vq->event_idx || wish != VRING_PACKED_EVENT_FLAG_DESC)
		return true;
	return !valid || passed_event(vq, old);
}

const struct virtq_layout virtq_packed = {
	.origin = WRAP,
	.avail_align = sizeof(uint32_t),
	.used_align = sizeof(uint32_t),
	.valid_num = valid_num,
	.avail_size = event_size,
	.used_size = event_size,
	.begin = begin,
	.is_empty = is_empty,
	.take = take,
	.untake = untake,
	.put = put,
	.publish = publish,
	.wants_interrupt = wants_interrupt,
};

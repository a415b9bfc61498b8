// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packed queues (virtio 1.2, 2.8): one ring that both sides write. Who owns a
 * descriptor is told by two of its flags, compared with a counter that each
 * side flips when it comes round the ring.
 */
#include "shared.h"
#include "virtq_chain.h"
#include "virtq_inflight.h"
#include "virtq_packed.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>

#define F_AVAIL (1u << VRING_PACKED_DESC_F_AVAIL)
#define F_USED	(1u << VRING_PACKED_DESC_F_USED)

static bool valid_num(unsigned int num)
{
	(void)num;
	return true;
}

static size_t event_size(const struct virtq *vq)
{
	return sizeof(*vq->driver);
}

uint16_t virtq_packed_forward(const struct virtq *vq, uint16_t pos,
			      unsigned int n)
{
	unsigned int to = virtq_packed_slot(pos) + n;

	if (to < vq->num)
		return (uint16_t)(pos + n);
	return (uint16_t)((to - vq->num) | (~pos & VIRTQ_PACKED_WRAP));
}

static uint16_t back(const struct virtq *vq, uint16_t pos, unsigned int n)
{
	if (virtq_packed_slot(pos) >= n)
		return (uint16_t)(pos - n);
	return (uint16_t)((virtq_packed_slot(pos) + vq->num - n) |
			  (~pos & VIRTQ_PACKED_WRAP));
}

/* Kicks are wanted; which of them is_empty() says with event index. */
static int begin(struct virtq *vq)
{
	if (virtq_packed_slot(vq->last_avail) >= vq->num ||
	    virtq_packed_slot(vq->next_used) >= vq->num)
		return -EINVAL;
	write_once(&vq->device->flags, htole16(VRING_PACKED_EVENT_FLAG_ENABLE));
	return 0;
}

bool virtq_packed_available(const struct virtq *vq, uint16_t pos)
{
	uint16_t flags =
		le16toh(load_acquire(&vq->ring[virtq_packed_slot(pos)].flags));
	bool wrap = virtq_packed_wrap(pos);

	return !(flags & F_AVAIL) == !wrap && !(flags & F_USED) == wrap;
}

static bool is_available(const struct virtq *vq)
{
	return virtq_packed_available(vq, vq->last_avail);
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
	const struct vring_packed_desc *from =
		&vq->ring[virtq_packed_slot(pos)];

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
		if (n == vq->num - vq->n_held) {
			virtq_break(vq, "a buffer is longer than what is free",
				    n);
			break;
		}
		fetch(vq, pos, &d);
		virtq_packed_inflight_fetch(vq, &d, !n++);
		if (!why)
			why = virtq_chain_add(vq, elem, &d);
		pos = virtq_packed_forward(vq, pos, 1);
	} while (d.flags & VRING_DESC_F_NEXT);

	if (vq->broken || !virtq_hold(vq, d.id, n)) {
		virtq_packed_inflight_abort(vq);
		return NULL;
	}
	virtq_packed_inflight_take(vq, d.id);
	elem->head = d.id;
	vq->last_avail = pos;
	return why;
}

static void untake(struct virtq *vq, unsigned int n)
{
	vq->last_avail = back(vq, vq->last_avail, n);
}

/*
 * What a used descriptor says, in one word: a descriptor that was overwritten
 * in part could not be taken again by who comes after us.
 */
union used_word {
	uint64_t raw;
	struct {
		uint32_t len;
		uint16_t id;
		uint16_t flags;
	};
};

static_assert(offsetof(struct vring_packed_desc, len) == 8, "used descriptor");
static_assert(sizeof(union used_word) == 8, "used descriptor");

static void store_word(struct virtq *vq, uint16_t slot, uint64_t word)
{
	uint64_t *at = (uint64_t *)&vq->ring[slot] + 1;

	store_release(at, word);
}

/*
 * The driver looks at one slot after the other, so it sees none of several
 * until the first is there.
 */
static void put(struct virtq *vq, uint32_t id, uint32_t len, unsigned int n)
{
	uint16_t flags =
		(vq->next_used & VIRTQ_PACKED_WRAP ? F_AVAIL | F_USED : 0) |
		(len ? VRING_DESC_F_WRITE : 0);
	const union used_word word = {
		.len = htole32(len),
		.id = htole16((uint16_t)id),
		.flags = htole16(flags),
	};

	if (vq->batched) {
		store_word(vq, virtq_packed_slot(vq->next_used), word.raw);
	} else {
		vq->batched = true;
		vq->batch_slot = virtq_packed_slot(vq->next_used);
		vq->batch_word = word.raw;
	}
	vq->next_used = virtq_packed_forward(vq, vq->next_used, n);
}

static void publish(struct virtq *vq)
{
	if (vq->batched)
		store_word(vq, vq->batch_slot, vq->batch_word);
	vq->batched = false;
}

/* All slots are counted from the beginning of the round we are in. */
static bool passed_event(const struct virtq *vq, uint16_t old)
{
	uint16_t event = le16toh(read_once(&vq->driver->off_wrap));
	uint16_t from = virtq_packed_slot(old), to = virtq_packed_slot(event);

	if ((event ^ vq->next_used) & VIRTQ_PACKED_WRAP)
		to = (uint16_t)(to - vq->num);
	if ((old ^ vq->next_used) & VIRTQ_PACKED_WRAP)
		from = (uint16_t)(from - vq->num);
	return vring_need_event(to, virtq_packed_slot(vq->next_used), from);
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
	.tracking = &virtq_packed_tracking,
	.origin = VIRTQ_PACKED_WRAP,
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

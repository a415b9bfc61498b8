// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's side of the rings, split and packed.
 */
#include "fake_vdev.h"

#include <linux/io.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

/* Rings of virtio 1.x are little endian, whatever the kernel calls its types. */
#define ring16(x) le16_to_cpu((__force __le16)(x))
#define ring32(x) le32_to_cpu((__force __le32)(x))
#define ring64(x) le64_to_cpu((__force __le64)(x))

static void *ring_memory(dma_addr_t addr)
{
	return phys_to_virt(addr);
}

static bool ring_is_packed(const struct fake_queue *q)
{
	return virtio_has_feature(q->vq->vdev, VIRTIO_F_RING_PACKED);
}

static unsigned int ring_size(const struct fake_queue *q)
{
	return virtqueue_get_vring_size(q->vq);
}

static void buffer_add(struct fake_buffer *buffer, u64 addr, u32 len, u16 flags)
{
	if (flags & VRING_DESC_F_WRITE) {
		buffer->response = ring_memory(addr);
		buffer->room = len;
	} else {
		buffer->request = ring_memory(addr);
		buffer->request_len = len;
	}
}

/* --- split rings --- */

static struct vring_avail *split_avail(const struct fake_queue *q)
{
	return ring_memory(virtqueue_get_avail_addr(q->vq));
}

static struct vring_used *split_used(const struct fake_queue *q)
{
	return ring_memory(virtqueue_get_used_addr(q->vq));
}

static void split_walk(struct fake_buffer *buffer,
		       const struct vring_desc *table, u16 at)
{
	u16 flags;

	do {
		const struct vring_desc *desc = &table[at];
		u64 addr = ring64(desc->addr);

		flags = ring16(desc->flags);
		if (flags & VRING_DESC_F_INDIRECT) {
			split_walk(buffer, ring_memory(addr), 0);
			return;
		}
		buffer_add(buffer, addr, ring32(desc->len), flags);
		at = ring16(desc->next);
	} while (flags & VRING_DESC_F_NEXT);
}

static bool split_available(const struct fake_queue *q)
{
	return ring16(READ_ONCE(split_avail(q)->idx)) != q->seen;
}

/* The driver notifies when its index goes past this one. */
static void split_want_kick_after(struct fake_queue *q, u16 index)
{
	struct vring_used *ring = split_used(q);
	__virtio16 *avail_event = (__virtio16 *)&ring->ring[ring_size(q)];

	if (virtio_has_feature(q->vq->vdev, VIRTIO_RING_F_EVENT_IDX))
		*avail_event = (__force __virtio16)cpu_to_le16(index);
}

static void split_take(struct fake_queue *q, struct fake_buffer *buffer)
{
	u16 at = q->seen++ & (ring_size(q) - 1);

	split_want_kick_after(q, q->seen);
	buffer->head = ring16(split_avail(q)->ring[at]);
	split_walk(buffer, ring_memory(virtqueue_get_desc_addr(q->vq)),
		   buffer->head);
}

static void split_return(struct fake_queue *q, const struct fake_buffer *buffer,
			 u32 used)
{
	struct vring_used *ring = split_used(q);
	struct vring_used_elem *elem;

	elem = &ring->ring[q->used++ & (ring_size(q) - 1)];
	elem->id = (__force __virtio32)cpu_to_le32(buffer->head);
	elem->len = (__force __virtio32)cpu_to_le32(used);
	/* The driver reads the index first. */
	smp_wmb();
	WRITE_ONCE(ring->idx, (__force __virtio16)cpu_to_le16(q->used));
}

/* --- packed rings --- */

#define PACKED_AVAIL BIT(VRING_PACKED_DESC_F_AVAIL)
#define PACKED_USED  BIT(VRING_PACKED_DESC_F_USED)

static struct vring_packed_desc *packed_desc(const struct fake_queue *q, u16 at)
{
	struct vring_packed_desc *ring;

	ring = ring_memory(virtqueue_get_desc_addr(q->vq));
	return &ring[at];
}

static void packed_step(const struct fake_queue *q, u16 *at, bool *wraps, u16 n)
{
	*at += n;
	if (*at < ring_size(q))
		return;
	*at -= ring_size(q);
	*wraps = !*wraps;
}

static bool packed_available(const struct fake_queue *q)
{
	u16 flags = le16_to_cpu(READ_ONCE(packed_desc(q, q->seen)->flags));

	return !!(flags & PACKED_AVAIL) == q->seen_wraps &&
	       !!(flags & PACKED_USED) != q->seen_wraps;
}

static void packed_indirect(struct fake_buffer *buffer, u64 addr, u32 len)
{
	const struct vring_packed_desc *table = ring_memory(addr);
	u32 i;

	for (i = 0; i < len / sizeof(*table); i++)
		buffer_add(buffer, le64_to_cpu(table[i].addr),
			   le32_to_cpu(table[i].len),
			   le16_to_cpu(table[i].flags));
}

static void packed_take(struct fake_queue *q, struct fake_buffer *buffer)
{
	const struct vring_packed_desc *desc;
	u16 flags;

	do {
		desc = packed_desc(q, q->seen);
		flags = le16_to_cpu(desc->flags);
		if (flags & VRING_DESC_F_INDIRECT)
			packed_indirect(buffer, le64_to_cpu(desc->addr),
					le32_to_cpu(desc->len));
		else
			buffer_add(buffer, le64_to_cpu(desc->addr),
				   le32_to_cpu(desc->len), flags);
		buffer->head = le16_to_cpu(desc->id);
		buffer->slots++;
		packed_step(q, &q->seen, &q->seen_wraps, 1);
	} while (flags & VRING_DESC_F_NEXT);
}

static void packed_return(struct fake_queue *q,
			  const struct fake_buffer *buffer, u32 used)
{
	struct vring_packed_desc *desc = packed_desc(q, q->used);
	u16 flags = q->used_wraps ? PACKED_AVAIL | PACKED_USED : 0;

	desc->id = cpu_to_le16(buffer->head);
	desc->len = cpu_to_le32(used);
	/* The driver reads the flags first. */
	smp_wmb();
	WRITE_ONCE(desc->flags, cpu_to_le16(flags));
	packed_step(q, &q->used, &q->used_wraps, buffer->slots);
}

/* --- both --- */

/**
 * fake_available - has the driver made a buffer available?
 * @fake: the device
 * @queue: which queue
 *
 * Return: true if there is one that was not taken yet.
 */
bool fake_available(struct fake_vdev *fake, unsigned int queue)
{
	struct fake_queue *q = &fake->q[queue];
	bool yes = ring_is_packed(q) ? packed_available(q) : split_available(q);

	/* Pairs with the driver's barrier before it says so. */
	smp_rmb();
	return yes;
}

/**
 * fake_take - take the next buffer off a queue
 * @fake: the device
 * @queue: which queue
 * @buffer: the buffer
 *
 * Return: false if there is none.
 */
bool fake_take(struct fake_vdev *fake, unsigned int queue,
	       struct fake_buffer *buffer)
{
	struct fake_queue *q = &fake->q[queue];

	if (!fake_available(fake, queue))
		return false;

	*buffer = (struct fake_buffer){};
	if (ring_is_packed(q))
		packed_take(q, buffer);
	else
		split_take(q, buffer);
	return true;
}

/**
 * fake_count - how many buffers are available?
 * @fake: the device
 * @queue: which queue
 *
 * Return: those that were not taken yet; none is taken by this.
 */
unsigned int fake_count(struct fake_vdev *fake, unsigned int queue)
{
	struct fake_queue before = fake->q[queue];
	struct fake_buffer buffer;
	unsigned int n = 0;

	while (fake_take(fake, queue, &buffer))
		n++;
	fake->q[queue] = before;
	return n;
}

/**
 * fake_return - give a buffer back
 * @fake: the device
 * @queue: which queue
 * @buffer: the buffer; only its head and slots matter, which may be anything
 * @used: bytes it is said to have written
 */
void fake_return(struct fake_vdev *fake, unsigned int queue,
		 const struct fake_buffer *buffer, u32 used)
{
	struct fake_queue *q = &fake->q[queue];

	if (ring_is_packed(q))
		packed_return(q, buffer, used);
	else
		split_return(q, buffer, used);
}

/**
 * fake_want_no_kicks - ask for no notification for a long time
 * @fake: the device, with a split ring and event indices
 * @queue: which queue
 */
void fake_want_no_kicks(struct fake_vdev *fake, unsigned int queue)
{
	struct fake_queue *q = &fake->q[queue];

	split_want_kick_after(q, q->seen + 0x4000);
}

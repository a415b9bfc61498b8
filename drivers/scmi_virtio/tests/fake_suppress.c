// SPDX-License-Identifier: GPL-2.0-only
#include "fake_suppress.h"

#include <asm/barrier.h>
#include <linux/io.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static bool queue_has(const struct fake_queue *q, unsigned int feature)
{
	return virtio_has_feature(q->vq->vdev, feature);
}

static u16 read16(const void *at)
{
	return le16_to_cpu(READ_ONCE(*(const __le16 *)at));
}

static void write16(void *at, u16 value)
{
	WRITE_ONCE(*(__le16 *)at, cpu_to_le16(value));
}

/* --- split rings --- */

static void split_want_kick(struct fake_queue *q, bool want)
{
	struct vring_used *used = phys_to_virt(virtqueue_get_used_addr(q->vq));
	u16 size = virtqueue_get_vring_size(q->vq);

	/* The event index is behind the ring; far ahead it means "none". */
	if (queue_has(q, VIRTIO_RING_F_EVENT_IDX))
		write16(&used->ring[size], q->seen + (want ? 0 : 0x4000));
	else
		write16(&used->flags, want ? 0 : VRING_USED_F_NO_NOTIFY);
}

static bool split_wants_interrupt(const struct fake_queue *q, u16 slots)
{
	const struct vring_avail *avail =
		phys_to_virt(virtqueue_get_avail_addr(q->vq));
	u16 size = virtqueue_get_vring_size(q->vq);

	if (queue_has(q, VIRTIO_RING_F_EVENT_IDX))
		return vring_need_event(read16(&avail->ring[size]), q->used,
					q->used - slots);
	return !(read16(&avail->flags) & VRING_AVAIL_F_NO_INTERRUPT);
}

/* --- packed rings --- */

#define PACKED_WRAP BIT(VRING_PACKED_EVENT_F_WRAP_CTR)

static void packed_want_kick(struct fake_queue *q, bool want)
{
	struct vring_packed_desc_event *event =
		phys_to_virt(virtqueue_get_used_addr(q->vq));
	u16 on = VRING_PACKED_EVENT_FLAG_ENABLE;

	if (queue_has(q, VIRTIO_RING_F_EVENT_IDX)) {
		write16(&event->off_wrap,
			q->seen | (q->seen_wraps ? PACKED_WRAP : 0));
		/* The driver reads the flags first. */
		smp_wmb();
		on = VRING_PACKED_EVENT_FLAG_DESC;
	}
	write16(&event->flags, want ? on : VRING_PACKED_EVENT_FLAG_DISABLE);
}

static bool packed_wants_interrupt(const struct fake_queue *q, u16 slots)
{
	const struct vring_packed_desc_event *event =
		phys_to_virt(virtqueue_get_avail_addr(q->vq));
	u16 flags = read16(&event->flags), at;

	if (flags != VRING_PACKED_EVENT_FLAG_DESC)
		return flags != VRING_PACKED_EVENT_FLAG_DISABLE;

	/* Pairs with the driver's barrier: it writes the flags last. */
	smp_rmb();
	at = read16(&event->off_wrap);
	if (!!(at & PACKED_WRAP) == q->used_wraps)
		at &= ~PACKED_WRAP;
	else
		at = (at & ~PACKED_WRAP) - virtqueue_get_vring_size(q->vq);
	return vring_need_event(at, q->used, q->used - slots);
}

/* --- both --- */

/**
 * fake_want_kick - say whether a notification is wanted for the next buffer
 * @fake: the device
 * @queue: which queue
 * @want: it is; whoever sleeps until it comes looks at the queue once more
 */
void fake_want_kick(struct fake_vdev *fake, unsigned int queue, bool want)
{
	struct fake_queue *q = &fake->q[queue];

	if (queue_has(q, VIRTIO_F_RING_PACKED))
		packed_want_kick(q, want);
	else
		split_want_kick(q, want);
	/* Before the queue is looked at again. */
	smp_mb();
}

/**
 * fake_wants_interrupt - does the driver want to hear of a returned buffer?
 * @fake: the device
 * @queue: which queue
 * @slots: what was returned last, as in struct fake_buffer; 1 in a split ring
 *
 * Return: true if an interrupt is due.
 */
bool fake_wants_interrupt(struct fake_vdev *fake, unsigned int queue, u16 slots)
{
	const struct fake_queue *q = &fake->q[queue];

	/* The buffer is there before the driver's wish is read. */
	smp_mb();
	if (queue_has(q, VIRTIO_F_RING_PACKED))
		return packed_wants_interrupt(q, slots);
	return split_wants_interrupt(q, slots);
}

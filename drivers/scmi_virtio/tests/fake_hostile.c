// SPDX-License-Identifier: GPL-2.0-only
#include "fake_hostile.h"

#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static bool is_packed(const struct fake_queue *q)
{
	return virtio_has_feature(q->vq->vdev, VIRTIO_F_RING_PACKED);
}

static u16 size_of(const struct fake_queue *q)
{
	return virtqueue_get_vring_size(q->vq);
}

static struct vring_used *split_used(const struct fake_queue *q)
{
	return phys_to_virt(virtqueue_get_used_addr(q->vq));
}

/**
 * fake_jump - say that much more was given back, or less
 * @fake: the device
 * @queue: which queue
 * @by: how much; what stands there is what was there before
 */
void fake_jump(struct fake_vdev *fake, unsigned int queue, u16 by)
{
	struct fake_queue *q = &fake->q[queue];
	u16 size = size_of(q);

	if (!is_packed(q)) {
		q->used += by;
		/* What stands there was written before, if ever. */
		WRITE_ONCE(split_used(q)->idx,
			   (__force __virtio16)cpu_to_le16(q->used));
		return;
	}
	q->used += by % size;
	if (q->used >= size) {
		q->used -= size;
		q->used_wraps = !q->used_wraps;
	}
}

/**
 * fake_scribble - write one byte to where the device may write
 * @fake: the device
 * @queue: which queue
 * @at: where, of all bytes there are
 * @value: the byte
 *
 * In a packed ring these are all descriptors, those that the driver has made
 * available included: nothing may be taken off it any more.
 */
void fake_scribble(struct fake_vdev *fake, unsigned int queue, u16 at, u8 value)
{
	struct fake_queue *q = &fake->q[queue];
	u16 size = size_of(q);
	size_t bytes;
	u8 *ring;

	if (is_packed(q)) {
		ring = phys_to_virt(virtqueue_get_desc_addr(q->vq));
		bytes = size * sizeof(struct vring_packed_desc);
	} else {
		ring = (u8 *)split_used(q);
		bytes = sizeof(struct vring_used) +
			size * sizeof(struct vring_used_elem) + sizeof(u16);
	}
	WRITE_ONCE(ring[at % bytes], value);
}

/**
 * fake_suppress - say which notifications are wanted, in any words
 * @fake: the device
 * @queue: which queue
 * @flags: the flags
 * @event: the event index, or where in a packed ring
 */
void fake_suppress(struct fake_vdev *fake, unsigned int queue, u16 flags,
		   u16 event)
{
	struct fake_queue *q = &fake->q[queue];
	__le16 *at = phys_to_virt(virtqueue_get_used_addr(q->vq));

	if (is_packed(q)) {
		/* struct vring_packed_desc_event */
		WRITE_ONCE(at[0], cpu_to_le16(event));
		WRITE_ONCE(at[1], cpu_to_le16(flags));
		return;
	}
	WRITE_ONCE(at[0], cpu_to_le16(flags));
	WRITE_ONCE(*(__le16 *)&split_used(q)->ring[size_of(q)],
		   cpu_to_le16(event));
}

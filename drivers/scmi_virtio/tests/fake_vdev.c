// SPDX-License-Identifier: GPL-2.0-only
#include "fake_vdev.h"
#include "device.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static struct fake_vdev *to_fake(struct virtio_device *vdev)
{
	return container_of(vdev, struct fake_vdev, vdev);
}

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

/**
 * fake_interrupt - raise a queue's interrupt
 * @fake: the device
 * @queue: which queue
 *
 * Runs the driver's handler with interrupts off, as a real one would be.
 */
void fake_interrupt(struct fake_vdev *fake, unsigned int queue)
{
	unsigned long flags;

	local_irq_save(flags);
	atomic_inc(&fake->interrupts);
	if (fake->q[queue].vq)
		vring_interrupt(0, fake->q[queue].vq);
	atomic_dec(&fake->interrupts);
	local_irq_restore(flags);
}

/**
 * fake_header - the header of a command
 * @buffer: a buffer of cmdq
 */
u32 fake_header(const struct fake_buffer *buffer)
{
	const struct scmi_virtio_request *request = buffer->request;

	return le32_to_cpu(request->hdr);
}

/**
 * fake_respond - write a response and give the buffer back
 * @fake: the device
 * @buffer: a buffer of cmdq
 * @hdr: header of the response
 * @status: its status
 * @values: what follows
 * @len: bytes of that; cut to the room there is
 */
void fake_respond(struct fake_vdev *fake, const struct fake_buffer *buffer,
		  u32 hdr, s32 status, const void *values, size_t len)
{
	struct scmi_virtio_response *response = buffer->response;

	len = min(len, buffer->room - sizeof(*response));
	response->hdr = cpu_to_le32(hdr);
	response->status = cpu_to_le32(status);
	memcpy(response->values, values, len);
	fake_return(fake, SCMI_VIRTIO_VQ_CMD, buffer, sizeof(*response) + len);
}

/**
 * fake_event - send a message on eventq
 * @fake: the device
 * @message: header first
 * @len: its bytes
 *
 * Return: false if the driver has no buffer there.
 */
bool fake_event(struct fake_vdev *fake, const void *message, size_t len)
{
	struct fake_buffer buffer;

	if (!fake_take(fake, SCMI_VIRTIO_VQ_EVENT, &buffer))
		return false;
	memcpy(buffer.response, message, min(len, buffer.room));
	fake_return(fake, SCMI_VIRTIO_VQ_EVENT, &buffer, len);
	return true;
}

static void fake_answer(struct work_struct *work)
{
	struct fake_vdev *fake = container_of(work, struct fake_vdev, answer);
	struct fake_buffer buffer;

	while (fake->q[SCMI_VIRTIO_VQ_CMD].vq &&
	       fake_take(fake, SCMI_VIRTIO_VQ_CMD, &buffer))
		fake_respond(fake, &buffer, fake_header(&buffer), 0, NULL, 0);
	fake_interrupt(fake, SCMI_VIRTIO_VQ_CMD);
}

/**
 * fake_answer_all - answer commands as they come
 * @fake: the device
 * @yes: or cease to
 *
 * Context: process, may sleep.
 */
void fake_answer_all(struct fake_vdev *fake, bool yes)
{
	WRITE_ONCE(fake->answers, yes);
	if (yes)
		schedule_work(&fake->answer);
	else
		cancel_work_sync(&fake->answer);
}

/* --- virtio_config_ops --- */

/* Known only where lockdep is. */
static bool chan_is_locked(struct fake_vdev *fake, unsigned int queue)
{
	struct scmi_vio_dev *dev = fake->vdev.priv;
	struct scmi_vio_chan *chan = queue == SCMI_VIRTIO_VQ_CMD ? &dev->cmdq
								 : &dev->eventq;

	return IS_ENABLED(CONFIG_LOCKDEP) && lockdep_is_held(&chan->lock) == 1;
}

static bool fake_notify(struct virtqueue *vq)
{
	struct fake_vdev *fake = to_fake(vq->vdev);

	KUNIT_EXPECT_FALSE_MSG(fake->test, chan_is_locked(fake, vq->index),
			       "%s notified under its lock", vq->name);
	fake->q[vq->index].kicks++;
	if (READ_ONCE(fake->answers) && vq->index == SCMI_VIRTIO_VQ_CMD)
		schedule_work(&fake->answer);
	if (fake->hooks && fake->hooks->kicked)
		fake->hooks->kicked(fake, vq->index);
	return true;
}

/* What the driver must have seen to when there were buffers on a queue. */
static void fake_check_del_vq(struct fake_vdev *fake, struct virtqueue *vq)
{
	const struct scmi_vio_dev *dev = fake->vdev.priv;

	KUNIT_EXPECT_EQ_MSG(fake->test, fake->status, 0,
			    "%s deleted before the device was reset", vq->name);
	KUNIT_EXPECT_NULL_MSG(fake->test, virtqueue_detach_unused_buf(vq),
			      "%s deleted with buffers on it", vq->name);
	KUNIT_EXPECT_NOT_NULL_MSG(fake->test, dev->commands.msgs,
				  "buffers freed before %s was deleted",
				  vq->name);
}

static void fake_del_vqs(struct virtio_device *vdev)
{
	struct fake_vdev *fake = to_fake(vdev);
	int i;

	if (fake->hooks && fake->hooks->deleting)
		fake->hooks->deleting(fake);
	for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++) {
		const struct fake_queue q = fake->q[i];

		fake->q[i] = (struct fake_queue){};
		if (!q.vq)
			continue;
		/* As free_irq() does. */
		while (atomic_read(&fake->interrupts))
			cpu_relax();
		if (q.kicks)
			fake_check_del_vq(fake, q.vq);
		vring_del_virtqueue(q.vq);
	}
}

static int fake_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
			 struct virtqueue *vqs[], struct virtqueue_info info[],
			 struct irq_affinity *desc)
{
	struct fake_vdev *fake = to_fake(vdev);
	unsigned int i;

	if (fake->config.find_vqs_error)
		return fake->config.find_vqs_error;

	for (i = 0; i < nvqs; i++) {
		if (!fake->config.size[i])
			goto err;
		vqs[i] = vring_create_virtqueue(i, fake->config.size[i],
						PAGE_SIZE, vdev, true, false,
						false, fake_notify,
						info[i].callback, info[i].name);
		if (!vqs[i])
			goto err;
		fake->q[i] = (struct fake_queue){
			.vq = vqs[i],
			.seen_wraps = true,
			.used_wraps = true,
		};
	}
	return 0;

err:
	fake_del_vqs(vdev);
	return -ENOENT;
}

static u8 fake_get_status(struct virtio_device *vdev)
{
	return to_fake(vdev)->status;
}

static void fake_set_status(struct virtio_device *vdev, u8 status)
{
	to_fake(vdev)->status = status;
}

static void fake_reset(struct virtio_device *vdev)
{
	struct fake_vdev *fake = to_fake(vdev);

	cancel_work_sync(&fake->answer);
	fake->status = 0;
	fake->resets++;
	if (fake->hooks && fake->hooks->reset)
		fake->hooks->reset(fake);
}

static u64 fake_get_features(struct virtio_device *vdev)
{
	return to_fake(vdev)->config.features;
}

static int fake_finalize_features(struct virtio_device *vdev)
{
	vring_transport_features(vdev);
	return 0;
}

static const char *fake_bus_name(struct virtio_device *vdev)
{
	return "fake";
}

static const struct virtio_config_ops fake_ops = {
	.find_vqs = fake_find_vqs,
	.del_vqs = fake_del_vqs,
	.get_status = fake_get_status,
	.set_status = fake_set_status,
	.reset = fake_reset,
	.get_features = fake_get_features,
	.finalize_features = fake_finalize_features,
	.bus_name = fake_bus_name,
};

static void fake_release(struct device *dev)
{
	kfree(to_fake(dev_to_virtio(dev)));
}

static void fake_unregister(void *data)
{
	struct fake_vdev *fake = data;
	struct device *parent = fake->vdev.dev.parent;

	unregister_virtio_device(&fake->vdev);
	fake_answer_all(fake, false);
	put_device(&fake->vdev.dev);
	root_device_unregister(parent);
}

/**
 * fake_vdev_add - plug a device in
 * @test: it goes with the test, unless fake_vdev_remove() is called
 * @config: what it offers
 *
 * The driver's probe runs inside.
 *
 * Return: the device.
 */
struct fake_vdev *fake_vdev_add(struct kunit *test,
				const struct fake_config *config)
{
	struct fake_vdev *fake = kzalloc(sizeof(*fake), GFP_KERNEL);
	static atomic_t serial;
	struct device *parent;
	char name[32];

	KUNIT_ASSERT_NOT_NULL(test, fake);
	snprintf(name, sizeof(name), "fake_vdev.%d",
		 atomic_inc_return(&serial));
	parent = root_device_register(name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);

	fake->test = test;
	fake->config = *config;
	fake->vdev.id.device = SCMI_VIRTIO_ID;
	fake->vdev.config = &fake_ops;
	fake->vdev.dev.parent = parent;
	fake->vdev.dev.release = fake_release;
	INIT_WORK(&fake->answer, fake_answer);
	KUNIT_ASSERT_EQ(test, 0, register_virtio_device(&fake->vdev));
	/* Dropped in fake_unregister(). */
	get_device(&fake->vdev.dev);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, fake_unregister, fake));
	/* Registration resets a device once, before there is a driver. */
	fake->resets--;
	return fake;
}

/**
 * fake_vdev_remove - pull a device
 * @fake: the device; gone on return
 */
void fake_vdev_remove(struct fake_vdev *fake)
{
	kunit_release_action(fake->test, fake_unregister, fake);
}

/**
 * fake_vdev_dev - the driver's view
 * @fake: the device
 *
 * Return: what the driver made of it; NULL if it was refused.
 */
struct scmi_vio_dev *fake_vdev_dev(struct fake_vdev *fake)
{
	return fake->vdev.dev.driver ? fake->vdev.priv : NULL;
}

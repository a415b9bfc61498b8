// SPDX-License-Identifier: GPL-2.0-only
#include "fake_vdev.h"
#include "device.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static struct fake_vdev *to_fake(struct virtio_device *vdev)
{
	return container_of(vdev, struct fake_vdev, vdev);
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

	KUNIT_EXPECT_TRUE_MSG(fake->test,
			      !fake->status || fake->status == FAKE_ABSENT,
			      "%s deleted before the device was reset",
			      vq->name);
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

	KUNIT_EXPECT_NE_MSG(fake->test, fake->status, FAKE_ABSENT,
			    "it would take for ever to reset this device");
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
	if (to_fake(vdev)->config.features_error)
		return to_fake(vdev)->config.features_error;
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
	/* For VIRTIO_F_ACCESS_PLATFORM; its addresses are physical ones. */
	parent->dma_mask = &parent->coherent_dma_mask;
	parent->coherent_dma_mask = DMA_BIT_MASK(64);
	parent->of_node = config->node;

	fake->test = test;
	fake->config = *config;
	/* Nothing can be mapped where there is no DMA. */
	if (!IS_ENABLED(CONFIG_HAS_DMA))
		fake->config.features &= ~BIT_ULL(VIRTIO_F_ACCESS_PLATFORM);
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
 * fake_vdev_break - what it does to a device that was pulled out
 * @fake: the device
 */
void fake_vdev_break(struct fake_vdev *fake)
{
	virtio_break_device(&fake->vdev);
}

/**
 * fake_vdev_needs_reset - the device says that it needs to be reset
 * @fake: the device
 */
void fake_vdev_needs_reset(struct fake_vdev *fake)
{
	fake->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	virtio_config_changed(&fake->vdev);
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

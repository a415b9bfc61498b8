// SPDX-License-Identifier: GPL-2.0-only
#include "buffers.h"
#include "device.h"
#include "events.h"

#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/swiotlb.h>
#include <linux/virtio.h>

/* Memory behind one queue, at most: larger messages mean fewer of them. */
#define QUEUE_MEMORY_MAX SZ_1M

/*
 * And where a device cannot reach it, but all is copied through memory that it
 * can (swiotlb): of that there may be 1 MiB in all, and it is others', too. A
 * device that had all of it for events would never get a command.
 */
#define QUEUE_BOUNCE_MAX SZ_256K

/* Each part is copied to a place of its own, and so is a table of two. */
static size_t queue_bounce(unsigned int descriptors, size_t stride)
{
	unsigned int tables = descriptors > 1;

	return stride + (descriptors + tables) * IO_TLB_SIZE;
}

static unsigned int queue_messages(const struct scmi_vio_chan *chan,
				   unsigned int descriptors, size_t stride,
				   bool bounces)
{
	size_t n = QUEUE_MEMORY_MAX / stride;

	if (bounces)
		n = min(n,
			QUEUE_BOUNCE_MAX / queue_bounce(descriptors, stride));
	return min3(chan->size / descriptors, SCMI_VIO_TOKENS, (unsigned int)n);
}

/**
 * scmi_vio_buffers_alloc - make a device's buffers, as many as its queues take
 * @dev: the device, with queues, without buffers
 * @payload: largest payload of a message in bytes
 *
 * Fewer where they would take too much memory.
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int scmi_vio_buffers_alloc(struct scmi_vio_dev *dev, size_t payload)
{
	bool bounces = virtio_max_dma_size(dev->vdev) < SIZE_MAX;
	unsigned int n;
	int err;

	n = queue_messages(&dev->cmdq, SCMI_VIO_COMMAND_DESCRIPTORS,
			   scmi_vio_pool_stride(payload, true), bounces);
	err = scmi_vio_pool_init(&dev->commands, n, payload, true);
	if (err || !dev->p2a)
		return err;

	n = queue_messages(&dev->eventq, SCMI_VIO_EVENT_DESCRIPTORS,
			   scmi_vio_pool_stride(payload, false), bounces);
	err = scmi_vio_pool_init(&dev->events, n, payload, false);
	if (err)
		scmi_vio_pool_exit(&dev->commands);
	return err;
}

/**
 * scmi_vio_buffers_post_events - give a device all buffers it can have for events
 * @dev: the device, with an eventq that nothing is on
 *
 * Context: process.
 */
void scmi_vio_buffers_post_events(struct scmi_vio_dev *dev)
{
	struct scmi_vio_msg *msg;
	unsigned int n = 0;
	LIST_HEAD(msgs);

	/* After a reset a queue may have become smaller. */
	while (n++ < dev->eventq.size &&
	       (msg = scmi_vio_msg_get(&dev->events, 1)))
		list_add_tail(&msg->node, &msgs);
	scmi_vio_events_post(&dev->eventq, &msgs);
}

/**
 * scmi_vio_buffers_free - undo scmi_vio_buffers_alloc(), if it was done
 * @dev: the device; it was stopped, and can reach none
 */
void scmi_vio_buffers_free(struct scmi_vio_dev *dev)
{
	scmi_vio_pool_exit(&dev->events);
	scmi_vio_pool_exit(&dev->commands);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio SCMI device in memory, under the kernel's own ring code. A test
 * plays the device by these calls; nothing happens by itself, unless it is told
 * to answer every command.
 */
#ifndef SCMI_VIO_FAKE_VDEV_H
#define SCMI_VIO_FAKE_VDEV_H

#include "uapi/scmi_virtio.h"

#include <linux/types.h>
#include <linux/virtio.h>
#include <linux/workqueue.h>

/* What all registers read as of a device that was pulled out */
#define FAKE_ABSENT 0xff

struct fake_vdev;
struct device_node;
struct kunit;
struct scmi_vio_dev;

/**
 * struct fake_hooks - what a test hears of what the driver does
 * @kicked: it notifies a queue; in any context
 * @reset: it has reset the device, which must not touch a ring from now on
 * @deleting: it deletes the queues; no interrupt may run after that
 *
 * For devices that are played by threads. Each may be NULL.
 */
struct fake_hooks {
	void (*kicked)(struct fake_vdev *fake, unsigned int queue);
	void (*reset)(struct fake_vdev *fake);
	void (*deleting)(struct fake_vdev *fake);
};

/**
 * struct fake_config - what a device offers
 * @features: feature bits; VIRTIO_F_VERSION_1 is not implied, and
 *	VIRTIO_F_ACCESS_PLATFORM left out in kernels without DMA
 * @size: descriptors of each queue; 0: the queue does not exist
 * @find_vqs_error: what find_vqs() fails with
 * @features_error: what it fails with when features are negotiated
 * @node: of its transport in the device tree, or NULL
 */
struct fake_config {
	u64 features;
	unsigned int size[SCMI_VIRTIO_VQ_COUNT];
	int find_vqs_error;
	int features_error;
	struct device_node *node;
};

/**
 * struct fake_queue - the device's side of a virtqueue
 * @vq: the driver's side
 * @kicks: notifications so far
 * @seen: where the next available buffer is: in a split ring a running number,
 *	in a packed one a descriptor
 * @used: where the next used buffer goes, likewise
 * @seen_wraps: the wrap counter that belongs to @seen, in a packed ring
 * @used_wraps: the one that belongs to @used
 */
struct fake_queue {
	struct virtqueue *vq;
	unsigned int kicks;
	u16 seen;
	u16 used;
	bool seen_wraps;
	bool used_wraps;
};

/**
 * struct fake_vdev - a device
 * @vdev: as the driver sees it
 * @test: whose it is
 * @config: what it offers
 * @status: the status register; %FAKE_ABSENT when the device is not there
 * @resets: how often it was reset by its driver
 * @interrupts: how many handlers run
 * @answers: commands are answered with SUCCESS as they come, by @answer
 * @answer: does so
 * @hooks: who hears of it, or NULL
 * @q: the queues
 */
struct fake_vdev {
	struct virtio_device vdev;
	struct kunit *test;
	struct fake_config config;
	u8 status;
	unsigned int resets;
	atomic_t interrupts;
	bool answers;
	struct work_struct answer;
	const struct fake_hooks *hooks;
	struct fake_queue q[SCMI_VIRTIO_VQ_COUNT];
};

/**
 * struct fake_buffer - a buffer that the device took off a queue
 * @head: its first descriptor; in a packed ring its id
 * @slots: descriptors it takes in a packed ring
 * @request: device-readable part
 * @request_len: its bytes
 * @response: device-writable part
 * @room: its bytes
 */
struct fake_buffer {
	u32 head;
	u16 slots;
	const void *request;
	size_t request_len;
	void *response;
	size_t room;
};

struct fake_vdev *fake_vdev_add(struct kunit *test,
				const struct fake_config *config);
void fake_vdev_remove(struct fake_vdev *fake);
int fake_vdev_sleep(struct fake_vdev *fake);
int fake_vdev_wake(struct fake_vdev *fake);
int fake_vdev_reset_by_bus(struct fake_vdev *fake);
void fake_vdev_break(struct fake_vdev *fake);
void fake_vdev_needs_reset(struct fake_vdev *fake);
struct scmi_vio_dev *fake_vdev_dev(struct fake_vdev *fake);

bool fake_take(struct fake_vdev *fake, unsigned int queue,
	       struct fake_buffer *buffer);
bool fake_available(struct fake_vdev *fake, unsigned int queue);
unsigned int fake_count(struct fake_vdev *fake, unsigned int queue);
void fake_return(struct fake_vdev *fake, unsigned int queue,
		 const struct fake_buffer *buffer, u32 used);
void fake_answer_all(struct fake_vdev *fake, bool yes);
void fake_want_no_kicks(struct fake_vdev *fake, unsigned int queue);
void fake_interrupt(struct fake_vdev *fake, unsigned int queue);

void fake_respond(struct fake_vdev *fake, const struct fake_buffer *buffer,
		  u32 hdr, s32 status, const void *values, size_t len);
bool fake_event(struct fake_vdev *fake, const void *message, size_t len);
u32 fake_header(const struct fake_buffer *buffer);

#endif /* SCMI_VIO_FAKE_VDEV_H */

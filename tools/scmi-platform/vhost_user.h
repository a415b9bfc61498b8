/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vhost-user back end: one socket, one front end at a time (QEMU, User Mode
 * Linux), one virtio device with two queues.
 *
 * What the front end sends is checked before it is used. A request that
 * cannot be met is answered with an error where the front end asked for an
 * answer, else the connection is closed; the front end may come back.
 */
#ifndef SCMI_PLATFORM_VHOST_USER_H
#define SCMI_PLATFORM_VHOST_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "loop.h"
#include "virtq.h"

#define VU_QUEUES 2

/**
 * struct vhost_user_ops - what the device behind the back end does
 * @begin: a driver starts from nothing: no ring of it was active before.
 *	   @features are those it accepted, virtio's bits only
 * @end: that driver is gone, and so is what it asked for
 * @start: a ring became active: started by a kick, and enabled
 * @stop: it is no longer; buffers taken from it must be forgotten before
 *	  this returns
 * @kick: an active ring may have new buffers; called once after @start, too
 *
 * Order: begin, (start, kick..., stop)..., end. A front end that pauses its
 * guest stops the rings and starts them again, without a new driver.
 */
struct vhost_user_ops {
	void (*begin)(void *ctx, uint64_t features);
	void (*end)(void *ctx);
	void (*start)(void *ctx, unsigned int index, struct virtq *vq);
	void (*stop)(void *ctx, unsigned int index);
	void (*kick)(void *ctx, unsigned int index);
};

/**
 * struct vhost_user_config - what to serve, and where
 * @loop: runs the back end; must outlive it
 * @path: the socket's
 * @client: a front end listens there, to which the back end connects
 * @features: device and ring features to offer, virtio's bits
 * @mem_slots: offer CONFIGURE_MEM_SLOTS
 * @queue_names: for log lines
 * @ops: the device
 * @ctx: first argument of all @ops
 *
 * What it points to must stay until vhost_user_close().
 */
struct vhost_user_config {
	struct loop *loop;
	const char *path;
	bool client;
	uint64_t features;
	bool mem_slots;
	const char *queue_names[VU_QUEUES];
	const struct vhost_user_ops *ops;
	void *ctx;
};

struct vhost_user;

/**
 * vhost_user_open - listen for a front end, or connect to one
 * @config: copied
 *
 * Return: the back end, to be closed with vhost_user_close(); NULL after an
 * error line.
 */
struct vhost_user *vhost_user_open(const struct vhost_user_config *config);

/*
 * Ends the connection, and removes the socket's file if the back end listened
 * there. NULL is fine.
 */
void vhost_user_close(struct vhost_user *vu);

#endif /* SCMI_PLATFORM_VHOST_USER_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside of the vhost-user back end: shared by vhost_user.c, which owns the
 * connection, and vu_request.c, which knows the requests.
 */
#ifndef SCMI_PLATFORM_VU_DEV_H
#define SCMI_PLATFORM_VU_DEV_H

#include <stdbool.h>
#include <stdint.h>

#include "guest_mem.h"
#include "listener.h"
#include "log.h"
#include "loop.h"
#include "vhost_user.h"
#include "vu_ring.h"
#include "vu_sock.h"

/**
 * struct vhost_user - one back end
 * @config: what the owner wants
 * @listener: where front ends connect
 * @conn: watches the connection; its fd is -1 without one
 * @msg: the message that is coming in
 * @mem: the guest's memory
 * @rings: its rings
 * @features: what was negotiated, vhost-user's own bit included
 * @status: virtio device status, as far as the front end tells
 * @backend_req_fd: kept open for the front end and not used: this device has
 *		    nothing to tell by it, but User Mode Linux takes its
 *		    interrupt number from the channel and breaks the device
 *		    when it closes
 * @driver: begin() was called for the driver that is there
 * @moved: a ring's position was changed by the front end
 * @limit: for lines the front end can cause
 */
struct vhost_user {
	struct vhost_user_config config;
	struct listener listener;
	struct loop_watch conn;
	struct vu_msg msg;
	struct guest_mem mem;
	struct vu_ring rings[VU_QUEUES];
	uint64_t features;
	uint8_t status;
	int backend_req_fd;
	bool driver;
	bool moved;
	struct log_limit limit;
};

/**
 * vu_request_handle - carry out a request, and answer it where it wants that
 * @vu: the back end, with a complete @msg
 *
 * Return: 0, or -errno after a log line: the connection is to be closed.
 */
int vu_request_handle(struct vhost_user *vu);

/* From a handler: the message now holds the answer. */
#define VU_REPLY 1

static inline int vu_reply_u64(struct vu_msg *msg, uint64_t value)
{
	msg->hdr.size = sizeof(msg->payload.u64);
	msg->payload.u64 = value;
	return VU_REPLY;
}

/*
 * Handlers of requests, in vu_mem.c and vu_vring.c; size and descriptors of
 * @msg are as vu_request.c's table says. Return: 0, %VU_REPLY or -errno.
 */
int vu_set_mem_table(struct vhost_user *vu, struct vu_msg *msg);
int vu_get_max_mem_slots(struct vhost_user *vu, struct vu_msg *msg);
int vu_add_mem_reg(struct vhost_user *vu, struct vu_msg *msg);
int vu_rem_mem_reg(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_num(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_addr(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_base(struct vhost_user *vu, struct vu_msg *msg);
int vu_get_vring_base(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_kick(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_call(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_err(struct vhost_user *vu, struct vu_msg *msg);
int vu_set_vring_enable(struct vhost_user *vu, struct vu_msg *msg);

/* Stops all rings, and tells the device that its driver is gone. */
void vu_reset_device(struct vhost_user *vu);

#endif /* SCMI_PLATFORM_VU_DEV_H */

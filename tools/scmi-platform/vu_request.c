// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests of vhost-user, one table row each. The table says what may
 * come with a request; handlers see nothing else. Those about memory and
 * rings have files of their own.
 */
#include "vu_request.h"
#include "vu_dev.h"

#include <errno.h>
#include <linux/virtio_config.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/*
 * CONFIG is not offered, though its requests are understood, because the device
 * has no configuration space, and QEMU warns of a back end that offers one.
 * CONFIGURE_MEM_SLOTS is so only where the owner wants it, because QEMU sends
 * only what changed since it last spoke to any back end, which leaves one that
 * was restarted without memory.
 */
#define PROTOCOL_FEATURES                                               \
	(BIT_ULL(VU_PROTOCOL_F_MQ) | BIT_ULL(VU_PROTOCOL_F_REPLY_ACK) | \
	 BIT_ULL(VU_PROTOCOL_F_BACKEND_REQ) |                           \
	 BIT_ULL(VU_PROTOCOL_F_INFLIGHT_SHMFD) |                        \
	 BIT_ULL(VU_PROTOCOL_F_RESET_DEVICE) | BIT_ULL(VU_PROTOCOL_F_STATUS))

static uint64_t offered(const struct vhost_user *vu)
{
	return vu->config.features | BIT_ULL(VU_F_PROTOCOL_FEATURES);
}

static int get_features(struct vhost_user *vu, struct vu_msg *msg)
{
	return vu_reply_u64(msg, offered(vu));
}

/* The sizes of running rings depend on the features. */
static void stop_rings(struct vhost_user *vu)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++)
		vu_ring_stop(&vu->rings[i]);
}

/* What is kept in mind of one layout means nothing in the other. */
static void set_packed(struct vhost_user *vu, bool packed)
{
	unsigned int i;

	if (packed != !!(vu->features & BIT_ULL(VIRTIO_F_RING_PACKED)))
		vu_inflight_drop(vu);
	for (i = 0; i < VU_QUEUES; i++)
		virtq_set_layout(&vu->rings[i].vq, packed);
}

static int set_features(struct vhost_user *vu, struct vu_msg *msg)
{
	uint64_t features = msg->payload.u64;
	unsigned int i;

	if (features & ~offered(vu))
		return -EINVAL;
	if (features != vu->features) {
		stop_rings(vu);
		vu->moved = true;
	}
	set_packed(vu, features & BIT_ULL(VIRTIO_F_RING_PACKED));
	vu->features = features;

	for (i = 0; i < VU_QUEUES; i++) {
		struct vu_ring *ring = &vu->rings[i];

		ring->vq.event_idx = features &
				     BIT_ULL(VIRTIO_RING_F_EVENT_IDX);
		ring->vq.indirect = features &
				    BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC);
		if (!(features & BIT_ULL(VU_F_PROTOCOL_FEATURES)))
			vu_ring_enable(ring, true);
	}
	return 0;
}

static uint64_t protocol_features(const struct vhost_user *vu)
{
	return PROTOCOL_FEATURES |
	       (vu->config.mem_slots
			? BIT_ULL(VU_PROTOCOL_F_CONFIGURE_MEM_SLOTS)
			: 0);
}

static int get_protocol_features(struct vhost_user *vu, struct vu_msg *msg)
{
	return vu_reply_u64(msg, protocol_features(vu));
}

/*
 * Nothing depends on what is chosen. QEMU reconnects without negotiating
 * again, so that the choice may belong to an earlier connection.
 */
static int set_protocol_features(struct vhost_user *vu, struct vu_msg *msg)
{
	return msg->payload.u64 & ~protocol_features(vu) ? -EINVAL : 0;
}

static int get_queue_num(struct vhost_user *vu, struct vu_msg *msg)
{
	(void)vu;
	return vu_reply_u64(msg, VU_QUEUES);
}

static int set_owner(struct vhost_user *vu, struct vu_msg *msg)
{
	(void)vu;
	(void)msg;
	return 0;
}

/* Deprecated; what it may still mean is that the rings are disabled. */
static int reset_owner(struct vhost_user *vu, struct vu_msg *msg)
{
	unsigned int i;

	(void)msg;
	for (i = 0; i < VU_QUEUES; i++)
		vu_ring_enable(&vu->rings[i], false);
	return 0;
}

static int reset_device(struct vhost_user *vu, struct vu_msg *msg)
{
	unsigned int i;

	(void)msg;
	vu_reset_device(vu);
	for (i = 0; i < VU_QUEUES; i++)
		vu_inflight_forget(vu, i);
	return 0;
}

static int set_backend_req_fd(struct vhost_user *vu, struct vu_msg *msg)
{
	if (vu->backend_req_fd >= 0)
		close(vu->backend_req_fd);
	vu->backend_req_fd = vu_msg_take_fd(msg, 0);
	return 0;
}

/* There is nothing to read, which a payload of no bytes says. */
static int get_config(struct vhost_user *vu, struct vu_msg *msg)
{
	(void)vu;
	msg->hdr.size = 0;
	return VU_REPLY;
}

static int set_config(struct vhost_user *vu, struct vu_msg *msg)
{
	(void)vu;
	return msg->payload.config.size ? -EINVAL : 0;
}

static int get_status(struct vhost_user *vu, struct vu_msg *msg)
{
	return vu_reply_u64(msg, vu->status);
}

/* QEMU writes 0 also when a guest is paused: the driver may still be there. */
static int set_status(struct vhost_user *vu, struct vu_msg *msg)
{
	if (msg->payload.u64 > UINT8_MAX)
		return -EINVAL;
	vu->status = (uint8_t)msg->payload.u64;
	if (!vu->status)
		stop_rings(vu);
	return 0;
}

enum {
	U64 = sizeof(uint64_t),
	STATE = sizeof(struct vhost_vring_state),
	ADDR = sizeof(struct vhost_vring_addr),
	REGION = sizeof(struct vu_mem_reg),
	TABLE = sizeof(struct vu_mem_table),
	TABLE_MIN = offsetof(struct vu_mem_table, regions),
	CONFIG = sizeof(struct vu_config),
	CONFIG_MIN = offsetof(struct vu_config, data),
	INFLIGHT = sizeof(struct vu_inflight_desc),
	INFLIGHT_MIN = offsetof(struct vu_inflight_desc, queue_size) +
		       sizeof(uint16_t),
};

/* clang-format off */
static const struct vu_request_info requests[] = {
	[VU_GET_FEATURES] = { "GET_FEATURES", 0, 0, 0, 0, get_features },
	[VU_SET_FEATURES] = { "SET_FEATURES", U64, U64, 0, 0, set_features },
	[VU_SET_OWNER] = { "SET_OWNER", 0, 0, 0, 0, set_owner },
	[VU_RESET_OWNER] = { "RESET_OWNER", 0, 0, 0, 0, reset_owner },
	[VU_SET_MEM_TABLE] = { "SET_MEM_TABLE", TABLE_MIN, TABLE, 0, VU_FDS_MAX, vu_set_mem_table },
	[VU_SET_VRING_NUM] = { "SET_VRING_NUM", STATE, STATE, 0, 0, vu_set_vring_num },
	[VU_SET_VRING_ADDR] = { "SET_VRING_ADDR", ADDR, ADDR, 0, 0, vu_set_vring_addr },
	[VU_SET_VRING_BASE] = { "SET_VRING_BASE", STATE, STATE, 0, 0, vu_set_vring_base },
	[VU_GET_VRING_BASE] = { "GET_VRING_BASE", STATE, STATE, 0, 0, vu_get_vring_base },
	[VU_SET_VRING_KICK] = { "SET_VRING_KICK", U64, U64, 0, 1, vu_set_vring_kick },
	[VU_SET_VRING_CALL] = { "SET_VRING_CALL", U64, U64, 0, 1, vu_set_vring_call },
	[VU_SET_VRING_ERR] = { "SET_VRING_ERR", U64, U64, 0, 1, vu_set_vring_err },
	[VU_GET_PROTOCOL_FEATURES] = { "GET_PROTOCOL_FEATURES", 0, 0, 0, 0,
				       get_protocol_features },
	[VU_SET_PROTOCOL_FEATURES] = { "SET_PROTOCOL_FEATURES", U64, U64, 0, 0,
				       set_protocol_features },
	[VU_GET_QUEUE_NUM] = { "GET_QUEUE_NUM", 0, 0, 0, 0, get_queue_num },
	[VU_SET_VRING_ENABLE] = { "SET_VRING_ENABLE", STATE, STATE, 0, 0, vu_set_vring_enable },
	[VU_SET_BACKEND_REQ_FD] = { "SET_BACKEND_REQ_FD", 0, U64, 1, 1, set_backend_req_fd },
	[VU_GET_CONFIG] = { "GET_CONFIG", CONFIG_MIN, CONFIG, 0, 0, get_config },
	[VU_SET_CONFIG] = { "SET_CONFIG", CONFIG_MIN, CONFIG, 0, 0, set_config },
	[VU_GET_INFLIGHT_FD] = { "GET_INFLIGHT_FD", INFLIGHT_MIN, INFLIGHT, 0, 0,
				 vu_get_inflight_fd },
	[VU_SET_INFLIGHT_FD] = { "SET_INFLIGHT_FD", INFLIGHT_MIN, INFLIGHT, 1, 1,
				 vu_set_inflight_fd },
	[VU_RESET_DEVICE] = { "RESET_DEVICE", 0, 0, 0, 0, reset_device },
	[VU_GET_MAX_MEM_SLOTS] = { "GET_MAX_MEM_SLOTS", 0, 0, 0, 0, vu_get_max_mem_slots },
	[VU_ADD_MEM_REG] = { "ADD_MEM_REG", REGION, REGION, 1, 1, vu_add_mem_reg },
	/* Old front ends send the region's descriptor along. */
	[VU_REM_MEM_REG] = { "REM_MEM_REG", REGION, REGION, 0, 1, vu_rem_mem_reg },
	[VU_SET_STATUS] = { "SET_STATUS", U64, U64, 0, 0, set_status },
	[VU_GET_STATUS] = { "GET_STATUS", 0, 0, 0, 0, get_status },
};

/* clang-format on */

const struct vu_request_info *vu_request_find(uint32_t id)
{
	if (id >= ARRAY_SIZE(requests) || !requests[id].handle)
		return NULL;
	return &requests[id];
}

static int check(const struct vu_request_info *request,
		 const struct vu_msg *msg)
{
	if (!request)
		return -EOPNOTSUPP;
	if ((msg->hdr.flags & VU_FLAG_VERSION_MASK) != VU_VERSION ||
	    msg->hdr.flags & VU_FLAG_REPLY)
		return -EPROTO;
	if (msg->hdr.size < request->min || msg->hdr.size > request->max)
		return -EMSGSIZE;
	if (msg->n_fds < request->min_fds || msg->n_fds > request->max_fds)
		return -EBADMSG;
	return 0;
}

static const char *explain(int err)
{
	switch (err) {
	case -EOPNOTSUPP:
		return "not supported";
	case -EPROTO:
		return "wrong protocol version or flags";
	case -EMSGSIZE:
		return "wrong size";
	case -EBADMSG:
		return "wrong number of file descriptors";
	case -EINVAL:
		return "invalid contents";
	default:
		return strerror(-err);
	}
}

/*
 * A front end that asked for an answer hears of a failure and decides; any
 * other would go on, or wait, as if nothing had happened. Answers are given
 * whatever was negotiated: see set_protocol_features().
 */
int vu_request_handle(struct vhost_user *vu)
{
	struct vu_msg *msg = &vu->msg;
	const struct vu_request_info *request =
		vu_request_find(msg->hdr.request);
	const char *name = request ? request->name : "unknown request";
	uint32_t id = msg->hdr.request;
	bool wants_reply = msg->hdr.flags & VU_FLAG_NEED_REPLY;
	int ret;

	ret = check(request, msg);
	if (!ret)
		ret = request->handle(vu, msg);
	log_debug("%s: %s (%u): %s", vu->config.path, name, id,
		  ret < 0 ? explain(ret) : "done");
	if (ret < 0) {
		log_limited(&vu->limit, LOG_ERROR, "%s: %s (%u): %s%s",
			    vu->config.path, name, id, explain(ret),
			    wants_reply ? "" : ": connection closed");
		if (!wants_reply)
			return ret;
	}
	if (ret == VU_REPLY || wants_reply) {
		if (ret != VU_REPLY)
			vu_reply_u64(msg, ret < 0);
		ret = vu_msg_reply(vu->conn.fd, msg);
		if (ret)
			log_limited(&vu->limit, LOG_ERROR,
				    "%s: cannot answer %s: %s", vu->config.path,
				    name, strerror(-ret));
		return ret;
	}
	return 0;
}

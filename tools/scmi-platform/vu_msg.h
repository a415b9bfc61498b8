/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vhost-user protocol on the wire (QEMU, docs/interop/vhost-user.rst).
 * Numbers are in host byte order: both ends are on one machine.
 */
#ifndef SCMI_PLATFORM_VU_MSG_H
#define SCMI_PLATFORM_VU_MSG_H

#include <assert.h>
#include <linux/vhost_types.h>
#include <stdint.h>

#define VU_VERSION	     1u
#define VU_FLAG_VERSION_MASK 3u
#define VU_FLAG_REPLY	     (1u << 2)
#define VU_FLAG_NEED_REPLY   (1u << 3)

/* Feature bit by which front and back end agree on protocol features. */
#define VU_F_PROTOCOL_FEATURES 30

enum vu_protocol_feature {
	VU_PROTOCOL_F_MQ = 0,
	VU_PROTOCOL_F_REPLY_ACK = 3,
	VU_PROTOCOL_F_BACKEND_REQ = 5,
	VU_PROTOCOL_F_CONFIG = 9,
	VU_PROTOCOL_F_INFLIGHT_SHMFD = 12,
	VU_PROTOCOL_F_RESET_DEVICE = 13,
	VU_PROTOCOL_F_CONFIGURE_MEM_SLOTS = 15,
	VU_PROTOCOL_F_STATUS = 16,
};

enum vu_request {
	VU_GET_FEATURES = 1,
	VU_SET_FEATURES = 2,
	VU_SET_OWNER = 3,
	VU_RESET_OWNER = 4,
	VU_SET_MEM_TABLE = 5,
	VU_SET_VRING_NUM = 8,
	VU_SET_VRING_ADDR = 9,
	VU_SET_VRING_BASE = 10,
	VU_GET_VRING_BASE = 11,
	VU_SET_VRING_KICK = 12,
	VU_SET_VRING_CALL = 13,
	VU_SET_VRING_ERR = 14,
	VU_GET_PROTOCOL_FEATURES = 15,
	VU_SET_PROTOCOL_FEATURES = 16,
	VU_GET_QUEUE_NUM = 17,
	VU_SET_VRING_ENABLE = 18,
	VU_SET_BACKEND_REQ_FD = 21,
	VU_GET_CONFIG = 24,
	VU_SET_CONFIG = 25,
	VU_GET_INFLIGHT_FD = 31,
	VU_SET_INFLIGHT_FD = 32,
	VU_RESET_DEVICE = 34,
	VU_GET_MAX_MEM_SLOTS = 36,
	VU_ADD_MEM_REG = 37,
	VU_REM_MEM_REG = 38,
	VU_SET_STATUS = 39,
	VU_GET_STATUS = 40,
};

struct vu_hdr {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
};

struct vu_region {
	uint64_t gpa;
	uint64_t size;
	uint64_t uva;
	uint64_t offset;
};

/* Without CONFIGURE_MEM_SLOTS a table has at most eight regions. */
#define VU_MEM_TABLE_MAX 8

struct vu_mem_table {
	uint32_t num;
	uint32_t padding;
	struct vu_region regions[VU_MEM_TABLE_MAX];
};

struct vu_mem_reg {
	uint64_t padding;
	struct vu_region region;
};

#define VU_CONFIG_MAX 256

struct vu_config {
	uint32_t offset;
	uint32_t size;
	uint32_t flags;
	uint8_t data[VU_CONFIG_MAX];
};

/* Front ends send its padding, too, and expect it. */
struct vu_inflight_desc {
	uint64_t mmap_size;
	uint64_t mmap_offset;
	uint16_t num_queues;
	uint16_t queue_size;
};

/* SET_VRING_KICK, CALL and ERR: the ring, and whether no fd comes along. */
#define VU_VRING_INDEX_MASK 0xffu
#define VU_VRING_NOFD	    (1u << 8)

union vu_payload {
	uint64_t u64;
	struct vhost_vring_state state;
	struct vhost_vring_addr addr;
	struct vu_mem_table mem_table;
	struct vu_mem_reg mem_reg;
	struct vu_config config;
	struct vu_inflight_desc inflight;
};

static_assert(sizeof(struct vu_hdr) == 12, "vhost-user header");
static_assert(sizeof(struct vu_region) == 32, "vhost-user memory region");
static_assert(sizeof(struct vu_mem_table) == 8 + 8 * 32, "memory table");
static_assert(sizeof(struct vhost_vring_addr) == 40, "vring address");
static_assert(sizeof(struct vu_inflight_desc) == 24, "inflight description");

#endif /* SCMI_PLATFORM_VU_MSG_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of vhost-user's requests.
 */
#ifndef SCMI_PLATFORM_VU_REQUEST_H
#define SCMI_PLATFORM_VU_REQUEST_H

#include <stdint.h>

struct vhost_user;
struct vu_msg;

/**
 * struct vu_request_info - what may come with a request, and who handles it
 * @name: for log lines
 * @min: least bytes of payload
 * @max: most bytes of payload
 * @min_fds: least file descriptors
 * @max_fds: most file descriptors
 * @handle: returns 0, %VU_REPLY or -errno
 */
struct vu_request_info {
	const char *name;
	uint16_t min;
	uint16_t max;
	uint8_t min_fds;
	uint8_t max_fds;
	int (*handle)(struct vhost_user *vu, struct vu_msg *msg);
};

/* Return: the row of a request, or NULL when it is not known. */
const struct vu_request_info *vu_request_find(uint32_t id);

#endif /* SCMI_PLATFORM_VU_REQUEST_H */

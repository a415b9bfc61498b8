/* SPDX-License-Identifier: ((GPL-2.0-only WITH Linux-syscall-note) OR BSD-3-Clause) */
/*
 * The virtio SCMI device as driver and device see it: virtio 1.2, section 5.17.
 */
#ifndef _UAPI_SCMI_VIRTIO_H
#define _UAPI_SCMI_VIRTIO_H

#include <linux/types.h>

#define SCMI_VIRTIO_ID 32

/* Feature bits, 5.17.3: an eventq; statistics regions */
#define SCMI_VIRTIO_F_P2A_CHANNELS  0
#define SCMI_VIRTIO_F_SHARED_MEMORY 1

/* Virtqueues, 5.17.2 */
#define SCMI_VIRTIO_VQ_CMD   0
#define SCMI_VIRTIO_VQ_EVENT 1
#define SCMI_VIRTIO_VQ_COUNT 2

/* Shared memory regions, 5.17.6.4 */
#define SCMI_VIRTIO_SHMID_POWER	       1
#define SCMI_VIRTIO_SHMID_PERFORMANCE  2
#define SCMI_VIRTIO_SHMID_SENSOR       3
#define SCMI_VIRTIO_SHMID_VENDOR_FIRST 0x80
#define SCMI_VIRTIO_SHMID_VENDOR_LAST  0xff

/**
 * struct scmi_virtio_request - device-readable part of a cmdq buffer
 * @hdr: SCMI message header
 * @params: parameters of the command
 */
struct scmi_virtio_request {
	__le32 hdr;
	__u8 params[];
};

/**
 * struct scmi_virtio_response - device-writable part of a cmdq buffer
 * @hdr: SCMI message header
 * @status: first of the return values, in every response
 * @values: the other return values; none unless @status is SUCCESS
 *
 * A delayed response on eventq looks the same.
 */
struct scmi_virtio_response {
	__le32 hdr;
	__le32 status;
	__u8 values[];
};

/**
 * struct scmi_virtio_event - an eventq buffer with a notification
 * @hdr: SCMI message header
 * @payload: of the notification
 */
struct scmi_virtio_event {
	__le32 hdr;
	__u8 payload[];
};

#endif /* _UAPI_SCMI_VIRTIO_H */

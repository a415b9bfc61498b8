/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many buffers a device gets, and how much memory they may take.
 */
#ifndef SCMI_VIO_BUFFERS_H
#define SCMI_VIO_BUFFERS_H

#include <linux/types.h>

/* A command takes one descriptor to read and one to write. */
#define SCMI_VIO_COMMAND_DESCRIPTORS 2
#define SCMI_VIO_EVENT_DESCRIPTORS   1

struct scmi_vio_dev;

int scmi_vio_buffers_alloc(struct scmi_vio_dev *dev, size_t payload);
void scmi_vio_buffers_post_events(struct scmi_vio_dev *dev);
void scmi_vio_buffers_free(struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_BUFFERS_H */

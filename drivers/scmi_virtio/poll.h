/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCMI_VIO_POLL_H
#define SCMI_VIO_POLL_H

#include <linux/types.h>

struct scmi_vio_dev;
struct scmi_vio_msg;

void scmi_vio_poll_begin(struct scmi_vio_msg *msg);
bool scmi_vio_poll(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg);

#endif /* SCMI_VIO_POLL_H */

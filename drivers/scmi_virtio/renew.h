/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications that were subscribed to are subscribed to again when a device
 * was reset.
 */
#ifndef SCMI_VIO_RENEW_H
#define SCMI_VIO_RENEW_H

#include <linux/types.h>

struct scmi_vio_dev;

void scmi_vio_renew_init(struct scmi_vio_dev *dev);
void scmi_vio_renew_exit(struct scmi_vio_dev *dev);

void scmi_vio_renew_note(struct scmi_vio_dev *dev, u32 hdr, const void *params,
			 size_t len);
void scmi_vio_renew(struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_RENEW_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* Whoever is attached to a device, an SCMI instance, and what it is told. */
#ifndef SCMI_VIO_CLIENT_H
#define SCMI_VIO_CLIENT_H

#include <linux/types.h>

struct scmi_vio_dev;
struct scmi_vio_msg;

bool scmi_vio_client_live(struct scmi_vio_dev *dev);
bool scmi_vio_client_deliver(struct scmi_vio_dev *dev, u32 hdr,
			     struct scmi_vio_msg *msg);
unsigned int scmi_vio_client_abort(struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_CLIENT_H */

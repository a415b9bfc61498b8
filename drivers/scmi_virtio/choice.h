/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which device an instance is to have, where its device tree node says so.
 */
#ifndef SCMI_VIO_CHOICE_H
#define SCMI_VIO_CHOICE_H

#include <linux/types.h>

struct device;
struct device_node;
struct virtio_device;

/* The compatible string of the nodes that instances are made for. */
#define SCMI_VIO_COMPATIBLE "arm,scmi-virtio"

int scmi_vio_choice_read(struct device_node **choice, struct device *dev);
bool scmi_vio_choice_fits(const struct device_node *choice,
			  const struct virtio_device *vdev);
bool scmi_vio_choice_of_any(const struct virtio_device *vdev);
bool scmi_vio_choice_node_exists(void);

#endif /* SCMI_VIO_CHOICE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be seen of a device, and done to it, in its folder in sysfs. */
#ifndef SCMI_VIO_SYSFS_H
#define SCMI_VIO_SYSFS_H

struct attribute_group;

extern const struct attribute_group *scmi_vio_sysfs_groups[];

#endif /* SCMI_VIO_SYSFS_H */

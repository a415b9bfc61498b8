/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCMI instances: a device tree node paired with the device that serves it.
 */
#ifndef SCMI_VIO_INSTANCE_H
#define SCMI_VIO_INSTANCE_H

struct scmi_vio_dev_watcher;

extern const struct scmi_vio_dev_watcher scmi_vio_instance_watcher;

int scmi_vio_instance_init(void);
void scmi_vio_instance_exit(void);

int scmi_vio_instance_register(void);
void scmi_vio_instance_unregister(void);

#endif /* SCMI_VIO_INSTANCE_H */

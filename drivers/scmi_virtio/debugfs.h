/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCMI_VIO_DEBUGFS_H
#define SCMI_VIO_DEBUGFS_H

struct scmi_vio_dev;

#if IS_ENABLED(CONFIG_DEBUG_FS)
void scmi_vio_debugfs_init(void);
void scmi_vio_debugfs_exit(void);
void scmi_vio_debugfs_add(struct scmi_vio_dev *dev);
void scmi_vio_debugfs_remove(struct scmi_vio_dev *dev);
#else
static inline void scmi_vio_debugfs_init(void)
{
}

static inline void scmi_vio_debugfs_exit(void)
{
}

static inline void scmi_vio_debugfs_add(struct scmi_vio_dev *dev)
{
}

static inline void scmi_vio_debugfs_remove(struct scmi_vio_dev *dev)
{
}
#endif

#endif /* SCMI_VIO_DEBUGFS_H */

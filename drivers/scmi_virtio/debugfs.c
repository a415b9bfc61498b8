// SPDX-License-Identifier: GPL-2.0-only
#include "debugfs.h"
#include "device.h"

#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static struct dentry *root;

static int counters_show(struct seq_file *file, void *unused)
{
	const struct scmi_vio_dev *dev = file->private;
	enum scmi_vio_counter i;

	for (i = 0; i < SCMI_VIO_COUNTERS; i++)
		seq_printf(file, "%s %lu\n", scmi_vio_counter_name(i),
			   scmi_vio_counter_read(&dev->stats, i));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

/**
 * scmi_vio_debugfs_add - give a device its folder
 * @dev: the device
 */
void scmi_vio_debugfs_add(struct scmi_vio_dev *dev)
{
	dev->debugfs = debugfs_create_dir(scmi_vio_dev_name(dev), root);
	debugfs_create_file("counters", 0400, dev->debugfs, dev,
			    &counters_fops);
}

/**
 * scmi_vio_debugfs_remove - take its folder away, when nobody reads in it
 * @dev: the device
 */
void scmi_vio_debugfs_remove(struct scmi_vio_dev *dev)
{
	debugfs_remove(dev->debugfs);
}

/**
 * scmi_vio_debugfs_init - make the module's folder
 */
void scmi_vio_debugfs_init(void)
{
	root = debugfs_create_dir(KBUILD_MODNAME, NULL);
}

/**
 * scmi_vio_debugfs_exit - take the module's folder away
 */
void scmi_vio_debugfs_exit(void)
{
	debugfs_remove(root);
	root = NULL;
}

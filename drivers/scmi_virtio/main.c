// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtio transport for the SCMI core: init and exit, mirror images.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "debugfs.h"
#include "device.h"
#include "instance.h"

#include "compat/version.h"

#include <linux/device/driver.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

/* The platform driver of the kernel's own virtio transport. */
#define IN_TREE_DRIVER "scmi_virtio_transport"

/* Both would go for the same nodes and devices, and get half of each. */
static int refuse_beside_in_tree(void)
{
	if (!driver_find(IN_TREE_DRIVER, &platform_bus_type))
		return 0;

	pr_err("the kernel's own transport (driver " IN_TREE_DRIVER
	       ") is loaded: unload or blacklist scmi_transport_virtio, or boot with initcall_blacklist=scmi_transport_virtio_init, then load this module again\n");
	return -EBUSY;
}

static int __init scmi_vio_init(void)
{
	int err;

	err = refuse_beside_in_tree();
	if (err)
		return err;

	scmi_core_warn_unverified();
	scmi_vio_debugfs_init();
	err = scmi_vio_instance_init();
	if (err)
		goto err_debugfs;
	err = scmi_vio_device_init(&scmi_vio_instance_watcher);
	if (err)
		goto err_instance;
	err = scmi_vio_instance_register();
	if (err)
		goto err_device;
	return 0;

err_device:
	scmi_vio_device_exit();
err_instance:
	scmi_vio_instance_exit();
err_debugfs:
	scmi_vio_debugfs_exit();
	return err;
}

static void __exit scmi_vio_exit(void)
{
	scmi_vio_instance_unregister();
	scmi_vio_device_exit();
	scmi_vio_instance_exit();
	scmi_vio_debugfs_exit();
}

module_init(scmi_vio_init);
module_exit(scmi_vio_exit);

MODULE_AUTHOR("The scmi-virtio developers");
MODULE_DESCRIPTION("Virtio transport for Arm SCMI");
MODULE_LICENSE("GPL");
MODULE_VERSION(SCMI_VIO_VERSION);

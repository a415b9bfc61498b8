// SPDX-License-Identifier: GPL-2.0-only
/*
 * A platform driver with the name of the kernel's own virtio transport, which
 * stock kernels do not have: what scmi_virtio must not be loaded beside.
 */
#include <linux/module.h>
#include <linux/platform_device.h>

static int rival_probe(struct platform_device *pdev)
{
	return -ENODEV;
}

static struct platform_driver rival_driver = {
	.probe = rival_probe,
	.driver = {
		.name = "scmi_virtio_transport",
	},
};
module_platform_driver(rival_driver);

MODULE_DESCRIPTION("A namesake of the kernel's own virtio transport for SCMI");
MODULE_LICENSE("GPL");

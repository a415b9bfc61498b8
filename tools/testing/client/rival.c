// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver with the name of another one: by default that of the kernel's own
 * virtio transport, which stock kernels do not have, and which scmi_virtio must
 * not be loaded beside. It takes no device.
 */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/virtio.h>

static char *name = "scmi_virtio_transport";
module_param(name, charp, 0);
MODULE_PARM_DESC(name, "the driver's name");

static bool on_virtio;
module_param_named(virtio, on_virtio, bool, 0);
MODULE_PARM_DESC(virtio, "a virtio driver instead of a platform driver");

static int rival_platform_probe(struct platform_device *pdev)
{
	return -ENODEV;
}

static struct platform_driver rival_platform_driver = {
	.probe = rival_platform_probe,
};

static int rival_virtio_probe(struct virtio_device *vdev)
{
	return -ENODEV;
}

static void rival_virtio_remove(struct virtio_device *vdev)
{
}

static const struct virtio_device_id rival_no_device[] = { { 0 } };

static struct virtio_driver rival_virtio_driver = {
	.id_table = rival_no_device,
	.probe = rival_virtio_probe,
	.remove = rival_virtio_remove,
};

static int __init rival_init(void)
{
	rival_platform_driver.driver.name = name;
	rival_virtio_driver.driver.name = name;
	return on_virtio ? register_virtio_driver(&rival_virtio_driver)
			 : platform_driver_register(&rival_platform_driver);
}

static void __exit rival_exit(void)
{
	if (on_virtio)
		unregister_virtio_driver(&rival_virtio_driver);
	else
		platform_driver_unregister(&rival_platform_driver);
}

module_init(rival_init);
module_exit(rival_exit);

MODULE_DESCRIPTION("A namesake of another driver");
MODULE_LICENSE("GPL");

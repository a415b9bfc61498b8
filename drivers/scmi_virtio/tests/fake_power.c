// SPDX-License-Identifier: GPL-2.0-only
/* Sleep, of a fake device; in kernels that can sleep. */
#include "fake_vdev.h"

#include <linux/cleanup.h>
#include <linux/device.h>

/**
 * fake_vdev_sleep - what a bus does to a device when the system falls asleep
 * @fake: the device
 *
 * Return: what its driver says.
 */
int fake_vdev_sleep(struct fake_vdev *fake)
{
	guard(device)(&fake->vdev.dev);
	return virtio_device_freeze(&fake->vdev);
}

/**
 * fake_vdev_wake - what it does when the system wakes up
 * @fake: the device
 *
 * Return: 0, or why the device did not come back.
 */
int fake_vdev_wake(struct fake_vdev *fake)
{
	guard(device)(&fake->vdev.dev);
	return virtio_device_restore(&fake->vdev);
}

#ifdef SCMI_VIO_RESET_BY_BUS

/**
 * fake_vdev_reset_by_bus - what a bus does to a device that it resets
 * @fake: the device
 *
 * Return: 0, or what the driver says.
 */
int fake_vdev_reset_by_bus(struct fake_vdev *fake)
{
	int err = virtio_device_reset_prepare(&fake->vdev);

	return err ?: virtio_device_reset_done(&fake->vdev);
}

#endif

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

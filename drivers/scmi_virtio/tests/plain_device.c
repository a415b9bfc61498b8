// SPDX-License-Identifier: GPL-2.0-only
#include "plain_device.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/device.h>

static void plain_device_del(void *dev)
{
	root_device_unregister(dev);
}

/**
 * plain_device_add - register a device without bus and driver
 * @test: it goes with the test
 * @name: its name
 *
 * KUnit has a call for this, which is declared only where it is configured;
 * but the tests are to compile for kernels without it, too.
 *
 * Return: the device.
 */
struct device *plain_device_add(struct kunit *test, const char *name)
{
	struct device *dev = root_device_register(name);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, plain_device_del, dev));
	return dev;
}

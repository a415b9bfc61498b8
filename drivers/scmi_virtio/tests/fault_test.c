// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation fails once, in turn: what was begun is undone, and can be
 * had a moment later. What is not undone is found by kmemleak and KASAN.
 */
#include "fixture.h"
#include "fake_driver.h"
#include "hook.h"

#include <linux/delay.h>
#include <linux/device.h>

/* More allocations than any of these has */
#define MANY 100

static int fault_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void device_exit_action(void *unused)
{
	fixture_suite_exit(NULL);
}

static void register_driver(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, fixture_suite_init(NULL));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, device_exit_action,
						  NULL));
}

/* The probe of a device. */
static void probe_without_memory(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct fake_vdev *fake;
	unsigned int n;

	register_driver(test);
	for (n = 1; n < MANY; n++) {
		hook_fail(test, HOOK_ALLOC, n, -ENOMEM);
		fake = fake_vdev_add(test, &config);
		if (!hook_failed(HOOK_ALLOC))
			break;
		KUNIT_ASSERT_NULL_MSG(test, fake_vdev_dev(fake),
				      "allocation %u is not needed", n);
		fake_vdev_remove(fake);
	}
	KUNIT_EXPECT_GT(test, n, 2);
	KUNIT_EXPECT_NOT_NULL(test, fake_vdev_dev(fake));
}

/* An instance that begins to use a device, and uses it the next time. */
static void attach_without_memory(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct scmi_vio_client client = {};
	struct scmi_vio_dev *dev;
	unsigned int n;
	int err;

	register_driver(test);
	dev = fake_vdev_dev(fake_vdev_add(test, &config));
	KUNIT_ASSERT_NOT_NULL(test, dev);
	for (n = 1; n < MANY; n++) {
		hook_fail(test, HOOK_ALLOC, n, -ENOMEM);
		err = scmi_vio_dev_attach(dev, &client, FAKE_PAYLOAD);
		if (!hook_failed(HOOK_ALLOC))
			break;
		KUNIT_ASSERT_EQ(test, err, -ENOMEM);
		KUNIT_ASSERT_NULL(test, rcu_access_pointer(dev->client));
		KUNIT_ASSERT_NULL(test, dev->commands.msgs);
		KUNIT_ASSERT_NULL(test, dev->events.msgs);
	}
	KUNIT_EXPECT_GE(test, n, 6);
	KUNIT_EXPECT_EQ(test, err, 0);
	scmi_vio_dev_detach(dev);
}

/* Return: whether an instance came up before an allocation failed. */
static bool instance_comes_up(struct fake_driver *driver)
{
	while (!READ_ONCE(driver->core) && !hook_failed(HOOK_ALLOC))
		fsleep(1000);
	return driver->core;
}

/* All that it takes for a node to be served. */
static void instance_without_memory(struct kunit *test)
{
	struct fake_driver *driver = fake_driver_add(test);
	const struct fake_config config = fixture_config();
	struct fake_vdev *fake;
	struct fake_node *node;
	unsigned int n;

	KUNIT_ASSERT_EQ(test, hook_module_init(), 0);
	for (n = 1; n < MANY; n++) {
		hook_fail(test, HOOK_ALLOC, n, -ENOMEM);
		fake = fake_vdev_add(test, &config);
		fake_answer_all(fake, true);
		node = fake_node_add(test, NULL);
		if (instance_comes_up(driver))
			break;
		fake_node_remove(node);
		fake_vdev_remove(fake);
		KUNIT_ASSERT_EQ(test, driver->probes, 0);
	}
	KUNIT_EXPECT_GE(test, n, 12);
	KUNIT_EXPECT_LT(test, n, MANY);
	hook_module_exit();
}

/* Loading the module. */
static void init_without_memory(struct kunit *test)
{
	unsigned int n;
	int err;

	for (n = 1; n < MANY; n++) {
		hook_fail(test, HOOK_ALLOC, n, -ENOMEM);
		err = hook_module_init();
		if (!hook_failed(HOOK_ALLOC))
			break;
		KUNIT_ASSERT_EQ(test, err, -ENOMEM);
	}
	KUNIT_EXPECT_EQ(test, n, 5);
	KUNIT_ASSERT_EQ(test, err, 0);
	hook_module_exit();
}

static struct kunit_case fault_cases[] = { KUNIT_CASE(probe_without_memory),
					   KUNIT_CASE(attach_without_memory),
					   KUNIT_CASE(instance_without_memory),
					   KUNIT_CASE(init_without_memory),
					   {} };

static struct kunit_suite fault_suite = {
	.name = "scmi_vio_fault",
	.init = fault_test_init,
	.test_cases = fault_cases,
};

kunit_test_suite(fault_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* The module as a whole: its init, its exit, and what each undoes. */
#include "fake_driver.h"
#include "fake_vdev.h"
#include "fixture.h"
#include "hook.h"

#include <linux/device.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static struct platform_driver rival = {
	.driver = {
		.name = "scmi_virtio_transport",
	},
};

static void rival_del(void *unused)
{
	platform_driver_unregister(&rival);
}

/* REQ: D-10: beside the kernel's own transport it does not load. */
static void refuses_beside_the_kernels_own(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, platform_driver_register(&rival));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, rival_del, NULL));
	KUNIT_EXPECT_EQ(test, hook_module_init(), -EBUSY);

	kunit_release_action(test, rival_del, NULL);
	KUNIT_EXPECT_EQ(test, hook_module_init(), 0);
	hook_module_exit();
}

/* REQ: L-08: loaded and unloaded again and again, it leaves nothing behind. */
static void init_and_exit_are_mirror_images(struct kunit *test)
{
	int i;

	for (i = 0; i < 5; i++) {
		KUNIT_ASSERT_EQ(test, hook_module_init(), 0);
		KUNIT_EXPECT_NOT_NULL(test, driver_find("scmi_vio_transport",
							&platform_bus_type));
		hook_module_exit();
		KUNIT_EXPECT_NULL(test, driver_find("scmi_vio_transport",
						    &platform_bus_type));
	}
}

/* REQ: L-08: exit takes down an instance that is in use. */
static void exit_takes_an_instance_down(struct kunit *test)
{
	struct fake_driver *driver = fake_driver_add(test);
	const struct fake_config config = fixture_config();
	struct fake_vdev *fake;
	struct fake_node *node;

	KUNIT_ASSERT_EQ(test, hook_module_init(), 0);
	fake = fake_vdev_add(test, &config);
	fake_answer_all(fake, true);
	node = fake_node_add(test, NULL);
	KUNIT_ASSERT_NOT_NULL(test, fake_driver_wait_up(driver));
	driver->goodbye = true;
	hook_module_exit();
	KUNIT_EXPECT_EQ(test, driver->removes, 1);
	KUNIT_EXPECT_EQ(test, driver->goodbyes, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&driver->children), 0);
	KUNIT_EXPECT_NULL(test, node->pdev->dev.driver);
	KUNIT_EXPECT_NULL(test, fake->vdev.dev.driver);
	KUNIT_EXPECT_EQ(test, fake->resets, 1);
}

static int never(struct virtio_device *vdev)
{
	return -ENODEV;
}

static void nobody_cares(struct virtio_device *vdev)
{
}

/* Each step of init that fails undoes those before it. */
static void failed_init_leaves_nothing(struct kunit *test)
{
	static const struct virtio_device_id none[] = { { 0 } };
	static struct virtio_driver virtio_namesake = {
		.driver.name = "scmi_vio",
		.id_table = none,
		.probe = never,
		.remove = nobody_cares,
	};
	static struct platform_driver namesake = {
		.driver.name = "scmi_vio_transport",
	};
	unsigned int i;

	/* The workqueues */
	for (i = 1; i <= 3; i++) {
		hook_fail(test, HOOK_ALLOC, i, -ENOMEM);
		KUNIT_EXPECT_EQ(test, hook_module_init(), -ENOMEM);
		KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_ALLOC));
	}
	/* The virtio driver: its name is taken. */
	KUNIT_ASSERT_EQ(test, register_virtio_driver(&virtio_namesake), 0);
	KUNIT_EXPECT_EQ(test, hook_module_init(), -EBUSY);
	unregister_virtio_driver(&virtio_namesake);
	/* The platform driver: likewise */
	KUNIT_ASSERT_EQ(test, platform_driver_register(&namesake), 0);
	KUNIT_EXPECT_EQ(test, hook_module_init(), -EBUSY);
	platform_driver_unregister(&namesake);

	KUNIT_EXPECT_EQ(test, hook_module_init(), 0);
	hook_module_exit();
}

static struct kunit_case module_cases[] = {
	KUNIT_CASE(refuses_beside_the_kernels_own),
	KUNIT_CASE(init_and_exit_are_mirror_images),
	KUNIT_CASE(exit_takes_an_instance_down),
	KUNIT_CASE(failed_init_leaves_nothing),
	{}
};

static struct kunit_suite module_suite = {
	.name = "scmi_vio_module",
	.test_cases = module_cases,
};

kunit_test_suite(module_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes and devices that come and go: what is paired, when, and what becomes of
 * it. The whole module runs, with a core of the tests' own.
 */
#include "fixture.h"
#include "hook.h"
#include "world.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/prandom.h>

/* --- pairing --- */

/* REQ: T-01: a device that was there first serves the node that comes. */
static void node_comes_after_its_device(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;

	w->fake = world_plug(test);
	KUNIT_EXPECT_NULL(test, world_core(test));
	w->node = fake_node_add(test, NULL);
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
}

/* REQ: T-01: a node that was there first is served by the device that comes. */
static void device_comes_after_its_node(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;

	w->node = fake_node_add(test, NULL);
	/* It looks once by itself, and must find nothing. */
	fsleep(20000);
	KUNIT_EXPECT_NULL(test, world_core(test));
	w->fake = world_plug(test);
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
}

/* REQ: T-01: neither probe registers a device or waits for the core. */
static void core_is_probed_by_a_worker(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	/* The node came last; now the device does. */
	world_unbind(&w->fake->vdev.dev);
	world_bind(test, &w->fake->vdev.dev);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_FALSE(test, w->driver->outside_work);
}

/* REQ: T-01: a device serves one node; the other waits for one of its own. */
static void second_node_waits_for_a_second_device(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	fake_node_add(test, NULL);
	fsleep(20000);
	KUNIT_EXPECT_EQ(test, w->driver->probes, 1);
	world_plug(test);
	world_wait_probes(test, 2);
}

/* REQ: L-02: a node that leaves sets its device free for who waits for one. */
static void waiting_node_gets_the_device_of_one_that_left(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	fake_node_add(test, NULL);
	/* It looks once by itself, and must find nothing. */
	fsleep(20000);
	fake_node_remove(w->node);
	world_wait_probes(test, 2);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

/* REQ: T-01: a setting that is out of range keeps the driver off the node. */
static void node_with_a_wrong_setting_is_refused(struct kunit *test)
{
	static __be32 size = cpu_to_be32(31);
	static struct property property = {
		.name = "arm,max-msg-size",
		.length = sizeof(size),
		.value = &size,
	};
	struct world *w = test->priv;

	w->node = fake_node_add(test, &property);
	KUNIT_EXPECT_NULL(test, w->node->pdev->dev.driver);
}

/* --- coming and going --- */

/* REQ: L-02: the device goes and returns, idle, many times. */
static void device_is_unbound_and_bound(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;
	int i;

	world_add_both(test);
	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
		world_unbind(&w->fake->vdev.dev);
		KUNIT_ASSERT_NULL(test, world_core(test));
		world_bind(test, &w->fake->vdev.dev);
	}
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
	KUNIT_EXPECT_EQ(test, w->driver->removes, 20);
}

/* REQ: L-02: the node's driver goes and returns, idle, many times. */
static void node_is_unbound_and_bound(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;
	int i;

	world_add_both(test);
	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
		world_unbind(&w->node->pdev->dev);
		KUNIT_ASSERT_NULL(test, world_core(test));
		world_bind(test, &w->node->pdev->dev);
	}
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
	/* The buffers are the device's: it was never reset. */
	KUNIT_EXPECT_EQ(test, w->fake->resets, 0);
}

static void toggle(struct kunit *test, struct device *dev)
{
	if (dev->driver)
		world_unbind(dev);
	else
		world_bind(test, dev);
}

/* REQ: T-01, L-02: both come and go in any order; up is when both are there. */
static void any_order_of_unbind_and_bind(struct kunit *test)
{
	struct world *w = test->priv;
	struct device *dev, *node;
	struct rnd_state rnd;
	int i;

	prandom_seed_state(&rnd, 1);
	world_add_both(test);
	dev = &w->fake->vdev.dev;
	node = &w->node->pdev->dev;
	for (i = 0; i < 60; i++) {
		/* Half of the time without waiting for what this leads to. */
		toggle(test, prandom_u32_state(&rnd) & 1 ? dev : node);
		if (prandom_u32_state(&rnd) & 1)
			continue;
		if (dev->driver && node->driver)
			KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
		else
			KUNIT_ASSERT_NULL(test, world_core(test));
	}
}

/* REQ: L-08: what the core leaves on its bus goes with the instance. */
static void devices_of_the_core_go_with_the_instance(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_EQ(test, atomic_read(&w->driver->children), 1);
	world_unbind(&w->fake->vdev.dev);
	KUNIT_EXPECT_EQ(test, atomic_read(&w->driver->children), 0);
}

/* REQ: L-02: consumers can still talk to a device that goes in good order. */
static void device_answers_until_its_instance_is_gone(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	w->driver->goodbye = true;
	world_unbind(&w->fake->vdev.dev);
	KUNIT_EXPECT_EQ(test, w->driver->goodbyes, 1);
}

/* REQ: L-01: an instance that ends leaves its buffers to the device. */
static void device_is_reset_after_its_instance_is_gone(struct kunit *test)
{
	struct world *w = test->priv;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	world_unbind(&w->node->pdev->dev);
	KUNIT_EXPECT_EQ(test, w->fake->resets, 0);
	world_unbind(&w->fake->vdev.dev);
	KUNIT_EXPECT_EQ(test, w->fake->resets, 1);
}

/* REQ: T-09: a device that went by surprise fails what is in flight at once. */
static void surprise_fails_what_is_in_flight(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;
	struct fake_xfer *fx;

	world_add_both(test);
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	fake_answer_all(w->fake, false);
	fx = fake_core_prepare(core, 7, PROTOCOL, MESSAGE);
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(core, fx));

	/* As virtio_pci does when the slot is empty. */
	virtio_break_device(&w->fake->vdev);
	world_unbind(&w->fake->vdev.dev);
	KUNIT_EXPECT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, (s32)fx->xfer.hdr.status,
			SCMI_VIO_STATUS_COMMS_ERROR);
}

/* --- while a driver is being bound or unbound --- */

/* Claimed is not up yet: that takes the lock of the node's device. */
static void wait_claimed(struct kunit *test, struct fake_vdev *fake)
{
	struct scmi_vio_dev *dev = fake_vdev_dev(fake);
	unsigned int ms;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	for (ms = 0; !READ_ONCE(dev->inst) && ms < WORLD_LONG_MS; ms++)
		fsleep(1000);
	KUNIT_EXPECT_NOT_NULL(test, READ_ONCE(dev->inst));
}

/* REQ: L-02: a device can leave a node that is held up, and waits for nobody. */
static void device_leaves_a_node_that_is_held_up(struct kunit *test)
{
	struct world *w = test->priv;
	struct device *node;

	w->node = fake_node_add(test, NULL);
	node = &w->node->pdev->dev;
	device_lock(node);
	w->fake = world_plug(test);
	wait_claimed(test, w->fake);
	fake_vdev_remove(w->fake);
	KUNIT_EXPECT_EQ(test, w->driver->probes, 0);
	device_unlock(node);
	w->fake = world_plug(test);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

/* REQ: L-02: a node that goes before it is up sets its device free. */
static void node_leaves_before_it_is_up(struct kunit *test)
{
	struct world *w = test->priv;
	struct platform_driver *driver;
	struct platform_device *node;

	w->node = fake_node_add(test, NULL);
	node = w->node->pdev;
	driver = to_platform_driver(node->dev.driver);
	device_lock(&node->dev);
	w->fake = world_plug(test);
	wait_claimed(test, w->fake);
	fake_node_add(test, NULL);
	KUNIT_EXPECT_NULL(test, world_core(test));
	/* As the driver core does, which has that lock then. */
	driver->remove(node);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_EQ(test, driver->probe(node), 0);
	device_unlock(&node->dev);
}

/* --- what goes wrong on the way up --- */

/* A platform that says nothing keeps the core from coming up, and no more. */
static void silent_platform_is_tried_again_on_demand(struct kunit *test)
{
	static __be32 timeout = cpu_to_be32(20);
	static struct property property = {
		.name = "arm,max-rx-timeout-ms",
		.length = sizeof(timeout),
		.value = &timeout,
	};
	struct world *w = test->priv;

	w->fake = world_plug(test);
	fake_answer_all(w->fake, false);
	w->node = fake_node_add(test, &property);
	world_wait_probes(test, 1);
	KUNIT_EXPECT_NULL(test, world_core(test));

	fake_answer_all(w->fake, true);
	world_unbind(&w->node->pdev->dev);
	world_bind(test, &w->node->pdev->dev);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

/* REQ: L-02: a core that gives up half way leaves device and node usable. */
static void core_that_gives_up_can_be_had_again(struct kunit *test)
{
	struct world *w = test->priv;

	w->driver->error = -ENODEV;
	world_add_both(test);
	world_wait_probes(test, 1);
	world_unbind(&w->node->pdev->dev);
	w->driver->error = 0;
	world_bind(test, &w->node->pdev->dev);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

/* Waits until what was to fail has failed. */
static void wait_failed(enum hook hook)
{
	unsigned int ms;

	for (ms = 0; !hook_failed(hook) && ms < WORLD_LONG_MS; ms++)
		fsleep(1000);
}

/* REQ: L-02: a device that one node cannot use is given to who waits for it. */
static void waiting_node_gets_the_device_of_one_that_failed(struct kunit *test)
{
	struct world *w = test->priv;

	fake_node_add(test, NULL);
	fake_node_add(test, NULL);
	hook_fail(test, HOOK_ADD_DEVICE, 1, -EEXIST);
	w->fake = world_plug(test);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_ADD_DEVICE));
	KUNIT_EXPECT_EQ(test, w->driver->probes, 1);
}

/* REQ: L-02: a node that comes later gets it as well. */
static void later_node_gets_the_device_of_one_that_failed(struct kunit *test)
{
	struct world *w = test->priv;

	hook_fail(test, HOOK_ADD_DEVICE, 1, -EEXIST);
	world_add_both(test);
	wait_failed(HOOK_ADD_DEVICE);
	fake_node_add(test, NULL);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_EQ(test, w->driver->probes, 1);
}

/* REQ: L-02: a node that failed tries again when a device comes. */
static void failed_node_tries_the_next_device(struct kunit *test)
{
	struct world *w = test->priv;

	hook_fail(test, HOOK_ADD_DEVICE, 1, -EEXIST);
	world_add_both(test);
	wait_failed(HOOK_ADD_DEVICE);
	fake_vdev_remove(w->fake);
	w->fake = world_plug(test);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

static struct kunit_case instance_cases[] = {
	KUNIT_CASE(node_comes_after_its_device),
	KUNIT_CASE(device_comes_after_its_node),
	KUNIT_CASE(core_is_probed_by_a_worker),
	KUNIT_CASE(second_node_waits_for_a_second_device),
	KUNIT_CASE(waiting_node_gets_the_device_of_one_that_left),
	KUNIT_CASE(node_with_a_wrong_setting_is_refused),
	KUNIT_CASE(device_is_unbound_and_bound),
	KUNIT_CASE(node_is_unbound_and_bound),
	KUNIT_CASE(any_order_of_unbind_and_bind),
	KUNIT_CASE(devices_of_the_core_go_with_the_instance),
	KUNIT_CASE(device_answers_until_its_instance_is_gone),
	KUNIT_CASE(device_is_reset_after_its_instance_is_gone),
	KUNIT_CASE(surprise_fails_what_is_in_flight),
	KUNIT_CASE(device_leaves_a_node_that_is_held_up),
	KUNIT_CASE(node_leaves_before_it_is_up),
	KUNIT_CASE(silent_platform_is_tried_again_on_demand),
	KUNIT_CASE(core_that_gives_up_can_be_had_again),
	KUNIT_CASE(waiting_node_gets_the_device_of_one_that_failed),
	KUNIT_CASE(later_node_gets_the_device_of_one_that_failed),
	KUNIT_CASE(failed_node_tries_the_next_device),
	{}
};

static struct kunit_suite instance_suite = {
	.name = "scmi_vio_instance",
	.init = world_init,
	.test_cases = instance_cases,
};

kunit_test_suite(instance_suite);

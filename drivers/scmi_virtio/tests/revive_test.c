// SPDX-License-Identifier: GPL-2.0-only
/* Instances on devices that sleep, break and are reset, or do not answer. */
#include "fixture.h"
#include "kernel_log.h"
#include "params.h"
#include "recover.h"
#include "world.h"

#include <linux/delay.h>
#include <linux/device.h>

#define COMMS_ERROR SCMI_VIO_STATUS_COMMS_ERROR

/* REQ: L-05: an instance outlives the reset of its device: consumers stay. */
static void instance_outlives_a_reset(struct kunit *test)
{
	struct world *w = test->priv;
	struct fake_core *core;
	unsigned int ms;

	world_add_both(test);
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	fake_vdev_needs_reset(w->fake);
	for (ms = 0; ms < WORLD_LONG_MS && w->fake->resets < 2; ms++)
		fsleep(1000);
	while (READ_ONCE(fake_vdev_dev(w->fake)->stopped))
		fsleep(1000);
	KUNIT_EXPECT_PTR_EQ(test, world_core(test), core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
	KUNIT_EXPECT_EQ(test, w->driver->probes, 1);
}

/* REQ: L-05: a core that did not come up on a broken device gets another go. */
static void core_that_found_a_broken_device_is_probed_again(struct kunit *test)
{
	struct world *w = test->priv;

	w->fake = world_plug(test);
	fake_answer_all(w->fake, false);
	fake_vdev_break(w->fake);
	w->node = fake_node_add(test, NULL);
	world_wait_probes(test, 2);
	fake_answer_all(w->fake, true);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
}

/* REQ: L-04: consumers fall asleep before the device, and wake up after it. */
static void instance_is_ordered_after_its_device(struct kunit *test)
{
	struct device_link *link;
	struct device *node;
	struct world *w = test->priv;
	unsigned int n = 0;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	node = &w->node->pdev->dev;
	list_for_each_entry(link, &node->links.suppliers, c_node)
		n += link->supplier == &w->fake->vdev.dev;
	KUNIT_EXPECT_EQ(test, n, 1);

	world_unbind(&w->fake->vdev.dev);
	KUNIT_EXPECT_TRUE(test, list_empty(&node->links.suppliers));
	/* And it is not the device's driver that the node depends on. */
	KUNIT_EXPECT_NOT_NULL(test, node->driver);
}

/* Where the device depends on the node it works all the same, with a word. */
static void instance_that_cannot_be_ordered_works(struct kunit *test)
{
	struct world *w = test->priv;
	u64 before = kernel_log_now();
	struct device_link *link;
	struct fake_core *core;

	world_add_both(test);
	KUNIT_ASSERT_NOT_NULL(test, world_wait_up(test));
	world_unbind(&w->node->pdev->dev);
	link = device_link_add(&w->fake->vdev.dev, &w->node->pdev->dev,
			       DL_FLAG_STATELESS);
	KUNIT_ASSERT_NOT_NULL(test, link);
	world_bind(test, &w->node->pdev->dev);
	core = world_wait_up(test);
	KUNIT_EXPECT_NOT_NULL(test, core);
	KUNIT_EXPECT_EQ(test, world_command(test, core), 0);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "cannot be ordered"), 1);
	world_unbind(&w->node->pdev->dev);
	device_link_del(link);
}

struct leaver {
	const char *name;
	void (*leave)(struct kunit *test);
};

static void leave_device(struct kunit *test)
{
	struct world *w = test->priv;

	world_unbind(&w->fake->vdev.dev);
}

static void leave_node(struct kunit *test)
{
	struct world *w = test->priv;

	world_unbind(&w->node->pdev->dev);
}

static void pull_device(struct kunit *test)
{
	struct world *w = test->priv;

	fake_vdev_remove(w->fake);
}

static const struct leaver leavers[] = {
	{ "device unbound", leave_device },
	{ "device pulled", pull_device },
	{ "module unloaded", world_unload },
	{ "node unbound", leave_node },
};

KUNIT_ARRAY_PARAM_DESC(leaver, leavers, name);

/* While the core comes up the node's lock is held: its unbinding waits. */
static const struct leaver early_leavers[] = {
	{ "device unbound", leave_device },
	{ "device pulled", pull_device },
	{ "module unloaded", world_unload },
};

KUNIT_ARRAY_PARAM_DESC(early_leaver, early_leavers, name);

/*
 * REQ: L-03, L-08: of a device that does not answer all can leave, whatever is
 * in flight, and whatever consumers still want to send: within a second each.
 */
static void silent_device_holds_up_nobody(struct kunit *test)
{
	const struct leaver *leaver = test->param_value;
	struct world *w = test->priv;
	struct fake_core *core;
	struct fake_xfer *fx;
	unsigned long start;

	world_add_both(test);
	core = world_wait_up(test);
	KUNIT_ASSERT_NOT_NULL(test, core);
	fake_answer_all(w->fake, false);
	w->driver->goodbye = true;
	fx = fake_core_prepare(core, 7, PROTOCOL, MESSAGE);
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(core, fx));
	start = jiffies;
	leaver->leave(test);
	KUNIT_EXPECT_LT(test, jiffies_to_msecs(jiffies - start),
			3 * FIXTURE_SOON_MS);
	KUNIT_EXPECT_NULL(test, world_core(test));
	KUNIT_EXPECT_EQ(test, w->driver->goodbyes, 0);
}

/* REQ: L-03, L-08: nor does it while the core comes up and waits for it. */
static void silent_device_can_leave_while_the_core_comes_up(struct kunit *test)
{
	const struct leaver *leaver = test->param_value;
	struct world *w = test->priv;
	unsigned long start;

	w->fake = world_plug(test);
	fake_answer_all(w->fake, false);
	w->node = fake_node_add(test, NULL);
	world_wait_probes(test, 1);
	start = jiffies;
	leaver->leave(test);
	KUNIT_EXPECT_LT(test, jiffies_to_msecs(jiffies - start),
			3 * FIXTURE_SOON_MS);
	KUNIT_EXPECT_NULL(test, world_core(test));
}

static struct kunit_case revive_cases[] = {
	KUNIT_CASE(instance_outlives_a_reset),
	KUNIT_CASE(core_that_found_a_broken_device_is_probed_again),
	KUNIT_CASE(instance_is_ordered_after_its_device),
	KUNIT_CASE(instance_that_cannot_be_ordered_works),
	KUNIT_CASE_PARAM(silent_device_holds_up_nobody, leaver_gen_params),
	KUNIT_CASE_PARAM(silent_device_can_leave_while_the_core_comes_up,
			 early_leaver_gen_params),
	{}
};

static struct kunit_suite revive_suite = {
	.name = "scmi_vio_revive",
	.init = world_init,
	.test_cases = revive_cases,
};

kunit_test_suite(revive_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* Which device an instance gets where device tree nodes name devices. */
#include "fixture.h"
#include "hook.h"
#include "kernel_log.h"
#include "world.h"

#include <linux/delay.h>
#include <linux/platform_device.h>

/* Nodes of devices */
struct nodes {
	struct device_node first, second, other;
};

static struct nodes *nodes_init(struct kunit *test)
{
	struct nodes *nodes = kunit_kzalloc(test, sizeof(*nodes), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, nodes);
	fake_node_init(&nodes->first, "virtio_mmio@1");
	fake_node_init(&nodes->second, "virtio_mmio@2");
	fake_node_init(&nodes->other, "virtio_mmio@3");
	return nodes;
}

/* A device at a node, which answers all commands. */
static struct fake_vdev *plug_at(struct kunit *test, struct device_node *node)
{
	struct fake_config config = fixture_config();
	struct fake_vdev *fake;

	config.node = node;
	fake = fake_vdev_add(test, &config);
	fake_answer_all(fake, true);
	return fake;
}

/* The driver orders a node's device after the virtio device that serves it. */
static bool serves(struct fake_vdev *fake, struct fake_node *node)
{
	struct device_link *link;

	list_for_each_entry(link, &node->pdev->dev.links.suppliers, c_node) {
		if (link->supplier == &fake->vdev.dev)
			return true;
	}
	return false;
}

/* REQ: T-10: not the first one that is free. */
static void node_gets_the_device_that_it_names(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	struct fake_vdev *first = plug_at(test, &nodes->first);
	struct fake_vdev *second = plug_at(test, &nodes->second);
	struct fake_node *wants_second, *wants_first;

	wants_second = fake_node_add_for(test, &nodes->second);
	world_wait_probes(test, 1);
	KUNIT_EXPECT_TRUE(test, serves(second, wants_second));
	wants_first = fake_node_add_for(test, &nodes->first);
	world_wait_probes(test, 2);
	KUNIT_EXPECT_TRUE(test, serves(first, wants_first));
}

/* REQ: T-10: "virtio,device20", below the node of the transport. */
static void device_has_a_node_of_its_own(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	struct fake_vdev *fake = plug_at(test, &nodes->first);
	struct fake_node *node;

	fake->vdev.dev.of_node = &nodes->other;
	node = fake_node_add_for(test, &nodes->other);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_TRUE(test, serves(fake, node));
	fake_node_remove(node);
	fake->vdev.dev.of_node = NULL;
}

/*
 * REQ: T-10: who names no device does not take one that another node names, even
 * if that node has no driver yet.
 */
static void device_that_is_named_is_kept(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	struct fake_vdev *named = plug_at(test, &nodes->first);
	struct fake_node *owner = fake_node_plan(test, &nodes->first);
	struct fake_node *anybody = fake_node_add(test, NULL);
	struct fake_vdev *any;

	fsleep(20000);
	KUNIT_EXPECT_NULL(test, world_core(test));
	any = plug_at(test, NULL);
	world_wait_probes(test, 1);
	KUNIT_EXPECT_TRUE(test, serves(any, anybody));
	fake_node_bind(owner);
	world_wait_probes(test, 2);
	KUNIT_EXPECT_TRUE(test, serves(named, owner));
}

/* REQ: T-10: it waits for its own, whatever else there is, and says so. */
static void node_waits_for_the_device_that_it_names(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	u64 before = kernel_log_now();
	struct fake_vdev *fake;
	struct fake_node *node;

	plug_at(test, &nodes->first);
	node = fake_node_add_for(test, &nodes->second);
	fsleep(20000);
	KUNIT_EXPECT_NULL(test, world_core(test));
	KUNIT_EXPECT_EQ(test, 1,
			kernel_log_count(before, "device at virtio_mmio@2"));
	fake = plug_at(test, &nodes->second);
	KUNIT_EXPECT_NOT_NULL(test, world_wait_up(test));
	KUNIT_EXPECT_TRUE(test, serves(fake, node));
}

/* REQ: T-10: the second one waits, and says for what; it may get its turn. */
static void device_named_twice_serves_one(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	struct fake_vdev *fake = plug_at(test, &nodes->first);
	struct fake_node *one = fake_node_add_for(test, &nodes->first), *two;
	u64 before = kernel_log_now();

	world_wait_probes(test, 1);
	two = fake_node_add_for(test, &nodes->first);
	fsleep(20000);
	KUNIT_EXPECT_TRUE(test, serves(fake, one));
	KUNIT_EXPECT_FALSE(test, serves(fake, two));
	KUNIT_EXPECT_EQ(test, 1, kernel_log_count(before, "two nodes name"));
	fake_node_remove(one);
	world_wait_probes(test, 2);
	KUNIT_EXPECT_TRUE(test, serves(fake, two));
}

/* REQ: T-10, L-02: it goes and comes back, and has the same place. */
static void named_device_returns_to_its_node(struct kunit *test)
{
	struct nodes *nodes = nodes_init(test);
	struct fake_vdev *fake = plug_at(test, &nodes->first);
	struct fake_node *node = fake_node_add_for(test, &nodes->first);

	world_wait_probes(test, 1);
	fake_vdev_remove(fake);
	KUNIT_EXPECT_NULL(test, world_core(test));
	plug_at(test, &nodes->second);
	fsleep(20000);
	KUNIT_EXPECT_NULL(test, world_core(test));
	fake = plug_at(test, &nodes->first);
	world_wait_probes(test, 2);
	KUNIT_EXPECT_TRUE(test, serves(fake, node));
}

/* REQ: T-10: a phandle that leads nowhere is an error, not any device. */
static void node_that_names_nothing_is_refused(struct kunit *test)
{
	static struct property property = { .name = "virtio,device" };
	u64 before = kernel_log_now();
	struct fake_node *node;

	plug_at(test, NULL);
	node = fake_node_add(test, &property);
	KUNIT_EXPECT_NULL(test, node->pdev->dev.driver);
	KUNIT_EXPECT_EQ(test, 1, kernel_log_count(before, "names no node"));
}

static struct kunit_case choice_cases[] = {
	KUNIT_CASE(node_gets_the_device_that_it_names),
	KUNIT_CASE(device_has_a_node_of_its_own),
	KUNIT_CASE(device_that_is_named_is_kept),
	KUNIT_CASE(node_waits_for_the_device_that_it_names),
	KUNIT_CASE(device_named_twice_serves_one),
	KUNIT_CASE(named_device_returns_to_its_node),
	KUNIT_CASE(node_that_names_nothing_is_refused),
	{}
};

static struct kunit_suite choice_suite = {
	.name = "scmi_vio_choice",
	.init = world_init,
	.test_cases = choice_cases,
};

kunit_test_suite(choice_suite);

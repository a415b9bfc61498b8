// SPDX-License-Identifier: GPL-2.0-only
#include "fake_driver.h"
#include "fake_vdev.h"
#include "hook.h"
#include "pdu.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#define NAME "fake-scmi-core"

/* The first thing the real core asks for: BASE, PROTOCOL_VERSION */
#define BASE		 0x10
#define PROTOCOL_VERSION 0x0

/* More than any machine takes; what is waited for is an event, not a time. */
#define LONG_MS 20000

static struct fake_driver *the_driver;

/* Instances are made by several workers. */
static DEFINE_SPINLOCK(driver_lock);

/* --- the core's driver --- */

static void child_release(struct device *child)
{
	atomic_dec(&the_driver->children);
	kfree(child);
}

/* The real core makes a device for each protocol, and leaves it behind. */
static int child_add(struct device *parent)
{
	struct device *child = kzalloc(sizeof(*child), GFP_KERNEL);

	if (!child)
		return -ENOMEM;
	child->parent = parent;
	child->release = child_release;
	atomic_inc(&the_driver->children);
	dev_set_name(child, "%s.child", dev_name(parent));
	if (!device_register(child))
		return 0;
	put_device(child);
	return -ENODEV;
}

static int first_command(struct fake_core *core)
{
	struct fake_xfer *fx;
	int err;

	fx = fake_core_prepare(core, 0, BASE, PROTOCOL_VERSION);
	err = fake_core_send(core, fx);
	if (err)
		return err;
	if (!fake_core_wait(fx, core->timeout)) {
		fake_core_timeout(core, fx);
		return -ETIMEDOUT;
	}
	return fake_core_finish(core, fx) ? -EIO : 0;
}

static int driver_bring_up(struct fake_core *core, struct platform_device *pdev)
{
	struct scmi_transport *trans = dev_get_platdata(&pdev->dev);
	int err;

	core->dev = &pdev->dev;
	core->np = pdev->dev.of_node;
	core->timeout =
		msecs_to_jiffies(scmi_core_desc(trans)->max_rx_timeout_ms);
	err = fake_core_up(core, trans);
	if (err)
		return err;
	err = the_driver->error ?: first_command(core);
	if (!err)
		err = child_add(&pdev->dev);
	if (err)
		fake_core_down(core);
	return err;
}

static struct fake_core *driver_new_core(void)
{
	struct fake_core *core = fake_core_alloc(the_driver->test);

	guard(spinlock)(&driver_lock);
	the_driver->probes++;
	if (!(current->flags & PF_WQ_WORKER))
		the_driver->outside_work = true;
	if (core)
		list_add(&core->node, &the_driver->cores);
	return core;
}

static int driver_probe(struct platform_device *pdev)
{
	struct scmi_transport *trans = dev_get_platdata(&pdev->dev);
	struct fake_core *core = driver_new_core();
	int err;

	if (!core)
		return -ENOMEM;
	if (!device_link_add(&pdev->dev, trans->supplier,
			     DL_FLAG_AUTOREMOVE_CONSUMER))
		return -EINVAL;
	err = driver_bring_up(core, pdev);
	if (err)
		return err;
	platform_set_drvdata(pdev, core);
	WRITE_ONCE(the_driver->core, core);
	return 0;
}

/* Consumers are unbound before, and wait for what they have sent. */
static void wait_for_callers(struct fake_core *core)
{
	unsigned int i;

	for (i = 0; i < SCMI_VIO_TOKENS; i++) {
		struct fake_xfer *fx = &core->xfers[i];

		if (!fx->sent)
			continue;
		KUNIT_EXPECT_TRUE_MSG(core->test,
				      fake_core_wait(fx,
						     msecs_to_jiffies(LONG_MS)),
				      "command %u is left waiting", i);
	}
}

static void driver_remove(struct platform_device *pdev)
{
	struct fake_core *core = platform_get_drvdata(pdev);

	wait_for_callers(core);
	if (the_driver->goodbye && !first_command(core))
		the_driver->goodbyes++;
	fake_core_down(core);
	the_driver->removes++;
	WRITE_ONCE(the_driver->core, NULL);
}

static struct platform_driver driver = {
	.probe = driver_probe,
	.remove = driver_remove,
	.driver = {
		.name = NAME,
		.suppress_bind_attrs = true,
	},
};

static void driver_del(void *unused)
{
	struct fake_core *core, *next;

	platform_driver_unregister(&driver);
	list_for_each_entry_safe(core, next, &the_driver->cores, node)
		fake_core_free(core);
	the_driver = NULL;
}

/**
 * fake_driver_add - register the core's driver
 * @test: until its end
 *
 * From then on the transport's devices are not the real core's.
 *
 * Return: the driver.
 */
struct fake_driver *fake_driver_add(struct kunit *test)
{
	struct fake_driver *d = kunit_kzalloc(test, sizeof(*d), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, d);
	d->test = test;
	INIT_LIST_HEAD(&d->cores);
	the_driver = d;
	KUNIT_ASSERT_EQ(test, 0, platform_driver_register(&driver));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, driver_del, NULL));
	hook_core_name(test, NAME);
	return d;
}

/**
 * fake_driver_wait_up - wait until there is an instance
 * @d: the driver
 *
 * Return: the instance; NULL, and a failed test, if none comes up.
 */
struct fake_core *fake_driver_wait_up(struct fake_driver *d)
{
	unsigned int ms;

	for (ms = 0; !READ_ONCE(d->core) && ms < LONG_MS; ms++)
		fsleep(1000);
	KUNIT_EXPECT_NOT_NULL_MSG(d->test, d->core, "no instance came up");
	return d->core;
}

/* --- nodes --- */

/* Nodes are counted where the tree can change; this one is its test's. */
static void node_release(struct kobject *kobj)
{
}

static const struct kobj_type node_ktype = {
	.release = node_release,
};

/* All nodes, in the order of the tree */
static LIST_HEAD(nodes);
static DEFINE_MUTEX(nodes_lock);

static struct fake_node *to_node(const struct device_node *np)
{
	struct fake_node *node;

	lockdep_assert_held(&nodes_lock);
	list_for_each_entry(node, &nodes, list) {
		if (&node->np == np)
			return node;
	}
	return NULL;
}

/* As of_parse_phandle(), of one property only. */
struct device_node *hook_of_parse_phandle(const struct device_node *np,
					  const char *property, int index)
{
	struct fake_node *node;

	guard(mutex)(&nodes_lock);
	node = to_node(np);
	if (!node)
		return of_parse_phandle(np, property, index);
	return of_node_get(node->choice);
}

/* As of_find_compatible_node(), first of the nodes of tests. */
struct device_node *hook_of_find_compatible_node(struct device_node *from,
						 const char *type,
						 const char *compatible)
{
	struct list_head *next;
	struct fake_node *node;

	guard(mutex)(&nodes_lock);
	node = from ? to_node(from) : NULL;
	if (from && !node)
		return of_find_compatible_node(from, type, compatible);
	next = node ? node->list.next : nodes.next;
	of_node_put(from);
	if (next == &nodes)
		return of_find_compatible_node(NULL, type, compatible);
	return of_node_get(&list_entry(next, struct fake_node, list)->np);
}

static void node_del(void *data)
{
	struct fake_node *node = data;

	if (node->pdev)
		platform_device_unregister(node->pdev);
	scoped_guard(mutex, &nodes_lock)
		list_del(&node->list);
	root_device_unregister(node->sysfs);
}

/**
 * fake_node_init - make a node that is not in the tree
 * @np: the node, all zero
 * @name: what to call it
 */
void fake_node_init(struct device_node *np, const char *name)
{
	kobject_init(&np->kobj, &node_ktype);
	fwnode_init(&np->fwnode, &of_fwnode_ops);
	np->full_name = name;
}

/**
 * fake_node_plan - add a node, as if it were in the device tree
 * @test: it goes with the test, unless fake_node_remove() is called
 * @choice: the node of the device that it names, or NULL
 *
 * No driver is bound to it yet.
 *
 * Return: the node.
 */
struct fake_node *fake_node_plan(struct kunit *test, struct device_node *choice)
{
	struct fake_node *node = kunit_kzalloc(test, sizeof(*node), GFP_KERNEL);
	static atomic_t serial;
	char name[32];

	KUNIT_ASSERT_NOT_NULL(test, node);
	node->test = test;
	snprintf(name, sizeof(name), "fake_node.%d",
		 atomic_inc_return(&serial));
	node->sysfs = root_device_register(name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, node->sysfs);
	fake_node_init(&node->np, "scmi");
	/* A device with a node wants to link to it in sysfs. */
	node->np.kobj.sd = node->sysfs->kobj.sd;
	node->choice = choice;
	if (choice) {
		node->choice_property.name = "virtio,device";
		node->np.properties = &node->choice_property;
	}
	scoped_guard(mutex, &nodes_lock)
		list_add_tail(&node->list, &nodes);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, node_del, node));
	return node;
}

/**
 * fake_node_bind - let the transport's driver be bound to a planned node
 * @node: the node; it is found by name
 */
void fake_node_bind(struct fake_node *node)
{
	struct kunit *test = node->test;

	node->pdev = platform_device_alloc("scmi_vio_transport",
					   PLATFORM_DEVID_AUTO);
	KUNIT_ASSERT_NOT_NULL(test, node->pdev);
	node->pdev->dev.of_node = &node->np;
	KUNIT_ASSERT_EQ(test, 0, platform_device_add(node->pdev));
}

/**
 * fake_node_add - add a node to which the transport's driver is bound
 * @test: it goes with the test, unless fake_node_remove() is called
 * @properties: what it says, or NULL
 *
 * Return: the node.
 */
struct fake_node *fake_node_add(struct kunit *test, struct property *properties)
{
	struct fake_node *node = fake_node_plan(test, NULL);

	node->np.properties = properties;
	fake_node_bind(node);
	return node;
}

/**
 * fake_node_add_for - the same, of a node that names its device
 * @test: the test
 * @choice: the device's node
 *
 * Return: the node.
 */
struct fake_node *fake_node_add_for(struct kunit *test,
				    struct device_node *choice)
{
	struct fake_node *node = fake_node_plan(test, choice);

	fake_node_bind(node);
	return node;
}

/**
 * fake_node_remove - take a node away
 * @node: the node; its device is gone on return
 */
void fake_node_remove(struct fake_node *node)
{
	kunit_release_action(node->test, node_del, node);
}

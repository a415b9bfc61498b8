// SPDX-License-Identifier: GPL-2.0-only
#include "world.h"
#include "fixture.h"
#include "hook.h"

#include <linux/delay.h>
#include <linux/device.h>

static void module_exit_action(void *unused)
{
	hook_module_exit();
}

/**
 * world_init - load the module
 * @test: it is unloaded with the test
 */
int world_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, w);
	test->priv = w;
	w->driver = fake_driver_add(test);
	KUNIT_ASSERT_EQ(test, 0, hook_module_init());
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, module_exit_action,
						  NULL));
	return 0;
}

/**
 * world_unload - unload the module before the end of the test
 * @test: the test
 */
void world_unload(struct kunit *test)
{
	kunit_release_action(test, module_exit_action, NULL);
}

/**
 * world_plug - plug a device in that answers all commands
 * @test: the test
 */
struct fake_vdev *world_plug(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct fake_vdev *fake = fake_vdev_add(test, &config);

	fake_answer_all(fake, true);
	return fake;
}

/**
 * world_add_both - a device, and a node
 * @test: the test
 */
void world_add_both(struct kunit *test)
{
	struct world *w = test->priv;

	w->fake = world_plug(test);
	w->node = fake_node_add(test, NULL);
}

/**
 * world_core - the instance that is up, or NULL
 * @test: the test
 */
struct fake_core *world_core(struct kunit *test)
{
	struct world *w = test->priv;

	return READ_ONCE(w->driver->core);
}

/**
 * world_wait_up - wait until an instance is up
 * @test: the test
 *
 * Return: the instance, or NULL.
 */
struct fake_core *world_wait_up(struct kunit *test)
{
	struct world *w = test->priv;

	return fake_driver_wait_up(w->driver);
}

/**
 * world_wait_probes - wait until the core's driver was bound this often
 * @test: the test
 * @n: how often
 */
void world_wait_probes(struct kunit *test, unsigned int n)
{
	struct world *w = test->priv;
	unsigned int ms;

	for (ms = 0; READ_ONCE(w->driver->probes) < n && ms < WORLD_LONG_MS;
	     ms++)
		fsleep(1000);
	KUNIT_ASSERT_EQ(test, READ_ONCE(w->driver->probes), n);
}

/**
 * world_command - send a command that the device answers
 * @test: the test
 * @core: the instance
 *
 * Return: its status.
 */
int world_command(struct kunit *test, struct fake_core *core)
{
	struct fake_xfer *fx = fake_core_prepare(core, 7, PROTOCOL, MESSAGE);

	KUNIT_ASSERT_EQ(test, 0, fake_core_send(core, fx));
	KUNIT_ASSERT_TRUE(test,
			  fake_core_wait(fx, msecs_to_jiffies(WORLD_LONG_MS)));
	return fake_core_finish(core, fx);
}

/**
 * world_unbind - unbind a device's driver
 * @dev: the device
 */
void world_unbind(struct device *dev)
{
	device_release_driver(dev);
}

/**
 * world_bind - bind it again
 * @test: the test
 * @dev: the device
 */
void world_bind(struct kunit *test, struct device *dev)
{
	KUNIT_EXPECT_EQ(test, device_attach(dev), 1);
}

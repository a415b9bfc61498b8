// SPDX-License-Identifier: GPL-2.0-only
/* A device's life: what is refused, what is freed, and when. */
#include "fixture.h"
#include "hook.h"
#include "params.h"

#include <kunit/test-bug.h>
#include <linux/virtio_config.h>

static int device_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* REQ: D-09: without a queue that can hold a command the device is refused. */
static void device_with_unusable_queues_is_refused(struct kunit *test)
{
	struct fake_config config = fixture_config();

	config.size[SCMI_VIRTIO_VQ_CMD] = 0;
	KUNIT_EXPECT_NULL(test, fake_vdev_dev(fake_vdev_add(test, &config)));
	config.size[SCMI_VIRTIO_VQ_CMD] = 1;
	KUNIT_EXPECT_NULL(test, fake_vdev_dev(fake_vdev_add(test, &config)));
	config.size[SCMI_VIRTIO_VQ_CMD] = 2;
	KUNIT_EXPECT_NOT_NULL(test,
			      fake_vdev_dev(fake_vdev_add(test, &config)));
	config.find_vqs_error = -EBUSY;
	KUNIT_EXPECT_NULL(test, fake_vdev_dev(fake_vdev_add(test, &config)));
}

/* REQ: D-06: a legacy device is used only if the parameter says so. */
static void legacy_device_needs_the_parameter(struct kunit *test)
{
	struct fake_config config = fixture_config();

	config.features &= ~BIT_ULL(VIRTIO_F_VERSION_1);
	KUNIT_EXPECT_NULL(test, fake_vdev_dev(fake_vdev_add(test, &config)));
	scmi_vio_params.legacy = true;
	KUNIT_EXPECT_NOT_NULL(test,
			      fake_vdev_dev(fake_vdev_add(test, &config)));
	scmi_vio_params.legacy = false;
}

/* REQ: T-07: messages in flight follow the queue, up to the tokens. */
static void messages_follow_the_queue_size(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;

	config.size[SCMI_VIRTIO_VQ_CMD] = 4096;
	config.size[SCMI_VIRTIO_VQ_EVENT] = 2048;
	fixture_plug(test, &config);
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->tx), 1024);
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->rx), 1024);
	/* Not only because the core is told no more. */
	KUNIT_EXPECT_EQ(test, scmi_vio_dev_max_commands(f->dev), 1024);
	KUNIT_EXPECT_EQ(test, scmi_vio_dev_max_events(f->dev), 1024);
}

/*
 * REQ: D-07, T-08: where all is copied through 1 MiB, in pieces of 2 KiB, what one
 * device can have at once takes half of it.
 */
static void messages_leave_room_where_they_are_copied(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;
	unsigned int commands, events;

	config.size[SCMI_VIRTIO_VQ_CMD] = 1024;
	config.size[SCMI_VIRTIO_VQ_EVENT] = 1024;
	hook_fail(test, HOOK_BOUNCE, 1, -1);
	fixture_plug(test, &config);
	commands = scmi_vio_dev_max_commands(f->dev);
	events = scmi_vio_dev_max_events(f->dev);
	KUNIT_EXPECT_LE(test, 3 * commands + events, SZ_1M / SZ_2K / 2);
	KUNIT_EXPECT_GE(test, commands, 32);
	KUNIT_EXPECT_GE(test, events, 64);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT),
			events);
}

/* REQ: L-01: buffers outlive the instance: they are the device's until reset. */
static void buffers_stay_with_the_device(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;
	struct fake_buffer event, command;
	struct fake_xfer *fx;

	fixture_plug(test, &config);
	fx = fixture_command(test, 5);
	command = fixture_take(test);
	fake_core_timeout(f->core, fx);
	fake_core_remove(f->core);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);

	/* The device still writes to what it was given: KASAN would object. */
	fixture_answer(test, &command);
	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_EVENT, &event));
	memset(event.response, 0xff, event.room);
	fake_return(f->fake, SCMI_VIRTIO_VQ_EVENT, &event, event.room);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);

	/* REQ: L-02: and they serve the next instance. */
	f->core = fake_core_probe(test, f->fake);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
	fx = fixture_command(test, 5);
	command = fixture_take(test);
	fixture_answer(test, &command);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* A client that must not hear anything. */
static bool deliver_to_nobody(struct scmi_vio_client *client, u32 hdr,
			      struct scmi_vio_msg *msg)
{
	KUNIT_FAIL(kunit_get_current_test(), "%#x was delivered", hdr);
	return true;
}

/* REQ: L-02: after it left, an instance hears no more of the device. */
static void client_that_left_hears_nothing(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct scmi_vio_client client = {
		.deliver = deliver_to_nobody,
		.live = true,
	};
	struct scmi_virtio_response event = {
		.hdr = cpu_to_le32(SCMI_VIO_NOTIFICATION << 8),
	};
	struct fixture *f = test->priv;

	f->fake = fake_vdev_add(test, &config);
	f->dev = fake_vdev_dev(f->fake);
	KUNIT_ASSERT_EQ(test, 0,
			scmi_vio_dev_attach(f->dev, &client, FAKE_PAYLOAD));
	scmi_vio_dev_detach(f->dev);
	KUNIT_ASSERT_TRUE(test, fake_event(f->fake, &event, sizeof(event)));
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_EARLY), 1);
}

static void expect_all_as_it_was(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, f->dev->commands.count, 8);
	KUNIT_EXPECT_EQ(test, f->dev->events.count, 16);
	KUNIT_EXPECT_TRUE(test, rcu_access_pointer(f->dev->cmdq.vq));
	KUNIT_EXPECT_TRUE(test, rcu_access_pointer(f->dev->eventq.vq));
}

/*
 * REQ: L-01: reset, detach, del_vqs (fake_vdev looks what is there then), and
 * only then the buffers are freed.
 */
static void removal_frees_buffers_last(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;

	fixture_plug(test, &config);
	fixture_command(test, 5);
	fake_core_timeout(f->core, &f->core->xfers[5]);
	fake_core_remove(f->core);
	hook_run(test, HOOK_RESET, expect_all_as_it_was);
	fake_vdev_remove(f->fake);
	KUNIT_EXPECT_EQ(test, hook_calls(HOOK_RESET), 1);
}

/* REQ: L-01: after the removal of a device nothing of it is left. */
static void removed_device_was_reset(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		fixture_plug(test, &config);
		fixture_command(test, 5);
		fixture_take(test);
		fake_core_timeout(f->core, &f->core->xfers[5]);
		fake_core_remove(f->core);
		get_device(&f->fake->vdev.dev);
		fake_vdev_remove(f->fake);
		KUNIT_EXPECT_EQ(test, f->fake->resets, 1);
		KUNIT_EXPECT_NULL(test, f->fake->q[0].vq);
		put_device(&f->fake->vdev.dev);
	}
}

/* Larger messages than the buffers on the queue are refused, smaller are not. */
static void second_instance_fits_the_buffers(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct scmi_vio_client client = {};
	struct fixture *f = test->priv;

	fixture_plug(test, &config);
	fake_core_remove(f->core);
	KUNIT_EXPECT_EQ(test,
			scmi_vio_dev_attach(f->dev, &client, FAKE_PAYLOAD + 1),
			-EMSGSIZE);
	KUNIT_EXPECT_EQ(test,
			scmi_vio_dev_attach(f->dev, &client,
					    SCMI_VIO_PAYLOAD_MIN),
			0);
	scmi_vio_dev_detach(f->dev);
}

/* REQ: T-08: the memory of a queue is bounded: fewer messages, not smaller. */
static void large_messages_mean_fewer_of_them(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct scmi_vio_client client = {};
	struct scmi_vio_dev *dev;

	config.size[SCMI_VIRTIO_VQ_CMD] = 2048;
	config.size[SCMI_VIRTIO_VQ_EVENT] = 1024;
	dev = fake_vdev_dev(fake_vdev_add(test, &config));
	KUNIT_ASSERT_EQ(test, 0,
			scmi_vio_dev_attach(dev, &client,
					    SCMI_VIO_PAYLOAD_MAX));
	KUNIT_EXPECT_LE(test,
			dev->commands.chunk_count * dev->commands.chunk_size,
			SZ_1M + SZ_1M / 2);
	KUNIT_EXPECT_GE(test, scmi_vio_dev_max_commands(dev), 100);
	KUNIT_EXPECT_GE(test, scmi_vio_dev_max_events(dev), 200);
	scmi_vio_dev_detach(dev);
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(device_with_unusable_queues_is_refused),
	KUNIT_CASE(legacy_device_needs_the_parameter),
	KUNIT_CASE(messages_follow_the_queue_size),
	KUNIT_CASE(messages_leave_room_where_they_are_copied),
	KUNIT_CASE(buffers_stay_with_the_device),
	KUNIT_CASE(client_that_left_hears_nothing),
	KUNIT_CASE(removal_frees_buffers_last),
	KUNIT_CASE(removed_device_was_reset),
	KUNIT_CASE(second_instance_fits_the_buffers),
	KUNIT_CASE(large_messages_mean_fewer_of_them),
	{}
};

static struct kunit_suite device_suite = {
	.name = "scmi_vio_device",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = device_test_init,
	.test_cases = device_cases,
};

kunit_test_suite(device_suite);

MODULE_DESCRIPTION("KUnit tests of the virtio transport for Arm SCMI");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/* Sleep: what is in flight, what is sent meanwhile, what is there after it. */
#include "fixture.h"
#include "hook.h"
#include "params.h"

#include <linux/delay.h>
#include <linux/virtio_config.h>
#include <linux/workqueue.h>

#define COMMS_ERROR SCMI_VIO_STATUS_COMMS_ERROR

static void sleep_and_wake(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
}

/* REQ: L-04: after sleep commands succeed, as often as one likes. */
static void commands_work_after_sleep(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		fixture_command_works(test, i);
		sleep_and_wake(test);
	}
	fixture_command_works(test, i);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 40);
	/* Sleep is not recovery. */
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RESETS), 0);
}

/* REQ: L-04: what is in flight has a definite end, whatever it waits for. */
static void sleep_ends_what_is_in_flight(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 1);
	struct fake_xfer *async = fixture_async_command(test, 2);
	struct fake_xfer *polled;
	struct fake_buffer buffer;

	fixture_take(test);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, async), 0);
	polled = fake_core_prepare(f->core, 3, PROTOCOL, MESSAGE);
	polled->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, polled), 0);

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	KUNIT_ASSERT_TRUE(test, fake_core_poll(f->core, polled));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, polled), COMMS_ERROR);
	KUNIT_EXPECT_TRUE(test, completion_done(&async->async));
	KUNIT_EXPECT_EQ(test, (s32)async->xfer.hdr.status, COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 3);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
}

/* What a poller sees between the reset and the word that all has failed */
static struct {
	struct fixture *f;
	struct fake_xfer *polled;
	bool done;
	int sent;
} stopping;

static void poll_in_reset(struct fake_vdev *fake)
{
	stopping.done = fake_core_poll(stopping.f->core, stopping.polled);
	stopping.sent = fixture_try_command(fake->test, 9);
}

static const struct fake_hooks stopping_hooks = {
	.reset = poll_in_reset,
};

/*
 * REQ: L-03, L-04, T-06: who polls may have the CPU of the one who stops the
 * device and would tell it; it sees for itself, and is not let in again.
 */
static void poller_waits_for_nobody_to_stop(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *polled;

	polled = fake_core_prepare(f->core, 3, PROTOCOL, MESSAGE);
	polled->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, polled), 0);
	stopping.f = f;
	stopping.polled = polled;
	f->fake->hooks = &stopping_hooks;
	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	f->fake->hooks = NULL;
	KUNIT_EXPECT_TRUE(test, stopping.done);
	KUNIT_EXPECT_EQ(test, stopping.sent, -ENODEV);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, polled), COMMS_ERROR);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
	fixture_command_works(test, 3);
}

/* Holds up the one worker of a queue. */
struct holdup {
	struct work_struct work;
	struct completion end;
};

static void hold_up(struct work_struct *work)
{
	wait_for_completion(&container_of(work, struct holdup, work)->end);
}

/*
 * REQ: L-05: what was to fail has failed when a device is stopped. Who was to see
 * to it, and comes late, does not fail what is sent after the next start.
 */
static void late_abort_fails_nothing_new(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("holdup", 0);
	struct fixture *f = test->priv;
	struct fake_xfer *fx;
	struct holdup h;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	INIT_WORK_ONSTACK(&h.work, hold_up);
	init_completion(&h.end);
	queue_work(wq, &h.work);
	queue_work(wq, &f->dev->recovery.abort);
	KUNIT_EXPECT_EQ(test, fake_vdev_sleep(f->fake), 0);
	KUNIT_EXPECT_EQ(test, fake_vdev_wake(f->fake), 0);
	fx = fixture_command(test, 7);
	complete(&h.end);
	destroy_workqueue(wq);
	destroy_work_on_stack(&h.work);
	KUNIT_EXPECT_FALSE(test, fake_core_responded(fx));
	fake_core_timeout(f->core, fx);
}

/* REQ: L-04: a sleeping device is sent nothing: power domains would wait. */
static void nothing_is_sent_to_a_sleeping_device(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	/* More than there are buffers: none is lost either. */
	for (i = 0; i < 20; i++)
		KUNIT_EXPECT_EQ(test, fixture_try_command(test, i), -ENODEV);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, fixture_try_command(test, i), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_COMMANDS), 8);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: L-04: what the device held when it fell asleep is not lost for good. */
static void buffers_of_a_sleeping_device_are_back(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, fixture_command(test, i));
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 8), -EBUSY);
	sleep_and_wake(test);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, fixture_command(test, i));
}

/* REQ: L-04: the device has buffers for events before it can be asked to. */
static void events_come_after_sleep(struct kunit *test)
{
	struct {
		__le32 hdr;
		__le32 payload;
	} event = { cpu_to_le32(SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10) };
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_make_live(test);
	for (i = 1; i <= 3; i++) {
		sleep_and_wake(test);
		KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT),
				16);
		KUNIT_ASSERT_TRUE(test,
				  fake_event(f->fake, &event, sizeof(event)));
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
		KUNIT_EXPECT_EQ(test, f->core->events, i);
	}
}

/* A buffer that was not on the queue when it fell asleep comes along, too. */
static void spare_buffers_are_not_lost(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;

	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
	hook_fail(test, HOOK_ADD, 5, -ENOMEM);
	fixture_plug(test, &config);
	KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_ADD));
	sleep_and_wake(test);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/*
 * REQ: L-04: a queue that is smaller after sleep is a full one now and then:
 * what it does not take is refused, without a notification under its lock,
 * which fake_notify() looks for.
 */
static void smaller_queue_after_sleep_is_busy(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	f->fake->config.size[SCMI_VIRTIO_VQ_CMD] = 4;
	f->fake->config.size[SCMI_VIRTIO_VQ_EVENT] = 4;
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 4);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, fixture_try_command(test, i), 0);
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, i), -EBUSY);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, &f->core->xfers[0]), 0);
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 0), 0);
	for (i = 0; i < 2; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: L-03, L-04: a device can be pulled while it sleeps. */
static void sleeping_device_can_be_removed(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_core_timeout(f->core, fixture_command(test, 1));
	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
}

/* REQ: L-04: an instance can leave, and another come, while it sleeps. */
static void instance_changes_during_sleep(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	fake_core_remove(f->core);
	f->core = fake_core_probe(test, f->fake);
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 1), -ENODEV);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
	fixture_command_works(test, 1);
}

/* REQ: L-04: what wakes without its queues fails commands at once. */
static void device_that_does_not_come_back(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
		f->fake->config.find_vqs_error = i == 0 ? -EIO : 0;
		f->fake->config.features_error = i == 1 ? -ENODEV : 0;
		KUNIT_EXPECT_EQ(test, fake_vdev_wake(f->fake),
				i == 0	 ? -EIO
				: i == 1 ? -ENODEV
					 : 0);
		if (i < 2)
			KUNIT_EXPECT_EQ(test, fixture_try_command(test, 1),
					-ENODEV);
	}
	fixture_command_works(test, 1);
}

/*
 * REQ: L-03, L-04: it can be pulled then; the virtio core would warn of one
 * that was not reset.
 */
static void lost_device_can_be_removed(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	f->fake->config.find_vqs_error = -EIO;
	KUNIT_EXPECT_EQ(test, fake_vdev_wake(f->fake), -EIO);
	fake_core_remove(f->core);
	get_device(&f->fake->vdev.dev);
	fake_vdev_remove(f->fake);
	KUNIT_EXPECT_EQ(test, f->fake->status & ~VIRTIO_CONFIG_S_ACKNOWLEDGE,
			0);
	put_device(&f->fake->vdev.dev);
}

/* REQ: L-04, L-05: and is looked for, once the system is awake. */
static void device_that_comes_back_late_is_used(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int ms;

	scmi_vio_params.recover = true;
	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	f->fake->config.features_error = -ENODEV;
	KUNIT_EXPECT_EQ(test, fake_vdev_wake(f->fake), -ENODEV);
	f->fake->config.features_error = 0;
	for (ms = 0; ms < FIXTURE_LONG_MS && READ_ONCE(f->dev->stopped); ms++)
		fsleep(1000);
	scmi_vio_params.recover = false;
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	fixture_command_works(test, 1);
}

/* REQ: L-04, H-05: what was held up when the device fell asleep is not heard. */
static void held_events_end_with_sleep(struct kunit *test)
{
	const struct {
		__le32 hdr;
		u8 payload[4];
	} event = { cpu_to_le32(SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10) };
	struct fixture *f = test->priv;
	unsigned int i, n;

	fixture_make_live(test);
	hook_clock(test, HOOK_CLOCK_STOPPED);
	for (i = 0; i < 4; i++) {
		for (n = 0; n < 16; n++)
			KUNIT_ASSERT_TRUE(test, fake_event(f->fake, &event,
							   sizeof(event)));
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
		if (fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT) < 16)
			break;
	}
	KUNIT_ASSERT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 0);
	n = f->core->events;
	sleep_and_wake(test);
	hook_tick();
	flush_delayed_work(&f->dev->eventq.retry);
	KUNIT_EXPECT_EQ(test, f->core->events, n);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

static struct kunit_case power_cases[] = {
	KUNIT_CASE(commands_work_after_sleep),
	KUNIT_CASE(sleep_ends_what_is_in_flight),
	KUNIT_CASE(poller_waits_for_nobody_to_stop),
	KUNIT_CASE(late_abort_fails_nothing_new),
	KUNIT_CASE(nothing_is_sent_to_a_sleeping_device),
	KUNIT_CASE(buffers_of_a_sleeping_device_are_back),
	KUNIT_CASE(events_come_after_sleep),
	KUNIT_CASE(held_events_end_with_sleep),
	KUNIT_CASE(spare_buffers_are_not_lost),
	KUNIT_CASE(smaller_queue_after_sleep_is_busy),
	KUNIT_CASE(sleeping_device_can_be_removed),
	KUNIT_CASE(instance_changes_during_sleep),
	KUNIT_CASE(device_that_does_not_come_back),
	KUNIT_CASE(lost_device_can_be_removed),
	KUNIT_CASE(device_that_comes_back_late_is_used),
	{}
};

static struct kunit_suite power_suite = {
	.name = "scmi_vio_power",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = power_cases,
};

kunit_test_suite(power_suite);

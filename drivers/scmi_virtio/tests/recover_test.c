// SPDX-License-Identifier: GPL-2.0-only
/* A device that breaks: who is told, when, and how it is brought back. */
#include "fixture.h"
#include "hook.h"
#include "kernel_log.h"
#include "params.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/virtio_config.h>

#define COMMS_ERROR SCMI_VIO_STATUS_COMMS_ERROR

static int recover_test_init(struct kunit *test)
{
	scmi_vio_params.recover = true;
	return fixture_init(test);
}

static void recover_test_exit(struct kunit *test)
{
	scmi_vio_params.recover = false;
}

/* Returns a buffer twice: the ring code marks the queue as broken. */
static void break_ring(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, token);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, NULL, 0);
	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer, 8);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* REQ: L-05: a broken ring is made anew; what was on it has failed. */
static void broken_ring_is_made_anew(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	fixture_take(test);
	break_ring(test, 1);
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	fixture_wait_resets(test, 1);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	fixture_command_works(test, 7);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 1);
	KUNIT_EXPECT_EQ(test, f->fake->status & VIRTIO_CONFIG_S_FAILED, 0);
}

/*
 * REQ: L-06: a platform that crashed may answer twice what its front end sent
 * again; what that breaks comes back with all buffers.
 */
static void crash_leaves_no_buffer_behind(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 2; i < 8; i++)
		fixture_command(test, i);
	for (i = 2; i < 8; i++)
		fixture_take(test);
	break_ring(test, 1);
	for (i = 2; i < 8; i++) {
		struct fake_xfer *fx = &f->core->xfers[i];

		KUNIT_ASSERT_TRUE(test,
				  fake_core_wait(fx, msecs_to_jiffies(
							     FIXTURE_SOON_MS)));
		KUNIT_EXPECT_EQ(test, fx->responses, 1);
		KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
				COMMS_ERROR);
	}
	fixture_wait_resets(test, 1);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, fixture_try_command(test, i), 0);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: L-05: a device that asks for a reset gets one, commands or none. */
static void device_that_asks_for_a_reset_gets_it(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	fake_vdev_needs_reset(f->fake);
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
	KUNIT_EXPECT_EQ(test, f->fake->status & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
}

/* REQ: L-05: whether or not somebody waits for an answer, and so looks at it. */
static void idle_device_that_asks_for_a_reset_gets_it(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_vdev_needs_reset(f->fake);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/* A change of the configuration is no trouble by itself. */
static void other_config_changes_are_none_of_ours(struct kunit *test)
{
	struct fixture *f = test->priv;

	virtio_config_changed(&f->fake->vdev);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&f->dev->recovery.reset));
}

/*
 * REQ: L-03: a queue that somebody else broke, as the bus does after a
 * surprise, is noticed while commands are in flight, without an interrupt.
 */
static void surprise_is_noticed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	scmi_vio_params.recover = false;
	fake_vdev_break(f->fake);
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "broken");
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 8), -EIO);
}

/* REQ: L-03: waits for delayed responses included: no buffer is out then. */
static void surprise_ends_waits_for_delayed_responses(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 7);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	/* The watch has looked, and nobody has a buffer. */
	fsleep(600 * USEC_PER_MSEC);
	__virtqueue_break(f->fake->q[SCMI_VIRTIO_VQ_EVENT].vq);
	KUNIT_ASSERT_TRUE(test,
			  wait_for_completion_timeout(&fx->async,
						      msecs_to_jiffies(
							      FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, (s32)fx->xfer.hdr.status, COMMS_ERROR);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/* Let it be this long that a device keeps all buffers. */
static void be_patient_for(struct kunit *test, unsigned int ms)
{
	struct fixture *f = test->priv;

	f->dev->watch.patience = msecs_to_jiffies(ms);
}

/* REQ: L-05: a device that keeps all buffers for too long is reset. */
static void device_that_keeps_all_buffers_is_reset(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	be_patient_for(test, 300);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, fixture_command(test, i));
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 9), -EBUSY);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 9);
}

/* REQ: L-05: one that goes on by itself is well again; one that breaks is worse. */
static void stalled_device_may_go_on(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	unsigned int i;

	scmi_vio_params.recover = false;
	be_patient_for(test, 300);
	for (i = 0; i < 8; i++)
		fixture_command(test, i);
	fixture_wait_state(test, "stalled");
	/* Nobody is told before the timeout: it may be answered yet. */
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 0);
	for (i = 0; i < 8; i++) {
		buffer = fixture_take(test);
		fixture_answer(test, &buffer);
		KUNIT_EXPECT_EQ(test,
				fake_core_finish(f->core, &f->core->xfers[i]),
				0);
	}
	fixture_wait_state(test, "running");

	for (i = 0; i < 8; i++)
		fixture_command(test, i);
	fixture_wait_state(test, "stalled");
	fake_vdev_break(f->fake);
	fixture_wait_state(test, "broken");
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: L-05: one that keeps some, or returns one now and then, is not. */
static void slow_device_is_left_alone(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	unsigned int i;

	be_patient_for(test, 700);
	for (i = 0; i < 7; i++)
		fake_core_timeout(f->core, fixture_command(test, i));
	fsleep(1500 * USEC_PER_MSEC);
	for (i = 7; i < 12; i++) {
		fixture_command(test, i);
		fsleep(300 * USEC_PER_MSEC);
		buffer = fixture_take(test);
		fixture_answer(test, &buffer);
		fake_core_timeout(f->core, &f->core->xfers[i]);
	}
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
}

/* REQ: L-05: with recover=0 it stays broken until root asks for a reset. */
static void nothing_is_reset_against_the_parameter(struct kunit *test)
{
	struct fixture *f = test->priv;

	scmi_vio_params.recover = false;
	break_ring(test, 1);
	flush_work(&f->dev->recovery.abort);
	fsleep(300 * USEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "broken");

	scmi_vio_recover_trouble(f->dev, SCMI_VIO_ASKED);
	fixture_wait_resets(test, 1);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	fixture_command_works(test, 7);
}

/* REQ: L-05: root may reset a device that nothing is wrong with. */
static void reset_on_demand(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	scmi_vio_recover_trouble(f->dev, SCMI_VIO_ASKED);
	fixture_wait_resets(test, 1);
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	fixture_command_works(test, 7);
}

/* REQ: L-05: a reset that fails is tried again. */
static void failed_reset_is_tried_again(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int ms;

	f->fake->config.find_vqs_error = -EIO;
	break_ring(test, 1);
	for (ms = 0; ms < FIXTURE_LONG_MS && f->dev->recovery.attempts < 2;
	     ms++)
		fsleep(1000);
	KUNIT_ASSERT_GE(test, f->dev->recovery.attempts, 2);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "lost");
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 7), -ENODEV);
	f->fake->config.find_vqs_error = 0;
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/* REQ: L-05: a device that breaks again and again is reset ever less often. */
static void resets_are_put_off_when_they_do_not_help(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned long before = 0;
	unsigned int i;

	for (i = 1; i <= 4; i++) {
		break_ring(test, 1);
		fixture_wait_resets(test, i);
		KUNIT_EXPECT_GT(test, f->dev->recovery.delay, before);
		before = f->dev->recovery.delay;
	}
	/* What is asked for comes at once. */
	f->dev->recovery.delay = msecs_to_jiffies(FIXTURE_LONG_MS * 10);
	break_ring(test, 1);
	scmi_vio_recover_trouble(f->dev, SCMI_VIO_ASKED);
	fixture_wait_resets(test, i);
	KUNIT_EXPECT_LE(test, f->dev->recovery.delay, msecs_to_jiffies(8000));
	/* And when it was well for long, so does the next. */
	f->dev->recovery.delay = msecs_to_jiffies(FIXTURE_LONG_MS * 10);
	f->dev->recovery.last = jiffies - msecs_to_jiffies(60000);
	break_ring(test, 1);
	fixture_wait_resets(test, i + 1);
}

/* REQ: L-05: a reset waits for who has the device's lock, not in its way. */
static void reset_waits_for_the_lock(struct kunit *test)
{
	struct fixture *f = test->priv;

	device_lock(&f->fake->vdev.dev);
	break_ring(test, 1);
	fsleep(100 * USEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
	device_unlock(&f->fake->vdev.dev);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/* REQ: L-03: a device can be pulled while its reset is due. */
static void removal_comes_before_a_reset(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dev->recovery.last = jiffies;
	f->dev->recovery.delay = msecs_to_jiffies(FIXTURE_LONG_MS);
	break_ring(test, 1);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&f->dev->recovery.reset));
	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
}

/* REQ: L-05: a device that is no longer there is not reset: it would hang. */
static void absent_device_is_not_reset(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 status = f->fake->status;
	unsigned int ms;

	break_ring(test, 1);
	/* Before the work gets there: it is the device's word from then on. */
	f->fake->status = 0xff;
	for (ms = 0; ms < FIXTURE_LONG_MS && !f->dev->recovery.attempts; ms++)
		fsleep(1000);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
	f->fake->status = status;
	fixture_wait_resets(test, 1);
}

/*
 * REQ: L-03: who leaves a device that does not answer is not kept: what is in
 * flight fails within a second, what is sent after that at once.
 */
static void leaving_a_silent_device_takes_no_time(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);
	struct fake_xfer *polled;

	polled = fake_core_prepare(f->core, 3, PROTOCOL, MESSAGE);
	polled->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, polled), 0);
	scmi_vio_dev_hurry(f->dev);
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	flush_work(&f->dev->recovery.abort);
	KUNIT_ASSERT_TRUE(test, fake_core_poll(f->core, polled));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, polled), COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 8), -ENODEV);

	/* The next to come gets another chance. */
	fake_core_remove(f->core);
	f->core = fake_core_probe(test, f->fake);
	KUNIT_EXPECT_EQ(test, fixture_try_command(test, 8), 0);
	fake_core_timeout(f->core, &f->core->xfers[8]);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
}

/* REQ: L-03: as long as the device answers, who leaves can talk to it. */
static void leaving_a_slow_device_is_no_hurry(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	scmi_vio_dev_hurry(f->dev);
	for (i = 0; i < 5; i++) {
		struct fake_xfer *fx = fixture_command(test, i);
		struct fake_buffer buffer = fixture_take(test);

		fsleep(250 * USEC_PER_MSEC);
		fixture_answer(test, &buffer);
		KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	}
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 0);
}

/*
 * REQ: L-07: when the machine goes down the bus breaks each device and resets it.
 * Who waits is told, nothing is said of it, and it is not reset once more.
 */
static void shutdown_is_no_trouble(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);
	u64 before = kernel_log_now();
	bool told, planned;

	system_state = SYSTEM_RESTART;
	fake_vdev_break(f->fake);
	told = fake_core_wait(fx, msecs_to_jiffies(FIXTURE_SOON_MS));
	flush_work(&f->dev->recovery.abort);
	planned = delayed_work_pending(&f->dev->recovery.reset);
	scmi_vio_params.recover = false;
	system_state = SYSTEM_RUNNING;

	KUNIT_ASSERT_TRUE(test, told);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	KUNIT_EXPECT_FALSE(test, planned);
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "commands failed"), 0);
}

/* Nobody looks at an idle device: it would wake the machine for nothing. */
static void idle_device_is_not_watched(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct delayed_work *watch = &f->dev->watch.work;

	KUNIT_EXPECT_FALSE(test, delayed_work_pending(watch));
	fixture_command_works(test, 1);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(watch));
	flush_delayed_work(watch);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(watch));
}

static struct kunit_case recover_cases[] = {
	KUNIT_CASE(broken_ring_is_made_anew),
	KUNIT_CASE(crash_leaves_no_buffer_behind),
	KUNIT_CASE(device_that_asks_for_a_reset_gets_it),
	KUNIT_CASE(idle_device_that_asks_for_a_reset_gets_it),
	KUNIT_CASE(other_config_changes_are_none_of_ours),
	KUNIT_CASE(surprise_is_noticed),
	KUNIT_CASE(surprise_ends_waits_for_delayed_responses),
	KUNIT_CASE(device_that_keeps_all_buffers_is_reset),
	KUNIT_CASE(stalled_device_may_go_on),
	KUNIT_CASE(slow_device_is_left_alone),
	KUNIT_CASE(nothing_is_reset_against_the_parameter),
	KUNIT_CASE(reset_on_demand),
	KUNIT_CASE(failed_reset_is_tried_again),
	KUNIT_CASE(resets_are_put_off_when_they_do_not_help),
	KUNIT_CASE(reset_waits_for_the_lock),
	KUNIT_CASE(removal_comes_before_a_reset),
	KUNIT_CASE(absent_device_is_not_reset),
	KUNIT_CASE(leaving_a_silent_device_takes_no_time),
	KUNIT_CASE(leaving_a_slow_device_is_no_hurry),
	KUNIT_CASE(shutdown_is_no_trouble),
	KUNIT_CASE(idle_device_is_not_watched),
	{}
};

static struct kunit_suite recover_suite = {
	.name = "scmi_vio_recover",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = recover_test_init,
	.exit = recover_test_exit,
	.test_cases = recover_cases,
};

kunit_test_suite(recover_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device's status says without an interrupt: that it wants a reset, had
 * one that was not ours, or is not there. And resets by its bus.
 */
#include "fixture.h"
#include "params.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/virtio_config.h>

#define COMMS_ERROR SCMI_VIO_STATUS_COMMS_ERROR

static int status_test_init(struct kunit *test)
{
	scmi_vio_params.recover = true;
	return fixture_init(test);
}

static void status_test_exit(struct kunit *test)
{
	scmi_vio_params.recover = false;
}

/* A command is in flight when the status becomes this, and soon fails. */
static void command_fails_with_status(struct kunit *test, u8 status)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	fixture_take(test);
	f->fake->status = status;
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 1);
}

/*
 * REQ: L-05: a device that was reset behind our back, as a function of PCI is
 * through sysfs, knows no queue: what waits for it is told, and it is set up.
 */
static void reset_by_others_is_noticed(struct kunit *test)
{
	struct fixture *f = test->priv;

	command_fails_with_status(test, 0);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/* REQ: L-05: and left as it is when root said so. */
static void reset_by_others_is_left_to_root(struct kunit *test)
{
	struct fixture *f = test->priv;

	scmi_vio_params.recover = false;
	command_fails_with_status(test, 0);
	fixture_wait_state(test, "forgetful");
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
}

/* REQ: L-05: it may have been asked to say so, and raise no interrupt. */
static void request_for_a_reset_needs_no_interrupt(struct kunit *test)
{
	struct fixture *f = test->priv;

	command_fails_with_status(test, f->fake->status |
						VIRTIO_CONFIG_S_NEEDS_RESET);
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/*
 * REQ: L-03, L-05: a device whose registers cannot be read is not waited for,
 * and not reset; it is used again when it is back.
 */
static void absent_device_fails_commands(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 status = f->fake->status;

	command_fails_with_status(test, FAKE_ABSENT);
	fixture_wait_state(test, "absent");
	KUNIT_EXPECT_EQ(test, f->fake->resets, 0);
	f->fake->status = status;
	fixture_wait_resets(test, 1);
	fixture_command_works(test, 7);
}

/*
 * REQ: L-03: who polls may have the CPU that the watch waits for, and has it look
 * all the same.
 */
static void poller_has_an_absent_device_looked_at(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 status = f->fake->status;
	struct fake_xfer *fx;
	unsigned int ms;

	fx = fake_core_prepare(f->core, 7, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, fx), 0);
	/* As if its timer did not come. */
	cancel_delayed_work_sync(&f->dev->watch.work);
	f->fake->status = FAKE_ABSENT;
	for (ms = 0; ms < FIXTURE_LONG_MS && !fake_core_poll(f->core, fx); ms++)
		fsleep(1000);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_POLL_TIMEOUTS), 0);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "absent");
	f->fake->status = status;
	fixture_wait_resets(test, 1);
}

/* The virtio core would warn of a driver that leaves a status. */
static void absent_until_deleted(struct fake_vdev *fake)
{
	fake->status = 0;
}

static const struct fake_hooks absent_hooks = {
	.deleting = absent_until_deleted,
};

/* REQ: L-03: a device that is not there any more can go: see fake_reset(). */
static void absent_device_can_be_removed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	f->fake->hooks = &absent_hooks;
	f->fake->status = FAKE_ABSENT;
	KUNIT_ASSERT_TRUE(test, fake_core_wait(fx, msecs_to_jiffies(
							   FIXTURE_SOON_MS)));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
}

/* A device that sleeps may not be looked at, and has no status that counts. */
static void sleeping_device_has_no_trouble(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_core_timeout(f->core, fixture_command(test, 7));
	scmi_vio_params.recover = false;
	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	f->fake->status = FAKE_ABSENT;
	scmi_vio_watch(f->dev);
	flush_delayed_work(&f->dev->watch.work);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "lost");
	f->fake->status = 0;
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
	fixture_command_works(test, 7);
}

#ifdef SCMI_VIO_RESET_BY_BUS

/* REQ: L-04: where the bus says so, no command is lost to a reset but in flight. */
static void reset_by_the_bus_is_like_sleep(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 7);

	KUNIT_ASSERT_EQ(test, fake_vdev_reset_by_bus(f->fake), 0);
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	fixture_command_works(test, 7);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), "running");
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RESETS), 0);
}

/* REQ: L-03, L-04: a device without its driver is none of ours. */
static void reset_by_the_bus_without_a_driver(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_core_remove(f->core);
	device_release_driver(&f->fake->vdev.dev);
	KUNIT_EXPECT_EQ(test, fake_vdev_reset_by_bus(f->fake), -EOPNOTSUPP);
}

#endif

static struct kunit_case status_cases[] = {
	KUNIT_CASE(reset_by_others_is_noticed),
	KUNIT_CASE(reset_by_others_is_left_to_root),
	KUNIT_CASE(request_for_a_reset_needs_no_interrupt),
	KUNIT_CASE(absent_device_fails_commands),
	KUNIT_CASE(poller_has_an_absent_device_looked_at),
	KUNIT_CASE(absent_device_can_be_removed),
	KUNIT_CASE(sleeping_device_has_no_trouble),
#ifdef SCMI_VIO_RESET_BY_BUS
	KUNIT_CASE(reset_by_the_bus_is_like_sleep),
	KUNIT_CASE(reset_by_the_bus_without_a_driver),
#endif
	{}
};

static struct kunit_suite status_suite = {
	.name = "scmi_vio_status",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = status_test_init,
	.exit = status_test_exit,
	.test_cases = status_cases,
};

kunit_test_suite(status_suite);

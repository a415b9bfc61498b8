// SPDX-License-Identifier: GPL-2.0-only
/* Polled commands, alone and among others. */
#include "fixture.h"

#include <linux/virtio_ring.h>

static struct fake_xfer *polled_command(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, token, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	return fx;
}

/* Gives a command back with SUCCESS and two bytes, without an interrupt. */
static void answer_quietly(struct kunit *test, const struct fake_buffer *buffer)
{
	struct fixture *f = test->priv;

	fake_respond(f->fake, buffer, fake_header(buffer), 0, "ok", 2);
}

/* REQ: T-06: alone, without any interrupt; done until mark_txdone(). */
static void polled_command_ends_without_interrupt(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	KUNIT_EXPECT_FALSE(test, fake_core_poll(f->core, fx));
	answer_quietly(test, &buffer);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_MEMEQ(test, fx->buf, "ok", 2);
	/* Never by the callback: the core fetches it itself. */
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
}

/*
 * REQ: T-06, T-12: from the sending to the end nothing sleeps, as the kernel's
 * checks would say.
 */
static void polled_command_works_in_atomic_context(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;
	unsigned long flags;
	bool done;
	int err;

	/* With these a command takes memory. */
	config.features |= BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC);
	fixture_plug(test, &config);
	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	/* No expectations here: a failed one takes memory, too. */
	local_irq_save(flags);
	err = fake_core_send(f->core, fx);
	if (!err && fake_take(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer))
		answer_quietly(test, &buffer);
	done = !err && fake_core_poll(f->core, fx);
	if (!err)
		fake_core_finish(f->core, fx);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, done);
	KUNIT_EXPECT_MEMEQ(test, fx->buf, "ok", 2);
}

/*
 * REQ: T-06: who polls notifies the device itself: one who left that to an
 * earlier command may spin on the CPU where it would have been done.
 */
static void polled_command_is_always_announced(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *others, *fx;
	unsigned int *kicks = &f->fake->q[SCMI_VIRTIO_VQ_CMD].kicks;

	fake_want_no_kicks(f->fake, SCMI_VIRTIO_VQ_CMD);
	others = fixture_command(test, 1);
	KUNIT_EXPECT_EQ(test, *kicks, 0);
	fx = polled_command(test, 2);
	KUNIT_EXPECT_EQ(test, *kicks, 1);
	fake_core_timeout(f->core, others);
	fake_core_timeout(f->core, fx);
}

/* REQ: T-06: when an interrupt takes the response off the queue first. */
static void
response_taken_by_an_interrupt_is_seen_by_the_poller(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* REQ: T-06: a poller finds others' responses, and each gets its own. */
static void poller_passes_on_what_is_others(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *waiting = fixture_command(test, 1);
	struct fake_xfer *polled = polled_command(test, 2);
	struct fake_xfer *mine = polled_command(test, 3);
	struct fake_buffer buffers[3];
	int i;

	for (i = 0; i < 3; i++)
		buffers[i] = fixture_take(test);
	for (i = 0; i < 3; i++)
		answer_quietly(test, &buffers[i]);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, mine));
	KUNIT_EXPECT_TRUE(test, fake_core_responded(waiting));
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, polled));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, waiting), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, polled), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, mine), 0);
}

/* REQ: H-04, T-06: a wrong response ends the polling at once. */
static void wrong_response_ends_the_polling(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer, 8);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_PROTOCOL_ERROR);
}

/* REQ: T-06, T-09: on a broken ring polling ends, with no help of a worker. */
static void broken_ring_ends_the_polling(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	const struct fake_buffer nonsense = { .head = 999 };

	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &nonsense, 8);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_COMMS_ERROR);
}

/*
 * REQ: H-05, T-06: no CPU spins for so long that the kernel takes it for hung,
 * whatever the timeout is; and what comes after that comes too late.
 */
static void silent_device_is_not_polled_for_long(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer late = fixture_take(test);
	struct scmi_vio_msg *msg = scmi_vio_cmd_msg(f->dev->cmds, 5);

	KUNIT_EXPECT_FALSE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_LE(test, ktime_ms_delta(msg->poll_end, ktime_get()), 5000);
	/* Five seconds later */
	msg->poll_end = ktime_sub_ms(msg->poll_end, 5000);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_POLL_TIMEOUTS), 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_COMMS_ERROR);
	fixture_answer(test, &late);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 1);
}

/* REQ: T-06: a response that is there when time is up counts. */
static void response_at_the_last_moment_counts(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	answer_quietly(test, &buffer);
	scmi_vio_cmd_msg(f->dev->cmds, 5)->poll_end = 0;
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_POLL_TIMEOUTS), 0);
}

/* REQ: T-04, T-06: late, it reaches nobody; its slot is free again. */
static void late_polled_response_reaches_nobody(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = polled_command(test, 5);
	struct fake_buffer late = fixture_take(test);

	fake_core_timeout(f->core, fx);
	fx = polled_command(test, 5);
	answer_quietly(test, &late);
	KUNIT_EXPECT_FALSE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 1);
	fake_core_timeout(f->core, fx);
}

static struct kunit_case poll_cases[] = {
	KUNIT_CASE(polled_command_ends_without_interrupt),
	KUNIT_CASE(polled_command_works_in_atomic_context),
	KUNIT_CASE(polled_command_is_always_announced),
	KUNIT_CASE(response_taken_by_an_interrupt_is_seen_by_the_poller),
	KUNIT_CASE(poller_passes_on_what_is_others),
	KUNIT_CASE(wrong_response_ends_the_polling),
	KUNIT_CASE(broken_ring_ends_the_polling),
	KUNIT_CASE(silent_device_is_not_polled_for_long),
	KUNIT_CASE(response_at_the_last_moment_counts),
	KUNIT_CASE(late_polled_response_reaches_nobody),
	{}
};

static struct kunit_suite poll_suite = {
	.name = "scmi_vio_poll",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = poll_cases,
};

kunit_test_suite(poll_suite);

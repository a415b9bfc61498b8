// SPDX-License-Identifier: GPL-2.0-only
/* A queue: what goes on it, what comes off it, and how much at a time. */
#include "fixture.h"
#include "hook.h"

#include <linux/delay.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

/* What one interrupt may handle: the budget, and the batch it ends in */
#define BOUND 80

static int chan_test_init(struct kunit *test)
{
	struct fake_config config = fixture_config();

	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, test->priv);
	config.size[SCMI_VIRTIO_VQ_CMD] = 1024;
	config.size[SCMI_VIRTIO_VQ_EVENT] = 256;
	fixture_plug(test, &config);
	return 0;
}

static void notify_n(struct kunit *test, unsigned int n)
{
	struct fixture *f = test->priv;
	struct {
		__le32 hdr;
		u8 payload[4];
	} event = { cpu_to_le32(SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10) };

	while (n--)
		KUNIT_ASSERT_TRUE(test,
				  fake_event(f->fake, &event, sizeof(event)));
}

/* --- bounds --- */

/* REQ: H-05: a flood of events is handled in pieces, and all of it is. */
static void flood_of_events_is_handled_in_pieces(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int at_once;

	fixture_make_live(test);
	notify_n(test, 256);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	at_once = f->core->events;
	flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_GT(test, at_once, 0);
	KUNIT_EXPECT_LE(test, at_once, BOUND);
	while (work_busy(&f->dev->eventq.work))
		flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_EQ(test, f->core->events, 256);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 256);
}

/* REQ: H-05: so are a thousand responses at once. */
static void flood_of_responses_is_handled_in_pieces(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	unsigned int i, at_once = 0;

	for (i = 0; i < 512; i++)
		fixture_command(test, i);
	while (fake_take(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer))
		fake_respond(f->fake, &buffer, fake_header(&buffer), 0, NULL,
			     0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	for (i = 0; i < 512; i++)
		at_once += f->core->xfers[i].responses;
	KUNIT_EXPECT_LE(test, at_once, BOUND);
	while (work_busy(&f->dev->cmdq.work))
		flush_work(&f->dev->cmdq.work);
	for (i = 0; i < 512; i++)
		KUNIT_ASSERT_EQ(test,
				fake_core_finish(f->core, &f->core->xfers[i]),
				0);
}

/* A tick, and what was waiting for it */
static void tick(struct fixture *f)
{
	hook_tick();
	flush_delayed_work(&f->dev->eventq.retry);
}

/*
 * REQ: H-05: the core gets 32 notifications at once, and 16 a tick: it has a line
 * in the log for each that it has no room for. None is lost, and the device has
 * no more buffers to write to meanwhile.
 */
static void flood_of_events_is_passed_on_at_a_pace(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int n;

	fixture_make_live(test);
	hook_clock(test, HOOK_CLOCK_STOPPED);
	tick(f);
	notify_n(test, 256);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	while (work_busy(&f->dev->eventq.work))
		flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_EQ(test, f->core->events, 32);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 32);
	for (n = 48; n <= 256; n += 16) {
		tick(f);
		KUNIT_EXPECT_EQ(test, f->core->events, n);
		KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT),
				n);
	}
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&f->dev->eventq.retry));
}

/* REQ: T-05, H-05: what comes later does not overtake, and goes by itself. */
static void held_events_stay_in_order(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int ms;
	u32 n, expected, hdr = SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10;

	fixture_make_live(test);
	hook_clock(test, HOOK_CLOCK_REAL);
	for (n = 0; n < 200; n++) {
		struct {
			__le32 hdr;
			u32 n;
		} event = { cpu_to_le32(hdr), n };

		KUNIT_ASSERT_TRUE(test,
				  fake_event(f->fake, &event, sizeof(event)));
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
		KUNIT_ASSERT_LE(test, f->core->events, n + 1);
		expected = f->core->events - 1;
		KUNIT_ASSERT_MEMEQ(test, f->core->event.buf, &expected,
				   sizeof(expected));
	}
	for (ms = 0; ms < FIXTURE_LONG_MS && f->core->events < 200; ms++)
		fsleep(1000);
	KUNIT_EXPECT_EQ(test, f->core->events, 200);
	n = 199;
	KUNIT_EXPECT_MEMEQ(test, f->core->event.buf, &n, sizeof(n));
}

/* REQ: T-03, H-05: who waits for a delayed response does not wait for others. */
static void delayed_response_overtakes_held_events(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	hook_clock(test, HOOK_CLOCK_STOPPED);
	tick(f);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	notify_n(test, 100);
	fixture_send_delayed(test, fake_header(&buffer), 0);
	while (work_busy(&f->dev->eventq.work))
		flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_EQ(test, f->core->events, 32);
	KUNIT_EXPECT_TRUE(test, completion_done(&fx->async));
}

/* Buffers taken off the queue before the first of them is delivered */
static unsigned int backlog;

static void note_backlog(struct kunit *test)
{
	struct fixture *f = test->priv;

	backlog = max(backlog, hook_calls(HOOK_TAKEN) - f->core->events);
}

/* REQ: H-05: the queue's lock is held, interrupts off, for 16 buffers. */
static void lock_is_held_for_one_batch(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_make_live(test);
	notify_n(test, 64);
	backlog = 0;
	f->core->before_fetch = note_backlog;
	hook_count(test, HOOK_TAKEN);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, hook_calls(HOOK_TAKEN), 64);
	KUNIT_EXPECT_LE(test, backlog, 16);
}

/* REQ: H-05: an interrupt without a cause costs a look at the queue. */
static void storm_of_interrupts_does_no_work(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	fixture_make_live(test);
	hook_count(test, HOOK_TAKEN);
	for (i = 0; i < 1000; i++) {
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	}
	KUNIT_EXPECT_EQ(test, hook_calls(HOOK_TAKEN), 0);
	KUNIT_EXPECT_FALSE(test, work_busy(&f->dev->eventq.work));
	KUNIT_EXPECT_FALSE(test, work_busy(&f->dev->cmdq.work));
	notify_n(test, 1);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
}

/* REQ: H-05: a used index far ahead of all buffers breaks the queue at once. */
static void used_index_that_jumps_breaks_the_queue(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	const struct fake_buffer nonsense = { .head = 0xffff };
	unsigned int i;

	for (i = 0; i < 3000; i++)
		fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &nonsense, U32_MAX);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	flush_work(&f->dev->recovery.abort);
	KUNIT_EXPECT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 1);
}

/* --- nothing is overlooked --- */

static void event_comes(struct kunit *test)
{
	notify_n(test, 1);
}

/* REQ: T-05: an event that comes while interrupts are enabled is seen. */
static void event_during_rearm_is_not_overlooked(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_make_live(test);
	notify_n(test, 1);
	hook_run(test, HOOK_REARM, event_comes);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_EQ(test, f->core->events, 2);
}

static struct fake_buffer second;

static void response_comes(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_respond(f->fake, &second, fake_header(&second), 0, NULL, 0);
}

/* REQ: D-03: so is a response. */
static void response_during_rearm_is_not_overlooked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *one = fixture_command(test, 1);
	struct fake_xfer *two = fixture_command(test, 2);
	struct fake_buffer buffer = fixture_take(test);

	second = fixture_take(test);
	hook_run(test, HOOK_REARM, response_comes);
	fixture_answer(test, &buffer);
	flush_work(&f->dev->cmdq.work);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, one), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, two), 0);
}

/* REQ: T-05: events before the first command do not stop those after it. */
static void early_events_do_not_stall_the_queue(struct kunit *test)
{
	struct fixture *f = test->priv;

	notify_n(test, 256);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	while (work_busy(&f->dev->eventq.work))
		flush_work(&f->dev->eventq.work);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_EARLY), 256);
	fixture_make_live(test);
	notify_n(test, 1);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
}

/* REQ: D-05: a buffer that the queue did not take back is not lost. */
static void failed_refill_is_made_up_for(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_make_live(test);
	hook_fail(test, HOOK_ADD, 2, -ENOMEM);
	notify_n(test, 3);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_ADD));
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 254);
	flush_delayed_work(&f->dev->eventq.retry);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 256);
}

/* REQ: D-05: not even when it was the first fill of the queue. */
static void failed_fill_is_made_up_for(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct fixture *f = test->priv;

	hook_fail(test, HOOK_ADD, 1, -ENOMEM);
	fixture_plug(test, &config);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 0);
	flush_delayed_work(&f->dev->eventq.retry);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/* --- what cannot be sent --- */

struct failure {
	const char *name;
	int err;
	int seen;
	unsigned int busy;
};

static const struct failure failures[] = {
	{ "full", -ENOSPC, -EBUSY, 1 },
	{ "no memory", -ENOMEM, -ENOMEM, 0 },
	{ "broken", -EIO, -EIO, 0 },
};

KUNIT_ARRAY_PARAM_DESC(failure, failures, name);

/* REQ: T-12: what the queue does not take leaves token and buffer free. */
static void refused_command_leaves_nothing(struct kunit *test)
{
	const struct failure *failure = test->param_value;
	struct fixture *f = test->priv;
	struct fake_xfer *fx;
	unsigned int i, n;

	n = f->core->ops->get_max_msg(&f->core->tx);
	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	hook_fail(test, HOOK_ADD, 1, failure->err);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), failure->seen);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_BUSY),
			failure->busy);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_COMMANDS), 0);
	for (i = 0; i < n; i++)
		fixture_command(test, i);
	for (i = 0; i < n; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: T-09, H-05: a device that cannot be notified fails its commands. */
static void refused_notification_fails_the_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	hook_fail(test, HOOK_NOTIFY, 1, -EIO);
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, fx), 0);
	flush_work(&f->dev->recovery.abort);
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_COMMS_ERROR);
}

/* REQ: T-09: a queue that breaks while events go back is noticed there. */
static void refused_notification_of_events_fails_commands(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fixture_make_live(test);
	fx = fixture_command(test, 5);
	/* It wants to be notified when it has run out of buffers. */
	notify_n(test, 256);
	hook_fail(test, HOOK_NOTIFY, 1, -EIO);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	flush_work(&f->dev->recovery.abort);
	KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_NOTIFY));
	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx),
			SCMI_VIO_STATUS_COMMS_ERROR);
}

static struct kunit_case chan_cases[] = {
	KUNIT_CASE(flood_of_events_is_handled_in_pieces),
	KUNIT_CASE(flood_of_responses_is_handled_in_pieces),
	KUNIT_CASE(flood_of_events_is_passed_on_at_a_pace),
	KUNIT_CASE(held_events_stay_in_order),
	KUNIT_CASE(delayed_response_overtakes_held_events),
	KUNIT_CASE(lock_is_held_for_one_batch),
	KUNIT_CASE(storm_of_interrupts_does_no_work),
	KUNIT_CASE(used_index_that_jumps_breaks_the_queue),
	KUNIT_CASE(event_during_rearm_is_not_overlooked),
	KUNIT_CASE(response_during_rearm_is_not_overlooked),
	KUNIT_CASE(early_events_do_not_stall_the_queue),
	KUNIT_CASE(failed_refill_is_made_up_for),
	KUNIT_CASE(failed_fill_is_made_up_for),
	KUNIT_CASE_PARAM(refused_command_leaves_nothing, failure_gen_params),
	KUNIT_CASE(refused_notification_fails_the_command),
	KUNIT_CASE(refused_notification_of_events_fails_commands),
	{}
};

static struct kunit_suite chan_suite = {
	.name = "scmi_vio_chan",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = chan_test_init,
	.test_cases = chan_cases,
};

kunit_test_suite(chan_suite);

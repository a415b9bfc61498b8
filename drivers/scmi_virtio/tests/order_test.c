// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two things at once, in each order: what one does is put, by force, at the
 * chosen point of the other. Where that point holds a lock, the other is a
 * thread on another CPU, and waits; such cases need two CPUs.
 */
#include "fixture.h"
#include "hook.h"
#include "receive.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/unaligned.h>

/* --- between the queue and the core --- */

static struct {
	struct kunit *test;
	void (*fn)(struct kunit *test);
} between;

static void deliver_with_something_between(struct scmi_vio_chan *chan,
					   struct scmi_vio_msg *msg)
{
	void (*fn)(struct kunit *test) = between.fn;

	between.fn = NULL;
	if (fn)
		fn(between.test);
	scmi_vio_cmdq_ops.deliver(chan, msg);
}

/*
 * Does something when a response was taken off its queue, and its command is
 * settled, but before the core has it.
 */
static void put_between(struct kunit *test, void (*fn)(struct kunit *test))
{
	static struct scmi_vio_chan_ops ops;
	struct fixture *f = test->priv;

	ops = scmi_vio_cmdq_ops;
	ops.deliver = deliver_with_something_between;
	between.test = test;
	between.fn = fn;
	f->dev->cmdq.ops = &ops;
}

static void caller_times_out(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_core_timeout(f->core, &f->core->xfers[5]);
}

/* REQ: T-04: a caller that leaves before its response is delivered gets none. */
static void caller_leaves_before_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	put_between(test, caller_times_out);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_REPLIES), 0);
	fixture_command(test, 5);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static void next_caller_takes_the_token(struct kunit *test)
{
	caller_times_out(test);
	fixture_command(test, 5);
}

/* REQ: T-04: nor does the next one that has its token. */
static void token_changes_hands_before_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	put_between(test, next_caller_takes_the_token);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 1);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static void delayed_response_comes(struct kunit *test)
{
	fixture_send_delayed(test, scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5),
			     0);
}

/* REQ: T-03: a delayed response that overtakes its response stands for both. */
static void delayed_response_overtakes_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	put_between(test, delayed_response_comes);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fx->delayed, 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_SUPERSEDED), 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static void device_breaks(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->dev->cmdq.ops->broken(&f->dev->cmdq);
	flush_work(&f->dev->recovery.abort);
}

/* REQ: T-09: a command that was answered is not failed as well. */
static void device_breaks_before_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_xfer *other = fixture_command(test, 6);
	struct fake_buffer buffer = fixture_take(test);

	/* The interrupt would not let the abort's worker run. */
	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, NULL, 0);
	put_between(test, device_breaks);
	scmi_vio_chan_drain(&f->dev->cmdq);
	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, other),
			SCMI_VIO_STATUS_COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 1);
}

static void core_goes(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_core_down(f->core);
}

/* REQ: L-08: a core that has gone before the delivery gets none. */
static void channels_are_freed_before_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, NULL, 0);
	put_between(test, core_goes);
	scmi_vio_chan_drain(&f->dev->cmdq);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_DROPPED), 1);
	scmi_vio_cmd_end(f->dev->cmds, 5, false);
	fx->sent = false;
}

/* --- between the core and the queue --- */

/* REQ: T-04: a response that is in before the caller leaves is delivered. */
static void delivery_between_timeout_and_the_end(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	/* The core's wait has ended; it has not called mark_txdone() yet. */
	fixture_answer(test, &buffer);
	fake_core_timeout(f->core, fx);
	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 0);
	fixture_command(test, 5);
	fake_core_timeout(f->core, fx);
}

static struct fake_buffer taken;

static void response_comes(struct kunit *test)
{
	fixture_answer(test, &taken);
}

static void event_comes(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 event[8] = {};

	put_unaligned_le32(SCMI_VIO_NOTIFICATION << 8, event);
	KUNIT_EXPECT_TRUE(test, fake_event(f->fake, event, sizeof(event)));
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
}

static void both_come(struct kunit *test)
{
	response_comes(test);
	event_comes(test);
}

/* REQ: L-08: what comes while a channel is being freed is dropped. */
static void messages_come_while_channels_are_freed(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	taken = fixture_take(test);
	hook_run(test, HOOK_SYNCHRONIZE, both_come);
	fake_core_down(f->core);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, f->core->events, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_DROPPED), 2);
	scmi_vio_cmd_end(f->dev->cmds, 5, false);
	fx->sent = false;
}

/* REQ: T-06: an interrupt that takes the reply under a poller is no loss. */
static void interrupt_is_faster_than_the_poller(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	taken = fixture_take(test);
	hook_run(test, HOOK_POLL, response_comes);
	fake_core_poll(f->core, fx);
	/* The core looks once more after its time is up, whatever it saw. */
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* --- against a device that is stopped --- */

/* REQ: L-01: what the device does until its reset is handled, then nothing. */
static void messages_come_before_the_reset(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	taken = fixture_take(test);
	fake_core_timeout(f->core, fx);
	fake_core_remove(f->core);
	hook_run(test, HOOK_RESET, both_come);
	fake_vdev_remove(f->fake);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
}

/* REQ: L-01: a back end that does not heed the reset finds its buffers. */
static void messages_come_after_the_reset(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	taken = fixture_take(test);
	fake_core_timeout(f->core, fx);
	fake_core_remove(f->core);
	hook_run(test, HOOK_WAS_RESET, both_come);
	fake_vdev_remove(f->fake);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
}

/* --- delayed responses --- */

enum when {
	BEFORE,
	TOGETHER,
	AFTER,
	WITHOUT,
};

struct delayed {
	const char *name;
	enum when when;
	bool polled;
};

static const struct delayed delayed_orders[] = {
	{ "before", BEFORE, false },	 { "before, polled", BEFORE, true },
	{ "together", TOGETHER, false }, { "together, polled", TOGETHER, true },
	{ "after", AFTER, false },	 { "after, polled", AFTER, true },
	{ "without", WITHOUT, false },	 { "without, polled", WITHOUT, true },
};

KUNIT_ARRAY_PARAM_DESC(delayed_order, delayed_orders, name);

/* The device's part; what it does together, one interrupt finds. */
static void play(struct kunit *test, const struct fake_buffer *buffer,
		 enum when when)
{
	struct fixture *f = test->priv;

	if (when == TOGETHER)
		fake_respond(f->fake, buffer, fake_header(buffer), 0, NULL, 0);
	if (when != AFTER)
		delayed_response_comes(test);
	if (when == TOGETHER)
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	if (when == BEFORE || when == AFTER)
		fixture_answer(test, buffer);
}

/* The core's part: it waits for either, then ends the command. */
static void await(struct kunit *test, struct fake_xfer *fx)
{
	struct fixture *f = test->priv;

	if (!fake_core_responded(fx))
		KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* REQ: T-03, T-06: in any order the caller gets its delayed response, once. */
static void delayed_response_in_any_order(struct kunit *test)
{
	const struct delayed *order = test->param_value;
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = order->polled;
	fx->xfer.async_done = &fx->async;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	buffer = fixture_take(test);
	play(test, &buffer, order->when);
	await(test, fx);
	if (order->when == AFTER) {
		KUNIT_EXPECT_EQ(test, fx->delayed, 0);
		delayed_response_comes(test);
	}
	KUNIT_EXPECT_EQ(test, fx->delayed, 1);
	KUNIT_EXPECT_TRUE(test, completion_done(&fx->async));
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_UNSOLICITED), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 0);
}

/* --- two CPUs --- */

/**
 * struct other - what another CPU does meanwhile
 * @test: for whom
 * @fn: what
 * @task: its thread, bound to CPU 1
 * @entered: it is about to
 * @done: it has
 */
static struct other {
	struct kunit *test;
	void (*fn)(struct kunit *test);
	struct task_struct *task;
	bool entered;
	struct completion done;
} other;

static int other_thread(void *unused)
{
	/* Pairs with the acquire in other_run(). */
	smp_store_release(&other.entered, true);
	other.fn(other.test);
	complete(&other.done);
	return 0;
}

/* The test runs on CPU 0, the other on CPU 1. */
static void other_prepare(struct kunit *test, void (*fn)(struct kunit *test))
{
	if (!cpu_online(1))
		kunit_skip(test, "needs two CPUs");
	set_cpus_allowed_ptr(current, cpumask_of(0));
	other.test = test;
	other.fn = fn;
	other.entered = false;
	init_completion(&other.done);
	other.task = kthread_create(other_thread, NULL, "scmi_vio_other");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other.task);
	kthread_bind(other.task, 1);
}

/* Any context. On return the other has begun, and had time to end if it can. */
static void other_run(struct kunit *test)
{
	unsigned int ms;

	wake_up_process(other.task);
	/* Pairs with the release in other_thread(). */
	for (ms = 0; !smp_load_acquire(&other.entered) && ms < 5000; ms++)
		mdelay(1);
	mdelay(5);
}

/* The other waits for what the caller is about to finish. */
static void other_has_to_wait(struct kunit *test)
{
	other_run(test);
	KUNIT_EXPECT_TRUE(test, other.entered);
	KUNIT_EXPECT_FALSE(test, completion_done(&other.done));
}

static void other_join(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test,
			  wait_for_completion_timeout(&other.done, 20 * HZ));
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

/* REQ: T-04: the end of a command waits for a delivery that is under way. */
static void end_waits_for_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	other_prepare(test, caller_times_out);
	f->core->before_fetch = other_has_to_wait;
	fixture_answer(test, &buffer);
	other_join(test);
	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_FALSE(test, fx->sent);
}

static void delayed_comes_elsewhere(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->core->before_fetch = NULL;
	delayed_response_comes(test);
}

/* REQ: H-07: response and delayed response are not delivered at one moment. */
static void delayed_response_waits_for_the_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	other_prepare(test, delayed_comes_elsewhere);
	f->core->before_fetch = other_has_to_wait;
	fixture_answer(test, &buffer);
	other_join(test);
	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_EQ(test, fx->delayed, 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* REQ: L-08: channels are freed when nobody delivers to them any more. */
static void freeing_waits_for_the_delivery(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	other_prepare(test, core_goes);
	f->core->before_fetch = other_has_to_wait;
	event_comes(test);
	other_join(test);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
	scmi_vio_cmd_end(f->dev->cmds, 5, false);
	fx->sent = false;
}

static bool seen_elsewhere;

static void other_polls(struct kunit *test)
{
	struct fixture *f = test->priv;

	seen_elsewhere = fake_core_poll(f->core, &f->core->xfers[5]);
}

/* REQ: T-06: a poller never misses what another CPU is taking off the queue. */
static void poller_waits_for_who_takes_its_reply(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	buffer = fixture_take(test);
	seen_elsewhere = false;
	other_prepare(test, other_polls);
	hook_run(test, HOOK_TAKEN, other_run);
	fixture_answer(test, &buffer);
	other_join(test);
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static void device_goes(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_vdev_remove(f->fake);
}

/* REQ: L-01: a device is stopped when nobody handles its messages any more. */
static void removal_waits_for_the_drain(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	taken = fixture_take(test);
	fake_core_timeout(f->core, fx);
	fake_core_remove(f->core);
	other_prepare(test, device_goes);
	hook_run(test, HOOK_TAKEN, other_has_to_wait);
	response_comes(test);
	other_join(test);
}

static struct kunit_case order_cases[] = {
	KUNIT_CASE(caller_leaves_before_the_delivery),
	KUNIT_CASE(token_changes_hands_before_the_delivery),
	KUNIT_CASE(delayed_response_overtakes_the_delivery),
	KUNIT_CASE(device_breaks_before_the_delivery),
	KUNIT_CASE(channels_are_freed_before_the_delivery),
	KUNIT_CASE(delivery_between_timeout_and_the_end),
	KUNIT_CASE(messages_come_while_channels_are_freed),
	KUNIT_CASE(interrupt_is_faster_than_the_poller),
	KUNIT_CASE(messages_come_before_the_reset),
	KUNIT_CASE(messages_come_after_the_reset),
	KUNIT_CASE_PARAM(delayed_response_in_any_order,
			 delayed_order_gen_params),
	KUNIT_CASE(end_waits_for_the_delivery),
	KUNIT_CASE(delayed_response_waits_for_the_response),
	KUNIT_CASE(freeing_waits_for_the_delivery),
	KUNIT_CASE(poller_waits_for_who_takes_its_reply),
	KUNIT_CASE(removal_waits_for_the_drain),
	{}
};

static struct kunit_suite order_suite = {
	.name = "scmi_vio_order",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = order_cases,
};

kunit_test_suite(order_suite);

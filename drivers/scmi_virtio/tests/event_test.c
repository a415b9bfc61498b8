// SPDX-License-Identifier: GPL-2.0-only
/* What the device sends by itself: delayed responses and notifications. */
#include "fixture.h"

#include <linux/virtio_config.h>

#define NOTIFICATION (SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10)

static void notify(struct kunit *test, u32 hdr, const void *payload, size_t len)
{
	struct fixture *f = test->priv;
	u8 buf[FAKE_PAYLOAD + 4];
	struct scmi_virtio_event *event = (void *)buf;

	event->hdr = cpu_to_le32(hdr);
	memcpy(event->payload, payload, len);
	KUNIT_ASSERT_TRUE(test,
			  fake_event(f->fake, event, sizeof(*event) + len));
}

static void interrupt(struct kunit *test)
{
	struct fixture *f = test->priv;

	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
}

/* REQ: D-05: eventq is filled whole, by one kick, with writable buffers. */
static void eventq_is_filled_with_one_kick(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;

	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
	KUNIT_EXPECT_EQ(test, f->fake->q[SCMI_VIRTIO_VQ_EVENT].kicks, 1);
	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_EVENT, &buffer));
	KUNIT_EXPECT_NULL(test, buffer.request);
	KUNIT_EXPECT_EQ(test, buffer.room,
			sizeof(struct scmi_virtio_response) + FAKE_PAYLOAD);
}

/* REQ: T-05: a notification reaches the core with its payload. */
static void notification_reaches_the_core(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_make_live(test);
	notify(test, NOTIFICATION, "abcdef", 6);
	interrupt(test);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
	KUNIT_EXPECT_EQ(test, f->core->event_hdr, NOTIFICATION);
	KUNIT_EXPECT_EQ(test, f->core->event.xfer.rx.len, 6);
	KUNIT_EXPECT_MEMEQ(test, f->core->event.buf, "abcdef", 6);
	/* REQ: H-02: and zeros behind it. */
	KUNIT_EXPECT_EQ(test, f->core->event.buf[6], 0);
	KUNIT_EXPECT_EQ(test, f->core->event.buf[FAKE_PAYLOAD - 1], 0);
}

/* REQ: T-05, D-05: buffers go back, so a burst of any length gets through. */
static void burst_of_notifications_gets_through(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;
	u32 n;

	fixture_make_live(test);
	for (i = 0; i < 1024; i += 16) {
		for (n = i; n < i + 16; n++)
			notify(test, NOTIFICATION, &n, sizeof(n));
		interrupt(test);
		n = i + 15;
		KUNIT_ASSERT_MEMEQ(test, f->core->event.buf, &n, sizeof(n));
	}
	KUNIT_EXPECT_EQ(test, f->core->events, 1024);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/* One kick gives a batch of buffers back. */
static void batch_goes_back_with_one_kick(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int kicks;
	int i;

	fixture_make_live(test);
	kicks = f->fake->q[SCMI_VIRTIO_VQ_EVENT].kicks;
	for (i = 0; i < 8; i++)
		notify(test, NOTIFICATION, "abcd", 4);
	interrupt(test);
	KUNIT_EXPECT_LE(test, f->fake->q[SCMI_VIRTIO_VQ_EVENT].kicks,
			kicks + 1);
	KUNIT_EXPECT_EQ(test, f->core->events, 8);
}

/* Nothing reaches the core before it has its transfers (fake_core checks). */
/* REQ: T-01, H-07: what comes before the first command is dropped. */
static void events_before_the_first_command_are_dropped(struct kunit *test)
{
	struct fixture *f = test->priv;

	notify(test, NOTIFICATION, "abcd", 4);
	interrupt(test);
	fixture_send_delayed(test, scmi_vio_pdu_header(PROTOCOL, MESSAGE, 0),
			     0);
	KUNIT_EXPECT_EQ(test, f->core->events, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_EARLY), 2);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/* REQ: H-01, H-03: on eventq there are whole events and nothing else. */
static void only_events_are_taken_from_eventq(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;

	fixture_make_live(test);
	notify(test, PROTOCOL << 10, "abcd", 4);
	notify(test, PROTOCOL << 10 | 1 << 8, "abcd", 4);
	notify(test, PROTOCOL << 10 | SCMI_VIO_DELAYED << 8, "abc", 3);
	notify(test, NOTIFICATION, "", 0);
	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_EVENT, &buffer));
	fake_return(f->fake, SCMI_VIRTIO_VQ_EVENT, &buffer, 3);
	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_EVENT, &buffer));
	fake_return(f->fake, SCMI_VIRTIO_VQ_EVENT, &buffer, buffer.room + 1);
	interrupt(test);

	KUNIT_EXPECT_EQ(test, f->core->events, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_WRONG_TYPES), 2);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_SHORT_MESSAGES), 3);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_OVERSIZE_MESSAGES),
			1);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_EVENT), 16);
}

/* REQ: H-08: reserved header bits are ignored and counted. */
static void reserved_bits_of_events_are_ignored(struct kunit *test)
{
	struct fixture *f = test->priv;

	fixture_make_live(test);
	notify(test, NOTIFICATION | 0xf0000000, "abcd", 4);
	interrupt(test);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
	KUNIT_EXPECT_EQ(test, f->core->event_hdr, NOTIFICATION);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RESERVED_BITS), 1);
}

/* --- delayed responses --- */

/* REQ: T-03: the usual order. */
static void delayed_response_after_its_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_FALSE(test, completion_done(&fx->async));
	fixture_send_delayed(test, fake_header(&buffer), -8);
	KUNIT_EXPECT_TRUE(test, completion_done(&fx->async));
	KUNIT_EXPECT_EQ(test, (s32)fx->xfer.hdr.status, -8);
}

/* REQ: T-03: the response counts as served, and reaches nobody. */
static void delayed_response_before_its_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_send_delayed(test, fake_header(&buffer), 0);
	KUNIT_EXPECT_TRUE(test, completion_done(&fx->async));
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_SUPERSEDED), 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 0);
}

/* REQ: T-03: the same, when the caller has gone on meanwhile. */
static void response_long_after_its_delayed_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_send_delayed(test, fake_header(&buffer), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_SUPERSEDED), 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 0);
}

static void nothing_to_deliver(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	struct kunit *test = ctx;

	KUNIT_FAIL(test, "a response was delivered: %#x", hdr);
}

/*
 * REQ: T-03: the same, when the response was taken off its queue before the
 * delayed response came, and is delivered after its caller left.
 */
static void response_held_up_by_its_delayed_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	struct scmi_vio_msg *msg = scmi_vio_cmd_msg(f->dev->cmds, 5);

	KUNIT_ASSERT_TRUE(test, scmi_vio_msg_settle(msg, SCMI_VIO_REPLIED));
	fixture_send_delayed(test, fake_header(&buffer), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test,
			scmi_vio_cmd_response(f->dev->cmds, msg,
					      nothing_to_deliver, test),
			SCMI_VIO_NOT_NEEDED);
}

static struct fake_buffer rewritten;

static void rewrite(struct kunit *test)
{
	struct scmi_virtio_response *response = rewritten.response;

	response->hdr = cpu_to_le32(NOTIFICATION);
	response->status = cpu_to_le32(-1);
}

/* REQ: H-09: what was judged is what is used, whatever the host writes later. */
static void rewritten_delayed_response_is_the_old_one(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	struct scmi_virtio_response *response;

	fixture_answer(test, &buffer);
	fake_core_finish(f->core, fx);
	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_EVENT, &rewritten));
	response = rewritten.response;
	response->hdr =
		cpu_to_le32(fake_header(&buffer) | SCMI_VIO_DELAYED << 8);
	response->status = 0;
	response->values[0] = 0x5a;
	f->core->before_fetch = rewrite;
	fake_return(f->fake, SCMI_VIRTIO_VQ_EVENT, &rewritten,
		    sizeof(*response) + 1);
	interrupt(test);

	KUNIT_EXPECT_EQ(test, fx->delayed, 1);
	KUNIT_EXPECT_EQ(test, (s32)fx->xfer.hdr.status, 0);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 1);
	KUNIT_EXPECT_EQ(test, fx->buf[0], 0x5a);
}

/* Sends one that must reach nobody. */
static void expect_unsolicited(struct kunit *test, struct fake_xfer *fx,
			       u32 hdr)
{
	unsigned long n = fixture_count(test, SCMI_VIO_UNSOLICITED);
	unsigned int delayed = fx->delayed;

	fixture_send_delayed(test, hdr, 0);
	KUNIT_EXPECT_EQ(test, fx->delayed, delayed);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_UNSOLICITED), n + 1);
}

/* REQ: H-07: for a command that did not ask for one. */
static void delayed_response_nobody_asked_for(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	u32 hdr = scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5);

	expect_unsolicited(test, fx, hdr);
	fake_core_timeout(f->core, fx);
	expect_unsolicited(test, fx, hdr);
}

/* REQ: H-07: with another token, protocol or message id. */
static void delayed_response_with_another_header(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	u32 hdr = scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5);

	expect_unsolicited(test, fx, hdr ^ 1);
	expect_unsolicited(test, fx, hdr ^ 1 << 10);
	expect_unsolicited(test, fx, hdr ^ 1 << 18);
	fake_core_timeout(f->core, fx);
}

/* REQ: H-07: once. */
static void second_delayed_response(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	fake_core_finish(f->core, fx);
	fixture_send_delayed(test, fake_header(&buffer), 0);
	KUNIT_EXPECT_EQ(test, fx->delayed, 1);
	expect_unsolicited(test, fx, fake_header(&buffer));
}

/* REQ: H-07: after an error response the core's completion is gone. */
static void delayed_response_after_an_error(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer), -2, NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	/* Before its caller had time to run, and after. */
	expect_unsolicited(test, fx, fake_header(&buffer));
	fake_core_finish(f->core, fx);
	expect_unsolicited(test, fx, fake_header(&buffer));
}

/* REQ: H-07: the same for a polled command, which the core fetches itself. */
static void delayed_response_after_a_polled_error(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.hdr.poll_completion = true;
	fx->xfer.async_done = &fx->async;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	buffer = fixture_take(test);
	fake_respond(f->fake, &buffer, fake_header(&buffer), -2, NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	expect_unsolicited(test, fx, fake_header(&buffer));
	KUNIT_EXPECT_TRUE(test, fake_core_poll(f->core, fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), -2);
}

/* REQ: H-07: after the timeout of the response. */
static void delayed_response_after_the_timeout(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);

	fake_core_timeout(f->core, fx);
	expect_unsolicited(test, fx, scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5));
}

/* REQ: H-07: after the command, or the wait for just this, was aborted. */
static void delayed_response_after_an_abort(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *sent = fixture_async_command(test, 5);
	struct fake_xfer *answered = fixture_async_command(test, 6);
	struct fake_buffer five = fixture_take(test), six = fixture_take(test);
	const struct fake_buffer nonsense = { .head = 999 };

	fixture_answer(test, &six);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, answered), 0);
	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &nonsense, 8);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	flush_work(&f->dev->recovery.abort);
	KUNIT_EXPECT_EQ(test, answered->delayed, 1);

	/* eventq itself is as it was. */
	expect_unsolicited(test, sent, fake_header(&five));
	expect_unsolicited(test, answered, fake_header(&six));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, sent),
			SCMI_VIO_STATUS_COMMS_ERROR);
	expect_unsolicited(test, sent, fake_header(&five));
}

/* REQ: H-07: from a device that did not carry the command. */
static void delayed_response_of_another_device(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct fixture *f = test->priv, first = *f;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	u32 hdr = scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5);

	fixture_plug(test, &config);
	fixture_make_live(test);
	expect_unsolicited(test, fx, hdr);
	KUNIT_EXPECT_EQ(test, f->core->xfers[5].delayed, 0);
	fake_core_timeout(first.core, fx);
}

/* REQ: H-07: near the end of the core's wait of 2 s. */
static void delayed_response_near_the_end_of_the_wait(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_async_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	struct scmi_vio_cmd *cmd = &f->dev->cmds->cmds[5];

	fixture_answer(test, &buffer);
	fake_core_finish(f->core, fx);
	KUNIT_EXPECT_LE(test, jiffies_to_msecs(cmd->until - jiffies), 1800);
	KUNIT_EXPECT_GE(test, jiffies_to_msecs(cmd->until - jiffies), 1000);
	cmd->until = jiffies;
	expect_unsolicited(test, fx, fake_header(&buffer));
}

/* REQ: D-02: without P2A channels nothing is asked for, the rest works. */
static void
device_without_p2a_channels_is_asked_for_no_event(struct kunit *test)
{
	struct fake_config config = fixture_config();
	struct fake_buffer buffer;
	struct fake_xfer *fx;
	struct fixture *f = test->priv;

	config.features &= ~BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS);
	config.size[SCMI_VIRTIO_VQ_EVENT] = 0;
	fixture_plug(test, &config);
	KUNIT_EXPECT_FALSE(test, f->core->ops->chan_available(f->core->np, 1));

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.async_done = &fx->async;
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EOPNOTSUPP);
	/* CLOCK_RATE_NOTIFY */
	fx = fake_core_prepare(f->core, 5, 0x14, 0x9);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_REFUSED), 2);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_CMD), 0);

	fx = fixture_command(test, 6);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(eventq_is_filled_with_one_kick),
	KUNIT_CASE(notification_reaches_the_core),
	KUNIT_CASE(burst_of_notifications_gets_through),
	KUNIT_CASE(batch_goes_back_with_one_kick),
	KUNIT_CASE(events_before_the_first_command_are_dropped),
	KUNIT_CASE(only_events_are_taken_from_eventq),
	KUNIT_CASE(reserved_bits_of_events_are_ignored),
	KUNIT_CASE(delayed_response_after_its_response),
	KUNIT_CASE(delayed_response_before_its_response),
	KUNIT_CASE(response_long_after_its_delayed_response),
	KUNIT_CASE(response_held_up_by_its_delayed_response),
	KUNIT_CASE(rewritten_delayed_response_is_the_old_one),
	KUNIT_CASE(delayed_response_nobody_asked_for),
	KUNIT_CASE(delayed_response_with_another_header),
	KUNIT_CASE(second_delayed_response),
	KUNIT_CASE(delayed_response_after_an_error),
	KUNIT_CASE(delayed_response_after_a_polled_error),
	KUNIT_CASE(delayed_response_after_the_timeout),
	KUNIT_CASE(delayed_response_after_an_abort),
	KUNIT_CASE(delayed_response_of_another_device),
	KUNIT_CASE(delayed_response_near_the_end_of_the_wait),
	KUNIT_CASE(device_without_p2a_channels_is_asked_for_no_event),
	{}
};

static struct kunit_suite event_suite = {
	.name = "scmi_vio_event",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = event_cases,
};

kunit_test_suite(event_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* Commands and their responses, from the core's send to its mark_txdone. */
#include "fixture.h"

#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

#define COMMS_ERROR    SCMI_VIO_STATUS_COMMS_ERROR
#define PROTOCOL_ERROR SCMI_VIO_STATUS_PROTOCOL_ERROR

/* REQ: D-03, T-02: a response ends the command whose buffer carried it. */
static void response_reaches_its_command(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	KUNIT_EXPECT_EQ(test, buffer.request_len, 5);
	KUNIT_EXPECT_EQ(test, fake_header(&buffer),
			scmi_vio_pdu_header(PROTOCOL, MESSAGE, 5));
	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, "abcd", 4);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);

	KUNIT_EXPECT_EQ(test, fx->responses, 1);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 4);
	KUNIT_EXPECT_MEMEQ(test, fx->buf, "abcd", 4);
}

struct ring {
	const char *name;
	u64 features;
};

static const struct ring rings[] = {
	{ "split", 0 },
	{ "split with event index", BIT_ULL(VIRTIO_RING_F_EVENT_IDX) },
	{ "split with indirect", BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) },
	{ "split with both", BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
				     BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) },
	{ "packed", BIT_ULL(VIRTIO_F_RING_PACKED) },
	{ "packed with event index",
	  BIT_ULL(VIRTIO_F_RING_PACKED) | BIT_ULL(VIRTIO_RING_F_EVENT_IDX) },
	{ "packed with indirect",
	  BIT_ULL(VIRTIO_F_RING_PACKED) |
		  BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) },
	{ "packed with both", BIT_ULL(VIRTIO_F_RING_PACKED) |
				      BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
				      BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) },
};

KUNIT_ARRAY_PARAM_DESC(ring, rings, name);

/* REQ: D-07: commands go round any kind of ring, many times, in and out of order. */
static void any_ring_carries_commands(struct kunit *test)
{
	const struct ring *ring = test->param_value;
	struct fake_config config = fixture_config();
	struct fixture *f = test->priv;
	struct fake_buffer one, two;
	struct fake_xfer *fx;
	u32 i;

	config.features &= ~BIT_ULL(VIRTIO_RING_F_EVENT_IDX);
	config.features |= ring->features;
	fixture_plug(test, &config);
	for (i = 0; i < 200; i += 2) {
		fixture_command(test, i);
		fixture_command(test, i + 1);
		one = fixture_take(test);
		two = fixture_take(test);
		fake_respond(f->fake, &two, fake_header(&two), 0, &i, 4);
		fake_respond(f->fake, &one, fake_header(&one), 0, NULL, 0);
		fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
		fx = &f->core->xfers[i];
		KUNIT_ASSERT_EQ(test, fake_core_finish(f->core, fx), 0);
		KUNIT_ASSERT_EQ(test, fake_core_finish(f->core, fx + 1), 0);
		KUNIT_ASSERT_MEMEQ(test, fx[1].buf, &i, 4);
	}
}

/* REQ: T-13: two instances, each on its own device, share nothing. */
static void instances_share_nothing(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	struct fixture *f = test->priv, first = *f;
	struct fake_buffer here, there;
	struct fake_xfer *a, *b;

	fixture_plug(test, &config);
	a = fake_core_prepare(first.core, 5, PROTOCOL, MESSAGE);
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(first.core, a));
	b = fixture_command(test, 5);
	here = fixture_take(test);
	fixture_answer(test, &here);
	KUNIT_EXPECT_FALSE(test, fake_core_responded(a));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, b), 0);

	KUNIT_ASSERT_TRUE(test,
			  fake_take(first.fake, SCMI_VIRTIO_VQ_CMD, &there));
	fake_respond(first.fake, &there, fake_header(&there), -8, NULL, 0);
	fake_interrupt(first.fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_EXPECT_EQ(test, fake_core_finish(first.core, a), -8);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_COMMANDS), 1);
}

/* REQ: D-04: whatever was asked for, there is room for the largest answer. */
static void response_has_room_for_the_largest_payload(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.rx.len = 4;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	KUNIT_EXPECT_EQ(test, fixture_take(test).room,
			sizeof(struct scmi_virtio_response) + FAKE_PAYLOAD);
	fake_core_timeout(f->core, fx);
}

/* REQ: H-03: only commands go on cmdq, whatever somebody injects. */
static void other_types_are_not_sent(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;
	u8 type;

	for (type = 1; type <= SCMI_VIO_NOTIFICATION; type++) {
		fx = fake_core_prepare(f->core, type, PROTOCOL, MESSAGE);
		fx->xfer.hdr.type = type;
		fx->xfer.hdr.poll_completion = type % 2;
		KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EINVAL);
	}
	KUNIT_EXPECT_FALSE(test,
			   fake_take(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer));
}

/* REQ: D-03, T-02: responses come in any order. */
static void responses_come_in_any_order(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *first = fixture_command(test, 1);
	struct fake_xfer *second = fixture_command(test, 2);
	struct fake_buffer one = fixture_take(test), two = fixture_take(test);

	fixture_answer(test, &two);
	KUNIT_EXPECT_TRUE(test, fake_core_responded(second));
	KUNIT_EXPECT_FALSE(test, fake_core_responded(first));
	fixture_answer(test, &one);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, first), 0);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, second), 0);
}

/* REQ: T-07, T-12: a full queue says so at once, and recovers by itself. */
static void full_queue_is_busy_until_a_buffer_is_back(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int n = f->core->ops->get_max_msg(&f->core->tx), i;
	struct fake_xfer *one_more;
	struct fake_buffer buffer;

	KUNIT_ASSERT_EQ(test, n, 8);
	for (i = 0; i < n; i++)
		fixture_command(test, i);
	one_more = fake_core_prepare(f->core, n, PROTOCOL, MESSAGE);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, one_more), -EBUSY);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_BUSY), 1);

	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	fake_core_finish(f->core, &f->core->xfers[0]);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, one_more), 0);
	for (i = 1; i <= n; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* REQ: T-04: what comes after the timeout reaches nobody, the slot is free. */
static void late_response_reaches_nobody(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer late = fixture_take(test), next;

	fake_core_timeout(f->core, fx);
	/* The same token, as after 1024 commands. */
	fx = fixture_command(test, 5);
	next = fixture_take(test);
	fixture_answer(test, &late);
	KUNIT_EXPECT_FALSE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 1);

	fixture_answer(test, &next);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* REQ: T-04: a buffer that timed out is the device's until it gives it back. */
static void timed_out_buffer_is_not_reused(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 0);
	struct fake_buffer late = fixture_take(test), other;
	unsigned int i;

	fake_core_timeout(f->core, fx);
	for (i = 1; i < 8; i++) {
		fixture_command(test, i);
		other = fixture_take(test);
		KUNIT_EXPECT_PTR_NE(test, other.response, late.response);
	}
	fx = fake_core_prepare(f->core, 8, PROTOCOL, MESSAGE);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EBUSY);
	fixture_answer(test, &late);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), 0);
	for (i = 1; i <= 8; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
}

/* --- wrong answers --- */

struct wrong_length {
	const char *name;
	u32 used;
	s32 status;
	enum scmi_vio_counter counter;
};

static const struct wrong_length wrong_lengths[] = {
	{ "0", 0, PROTOCOL_ERROR, SCMI_VIO_SHORT_MESSAGES },
	{ "1", 1, PROTOCOL_ERROR, SCMI_VIO_SHORT_MESSAGES },
	{ "header", 4, PROTOCOL_ERROR, SCMI_VIO_SHORT_MESSAGES },
	{ "one byte short", 7, PROTOCOL_ERROR, SCMI_VIO_SHORT_MESSAGES },
	{ "room and one", FAKE_PAYLOAD + 9, PROTOCOL_ERROR,
	  SCMI_VIO_OVERSIZE_MESSAGES },
	{ "largest", U32_MAX, PROTOCOL_ERROR, SCMI_VIO_OVERSIZE_MESSAGES },
};

KUNIT_ARRAY_PARAM_DESC(wrong_length, wrong_lengths, name);

/* REQ: H-01, H-05, T-09: a wrong used length fails its command at once. */
static void wrong_length_is_a_protocol_error(struct kunit *test)
{
	const struct wrong_length *wrong = test->param_value;
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	struct scmi_virtio_response *response = buffer.response;

	response->hdr = cpu_to_le32(fake_header(&buffer));
	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer, wrong->used);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);

	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), wrong->status);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, wrong->counter), 1);
}

struct wrong_header {
	const char *name;
	u32 change;
	enum scmi_vio_counter counter;
};

static const struct wrong_header wrong_headers[] = {
	{ "token", 1 << 18, SCMI_VIO_MISMATCHES },
	{ "protocol", 1 << 10, SCMI_VIO_MISMATCHES },
	{ "message id", 1, SCMI_VIO_MISMATCHES },
	{ "type 1", 1 << 8, SCMI_VIO_WRONG_TYPES },
	{ "delayed response", 2 << 8, SCMI_VIO_WRONG_TYPES },
	{ "notification", 3 << 8, SCMI_VIO_WRONG_TYPES },
};

KUNIT_ARRAY_PARAM_DESC(wrong_header, wrong_headers, name);

/* REQ: T-02, H-03, H-04: another header fails this command, and only this one. */
static void wrong_header_is_a_protocol_error(struct kunit *test)
{
	const struct wrong_header *wrong = test->param_value;
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 4);
	struct fake_xfer *other = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer) ^ wrong->change, 0,
		     NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);

	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), PROTOCOL_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, wrong->counter), 1);
	KUNIT_EXPECT_FALSE(test, fake_core_responded(other));
	fake_core_timeout(f->core, other);
}

/* REQ: H-02: what an earlier response left in a buffer is not a response. */
static void untouched_buffer_is_a_protocol_error(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test), again;

	fixture_answer(test, &buffer);
	KUNIT_ASSERT_EQ(test, fake_core_finish(f->core, fx), 0);
	fx = fixture_command(test, 5);
	again = fixture_take(test);
	KUNIT_ASSERT_PTR_EQ(test, again.response, buffer.response);
	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &again, 8);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);

	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), PROTOCOL_ERROR);
}

/* REQ: H-02: what a short response does not cover reads as zero. */
static void short_response_is_filled_with_zeros(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	u8 want[FAKE_PAYLOAD] = { 1, 2, 3 };

	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, want, 3);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 3);
	KUNIT_EXPECT_MEMEQ(test, fx->buf, want, FAKE_PAYLOAD);
}

/* REQ: H-02: no more is stored than was asked for. */
static void long_response_is_cut_to_what_was_asked(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;
	struct fake_buffer buffer;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.rx.len = 2;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	buffer = fixture_take(test);
	fake_respond(f->fake, &buffer, fake_header(&buffer), 0, "abcd", 4);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 2);
	KUNIT_EXPECT_EQ(test, fx->buf[2], 0xa5);
}

/* REQ: H-08: reserved header bits are ignored and counted. */
static void reserved_bits_are_ignored_and_counted(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer) | 0xf0000000, 0,
		     NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RESERVED_BITS), 1);
}

static struct fake_buffer rewritten;

static void rewrite(struct kunit *test)
{
	struct scmi_virtio_response *response = rewritten.response;

	response->hdr = 0;
	response->status = cpu_to_le32(-1);
}

/* REQ: H-09: what was judged is what is used, whatever the host writes later. */
static void rewritten_header_and_status_change_nothing(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);

	rewritten = fixture_take(test);
	f->core->before_fetch = rewrite;
	fixture_answer(test, &rewritten);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/* A platform's own error is handed up as it is, without what follows it. */
static void error_status_is_handed_up_without_payload(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fake_respond(f->fake, &buffer, fake_header(&buffer), -3, "abcd", 4);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), -3);
	KUNIT_EXPECT_EQ(test, fx->xfer.rx.len, 0);
}

/* REQ: H-05, T-09: a broken ring fails all that is in flight, at once. */
static void broken_ring_fails_all_commands(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *done = fixture_command(test, 1);
	struct fake_xfer *fx = fixture_command(test, 2);
	struct fake_xfer *async = fixture_async_command(test, 3);
	struct fake_buffer one = fixture_take(test);
	struct fake_buffer three;

	fixture_take(test);
	three = fixture_take(test);
	fixture_answer(test, &one);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, done), 0);
	fixture_answer(test, &three);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, async), 0);
	/* The same descriptor again. */
	fake_return(f->fake, SCMI_VIRTIO_VQ_CMD, &one, 8);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
	flush_work(&f->dev->recovery.abort);

	KUNIT_ASSERT_TRUE(test, fake_core_responded(fx));
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), COMMS_ERROR);
	/* So is the wait for a delayed response. */
	KUNIT_EXPECT_TRUE(test, completion_done(&async->async));
	KUNIT_EXPECT_EQ(test, (s32)async->xfer.hdr.status, COMMS_ERROR);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_ABORTS), 2);
	fx = fake_core_prepare(f->core, 9, PROTOCOL, MESSAGE);
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EIO);
}

static struct kunit_case command_cases[] = {
	KUNIT_CASE(response_reaches_its_command),
	KUNIT_CASE_PARAM(any_ring_carries_commands, ring_gen_params),
	KUNIT_CASE(instances_share_nothing),
	KUNIT_CASE(response_has_room_for_the_largest_payload),
	KUNIT_CASE(other_types_are_not_sent),
	KUNIT_CASE(responses_come_in_any_order),
	KUNIT_CASE(full_queue_is_busy_until_a_buffer_is_back),
	KUNIT_CASE(late_response_reaches_nobody),
	KUNIT_CASE(timed_out_buffer_is_not_reused),
	KUNIT_CASE_PARAM(wrong_length_is_a_protocol_error,
			 wrong_length_gen_params),
	KUNIT_CASE_PARAM(wrong_header_is_a_protocol_error,
			 wrong_header_gen_params),
	KUNIT_CASE(untouched_buffer_is_a_protocol_error),
	KUNIT_CASE(short_response_is_filled_with_zeros),
	KUNIT_CASE(long_response_is_cut_to_what_was_asked),
	KUNIT_CASE(reserved_bits_are_ignored_and_counted),
	KUNIT_CASE(rewritten_header_and_status_change_nothing),
	KUNIT_CASE(error_status_is_handed_up_without_payload),
	KUNIT_CASE(broken_ring_fails_all_commands),
	{}
};

static struct kunit_suite command_suite = {
	.name = "scmi_vio_command",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = command_cases,
};

kunit_test_suite(command_suite);

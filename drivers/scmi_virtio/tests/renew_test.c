// SPDX-License-Identifier: GPL-2.0-only
/* Subscriptions after a reset: the device is told again, nobody else hears. */
#include "fixture.h"
#include "hook.h"

#include <linux/delay.h>
#include <linux/scmi_protocol.h>

/* CLOCK_RATE_NOTIFY */
#define RATE_NOTIFY 0x9

/* The core subscribes; the device agrees, with SUCCESS. */
static void subscribe(struct kunit *test, u32 clock, u32 how)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;
	__le32 *params;

	fx = fake_core_prepare(f->core, clock, SCMI_PROTOCOL_CLOCK,
			       RATE_NOTIFY);
	params = fx->xfer.tx.buf;
	params[0] = cpu_to_le32(clock);
	params[1] = cpu_to_le32(how);
	fx->xfer.tx.len = 2 * sizeof(*params);
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, fx), 0);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	KUNIT_ASSERT_EQ(test, fake_core_finish(f->core, fx), 0);
}

static void reset(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, fake_vdev_sleep(f->fake), 0);
	KUNIT_ASSERT_EQ(test, fake_vdev_wake(f->fake), 0);
}

/* The device takes a subscription, and answers. */
static void take_renewal(struct kunit *test, u32 clock, s32 status)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer = fixture_take(test);
	const struct scmi_virtio_request *request = buffer.request;
	__le32 params[2];

	KUNIT_ASSERT_EQ(test, buffer.request_len,
			sizeof(*request) + sizeof(params));
	KUNIT_EXPECT_EQ(test, fake_header(&buffer) & ~SCMI_VIO_HDR_TOKEN,
			scmi_vio_pdu_header(SCMI_PROTOCOL_CLOCK, RATE_NOTIFY,
					    0));
	memcpy(params, request->params, sizeof(params));
	KUNIT_EXPECT_EQ(test, le32_to_cpu(params[0]), clock);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(params[1]), 1);
	fake_respond(f->fake, &buffer, fake_header(&buffer), status, NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
}

/* REQ: L-04: after a reset the device knows who listens, without being asked. */
static void subscriptions_are_in_force_again(struct kunit *test)
{
	struct fixture *f = test->priv;

	subscribe(test, 3, 1);
	subscribe(test, 4, 1);
	subscribe(test, 4, 0);
	subscribe(test, 5, 1);
	reset(test);
	take_renewal(test, 3, 0);
	take_renewal(test, 5, 0);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_CMD), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RENEWED), 2);
	/* It is nobody's response: fake_core would object, and so it counts. */
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_LATE), 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_REPLIES), 4);
}

/* REQ: L-04: all buffers are there again when the device has answered. */
static void renewal_gives_its_buffers_back(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 8; i++)
		subscribe(test, i, 1);
	reset(test);
	for (i = 0; i < 8; i++)
		take_renewal(test, i, 0);
	for (i = 0; i < 8; i++)
		fixture_command(test, i);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, &f->core->xfers[i]);
	/* And when it has not. */
	reset(test);
	reset(test);
	for (i = 0; i < 8; i++)
		take_renewal(test, i, 0);
	for (i = 0; i < 8; i++)
		fake_core_timeout(f->core, fixture_command(test, i));
}

static void wait_for_renewal(struct fake_vdev *fake)
{
	unsigned int ms;

	for (ms = 0; ms < FIXTURE_LONG_MS; ms++) {
		if (fake_available(fake, SCMI_VIRTIO_VQ_CMD))
			break;
		fsleep(1000);
	}
}

/* REQ: L-04: more of them than there are buffers are renewed bit by bit. */
static void many_subscriptions_are_renewed_bit_by_bit(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 30; i++)
		subscribe(test, i, 1);
	reset(test);
	for (i = 0; i < 30; i++) {
		wait_for_renewal(f->fake);
		take_renewal(test, i, 0);
	}
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RENEWED), 30);
}

/* REQ: L-04, H-06: what the device does not agree to is counted. */
static void refused_renewal_is_counted(struct kunit *test)
{
	subscribe(test, 3, 1);
	subscribe(test, 4, 1);
	reset(test);
	take_renewal(test, 3, -3);
	take_renewal(test, 4, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_NOT_RENEWED), 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RENEWED), 1);
}

/* REQ: L-04: what the queue does not take now it gets soon. */
static void renewal_without_room_is_made_up_for(struct kunit *test)
{
	struct fixture *f = test->priv;

	subscribe(test, 3, 1);
	/* The first 16 are for events. */
	hook_fail(test, HOOK_ADD, 17, -ENOMEM);
	reset(test);
	KUNIT_EXPECT_TRUE(test, hook_failed(HOOK_ADD));
	wait_for_renewal(f->fake);
	take_renewal(test, 3, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_RENEWED), 1);
}

/* REQ: L-04, H-06: nor is it silent about what it could not remember. */
static void forgotten_subscription_is_counted(struct kunit *test)
{
	struct fixture *f = test->priv;

	hook_fail(test, HOOK_ALLOC, 1, -ENOMEM);
	subscribe(test, 3, 1);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_NOT_RENEWED), 1);
	reset(test);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_CMD), 0);
}

/* REQ: L-02: the next instance asks for what it wants itself. */
static void subscriptions_go_with_their_instance(struct kunit *test)
{
	struct fixture *f = test->priv;

	subscribe(test, 3, 1);
	fake_core_remove(f->core);
	f->core = fake_core_probe(test, f->fake);
	reset(test);
	KUNIT_EXPECT_EQ(test, fake_count(f->fake, SCMI_VIRTIO_VQ_CMD), 0);
}

static struct kunit_case renew_cases[] = {
	KUNIT_CASE(subscriptions_are_in_force_again),
	KUNIT_CASE(renewal_gives_its_buffers_back),
	KUNIT_CASE(many_subscriptions_are_renewed_bit_by_bit),
	KUNIT_CASE(refused_renewal_is_counted),
	KUNIT_CASE(renewal_without_room_is_made_up_for),
	KUNIT_CASE(forgotten_subscription_is_counted),
	KUNIT_CASE(subscriptions_go_with_their_instance),
	{}
};

static struct kunit_suite renew_suite = {
	.name = "scmi_vio_renew",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = renew_cases,
};

kunit_test_suite(renew_suite);

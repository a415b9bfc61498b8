// SPDX-License-Identifier: GPL-2.0-only
/* Subscriptions: what is kept, what is renewed, and in which order. */
#include "hook.h"
#include "pdu.h"
#include "subs.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/scmi_protocol.h>

#define RATE_NOTIFY 0x9

/**
 * struct sent - test->priv: what was renewed
 * @subs: the subscriptions
 * @n: how many
 * @last: the last
 * @room: how many more can be sent
 */
struct sent {
	struct scmi_vio_subs subs;
	unsigned int n;
	struct scmi_vio_sub last;
	unsigned int room;
};

static void clear(void *subs)
{
	scmi_vio_subs_clear(subs);
}

static int subs_test_init(struct kunit *test)
{
	struct sent *sent = kunit_kzalloc(test, sizeof(*sent), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sent);
	test->priv = sent;
	sent->room = UINT_MAX;
	scmi_vio_subs_init(&sent->subs);
	return kunit_add_action(test, clear, &sent->subs);
}

static int send(void *ctx, const struct scmi_vio_sub *sub)
{
	struct sent *sent = ctx;

	if (!sent->room)
		return -EBUSY;
	sent->room--;
	sent->n++;
	sent->last = *sub;
	return 0;
}

/* Return: how many subscriptions a device that was reset is told of. */
static unsigned int renewed(struct kunit *test)
{
	struct sent *sent = test->priv;

	sent->n = 0;
	scmi_vio_subs_forgotten(&sent->subs);
	KUNIT_EXPECT_EQ(test, scmi_vio_subs_renew(&sent->subs, send, sent), 0);
	return sent->n;
}

/* The token does not count: it is another one each time. */
static int note(struct kunit *test, u8 protocol, u8 msg_id, u32 what, u32 how)
{
	const __le32 params[] = { cpu_to_le32(what), cpu_to_le32(how) };
	struct sent *sent = test->priv;
	static u16 token;

	token = (token + 1) % SCMI_VIO_TOKENS;
	return scmi_vio_subs_note(&sent->subs,
				  scmi_vio_pdu_header(protocol, msg_id, token),
				  params, sizeof(params));
}

static int note_clock(struct kunit *test, u32 clock, u32 how)
{
	return note(test, SCMI_PROTOCOL_CLOCK, RATE_NOTIFY, clock, how);
}

/* REQ: L-04: what was subscribed to is renewed, byte for byte. */
static void subscription_is_renewed(struct kunit *test)
{
	struct sent *sent = test->priv;

	KUNIT_EXPECT_EQ(test, renewed(test), 0);
	KUNIT_EXPECT_EQ(test, note_clock(test, 0x12345678, 1), 0);
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
	KUNIT_EXPECT_EQ(test, sent->last.hdr,
			scmi_vio_pdu_header(SCMI_PROTOCOL_CLOCK, RATE_NOTIFY,
					    0));
	KUNIT_EXPECT_EQ(test, sent->last.len, 8);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(sent->last.params[0]), 0x12345678);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(sent->last.params[1]), 1);
}

/* REQ: L-04: once, until the next reset. */
static void subscription_is_renewed_once(struct kunit *test)
{
	struct sent *sent = test->priv;

	note_clock(test, 1, 1);
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
	KUNIT_EXPECT_EQ(test, scmi_vio_subs_renew(&sent->subs, send, sent), 0);
	KUNIT_EXPECT_EQ(test, sent->n, 1);
}

/* REQ: L-04: what was ended is not renewed. */
static void ended_subscription_is_not_renewed(struct kunit *test)
{
	note_clock(test, 1, 1);
	note_clock(test, 2, 1);
	note_clock(test, 1, 0);
	/* What there never was can be ended. */
	KUNIT_EXPECT_EQ(test, note_clock(test, 3, 0), 0);
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
}

/* REQ: L-04: each resource, message and protocol has its own. */
static void subscriptions_are_told_apart(struct kunit *test)
{
	note_clock(test, 1, 1);
	note_clock(test, 2, 1);
	note(test, SCMI_PROTOCOL_CLOCK, 0xa, 1, 1);
	note(test, SCMI_PROTOCOL_PERF, RATE_NOTIFY, 1, 1);
	KUNIT_EXPECT_EQ(test, renewed(test), 4);
	note_clock(test, 1, 1);
	KUNIT_EXPECT_EQ(test, renewed(test), 4);
	note_clock(test, 1, 0);
	KUNIT_EXPECT_EQ(test, renewed(test), 3);
}

/* REQ: L-04: what was asked for last counts. */
static void changed_subscription_is_renewed_as_changed(struct kunit *test)
{
	struct sent *sent = test->priv;

	note(test, SCMI_PROTOCOL_SENSOR, 0x4, 1, 0x11);
	note(test, SCMI_PROTOCOL_SENSOR, 0x4, 1, 0x21);
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(sent->last.params[1]), 0x21);
}

/* REQ: L-04: what its owner does meanwhile is not undone by a renewal. */
static void change_during_renewal_wins(struct kunit *test)
{
	struct sent *sent = test->priv;

	note_clock(test, 1, 1);
	note_clock(test, 2, 1);
	note_clock(test, 3, 1);
	scmi_vio_subs_forgotten(&sent->subs);
	sent->room = 1;
	KUNIT_EXPECT_EQ(test, scmi_vio_subs_renew(&sent->subs, send, sent),
			-EBUSY);
	note_clock(test, 2, 0);
	note_clock(test, 3, 1);
	sent->room = UINT_MAX;
	KUNIT_EXPECT_EQ(test, scmi_vio_subs_renew(&sent->subs, send, sent), 0);
	KUNIT_EXPECT_EQ(test, sent->n, 1);
}

/* REQ: L-04: a renewal that runs out of room goes on where it stopped. */
static void renewal_goes_on_where_it_stopped(struct kunit *test)
{
	struct sent *sent = test->priv;
	unsigned int i;

	for (i = 0; i < 10; i++)
		note_clock(test, i, 1);
	scmi_vio_subs_forgotten(&sent->subs);
	for (i = 0; i < 10; i++) {
		sent->room = 1;
		KUNIT_EXPECT_EQ(test,
				scmi_vio_subs_renew(&sent->subs, send, sent),
				i < 9 ? -EBUSY : 0);
		KUNIT_EXPECT_EQ(test, le32_to_cpu(sent->last.params[0]), i);
	}
	KUNIT_EXPECT_EQ(test, sent->n, 10);
}

struct agent_wide {
	const char *name;
	u8 protocol;
	u8 msg_id;
};

static const struct agent_wide agent_wides[] = {
	{ "errors", SCMI_PROTOCOL_BASE, 0x8 },
	{ "system power", SCMI_PROTOCOL_SYSTEM, 0x5 },
};

KUNIT_ARRAY_PARAM_DESC(agent_wide, agent_wides, name);

/* REQ: L-04: a subscription that is for no resource has one word. */
static void subscription_of_the_whole_agent(struct kunit *test)
{
	const struct agent_wide *wide = test->param_value;
	u32 hdr = scmi_vio_pdu_header(wide->protocol, wide->msg_id, 9);
	const __le32 yes = cpu_to_le32(1), no = 0;
	struct sent *sent = test->priv;

	KUNIT_EXPECT_EQ(test, 0, scmi_vio_subs_note(&sent->subs, hdr, &yes, 4));
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
	KUNIT_EXPECT_EQ(test, sent->last.len, 4);
	KUNIT_EXPECT_EQ(test, 0, scmi_vio_subs_note(&sent->subs, hdr, &no, 4));
	KUNIT_EXPECT_EQ(test, renewed(test), 0);
}

/* What no subscription looks like is not kept: raw mode sends anything. */
static void strange_parameters_are_not_kept(struct kunit *test)
{
	static const u8 bytes[64] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	static const size_t lengths[] = { 0, 3, 5, 7, 17, 20, 64 };
	u32 hdr = scmi_vio_pdu_header(SCMI_PROTOCOL_CLOCK, RATE_NOTIFY, 9);
	struct sent *sent = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		KUNIT_EXPECT_EQ(test,
				scmi_vio_subs_note(&sent->subs, hdr, bytes,
						   lengths[i]),
				-EINVAL);
	KUNIT_EXPECT_EQ(test, renewed(test), 0);
}

/* REQ: H-05: there is an end to what is kept; what is kept stays. */
static void number_of_subscriptions_is_bounded(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < SCMI_VIO_SUBS_MAX; i++)
		KUNIT_ASSERT_EQ(test, note_clock(test, i, 1), 0);
	KUNIT_EXPECT_EQ(test, note_clock(test, i, 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, note_clock(test, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, renewed(test), SCMI_VIO_SUBS_MAX);
	KUNIT_EXPECT_EQ(test, note_clock(test, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, note_clock(test, i, 1), 0);
}

/* Without memory a subscription works, and is not renewed. */
static void no_memory_for_a_subscription(struct kunit *test)
{
	hook_fail(test, HOOK_ALLOC, 1, -ENOMEM);
	KUNIT_EXPECT_EQ(test, note_clock(test, 1, 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, renewed(test), 0);
	KUNIT_EXPECT_EQ(test, note_clock(test, 1, 1), 0);
	KUNIT_EXPECT_EQ(test, renewed(test), 1);
}

static struct kunit_case subs_cases[] = {
	KUNIT_CASE(subscription_is_renewed),
	KUNIT_CASE(subscription_is_renewed_once),
	KUNIT_CASE(ended_subscription_is_not_renewed),
	KUNIT_CASE(subscriptions_are_told_apart),
	KUNIT_CASE(changed_subscription_is_renewed_as_changed),
	KUNIT_CASE(change_during_renewal_wins),
	KUNIT_CASE(renewal_goes_on_where_it_stopped),
	KUNIT_CASE_PARAM(subscription_of_the_whole_agent,
			 agent_wide_gen_params),
	KUNIT_CASE(strange_parameters_are_not_kept),
	KUNIT_CASE(number_of_subscriptions_is_bounded),
	KUNIT_CASE(no_memory_for_a_subscription),
	{}
};

static struct kunit_suite subs_suite = {
	.name = "scmi_vio_subs",
	.init = subs_test_init,
	.test_cases = subs_cases,
};

kunit_test_suite(subs_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reset domains: what resets one, who hears of it, and who may not.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define RESET	   0x04
#define NOTIFY	   0x05
#define AUTONOMOUS 1
#define ASSERT	   2
#define ASYNC	   5
#define COLD	   0
#define OF_ITS_OWN 0x80000001u
#define LATENCY	   (2 * NSEC_PER_MSEC)

#define ISSUED NOTE(SCMI_RESET, 0)

static enum scmi_status reset(struct fixture *f, uint32_t domain,
			      uint32_t flags)
{
	return send_words(f, SCMI_RESET, RESET, domain, flags, COLD);
}

static void subscribe(struct fixture *f, uint32_t domain)
{
	assert_int_equal(send_words(f, SCMI_RESET, NOTIFY, domain, 1),
			 SCMI_SUCCESS);
}

static void a_reset_is_notified(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SYNC);
	assert_int_equal(reset(f, RESET_SYNC, AUTONOMOUS), SCMI_SUCCESS);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
	assert_false(next_event(f));
}

static void each_reset_is_notified(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SYNC);
	reset(f, RESET_SYNC, AUTONOMOUS);
	reset(f, RESET_SYNC, AUTONOMOUS);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
}

static void a_notification_says_which_kind_of_reset(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SLOW);
	send_words(f, SCMI_RESET, RESET, RESET_SLOW, AUTONOMOUS, OF_ITS_OWN);
	expect_event(f, ISSUED, 1, RESET_SLOW, OF_ITS_OWN);
}

static void only_subscribed_domains_are_notified(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SLOW);
	reset(f, RESET_SYNC, AUTONOMOUS);
	assert_false(next_event(f));
	send_words(f, SCMI_RESET, NOTIFY, RESET_SLOW, 0);
	reset(f, RESET_SLOW, AUTONOMOUS);
	assert_false(next_event(f));
}

static void an_asynchronous_reset_ends_with_a_delayed_response(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(reset(f, RESET_SLOW, ASYNC), SCMI_SUCCESS);
	assert_int_equal(scmi_agent_next(f->agent), NOW + LATENCY);
	assert_false(next_event(f));
	f->now += LATENCY;
	expect_event(f, DELAYED(SCMI_RESET, RESET), 0, RESET_SLOW);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void it_is_notified_when_it_begins(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SLOW);
	reset(f, RESET_SLOW, ASYNC);
	expect_event(f, ISSUED, 1, RESET_SLOW, COLD);
	f->now += LATENCY;
	expect_event(f, DELAYED(SCMI_RESET, RESET), 0, RESET_SLOW);
	assert_false(next_event(f));
}

static void too_many_asynchronous_resets_are_busy(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < SCMI_JOBS_PER_PROTOCOL; i++)
		assert_int_equal(reset(f, RESET_SLOW, ASYNC), SCMI_SUCCESS);
	subscribe(f, RESET_SLOW);
	assert_int_equal(reset(f, RESET_SLOW, ASYNC), SCMI_BUSY);
	/* What is refused is not issued either. */
	assert_false(next_event(f));
	assert_int_equal(reset(f, RESET_SLOW, AUTONOMOUS), SCMI_SUCCESS);
}

static void going_into_reset_is_notified_and_going_out_is_not(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SYNC);
	reset(f, RESET_SYNC, 0);
	assert_false(next_event(f));
	reset(f, RESET_SYNC, ASSERT);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
	reset(f, RESET_SYNC, ASSERT);
	assert_false(next_event(f));
	reset(f, RESET_SYNC, 0);
	reset(f, RESET_SYNC, ASSERT);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
}

static void a_domain_may_be_in_reset_from_the_beginning(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SLOW);
	reset(f, RESET_SLOW, ASSERT);
	assert_false(next_event(f));
	reset(f, RESET_SLOW, 0);
	reset(f, RESET_SLOW, ASSERT);
	expect_event(f, ISSUED, 1, RESET_SLOW, COLD);
}

static void open_another(struct fixture *f, struct fixture *other)
{
	*other = (struct fixture){ .model = f->model, .now = NOW };
	other->agent = scmi_agent_open(f->model);
	assert_non_null(other->agent);
	scmi_agent_reset(other->agent, true);
}

/* REQ: P-08 */
static void a_domain_that_another_agent_uses_is_not_reset(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	subscribe(f, RESET_SLOW);
	reset(f, RESET_SLOW, 0);
	assert_int_equal(reset(&other, RESET_SLOW, AUTONOMOUS),
			 SCMI_GENERIC_ERROR);
	assert_int_equal(reset(&other, RESET_SLOW, ASYNC), SCMI_GENERIC_ERROR);
	assert_int_equal(reset(&other, RESET_SLOW, ASSERT), SCMI_GENERIC_ERROR);
	assert_false(next_event(f));
	/* Who uses it may do it itself. */
	assert_int_equal(reset(f, RESET_SLOW, AUTONOMOUS), SCMI_SUCCESS);
	expect_event(f, ISSUED, 1, RESET_SLOW, COLD);
	scmi_agent_close(other.agent);
}

static void it_is_reset_when_the_other_agent_is_done(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	reset(f, RESET_SLOW, 0);
	reset(f, RESET_SLOW, ASSERT);
	assert_int_equal(reset(&other, RESET_SLOW, AUTONOMOUS), SCMI_SUCCESS);
	reset(f, RESET_SLOW, 0);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(reset(&other, RESET_SLOW, AUTONOMOUS), SCMI_SUCCESS);
	scmi_agent_close(other.agent);
}

static void it_is_reset_when_the_other_agent_has_left(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	reset(&other, RESET_SLOW, 0);
	assert_int_equal(reset(f, RESET_SLOW, ASSERT), SCMI_GENERIC_ERROR);
	scmi_agent_close(other.agent);
	assert_int_equal(reset(f, RESET_SLOW, ASSERT), SCMI_SUCCESS);
}

static void no_agent_holds_a_domain_in_reset_that_another_wants(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	subscribe(f, RESET_SYNC);
	reset(f, RESET_SYNC, ASSERT);
	expect_event(f, ISSUED, 1, RESET_SYNC, COLD);
	/* That takes it out of reset ... */
	assert_int_equal(reset(&other, RESET_SYNC, 0), SCMI_SUCCESS);
	reset(&other, RESET_SYNC, ASSERT);
	/* ... or it would not go into reset again. */
	expect_event(f, ISSUED, 2, RESET_SYNC, COLD);
	scmi_agent_close(other.agent);
}

static void an_agents_reset_drops_what_it_asked_for(void **state)
{
	struct fixture *f = *state;

	subscribe(f, RESET_SLOW);
	reset(f, RESET_SLOW, 0);
	reset(f, RESET_SLOW, ASYNC);
	scmi_agent_reset(f->agent, true);
	f->now += LATENCY;
	assert_false(next_event(f));
	/* In reset again, as configured. */
	subscribe(f, RESET_SLOW);
	reset(f, RESET_SLOW, ASSERT);
	assert_false(next_event(f));
}

static void without_p2a_channels_resets_are_synchronous(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	assert_int_equal(reset(f, RESET_SLOW, ASYNC), SCMI_NOT_SUPPORTED);
	assert_int_equal(reset(f, RESET_SLOW, AUTONOMOUS), SCMI_SUCCESS);
	assert_int_equal(reset(f, RESET_SLOW, 0), SCMI_SUCCESS);
	assert_int_equal(reset(f, RESET_SLOW, ASSERT), SCMI_SUCCESS);
	assert_false(next_event(f));
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_reset_is_notified),
		test(each_reset_is_notified),
		test(a_notification_says_which_kind_of_reset),
		test(only_subscribed_domains_are_notified),
		test(an_asynchronous_reset_ends_with_a_delayed_response),
		test(it_is_notified_when_it_begins),
		test(too_many_asynchronous_resets_are_busy),
		test(going_into_reset_is_notified_and_going_out_is_not),
		test(a_domain_may_be_in_reset_from_the_beginning),
		test(a_domain_that_another_agent_uses_is_not_reset),
		test(it_is_reset_when_the_other_agent_is_done),
		test(it_is_reset_when_the_other_agent_has_left),
		test(no_agent_holds_a_domain_in_reset_that_another_wants),
		test(an_agents_reset_drops_what_it_asked_for),
		test(without_p2a_channels_resets_are_synchronous),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

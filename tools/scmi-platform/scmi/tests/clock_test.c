// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks: rounding, asynchronous sets, notifications, states, parents.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define MHZ	      1000000
#define RATE_SET      0x05
#define RATE_GET      0x06
#define CONFIG_SET    0x07
#define NOTIFY	      0x09
#define NOTIFY_WANTED 0x0a
#define CONFIG_GET    0x0b

#define DUTY_CYCLE (MODEL_DUTY_CYCLE << 16)

#define ASYNC	    1
#define NO_RESPONSE 2
#define UP	    4
#define AUTO	    8

#define CHANGED	  NOTE(SCMI_CLOCK, 0)
#define REQUESTED NOTE(SCMI_CLOCK, 1)

static uint64_t rate_of(struct fixture *f, uint32_t clock)
{
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_GET, clock),
			 SCMI_SUCCESS);
	return rsp_word(f, 1) | (uint64_t)rsp_word(f, 2) << 32;
}

static enum scmi_status set(struct fixture *f, uint32_t flags, uint32_t clock,
			    uint64_t rate)
{
	return send_words(f, SCMI_CLOCK, RATE_SET, flags, clock, rate,
			  rate >> 32);
}

struct rounding {
	uint32_t flags, clock;
	uint64_t wanted, made; /* 0: refused */
};

static void a_rate_is_rounded_as_asked(void **state)
{
	static const struct rounding all[] = {
		{ 0, CLOCK_LIST, 2500000, 2000000 },
		{ UP, CLOCK_LIST, 2500000, 3000000 },
		{ AUTO, CLOCK_LIST, 2499999, 2000000 },
		{ AUTO | UP, CLOCK_LIST, 2500001, 3000000 },
		{ UP, CLOCK_LIST, 1, 1000000 },
		{ 0, CLOCK_LIST, 1, 0 },
		{ 0, CLOCK_LIST, 99999999, 20000000 },
		{ UP, CLOCK_LIST, 99999999, 0 },
		{ AUTO, CLOCK_LIST, 0, 1000000 },
		{ AUTO, CLOCK_LIST, UINT64_MAX, 20000000 },
		{ 0, CLOCK_RANGE, 149999999, 100000000 },
		{ UP, CLOCK_RANGE, 100000001, 150000000 },
		{ AUTO, CLOCK_RANGE, 120000000, 100000000 },
		{ AUTO, CLOCK_RANGE, 130000000, 150000000 },
		{ 0, CLOCK_RANGE, UINT64_MAX, 1000000000 },
		{ UP, CLOCK_RANGE, UINT64_MAX, 0 },
		{ 0, CLOCK_RANGE, 99999999, 0 },
		{ UP, CLOCK_RANGE, 0, 100000000 },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		uint64_t before = rate_of(f, all[i].clock);
		enum scmi_status status =
			set(f, all[i].flags, all[i].clock, all[i].wanted);

		assert_int_equal(status, all[i].made ? SCMI_SUCCESS
						     : SCMI_INVALID_PARAMETERS);
		assert_int_equal(rate_of(f, all[i].clock),
				 all[i].made ? all[i].made : before);
	}
}

static void an_asynchronous_rate_holds_from_its_end(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC | UP, CLOCK_RANGE, 210 * MHZ),
			 SCMI_SUCCESS);
	assert_int_equal(rate_of(f, CLOCK_RANGE), 500 * MHZ);
	f->now += NSEC_PER_MSEC;
	assert_int_equal(rate_of(f, CLOCK_RANGE), 250 * MHZ);
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     250 * MHZ, 0);
}

static void a_newer_rate_cancels_one_that_is_pending(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, NOTIFY, CLOCK_RANGE, 1);
	set(f, ASYNC, CLOCK_RANGE, 200 * MHZ);
	f->now += NSEC_PER_MSEC / 2;
	set(f, ASYNC, CLOCK_RANGE, 300 * MHZ);
	f->now += NSEC_PER_MSEC / 2;
	/* It ends all the same, and says what the rate is. */
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     500 * MHZ, 0);
	assert_false(next_event(f));
	f->now += NSEC_PER_MSEC / 2;
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     300 * MHZ, 0);
	expect_event(f, CHANGED, 1, CLOCK_RANGE, 300 * MHZ, 0);
}

static void a_rate_that_is_set_at_once_cancels_it_too(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	set(f, ASYNC | NO_RESPONSE, CLOCK_RANGE, 200 * MHZ);
	set(f, ASYNC, CLOCK_RANGE, 200 * MHZ);
	set(f, 0, CLOCK_LIST, 2 * MHZ);
	set(&other, 0, CLOCK_RANGE, 300 * MHZ);
	scmi_agent_close(other.agent);
	f->now += NSEC_PER_MSEC;
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     300 * MHZ, 0);
	assert_false(next_event(f));
	assert_int_equal(rate_of(f, CLOCK_RANGE), 300 * MHZ);
}

static void a_refused_rate_cancels_nothing(void **state)
{
	struct fixture *f = *state;

	set(f, ASYNC, CLOCK_RANGE, 200 * MHZ);
	assert_int_equal(set(f, 0, CLOCK_RANGE, 1), SCMI_INVALID_PARAMETERS);
	f->now += NSEC_PER_MSEC;
	assert_int_equal(rate_of(f, CLOCK_RANGE), 200 * MHZ);
}

static void an_ignored_response_is_not_sent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC | NO_RESPONSE, CLOCK_RANGE, 200 * MHZ),
			 SCMI_SUCCESS);
	f->now += NSEC_PER_MSEC;
	assert_false(next_event(f));
	assert_int_equal(rate_of(f, CLOCK_RANGE), 200 * MHZ);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void a_change_is_notified_at_its_end_after_the_response(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, NOTIFY, CLOCK_RANGE, 1);
	set(f, ASYNC, CLOCK_RANGE, 200 * MHZ);
	assert_false(next_event(f));
	f->now += NSEC_PER_MSEC;
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     200 * MHZ, 0);
	expect_event(f, CHANGED, 1, CLOCK_RANGE, 200 * MHZ, 0);
}

static void only_subscribed_clocks_are_notified(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, NOTIFY, CLOCK_RANGE, 1);
	set(f, 0, CLOCK_LIST, 2 * MHZ);
	assert_false(next_event(f));
	set(f, 0, CLOCK_RANGE, 200 * MHZ);
	expect_event(f, CHANGED, 1, CLOCK_RANGE, 200 * MHZ, 0);
	send_words(f, SCMI_CLOCK, NOTIFY, CLOCK_RANGE, 0);
	set(f, 0, CLOCK_RANGE, 300 * MHZ);
	assert_false(next_event(f));
}

static void setting_the_same_rate_is_no_change(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, NOTIFY, CLOCK_RANGE, 1);
	set(f, 0, CLOCK_RANGE, 510 * MHZ);
	assert_false(next_event(f));
}

static void a_request_is_notified_with_the_wanted_rate(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, NOTIFY_WANTED, CLOCK_RANGE, 1);
	set(f, ASYNC, CLOCK_RANGE, 210 * MHZ);
	expect_event(f, REQUESTED, 1, CLOCK_RANGE, 210 * MHZ, 0);
	assert_int_equal(set(f, 0, CLOCK_RANGE, 1), SCMI_INVALID_PARAMETERS);
	assert_false(next_event(f));
}

static void a_clock_runs_as_voted(void **state)
{
	struct fixture *f = *state;
	uint32_t on;

	for (on = 1; on <= 1; on--) {
		send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, on, 0);
		send_words(f, SCMI_CLOCK, CONFIG_GET, CLOCK_LIST, 0);
		assert_int_equal(rsp_word(f, 2), on);
		send_words(f, SCMI_CLOCK, 0x03, CLOCK_LIST);
		assert_int_equal(rsp_word(f, 1) & 1, on);
	}
}

static uint32_t duty_cycle_of(struct fixture *f)
{
	assert_int_equal(send_words(f, SCMI_CLOCK, CONFIG_GET, CLOCK_LIST,
				    MODEL_DUTY_CYCLE),
			 SCMI_SUCCESS);
	return rsp_word(f, 3);
}

static void an_extended_configuration_leaves_the_state(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, 1, 0);
	send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, DUTY_CYCLE | 3, 25);
	assert_int_equal(duty_cycle_of(f), 25);
	assert_int_equal(rsp_word(f, 2), 1);
	send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, 0, 75);
	assert_int_equal(duty_cycle_of(f), 25);
	assert_int_equal(rsp_word(f, 2), 0);
}

static void it_can_be_set_together_with_the_state(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, DUTY_CYCLE | 1, 75);
	assert_int_equal(duty_cycle_of(f), 75);
	assert_int_equal(rsp_word(f, 2), 1);
}

static void a_refused_configuration_changes_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST,
				    DUTY_CYCLE | 1, 101),
			 SCMI_INVALID_PARAMETERS);
	f->model->clocks[CLOCK_LIST].allow_state = false;
	assert_int_equal(send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST,
				    DUTY_CYCLE | 1, 75),
			 SCMI_DENIED);
	assert_int_equal(duty_cycle_of(f), 50);
	assert_int_equal(rsp_word(f, 2), 0);
	assert_int_equal(send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST,
				    DUTY_CYCLE | 3, 75),
			 SCMI_SUCCESS);
}

static void an_extended_configuration_is_the_last_ones(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	send_words(f, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, DUTY_CYCLE | 3, 25);
	send_words(&other, SCMI_CLOCK, CONFIG_SET, CLOCK_LIST, DUTY_CYCLE | 3,
		   75);
	scmi_agent_close(other.agent);
	assert_int_equal(duty_cycle_of(f), 75);
}

static void a_parent_is_what_was_set(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_CLOCK, 0x0d, CLOCK_LIST,
				    CLOCK_FIXED),
			 SCMI_SUCCESS);
	send_words(f, SCMI_CLOCK, 0x0e, CLOCK_LIST);
	assert_int_equal(rsp_word(f, 1), CLOCK_FIXED);
}

static void a_parent_that_may_not_be_set_is_denied(void **state)
{
	struct fixture *f = *state;

	f->model->clocks[CLOCK_LIST].allow_parent = false;
	assert_int_equal(send_words(f, SCMI_CLOCK, 0x0d, CLOCK_LIST,
				    CLOCK_FIXED),
			 SCMI_DENIED);
	send_words(f, SCMI_CLOCK, 0x03, CLOCK_LIST);
	assert_int_equal(rsp_word(f, 1) & 2, 2);
	send_words(f, SCMI_CLOCK, 0x0f, CLOCK_LIST);
	assert_int_equal(rsp_word(f, 1), 0xa0000000);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_rate_is_rounded_as_asked),
		test(an_asynchronous_rate_holds_from_its_end),
		test(a_newer_rate_cancels_one_that_is_pending),
		test(a_rate_that_is_set_at_once_cancels_it_too),
		test(a_refused_rate_cancels_nothing),
		test(an_ignored_response_is_not_sent),
		test(a_change_is_notified_at_its_end_after_the_response),
		test(only_subscribed_clocks_are_notified),
		test(setting_the_same_rate_is_no_change),
		test(a_request_is_notified_with_the_wanted_rate),
		test(a_clock_runs_as_voted),
		test(an_extended_configuration_leaves_the_state),
		test(it_can_be_set_together_with_the_state),
		test(a_refused_configuration_changes_nothing),
		test(an_extended_configuration_is_the_last_ones),
		test(a_parent_is_what_was_set),
		test(a_parent_that_may_not_be_set_is_denied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

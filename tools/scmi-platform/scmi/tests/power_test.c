// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power domains and performance domains: what a set does, and who hears of it.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define STATE_SET      0x04
#define STATE_GET      0x05
#define STATE_NOTIFY   0x06
#define REQUEST_NOTIFY 0x07
#define ASYNC	       1

#define LIMITS_SET    0x05
#define LIMITS_GET    0x06
#define LEVEL_SET     0x07
#define LEVEL_GET     0x08
#define NOTIFY_LIMITS 0x09
#define NOTIFY_LEVEL  0x0a

static uint32_t state_of(struct fixture *f)
{
	assert_int_equal(send_words(f, SCMI_POWER, STATE_GET, POWER_SLOW),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

static void a_state_holds_at_once(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_POWER, STATE_NOTIFY, POWER_SLOW, 1);
	send_words(f, SCMI_POWER, STATE_SET, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_int_equal(state_of(f), MODEL_POWER_ON);
	expect_event(f, NOTE(SCMI_POWER, 0), 1, POWER_SLOW, MODEL_POWER_ON);
	send_words(f, SCMI_POWER, STATE_SET, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_false(next_event(f));
}

static void an_asynchronous_state_holds_from_its_end(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_POWER, STATE_NOTIFY, POWER_SLOW, 1);
	send_words(f, SCMI_POWER, REQUEST_NOTIFY, POWER_SLOW, 1);
	send_words(f, SCMI_POWER, STATE_SET, ASYNC, POWER_SLOW, MODEL_POWER_ON);
	expect_event(f, NOTE(SCMI_POWER, 1), 1, POWER_SLOW, MODEL_POWER_ON);
	assert_int_equal(state_of(f), MODEL_POWER_OFF);
	assert_int_equal(scmi_agent_next(f->agent), NOW + 2 * NSEC_PER_MSEC);
	f->now += 2 * NSEC_PER_MSEC;
	expect_event(f, NOTE(SCMI_POWER, 0), 1, POWER_SLOW, MODEL_POWER_ON);
	assert_int_equal(state_of(f), MODEL_POWER_ON);
}

static void it_needs_no_p2a_channels(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	assert_int_equal(send_words(f, SCMI_POWER, STATE_SET, ASYNC, POWER_SLOW,
				    MODEL_POWER_ON),
			 SCMI_SUCCESS);
	f->now += 2 * NSEC_PER_MSEC;
	assert_int_equal(state_of(f), MODEL_POWER_ON);
	assert_false(next_event(f));
}

static void too_many_asynchronous_states_are_busy(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < SCMI_JOBS_PER_PROTOCOL; i++)
		assert_int_equal(send_words(f, SCMI_POWER, STATE_SET, ASYNC,
					    POWER_SLOW, MODEL_POWER_ON),
				 SCMI_SUCCESS);
	assert_int_equal(send_words(f, SCMI_POWER, STATE_SET, ASYNC, POWER_SLOW,
				    MODEL_POWER_ON),
			 SCMI_BUSY);
	/* None has a response to be pulled: they are over when they are due. */
	f->now += 2 * NSEC_PER_MSEC;
	assert_int_equal(send_words(f, SCMI_POWER, STATE_SET, ASYNC, POWER_SLOW,
				    MODEL_POWER_ON),
			 SCMI_SUCCESS);
}

static uint32_t level_of(struct fixture *f, uint32_t domain)
{
	send_words(f, SCMI_PERF, LEVEL_GET, domain);
	return rsp_word(f, 1);
}

static void a_level_is_set_and_notified(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, NOTIFY_LEVEL, PERF_VALUES, 1);
	send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 30);
	assert_int_equal(level_of(f, PERF_VALUES), 30);
	expect_event(f, NOTE(SCMI_PERF, 1), 1, PERF_VALUES, 30);
}

static void a_value_between_levels_gives_the_higher_one(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 11);
	assert_int_equal(level_of(f, PERF_VALUES), 20);
}

static void indexed_levels_are_named_by_index(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, NOTIFY_LEVEL, PERF_INDEXED, 1);
	send_words(f, SCMI_PERF, NOTIFY_LIMITS, PERF_INDEXED, 1);
	send_words(f, SCMI_PERF, LEVEL_SET, PERF_INDEXED, 2);
	assert_int_equal(level_of(f, PERF_INDEXED), 2);
	expect_event(f, NOTE(SCMI_PERF, 1), 1, PERF_INDEXED, 2);
	send_words(f, SCMI_PERF, LIMITS_SET, PERF_INDEXED, 1, 0);
	expect_event(f, NOTE(SCMI_PERF, 0), 1, PERF_INDEXED, 1, 1);
	expect_event(f, NOTE(SCMI_PERF, 1), 1, PERF_INDEXED, 1);
}

static void a_level_outside_the_limits_is_out_of_range(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, LIMITS_SET, PERF_VALUES, 20, 20);
	assert_int_equal(send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 30),
			 SCMI_OUT_OF_RANGE);
	assert_int_equal(send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 10),
			 SCMI_OUT_OF_RANGE);
	assert_int_equal(send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 20),
			 SCMI_SUCCESS);
}

static void limits_move_the_level_and_are_notified(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, 30);
	send_words(f, SCMI_PERF, NOTIFY_LEVEL, PERF_VALUES, 1);
	send_words(f, SCMI_PERF, NOTIFY_LIMITS, PERF_VALUES, 1);
	send_words(f, SCMI_PERF, LIMITS_SET, PERF_VALUES, 25, 0);
	expect_event(f, NOTE(SCMI_PERF, 0), 1, PERF_VALUES, 20, 10);
	expect_event(f, NOTE(SCMI_PERF, 1), 1, PERF_VALUES, 20);
	send_words(f, SCMI_PERF, LIMITS_GET, PERF_VALUES);
	assert_int_equal(rsp_word(f, 1), 20);
	assert_int_equal(rsp_word(f, 2), 10);
}

static void a_limit_of_zero_leaves_the_one_before(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_PERF, LIMITS_SET, PERF_VALUES, 20, 0);
	send_words(f, SCMI_PERF, LIMITS_SET, PERF_VALUES, 0, 20);
	send_words(f, SCMI_PERF, LIMITS_GET, PERF_VALUES);
	assert_int_equal(rsp_word(f, 1), 20);
	assert_int_equal(rsp_word(f, 2), 20);
	assert_int_equal(level_of(f, PERF_VALUES), 20);
}

static void limits_without_a_level_between_them_are_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_PERF, LIMITS_SET, PERF_VALUES, 19,
				    11),
			 SCMI_INVALID_PARAMETERS);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_state_holds_at_once),
		test(an_asynchronous_state_holds_from_its_end),
		test(it_needs_no_p2a_channels),
		test(too_many_asynchronous_states_are_busy),
		test(a_level_is_set_and_notified),
		test(a_value_between_levels_gives_the_higher_one),
		test(indexed_levels_are_named_by_index),
		test(a_level_outside_the_limits_is_out_of_range),
		test(limits_move_the_level_and_are_notified),
		test(a_limit_of_zero_leaves_the_one_before),
		test(limits_without_a_level_between_them_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

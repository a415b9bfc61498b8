// SPDX-License-Identifier: GPL-2.0-only
/*
 * Powercap domains: whose cap holds, what it does to what is drawn, and who
 * hears of either.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define CAP_GET	     0x04
#define CAP_SET	     0x05
#define PAI_GET	     0x06
#define PAI_SET	     0x07
#define POWER_GET    0x09
#define CAP_NOTIFY   0x0a
#define POWER_NOTIFY 0x0b

#define NO_RESPONSE 1
#define ASYNC	    2

#define CAP_CHANGED   NOTE(SCMI_POWERCAP, 0)
#define POWER_CHANGED NOTE(SCMI_POWERCAP, 1)

#define CPU_LATENCY  (2 * NSEC_PER_MSEC)
#define SOC_INTERVAL (10 * NSEC_PER_MSEC)

static uint32_t get(struct fixture *f, uint8_t id, uint32_t domain)
{
	assert_int_equal(send_words(f, SCMI_POWERCAP, id, domain),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

static enum scmi_status set(struct fixture *f, uint32_t flags, uint32_t domain,
			    uint32_t cap)
{
	return send_words(f, SCMI_POWERCAP, CAP_SET, domain, flags, cap);
}

static enum scmi_status set_interval(struct fixture *f, uint32_t domain,
				     uint32_t us)
{
	return send_words(f, SCMI_POWERCAP, PAI_SET, domain, 0, us);
}

static void watch(struct fixture *f, uint32_t low, uint32_t high)
{
	assert_int_equal(send_words(f, SCMI_POWERCAP, POWER_NOTIFY,
				    POWERCAP_SOC, 1, low, high),
			 SCMI_SUCCESS);
}

static void open_other(struct fixture *f, struct fixture *other)
{
	*other = (struct fixture){ .model = f->model, .now = f->now };
	other->agent = scmi_agent_open(f->model);
	scmi_agent_reset(other->agent, true);
}

static void only_caps_that_exist_are_set(void **state)
{
	static const struct {
		uint32_t cap;
		bool exists;
	} all[] = {
		{ 500, true },	 { 600, true },		{ 4900, true },
		{ 5000, true },	 { 499, false },	{ 5001, false },
		{ 5100, false }, { 550, false },	{ 1, false },
		{ 400, false },	 { 601, false },	{ UINT32_MAX, false },
		{ 0, true },	 { 0x80000000, false },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		uint32_t before = get(f, CAP_GET, POWERCAP_CPU);

		assert_int_equal(set(f, 0, POWERCAP_CPU, all[i].cap),
				 all[i].exists ? SCMI_SUCCESS
					       : SCMI_INVALID_PARAMETERS);
		assert_int_equal(get(f, CAP_GET, POWERCAP_CPU),
				 all[i].exists ? all[i].cap : before);
	}
}

static void an_asynchronous_cap_holds_from_its_end(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC, POWERCAP_CPU, 3000), SCMI_SUCCESS);
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 0);
	assert_int_equal(scmi_agent_next(f->agent), NOW + CPU_LATENCY);
	f->now += CPU_LATENCY;
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 3000);
	expect_event(f, DELAYED(SCMI_POWERCAP, CAP_SET), 0, POWERCAP_CPU, 3000);
	assert_false(next_event(f));
}

static void an_ignored_response_is_not_sent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC | NO_RESPONSE, POWERCAP_CPU, 3000),
			 SCMI_SUCCESS);
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 0);
	f->now += CPU_LATENCY;
	assert_false(next_event(f));
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 3000);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void
without_the_asynchronous_flag_there_is_nothing_to_ignore(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, NO_RESPONSE, POWERCAP_CPU, 3000), SCMI_SUCCESS);
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 3000);
}

static void a_refused_cap_has_no_delayed_response(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC, POWERCAP_CPU, 1),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(set(f, ASYNC, POWERCAP_FIXED, 2000),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void a_reset_ends_what_was_not_done_yet(void **state)
{
	struct fixture *f = *state;

	set(f, ASYNC, POWERCAP_CPU, 3000);
	watch(f, 1, 2);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	f->now += NSEC_PER_SEC;
	assert_false(next_event(f));
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 0);
}

static void the_lowest_cap_holds_until_its_agent_leaves(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 8000);
	set(f, 0, POWERCAP_SOC, 9000);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 8000);
	set(f, 0, POWERCAP_SOC, 5000);
	set(&other, 0, POWERCAP_SOC, 4000);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 4000);
	/* Nobody takes back what another one has set. */
	set(f, 0, POWERCAP_SOC, 0);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 4000);
	set(f, 0, POWERCAP_SOC, 5000);
	scmi_agent_reset(other.agent, true);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 5000);
	set(&other, 0, POWERCAP_SOC, 1000);
	scmi_agent_close(other.agent);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 5000);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(get(f, CAP_GET, POWERCAP_SOC), 8000);
}

static void a_delayed_response_tells_the_cap_that_holds(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	set(&other, 0, POWERCAP_CPU, 2000);
	set(f, ASYNC, POWERCAP_CPU, 3000);
	f->now += CPU_LATENCY;
	expect_event(f, DELAYED(SCMI_POWERCAP, CAP_SET), 0, POWERCAP_CPU, 2000);
	scmi_agent_close(other.agent);
}

static void the_shortest_interval_holds_until_its_agent_leaves(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 10000);
	set_interval(f, POWERCAP_SOC, 50000);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 50000);
	set_interval(&other, POWERCAP_SOC, 20000);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 20000);
	scmi_agent_close(other.agent);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 50000);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 10000);
}

static void only_intervals_that_exist_are_set(void **state)
{
	static const uint32_t wrong[] = { 0,	  1,	  999,	     1500,
					  100001, 101000, UINT32_MAX };
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(set_interval(f, POWERCAP_SOC, wrong[i]),
				 SCMI_INVALID_PARAMETERS);
	assert_int_equal(set_interval(f, POWERCAP_SOC, 1000), SCMI_SUCCESS);
	assert_int_equal(set_interval(f, POWERCAP_SOC, 100000), SCMI_SUCCESS);
	assert_int_equal(get(f, PAI_GET, POWERCAP_SOC), 100000);
}

static void a_change_is_notified_with_what_holds(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	send_words(f, SCMI_POWERCAP, CAP_NOTIFY, POWERCAP_SOC, 1);
	set(&other, 0, POWERCAP_SOC, 5000);
	expect_event(f, CAP_CHANGED, 2, POWERCAP_SOC, 5000, 10000);
	set_interval(&other, POWERCAP_SOC, 20000);
	expect_event(f, CAP_CHANGED, 2, POWERCAP_SOC, 5000, 20000);
	set(f, 0, POWERCAP_SOC, 4000);
	expect_event(f, CAP_CHANGED, 1, POWERCAP_SOC, 4000, 20000);
	/* Not the lowest, not the shortest: nothing has changed. */
	set(&other, 0, POWERCAP_SOC, 6000);
	set_interval(f, POWERCAP_SOC, 30000);
	assert_false(next_event(f));
	set(&other, 0, POWERCAP_CPU, 1000);
	assert_false(next_event(f));
	send_words(f, SCMI_POWERCAP, CAP_NOTIFY, POWERCAP_SOC, 0);
	set(&other, 0, POWERCAP_SOC, 1000);
	assert_false(next_event(f));
	assert_false(next_event(&other));
	scmi_agent_close(other.agent);
}

static void a_change_is_notified_at_its_end_after_the_response(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_POWERCAP, CAP_NOTIFY, POWERCAP_CPU, 1);
	set(f, ASYNC, POWERCAP_CPU, 3000);
	assert_false(next_event(f));
	f->now += CPU_LATENCY;
	expect_event(f, DELAYED(SCMI_POWERCAP, CAP_SET), 0, POWERCAP_CPU, 3000);
	expect_event(f, CAP_CHANGED, 1, POWERCAP_CPU, 3000, 10000);
}

static void power_moves_with_time(void **state)
{
	struct fixture *f = *state;

	/* 1000 and, in a second, 3600 more; averaged over 10 ms. */
	f->now = NOW + NSEC_PER_SEC / 2;
	assert_in_range(get(f, POWER_GET, POWERCAP_CPU), 2760, 2800);
	assert_int_equal(rsp_word(f, 2), 10000);
	f->now += NSEC_PER_SEC / 4;
	assert_in_range(get(f, POWER_GET, POWERCAP_CPU), 3660, 3700);
}

static void power_is_that_of_the_averaging_interval(void **state)
{
	struct fixture *f = *state;

	f->model->powercaps[POWERCAP_SOC].power =
		f->model->powercaps[POWERCAP_CPU].power;
	f->now = NOW + NSEC_PER_SEC / 2;
	set_interval(f, POWERCAP_SOC, 1000);
	assert_in_range(get(f, POWER_GET, POWERCAP_SOC), 2796, 2800);
	set_interval(f, POWERCAP_SOC, 100000);
	assert_in_range(get(f, POWER_GET, POWERCAP_SOC), 2600, 2640);
}

static void power_is_limited_by_the_cap(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, POWER_GET, POWERCAP_SOC), 6000);
	set(f, 0, POWERCAP_SOC, 4500);
	assert_int_equal(get(f, POWER_GET, POWERCAP_SOC), 4500);
	set(f, 0, POWERCAP_SOC, 0);
	assert_int_equal(get(f, POWER_GET, POWERCAP_SOC), 6000);
}

static void power_is_limited_by_the_caps_above(void **state)
{
	struct fixture *f = *state;

	f->now = NOW + NSEC_PER_SEC / 2;
	set(f, 0, POWERCAP_SOC, 2000);
	assert_int_equal(get(f, POWER_GET, POWERCAP_CPU), 2000);
	assert_int_equal(get(f, CAP_GET, POWERCAP_CPU), 0);
	set(f, 0, POWERCAP_CPU, 1500);
	assert_int_equal(get(f, POWER_GET, POWERCAP_CPU), 1500);
	assert_int_equal(get(f, POWER_GET, POWERCAP_SOC), 2000);
}

static void power_beyond_a_threshold_is_notified_once(void **state)
{
	struct fixture *f = *state;
	int i;

	watch(f, 1000, 5999);
	assert_false(next_event(f));
	for (i = 0; i < 3; i++) {
		assert_int_equal(scmi_agent_next(f->agent),
				 f->now + SOC_INTERVAL);
		f->now += SOC_INTERVAL;
		if (!i)
			expect_event(f, POWER_CHANGED, 0, POWERCAP_SOC, 6000);
		assert_false(next_event(f));
	}
}

static void power_at_a_threshold_is_within(void **state)
{
	struct fixture *f = *state;

	watch(f, 6000, 6000);
	f->now += SOC_INTERVAL;
	assert_false(next_event(f));
}

static void each_way_out_is_notified(void **state)
{
	struct fixture *f = *state;

	watch(f, 3000, 5000);
	f->now += SOC_INTERVAL;
	expect_event(f, POWER_CHANGED, 0, POWERCAP_SOC, 6000);
	/* From above to below without a measurement between them */
	set(f, 0, POWERCAP_SOC, 2500);
	f->now += SOC_INTERVAL;
	expect_event(f, POWER_CHANGED, 0, POWERCAP_SOC, 2500);
	set(f, 0, POWERCAP_SOC, 4000);
	f->now += SOC_INTERVAL;
	assert_false(next_event(f));
	set(f, 0, POWERCAP_SOC, 2500);
	f->now += SOC_INTERVAL;
	expect_event(f, POWER_CHANGED, 0, POWERCAP_SOC, 2500);
}

static void new_thresholds_begin_anew(void **state)
{
	struct fixture *f = *state;

	watch(f, 1000, 5000);
	f->now += SOC_INTERVAL;
	assert_true(next_event(f));
	watch(f, 1000, 5500);
	f->now += SOC_INTERVAL;
	expect_event(f, POWER_CHANGED, 0, POWERCAP_SOC, 6000);
}

static void who_does_not_want_it_is_not_told(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	watch(f, 1000, 5000);
	send_words(f, SCMI_POWERCAP, POWER_NOTIFY, POWERCAP_SOC, 0, 1000, 5000);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	watch(f, 1000, 5000);
	f->now += SOC_INTERVAL;
	other.now = f->now;
	assert_true(next_event(f));
	assert_false(next_event(&other));
	scmi_agent_close(other.agent);
}

static void refused_thresholds_change_nothing(void **state)
{
	struct fixture *f = *state;

	watch(f, 1000, 7000);
	assert_int_equal(send_words(f, SCMI_POWERCAP, POWER_NOTIFY,
				    POWERCAP_SOC, 0, 5001, 5000),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(send_words(f, SCMI_POWERCAP, POWER_NOTIFY,
				    POWERCAP_SOC, 2, 0, 5000),
			 SCMI_INVALID_PARAMETERS);
	f->now += SOC_INTERVAL;
	assert_false(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent), f->now + SOC_INTERVAL);
}

static void missed_measurements_are_not_made_up_for(void **state)
{
	struct fixture *f = *state;

	watch(f, 1000, 5000);
	f->now += 1000 * NSEC_PER_SEC + 1;
	assert_true(next_event(f));
	assert_false(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent), f->now - 1 + SOC_INTERVAL);
}

static void another_interval_moves_the_next_measurement(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	watch(f, 1000, 7000);
	f->now += NSEC_PER_MSEC;
	other.now = f->now;
	set_interval(&other, POWERCAP_SOC, 3000);
	assert_int_equal(scmi_agent_next(f->agent), f->now + 3 * NSEC_PER_MSEC);
	assert_int_equal(scmi_agent_next(other.agent), SCMI_NEVER);
	scmi_agent_close(other.agent);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(only_caps_that_exist_are_set),
		test(an_asynchronous_cap_holds_from_its_end),
		test(an_ignored_response_is_not_sent),
		test(without_the_asynchronous_flag_there_is_nothing_to_ignore),
		test(a_refused_cap_has_no_delayed_response),
		test(a_reset_ends_what_was_not_done_yet),
		test(the_lowest_cap_holds_until_its_agent_leaves),
		test(a_delayed_response_tells_the_cap_that_holds),
		test(the_shortest_interval_holds_until_its_agent_leaves),
		test(only_intervals_that_exist_are_set),
		test(a_change_is_notified_with_what_holds),
		test(a_change_is_notified_at_its_end_after_the_response),
		test(power_moves_with_time),
		test(power_is_that_of_the_averaging_interval),
		test(power_is_limited_by_the_cap),
		test(power_is_limited_by_the_caps_above),
		test(power_beyond_a_threshold_is_notified_once),
		test(power_at_a_threshold_is_within),
		test(each_way_out_is_notified),
		test(new_thresholds_begin_anew),
		test(who_does_not_want_it_is_not_told),
		test(refused_thresholds_change_nothing),
		test(missed_measurements_are_not_made_up_for),
		test(another_interval_moves_the_next_measurement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

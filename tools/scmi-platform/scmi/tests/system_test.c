// SPDX-License-Identifier: GPL-2.0-only
/*
 * System power: who is told of what, who is asked, and what is forced.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define STATE_SET 0x03
#define STATE_GET 0x04
#define NOTIFY	  0x05
#define FORCEFUL  0
#define GRACEFUL  1
#define TIMEOUT	  5
#define PLATFORM  0

/* The platform's requests. */
#define FIRST  (10 * NSEC_PER_MSEC)
#define SECOND (20 * NSEC_PER_MSEC)

#define SHUTDOWN   MODEL_SYSTEM_SHUTDOWN
#define WARM_RESET MODEL_SYSTEM_WARM_RESET
#define POWER_UP   MODEL_SYSTEM_POWER_UP
#define SUSPEND	   MODEL_SYSTEM_SUSPEND

#define NOTIFIER NOTE(SCMI_SYSTEM, 0)

static void set(struct fixture *f, uint32_t flags, uint32_t state)
{
	assert_int_equal(send_words(f, SCMI_SYSTEM, STATE_SET, flags, state),
			 SCMI_SUCCESS);
}

static uint32_t state_of(struct fixture *f)
{
	assert_int_equal(fixture_send(f, SCMI_SYSTEM, STATE_GET, NULL, 0),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

static void subscribe(struct fixture *f)
{
	assert_int_equal(send_words(f, SCMI_SYSTEM, NOTIFY, 1), SCMI_SUCCESS);
}

static void open_another(struct fixture *f, struct fixture *other)
{
	*other = (struct fixture){ .model = f->model, .now = NOW };
	other->agent = scmi_agent_open(f->model);
	assert_non_null(other->agent);
	scmi_agent_reset(other->agent, true);
}

static void a_forceful_request_holds_at_once(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, FORCEFUL, SUSPEND);
	assert_int_equal(state_of(f), SUSPEND);
	expect_event(f, NOTIFIER, 1, FORCEFUL, SUSPEND, 0);
	set(f, FORCEFUL, POWER_UP);
	assert_int_equal(state_of(f), POWER_UP);
	expect_event(f, NOTIFIER, 1, FORCEFUL, POWER_UP, 0);
}

static void a_reset_ends_with_a_system_that_runs(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, FORCEFUL, WARM_RESET);
	assert_int_equal(state_of(f), POWER_UP);
	expect_event(f, NOTIFIER, 1, FORCEFUL, WARM_RESET, 0);
}

static void what_may_not_be_set_is_no_request(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	assert_int_equal(send_words(f, SCMI_SYSTEM, STATE_SET, FORCEFUL,
				    MODEL_SYSTEM_COLD_RESET),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(send_words(f, SCMI_SYSTEM, STATE_SET, 3, SHUTDOWN),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(state_of(f), POWER_UP);
	assert_false(next_event(f));
}

static void message_attributes_say_what_may_be_set(void **state)
{
	struct fixture *f = *state;

	f->model->system.allowed = 1u << WARM_RESET;
	send_words(f, SCMI_SYSTEM, 0x02, STATE_SET);
	assert_int_equal(rsp_word(f, 1), 0x80000000);
	f->model->system.allowed = 1u << SUSPEND;
	send_words(f, SCMI_SYSTEM, 0x02, STATE_SET);
	assert_int_equal(rsp_word(f, 1), 0x40000000);
	f->model->system.allowed = 0;
	send_words(f, SCMI_SYSTEM, 0x02, STATE_SET);
	assert_int_equal(rsp_word(f, 1), 0);
}

static void a_graceful_request_changes_nothing_by_itself(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	expect_event(f, NOTIFIER, 1, GRACEFUL, SHUTDOWN, TIMEOUT);
	assert_int_equal(state_of(f), POWER_UP);
	assert_false(next_event(f));
}

static void a_shutdown_is_forced_when_its_time_is_over(void **state)
{
	struct fixture *f = *state;
	uint64_t due = NOW + TIMEOUT * NSEC_PER_MSEC;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	assert_true(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent), due);
	f->now = due - 1;
	assert_false(next_event(f));
	f->now = due;
	expect_event(f, NOTIFIER, 1, FORCEFUL, SHUTDOWN, 0);
	assert_int_equal(state_of(f), SHUTDOWN);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void asking_again_gives_no_more_time(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	f->now += NSEC_PER_MSEC;
	set(f, GRACEFUL, SHUTDOWN);
	assert_true(next_event(f) && next_event(f));
	assert_int_equal(scmi_agent_next(f->agent),
			 NOW + TIMEOUT * NSEC_PER_MSEC);
}

static void a_shutdown_in_time_is_not_forced(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	expect_event(f, NOTIFIER, 1, GRACEFUL, SHUTDOWN, TIMEOUT);
	set(f, FORCEFUL, SHUTDOWN);
	expect_event(f, NOTIFIER, 1, FORCEFUL, SHUTDOWN, 0);
	f->now += TIMEOUT * NSEC_PER_MSEC;
	assert_false(next_event(f));
}

static void only_a_shutdown_has_a_time(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SUSPEND);
	expect_event(f, NOTIFIER, 1, GRACEFUL, SUSPEND, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void without_a_timeout_nothing_is_forced(void **state)
{
	struct fixture *f = *state;

	f->model->system.graceful_timeout_ms = 0;
	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	expect_event(f, NOTIFIER, 1, GRACEFUL, SHUTDOWN, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void a_power_up_is_never_graceful(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, FORCEFUL, SUSPEND);
	expect_event(f, NOTIFIER, 1, FORCEFUL, SUSPEND, 0);
	set(f, GRACEFUL, POWER_UP);
	expect_event(f, NOTIFIER, 1, FORCEFUL, POWER_UP, 0);
	assert_int_equal(state_of(f), POWER_UP);
}

static void with_nobody_to_ask_it_holds_at_once(void **state)
{
	struct fixture *f = *state;

	set(f, GRACEFUL, SHUTDOWN);
	assert_int_equal(state_of(f), SHUTDOWN);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void who_unsubscribed_is_neither_told_nor_asked(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	send_words(f, SCMI_SYSTEM, NOTIFY, 0);
	set(f, FORCEFUL, SUSPEND);
	set(f, GRACEFUL, SHUTDOWN);
	assert_false(next_event(f));
	assert_false(scmi_system_request(f->agent, f->now, SHUTDOWN));
}

static void the_platform_asks_one_agent(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	subscribe(f);
	subscribe(&other);
	assert_true(scmi_system_request(f->agent, f->now, SHUTDOWN));
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SHUTDOWN, TIMEOUT);
	f->now += TIMEOUT * NSEC_PER_MSEC;
	expect_event(f, NOTIFIER, PLATFORM, FORCEFUL, SHUTDOWN, 0);
	assert_int_equal(state_of(&other), POWER_UP);
	assert_false(next_event(&other));
	scmi_agent_close(other.agent);
}

/* REQ: X-01 */
static void an_agents_system_is_its_own(void **state)
{
	struct fixture *f = *state, other;

	open_another(f, &other);
	subscribe(f);
	subscribe(&other);
	set(&other, FORCEFUL, SUSPEND);
	assert_int_equal(state_of(&other), SUSPEND);
	assert_int_equal(state_of(f), POWER_UP);
	set(&other, GRACEFUL, SHUTDOWN);
	assert_false(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	scmi_agent_close(other.agent);
	assert_false(next_event(f));
}

/* REQ: X-03 */
static void no_request_ends_what_another_system_was_asked_for(void **state)
{
	struct fixture *f = *state, other;
	uint64_t due = NOW + TIMEOUT * NSEC_PER_MSEC;

	open_another(f, &other);
	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	assert_true(next_event(f));
	set(&other, FORCEFUL, SUSPEND);
	scmi_agent_close(other.agent);
	assert_int_equal(scmi_agent_next(f->agent), due);
}

static void a_forceful_request_ends_a_graceful_one(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	set(f, FORCEFUL, SUSPEND);
	expect_event(f, NOTIFIER, 1, GRACEFUL, SHUTDOWN, TIMEOUT);
	expect_event(f, NOTIFIER, 1, FORCEFUL, SUSPEND, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	assert_int_equal(state_of(f), SUSPEND);
}

static void an_agents_reset_drops_what_it_was_asked_for(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	set(f, GRACEFUL, SHUTDOWN);
	scmi_agent_reset(f->agent, true);
	f->now += TIMEOUT * NSEC_PER_MSEC;
	assert_false(next_event(f));
	assert_int_equal(state_of(f), POWER_UP);
	assert_false(scmi_system_request(f->agent, f->now, SHUTDOWN));
}

static void an_agents_state_goes_with_its_reset(void **state)
{
	struct fixture *f = *state;

	set(f, FORCEFUL, SHUTDOWN);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(state_of(f), POWER_UP);
}

static void without_p2a_channels_it_can_still_be_set(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	set(f, GRACEFUL, SHUTDOWN);
	assert_int_equal(state_of(f), SHUTDOWN);
	assert_false(next_event(f));
}

static void without_the_group_there_is_no_protocol(void **state)
{
	struct fixture *f = *state;

	f->model->system.offered = false;
	assert_int_equal(fixture_send(f, SCMI_SYSTEM, 0x00, NULL, 0),
			 SCMI_NOT_SUPPORTED);
}

static void the_platform_asks_when_it_is_to(void **state)
{
	struct fixture *f = *state;

	f->now += NSEC_PER_MSEC;
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	subscribe(f);
	assert_int_equal(scmi_agent_next(f->agent), f->now + FIRST);
	f->now += FIRST - 1;
	assert_false(next_event(f));
	f->now++;
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SUSPEND, 0);
	f->now += SECOND - FIRST;
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SHUTDOWN, TIMEOUT);
	f->now += TIMEOUT * NSEC_PER_MSEC;
	expect_event(f, NOTIFIER, PLATFORM, FORCEFUL, SHUTDOWN, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void what_was_due_meanwhile_comes_in_its_order(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	f->now += NSEC_PER_SEC;
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SUSPEND, 0);
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SHUTDOWN, TIMEOUT);
	expect_event(f, NOTIFIER, PLATFORM, FORCEFUL, SHUTDOWN, 0);
}

static void each_request_is_made_once(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	f->now += FIRST;
	assert_true(next_event(f));
	subscribe(f);
	assert_int_equal(scmi_agent_next(f->agent), NOW + SECOND);
}

static void who_unsubscribed_misses_a_request_and_gets_the_next(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	send_words(f, SCMI_SYSTEM, NOTIFY, 0);
	f->now += FIRST;
	assert_false(next_event(f));
	subscribe(f);
	f->now = NOW + SECOND;
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SHUTDOWN, TIMEOUT);
}

static void they_begin_anew_with_the_agent(void **state)
{
	struct fixture *f = *state;

	subscribe(f);
	f->now += FIRST;
	assert_true(next_event(f));
	scmi_agent_reset(f->agent, true);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	subscribe(f);
	f->now += FIRST;
	expect_event(f, NOTIFIER, PLATFORM, GRACEFUL, SUSPEND, 0);
}

static int setup_without_requests(void **state)
{
	int failed = fixture_setup(state);
	struct fixture *f = *state;

	f->model->system.n_requests = 0;
	return failed;
}

#define test(name)                                                    \
	cmocka_unit_test_setup_teardown(name, setup_without_requests, \
					fixture_teardown)
#define test_requests(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_forceful_request_holds_at_once),
		test(a_reset_ends_with_a_system_that_runs),
		test(what_may_not_be_set_is_no_request),
		test(message_attributes_say_what_may_be_set),
		test(a_graceful_request_changes_nothing_by_itself),
		test(a_shutdown_is_forced_when_its_time_is_over),
		test(asking_again_gives_no_more_time),
		test(a_shutdown_in_time_is_not_forced),
		test(only_a_shutdown_has_a_time),
		test(without_a_timeout_nothing_is_forced),
		test(a_power_up_is_never_graceful),
		test(with_nobody_to_ask_it_holds_at_once),
		test(who_unsubscribed_is_neither_told_nor_asked),
		test(the_platform_asks_one_agent),
		test(an_agents_system_is_its_own),
		test(no_request_ends_what_another_system_was_asked_for),
		test(a_forceful_request_ends_a_graceful_one),
		test(an_agents_reset_drops_what_it_was_asked_for),
		test(an_agents_state_goes_with_its_reset),
		test(without_p2a_channels_it_can_still_be_set),
		test(without_the_group_there_is_no_protocol),
		test_requests(the_platform_asks_when_it_is_to),
		test_requests(what_was_due_meanwhile_comes_in_its_order),
		test_requests(each_request_is_made_once),
		test_requests(
			who_unsubscribed_misses_a_request_and_gets_the_next),
		test_requests(they_begin_anew_with_the_agent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

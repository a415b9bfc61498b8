// SPDX-License-Identifier: GPL-2.0-only
/*
 * Delayed responses and notifications: order, time, bounds, losses.
 */
#include "fixture.h"

/* REQ: P-01, P-04, P-06 */

#define RATE_SET      0x05
#define RATE_NOTIFY   0x09
#define POWER_SET     0x04
#define VOLTAGE_SET   0x07
#define CAP_SET	      0x05
#define CAP_ASYNC     2
#define READING_GET   0x06
#define RESET	      0x04
#define RESET_ASYNC   5 /* and autonomous */
#define NOTIFY_ERRORS 0x08
#define ASYNC	      1
#define ASYNC_LATENCY NSEC_PER_MSEC
#define ERROR_EVENT   NOTE(SCMI_BASE, 0)

/* A header with another token. */
static size_t send_token(struct fixture *f, uint32_t token, uint8_t protocol,
			 uint8_t id, const uint32_t *words, size_t n)
{
	uint8_t req[32];
	size_t i;

	wire_store(req, token << 18 | (uint32_t)protocol << 10 | id);
	for (i = 0; i < n; i++)
		wire_store(req + (i + 1) * 4, words[i]);
	return scmi_agent_command(f->agent, f->now, req, (n + 1) * 4, f->rsp,
				  sizeof(f->rsp));
}

static void set_rate_async(struct fixture *f, uint32_t token, uint32_t clock,
			   uint32_t rate)
{
	const uint32_t words[] = { ASYNC, clock, rate, 0 };

	send_token(f, token, SCMI_CLOCK, RATE_SET, words, 4);
	assert_int_equal(wire_load(f->rsp + 4), 0);
}

static void a_delayed_response_comes_when_it_is_due(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	send_words(f, SCMI_CLOCK, RATE_SET, ASYNC, CLOCK_RANGE, 200000000, 0);
	assert_int_equal(scmi_agent_next(f->agent), NOW + ASYNC_LATENCY);
	f->now = NOW + ASYNC_LATENCY - 1;
	assert_false(next_event(f));
	f->now++;
	expect_event(f, DELAYED(SCMI_CLOCK, RATE_SET), 0, CLOCK_RANGE,
		     200000000, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	assert_false(next_event(f));
}

static void delayed_responses_have_their_commands_tokens(void **state)
{
	struct fixture *f = *state;

	set_rate_async(f, 0x3ff, CLOCK_RANGE, 200000000);
	set_rate_async(f, 0x000, CLOCK_LIST, 2000000);
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, 0x000);
	f->now += ASYNC_LATENCY;
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, 0x3ff);
}

static void they_come_in_the_order_of_their_times(void **state)
{
	struct fixture *f = *state;

	/* 3 ms, 1 ms, 0 ms, and 1 ms later 1 ms: 3, 2, 4, 1 */
	send_words(f, SCMI_SENSOR, READING_GET, SENSOR_POWER, ASYNC);
	set_rate_async(f, 2, CLOCK_RANGE, 200000000);
	set_rate_async(f, 3, CLOCK_LIST, 1000000);
	f->now += NSEC_PER_MSEC;
	set_rate_async(f, 4, CLOCK_RANGE, 300000000);
	f->now += NSEC_PER_SEC;
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, 3);
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, 2);
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, 4);
	assert_true(next_event(f));
	assert_int_equal(event_word(f, 0) >> 18, TOKEN);
	assert_false(next_event(f));
}

static void those_of_one_time_come_in_the_order_of_their_commands(void **state)
{
	struct fixture *f = *state;
	uint32_t token;

	for (token = 0; token < SCMI_JOBS_PER_PROTOCOL; token++)
		set_rate_async(f, token, CLOCK_RANGE, 200000000);
	f->now += NSEC_PER_SEC;
	for (token = 0; token < SCMI_JOBS_PER_PROTOCOL; token++) {
		assert_true(next_event(f));
		assert_int_equal(event_word(f, 0) >> 18, token);
	}
}

static void too_many_asynchronous_commands_are_busy(void **state)
{
	struct fixture *f = *state;
	uint32_t token;

	for (token = 0; token < SCMI_JOBS_PER_PROTOCOL; token++)
		set_rate_async(f, token, CLOCK_RANGE, 200000000);
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_SET, ASYNC, CLOCK_RANGE,
				    200000000, 0),
			 SCMI_BUSY);
	/* Due is not over: the place is free when the response was pulled. */
	f->now += NSEC_PER_SEC;
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_SET, ASYNC, CLOCK_RANGE,
				    200000000, 0),
			 SCMI_BUSY);
	assert_true(next_event(f));
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_SET, ASYNC, CLOCK_RANGE,
				    200000000, 0),
			 SCMI_SUCCESS);
}

/* As many as may be under way are accepted, and no more. */
static void fill_up(struct fixture *f, uint8_t protocol, uint8_t id,
		    const uint32_t *words, size_t n)
{
	size_t i;

	for (i = 0; i < SCMI_JOBS_PER_PROTOCOL; i++)
		assert_int_equal(fixture_send(f, protocol, id, words, n),
				 SCMI_SUCCESS);
	assert_int_equal(fixture_send(f, protocol, id, words, n), SCMI_BUSY);
}

static void one_protocols_commands_do_not_block_anothers(void **state)
{
	static const uint32_t rate[] = { ASYNC, CLOCK_RANGE, 200000000, 0 };
	static const uint32_t reading[] = { SENSOR_POWER, ASYNC };
	static const uint32_t power[] = { ASYNC, POWER_SLOW, MODEL_POWER_ON };
	static const uint32_t reset[] = { RESET_SLOW, RESET_ASYNC, 0 };
	static const uint32_t voltage[] = { VOLTAGE_RANGE, ASYNC, 600000 };
	static const uint32_t cap[] = { POWERCAP_CPU, CAP_ASYNC, 3000 };

	fill_up(*state, SCMI_CLOCK, RATE_SET, rate, ARRAY_SIZE(rate));
	fill_up(*state, SCMI_SENSOR, READING_GET, reading, ARRAY_SIZE(reading));
	fill_up(*state, SCMI_POWER, POWER_SET, power, ARRAY_SIZE(power));
	fill_up(*state, SCMI_RESET, RESET, reset, ARRAY_SIZE(reset));
	fill_up(*state, SCMI_VOLTAGE, VOLTAGE_SET, voltage,
		ARRAY_SIZE(voltage));
	fill_up(*state, SCMI_POWERCAP, CAP_SET, cap, ARRAY_SIZE(cap));
}

static void notifications_pile_up_and_the_oldest_goes_first(void **state)
{
	struct fixture *f = *state;
	uint32_t i, extra = 3;

	send_words(f, SCMI_CLOCK, RATE_NOTIFY, CLOCK_LIST, 1);
	for (i = 0; i < SCMI_NOTES_MAX + extra; i++)
		send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST,
			   (i % 2 + 1) * 1000000, 0);
	assert_int_equal(f->agent->events.dropped, extra);
	for (i = extra; i < SCMI_NOTES_MAX + extra; i++)
		expect_event(f, NOTE(SCMI_CLOCK, 0), 1, CLOCK_LIST,
			     (i % 2 + 1) * 1000000, 0);
	assert_false(next_event(f));
}

static void a_flood_of_notifications_loses_no_delayed_response(void **state)
{
	struct fixture *f = *state;
	uint32_t i, delayed = 0;

	send_words(f, SCMI_CLOCK, RATE_NOTIFY, CLOCK_LIST, 1);
	set_rate_async(f, TOKEN, CLOCK_RANGE, 200000000);
	f->now += NSEC_PER_SEC;
	for (i = 0; i < 3 * SCMI_NOTES_MAX; i++)
		send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST,
			   (i % 2 + 1) * 1000000, 0);
	for (i = 0; next_event(f); i++)
		delayed += f->peeked.delayed;
	assert_int_equal(delayed, 1);
	assert_int_equal(i, SCMI_NOTES_MAX + 1);
}

static void a_dropped_event_is_gone(void **state)
{
	struct fixture *f = *state;
	struct scmi_event event;

	send_words(f, SCMI_CLOCK, RATE_NOTIFY, CLOCK_LIST, 1);
	send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST, 1000000, 0);
	send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST, 2000000, 0);
	assert_true(scmi_agent_peek(f->agent, f->now, &event));
	assert_int_equal(scmi_agent_pull(f->agent, NULL), 0);
	expect_event(f, NOTE(SCMI_CLOCK, 0), 1, CLOCK_LIST, 2000000, 0);
}

static void peeking_takes_nothing(void **state)
{
	struct fixture *f = *state;
	struct scmi_event event;
	int i;

	set_rate_async(f, TOKEN, CLOCK_LIST, 1000000);
	for (i = 0; i < 3; i++) {
		assert_true(scmi_agent_peek(f->agent, f->now, &event));
		assert_true(event.delayed);
		assert_int_equal(event.len, 20);
	}
	assert_true(next_event(f));
	assert_int_equal(scmi_agent_pull(f->agent, f->event), 0);
}

/* REQ: X-03 */
static void what_waits_does_not_hide_what_is_to_happen(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, RATE_NOTIFY, CLOCK_LIST, 1);
	send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST, 1000000, 0);
	set_rate_async(f, TOKEN, CLOCK_RANGE, 200000000);
	assert_int_equal(scmi_agent_next(f->agent), NOW + ASYNC_LATENCY);
	f->now += NSEC_PER_SEC;
	assert_true(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	assert_true(next_event(f));
}

/* What was shown may have had to go for a newer one meanwhile. */
static void an_event_that_was_shown_is_never_mistaken(void **state)
{
	struct fixture *f = *state;
	struct scmi_event event;
	uint32_t i;

	send_words(f, SCMI_CLOCK, RATE_NOTIFY, CLOCK_LIST, 1);
	for (i = 0; i < SCMI_NOTES_MAX; i++)
		send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST,
			   (i % 2 + 1) * 1000000, 0);
	assert_true(scmi_agent_peek(f->agent, f->now, &event));
	send_words(f, SCMI_CLOCK, RATE_SET, 0, CLOCK_LIST, 9000000, 0);
	assert_int_equal(scmi_agent_pull(f->agent, f->event), 0);
	assert_true(next_event(f));
}

static void a_reset_forgets_what_was_shown(void **state)
{
	struct fixture *f = *state;
	struct scmi_event event;

	set_rate_async(f, TOKEN, CLOCK_LIST, 1000000);
	assert_true(scmi_agent_peek(f->agent, f->now, &event));
	scmi_agent_reset(f->agent, true);
	assert_int_equal(scmi_agent_pull(f->agent, f->event), 0);
}

/* A message of this type, with room for this much of a response. */
static size_t send_type(struct fixture *f, uint32_t type, size_t room)
{
	uint8_t req[4];

	wire_store(req, header_of(SCMI_BASE, 0) | type << WIRE_TYPE_SHIFT);
	return scmi_agent_command(f->agent, f->now, req, sizeof(req), f->rsp,
				  room);
}

static void what_gets_no_response_is_notified(void **state)
{
	struct fixture *f = *state;
	uint32_t header = header_of(SCMI_BASE, 0);

	send_words(f, SCMI_BASE, NOTIFY_ERRORS, 1);
	assert_int_equal(send_type(f, WIRE_COMMAND, 7), 0);
	expect_event(f, ERROR_EVENT, 1, 1, header, SCMI_COMMS_ERROR);
	assert_int_equal(send_type(f, WIRE_DELAYED, 8), 0);
	expect_event(f, ERROR_EVENT, 1, 1, header | WIRE_DELAYED << 8,
		     SCMI_PROTOCOL_ERROR);
	assert_int_equal(send_type(f, WIRE_COMMAND, 12), 12);
	assert_false(next_event(f));
}

static void only_who_asked_hears_of_its_own_errors(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	scmi_agent_reset(other.agent, true);
	send_words(&other, SCMI_BASE, NOTIFY_ERRORS, 1);
	send_type(f, WIRE_COMMAND, 0);
	assert_false(next_event(f));
	assert_false(next_event(&other));
	send_words(f, SCMI_BASE, NOTIFY_ERRORS, 1);
	send_words(f, SCMI_BASE, NOTIFY_ERRORS, 0);
	send_type(f, WIRE_COMMAND, 0);
	assert_false(next_event(f));
	send_words(f, SCMI_BASE, NOTIFY_ERRORS, 1);
	scmi_agent_reset(f->agent, true);
	send_type(f, WIRE_COMMAND, 0);
	assert_false(next_event(f));
	scmi_agent_close(other.agent);
}

/* REQ: P-01 */
static void without_p2a_channels_nothing_is_delayed(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_SET, ASYNC, CLOCK_RANGE,
				    200000000, 0),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(send_words(f, SCMI_CLOCK, RATE_SET, ASYNC | 2,
				    CLOCK_RANGE, 200000000, 0),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(send_words(f, SCMI_SENSOR, READING_GET, SENSOR_POWER,
				    ASYNC),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(send_words(f, SCMI_VOLTAGE, VOLTAGE_SET, VOLTAGE_RANGE,
				    ASYNC, 600000),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(send_words(f, SCMI_POWERCAP, CAP_SET, POWERCAP_CPU,
				    CAP_ASYNC, 3000),
			 SCMI_NOT_SUPPORTED);
	fixture_send(f, SCMI_CLOCK, 0x01, NULL, 0);
	assert_int_equal(rsp_word(f, 1), 3);
	fixture_send(f, SCMI_SENSOR, 0x01, NULL, 0);
	assert_int_equal(rsp_word(f, 1), 5);
	assert_int_equal(send_words(f, SCMI_RESET, 0x04, RESET_SLOW, 5, 0),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

/* REQ: P-01 */
static void without_p2a_channels_attributes_promise_nothing(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	send_words(f, SCMI_CLOCK, 0x03, CLOCK_RANGE);
	assert_int_equal(rsp_word(f, 1), 0);
	send_words(f, SCMI_POWER, 0x03, POWER_FIXED);
	assert_int_equal(rsp_word(f, 1), 0);
	send_words(f, SCMI_PERF, 0x03, PERF_FIXED);
	assert_int_equal(rsp_word(f, 1), 0);
	send_words(f, SCMI_SENSOR, 0x03, SENSOR_SLOW);
	assert_int_equal(rsp_word(f, 3), 0x100);
	send_words(f, SCMI_SENSOR, 0x03, SENSOR_TEMP);
	assert_int_equal(rsp_word(f, 3), 0x20000100);
	send_words(f, SCMI_RESET, 0x03, RESET_SLOW);
	assert_int_equal(rsp_word(f, 1), 0x20000000);
	send_words(f, SCMI_VOLTAGE, 0x03, VOLTAGE_RANGE);
	assert_int_equal(rsp_word(f, 1), 0);
	send_words(f, SCMI_POWERCAP, 0x03, POWERCAP_SOC);
	assert_int_equal(rsp_word(f, 1), 0x0f000000);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_delayed_response_comes_when_it_is_due),
		test(delayed_responses_have_their_commands_tokens),
		test(they_come_in_the_order_of_their_times),
		test(those_of_one_time_come_in_the_order_of_their_commands),
		test(too_many_asynchronous_commands_are_busy),
		test(one_protocols_commands_do_not_block_anothers),
		test(notifications_pile_up_and_the_oldest_goes_first),
		test(a_flood_of_notifications_loses_no_delayed_response),
		test(a_dropped_event_is_gone),
		test(peeking_takes_nothing),
		test(what_waits_does_not_hide_what_is_to_happen),
		test(an_event_that_was_shown_is_never_mistaken),
		test(a_reset_forgets_what_was_shown),
		test(what_gets_no_response_is_notified),
		test(only_who_asked_hears_of_its_own_errors),
		test(without_p2a_channels_nothing_is_delayed),
		test(without_p2a_channels_attributes_promise_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

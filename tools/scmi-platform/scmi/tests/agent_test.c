// SPDX-License-Identifier: GPL-2.0-only
/*
 * What holds for any command, and for agents as such.
 */
#include "fixture.h"

#include <errno.h>

/* REQ: P-05, P-08 */

/* A response's room for 32 bytes of payload, the least that Linux takes. */
#define SMALL_ROOM (2 * WIRE_WORD + 32)

static size_t raw(struct fixture *f, uint32_t header, size_t len, size_t room)
{
	uint8_t req[16] = { 0 };

	wire_store(req, header);
	f->rsp_len =
		scmi_agent_command(f->agent, f->now, req, len, f->rsp, room);
	return f->rsp_len;
}

static void a_message_without_whole_header_is_not_answered(void **state)
{
	struct fixture *f = *state;
	size_t len;

	for (len = 0; len < WIRE_WORD; len++)
		assert_int_equal(raw(f, header_of(SCMI_BASE, 0), len, 64), 0);
	assert_int_equal(scmi_agent_command(f->agent, NOW, NULL, 0, NULL, 0),
			 0);
}

static void what_is_no_command_is_not_answered(void **state)
{
	struct fixture *f = *state;
	uint32_t type;

	for (type = 1; type <= WIRE_TYPE_MASK; type++)
		assert_int_equal(raw(f,
				     header_of(SCMI_BASE, 0) |
					     type << WIRE_TYPE_SHIFT,
				     WIRE_WORD, 64),
				 0);
}

static void an_unknown_protocol_is_not_supported(void **state)
{
	struct fixture *f = *state;
	uint32_t id;

	for (id = 0; id <= WIRE_PROTOCOL_MASK; id++) {
		bool known = id == SCMI_BASE || id == SCMI_POWER ||
			     id == SCMI_SYSTEM || id == SCMI_PERF ||
			     id == SCMI_CLOCK || id == SCMI_SENSOR ||
			     id == SCMI_RESET || id == SCMI_VOLTAGE ||
			     id == SCMI_POWERCAP || id == SCMI_PINCTRL;

		assert_int_equal(fixture_send(f, id, 0x00, NULL, 0),
				 known ? SCMI_SUCCESS : SCMI_NOT_SUPPORTED);
	}
}

static void an_unknown_message_is_not_found(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < scmi_n_protocols; i++) {
		assert_int_equal(fixture_send(f, scmi_protocols[i]->id, 0x11,
					      NULL, 0),
				 SCMI_NOT_FOUND);
		assert_int_equal(fixture_send(f, scmi_protocols[i]->id, 0xff,
					      NULL, 0),
				 SCMI_NOT_FOUND);
	}
}

static void reserved_header_bits_are_ignored(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(raw(f, header_of(SCMI_BASE, 0) | 0xf0000000, 4, 64),
			 12);
	assert_int_equal(wire_load(f->rsp), header_of(SCMI_BASE, 0));
}

static void a_protocol_without_resources_is_not_offered(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };
	size_t n_perf = f->model->n_perf;

	f->model->n_perf = 0;
	other.agent = scmi_agent_open(f->model);
	assert_int_equal(fixture_send(&other, SCMI_PERF, 0x00, NULL, 0),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(fixture_send(&other, SCMI_BASE, 0x01, NULL, 0),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(&other, 1) & 0xff, 8);
	assert_int_equal(send_words(&other, SCMI_BASE, 0x06, 0), SCMI_SUCCESS);
	assert_int_equal(rsp_word(&other, 1), 8);
	assert_int_equal(rsp_word(&other, 2), 0x15141211);
	assert_int_equal(rsp_word(&other, 3), 0x19181716);
	scmi_agent_close(other.agent);
	f->model->n_perf = n_perf;
}

/* Sends in little room; the status, the response is in f->rsp. */
static enum scmi_status send_small(struct fixture *f, uint8_t protocol,
				   uint8_t id, uint32_t a, uint32_t b, size_t n)
{
	uint8_t req[12];

	wire_store(req, header_of(protocol, id));
	wire_store(req + 4, a);
	wire_store(req + 8, b);
	f->rsp_len = scmi_agent_command(f->agent, f->now, req, 4 + n * 4,
					f->rsp, SMALL_ROOM);
	assert_true(f->rsp_len <= SMALL_ROOM);
	return (enum scmi_status)(int32_t)wire_load(f->rsp + 4);
}

static void rates_come_in_parts_that_fit(void **state)
{
	struct fixture *f = *state;
	uint32_t index = 0, n, left;

	do {
		assert_int_equal(send_small(f, SCMI_CLOCK, 0x04, CLOCK_LIST,
					    index, 2),
				 SCMI_SUCCESS);
		n = rsp_word(f, 1) & 0xfff;
		left = rsp_word(f, 1) >> 16;
		assert_int_equal(n, left ? 3 : 2);
		assert_int_equal(rsp_word(f, 2), (index + 1) * 1000000);
		index += n;
		assert_int_equal(index + left, 20);
	} while (left);
}

static void levels_come_in_parts_that_fit(void **state)
{
	struct fixture *f = *state;
	uint32_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(send_small(f, SCMI_PERF, 0x04, PERF_VALUES, i,
					    2),
				 SCMI_SUCCESS);
		assert_int_equal(rsp_word(f, 1), (2 - i) << 16 | 1);
		assert_int_equal(rsp_word(f, 2), (i + 1) * 10);
	}
}

static void sensors_come_in_parts_without_extension(void **state)
{
	struct fixture *f = *state;
	uint32_t i;

	for (i = 0; i < f->model->n_sensors; i++) {
		assert_int_equal(send_small(f, SCMI_SENSOR, 0x03, i, 0, 1),
				 SCMI_SUCCESS);
		assert_int_equal(rsp_word(f, 1), (4 - i) << 16 | 1);
		assert_int_equal(rsp_word(f, 2), i);
		assert_int_equal(rsp_word(f, 3) & 0x100, 0);
		assert_int_equal(f->rsp_len, SMALL_ROOM);
	}
}

static void axes_come_in_parts_without_extension(void **state)
{
	struct fixture *f = *state;
	uint32_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(send_small(f, SCMI_SENSOR, 0x07, SENSOR_AXES,
					    i, 2),
				 SCMI_SUCCESS);
		assert_int_equal(rsp_word(f, 1), (2 - i) << 26 | 1);
		assert_int_equal(rsp_word(f, 2), i);
		assert_int_equal(rsp_word(f, 3) & 0x100, 0);
	}
}

static void a_segment_of_intervals_is_not_cut(void **state)
{
	struct fixture *f = *state;
	uint8_t req[12];

	wire_store(req, header_of(SCMI_SENSOR, 0x08));
	wire_store(req + 4, SENSOR_POWER);
	wire_store(req + 8, 0);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 12, f->rsp, 20),
			 8);
	assert_int_equal((int32_t)wire_load(f->rsp + 4), SCMI_COMMS_ERROR);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 12, f->rsp, 24),
			 24);
}

/* REQ: P-03 */
static void a_reading_that_does_not_fit_leaves_a_status_alone(void **state)
{
	struct fixture *f = *state;

	/* Three axes take 48 bytes. */
	assert_int_equal(send_small(f, SCMI_SENSOR, 0x06, SENSOR_AXES, 0, 2),
			 SCMI_COMMS_ERROR);
	assert_int_equal(f->rsp_len, 2 * WIRE_WORD);
}

static void the_least_room_holds_four_protocols(void **state)
{
	struct fixture *f = *state;
	uint8_t req[8], rsp[16];

	wire_store(req, header_of(SCMI_BASE, 0x06));
	wire_store(req + 4, 0);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 8, rsp, 16),
			 16);
	assert_int_equal(wire_load(rsp + 8), 4);
	/* All but the base protocol are listed; here the last three. */
	wire_store(req + 4, scmi_n_protocols - 1 - 3);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 8, rsp, 16),
			 16);
	assert_int_equal(wire_load(rsp + 8), 3);
	assert_int_equal(wire_load(rsp + 12), 0x191817);
}

static void reset_drops_subscriptions_votes_and_events(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_CLOCK, 0x09, CLOCK_RANGE, 1);
	send_words(f, SCMI_CLOCK, 0x07, CLOCK_RANGE, 1, 0);
	send_words(f, SCMI_CLOCK, 0x05, 0, CLOCK_RANGE, 100000000, 0);
	send_words(f, SCMI_CLOCK, 0x05, 1, CLOCK_RANGE, 200000000, 0);
	send_words(f, SCMI_PERF, 0x05, PERF_VALUES, 20, 10);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	f->now += NSEC_PER_SEC;
	assert_false(next_event(f));
	send_words(f, SCMI_CLOCK, 0x0b, CLOCK_RANGE, 0);
	assert_int_equal(rsp_word(f, 2), 0);
	send_words(f, SCMI_PERF, 0x06, PERF_VALUES);
	assert_int_equal(rsp_word(f, 1), 30);
	send_words(f, SCMI_CLOCK, 0x05, 0, CLOCK_RANGE, 300000000, 0);
	assert_false(next_event(f));
}

static void each_agent_has_its_number_until_it_leaves(void **state)
{
	struct fixture *f = *state;
	struct scmi_agent *second = scmi_agent_open(f->model), *third;

	assert_int_equal(second->id, 2);
	scmi_agent_close(f->agent);
	third = scmi_agent_open(f->model);
	assert_int_equal(third->id, 1);
	f->agent = third;
	scmi_agent_close(second);
}

static void no_more_agents_than_the_model_has_room_for(void **state)
{
	struct fixture *f = *state;
	struct scmi_agent *agents[MODEL_AGENTS_MAX];
	size_t i;

	for (i = 1; i < MODEL_AGENTS_MAX; i++) {
		agents[i] = scmi_agent_open(f->model);
		assert_non_null(agents[i]);
	}
	errno = 0;
	assert_null(scmi_agent_open(f->model));
	assert_int_equal(errno, ENOSPC);
	for (i = 1; i < MODEL_AGENTS_MAX; i++)
		scmi_agent_close(agents[i]);
}

/* REQ: X-03 */
static void no_vote_overrides_another_agents(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	send_words(f, SCMI_CLOCK, 0x07, CLOCK_RANGE, 1, 0);
	send_words(&other, SCMI_CLOCK, 0x07, CLOCK_RANGE, 0, 0);
	send_words(&other, SCMI_CLOCK, 0x0b, CLOCK_RANGE, 0);
	assert_int_equal(rsp_word(&other, 2), 1);
	send_words(f, SCMI_PERF, 0x05, PERF_VALUES, 20, 10);
	send_words(&other, SCMI_PERF, 0x06, PERF_VALUES);
	assert_int_equal(rsp_word(&other, 1), 20);
	send_words(f, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	send_words(&other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_OFF);
	send_words(&other, SCMI_POWER, 0x05, POWER_SLOW);
	assert_int_equal(rsp_word(&other, 1), MODEL_POWER_ON);
	scmi_agent_reset(f->agent, true);
	send_words(&other, SCMI_POWER, 0x05, POWER_SLOW);
	assert_int_equal(rsp_word(&other, 1), MODEL_POWER_OFF);
	scmi_agent_close(other.agent);
}

static void subscribers_hear_what_another_agent_does(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	send_words(f, SCMI_CLOCK, 0x09, CLOCK_RANGE, 1);
	send_words(&other, SCMI_CLOCK, 0x05, 0, CLOCK_RANGE, 100000000, 0);
	expect_event(f, NOTE(SCMI_CLOCK, 0), 2, CLOCK_RANGE, 100000000, 0);
	assert_false(next_event(&other));
	scmi_agent_close(other.agent);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_message_without_whole_header_is_not_answered),
		test(what_is_no_command_is_not_answered),
		test(an_unknown_protocol_is_not_supported),
		test(an_unknown_message_is_not_found),
		test(reserved_header_bits_are_ignored),
		test(a_protocol_without_resources_is_not_offered),
		test(rates_come_in_parts_that_fit),
		test(levels_come_in_parts_that_fit),
		test(sensors_come_in_parts_without_extension),
		test(axes_come_in_parts_without_extension),
		test(a_reading_that_does_not_fit_leaves_a_status_alone),
		test(a_segment_of_intervals_is_not_cut),
		test(the_least_room_holds_four_protocols),
		test(reset_drops_subscriptions_votes_and_events),
		test(each_agent_has_its_number_until_it_leaves),
		test(no_more_agents_than_the_model_has_room_for),
		test(no_vote_overrides_another_agents),
		test(subscribers_hear_what_another_agent_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

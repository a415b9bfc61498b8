// SPDX-License-Identifier: GPL-2.0-only
/*
 * Voltage domains: levels, modes, whose wish holds.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define DESCRIBE   0x04
#define CONFIG_SET 0x05
#define CONFIG_GET 0x06
#define LEVEL_SET  0x07
#define LEVEL_GET  0x08

#define OFF   0
#define ON    7
#define ASYNC 1

#define RANGE_LATENCY (2 * NSEC_PER_MSEC)

static int32_t level_of(struct fixture *f, uint32_t domain)
{
	assert_int_equal(send_words(f, SCMI_VOLTAGE, LEVEL_GET, domain),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

static enum scmi_status set(struct fixture *f, uint32_t flags, uint32_t domain,
			    int32_t level)
{
	return send_words(f, SCMI_VOLTAGE, LEVEL_SET, domain, flags, level);
}

static uint32_t mode_of(struct fixture *f, uint32_t domain)
{
	assert_int_equal(send_words(f, SCMI_VOLTAGE, CONFIG_GET, domain),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

struct wish {
	uint32_t domain;
	int32_t level;
	bool exists;
};

static void only_levels_that_exist_are_set(void **state)
{
	static const struct wish all[] = {
		{ VOLTAGE_RANGE, 600000, true },
		{ VOLTAGE_RANGE, 1200000, true },
		{ VOLTAGE_RANGE, 1225000, true },
		{ VOLTAGE_RANGE, 1250000, false },
		{ VOLTAGE_RANGE, 550000, false },
		{ VOLTAGE_RANGE, 650001, false },
		{ VOLTAGE_RANGE, -600000, false },
		{ VOLTAGE_RANGE, INT32_MIN, false },
		{ VOLTAGE_RANGE, INT32_MAX, false },
		{ VOLTAGE_LIST, -300000, true },
		{ VOLTAGE_LIST, 0, true },
		{ VOLTAGE_LIST, 600000, true },
		{ VOLTAGE_LIST, -1, false },
		{ VOLTAGE_LIST, 700000, false },
		{ VOLTAGE_LIST, INT32_MIN, false },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		int32_t before = level_of(f, all[i].domain);

		assert_int_equal(set(f, 0, all[i].domain, all[i].level),
				 all[i].exists ? SCMI_SUCCESS
					       : SCMI_INVALID_PARAMETERS);
		assert_int_equal(level_of(f, all[i].domain),
				 all[i].exists ? all[i].level : before);
	}
}

static void an_asynchronous_level_holds_from_its_end(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC, VOLTAGE_RANGE, 1100000), SCMI_SUCCESS);
	assert_int_equal(level_of(f, VOLTAGE_RANGE), 900000);
	assert_int_equal(scmi_agent_next(f->agent), NOW + RANGE_LATENCY);
	f->now += RANGE_LATENCY;
	assert_int_equal(level_of(f, VOLTAGE_RANGE), 1100000);
	expect_event(f, DELAYED(SCMI_VOLTAGE, LEVEL_SET), 0, VOLTAGE_RANGE,
		     1100000);
	assert_false(next_event(f));
}

static void an_asynchronous_level_may_be_negative(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC, VOLTAGE_LIST, -200000), SCMI_SUCCESS);
	expect_event(f, DELAYED(SCMI_VOLTAGE, LEVEL_SET), 0, VOLTAGE_LIST,
		     -200000);
	assert_int_equal(level_of(f, VOLTAGE_LIST), -200000);
}

static void a_refused_level_has_no_delayed_response(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, ASYNC, VOLTAGE_RANGE, 1),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(set(f, ASYNC, VOLTAGE_FIXED, 1800000), SCMI_DENIED);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

static void a_reset_ends_what_was_not_done_yet(void **state)
{
	struct fixture *f = *state;

	set(f, ASYNC, VOLTAGE_RANGE, 1100000);
	scmi_agent_reset(f->agent, true);
	f->now += RANGE_LATENCY;
	assert_false(next_event(f));
	assert_int_equal(level_of(f, VOLTAGE_RANGE), 900000);
}

static void a_domain_is_in_the_mode_that_was_set(void **state)
{
	struct fixture *f = *state;
	uint32_t mode;

	for (mode = 0; mode < 32; mode++) {
		uint32_t before = mode_of(f, VOLTAGE_RANGE);
		bool known = mode == OFF || mode == ON;

		assert_int_equal(send_words(f, SCMI_VOLTAGE, CONFIG_SET,
					    VOLTAGE_RANGE, mode),
				 known ? SCMI_SUCCESS
				       : SCMI_INVALID_PARAMETERS);
		assert_int_equal(mode_of(f, VOLTAGE_RANGE),
				 known ? mode : before);
	}
}

static void a_level_is_kept_while_the_domain_is_off(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_VOLTAGE, CONFIG_SET, VOLTAGE_RANGE, OFF);
	assert_int_equal(set(f, 0, VOLTAGE_RANGE, 650000), SCMI_SUCCESS);
	assert_int_equal(mode_of(f, VOLTAGE_RANGE), OFF);
	assert_int_equal(level_of(f, VOLTAGE_RANGE), 650000);
}

static void the_highest_level_holds_until_its_agent_leaves(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	scmi_agent_reset(other.agent, true);
	set(f, 0, VOLTAGE_LIST, -300000);
	assert_int_equal(level_of(&other, VOLTAGE_LIST), -300000);
	set(&other, 0, VOLTAGE_LIST, -100000);
	assert_int_equal(level_of(f, VOLTAGE_LIST), -100000);
	/* A delayed response tells what holds, not what was asked for. */
	set(f, ASYNC, VOLTAGE_LIST, -200000);
	expect_event(f, DELAYED(SCMI_VOLTAGE, LEVEL_SET), 0, VOLTAGE_LIST,
		     -100000);
	scmi_agent_reset(other.agent, true);
	assert_int_equal(level_of(f, VOLTAGE_LIST), -200000);
	set(&other, 0, VOLTAGE_LIST, 500000);
	scmi_agent_close(other.agent);
	assert_int_equal(level_of(f, VOLTAGE_LIST), -200000);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(level_of(f, VOLTAGE_LIST), 0);
}

static void a_domain_is_on_while_one_agent_wants_it(void **state)
{
	struct fixture *f = *state, other = { .model = f->model, .now = NOW };

	other.agent = scmi_agent_open(f->model);
	send_words(f, SCMI_VOLTAGE, CONFIG_SET, VOLTAGE_LIST, ON);
	send_words(&other, SCMI_VOLTAGE, CONFIG_SET, VOLTAGE_LIST, OFF);
	assert_int_equal(mode_of(&other, VOLTAGE_LIST), ON);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(mode_of(&other, VOLTAGE_LIST), OFF);
	send_words(&other, SCMI_VOLTAGE, CONFIG_SET, VOLTAGE_RANGE, OFF);
	assert_int_equal(mode_of(f, VOLTAGE_RANGE), OFF);
	scmi_agent_close(other.agent);
	assert_int_equal(mode_of(f, VOLTAGE_RANGE), ON);
}

/* One part of VOLTAGE_LIST's levels, in as much room; how many there are. */
static uint32_t describe(struct fixture *f, uint32_t index, size_t room)
{
	uint8_t req[12];

	wire_store(req, header_of(SCMI_VOLTAGE, DESCRIBE));
	wire_store(req + 4, VOLTAGE_LIST);
	wire_store(req + 8, index);
	f->rsp_len = scmi_agent_command(f->agent, f->now, req, sizeof(req),
					f->rsp, room);
	assert_true(f->rsp_len <= room);
	assert_int_equal(wire_load(f->rsp + 4), SCMI_SUCCESS);
	return rsp_word(f, 1) & 0xfff;
}

static void levels_come_in_parts_of_any_size(void **state)
{
	struct fixture *f = *state;
	const struct model_voltage *domain = &f->model->voltages[VOLTAGE_LIST];
	size_t room, left, n, i;

	for (room = 16; room < 64; room++) {
		for (left = domain->n_levels; left; left -= n) {
			size_t index = domain->n_levels - left;

			n = describe(f, index, room);
			assert_int_equal(n, min_size(left, room / 4 - 3));
			assert_int_equal(rsp_word(f, 1) >> 16, left - n);
			for (i = 0; i < n; i++)
				assert_int_equal((int32_t)rsp_word(f, 2 + i),
						 domain->levels[index + i]);
		}
	}
}

static void a_range_is_not_cut(void **state)
{
	struct fixture *f = *state;
	uint8_t req[12];

	wire_store(req, header_of(SCMI_VOLTAGE, DESCRIBE));
	wire_store(req + 4, VOLTAGE_RANGE);
	wire_store(req + 8, 0);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 12, f->rsp, 23),
			 8);
	assert_int_equal((int32_t)wire_load(f->rsp + 4), SCMI_COMMS_ERROR);
	assert_int_equal(scmi_agent_command(f->agent, NOW, req, 12, f->rsp, 24),
			 24);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(only_levels_that_exist_are_set),
		test(an_asynchronous_level_holds_from_its_end),
		test(an_asynchronous_level_may_be_negative),
		test(a_refused_level_has_no_delayed_response),
		test(a_reset_ends_what_was_not_done_yet),
		test(a_domain_is_in_the_mode_that_was_set),
		test(a_level_is_kept_while_the_domain_is_off),
		test(the_highest_level_holds_until_its_agent_leaves),
		test(a_domain_is_on_while_one_agent_wants_it),
		test(levels_come_in_parts_of_any_size),
		test(a_range_is_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

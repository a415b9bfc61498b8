// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins: functions, settings, exclusive control, lists in parts.
 */
#include "fixture.h"

/* REQ: P-05, P-08 */

#define LIST	  0x04
#define GET	  0x05
#define CONFIGURE 0x06
#define REQUEST	  0x07
#define RELEASE	  0x08

/* Selectors, and where PINCTRL_SETTINGS_GET has them. */
#define PIN		0
#define GROUP		1
#define FUNCTION	2
#define GET_SELECTOR(s) ((s) << 16)
#define GET_ALL		(1 << 18)
#define GET_FUNCTION	(2 << 18)
#define SKIP(n)		((n) << 8)

/* PINCTRL_SETTINGS_CONFIGURE's attributes. */
#define SELECT	    0x400
#define SETTINGS(n) ((n) << 2)

#define PULL_UP	       4
#define DRIVE_STRENGTH 10
#define INPUT_VALUE    14

static uint32_t function_of(struct fixture *f, uint32_t selector, uint32_t id)
{
	assert_int_equal(send_words(f, SCMI_PINCTRL, GET, id,
				    GET_FUNCTION | GET_SELECTOR(selector)),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(f, 2), 0);
	return rsp_word(f, 1);
}

static uint32_t setting_of(struct fixture *f, uint32_t selector, uint32_t id,
			   uint32_t type)
{
	assert_int_equal(send_words(f, SCMI_PINCTRL, GET, id,
				    type | GET_SELECTOR(selector)),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(f, 2), 1);
	assert_int_equal(rsp_word(f, 3), type);
	return rsp_word(f, 4);
}

static enum scmi_status select_function(struct fixture *f, uint32_t selector,
					uint32_t id, uint32_t function)
{
	return send_words(f, SCMI_PINCTRL, CONFIGURE, id, function,
			  SELECT | selector);
}

static enum scmi_status set(struct fixture *f, uint32_t selector, uint32_t id,
			    uint32_t type, uint32_t value)
{
	return send_words(f, SCMI_PINCTRL, CONFIGURE, id, 0,
			  SETTINGS(1) | selector, type, value);
}

static enum scmi_status request(struct fixture *f, uint32_t selector,
				uint32_t id)
{
	return send_words(f, SCMI_PINCTRL, REQUEST, id, selector);
}

static enum scmi_status release(struct fixture *f, uint32_t selector,
				uint32_t id)
{
	return send_words(f, SCMI_PINCTRL, RELEASE, id, selector);
}

static void a_groups_function_is_that_of_its_pins(void **state)
{
	struct fixture *f = *state;

	select_function(f, GROUP, GROUP_ALL, FUNCTION_SPI);
	assert_int_equal(function_of(f, GROUP, GROUP_ALL), FUNCTION_SPI);
	assert_int_equal(function_of(f, PIN, PIN_BARE), FUNCTION_SPI);
	select_function(f, GROUP, GROUP_AB, FUNCTION_UART);
	assert_int_equal(function_of(f, GROUP, GROUP_AB), FUNCTION_UART);
	assert_int_equal(function_of(f, PIN, PIN_B), FUNCTION_UART);
	assert_int_equal(function_of(f, PIN, PIN_BARE), FUNCTION_SPI);
}

static void pins_of_several_functions_have_none_together(void **state)
{
	struct fixture *f = *state;

	select_function(f, GROUP, GROUP_ALL, FUNCTION_UART);
	select_function(f, PIN, PIN_A, FUNCTION_GPIO);
	assert_int_equal(function_of(f, GROUP, GROUP_ALL), MODEL_NO_FUNCTION);
	assert_int_equal(function_of(f, PIN, PIN_A), FUNCTION_GPIO);
	assert_int_equal(function_of(f, PIN, PIN_B), FUNCTION_UART);
}

static void a_function_can_be_taken_away(void **state)
{
	struct fixture *f = *state;

	select_function(f, GROUP, GROUP_AB, FUNCTION_UART);
	assert_int_equal(select_function(f, GROUP, GROUP_AB, MODEL_NO_FUNCTION),
			 SCMI_SUCCESS);
	assert_int_equal(function_of(f, PIN, PIN_A), MODEL_NO_FUNCTION);
}

static void a_function_that_is_not_to_be_selected_is_not(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_PINCTRL, CONFIGURE, GROUP_AB,
				    FUNCTION_UART, GROUP),
			 SCMI_SUCCESS);
	assert_int_equal(function_of(f, GROUP, GROUP_AB), MODEL_NO_FUNCTION);
}

static void what_is_set_on_a_group_is_set_on_its_pins(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, GROUP, GROUP_AB, DRIVE_STRENGTH, 6),
			 SCMI_SUCCESS);
	assert_int_equal(setting_of(f, PIN, PIN_A, DRIVE_STRENGTH), 6);
	assert_int_equal(setting_of(f, PIN, PIN_B, DRIVE_STRENGTH), 6);
	assert_int_equal(setting_of(f, GROUP, GROUP_AB, DRIVE_STRENGTH), 6);
}

static void what_is_set_on_a_pin_is_not_set_on_others(void **state)
{
	struct fixture *f = *state;

	set(f, PIN, PIN_B, DRIVE_STRENGTH, 6);
	assert_int_equal(setting_of(f, PIN, PIN_A, DRIVE_STRENGTH), 4);
	assert_int_equal(setting_of(f, PIN, PIN_B, DRIVE_STRENGTH), 6);
	assert_int_equal(setting_of(f, PIN, PIN_B, PULL_UP), 1);
}

/* Linux sends them in the order of its device tree. */
static void settings_come_in_any_order(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_PINCTRL, CONFIGURE, PIN_A, 0,
				    SETTINGS(2), DRIVE_STRENGTH, 12, PULL_UP,
				    0),
			 SCMI_SUCCESS);
	assert_int_equal(setting_of(f, PIN, PIN_A, DRIVE_STRENGTH), 12);
	assert_int_equal(setting_of(f, PIN, PIN_A, PULL_UP), 0);
}

static void all_is_set_or_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(send_words(f, SCMI_PINCTRL, CONFIGURE, GROUP_AB,
				    FUNCTION_UART, SELECT | SETTINGS(2) | GROUP,
				    PULL_UP, 0, INPUT_VALUE, 0),
			 SCMI_DENIED);
	assert_int_equal(function_of(f, GROUP, GROUP_AB), MODEL_NO_FUNCTION);
	assert_int_equal(setting_of(f, PIN, PIN_A, PULL_UP), 1);
	/* 9 is too much for the second of the pins only. */
	assert_int_equal(set(f, GROUP, GROUP_AB, DRIVE_STRENGTH, 9),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(setting_of(f, PIN, PIN_A, DRIVE_STRENGTH), 4);
}

/* Another agent of the same model; close_other() ends it. */
static struct fixture *open_other(struct fixture *f, struct fixture *other)
{
	*other = (struct fixture){ .model = f->model, .now = NOW };
	other->agent = scmi_agent_open(f->model);
	assert_non_null(other->agent);
	return other;
}

static void close_other(struct fixture *other)
{
	scmi_agent_close(other->agent);
}

static void a_requested_pin_is_in_use_for_others(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(request(&other, PIN, PIN_A), SCMI_IN_USE);
	assert_int_equal(request(&other, GROUP, GROUP_AB), SCMI_IN_USE);
	assert_int_equal(release(&other, PIN, PIN_A), SCMI_IN_USE);
	assert_int_equal(request(&other, PIN, PIN_B), SCMI_SUCCESS);
	assert_int_equal(release(f, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(request(&other, PIN, PIN_A), SCMI_SUCCESS);
	close_other(&other);
}

static void a_requested_groups_pins_are_in_use_for_others(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	assert_int_equal(request(f, GROUP, GROUP_AB), SCMI_SUCCESS);
	assert_int_equal(request(&other, GROUP, GROUP_AB), SCMI_IN_USE);
	assert_int_equal(request(&other, GROUP, GROUP_ALL), SCMI_IN_USE);
	assert_int_equal(request(&other, PIN, PIN_B), SCMI_IN_USE);
	assert_int_equal(request(&other, PIN, PIN_BARE), SCMI_SUCCESS);
	assert_int_equal(release(f, GROUP, GROUP_AB), SCMI_SUCCESS);
	assert_int_equal(request(&other, GROUP, GROUP_ALL), SCMI_SUCCESS);
	close_other(&other);
}

static void a_pin_is_free_when_each_request_of_it_is_released(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	request(f, PIN, PIN_A);
	request(f, GROUP, GROUP_AB);
	request(f, GROUP, GROUP_ALL);
	release(f, GROUP, GROUP_AB);
	release(f, PIN, PIN_A);
	assert_int_equal(request(&other, PIN, PIN_A), SCMI_IN_USE);
	release(f, GROUP, GROUP_ALL);
	assert_int_equal(request(&other, PIN, PIN_A), SCMI_SUCCESS);
	close_other(&other);
}

static void to_ask_twice_is_to_ask_once(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(release(f, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(request(&other, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(release(&other, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(release(&other, PIN, PIN_A), SCMI_SUCCESS);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_SUCCESS);
	close_other(&other);
}

static void what_another_has_requested_is_read_but_not_configured(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	request(f, PIN, PIN_A);
	assert_int_equal(set(&other, PIN, PIN_A, PULL_UP, 0), SCMI_DENIED);
	assert_int_equal(set(&other, GROUP, GROUP_AB, PULL_UP, 0), SCMI_DENIED);
	assert_int_equal(select_function(&other, GROUP, GROUP_AB,
					 FUNCTION_UART),
			 SCMI_DENIED);
	assert_int_equal(setting_of(&other, PIN, PIN_B, PULL_UP), 1);
	assert_int_equal(function_of(&other, PIN, PIN_B), MODEL_NO_FUNCTION);
	assert_int_equal(set(&other, PIN, PIN_B, PULL_UP, 0), SCMI_SUCCESS);
	assert_int_equal(set(f, PIN, PIN_A, PULL_UP, 0), SCMI_SUCCESS);
	assert_int_equal(setting_of(&other, PIN, PIN_A, PULL_UP), 0);
	close_other(&other);
}

static void a_reset_releases_pins_and_leaves_them_as_they_are(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	request(f, PIN, PIN_BARE);
	request(f, GROUP, GROUP_AB);
	select_function(f, GROUP, GROUP_AB, FUNCTION_UART);
	scmi_agent_reset(f->agent, true);
	assert_int_equal(request(&other, GROUP, GROUP_ALL), SCMI_SUCCESS);
	assert_int_equal(function_of(&other, PIN, PIN_A), FUNCTION_UART);
	close_other(&other);
}

static void an_agent_that_leaves_releases_its_pins(void **state)
{
	struct fixture *f = *state, other;

	open_other(f, &other);
	request(&other, GROUP, GROUP_ALL);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_IN_USE);
	close_other(&other);
	assert_int_equal(request(f, PIN, PIN_A), SCMI_SUCCESS);
}

static void it_needs_no_p2a_channels(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	assert_int_equal(request(f, GROUP, GROUP_ALL), SCMI_SUCCESS);
	assert_int_equal(set(f, PIN, PIN_A, PULL_UP, 0), SCMI_SUCCESS);
	assert_int_equal(setting_of(f, PIN, PIN_A, PULL_UP), 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

/* Sends in this room for return values; the status, the response in f->rsp. */
static enum scmi_status send_small(struct fixture *f, size_t room, uint8_t id,
				   const uint32_t *words, size_t n)
{
	uint8_t req[16];
	size_t i;

	wire_store(req, header_of(SCMI_PINCTRL, id));
	for (i = 0; i < n; i++)
		wire_store(req + (i + 1) * WIRE_WORD, words[i]);
	room += 2 * WIRE_WORD;
	f->rsp_len = scmi_agent_command(f->agent, f->now, req,
					(n + 1) * WIRE_WORD, f->rsp, room);
	assert_true(f->rsp_len <= room);
	return (enum scmi_status)(int32_t)wire_load(f->rsp + WIRE_WORD);
}

/* Identifier @i of a part of a list. */
static uint32_t listed(const struct fixture *f, uint32_t i)
{
	return rsp_word(f, 2 + i / 2) >> i % 2 * 16 & 0xffff;
}

static void list_in_parts(struct fixture *f, size_t room)
{
	uint32_t i, n, left, index = 0;

	do {
		const uint32_t words[] = { GROUP_ALL, GROUP, index };

		assert_int_equal(send_small(f, room, LIST, words, 3),
				 SCMI_SUCCESS);
		n = rsp_word(f, 1) & 0xfff;
		left = rsp_word(f, 1) >> 16;
		assert_true(n > 0);
		for (i = 0; i < n; i++)
			assert_int_equal(listed(f, i), index + i);
		assert_int_equal(f->rsp_len, 12 + (n + 1) / 2 * 4);
		index += n;
		assert_int_equal(index + left, 3);
	} while (left);
}

static void lists_come_in_parts_that_fit_whatever_the_room(void **state)
{
	size_t room;

	for (room = 8; room < 20; room++)
		list_in_parts(*state, room);
}

static void get_in_parts(struct fixture *f, size_t room)
{
	static const uint32_t types[] = { PULL_UP, DRIVE_STRENGTH,
					  INPUT_VALUE };
	uint32_t i, n, left, skip = 0;

	do {
		const uint32_t words[] = { PIN_A, GET_ALL | SKIP(skip) };

		assert_int_equal(send_small(f, room, GET, words, 2),
				 SCMI_SUCCESS);
		n = rsp_word(f, 2) & 0xff;
		left = rsp_word(f, 2) >> 24;
		assert_true(n > 0);
		for (i = 0; i < n; i++)
			assert_int_equal(rsp_word(f, 3 + 2 * i),
					 types[skip + i]);
		assert_int_equal(f->rsp_len, 16 + n * 8);
		skip += n;
		assert_int_equal(skip + left, 3);
	} while (left);
}

static void settings_come_in_parts_that_fit_whatever_the_room(void **state)
{
	size_t room;

	for (room = 16; room < 40; room++)
		get_in_parts(*state, room);
}

static void a_part_that_would_be_empty_is_not_sent(void **state)
{
	static const uint32_t all[] = { PIN_A, GET_ALL };
	static const uint32_t one[] = { PIN_A, PULL_UP };
	static const uint32_t none[] = { PIN_BARE, GET_ALL };
	struct fixture *f = *state;

	assert_int_equal(send_small(f, 15, GET, all, 2), SCMI_COMMS_ERROR);
	assert_int_equal(f->rsp_len, 8);
	assert_int_equal(send_small(f, 15, GET, one, 2), SCMI_COMMS_ERROR);
	assert_int_equal(send_small(f, 8, GET, none, 2), SCMI_SUCCESS);
	assert_int_equal(f->rsp_len, 16);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_groups_function_is_that_of_its_pins),
		test(pins_of_several_functions_have_none_together),
		test(a_function_can_be_taken_away),
		test(a_function_that_is_not_to_be_selected_is_not),
		test(what_is_set_on_a_group_is_set_on_its_pins),
		test(what_is_set_on_a_pin_is_not_set_on_others),
		test(settings_come_in_any_order),
		test(all_is_set_or_nothing),
		test(a_requested_pin_is_in_use_for_others),
		test(a_requested_groups_pins_are_in_use_for_others),
		test(a_pin_is_free_when_each_request_of_it_is_released),
		test(to_ask_twice_is_to_ask_once),
		test(what_another_has_requested_is_read_but_not_configured),
		test(a_reset_releases_pins_and_leaves_them_as_they_are),
		test(an_agent_that_leaves_releases_its_pins),
		test(it_needs_no_p2a_channels),
		test(lists_come_in_parts_that_fit_whatever_the_room),
		test(settings_come_in_parts_that_fit_whatever_the_room),
		test(a_part_that_would_be_empty_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

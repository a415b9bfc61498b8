// SPDX-License-Identifier: GPL-2.0-only
/*
 * What exists for an agent, under which identifiers, and what it may do with it.
 * The fixture's agent has everything, another one what a test grants it.
 */
#include "fixture.h"
#include "vectors.h"

#include <errno.h>
#include <stdlib.h>

/* REQ: X-01 */

#define CONTROL MODEL_RIGHT_CONTROL
#define READ	MODEL_RIGHT_READ
#define SEE	MODEL_RIGHT_SEE

/* In the order of the identifiers that the agent has for them. */
static struct model_grant some_clocks[] = {
	{ CLOCK_LIST, CONTROL },
	{ CLOCK_FIXED, SEE },
};

static struct model_grant some_power[] = { { POWER_SLOW, READ } };

static struct model_grant some_perf[] = {
	{ PERF_FIXED, SEE },
	{ PERF_VALUES, CONTROL },
};

static struct model_grant some_sensors[] = {
	{ SENSOR_SLOW, SEE },
	{ SENSOR_POWER, READ },
	{ SENSOR_TEMP, READ },
};

static struct model_grant some_resets[] = { { RESET_SLOW, CONTROL } };

static struct model_grant some_powercaps[] = {
	{ POWERCAP_FIXED, SEE },
	{ POWERCAP_CPU, CONTROL },
};

static struct model_grant some_pins[] = {
	{ PIN_BARE, SEE },
	{ PIN_B, READ },
};

static struct model_grant some_groups[] = { { GROUP_ALL, CONTROL } };

static struct model_grant some_functions[] = {
	{ FUNCTION_SPI, SEE },
	{ FUNCTION_UART, CONTROL },
};

/* No voltage domain. */
static const struct model_agent some = {
	.name = "vm1",
	.events_max = MODEL_EVENTS_MAX,
	.grants = {
		[MODEL_KIND_CLOCK] = { some_clocks, ARRAY_SIZE(some_clocks) },
		[MODEL_KIND_POWER] = { some_power, ARRAY_SIZE(some_power) },
		[MODEL_KIND_PERF] = { some_perf, ARRAY_SIZE(some_perf) },
		[MODEL_KIND_SENSOR] = { some_sensors, ARRAY_SIZE(some_sensors) },
		[MODEL_KIND_RESET] = { some_resets, ARRAY_SIZE(some_resets) },
		[MODEL_KIND_POWERCAP] = { some_powercaps, ARRAY_SIZE(some_powercaps) },
		[MODEL_KIND_PIN] = { some_pins, ARRAY_SIZE(some_pins) },
		[MODEL_KIND_PIN_GROUP] = { some_groups, ARRAY_SIZE(some_groups) },
		[MODEL_KIND_PIN_FUNCTION] = { some_functions, ARRAY_SIZE(some_functions) },
	},
};

/* The fixture, and a second agent. */
struct pair {
	struct fixture *f;
	struct fixture vm;
	struct model_agent configured[2];
};

static void open_vm(struct pair *p)
{
	void *f;

	fixture_setup(&f);
	p->f = f;
	p->f->model->configured = p->configured;
	p->f->model->n_configured = ARRAY_SIZE(p->configured);
	p->vm = (struct fixture){ .model = p->f->model, .now = NOW };
	p->vm.agent = scmi_agent_open(p->f->model);
	assert_non_null(p->vm.agent);
	scmi_agent_reset(p->vm.agent, true);
}

static void close_vm(struct pair *p)
{
	void *f = p->f;

	scmi_agent_close(p->vm.agent);
	p->f->model->configured = NULL;
	p->f->model->n_configured = 0;
	fixture_teardown(&f);
}

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	p->configured[1] = some;
	open_vm(p);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	close_vm(*state);
	free(*state);
	return 0;
}

#define good(f, ...) assert_int_equal(send_words(f, __VA_ARGS__), SCMI_SUCCESS)

static void reopen_with(struct pair *p, struct model_grant *grant,
			enum model_right right)
{
	grant->right = right;
	scmi_agent_close(p->vm.agent);
	p->vm.agent = scmi_agent_open(p->f->model);
	scmi_agent_reset(p->vm.agent, true);
}

static uint32_t attribute(struct pair *p, uint8_t protocol, size_t i)
{
	assert_int_equal(fixture_send(&p->vm, protocol, 0x01, NULL, 0),
			 SCMI_SUCCESS);
	return rsp_word(&p->vm, i);
}

static void only_what_was_granted_is_counted(void **state)
{
	struct pair *p = *state;

	assert_int_equal(attribute(p, SCMI_CLOCK, 1) & 0xffff, 2);
	assert_int_equal(attribute(p, SCMI_POWER, 1), 1);
	assert_int_equal(attribute(p, SCMI_PERF, 1) & 0xffff, 2);
	assert_int_equal(attribute(p, SCMI_SENSOR, 1) & 0xffff, 3);
	assert_int_equal(attribute(p, SCMI_RESET, 1), 1);
	assert_int_equal(attribute(p, SCMI_POWERCAP, 1), 2);
	assert_int_equal(attribute(p, SCMI_PINCTRL, 1), 1 << 16 | 2);
	assert_int_equal(attribute(p, SCMI_PINCTRL, 2), 2);
}

static void a_protocol_of_which_nothing_was_granted_is_not_offered(void **state)
{
	struct pair *p = *state;

	assert_int_equal(fixture_send(&p->vm, SCMI_VOLTAGE, 0x00, NULL, 0),
			 SCMI_NOT_SUPPORTED);
	assert_int_equal(attribute(p, SCMI_BASE, 1) & 0xff, 8);
	good(&p->vm, SCMI_BASE, 0x06, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 8);
	assert_int_equal(rsp_word(&p->vm, 2), 0x14131211);
	assert_int_equal(rsp_word(&p->vm, 3), 0x19181615);
}

/* Names, by the message that tells them in full. */
static void expect_name(struct pair *p, uint8_t protocol, uint8_t id,
			uint32_t local, const char *name)
{
	good(&p->vm, protocol, id, local);
	assert_string_equal((const char *)p->vm.rsp + 3 * WIRE_WORD, name);
}

static void identifiers_are_dense_in_the_order_of_the_grants(void **state)
{
	struct pair *p = *state;

	expect_name(p, SCMI_CLOCK, 0x08, 0, "display_pixel_clock");
	expect_name(p, SCMI_CLOCK, 0x08, 1, "osc");
	expect_name(p, SCMI_POWER, 0x08, 0, "gpu_and_its_memory");
	expect_name(p, SCMI_PERF, 0x0c, 1, "cpu");
	expect_name(p, SCMI_SENSOR, 0x0c, 2, "soc_temperature_sensor");
	expect_name(p, SCMI_RESET, 0x06, 0, "gpu_and_its_memory");
	expect_name(p, SCMI_POWERCAP, 0x08, 1, "cpu_cluster_and_its_cache");
}

static void what_was_not_granted_cannot_be_named(void **state)
{
	struct pair *p = *state;
	static const uint8_t names[][3] = {
		{ SCMI_CLOCK, 0x03, 2 },    { SCMI_CLOCK, 0x04, 2 },
		{ SCMI_CLOCK, 0x06, 2 },    { SCMI_CLOCK, 0x08, 2 },
		{ SCMI_CLOCK, 0x09, 2 },    { SCMI_CLOCK, 0x0c, 2 },
		{ SCMI_CLOCK, 0x0f, 2 },    { SCMI_POWER, 0x03, 1 },
		{ SCMI_POWER, 0x05, 1 },    { SCMI_POWER, 0x06, 1 },
		{ SCMI_PERF, 0x03, 2 },	    { SCMI_PERF, 0x04, 2 },
		{ SCMI_PERF, 0x08, 2 },	    { SCMI_SENSOR, 0x06, 3 },
		{ SCMI_SENSOR, 0x0c, 3 },   { SCMI_RESET, 0x03, 1 },
		{ SCMI_RESET, 0x04, 1 },    { SCMI_POWERCAP, 0x03, 2 },
		{ SCMI_POWERCAP, 0x04, 2 }, { SCMI_POWERCAP, 0x09, 2 },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const uint32_t words[] = { names[i][2], 0, 0 };
		enum scmi_status status = SCMI_PROTOCOL_ERROR;

		/* As many words as the row has. */
		for (n = 1; status == SCMI_PROTOCOL_ERROR; n++)
			status = fixture_send(&p->vm, names[i][0], names[i][1],
					      words, n);
		assert_int_equal(status, SCMI_NOT_FOUND);
	}
	assert_int_equal(send_words(&p->vm, SCMI_PINCTRL, 0x03, 2, 0),
			 SCMI_NOT_FOUND);
	assert_int_equal(send_words(&p->vm, SCMI_PINCTRL, 0x03, 1, 1),
			 SCMI_NOT_FOUND);
	assert_int_equal(send_words(&p->vm, SCMI_PINCTRL, 0x03, 2, 2),
			 SCMI_NOT_FOUND);
	assert_int_equal(send_words(&p->vm, SCMI_SENSOR, 0x03, 3),
			 SCMI_INVALID_PARAMETERS);
}

/* What takes more than to see. */
static const struct {
	uint8_t protocol, id;
	enum model_right right;
} takes[] = {
	{ SCMI_POWER, 0x04, CONTROL },	 { SCMI_POWER, 0x05, READ },
	{ SCMI_POWER, 0x06, READ },	 { SCMI_POWER, 0x07, READ },
	{ SCMI_PERF, 0x05, CONTROL },	 { SCMI_PERF, 0x06, READ },
	{ SCMI_PERF, 0x07, CONTROL },	 { SCMI_PERF, 0x08, READ },
	{ SCMI_PERF, 0x09, READ },	 { SCMI_PERF, 0x0a, READ },
	{ SCMI_CLOCK, 0x05, CONTROL },	 { SCMI_CLOCK, 0x06, READ },
	{ SCMI_CLOCK, 0x07, CONTROL },	 { SCMI_CLOCK, 0x09, READ },
	{ SCMI_CLOCK, 0x0a, READ },	 { SCMI_CLOCK, 0x0b, READ },
	{ SCMI_CLOCK, 0x0d, CONTROL },	 { SCMI_CLOCK, 0x0e, READ },
	{ SCMI_SENSOR, 0x04, READ },	 { SCMI_SENSOR, 0x05, READ },
	{ SCMI_SENSOR, 0x06, READ },	 { SCMI_SENSOR, 0x09, READ },
	{ SCMI_SENSOR, 0x0a, READ },	 { SCMI_SENSOR, 0x0b, READ },
	{ SCMI_RESET, 0x04, CONTROL },	 { SCMI_RESET, 0x05, READ },
	{ SCMI_VOLTAGE, 0x05, CONTROL }, { SCMI_VOLTAGE, 0x06, READ },
	{ SCMI_VOLTAGE, 0x07, CONTROL }, { SCMI_VOLTAGE, 0x08, READ },
	{ SCMI_POWERCAP, 0x04, READ },	 { SCMI_POWERCAP, 0x05, CONTROL },
	{ SCMI_POWERCAP, 0x06, READ },	 { SCMI_POWERCAP, 0x07, CONTROL },
	{ SCMI_POWERCAP, 0x09, READ },	 { SCMI_POWERCAP, 0x0a, READ },
	{ SCMI_POWERCAP, 0x0b, READ },	 { SCMI_PINCTRL, 0x05, READ },
	{ SCMI_PINCTRL, 0x06, CONTROL }, { SCMI_PINCTRL, 0x07, CONTROL },
	{ SCMI_PINCTRL, 0x08, CONTROL },
};

static enum model_right needed(const struct vector *v)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(takes); i++)
		if (takes[i].protocol == v->protocol && takes[i].id == v->id)
			return takes[i].right;
	return SEE;
}

/* The status of a vector's request from an agent with one right to all. */
static enum scmi_status status_with(const struct vector *v,
				    enum model_right right)
{
	struct pair p = { 0 };
	uint8_t req[64], rsp[256];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD);

	/* Their number is known when there is a model. */
	open_vm(&p);
	scmi_agent_close(p.vm.agent);
	fixture_grant_all(&p.configured[1], p.f->model, right);
	p.vm.agent = scmi_agent_open(p.f->model);
	scmi_agent_reset(p.vm.agent, true);
	wire_store(req, header_of(v->protocol, v->id));
	scmi_agent_command(p.vm.agent, NOW, req, len, rsp, sizeof(rsp));
	close_vm(&p);
	fixture_free_grants(&p.configured[1]);
	return (enum scmi_status)(int32_t)wire_load(rsp + WIRE_WORD);
}

/* All that succeeds for who may do all, with each of the rights. */
static void a_right_is_good_for_what_it_says(void **state)
{
	enum model_right right;
	size_t i;

	(void)state;
	for (i = 0; i < n_vectors; i++) {
		if (strncmp(vectors[i].rsp, OK, 8))
			continue;
		for (right = SEE; right <= CONTROL; right++)
			assert_int_equal(status_with(&vectors[i], right),
					 right < needed(&vectors[i])
						 ? SCMI_DENIED
						 : SCMI_SUCCESS);
	}
}

static uint32_t flags_of(struct pair *p, uint8_t protocol, uint32_t id)
{
	good(&p->vm, protocol, 0x03, id);
	return rsp_word(&p->vm, 1);
}

static void attributes_promise_nothing_that_is_not_permitted(void **state)
{
	struct pair *p = *state;

	/* Notifications, parents, its state: none; restricted. */
	assert_int_equal(flags_of(p, SCMI_CLOCK, 1), 0x00000002);
	assert_int_equal(flags_of(p, SCMI_CLOCK, 0), 0xf8000000);
	assert_int_equal(flags_of(p, SCMI_POWER, 0), 0x98000000);
	assert_int_equal(flags_of(p, SCMI_PERF, 0), 0);
	assert_int_equal(flags_of(p, SCMI_PERF, 1), 0xf0000000);
	assert_int_equal(flags_of(p, SCMI_RESET, 0), 0xe0000000);
	assert_int_equal(flags_of(p, SCMI_POWERCAP, 0), 0x01000000);
	reopen_with(p, &some_resets[0], SEE);
	assert_int_equal(flags_of(p, SCMI_RESET, 0), 0x20000000);
	reopen_with(p, &some_resets[0], CONTROL);
}

static void a_voltage_is_promised_to_who_may_set_it(void **state)
{
	struct model_grant voltages[] = { { VOLTAGE_RANGE, READ } };
	struct pair *p = *state;

	p->configured[1].grants[MODEL_KIND_VOLTAGE] =
		(struct model_grants){ voltages, 1 };
	reopen_with(p, &voltages[0], READ);
	assert_int_equal(flags_of(p, SCMI_VOLTAGE, 0), 0);
	reopen_with(p, &voltages[0], CONTROL);
	assert_int_equal(flags_of(p, SCMI_VOLTAGE, 0), 0x80000000);
}

static void permissions_of_clocks_agree_with_the_right(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_CLOCK, 0x0f, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 0xe0000000);
	good(&p->vm, SCMI_CLOCK, 0x0f, 1);
	assert_int_equal(rsp_word(&p->vm, 1), 0);
}

/* Linux refuses a range where nothing can be set. */
static void what_may_not_be_set_has_one_value(void **state)
{
	struct pair *p = *state;

	reopen_with(p, &some_powercaps[1], READ);
	good(&p->vm, SCMI_POWERCAP, 0x03, 1);
	assert_int_equal(rsp_word(&p->vm, 1), 0xd5000000);
	assert_int_equal(rsp_word(&p->vm, 9), 5000);
	assert_int_equal(rsp_word(&p->vm, 10), 5000);
	reopen_with(p, &some_powercaps[1], CONTROL);
	good(&p->vm, SCMI_POWERCAP, 0x03, 1);
	assert_int_equal(rsp_word(&p->vm, 9), 500);
}

static void only_parents_that_exist_are_listed(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_CLOCK, 0x0c, 0, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 1);
	assert_int_equal(rsp_word(&p->vm, 2), 1);
	assert_int_equal(send_words(&p->vm, SCMI_CLOCK, 0x0c, 0, 1),
			 SCMI_OUT_OF_RANGE);
}

static void parents_are_named_by_the_agents_identifiers(void **state)
{
	struct pair *p = *state;

	/* Fed by a clock that does not exist for it. */
	assert_int_equal(send_words(&p->vm, SCMI_CLOCK, 0x0e, 0),
			 SCMI_NOT_FOUND);
	assert_int_equal(send_words(&p->vm, SCMI_CLOCK, 0x0d, 0, 2),
			 SCMI_NOT_FOUND);
	good(&p->vm, SCMI_CLOCK, 0x0d, 0, 1);
	good(&p->vm, SCMI_CLOCK, 0x0e, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 1);
	good(p->f, SCMI_CLOCK, 0x0e, CLOCK_LIST);
	assert_int_equal(rsp_word(p->f, 1), CLOCK_FIXED);
}

static void a_domain_is_no_part_of_what_does_not_exist(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_POWERCAP, 0x03, 1);
	assert_int_equal(rsp_word(&p->vm, 14), MODEL_NO_PARENT);
	good(p->f, SCMI_POWERCAP, 0x03, POWERCAP_CPU);
	assert_int_equal(rsp_word(p->f, 14), POWERCAP_SOC);
}

static void members_are_those_that_exist(void **state)
{
	struct pair *p = *state;

	/* A group: two of its three pins. */
	good(&p->vm, SCMI_PINCTRL, 0x03, 0, 1);
	assert_int_equal(rsp_word(&p->vm, 1), 2);
	good(&p->vm, SCMI_PINCTRL, 0x04, 0, 1, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 2);
	assert_int_equal(rsp_word(&p->vm, 2), 0 << 16 | 1);
	/* A function: one of its two groups. */
	good(&p->vm, SCMI_PINCTRL, 0x04, 1, 2, 0);
	assert_int_equal(rsp_word(&p->vm, 1), 1);
	assert_int_equal(rsp_word(&p->vm, 2), 0);
}

#define SET_FUNCTION 0x401 /* of a group */

static void functions_are_named_by_the_agents_identifiers(void **state)
{
	struct pair *p = *state;

	assert_int_equal(send_words(&p->vm, SCMI_PINCTRL, 0x06, 0, 2,
				    SET_FUNCTION),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(send_words(&p->vm, SCMI_PINCTRL, 0x06, 0, 0,
				    SET_FUNCTION),
			 SCMI_DENIED);
	good(&p->vm, SCMI_PINCTRL, 0x06, 0, 1, SET_FUNCTION);
	good(&p->vm, SCMI_PINCTRL, 0x05, 0, 2 << 18 | 1 << 16);
	assert_int_equal(rsp_word(&p->vm, 1), 1);
	good(p->f, SCMI_PINCTRL, 0x05, GROUP_ALL, 2 << 18 | 1 << 16);
	assert_int_equal(rsp_word(p->f, 1), FUNCTION_UART);
	/* One that does not exist is none. */
	good(p->f, SCMI_PINCTRL, 0x06, PIN_A, FUNCTION_GPIO, 0x400);
	good(p->f, SCMI_PINCTRL, 0x06, PIN_BARE, FUNCTION_GPIO, 0x400);
	good(&p->vm, SCMI_PINCTRL, 0x05, 0, 2 << 18 | 1 << 16);
	assert_int_equal(rsp_word(&p->vm, 1), MODEL_NO_FUNCTION);
}

static void sensors_are_listed_in_the_order_of_the_grants(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_SENSOR, 0x03, 1);
	assert_int_equal(rsp_word(&p->vm, 1), 2);
	assert_int_equal(rsp_word(&p->vm, 2), 1);
	assert_string_equal((const char *)p->vm.rsp + 6 * WIRE_WORD, "power");
	/* Nothing that only who may read can use. */
	good(&p->vm, SCMI_SENSOR, 0x03, 0);
	assert_int_equal(rsp_word(&p->vm, 2), 0);
	assert_int_equal(rsp_word(&p->vm, 3), 0x100);
}

static void notifications_name_what_the_agent_knows(void **state)
{
	struct pair *p = *state;
	struct fixture *vm = &p->vm;

	good(vm, SCMI_CLOCK, 0x09, 0, 1);
	good(p->f, SCMI_CLOCK, 0x05, 0, CLOCK_LIST, 7000000, 0);
	expect_event(vm, NOTE(SCMI_CLOCK, 0), 1, 0, 7000000, 0);
	good(vm, SCMI_POWER, 0x06, 0, 1);
	good(p->f, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	expect_event(vm, NOTE(SCMI_POWER, 0), 1, 0, MODEL_POWER_ON);
	good(vm, SCMI_PERF, 0x09, 1, 1);
	good(vm, SCMI_PERF, 0x0a, 1, 1);
	good(p->f, SCMI_PERF, 0x05, PERF_VALUES, 30, 20);
	expect_event(vm, NOTE(SCMI_PERF, 0), 1, 1, 30, 20);
	expect_event(vm, NOTE(SCMI_PERF, 1), 1, 1, 20);
	good(vm, SCMI_RESET, 0x05, 0, 1);
	good(p->f, SCMI_RESET, 0x04, RESET_SLOW, 1, 0);
	expect_event(vm, NOTE(SCMI_RESET, 0), 1, 0, 0);
	good(vm, SCMI_POWERCAP, 0x0a, 1, 1);
	good(p->f, SCMI_POWERCAP, 0x05, POWERCAP_CPU, 0, 600);
	expect_event(vm, NOTE(SCMI_POWERCAP, 0), 1, 1, 600, 10000);
	assert_false(next_event(vm));
}

static void samples_name_what_the_agent_knows(void **state)
{
	struct pair *p = *state;
	struct fixture *vm = &p->vm;

	good(vm, SCMI_SENSOR, 0x0b, 1, 1);
	vm->now += 50 * NSEC_PER_MSEC;
	expect_event(vm, NOTE(SCMI_SENSOR, 1), 0, 1, 1500000, 0, 0, 0);
	good(vm, SCMI_SENSOR, 0x0b, 1, 0);
	good(vm, SCMI_SENSOR, 0x04, 2, 1);
	good(vm, SCMI_SENSOR, 0x05, 2, 1, 100, 0);
	vm->now += 100 * NSEC_PER_MSEC;
	expect_event(vm, NOTE(SCMI_SENSOR, 0), 0, 2, 0x10000);
	good(vm, SCMI_POWERCAP, 0x0b, 1, 1, 0, 10);
	vm->now += 10 * NSEC_PER_MSEC;
	assert_true(next_event(vm));
	assert_int_equal(event_word(vm, 0), NOTE(SCMI_POWERCAP, 1));
	assert_int_equal(event_word(vm, 2), 1);
}

static void delayed_responses_name_what_the_agent_knows(void **state)
{
	struct pair *p = *state;
	struct fixture *vm = &p->vm;

	good(vm, SCMI_CLOCK, 0x05, 1, 0, 9000000, 0);
	expect_event(vm, DELAYED(SCMI_CLOCK, 0x05), 0, 0, 9000000, 0);
	good(vm, SCMI_SENSOR, 0x06, 1, 1);
	good(vm, SCMI_RESET, 0x04, 0, 5, 0);
	good(vm, SCMI_POWERCAP, 0x05, 1, 2, 700);
	vm->now += 3 * NSEC_PER_MSEC;
	expect_event(vm, DELAYED(SCMI_RESET, 0x04), 0, 0);
	expect_event(vm, DELAYED(SCMI_POWERCAP, 0x05), 0, 1, 700);
	expect_event(vm, DELAYED(SCMI_SENSOR, 0x06), 0, 1, 1500000, 0, 0, 0);
}

static void each_agents_votes_count_whatever_it_calls_the_domain(void **state)
{
	struct pair *p = *state;

	good(p->f, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(&p->vm, SCMI_POWER, 0x05, 0);
	assert_int_equal(rsp_word(&p->vm, 1), MODEL_POWER_ON);
	good(&p->vm, SCMI_RESET, 0x04, 0, 0, 0);
	assert_int_equal(send_words(p->f, SCMI_RESET, 0x04, RESET_SLOW, 1, 0),
			 SCMI_GENERIC_ERROR);
}

static void an_agents_own_system_is_as_configured(void **state)
{
	struct pair *p = *state;

	p->configured[1].has_system = true;
	p->configured[1].system = (struct model_system){
		.offered = true,
		.allowed = 1u << MODEL_SYSTEM_SUSPEND,
	};
	reopen_with(p, &some_power[0], READ);
	assert_int_equal(send_words(&p->vm, SCMI_SYSTEM, 0x03, 0,
				    MODEL_SYSTEM_SHUTDOWN),
			 SCMI_NOT_SUPPORTED);
	good(&p->vm, SCMI_SYSTEM, 0x03, 0, MODEL_SYSTEM_SUSPEND);
	good(p->f, SCMI_SYSTEM, 0x03, 0, MODEL_SYSTEM_SHUTDOWN);
}

static void an_agent_has_its_configured_name_and_number(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_BASE, 0x07, 0xffffffff);
	assert_int_equal(rsp_word(&p->vm, 1), 2);
	assert_string_equal((const char *)p->vm.rsp + 3 * WIRE_WORD, "vm1");
	reopen_with(p, &some_power[0], READ);
	assert_int_equal(p->vm.agent->id, 2);
}

static void no_more_agents_than_are_configured(void **state)
{
	struct pair *p = *state;

	errno = 0;
	assert_null(scmi_agent_open(p->f->model));
	assert_int_equal(errno, ENOSPC);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(only_what_was_granted_is_counted),
		test(a_protocol_of_which_nothing_was_granted_is_not_offered),
		test(identifiers_are_dense_in_the_order_of_the_grants),
		test(what_was_not_granted_cannot_be_named),
		cmocka_unit_test(a_right_is_good_for_what_it_says),
		test(attributes_promise_nothing_that_is_not_permitted),
		test(a_voltage_is_promised_to_who_may_set_it),
		test(permissions_of_clocks_agree_with_the_right),
		test(what_may_not_be_set_has_one_value),
		test(only_parents_that_exist_are_listed),
		test(parents_are_named_by_the_agents_identifiers),
		test(a_domain_is_no_part_of_what_does_not_exist),
		test(members_are_those_that_exist),
		test(functions_are_named_by_the_agents_identifiers),
		test(sensors_are_listed_in_the_order_of_the_grants),
		test(notifications_name_what_the_agent_knows),
		test(samples_name_what_the_agent_knows),
		test(delayed_responses_name_what_the_agent_knows),
		test(each_agents_votes_count_whatever_it_calls_the_domain),
		test(an_agents_own_system_is_as_configured),
		test(an_agent_has_its_configured_name_and_number),
		test(no_more_agents_than_are_configured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

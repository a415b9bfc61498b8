// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a management agent knows of others and does with them, and what others
 * cannot.
 */
#include "fixture.h"

#include <stdlib.h>

/* REQ: X-02 */

#define DISCOVER_AGENT	     0x07
#define DEVICE_PERMISSIONS   0x09
#define PROTOCOL_PERMISSIONS 0x0a
#define RESET_CONFIGURATION  0x0b

#define DENY  0
#define ALLOW 1

/* Agents, numbered from 1. */
#define MANAGER 1
#define VM	2
#define NOBODY	3

enum {
	GPU, /* the slow power domain, a clock, a sensor */
	BUS, /* two clocks, one of which is the GPU's, too */
	NO_DEVICE
};

static uint32_t gpu_power[] = { POWER_SLOW };
static uint32_t gpu_clocks[] = { CLOCK_LIST };
static uint32_t gpu_sensors[] = { SENSOR_POWER };
static uint32_t bus_clocks[] = { CLOCK_RANGE, CLOCK_LIST };
static uint32_t denied[] = { GPU };

static struct model_device devices[] = {
	[GPU] = { .name = "gpu",
		  .members = { [MODEL_KIND_POWER] = { gpu_power, 1 },
			       [MODEL_KIND_CLOCK] = { gpu_clocks, 1 },
			       [MODEL_KIND_SENSOR] = { gpu_sensors, 1 } } },
	[BUS] = { .name = "bus",
		  .members = { [MODEL_KIND_CLOCK] = { bus_clocks, 2 } } },
};

/* Both may do all with all. */
struct pair {
	struct fixture manager;
	struct fixture vm;
	struct model_agent configured[2];
	struct fixture *f;
	unsigned int woken;
};

static void open_agent(struct pair *p, struct fixture *as)
{
	*as = (struct fixture){ .model = p->f->model, .now = NOW };
	as->agent = scmi_agent_open(p->f->model);
	assert_non_null(as->agent);
	scmi_agent_reset(as->agent, true);
}

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	struct scmi_model *model;
	void *f;

	assert_non_null(p);
	fixture_setup(&f);
	p->f = f;
	model = p->f->model;
	scmi_agent_close(p->f->agent);
	p->f->agent = NULL;
	p->configured[0] = (struct model_agent){
		.name = "manager",
		.management = true,
		.events_max = MODEL_EVENTS_MAX,
	};
	p->configured[1] = (struct model_agent){
		.name = "vm",
		.events_max = MODEL_EVENTS_MAX,
	};
	fixture_grant_all(&p->configured[0], model, MODEL_RIGHT_CONTROL);
	fixture_grant_all(&p->configured[1], model, MODEL_RIGHT_CONTROL);
	model->configured = p->configured;
	model->n_configured = ARRAY_SIZE(p->configured);
	model->devices = devices;
	model->n_devices = ARRAY_SIZE(devices);
	open_agent(p, &p->manager);
	open_agent(p, &p->vm);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;
	struct scmi_model *model = p->f->model;
	void *f = p->f;

	scmi_agent_close(p->vm.agent);
	scmi_agent_close(p->manager.agent);
	model->configured = NULL;
	model->n_configured = 0;
	model->devices = NULL;
	model->n_devices = 0;
	fixture_free_grants(&p->configured[0]);
	fixture_free_grants(&p->configured[1]);
	fixture_teardown(&f);
	free(p);
	return 0;
}

static void reopen_vm(struct pair *p)
{
	scmi_agent_close(p->vm.agent);
	open_agent(p, &p->vm);
}

#define good(f, ...)   assert_int_equal(send_words(f, __VA_ARGS__), SCMI_SUCCESS)
#define manage(p, ...) send_words(&(p)->manager, SCMI_BASE, __VA_ARGS__)

static enum scmi_status permit(struct pair *p, uint32_t device, uint32_t flags)
{
	return manage(p, DEVICE_PERMISSIONS, VM, device, flags);
}

/* What the other agent gets when it reads a clock's rate, a domain's state. */
static enum scmi_status clock_of(struct pair *p, uint32_t id)
{
	return send_words(&p->vm, SCMI_CLOCK, 0x06, id);
}

static enum scmi_status power_of(struct pair *p, uint32_t id)
{
	return send_words(&p->vm, SCMI_POWER, 0x05, id);
}

static void others_are_denied_whatever_they_name(void **state)
{
	struct pair *p = *state;
	uint32_t id;

	for (id = 0; id <= NOBODY; id++) {
		assert_int_equal(send_words(&p->vm, SCMI_BASE,
					    DEVICE_PERMISSIONS, id, GPU, 2),
				 SCMI_DENIED);
		assert_int_equal(send_words(&p->vm, SCMI_BASE,
					    PROTOCOL_PERMISSIONS, id, NO_DEVICE,
					    SCMI_CLOCK, DENY),
				 SCMI_DENIED);
		assert_int_equal(send_words(&p->vm, SCMI_BASE,
					    RESET_CONFIGURATION, id, 1),
				 SCMI_DENIED);
	}
	assert_int_equal(send_words(&p->vm, SCMI_BASE, DISCOVER_AGENT, MANAGER),
			 SCMI_DENIED);
	assert_int_equal(send_words(&p->vm, SCMI_BASE, DISCOVER_AGENT, NOBODY),
			 SCMI_DENIED);
	assert_int_equal(fixture_send(&p->vm, SCMI_BASE, 0x01, NULL, 0),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->vm, 1) >> 8, 1);
}

static void expect_name(struct pair *p, uint32_t id, const char *name)
{
	assert_int_equal(manage(p, DISCOVER_AGENT, id), SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->manager, 1), id);
	assert_string_equal((const char *)p->manager.rsp + 3 * WIRE_WORD, name);
}

static void a_management_agent_discovers_all(void **state)
{
	struct pair *p = *state;

	assert_int_equal(fixture_send(&p->manager, SCMI_BASE, 0x01, NULL, 0),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->manager, 1) >> 8, 2);
	expect_name(p, 0, "platform");
	expect_name(p, MANAGER, "manager");
	expect_name(p, VM, "vm");
	assert_int_equal(manage(p, DISCOVER_AGENT, NOBODY), SCMI_NOT_FOUND);
	/* It is there whether it is connected or not. */
	scmi_agent_close(p->vm.agent);
	expect_name(p, VM, "vm");
	open_agent(p, &p->vm);
}

static void what_does_not_exist_or_makes_no_sense_is_refused(void **state)
{
	struct pair *p = *state;

	assert_int_equal(manage(p, DEVICE_PERMISSIONS, 0, GPU, DENY),
			 SCMI_NOT_FOUND);
	assert_int_equal(manage(p, DEVICE_PERMISSIONS, NOBODY, GPU, DENY),
			 SCMI_NOT_FOUND);
	assert_int_equal(permit(p, NO_DEVICE, DENY), SCMI_NOT_FOUND);
	assert_int_equal(permit(p, GPU, 2), SCMI_INVALID_PARAMETERS);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, NOBODY, GPU,
				SCMI_CLOCK, DENY),
			 SCMI_NOT_FOUND);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, NO_DEVICE,
				SCMI_CLOCK, DENY),
			 SCMI_NOT_FOUND);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, 0x7f, DENY),
			 SCMI_NOT_FOUND);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, 0x114, DENY),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, SCMI_CLOCK,
				2),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, SCMI_BASE,
				DENY),
			 SCMI_DENIED);
	assert_int_equal(manage(p, RESET_CONFIGURATION, 0, 0), SCMI_NOT_FOUND);
	assert_int_equal(manage(p, RESET_CONFIGURATION, NOBODY, 0),
			 SCMI_NOT_FOUND);
	assert_int_equal(manage(p, RESET_CONFIGURATION, VM, 2),
			 SCMI_INVALID_PARAMETERS);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_SUCCESS);
}

static void a_device_that_is_taken_is_denied_at_once(void **state)
{
	struct pair *p = *state;

	assert_int_equal(permit(p, GPU, DENY), SCMI_SUCCESS);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_DENIED);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_DENIED);
	assert_int_equal(send_words(&p->vm, SCMI_POWER, 0x03, POWER_SLOW),
			 SCMI_DENIED);
	assert_int_equal(permit(p, GPU, ALLOW), SCMI_SUCCESS);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_SUCCESS);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_SUCCESS);
}

static void nothing_else_moves_or_goes(void **state)
{
	struct pair *p = *state;

	assert_int_equal(permit(p, GPU, DENY), SCMI_SUCCESS);
	assert_int_equal(clock_of(p, CLOCK_RANGE), SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->vm, 1), 500000000);
	assert_int_equal(power_of(p, POWER_FIXED), SCMI_SUCCESS);
	assert_int_equal(fixture_send(&p->vm, SCMI_CLOCK, 0x01, NULL, 0),
			 SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->vm, 1) & 0xffff, 3);
	/* Nor is it anybody else's business. */
	good(&p->manager, SCMI_CLOCK, 0x06, CLOCK_LIST);
}

static void one_device_that_is_denied_is_enough(void **state)
{
	struct pair *p = *state;

	permit(p, GPU, DENY);
	permit(p, BUS, DENY);
	permit(p, GPU, ALLOW);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_DENIED);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_SUCCESS);
	permit(p, BUS, ALLOW);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_SUCCESS);
}

static void a_protocol_can_be_taken_of_a_device(void **state)
{
	struct pair *p = *state;

	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, SCMI_CLOCK,
				DENY),
			 SCMI_SUCCESS);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_DENIED);
	assert_int_equal(clock_of(p, CLOCK_RANGE), SCMI_SUCCESS);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_SUCCESS);
	/* The device as such is not what was taken. */
	permit(p, GPU, ALLOW);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_DENIED);
	assert_int_equal(manage(p, PROTOCOL_PERMISSIONS, VM, GPU, SCMI_CLOCK,
				ALLOW),
			 SCMI_SUCCESS);
	assert_int_equal(clock_of(p, CLOCK_LIST), SCMI_SUCCESS);
}

/* REQ: X-03 */
static void votes_and_subscriptions_go_with_what_is_taken(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(&p->vm, SCMI_POWER, 0x06, POWER_SLOW, 1);
	good(&p->manager, SCMI_POWER, 0x06, POWER_SLOW, 1);
	permit(p, GPU, DENY);
	expect_event(&p->manager, NOTE(SCMI_POWER, 0), VM, POWER_SLOW,
		     MODEL_POWER_OFF);
	permit(p, GPU, ALLOW);
	good(&p->manager, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_false(next_event(&p->vm));
}

static void count(void *ctx)
{
	(*(unsigned int *)ctx)++;
}

static void what_is_under_way_ends_as_denied(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_CLOCK, 0x05, 1, CLOCK_RANGE, 100000000, 0);
	/* This one was to have no response, and another is not concerned. */
	good(&p->vm, SCMI_CLOCK, 0x05, 3, CLOCK_RANGE, 200000000, 0);
	good(&p->vm, SCMI_VOLTAGE, 0x07, VOLTAGE_RANGE, 1, 800000);
	scmi_agent_on_event(p->vm.agent, count, &p->woken);
	permit(p, BUS, DENY);
	assert_true(p->woken > 0);
	expect_event(&p->vm, DELAYED(SCMI_CLOCK, 0x05), SCMI_DENIED);
	p->vm.now += 2 * NSEC_PER_MSEC;
	expect_event(&p->vm, DELAYED(SCMI_VOLTAGE, 0x07), 0, VOLTAGE_RANGE,
		     800000);
	assert_false(next_event(&p->vm));
	good(&p->manager, SCMI_CLOCK, 0x06, CLOCK_RANGE);
	assert_int_equal(rsp_word(&p->manager, 1), 500000000);
}

static void a_reset_drops_what_the_agent_asked_for(void **state)
{
	struct pair *p = *state;

	good(&p->vm, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(&p->vm, SCMI_PERF, 0x05, PERF_VALUES, 20, 20);
	good(&p->vm, SCMI_CLOCK, 0x05, 1, CLOCK_RANGE, 100000000, 0);
	permit(p, BUS, DENY);
	assert_true(next_event(&p->vm));
	assert_int_equal(manage(p, RESET_CONFIGURATION, VM, 0), SCMI_SUCCESS);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_SUCCESS);
	assert_int_equal(rsp_word(&p->vm, 1), MODEL_POWER_OFF);
	good(&p->vm, SCMI_PERF, 0x06, PERF_VALUES);
	assert_int_equal(rsp_word(&p->vm, 1), 30);
	/* Permissions are left alone. */
	assert_int_equal(clock_of(p, CLOCK_RANGE), SCMI_DENIED);
	assert_int_equal(manage(p, RESET_CONFIGURATION, VM, 1), SCMI_SUCCESS);
	assert_int_equal(clock_of(p, CLOCK_RANGE), SCMI_SUCCESS);
}

static void what_is_denied_at_first_can_be_given_and_reset(void **state)
{
	struct pair *p = *state;

	p->configured[VM - 1].denied = (struct model_members){ denied, 1 };
	reopen_vm(p);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_DENIED);
	permit(p, GPU, ALLOW);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_SUCCESS);
	assert_int_equal(manage(p, RESET_CONFIGURATION, VM, 1), SCMI_SUCCESS);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_DENIED);
	p->configured[VM - 1].denied.n = 0;
}

static void permissions_outlive_a_connection(void **state)
{
	struct pair *p = *state;

	permit(p, GPU, DENY);
	scmi_agent_reset(p->vm.agent, true);
	assert_int_equal(power_of(p, POWER_SLOW), SCMI_DENIED);
}

static void a_sensor_that_is_taken_keeps_its_place_without_a_name(void **state)
{
	struct pair *p = *state;
	uint32_t before;

	good(&p->vm, SCMI_SENSOR, 0x03, SENSOR_POWER);
	before = rsp_word(&p->vm, 3);
	permit(p, GPU, DENY);
	good(&p->vm, SCMI_SENSOR, 0x03, SENSOR_POWER);
	assert_int_equal(rsp_word(&p->vm, 2), SENSOR_POWER);
	assert_int_not_equal(rsp_word(&p->vm, 3), before);
	assert_int_equal(rsp_word(&p->vm, 3), 0);
	assert_int_equal(rsp_word(&p->vm, 5), 0);
	/* The next one is whole. */
	assert_int_equal(rsp_word(&p->vm, 9), SENSOR_AXES);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(others_are_denied_whatever_they_name),
		test(a_management_agent_discovers_all),
		test(what_does_not_exist_or_makes_no_sense_is_refused),
		test(a_device_that_is_taken_is_denied_at_once),
		test(nothing_else_moves_or_goes),
		test(one_device_that_is_denied_is_enough),
		test(a_protocol_can_be_taken_of_a_device),
		test(votes_and_subscriptions_go_with_what_is_taken),
		test(what_is_under_way_ends_as_denied),
		test(a_reset_drops_what_the_agent_asked_for),
		test(what_is_denied_at_first_can_be_given_and_reset),
		test(permissions_outlive_a_connection),
		test(a_sensor_that_is_taken_keeps_its_place_without_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

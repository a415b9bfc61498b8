// SPDX-License-Identifier: GPL-2.0-only
/*
 * One agent floods, another measures what it gets.
 */
#include "fixture.h"

#include <stdlib.h>

/* REQ: X-04 */

#define PER_S	   1000
#define BURST	   10
#define EVENTS_MAX 4
#define STEP	   (100 * NSEC_PER_USEC)

/* The second agent is bounded, the first one is as free as can be. */
struct pair {
	struct fixture *f;
	struct fixture flood;
	struct model_agent configured[2];
};

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	void *f;

	assert_non_null(p);
	fixture_setup(&f);
	p->f = f;
	p->configured[1] = (struct model_agent){
		.name = "flood",
		.commands_per_s = PER_S,
		.burst = BURST,
		.events_max = EVENTS_MAX,
	};
	fixture_grant_all(&p->configured[1], p->f->model, MODEL_RIGHT_CONTROL);
	p->f->model->configured = p->configured;
	p->f->model->n_configured = ARRAY_SIZE(p->configured);
	p->flood = (struct fixture){ .model = p->f->model, .now = NOW };
	p->flood.agent = scmi_agent_open(p->f->model);
	assert_non_null(p->flood.agent);
	scmi_agent_reset(p->flood.agent, true);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;
	void *f = p->f;

	scmi_agent_close(p->flood.agent);
	fixture_free_grants(&p->configured[1]);
	p->f->model->configured = NULL;
	p->f->model->n_configured = 0;
	fixture_teardown(&f);
	free(p);
	return 0;
}

#define good(f, ...) assert_int_equal(send_words(f, __VA_ARGS__), SCMI_SUCCESS)

/* As many commands as may be now. Return: how many. */
static unsigned int flood(struct fixture *f)
{
	unsigned int n = 0;

	for (; scmi_agent_ready(f->agent) <= f->now; n++)
		good(f, SCMI_CLOCK, 0x06, CLOCK_LIST);
	return n;
}

static void a_flood_is_held_to_its_rate(void **state)
{
	struct pair *p = *state;
	unsigned int n = flood(&p->flood);

	assert_int_equal(n, BURST);
	while (p->flood.now < NOW + NSEC_PER_SEC) {
		p->flood.now += STEP;
		n += flood(&p->flood);
	}
	assert_int_equal(n, BURST + PER_S);
}

static void who_measures_is_never_late(void **state)
{
	struct pair *p = *state;

	while (p->flood.now < NOW + NSEC_PER_SEC / 10) {
		p->flood.now += STEP;
		p->f->now = p->flood.now;
		flood(&p->flood);
		assert_int_equal(scmi_agent_ready(p->f->agent), 0);
		good(p->f, SCMI_SENSOR, 0x06, SENSOR_TEMP, 0);
	}
}

static void who_waits_is_told_for_how_long(void **state)
{
	struct pair *p = *state;

	flood(&p->flood);
	assert_int_equal(scmi_agent_ready(p->flood.agent),
			 NOW + NSEC_PER_SEC / PER_S);
	p->flood.now += NSEC_PER_SEC / PER_S;
	assert_int_equal(flood(&p->flood), 1);
}

static void a_burst_is_possible_again_after_a_rest(void **state)
{
	struct pair *p = *state;

	flood(&p->flood);
	p->flood.now += NSEC_PER_SEC;
	assert_int_equal(flood(&p->flood), BURST);
}

static void a_reset_is_no_way_around_it(void **state)
{
	struct pair *p = *state;

	flood(&p->flood);
	scmi_agent_reset(p->flood.agent, true);
	assert_int_equal(flood(&p->flood), 0);
}

/* What is no command at all costs as much as one. */
static void garbage_counts_too(void **state)
{
	struct pair *p = *state;
	uint8_t req[4] = { 0 }, rsp[8];
	unsigned int i;

	wire_store(req, 0xffffffff);
	for (i = 0; i < BURST; i++)
		scmi_agent_command(p->flood.agent, NOW, req, i % 5, rsp, 0);
	assert_int_equal(flood(&p->flood), 0);
}

static void events_of_one_do_not_displace_anothers(void **state)
{
	struct pair *p = *state;
	unsigned int i, n = 0;

	good(p->f, SCMI_CLOCK, 0x09, CLOCK_RANGE, 1);
	good(&p->flood, SCMI_CLOCK, 0x09, CLOCK_RANGE, 1);
	for (i = 1; i <= 10; i++)
		good(p->f, SCMI_CLOCK, 0x05, 0, CLOCK_RANGE,
		     i * 50000000 + 100000000, 0);
	for (i = 7; i <= 10; i++)
		expect_event(&p->flood, NOTE(SCMI_CLOCK, 0), 1, CLOCK_RANGE,
			     i * 50000000 + 100000000, 0);
	assert_false(next_event(&p->flood));
	assert_int_equal(p->flood.agent->events.dropped, 10 - EVENTS_MAX);
	while (next_event(p->f))
		n++;
	assert_int_equal(n, 10);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_flood_is_held_to_its_rate),
		test(who_measures_is_never_late),
		test(who_waits_is_told_for_how_long),
		test(a_burst_is_possible_again_after_a_rest),
		test(a_reset_is_no_way_around_it),
		test(garbage_counts_too),
		test(events_of_one_do_not_displace_anothers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

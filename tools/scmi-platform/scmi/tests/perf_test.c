// SPDX-License-Identifier: GPL-2.0-only
/*
 * Performance levels that several agents ask for.
 */
#include "fixture.h"

#include <stdlib.h>

/* REQ: P-05, X-03 */

#define LIMITS_SET 0x05
#define LEVEL_SET  0x07
#define LEVEL_GET  0x08

/* The fixture, which watches, and another agent. */
struct pair {
	struct fixture *f;
	struct fixture other;
};

#define good(f, ...) assert_int_equal(send_words(f, __VA_ARGS__), SCMI_SUCCESS)

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	void *f;

	assert_non_null(p);
	fixture_setup(&f);
	p->f = f;
	p->other = (struct fixture){ .model = p->f->model, .now = NOW };
	p->other.agent = scmi_agent_open(p->f->model);
	assert_non_null(p->other.agent);
	good(p->f, SCMI_PERF, 0x0a, PERF_VALUES, 1);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;
	void *f = p->f;

	scmi_agent_close(p->other.agent);
	fixture_teardown(&f);
	free(p);
	return 0;
}

static void ask(struct fixture *f, uint32_t level)
{
	good(f, SCMI_PERF, LEVEL_SET, PERF_VALUES, level);
}

static void expect_level(struct fixture *f, uint32_t level)
{
	good(f, SCMI_PERF, LEVEL_GET, PERF_VALUES);
	assert_int_equal(rsp_word(f, 1), level);
}

/* The last notification is of this level, and by this agent. */
static void expect_change(struct pair *p, uint32_t by, uint32_t level)
{
	expect_event(p->f, NOTE(SCMI_PERF, 1), by, PERF_VALUES, level);
	assert_false(next_event(p->f));
	expect_level(p->f, level);
}

static void the_highest_level_that_is_asked_for_holds(void **state)
{
	struct pair *p = *state;

	ask(&p->other, 30);
	expect_change(p, 2, 30);
	ask(p->f, 20);
	assert_false(next_event(p->f));
	expect_level(p->f, 30);
	expect_level(&p->other, 30);
	ask(&p->other, 10);
	expect_change(p, 2, 20);
}

static void a_level_goes_with_who_asked_for_it(void **state)
{
	struct pair *p = *state;

	ask(p->f, 20);
	expect_change(p, 1, 20);
	ask(&p->other, 30);
	expect_change(p, 2, 30);
	scmi_agent_reset(p->other.agent, true);
	expect_change(p, 2, 20);
}

static void without_a_wish_it_is_as_configured(void **state)
{
	struct pair *p = *state;

	p->f->model->perf[PERF_VALUES].default_level = 1;
	ask(&p->other, 10);
	ask(&p->other, 30);
	while (next_event(p->f))
		;
	scmi_agent_reset(p->other.agent, true);
	expect_change(p, 2, 20);
}

static void limits_hold_a_level_back_and_let_it_go_again(void **state)
{
	struct pair *p = *state;

	ask(p->f, 30);
	expect_change(p, 1, 30);
	good(&p->other, SCMI_PERF, LIMITS_SET, PERF_VALUES, 20, 10);
	expect_change(p, 2, 20);
	good(&p->other, SCMI_PERF, LIMITS_SET, PERF_VALUES, 30, 10);
	expect_change(p, 2, 30);
}

static void a_level_beyond_the_limits_is_refused(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_PERF, LIMITS_SET, PERF_VALUES, 20, 20);
	assert_int_equal(send_words(p->f, SCMI_PERF, LEVEL_SET, PERF_VALUES,
				    30),
			 SCMI_OUT_OF_RANGE);
	assert_int_equal(send_words(p->f, SCMI_PERF, LEVEL_SET, PERF_VALUES,
				    10),
			 SCMI_OUT_OF_RANGE);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_highest_level_that_is_asked_for_holds),
		test(a_level_goes_with_who_asked_for_it),
		test(without_a_wish_it_is_as_configured),
		test(limits_hold_a_level_back_and_let_it_go_again),
		test(a_level_beyond_the_limits_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

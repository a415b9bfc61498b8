// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes with an agent that leaves or is reset, and who hears of it.
 */
#include "fixture.h"

#include <stdlib.h>

/* REQ: X-03 */

/* The fixture, and another agent, which goes. */
struct pair {
	struct fixture *f;
	struct fixture other;
	unsigned int woken;
};

static void count(void *ctx)
{
	(*(unsigned int *)ctx)++;
}

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
	scmi_agent_reset(p->other.agent, true);
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

#define good(f, ...) assert_int_equal(send_words(f, __VA_ARGS__), SCMI_SUCCESS)

static void leave(struct pair *p)
{
	scmi_agent_on_event(p->f->agent, count, &p->woken);
	scmi_agent_close(p->other.agent);
	p->other.agent = NULL;
}

static void a_power_domain_goes_off_with_the_last_that_wants_it_on(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(p->f, SCMI_POWER, 0x06, POWER_SLOW, 1);
	leave(p);
	expect_event(p->f, NOTE(SCMI_POWER, 0), 2, POWER_SLOW, MODEL_POWER_OFF);
	assert_false(next_event(p->f));
	assert_int_equal(p->woken, 1);
}

static void limits_go_with_who_set_them(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_PERF, 0x05, PERF_VALUES, 20, 20);
	good(p->f, SCMI_PERF, 0x09, PERF_VALUES, 1);
	leave(p);
	expect_event(p->f, NOTE(SCMI_PERF, 0), 2, PERF_VALUES, 30, 10);
	assert_false(next_event(p->f));
}

static void a_domain_is_in_reset_again_when_nobody_uses_it(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_RESET, 0x04, RESET_SLOW, 0, 0);
	good(p->f, SCMI_RESET, 0x05, RESET_SLOW, 1);
	leave(p);
	expect_event(p->f, NOTE(SCMI_RESET, 0), 2, RESET_SLOW, 0);
	assert_false(next_event(p->f));
}

static void a_cap_goes_with_who_set_it(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_POWERCAP, 0x05, POWERCAP_SOC, 0, 1000);
	good(&p->other, SCMI_POWERCAP, 0x07, POWERCAP_SOC, 0, 1000);
	good(p->f, SCMI_POWERCAP, 0x0a, POWERCAP_SOC, 1);
	leave(p);
	expect_event(p->f, NOTE(SCMI_POWERCAP, 0), 2, POWERCAP_SOC, 8000,
		     10000);
	assert_false(next_event(p->f));
}

static void who_measures_is_woken_for_another_interval(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_POWERCAP, 0x07, POWERCAP_SOC, 0, 1000);
	good(p->f, SCMI_POWERCAP, 0x0b, POWERCAP_SOC, 1, 0, 10000);
	assert_int_equal(scmi_agent_next(p->f->agent), NOW + NSEC_PER_MSEC);
	leave(p);
	assert_int_equal(scmi_agent_next(p->f->agent),
			 NOW + 10 * NSEC_PER_MSEC);
	assert_int_equal(p->woken, 1);
}

static void pins_are_free_when_their_holder_is_gone(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_PINCTRL, 0x07, GROUP_AB, 1);
	good(&p->other, SCMI_PINCTRL, 0x07, PIN_A, 0);
	assert_int_equal(send_words(p->f, SCMI_PINCTRL, 0x07, PIN_A, 0),
			 SCMI_IN_USE);
	leave(p);
	good(p->f, SCMI_PINCTRL, 0x07, PIN_A, 0);
}

static void what_changes_nothing_is_not_told(void **state)
{
	struct pair *p = *state;

	good(p->f, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(&p->other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(p->f, SCMI_POWER, 0x06, POWER_SLOW, 1);
	good(&p->other, SCMI_PERF, 0x05, PERF_VALUES, 30, 10);
	good(p->f, SCMI_PERF, 0x09, PERF_VALUES, 1);
	leave(p);
	assert_false(next_event(p->f));
	assert_int_equal(p->woken, 0);
}

static void who_is_reset_hears_nothing_of_it(void **state)
{
	struct pair *p = *state;

	good(&p->other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	good(&p->other, SCMI_POWER, 0x06, POWER_SLOW, 1);
	good(p->f, SCMI_POWER, 0x06, POWER_SLOW, 1);
	scmi_agent_reset(p->other.agent, true);
	assert_false(next_event(&p->other));
	assert_true(next_event(p->f));
}

static void its_own_doing_wakes_nobody(void **state)
{
	struct pair *p = *state;

	scmi_agent_on_event(p->f->agent, count, &p->woken);
	good(p->f, SCMI_POWER, 0x06, POWER_SLOW, 1);
	good(p->f, SCMI_POWER, 0x04, 1, POWER_SLOW, MODEL_POWER_ON);
	p->f->now += 2 * NSEC_PER_MSEC;
	assert_true(next_event(p->f));
	assert_int_equal(p->woken, 0);
	good(&p->other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_int_equal(p->woken, 0);
	good(p->f, SCMI_POWER, 0x07, POWER_SLOW, 1);
	good(&p->other, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_int_equal(p->woken, 1);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_power_domain_goes_off_with_the_last_that_wants_it_on),
		test(limits_go_with_who_set_them),
		test(a_domain_is_in_reset_again_when_nobody_uses_it),
		test(a_cap_goes_with_who_set_it),
		test(who_measures_is_woken_for_another_interval),
		test(pins_are_free_when_their_holder_is_gone),
		test(what_changes_nothing_is_not_told),
		test(who_is_reset_hears_nothing_of_it),
		test(its_own_doing_wakes_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

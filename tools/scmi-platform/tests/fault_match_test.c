// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which messages a rule for faults chooses.
 */
#include "fault_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void skip_and_count_choose_messages(void **state)
{
	struct stack *s = start_with(state, "skip=1,count=2,do=drop");
	uint32_t i;

	for (i = 0; i < 5; i++)
		stack_command(s, (uint16_t)(2 * i), HDR(i), 0);
	stack_expect_reply(s, 0, HDR(0u));
	stack_expect_reply(s, 6, HDR(3u));
	stack_expect_reply(s, 8, HDR(4u));
	assert_int_equal(s->faults.rules->fired, 2);
}

static void protocol_and_message_choose_messages(void **state)
{
	struct stack *s = start_with(state, "proto=0x14,msg=5,do=drop");

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, 0x15u << 10 | 5u, 0);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_reply(s, 2, 0x15u << 10 | 5u);
	stack_command(s, 4, ASYNC(1u), 0);
	stack_expect_nothing(s, 0, 5);
}

static void first_rule_that_fires_wins(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=token:+1");
	stack_fault(s, "do=token:+5");
	fe_start(&s->fe, FE_FEATURES);
	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(1u), 0);
	assert_int_equal(scmi_load32(guest_room(&s->guest, 0, 0)), HDR(2u));
	assert_int_equal(scmi_load32(guest_room(&s->guest, 0, 2)), HDR(6u));
	assert_int_equal(s->faults.rules->next->fired, 1);
}

static unsigned int count_fired(const char *spec)
{
	struct fault_set set = { 0 };
	unsigned int n = 0, i;

	assert_int_equal(fault_add(&set, spec, stderr), 0);
	for (i = 0; i < 10000; i++)
		n += !!fault_match(&set, FAULT_AT_COMMAND, HDR(1u));
	fault_clear(&set);
	return n;
}

static void chance_is_kept_and_repeatable(void **state)
{
	unsigned int n = count_fired("p=0.25,count=always,seed=7,do=drop");

	(void)state;
	assert_in_range(n, 2300, 2700);
	assert_int_equal(count_fired("p=0.25,count=always,seed=7,do=drop"), n);
	assert_int_not_equal(count_fired("p=0.25,count=always,seed=8,do=drop"),
			     n);
	assert_int_equal(count_fired("p=0,count=always,do=drop"), 0);
	assert_int_equal(count_fired("p=1,count=always,do=drop"), 10000);
}

static void without_rules_nothing_fires(void **state)
{
	struct fault_set none = { 0 };

	(void)state;
	assert_null(fault_match(&none, FAULT_AT_COMMAND, HDR(1u)));
	fault_report(&none);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(skip_and_count_choose_messages),
		T(protocol_and_message_choose_messages),
		T(first_rule_that_fires_wins),
		cmocka_unit_test(without_rules_nothing_fires),
		cmocka_unit_test(chance_is_kept_and_repeatable),
	};

	return cmocka_run_group_tests_name("fault_match", tests, NULL, NULL);
}

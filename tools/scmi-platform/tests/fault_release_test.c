// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that are removed while they hold something back.
 */
#include "fault_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* As the control socket does it. */
static void remove_rule(struct stack *s, unsigned int id)
{
	struct fault_rule *rule = fault_unlink(&s->faults, id);

	assert_non_null(rule);
	glue_release_fault(s->glue, rule);
	fault_free(rule);
}

static void held_replies_return_in_order(void **state)
{
	struct stack *s = start_with(state, "do=hold:5,count=always");

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_nothing(s, 0, 5);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_reply(s, 2, HDR(2u));
	expect_sane(s);
}

static void delayed_reply_returns_once(void **state)
{
	struct stack *s = start_with(state, "do=delay:3600000");

	stack_command(s, 0, HDR(1u), 0);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
	assert_null(s->loop.timers);
}

static void what_another_rule_holds_stays(void **state)
{
	struct stack *s = start_with(state, "do=delay:3600000");

	stack_fault(s, "do=hold:2");
	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	remove_rule(s, 2);
	stack_expect_reply(s, 2, HDR(2u));
	stack_expect_nothing(s, 0, 5);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
}

/* The rule would fire for what waits in the queue, were it still there. */
static void stuck_queue_goes_on_for_good(void **state)
{
	struct stack *s = start_with(state, "do=stuck,count=always");

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_nothing(s, 0, 5);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_reply(s, 2, HDR(2u));
	expect_sane(s);
}

static void queue_that_is_stuck_for_a_while_goes_on_at_once(void **state)
{
	struct stack *s = start_with(state, "do=stuck:3600000");

	stack_command(s, 0, HDR(1u), 0);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
	assert_null(s->loop.timers);
	expect_sane(s);
}

static void queue_that_another_rule_stopped_stays_stuck(void **state)
{
	struct stack *s = start_with(state, "do=stuck:3600000");

	stack_fault(s, "do=hold:2");
	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	remove_rule(s, 2);
	stack_expect_nothing(s, 0, 5);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_reply(s, 2, HDR(2u));
}

static void returned_message_is_not_rewritten_any_more(void **state)
{
	struct stack *s = start_with(state, "do=rewrite-after:60000000");

	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	remove_rule(s, 1);
	assert_null(s->loop.timers);
	assert_int_equal(scmi_load32(guest_room(&s->guest, 0, 0)), HDR(1u));
}

static void reply_does_not_wait_for_its_delayed_response(void **state)
{
	struct stack *s = start_with(state, "do=delayed-error");

	fake.latency = 3600 * NSEC_PER_SEC;
	stack_buffers(s, 1, 128);
	stack_command(s, 0, ASYNC(1u), 1);
	stack_expect_nothing(s, 0, 5);
	remove_rule(s, 1);
	stack_expect_reply(s, 0, ASYNC(1u));
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(held_replies_return_in_order),
		T(delayed_reply_returns_once),
		T(what_another_rule_holds_stays),
		T(stuck_queue_goes_on_for_good),
		T(queue_that_is_stuck_for_a_while_goes_on_at_once),
		T(queue_that_another_rule_stopped_stays_stuck),
		T(returned_message_is_not_rewritten_any_more),
		T(reply_does_not_wait_for_its_delayed_response),
	};

	return cmocka_run_group_tests_name("fault_release", tests, NULL, NULL);
}

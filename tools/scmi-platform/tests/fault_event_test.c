// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every deliberate fault of a delayed response or a notification, seen from the
 * driver.
 */
#include "fault_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect_event(struct stack *s, uint32_t hdr)
{
	uint32_t id, len;

	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(scmi_load32(guest_room(&s->guest, 1, (uint16_t)id)),
			 hdr);
}

static struct stack *start_async(void **state, const char *spec)
{
	struct stack *s = start_with(state, spec);

	fake.latency = 5 * NSEC_PER_MSEC;
	stack_buffers(s, 4, 64);
	stack_command(s, 0, ASYNC(3u), 1);
	return s;
}

static void delayed_response_comes_first(void **state)
{
	struct stack *s = start_async(state, "do=delayed-first:200");

	expect_event(s, ASYNC(3u) | DELAYED);
	stack_expect_nothing(s, 0, 10);
	stack_expect_reply(s, 0, ASYNC(3u));
	expect_sane(s);
}

static void delayed_response_comes_together_with_the_response(void **state)
{
	struct stack *s = start_async(state, "do=delayed-same");
	struct guest_ring *rings = s->guest.rings;
	unsigned int i;

	for (i = 0; i < 1000 && !rings[1].used->idx; i++) {
		assert_int_equal(rings[0].used->idx, 0);
		fe_pump_ms(&s->fe, 1);
	}
	assert_int_equal(rings[1].used->idx, rings[0].used->idx);
	stack_expect_reply(s, 0, ASYNC(3u));
	expect_event(s, ASYNC(3u) | DELAYED);
}

static void delayed_response_comes_with_an_error(void **state)
{
	struct stack *s = start_async(state, "do=delayed-error");
	const uint8_t *rsp = guest_room(&s->guest, 0, 0);
	uint32_t id, len;

	assert_true(fe_used(&s->fe, 0, &id, &len));
	assert_int_equal(len, 8);
	assert_int_equal((int32_t)scmi_load32(rsp + 4), SCMI_GENERIC_ERROR);
	expect_event(s, ASYNC(3u) | DELAYED);
}

static void delayed_response_comes_twice(void **state)
{
	struct stack *s = start_async(state, "do=delayed-twice");

	stack_expect_reply(s, 0, ASYNC(3u));
	expect_event(s, ASYNC(3u) | DELAYED);
	expect_event(s, ASYNC(3u) | DELAYED);
	stack_expect_nothing(s, 1, 10);
}

static void delayed_response_does_not_come(void **state)
{
	struct stack *s = start_async(state, "do=delayed-drop");

	stack_expect_reply(s, 0, ASYNC(3u));
	stack_expect_nothing(s, 1, 20);
	stack_command(s, 2, ASYNC(4u), 1);
	expect_event(s, ASYNC(4u) | DELAYED);
}

static void synchronous_command_is_not_held_for_a_delayed_response(void **state)
{
	struct stack *s = start_with(state, "do=delayed-first,count=always");

	stack_buffers(s, 4, 64);
	stack_command(s, 0, ASYNC(3u), 0);
	stack_expect_reply(s, 0, ASYNC(3u));
	/* Flags: asynchronous, but the agent does not want to hear of it. */
	stack_command(s, 2, ASYNC(4u), 3);
	stack_expect_reply(s, 2, ASYNC(4u));
	/* No message that can be asynchronous. */
	stack_command(s, 6, HDR(6u), 1);
	stack_expect_reply(s, 6, HDR(6u));
	fake.status = -2;
	stack_command(s, 4, ASYNC(5u), 1);
	fe_pump_ms(&s->fe, 5);
	assert_int_equal(s->guest.rings[0].used->idx, 4);
}

static void each_delayed_response_has_its_own_fate(void **state)
{
	struct stack *s = start_async(state, "count=2,do=delayed-twice");
	unsigned int i, seen = 0;
	uint32_t id, len;

	stack_command(s, 2, ASYNC(4u), 1);
	for (i = 0; i < 4; i++) {
		assert_true(fe_used(&s->fe, 1, &id, &len));
		seen += scmi_load32(guest_room(&s->guest, 1, (uint16_t)id)) ==
			(ASYNC(3u) | DELAYED);
	}
	assert_int_equal(seen, 2);
	stack_buffers(s, 4, 64);
	stack_command(s, 4, ASYNC(5u), 1);
	expect_event(s, ASYNC(5u) | DELAYED);
	stack_expect_nothing(s, 1, 10);
}

static void fates_are_forgotten_at_disconnect(void **state)
{
	struct stack *s = start_async(state, "count=2,do=delayed-drop");

	stack_command(s, 2, ASYNC(4u), 1);
	fe_disconnect(&s->fe);
	guest_reset_rings(&s->guest);
	fe_connect(&s->fe, s->path);
	fe_start(&s->fe, FE_FEATURES);
	stack_buffers(s, 4, 64);
	stack_command(s, 0, ASYNC(3u), 1);
	expect_event(s, ASYNC(3u) | DELAYED);
}

static void post(bool delayed, uint32_t hdr)
{
	uint8_t msg[16] = { 0 };

	scmi_store32(msg, hdr);
	fake_agent_post(delayed, msg, sizeof(msg), loop_now());
}

static void event_is_distorted(void **state)
{
	struct stack *s = start_with(state, "do=event-type:0");

	stack_buffers(s, 4, 64);
	post(false, HDR(1u) | 3u << 8);
	post(false, HDR(2u) | 3u << 8);
	expect_sane(s);
	expect_event(s, HDR(1u));
	expect_event(s, HDR(2u) | 3u << 8);
}

static void event_is_short(void **state)
{
	struct stack *s = start_with(state, "do=event-short:3");
	uint32_t id, len;

	stack_buffers(s, 4, 64);
	post(false, HDR(1u));
	expect_sane(s);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, 3);
}

static void event_rule_ignores_commands(void **state)
{
	struct stack *s = start_with(state, "do=event-drop,count=always");

	expect_sane(s);
}

static void event_is_dropped_and_its_buffer_kept(void **state)
{
	struct stack *s = start_with(state, "do=event-drop");

	stack_buffers(s, 1, 64);
	post(true, HDR(1u));
	post(true, HDR(2u));
	expect_sane(s);
	expect_event(s, HDR(2u));
}

static void event_is_delayed(void **state)
{
	struct stack *s = start_with(state, "do=event-delay:20");

	stack_buffers(s, 4, 64);
	post(true, HDR(1u));
	post(true, HDR(2u));
	expect_sane(s);
	expect_event(s, HDR(2u));
	expect_event(s, HDR(1u));
}

static void later_event_may_be_ready_first(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=event-delay:200");
	stack_fault(s, "do=event-delay:5");
	fe_start(&s->fe, FE_FEATURES);
	stack_buffers(s, 4, 64);
	post(true, HDR(1u));
	post(true, HDR(2u));
	expect_sane(s);
	expect_event(s, HDR(2u));
	expect_event(s, HDR(1u));
}

static void waiting_event_is_forgotten_at_disconnect(void **state)
{
	struct stack *s = start_with(state, "do=event-delay:1000");

	stack_buffers(s, 4, 64);
	post(true, HDR(1u));
	expect_sane(s);
	assert_non_null(s->loop.timers);
	fe_disconnect(&s->fe);
	assert_null(s->loop.timers);
}

static void event_without_status_keeps_what_it_has(void **state)
{
	struct stack *s = start_with(state, "do=event-status:-5");
	uint8_t msg[SCMI_HDR_SIZE];
	uint32_t id, len;

	scmi_store32(msg, HDR(1u));
	stack_buffers(s, 1, 64);
	fake_agent_post(false, msg, sizeof(msg), loop_now());
	expect_sane(s);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, sizeof(msg));
	assert_int_equal(scmi_load32(guest_room(&s->guest, 1, 0)), HDR(1u));
}

static void event_is_rewritten_after_its_return(void **state)
{
	struct stack *s = start_with(state, "do=event-rewrite-after:5000");

	stack_buffers(s, 1, 64);
	post(false, HDR(1u));
	expect_sane(s);
	expect_event(s, HDR(1u));
	fe_pump_ms(&s->fe, 20);
	assert_int_equal(scmi_load32(guest_room(&s->guest, 1, 0)),
			 HDR(1u) ^ SCMI_HDR_ID);
}

static void burst_is_sent_as_fast_as_buffers_come(void **state)
{
	struct stack *s = start_with(state, "do=event-burst:1024");
	unsigned int seen = 0;
	uint32_t id, len;

	stack_buffers(s, 100, 64);
	post(false, HDR(1u));
	expect_sane(s);
	while (seen < 1024) {
		unsigned int batch = 0;

		while (batch < 100 && seen + batch < 1024) {
			expect_event(s, HDR(1u));
			batch++;
		}
		seen += batch;
		stack_buffers(s, 100, 64);
	}
	fe_pump_ms(&s->fe, 10);
	assert_false(guest_used(&s->guest.rings[1], &id, &len));
}

/* REQ: P-04: somebody waits for it. */
static void delayed_response_overtakes_a_burst(void **state)
{
	struct stack *s = start_with(state, "do=event-burst:1024");
	unsigned int i;

	stack_buffers(s, 4, 64);
	post(false, HDR(1u));
	expect_sane(s);
	for (i = 0; i < 4; i++)
		expect_event(s, HDR(1u));
	post(true, ASYNC(3u) | DELAYED);
	stack_buffers(s, 4, 64);
	expect_event(s, ASYNC(3u) | DELAYED);
	for (i = 0; i < 3; i++)
		expect_event(s, HDR(1u));
}

static void early_event_precedes_the_first_command(void **state)
{
	struct stack *s = *state;
	uint32_t id, len;

	stack_fault(s, "proto=0x15,msg=1,do=early-event:8");
	fe_start(&s->fe, FE_FEATURES);
	stack_expect_nothing(s, 1, 5);
	stack_buffers(s, 2, 64);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, 12);
	assert_int_equal(scmi_load32(guest_room(&s->guest, 1, 0)),
			 0x15u << 10 | SCMI_TYPE_NOTIFY << 8 | 1u);
	assert_int_equal(fake.commands, 0);
}

static void early_delayed_response_has_its_token(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=early-delayed:7");
	fe_start(&s->fe, FE_FEATURES);
	stack_buffers(s, 2, 64);
	expect_event(s, 7u << 18 | 0x10u << 10 | DELAYED);
}

static void early_event_without_room_is_dropped(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=early-event:64");
	fe_start(&s->fe, FE_FEATURES);
	stack_buffers(s, 1, 64);
	post(false, HDR(1u));
	expect_sane(s);
	expect_event(s, HDR(1u));
	assert_int_equal(glue_stats(s->glue)->dropped, 1);
}

static void without_eventq_nothing_is_early(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=early-event,count=always");
	fe_start(&s->fe, FE_FEATURES & ~BIT_ULL(0));
	stack_buffers(s, 2, 64);
	stack_expect_nothing(s, 1, 5);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(delayed_response_comes_first),
		T(delayed_response_comes_together_with_the_response),
		T(delayed_response_comes_with_an_error),
		T(delayed_response_comes_twice),
		T(delayed_response_does_not_come),
		T(each_delayed_response_has_its_own_fate),
		T(fates_are_forgotten_at_disconnect),
		T(synchronous_command_is_not_held_for_a_delayed_response),
		T(event_is_distorted),
		T(event_is_short),
		T(event_rule_ignores_commands),
		T(event_is_dropped_and_its_buffer_kept),
		T(event_is_delayed),
		T(later_event_may_be_ready_first),
		T(waiting_event_is_forgotten_at_disconnect),
		T(event_without_status_keeps_what_it_has),
		T(event_is_rewritten_after_its_return),
		T(burst_is_sent_as_fast_as_buffers_come),
		T(delayed_response_overtakes_a_burst),
		T(early_event_precedes_the_first_command),
		T(early_delayed_response_has_its_token),
		T(early_event_without_room_is_dropped),
		T(without_eventq_nothing_is_early),
	};

	return cmocka_run_group_tests_name("fault_event", tests, NULL, NULL);
}

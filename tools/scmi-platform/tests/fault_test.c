// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every deliberate fault, seen from the driver.
 */
#include "scmi_hdr.h"
#include "stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HDR(token)   ((token) << 18 | 0x14u << 10 | 0x07u)
#define ASYNC(token) ((token) << 18 | 0x14u << 10 | 0x05u)
#define DELAYED	     (SCMI_TYPE_DELAYED << 8)

/* What came back for the first command under a rule. */
struct reply {
	uint32_t id;
	uint32_t len;
	uint8_t data[32];
	uint32_t hdr;
};

static struct stack *start_with(void **state, const char *spec)
{
	struct stack *s = *state;

	stack_fault(s, spec);
	fe_start(&s->fe, FE_FEATURES);
	return s;
}

static struct reply provoke(void **state, const char *spec)
{
	struct stack *s = start_with(state, spec);
	struct reply r;

	stack_command(s, 0, HDR(3u), 0);
	assert_true(fe_used(&s->fe, 0, &r.id, &r.len));
	memcpy(r.data, guest_room(&s->guest, 0, 0), sizeof(r.data));
	r.hdr = scmi_load32(r.data);
	return r;
}

/* The next command, for which the rule fires no more, is served well. */
static void expect_sane(struct stack *s)
{
	stack_command(s, 10, HDR(99u), 0);
	stack_expect_reply(s, 10, HDR(99u));
}

static void expect_event(struct stack *s, uint32_t hdr)
{
	uint32_t id, len;

	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(scmi_load32(guest_room(&s->guest, 1, (uint16_t)id)),
			 hdr);
}

static void post(bool delayed, uint32_t hdr)
{
	uint8_t msg[16] = { 0 };

	scmi_store32(msg, hdr);
	fake_agent_post(delayed, msg, sizeof(msg), loop_now());
}

static void short_says_fewer_bytes(void **state)
{
	struct reply r = provoke(state, "do=short:5");

	assert_int_equal(r.len, 5);
	assert_int_equal(r.hdr, HDR(3u));
	assert_int_equal(r.data[8], 0);
	expect_sane(*state);
}

static void short_of_nothing_writes_nothing(void **state)
{
	struct reply r = provoke(state, "do=short:0");

	assert_int_equal(r.len, 0);
	assert_int_equal(r.hdr, 0);
}

static void long_says_more_than_the_buffer_has(void **state)
{
	struct reply r = provoke(state, "do=long:1");

	assert_int_equal(r.len, 33);
	assert_int_equal(r.hdr, HDR(3u));
}

static void no_write_leaves_the_buffer(void **state)
{
	struct reply r = provoke(state, "do=no-write");

	assert_int_equal(r.len, FAKE_RSP_LEN);
	assert_int_equal(r.hdr, 0);
	assert_int_equal(r.data[8], 0);
}

static void zeros_are_written(void **state)
{
	struct stack *s = *state;
	struct reply r;

	memset(guest_room(&s->guest, 0, 0), 0xff, 32);
	r = provoke(state, "do=zeros");
	assert_int_equal(r.len, FAKE_RSP_LEN);
	assert_int_equal(r.hdr, 0);
	assert_int_equal(r.data[11], 0);
	assert_int_equal(r.data[12], 0xff);
}

static void token_is_changed(void **state)
{
	assert_int_equal(provoke(state, "do=token:+2").hdr, HDR(5u));
	expect_sane(*state);
}

static void token_wraps(void **state)
{
	assert_int_equal(provoke(state, "do=token:-4").hdr, HDR(1023u));
}

static void protocol_is_changed(void **state)
{
	assert_int_equal(provoke(state, "do=proto:0x15").hdr,
			 (3u << 18 | 0x15u << 10 | 0x07u));
}

static void message_id_is_changed(void **state)
{
	assert_int_equal(provoke(state, "do=msgid:0x2").hdr,
			 (3u << 18 | 0x14u << 10 | 0x02u));
}

static void type_is_changed(void **state)
{
	assert_int_equal(provoke(state, "do=type:2").hdr, HDR(3u) | DELAYED);
}

static void reserved_bits_are_set(void **state)
{
	assert_int_equal(provoke(state, "do=reserved:0xf").hdr,
			 HDR(3u) | 0xf0000000);
}

static void status_is_an_error_and_nothing_more(void **state)
{
	struct reply r = provoke(state, "do=status:-8");

	assert_int_equal(r.len, 8);
	assert_int_equal((int32_t)scmi_load32(r.data + 4), -8);
	assert_int_equal(r.data[8], 0);
}

static void duplicate_returns_twice(void **state)
{
	struct reply r = provoke(state, "do=duplicate");
	struct stack *s = *state;
	uint32_t id, len;

	assert_int_equal(r.id, 0);
	assert_true(guest_used(&s->guest.rings[0], &id, &len));
	assert_int_equal(id, 0);
	expect_sane(s);
}

static void bad_id_is_no_descriptor(void **state)
{
	assert_int_equal(provoke(state, "do=bad-id").id, STACK_NUM);
	expect_sane(*state);
}

static void bad_id_may_be_chosen(void **state)
{
	assert_int_equal(provoke(state, "do=bad-id:77").id, 77);
}

static void rewrite_comes_after_the_return(void **state)
{
	struct stack *s = *state;
	struct reply r = provoke(state, "do=rewrite-after:5000");

	assert_int_equal(r.hdr, HDR(3u));
	fe_pump_ms(&s->fe, 20);
	assert_int_equal(scmi_load32(guest_room(&s->guest, 0, 0)),
			 HDR(3u) ^ SCMI_HDR_ID);
	stack_expect_nothing(s, 0, 1);
}

static void rewrite_can_be_at_once(void **state)
{
	struct reply r = provoke(state, "do=rewrite-after:0");

	assert_int_equal(r.len, FAKE_RSP_LEN);
	assert_int_equal(r.hdr, HDR(3u) ^ SCMI_HDR_ID);
}

static void delay_is_kept(void **state)
{
	struct stack *s = start_with(state, "do=delay:30");
	uint64_t then = loop_now();

	stack_command(s, 0, HDR(3u), 0);
	expect_sane(s);
	stack_expect_reply(s, 0, HDR(3u));
	assert_true(loop_now() - then >= 30 * NSEC_PER_MSEC);
}

static void dropped_command_never_returns(void **state)
{
	struct stack *s = start_with(state, "do=drop");

	stack_command(s, 0, HDR(3u), 0);
	stack_expect_nothing(s, 0, 10);
	expect_sane(s);
}

static void held_replies_return_in_reverse(void **state)
{
	struct stack *s = start_with(state, "do=hold:3,count=3");
	uint32_t i;

	for (i = 0; i < 2; i++)
		stack_command(s, (uint16_t)(2 * i), HDR(i), 0);
	stack_expect_nothing(s, 0, 5);
	stack_command(s, 4, HDR(2u), 0);
	for (i = 3; i--;)
		stack_expect_reply(s, (uint16_t)(2 * i), HDR(i));
	expect_sane(s);
}

static void reorder_swaps_two(void **state)
{
	struct stack *s = start_with(state, "do=reorder,count=always");

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_reply(s, 2, HDR(2u));
	stack_expect_reply(s, 0, HDR(1u));
}

static void stuck_queue_goes_on(void **state)
{
	struct stack *s = start_with(state, "do=stuck:30");

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	assert_int_equal(fake.commands, 1);
	stack_expect_nothing(s, 0, 10);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_reply(s, 2, HDR(2u));
}

static void stuck_for_good_lasts_until_reset(void **state)
{
	struct stack *s = start_with(state, "do=stuck");
	unsigned int i;

	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_nothing(s, 0, 20);
	fe_stop_ring(&s->fe, 0);
	fe_stop_ring(&s->fe, 1);
	guest_reset_rings(&s->guest);
	for (i = 0; i < 2; i++) {
		fe_set_ring(&s->fe, i, 0);
		fe_kick(&s->fe, i);
	}
	expect_sane(s);
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
	struct stack *s = start_async(state, "do=delayed-first:30");

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
	fake.status = -2;
	stack_command(s, 4, ASYNC(5u), 1);
	fe_pump_ms(&s->fe, 5);
	assert_int_equal(s->guest.rings[0].used->idx, 3);
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

static void without_eventq_nothing_is_early(void **state)
{
	struct stack *s = *state;

	stack_fault(s, "do=early-event,count=always");
	fe_start(&s->fe, FE_FEATURES & ~BIT_ULL(0));
	stack_buffers(s, 2, 64);
	stack_expect_nothing(s, 1, 5);
}

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

static void held_replies_are_forgotten_at_disconnect(void **state)
{
	struct stack *s = start_with(state, "do=hold:5,count=4");
	unsigned int i;

	stack_fault(s, "do=delay:10");
	stack_fault(s, "do=rewrite-after:10000");
	for (i = 0; i < 6; i++)
		stack_command(s, (uint16_t)(2 * i), HDR(i), 0);
	fe_disconnect(&s->fe);
	fe_pump_ms(&s->fe, 20);
	assert_null(s->loop.timers);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(short_says_fewer_bytes),
		T(short_of_nothing_writes_nothing),
		T(long_says_more_than_the_buffer_has),
		T(no_write_leaves_the_buffer),
		T(zeros_are_written),
		T(token_is_changed),
		T(token_wraps),
		T(protocol_is_changed),
		T(message_id_is_changed),
		T(type_is_changed),
		T(reserved_bits_are_set),
		T(status_is_an_error_and_nothing_more),
		T(duplicate_returns_twice),
		T(bad_id_is_no_descriptor),
		T(bad_id_may_be_chosen),
		T(rewrite_comes_after_the_return),
		T(rewrite_can_be_at_once),
		T(delay_is_kept),
		T(dropped_command_never_returns),
		T(held_replies_return_in_reverse),
		T(reorder_swaps_two),
		T(stuck_queue_goes_on),
		T(stuck_for_good_lasts_until_reset),
		T(delayed_response_comes_first),
		T(delayed_response_comes_together_with_the_response),
		T(delayed_response_comes_with_an_error),
		T(delayed_response_comes_twice),
		T(delayed_response_does_not_come),
		T(synchronous_command_is_not_held_for_a_delayed_response),
		T(event_is_distorted),
		T(event_is_short),
		T(event_rule_ignores_commands),
		T(event_is_dropped_and_its_buffer_kept),
		T(event_is_delayed),
		T(event_is_rewritten_after_its_return),
		T(burst_is_sent_as_fast_as_buffers_come),
		T(early_event_precedes_the_first_command),
		T(early_delayed_response_has_its_token),
		T(without_eventq_nothing_is_early),
		T(skip_and_count_choose_messages),
		T(protocol_and_message_choose_messages),
		T(first_rule_that_fires_wins),
		cmocka_unit_test(chance_is_kept_and_repeatable),
		T(held_replies_are_forgotten_at_disconnect),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtio SCMI device: what goes through cmdq and eventq, and what does
 * not (virtio 1.2, 5.17).
 */
#include "scmi_hdr.h"
#include "stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HDR(token) ((token) << 18 | 0x14u << 10 | 0x07u)

static void post(bool delayed, uint32_t hdr, size_t len)
{
	uint8_t msg[128] = { 0 };

	scmi_store32(msg, hdr);
	fake_agent_post(delayed, msg, len, loop_now());
}

/* Return: the header of the event that comes. */
static uint32_t next_event(struct stack *s, uint32_t expected_len)
{
	uint32_t id, len;

	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, expected_len);
	return scmi_load32(guest_room(&s->guest, 1, (uint16_t)id));
}

/* REQ: P-02 */
static void command_gets_its_response(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	stack_command(s, 0, HDR(5u), 0);
	assert_int_equal(fake.req_len, 12);
	assert_int_equal(fake.room, 32);
	stack_expect_reply(s, 0, HDR(5u));
	assert_true(guest_interrupted(&s->guest.rings[0]));
}

/* REQ: P-02 */
static void burst_of_commands_is_answered_whole(void **state)
{
	struct stack *s = *state;
	uint8_t req[12] = { 0 };
	uint16_t i;

	fe_start(&s->fe, s->features);
	for (i = 0; i < STACK_NUM; i += 2) {
		scmi_store32(req, HDR((uint32_t)i));
		guest_add(&s->guest, 0, i, req, sizeof(req), 32);
	}
	fe_kick(&s->fe, 0);
	for (i = 0; i < STACK_NUM; i += 2)
		stack_expect_reply(s, i, HDR((uint32_t)i));
	assert_int_equal(glue_stats(s->glue)->commands, STACK_NUM / 2);
}

static void more_than_the_budget_is_answered_without_another_kick(void **state)
{
	struct stack *s = *state;
	struct guest_ring *ring = &s->guest.rings[0];
	const struct guest_piece empty = { GUEST_GPA, 0, 0 };
	uint32_t id, len;
	uint16_t i;

	/* The rest is found by the timer: the driver does not kick again. */
	fe_start(&s->fe, s->features);
	for (i = 0; i < STACK_NUM; i++)
		guest_chain(ring, i, &empty, 1);
	fe_kick(&s->fe, 0);
	for (i = 0; i < STACK_NUM; i++)
		assert_true(fe_used(&s->fe, 0, &id, &len));
	stack_command(s, 2, HDR(1u), 0);
	stack_expect_reply(s, 2, HDR(1u));
}

/* REQ: P-08 */
/* REQ: X-04 */
static void commands_that_come_too_fast_wait_and_need_no_kick(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	fake.ready = loop_now() + 3600 * NSEC_PER_SEC;
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_nothing(s, 0, 10);
	assert_non_null(s->loop.timers);
	assert_true(s->loop.timers->when == fake.ready);
	/* The time comes. */
	fake.ready = loop_now();
	loop_timer_arm(&s->loop, s->loop.timers, fake.ready);
	stack_expect_reply(s, 0, HDR(1u));
}

static void commands_that_wait_are_left_alone_after_a_stop(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	fake.ready = loop_now() + 3600 * NSEC_PER_SEC;
	stack_command(s, 0, HDR(1u), 0);
	fe_stop_ring(&s->fe, 0);
	assert_null(s->loop.timers);
	assert_int_equal(fake.commands, 0);
}

static void what_is_no_command_comes_back_unused(void **state)
{
	struct stack *s = *state;
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	guest_add(&s->guest, 0, 0, "abc", 3, 32);
	guest_add(&s->guest, 0, 2, "abcd", 4, 0);
	guest_add(&s->guest, 0, 4, NULL, 0, 32);
	guest_add(&s->guest, 0, 6, "abcd", 4, 7);
	fe_kick(&s->fe, 0);
	while (guest_used(&s->guest.rings[0], &id, &len))
		assert_int_equal(len, 0);
	assert_int_equal(id, 6);
	assert_int_equal(glue_stats(s->glue)->empty, 4);
}

/* REQ: P-08 */
static void oversized_command_reaches_the_agent_bounded(void **state)
{
	struct stack *s = *state;
	const struct guest_piece pieces[] = {
		{ guest_gpa(GUEST_BUFFERS), 0x20000, 0 },
		{ guest_gpa(GUEST_BUFFERS), 0x20000, VRING_DESC_F_WRITE },
	};

	fe_start(&s->fe, s->features);
	scmi_store32(s->guest.mem + GUEST_BUFFERS, HDR(1u));
	guest_chain(&s->guest.rings[0], 0, pieces, 2);
	fe_kick(&s->fe, 0);
	assert_int_equal(fake.req_len, 8192);
	assert_int_equal(fake.room, 8192);
}

static void commands_before_the_front_end_starts_wait(void **state)
{
	struct stack *s = *state;

	guest_add(&s->guest, 0, 0, "\x07\x50\x04\x00", 4, 32);
	assert_int_equal(fake.commands, 0);
	fe_start(&s->fe, s->features);
	assert_int_equal(fake.commands, 1);
}

/* REQ: P-01 */
static void agent_learns_of_p2a(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	assert_true(fake.p2a);
	fe_disconnect(&s->fe);
	assert_false(fake.p2a);
	guest_reset_rings(&s->guest);
	fe_connect(&s->fe, s->path);
	fe_start(&s->fe, s->features & ~BIT_ULL(0));
	assert_false(fake.p2a);
}

/* REQ: P-01 */
static void without_p2a_eventq_is_not_touched(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features & ~BIT_ULL(0));
	stack_buffers(s, 4, 64);
	post(false, HDR(0u) | 3u << 8, 16);
	post(true, HDR(0u) | 2u << 8, 16);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_nothing(s, 1, 20);
	assert_int_equal(fake_agent_pending(), 2);
}

static void events_are_sent_in_order(void **state)
{
	struct stack *s = *state;
	uint32_t i;

	fe_start(&s->fe, s->features);
	stack_buffers(s, 8, 64);
	for (i = 0; i < 5; i++)
		post(i == 2, HDR(i), 12 + i);
	stack_command(s, 0, HDR(1u), 0);
	for (i = 0; i < 5; i++)
		assert_int_equal(next_event(s, 12 + i), HDR(i));
	assert_true(guest_interrupted(&s->guest.rings[1]));
	assert_int_equal(glue_stats(s->glue)->notifications, 4);
	assert_int_equal(glue_stats(s->glue)->delayed, 1);
}

static void event_comes_at_its_time(void **state)
{
	struct stack *s = *state;
	uint8_t msg[16] = { 0 };
	uint64_t due;

	fe_start(&s->fe, s->features);
	stack_buffers(s, 2, 64);
	due = loop_now() + 200 * NSEC_PER_MSEC;
	fake_agent_post(false, msg, sizeof(msg), due);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_nothing(s, 1, 5);
	next_event(s, 16);
	assert_true(loop_now() >= due);
	assert_true(loop_now() < due + NSEC_PER_SEC);
}

static void event_that_another_agent_caused_needs_no_kick(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	stack_buffers(s, 1, 128);
	post(false, 0x5501, 24);
	assert_non_null(fake.wake);
	fake.wake(fake.wake_ctx);
	assert_int_equal(next_event(s, 24), 0x5501);
}

/* Who woke it may be in the middle of something. */
static void waking_sends_nothing_by_itself(void **state)
{
	struct stack *s = *state;

	fake.wake(fake.wake_ctx);
	assert_null(s->loop.timers);
	fe_start(&s->fe, s->features);
	stack_buffers(s, 1, 128);
	post(false, 0x5501, 24);
	fake.wake(fake.wake_ctx);
	assert_int_equal(fake_agent_pending(), 1);
}

/* Has it been looked at that time, by nobody's kick? */
static bool looked_at(struct stack *s, uint64_t when)
{
	uint64_t end = when + NSEC_PER_SEC;

	while (fake.looked < when && loop_now() < end)
		fe_pump_ms(&s->fe, 1);
	return fake.looked >= when;
}

/* REQ: X-03: what an agent has asked for happens to others, too. */
static void time_goes_on_while_an_event_waits_for_a_buffer(void **state)
{
	struct stack *s = *state;
	uint64_t when = loop_now() + 30 * NSEC_PER_MSEC;
	uint8_t msg[16] = { 0 };

	fe_start(&s->fe, s->features);
	post(true, HDR(1u), 16);
	fake_agent_post(true, msg, sizeof(msg), when);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	assert_int_equal(fake_agent_pending(), 2);
	assert_true(looked_at(s, when));
}

/* REQ: X-03 */
static void time_goes_on_without_eventq(void **state)
{
	struct stack *s = *state;
	uint64_t when = loop_now() + 30 * NSEC_PER_MSEC;
	uint8_t msg[16] = { 0 };

	fe_start(&s->fe, s->features & ~BIT_ULL(0));
	fake_agent_post(true, msg, sizeof(msg), when);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	assert_true(looked_at(s, when));
}

/* REQ: P-04: time goes on between a look at the events and the next alarm. */
static void event_that_becomes_due_meanwhile_is_sent(void **state)
{
	struct stack *s = *state;
	uint8_t msg[16] = { 0 };
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	stack_buffers(s, 2, 64);
	fake.pause = 300 * NSEC_PER_MSEC;
	fake_agent_post(true, msg, sizeof(msg),
			loop_now() + 200 * NSEC_PER_MSEC);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	assert_int_equal(fake.pause, 0);
	assert_true(fe_used(&s->fe, 1, &id, &len));
}

static void asynchronous_command_gets_both_answers(void **state)
{
	struct stack *s = *state;
	uint32_t hdr = 9u << 18 | 0x14u << 10 | 0x05u;

	fake.latency = 10 * NSEC_PER_MSEC;
	fe_start(&s->fe, s->features);
	stack_buffers(s, 2, 64);
	stack_command(s, 0, hdr, 1);
	stack_expect_reply(s, 0, hdr);
	assert_int_equal(next_event(s, 12), hdr | SCMI_TYPE_DELAYED << 8);
}

/* REQ: P-04 */
static void delayed_response_waits_for_a_buffer(void **state)
{
	struct stack *s = *state;
	uint32_t i;

	fe_start(&s->fe, s->features);
	for (i = 0; i < 20; i++)
		post(true, HDR(i), 16);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_nothing(s, 1, 20);
	assert_int_equal(fake_agent_pending(), 20);
	stack_buffers(s, 5, 64);
	for (i = 0; i < 5; i++)
		assert_int_equal(next_event(s, 16), HDR(i));
	stack_expect_nothing(s, 1, 5);
	stack_buffers(s, 20, 64);
	for (; i < 20; i++)
		assert_int_equal(next_event(s, 16), HDR(i));
	assert_int_equal(glue_stats(s->glue)->delayed, 20);
}

/* REQ: P-04 */
static void delayed_response_survives_a_pause(void **state)
{
	struct stack *s = *state;
	uint32_t base[2];

	fe_start(&s->fe, s->features);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	base[0] = fe_stop_ring(&s->fe, 0);
	base[1] = fe_stop_ring(&s->fe, 1);
	post(true, HDR(7u), 16);
	fe_set_ring(&s->fe, 0, base[0]);
	fe_set_ring(&s->fe, 1, base[1]);
	fe_kick(&s->fe, 0);
	stack_buffers(s, 1, 64);
	assert_int_equal(next_event(s, 16), HDR(7u));
}

/* REQ: P-04 */
static void delayed_response_skips_small_buffers(void **state)
{
	struct stack *s = *state;
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	post(true, HDR(7u), 16);
	stack_buffers(s, 2, 15);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, 0);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(len, 0);
	assert_int_equal(fake_agent_pending(), 1);
	stack_buffers(s, 1, 16);
	assert_int_equal(next_event(s, 16), HDR(7u));
	assert_int_equal(glue_stats(s->glue)->refused, 2);
}

static void big_notification_is_dropped_and_the_buffer_kept(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	post(false, HDR(1u), 40);
	post(false, HDR(2u), 16);
	stack_buffers(s, 1, 32);
	assert_int_equal(next_event(s, 16), HDR(2u));
	assert_int_equal(glue_stats(s->glue)->dropped, 1);
	assert_int_equal(fake_agent_pending(), 0);
}

static void readable_buffer_in_eventq_is_returned(void **state)
{
	struct stack *s = *state;
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	post(true, HDR(1u), 16);
	guest_add(&s->guest, 1, 8, "abcd", 4, 64);
	stack_buffers(s, 1, 64);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(id, 8);
	assert_int_equal(len, 0);
	assert_int_equal(next_event(s, 16), HDR(1u));
}

static void position_of_eventq_counts_only_used_buffers(void **state)
{
	struct stack *s = *state;

	fe_start(&s->fe, s->features);
	stack_buffers(s, 4, 64);
	post(false, HDR(1u), 100);
	stack_command(s, 0, HDR(1u), 0);
	assert_int_equal(fake_agent_pending(), 0);
	assert_true(fe_stop_ring(&s->fe, 1) ==
		    guest_origin(&s->guest.rings[1]));
}

static void malformed_buffers_stop_nothing(void **state)
{
	struct stack *s = *state;
	const struct guest_piece nowhere = { 0, 16, 0 };
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	guest_chain(&s->guest.rings[0], 0, &nowhere, 1);
	stack_command(s, 2, HDR(1u), 0);
	assert_true(fe_used(&s->fe, 0, &id, &len));
	assert_int_equal(len, 0);
	stack_expect_reply(s, 2, HDR(1u));
}

/* REQ: P-08 */
static void malformed_buffers_of_eventq_take_turns(void **state)
{
	struct stack *s = *state;
	const struct guest_piece empty = { GUEST_GPA, 0, 0 };
	struct guest_ring *ring = &s->guest.rings[1];
	uint32_t id, len;
	uint16_t i;

	/* As many as are looked at for one event, and one that is good. */
	fe_start(&s->fe, s->features);
	for (i = 2; i < 66; i++)
		guest_chain(ring, i, &empty, 1);
	post(true, HDR(1u), 16);
	stack_buffers(s, 1, 64);
	for (i = 2; i < 66; i++) {
		assert_true(fe_used(&s->fe, 1, &id, &len));
		assert_int_equal(id, i);
	}
	stack_expect_nothing(s, 1, 5);
	fe_kick(&s->fe, 1);
	assert_int_equal(next_event(s, 16), HDR(1u));
}

static void broken_cmdq_is_mended_by_reset(void **state)
{
	struct stack *s = *state;
	unsigned int i;

	fe_start(&s->fe, s->features);
	guest_break(&s->guest.rings[0]);
	fe_kick(&s->fe, 0);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_nothing(s, 0, 5);
	for (i = 0; i < 2; i++)
		fe_stop_ring(&s->fe, i);
	guest_reset_rings(&s->guest);
	for (i = 0; i < 2; i++) {
		fe_set_ring(&s->fe, i, guest_origin(&s->guest.rings[i]));
		fe_kick(&s->fe, i);
	}
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
}

#define T(name) BOTH(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(command_gets_its_response),
		T(burst_of_commands_is_answered_whole),
		T(more_than_the_budget_is_answered_without_another_kick),
		T(commands_that_come_too_fast_wait_and_need_no_kick),
		T(commands_that_wait_are_left_alone_after_a_stop),
		T(what_is_no_command_comes_back_unused),
		T(oversized_command_reaches_the_agent_bounded),
		T(commands_before_the_front_end_starts_wait),
		T(agent_learns_of_p2a),
		T(without_p2a_eventq_is_not_touched),
		T(events_are_sent_in_order),
		T(event_comes_at_its_time),
		T(event_that_another_agent_caused_needs_no_kick),
		T(waking_sends_nothing_by_itself),
		T(event_that_becomes_due_meanwhile_is_sent),
		T(time_goes_on_while_an_event_waits_for_a_buffer),
		T(time_goes_on_without_eventq),
		T(asynchronous_command_gets_both_answers),
		T(delayed_response_waits_for_a_buffer),
		T(delayed_response_survives_a_pause),
		T(delayed_response_skips_small_buffers),
		T(big_notification_is_dropped_and_the_buffer_kept),
		T(readable_buffer_in_eventq_is_returned),
		T(position_of_eventq_counts_only_used_buffers),
		T(malformed_buffers_stop_nothing),
		T(malformed_buffers_of_eventq_take_turns),
		T(broken_cmdq_is_mended_by_reset),
	};

	return cmocka_run_group_tests_name("glue", tests, NULL, NULL);
}

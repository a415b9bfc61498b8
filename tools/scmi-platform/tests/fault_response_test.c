// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every deliberate fault of a response, seen from the driver.
 */
#include "fault_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What came back for the first command under a rule. */
struct reply {
	uint32_t id;
	uint32_t len;
	uint8_t data[32];
	uint32_t hdr;
};

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
	struct reply r = provoke(state, "do=rewrite-after:200000");

	assert_int_equal(r.hdr, HDR(3u));
	fe_pump_ms(&s->fe, 250);
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
	struct stack *s = start_with(state, "do=stuck:200");

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
		T(held_replies_are_forgotten_at_disconnect),
	};

	return cmocka_run_group_tests_name("fault_response", tests, NULL, NULL);
}

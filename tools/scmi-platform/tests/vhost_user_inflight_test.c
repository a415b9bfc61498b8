// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in flight over vhost-user: the memory in which they are noted, and
 * commands that a connection leaves unanswered.
 */
#include "guest_mem.h"
#include "scmi_hdr.h"
#include "stack.h"
#include "virtq_inflight.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define HDR(token) ((token) << 18 | 0x14u << 10 | 0x07u)

static void reconnect(struct stack *s, const struct fe_inflight *inflight)
{
	uint32_t bases[2];
	unsigned int i;

	fe_disconnect(&s->fe);
	fe_connect(&s->fe, s->path);
	fe_negotiate(&s->fe, s->features);
	if (inflight)
		fe_set_inflight(&s->fe, inflight);
	for (i = 0; i < 2; i++)
		bases[i] = guest_last_used(&s->guest.rings[i]);
	fe_start_rings(&s->fe, s->features, bases);
}

static void begin_rings(struct stack *s)
{
	const uint32_t bases[] = {
		guest_origin(&s->guest.rings[0]),
		guest_origin(&s->guest.rings[1]),
	};

	fe_start_rings(&s->fe, s->features, bases);
}

static void start(struct stack *s, struct fe_inflight *inflight)
{
	fe_negotiate(&s->fe, s->features);
	fe_get_inflight(&s->fe, inflight);
	begin_rings(s);
}

static bool refused(struct stack *s, uint32_t request,
		    struct vu_inflight_desc desc, const int *fd)
{
	return fe_acked(&s->fe, request, &desc, sizeof(desc), fd, !!fd);
}

static void region_is_made_and_sealed(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;

	fe_negotiate(&s->fe, s->features);
	fe_get_inflight(&s->fe, &in);
	assert_int_equal(in.desc.mmap_size,
			 2 * virtq_inflight_size(s->guest.rings[0].packed,
						 STACK_NUM));
	assert_int_equal(in.desc.mmap_offset, 0);
	assert_int_equal(in.desc.num_queues, 2);
	assert_int_equal(in.desc.queue_size, STACK_NUM);
	assert_int_not_equal(ftruncate(in.fd, 0), 0);
	assert_true(fcntl(in.fd, F_GET_SEALS) & F_SEAL_SHRINK);
	close(in.fd);
}

/* REQ: P-08 */
static void wrong_regions_are_refused(void **state)
{
	struct stack *s = *state;
	int fd = memfd_create("inflight", MFD_CLOEXEC);
	struct vu_inflight_desc good = {
		.mmap_size = 65536,
		.num_queues = 2,
		.queue_size = STACK_NUM,
	};
	struct vu_inflight_desc wrong[] = { good, good, good, good, good,
					    good, good, good, good };
	unsigned int i;

	wrong[0].num_queues = 0;
	wrong[1].num_queues = 3;
	wrong[2].queue_size = 0;
	wrong[3].queue_size = 32769;
	wrong[4].queue_size = 32768;
	wrong[5].mmap_size = 4096;
	wrong[6].mmap_size = 65537;
	wrong[7].mmap_offset = 4;
	wrong[8].mmap_offset = UINT64_MAX - 7;
	assert_int_equal(ftruncate(fd, 65536), 0);
	fe_negotiate(&s->fe, s->features);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (i < 4)
			assert_true(
				refused(s, VU_GET_INFLIGHT_FD, wrong[i], NULL));
		assert_true(refused(s, VU_SET_INFLIGHT_FD, wrong[i], &fd));
	}
	assert_false(refused(s, VU_SET_INFLIGHT_FD, good, &fd));
	close(fd);
}

/* Under a running ring it would say nothing of what was taken before. */
static void region_does_not_change_under_a_ring(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;

	start(s, &in);
	assert_true(refused(s, VU_GET_INFLIGHT_FD, in.desc, NULL));
	assert_true(refused(s, VU_SET_INFLIGHT_FD, in.desc, &in.fd));
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	close(in.fd);
}

static void refused_region_leaves_the_one_before(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;
	uint16_t version = 0;

	fe_negotiate(&s->fe, s->features);
	fe_get_inflight(&s->fe, &in);
	in.desc.mmap_size++;
	assert_true(refused(s, VU_SET_INFLIGHT_FD, in.desc, &in.fd));
	begin_rings(s);
	assert_int_equal(pread(in.fd, &version, sizeof(version), 8), 2);
	assert_int_equal(version, 1);
	close(in.fd);
}

/* What it says of one layout means nothing in the other. */
static void region_of_the_other_layout_is_dropped(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;
	uint16_t version;

	fe_negotiate(&s->fe, FE_FEATURES);
	fe_get_inflight(&s->fe, &in);
	fe_send_u64(&s->fe, VU_SET_FEATURES, FE_PACKED);
	begin_rings(s);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	assert_int_equal(pread(in.fd, &version, sizeof(version), 8), 2);
	assert_int_equal(version, 0);
	close(in.fd);
}

/* REQ: L-06 */
static void held_commands_are_answered_after_a_reconnect(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;

	stack_fault(s, "skip=1,count=2,do=delay:100000");
	start(s, &in);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	stack_command(s, 2, HDR(2u), 0);
	stack_command(s, 4, HDR(3u), 0);
	stack_command(s, 6, HDR(4u), 0);
	stack_expect_reply(s, 6, HDR(4u));

	reconnect(s, &in);
	stack_expect_reply(s, 2, HDR(2u));
	stack_expect_reply(s, 4, HDR(3u));
	stack_expect_nothing(s, 0, 5);
	stack_command(s, 6, HDR(5u), 0);
	stack_expect_reply(s, 6, HDR(5u));
	close(in.fd);
}

/* REQ: L-06 */
static void held_commands_are_answered_after_a_pause(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in;
	uint32_t bases[2];

	stack_fault(s, "do=delay:100000");
	start(s, &in);
	stack_command(s, 0, HDR(1u), 0);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_reply(s, 2, HDR(2u));
	bases[0] = fe_stop_ring(&s->fe, 0);
	bases[1] = fe_stop_ring(&s->fe, 1);
	fe_start_rings(&s->fe, s->features, bases);
	stack_expect_reply(s, 0, HDR(1u));
	stack_expect_nothing(s, 0, 5);
	close(in.fd);
}

/*
 * REQ: L-06: without the region the order of answers is that of commands, so
 * that the place of the last answer says which commands have one.
 */
static void rewound_ring_repeats_no_answer(void **state)
{
	struct stack *s = *state;
	unsigned int i;

	stack_fault(s, "skip=3,do=stuck");
	fe_start(&s->fe, s->features);
	for (i = 0; i < 6; i++)
		stack_command(s, (uint16_t)(2 * i), HDR(i), 0);
	for (i = 0; i < 3; i++)
		stack_expect_reply(s, (uint16_t)(2 * i), HDR(i));
	stack_expect_nothing(s, 0, 5);
	reconnect(s, NULL);
	for (; i < 6; i++)
		stack_expect_reply(s, (uint16_t)(2 * i), HDR(i));
	stack_expect_nothing(s, 0, 5);
}

/* Nothing of the last driver's is given to the next. */
static void begin_again(struct stack *s, bool reset)
{
	struct fe_inflight in;

	stack_fault(s, "do=delay:100000");
	start(s, &in);
	stack_command(s, 0, HDR(1u), 0);
	if (reset) {
		fe_send(&s->fe, VU_RESET_DEVICE, 0, NULL, 0, NULL, 0);
	} else {
		fe_stop_ring(&s->fe, 0);
		fe_stop_ring(&s->fe, 1);
	}
	guest_reset_rings(&s->guest);
	begin_rings(s);
	stack_expect_nothing(s, 0, 5);
	stack_command(s, 2, HDR(2u), 0);
	stack_expect_reply(s, 2, HDR(2u));
	close(in.fd);
}

static void reset_device_has_nothing_in_flight(void **state)
{
	begin_again(*state, true);
}

static void new_driver_has_nothing_in_flight(void **state)
{
	begin_again(*state, false);
}

static void buffers_of_eventq_are_used_once(void **state)
{
	struct stack *s = *state;
	uint8_t event[16] = { 0 };
	struct fe_inflight in;
	uint32_t id, len;

	start(s, &in);
	fake_agent_post(false, event, sizeof(event), loop_now());
	stack_buffers(s, 2, 64);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(id, 0);
	reconnect(s, &in);
	fake_agent_post(false, event, sizeof(event), loop_now());
	fe_kick(&s->fe, 1);
	assert_true(fe_used(&s->fe, 1, &id, &len));
	assert_int_equal(id, 1);
	stack_expect_nothing(s, 1, 5);
	close(in.fd);
}

static void region_that_is_cut_off_closes_the_connection_only(void **state)
{
	struct stack *s = *state;
	struct fe_inflight in = {
		.desc = { .mmap_size = 65536,
			  .num_queues = 2,
			  .queue_size = STACK_NUM },
		.fd = memfd_create("inflight", MFD_CLOEXEC),
	};

	assert_int_equal(guest_mem_catch_sigbus(), 0);
	assert_int_equal(ftruncate(in.fd, 65536), 0);
	fe_negotiate(&s->fe, s->features);
	fe_set_inflight(&s->fe, &in);
	assert_int_equal(ftruncate(in.fd, 0), 0);
	fe_share_memory(&s->fe);
	fe_set_ring(&s->fe, 0, guest_origin(&s->guest.rings[0]));
	fe_enable(&s->fe, 0, true);
	fe_kick(&s->fe, 0);
	assert_true(fe_closed(&s->fe));
	fe_disconnect(&s->fe);
	guest_reset_rings(&s->guest);
	fe_connect(&s->fe, s->path);
	fe_start(&s->fe, s->features);
	stack_command(s, 0, HDR(1u), 0);
	stack_expect_reply(s, 0, HDR(1u));
	close(in.fd);
}

#define T(name) BOTH(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(region_is_made_and_sealed),
		T(wrong_regions_are_refused),
		T(region_does_not_change_under_a_ring),
		T(refused_region_leaves_the_one_before),
		PACKED(region_of_the_other_layout_is_dropped, stack_setup,
		       stack_teardown),
		T(held_commands_are_answered_after_a_reconnect),
		T(held_commands_are_answered_after_a_pause),
		T(rewound_ring_repeats_no_answer),
		T(reset_device_has_nothing_in_flight),
		T(new_driver_has_nothing_in_flight),
		T(buffers_of_eventq_are_used_once),
		T(region_that_is_cut_off_closes_the_connection_only),
	};

	return cmocka_run_group_tests_name("vhost_user_inflight", tests, NULL,
					   NULL);
}

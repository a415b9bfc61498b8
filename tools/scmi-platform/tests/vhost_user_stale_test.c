// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was taken away is not touched any more: whichever way a ring ends, not
 * one byte of the guest changes after it, whatever was still to come.
 */
#include "scmi_hdr.h"
#include "stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HDR    (0x14u << 10 | 0x07u)
#define MS     NSEC_PER_MSEC
#define LATER  100u /* milliseconds until held replies and events are due */
#define LONGER (LATER + LATER / 2)

static const struct vu_mem_reg whole = {
	.region = { .gpa = GUEST_GPA, .uva = GUEST_UVA, .size = GUEST_SIZE },
};

static void stop_rings(struct front_end *fe)
{
	fe_stop_ring(fe, 0);
	fe_stop_ring(fe, 1);
}

static void remove_slot(struct front_end *fe)
{
	assert_int_equal(fe_acked(fe, VU_REM_MEM_REG, &whole, sizeof(whole),
				  NULL, 0),
			 0);
}

static void replace_table(struct front_end *fe)
{
	struct vu_mem_table table = {
		.num = 1,
		.regions[0] = { .gpa = 0, .uva = 0x1000, .size = GUEST_SIZE },
	};

	assert_int_equal(fe_acked(fe, VU_SET_MEM_TABLE, &table, 40,
				  &fe->guest->memfd, 1),
			 0);
}

static void reset_device(struct front_end *fe)
{
	fe_send(fe, VU_RESET_DEVICE, 0, NULL, 0, NULL, 0);
}

static void clear_status(struct front_end *fe)
{
	fe_send_u64(fe, VU_SET_STATUS, 0);
}

static void disable_rings(struct front_end *fe)
{
	fe_enable(fe, 0, false);
	fe_enable(fe, 1, false);
}

static void change_features(struct front_end *fe)
{
	fe_send_u64(fe, VU_SET_FEATURES,
		    (fe->guest->rings[0].packed ? FE_PACKED : FE_FEATURES) &
			    ~BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC));
}

static void hang_up(struct front_end *fe)
{
	fe_disconnect(fe);
}

/*
 * A reply and an event are on their way when the rings end, and the driver
 * goes on kicking and adding buffers.
 */
static void end_by(struct stack *s, void (*end)(struct front_end *fe))
{
	static char before[GUEST_SIZE];
	uint8_t event[16] = { 0 };
	unsigned int i;

	stack_fault(s, "do=delay:100");
	fe_start(&s->fe, s->features);
	stack_buffers(s, 4, 64);
	stack_command(s, 0, HDR, 0);
	fake_agent_post(true, event, sizeof(event), loop_now() + LATER * MS);
	stack_command(s, 2, HDR, 0);
	stack_expect_reply(s, 2, HDR);

	end(&s->fe);
	guest_add(&s->guest, 0, 4, "abcd", 4, 32);
	for (i = 0; i < 2; i++) {
		while (guest_interrupted(&s->guest.rings[i]))
			;
		fe_kick(&s->fe, i);
	}
	memcpy(before, s->guest.mem, sizeof(before));
	fe_pump_ms(&s->fe, LONGER);
	assert_memory_equal(before, s->guest.mem, sizeof(before));
	assert_false(guest_interrupted(&s->guest.rings[0]));
	assert_false(guest_interrupted(&s->guest.rings[1]));
	assert_int_equal(fake.commands, 2);
}

static void stopped_rings_are_not_touched(void **state)
{
	end_by(*state, stop_rings);
}

static void rings_in_removed_memory_are_not_touched(void **state)
{
	end_by(*state, remove_slot);
}

static void rings_in_replaced_memory_are_not_touched(void **state)
{
	end_by(*state, replace_table);
}

static void rings_of_a_reset_device_are_not_touched(void **state)
{
	end_by(*state, reset_device);
}

static void rings_of_status_zero_are_not_touched(void **state)
{
	end_by(*state, clear_status);
}

static void disabled_rings_are_not_touched(void **state)
{
	end_by(*state, disable_rings);
}

static void rings_of_other_features_are_not_touched(void **state)
{
	end_by(*state, change_features);
}

static void rings_of_a_lost_front_end_are_not_touched(void **state)
{
	end_by(*state, hang_up);
}

/* Where its rings were says nothing about a device that was reset. */
static void reset_device_needs_new_addresses(void **state)
{
	struct stack *s = *state;
	uint32_t id, len;

	fe_start(&s->fe, s->features);
	reset_device(&s->fe);
	guest_add(&s->guest, 0, 0, "abcd", 4, 32);
	fe_send_fd(&s->fe, VU_SET_VRING_KICK, 0, s->guest.rings[0].kick);
	fe_enable(&s->fe, 0, true);
	fe_kick(&s->fe, 0);
	assert_false(guest_used(&s->guest.rings[0], &id, &len));
	fe_set_ring(&s->fe, 0, guest_origin(&s->guest.rings[0]));
	fe_kick(&s->fe, 0);
	assert_true(fe_used(&s->fe, 0, &id, &len));
}

/* Of a buffer only the part that is still there is written. */
static void reply_into_removed_memory_is_cut(void **state)
{
	struct stack *s = *state;
	struct vu_mem_table table = {
		.num = 2,
		.regions = { { .gpa = GUEST_GPA,
			       .uva = GUEST_UVA,
			       .size = GUEST_BUFFERS },
			     { .gpa = GUEST_GPA + GUEST_BUFFERS,
			       .uva = GUEST_UVA + GUEST_BUFFERS,
			       .size = GUEST_SIZE - GUEST_BUFFERS,
			       .offset = GUEST_BUFFERS } },
	};
	const struct vu_mem_reg buffers = { .region = table.regions[1] };
	int fds[2] = { s->guest.memfd, s->guest.memfd };
	uint32_t id, len;

	stack_fault(s, "do=delay:100");
	fe_start(&s->fe, s->features);
	assert_int_equal(fe_acked(&s->fe, VU_SET_MEM_TABLE, &table, 72, fds, 2),
			 0);
	stack_command(s, 0, HDR, 0);
	assert_int_equal(fe_acked(&s->fe, VU_REM_MEM_REG, &buffers,
				  sizeof(buffers), NULL, 0),
			 0);
	assert_true(fe_used(&s->fe, 0, &id, &len));
	assert_int_equal(id, 0);
	assert_int_equal(len, 0);
}

#define T(name) BOTH(name, stack_setup, stack_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(stopped_rings_are_not_touched),
		T(rings_in_removed_memory_are_not_touched),
		T(rings_in_replaced_memory_are_not_touched),
		T(rings_of_a_reset_device_are_not_touched),
		T(rings_of_status_zero_are_not_touched),
		T(disabled_rings_are_not_touched),
		T(rings_of_other_features_are_not_touched),
		T(rings_of_a_lost_front_end_are_not_touched),
		T(reset_device_needs_new_addresses),
		T(reply_into_removed_memory_is_cut),
	};

	return cmocka_run_group_tests_name("vhost_user_stale", tests, NULL,
					   NULL);
}

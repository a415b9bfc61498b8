// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring: who wants to hear of what, by flags or by event
 * index.
 */
#include "virtq_fixture.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void driver_may_forbid_interrupts(void **state)
{
	struct fixture *f = *state;

	ring_of(f)->avail->flags = htole16(VRING_AVAIL_F_NO_INTERRUPT);
	guest_add(&f->guest, 0, 0, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_push(&f->vq, 0, 1);
	virtq_flush(&f->vq);
	assert_false(guest_interrupted(ring_of(f)));
}

static void answer_one(struct fixture *f, uint16_t head)
{
	guest_add(&f->guest, 0, head, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_push(&f->vq, head, 1);
	virtq_flush(&f->vq);
}

static void event_index_chooses_interrupt(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	virtq_stop(&f->vq);
	f->vq.event_idx = true;
	ring_start(f, NUM);

	/* The first is always signalled: nothing is known of the past. */
	answer_one(f, 0);
	assert_true(guest_interrupted(ring));
	/* The driver wants to hear of the third. */
	ring->avail->ring[NUM] = htole16(2);
	answer_one(f, 0);
	assert_false(guest_interrupted(ring));
	answer_one(f, 2);
	assert_true(guest_interrupted(ring));
	answer_one(f, 2);
	assert_false(guest_interrupted(ring));
}

/* Nothing is known of what the driver saw while the ring was stopped. */
static void first_buffer_after_restart_is_always_signalled(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	virtq_stop(&f->vq);
	f->vq.event_idx = true;
	ring_start(f, NUM);
	answer_one(f, 0);
	answer_one(f, 0);
	guest_interrupted(ring);
	virtq_stop(&f->vq);
	ring_start(f, NUM);
	ring->avail->ring[NUM] = htole16(100);
	answer_one(f, 0);
	assert_true(guest_interrupted(ring));
	answer_one(f, 0);
	assert_false(guest_interrupted(ring));
}

static void event_index_asks_for_next_kick_only_when_empty(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	uint16_t *event = (uint16_t *)&ring->used->ring[NUM];

	virtq_stop(&f->vq);
	f->vq.event_idx = true;
	ring_start(f, NUM);
	guest_add(&f->guest, 0, 0, "a", 1, 8);
	guest_add(&f->guest, 0, 2, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(le16toh(*event), 0);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_int_equal(le16toh(*event), 2);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(driver_may_forbid_interrupts),
		T(event_index_chooses_interrupt),
		T(first_buffer_after_restart_is_always_signalled),
		T(event_index_asks_for_next_kick_only_when_empty),
	};

	return cmocka_run_group_tests_name("virtq_interrupt", tests, NULL,
					   NULL);
}

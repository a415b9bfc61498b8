// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring, split and packed: who wants to hear of what, by
 * flags or by event index.
 */
#include "virtq_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void driver_may_forbid_interrupts(void **state)
{
	struct fixture *f = *state;

	ring_answer(f, 0);
	assert_true(guest_interrupted(ring_of(f)));
	guest_forbid_interrupts(ring_of(f));
	ring_answer(f, 0);
	assert_false(guest_interrupted(ring_of(f)));
}

static void event_index_chooses_interrupt(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	ring_restart(f, true);

	/* The first is always signalled: nothing is known of the past. */
	ring_answer(f, 0);
	assert_true(guest_interrupted(ring));
	/* The driver wants to hear of the third. */
	guest_interrupt_at(ring, 2);
	ring_answer(f, 0);
	assert_false(guest_interrupted(ring));
	ring_answer(f, 2);
	assert_true(guest_interrupted(ring));
	ring_answer(f, 2);
	assert_false(guest_interrupted(ring));
}

/* Nothing is known of what the driver saw while the ring was stopped. */
static void first_buffer_after_restart_is_always_signalled(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	ring_restart(f, true);
	ring_answer(f, 0);
	ring_answer(f, 0);
	guest_interrupted(ring);
	virtq_stop(&f->vq);
	ring_start(f, NUM);
	guest_interrupt_at(ring, 100);
	ring_answer(f, 0);
	assert_true(guest_interrupted(ring));
	ring_answer(f, 0);
	assert_false(guest_interrupted(ring));
}

static void answer_quietly(struct fixture *f, unsigned int n)
{
	while (n--) {
		ring_answer(f, 0);
		assert_false(guest_interrupted(ring_of(f)));
	}
}

/*
 * Whatever the round of the ring, however far ahead the driver asks, and also
 * when it does not ask again at once.
 */
static void event_index_is_right_in_every_round(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	unsigned int i, ahead = 1;

	ring_restart(f, true);
	ring_answer(f, 0);
	guest_interrupted(ring);
	for (i = 1; i < 100 * NUM; i += ahead + 2) {
		ahead = ahead % (NUM - 1) + 1;
		guest_interrupt_at(ring, (uint16_t)(i + ahead - 1));
		answer_quietly(f, ahead - 1);
		ring_answer(f, 0);
		assert_true(guest_interrupted(ring));
		answer_quietly(f, 2);
	}
}

static void event_index_asks_for_next_kick_only_when_empty(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	ring_restart(f, true);
	guest_add(&f->guest, 0, 0, NULL, 0, 8);
	guest_add(&f->guest, 0, 2, NULL, 0, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_false(guest_kick_wanted(ring, 1));
	assert_false(guest_kick_wanted(ring, 2));
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_true(guest_kick_wanted(ring, 2));
}

#define T(name) BOTH(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(driver_may_forbid_interrupts),
		T(event_index_chooses_interrupt),
		T(first_buffer_after_restart_is_always_signalled),
		T(event_index_is_right_in_every_round),
		T(event_index_asks_for_next_kick_only_when_empty),
	};

	return cmocka_run_group_tests_name("virtq_interrupt", tests, NULL,
					   NULL);
}

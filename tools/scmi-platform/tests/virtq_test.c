// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring, split and packed, against drivers that keep the
 * rules: what it hands over, where it is, and what stops it. What breaks a
 * ring depends on its layout, and is in tests of their own.
 */
#include "util.h"
#include "virtq_fixture.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void start_needs_size_and_memory(void **state)
{
	struct fixture *f = *state;
	uint64_t good = f->vq.addr_used;

	virtq_stop(&f->vq);
	f->vq.num = 0;
	assert_int_not_equal(virtq_start(&f->vq), 0);
	f->vq.num = NUM;
	f->vq.addr_used = GUEST_UVA + GUEST_SIZE - 2;
	assert_int_not_equal(virtq_start(&f->vq), 0);
	f->vq.addr_used = UINT64_MAX - 3;
	assert_int_not_equal(virtq_start(&f->vq), 0);
	f->vq.addr_used = good + 2;
	assert_int_not_equal(virtq_start(&f->vq), 0);
	assert_false(virtq_running(&f->vq));
	f->vq.addr_used = good;
	assert_int_equal(virtq_start(&f->vq), 0);
}

static void empty_ring_gives_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_false(f->vq.broken);
}

static void command_is_read_and_answered(void **state)
{
	struct fixture *f = *state;
	char buf[16] = { 0 };
	uint32_t id, len;

	guest_add(&f->guest, 0, 2, "question", 8, 16);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.head, 2);
	assert_int_equal(f->elem.out_len, 8);
	assert_int_equal(f->elem.in_len, 16);
	assert_int_equal(virtq_elem_read(&f->vq, &f->elem, buf, 16), 8);
	assert_string_equal(buf, "question");

	assert_int_equal(virtq_elem_write(&f->vq, &f->elem, "answer", 6), 6);
	virtq_push(&f->vq, f->elem.head, 6);
	assert_false(guest_used(ring_of(f), &id, &len));
	virtq_flush(&f->vq);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(id, 2);
	assert_int_equal(len, 6);
	assert_memory_equal(guest_room(&f->guest, 0, 2), "answer", 6);
	assert_true(guest_interrupted(ring_of(f)));
}

static void index_wraps_many_times(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len, i;

	for (i = 0; i < 3 * 65536 + 5; i++) {
		uint16_t head = (uint16_t)(i % NUM & ~1u);

		guest_add(&f->guest, 0, head, "x", 1, 8);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
		virtq_push(&f->vq, f->elem.head, 1);
		virtq_flush(&f->vq);
		assert_true(guest_used(ring_of(f), &id, &len));
		assert_int_equal(id, head);
	}
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
}

static void queue_of_one_works(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;
	unsigned int i;

	ring_of(f)->num = 1;
	ring_restart(f, false);
	for (i = 0; i < 3; i++) {
		guest_add(&f->guest, 0, 0, NULL, 0, 8);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
		virtq_push(&f->vq, 0, 0);
		virtq_flush(&f->vq);
		assert_true(guest_used(ring_of(f), &id, &len));
	}
}

static void buffers_return_in_any_order(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	guest_add(&f->guest, 0, 0, "a", 1, 8);
	guest_add(&f->guest, 0, 2, "b", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_push(&f->vq, 2, 1);
	virtq_push(&f->vq, 0, 2);
	virtq_flush(&f->vq);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(id, 2);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(id, 0);
}

static void unpop_gives_same_buffer_again(void **state)
{
	struct fixture *f = *state;

	guest_add(&f->guest, 0, 4, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_unpop(&f->vq, &f->elem);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.head, 4);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
}

static void position_survives_stop(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	guest_add(&f->guest, 0, 0, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_push(&f->vq, 0, 3);
	virtq_flush(&f->vq);
	virtq_stop(&f->vq);
	ring_start(f, NUM);
	guest_add(&f->guest, 0, 2, "b", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.head, 2);
	virtq_push(&f->vq, 2, 4);
	virtq_flush(&f->vq);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(len, 3);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(len, 4);
}

static void base_brings_another_queue_to_the_same_place(void **state)
{
	struct fixture *f = *state;
	unsigned int i;
	uint32_t base;

	assert_true(virtq_at_origin(&f->vq));
	assert_true(virtq_base(&f->vq) == guest_origin(ring_of(f)));
	for (i = 0; i < 3 * NUM + 3; i++)
		ring_answer(f, 0);
	virtq_stop(&f->vq);
	base = virtq_base(&f->vq);
	virtq_clear(&f->vq);
	assert_true(virtq_at_origin(&f->vq));
	assert_int_equal(virtq_set_base(&f->vq, base), 0);
	assert_false(virtq_at_origin(&f->vq));
	ring_start(f, NUM);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	ring_answer(f, 2);
}

static void stopped_queue_touches_nothing(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	guest_add(&f->guest, 0, 0, "a", 1, 8);
	virtq_stop(&f->vq);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	virtq_push_raw(&f->vq, 0, 1);
	virtq_flush(&f->vq);
	assert_false(guest_used(ring_of(f), &id, &len));
}

/* A buffer that was pushed is a batch's: none is seen before all are. */
static void batch_is_seen_as_a_whole(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;
	uint16_t i;

	for (i = 0; i < 4; i++) {
		guest_add(&f->guest, 0, i, NULL, 0, 8);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	}
	for (i = 4; i-- > 0;) {
		virtq_push(&f->vq, i, i);
		assert_false(guest_used(ring_of(f), &id, &len));
	}
	virtq_flush(&f->vq);
	for (i = 4; i-- > 0;) {
		assert_true(guest_used(ring_of(f), &id, &len));
		assert_int_equal(id, i);
		assert_int_equal(len, i);
	}
}

#define T(name) BOTH(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(start_needs_size_and_memory),
		T(empty_ring_gives_nothing),
		T(command_is_read_and_answered),
		T(index_wraps_many_times),
		T(queue_of_one_works),
		T(buffers_return_in_any_order),
		T(unpop_gives_same_buffer_again),
		T(position_survives_stop),
		T(base_brings_another_queue_to_the_same_place),
		T(stopped_queue_touches_nothing),
		T(batch_is_seen_as_a_whole),
	};

	return cmocka_run_group_tests_name("virtq", tests, NULL, NULL);
}

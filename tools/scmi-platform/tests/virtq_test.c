// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring, against drivers that keep the rules and drivers
 * that do not: what it hands over, and what stops or breaks it.
 */
#include "util.h"
#include "virtq_fixture.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect_broken(struct fixture *f)
{
	uint32_t id, len;

	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_true(f->vq.broken);
	assert_false(guest_used(ring_of(f), &id, &len));
}

static void size_must_be_power_of_two(void **state)
{
	struct fixture *f = *state;
	static const unsigned int wrong[] = { 0,   3,	  6,	 255,
					      257, 32769, 65536, 0x80000000 };
	static const unsigned int right[] = { 1, 2, 256, 1024, 32768 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_not_equal(virtq_set_num(&f->vq, wrong[i]), 0);
	for (i = 0; i < ARRAY_SIZE(right); i++)
		assert_int_equal(virtq_set_num(&f->vq, right[i]), 0);
}

static void start_needs_size_and_memory(void **state)
{
	struct fixture *f = *state;
	uint64_t good = f->vq.addr_used;

	virtq_stop(&f->vq);
	f->vq.num = 0;
	assert_int_not_equal(virtq_start(&f->vq), 0);
	f->vq.num = NUM;
	f->vq.addr_used = GUEST_UVA + GUEST_SIZE - 4;
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

	virtq_stop(&f->vq);
	ring_of(f)->num = 1;
	ring_start(f, 1);
	for (i = 0; i < 3; i++) {
		guest_add(&f->guest, 0, 0, NULL, 0, 8);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
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

static void head_outside_of_table_breaks_queue(void **state)
{
	struct fixture *f = *state;

	guest_avail(ring_of(f), NUM);
	expect_broken(f);
}

static void index_beyond_size_breaks_queue(void **state)
{
	struct fixture *f = *state;

	ring_of(f)->avail->idx = htole16(NUM + 1);
	expect_broken(f);
	ring_of(f)->avail->idx = htole16(1);
	expect_broken(f);
}

static void index_going_back_breaks_queue(void **state)
{
	struct fixture *f = *state;

	ring_of(f)->avail->idx = htole16(0xffff);
	expect_broken(f);
}

static void same_buffer_twice_breaks_queue(void **state)
{
	struct fixture *f = *state;

	guest_add(&f->guest, 0, 2, "a", 1, 8);
	guest_avail(ring_of(f), 2);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	expect_broken(f);
}

static void restart_mends_broken_queue(void **state)
{
	struct fixture *f = *state;

	guest_avail(ring_of(f), NUM);
	expect_broken(f);
	virtq_stop(&f->vq);
	guest_reset_rings(&f->guest);
	f->vq.last_avail = 0;
	ring_start(f, NUM);
	guest_add(&f->guest, 0, 0, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
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

static void stopped_queue_touches_nothing(void **state)
{
	struct fixture *f = *state;

	guest_add(&f->guest, 0, 0, "a", 1, 8);
	virtq_stop(&f->vq);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	virtq_push_raw(&f->vq, 0, 1);
	virtq_flush(&f->vq);
	assert_int_equal(ring_of(f)->used->idx, 0);
}

/* Whatever the rings hold, the queue ends and stays inside guest memory. */
static void random_rings_do_no_harm(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	static char buf[256];
	unsigned int round, i;

	srand(2);
	for (round = 0; round < 3000; round++) {
		enum virtq_pop found;

		for (i = 0; i < 0x200; i++)
			f->guest.mem[rand() % 0x4000] = (char)rand();
		for (i = 0; i < NUM; i++) {
			if (rand() % 4)
				guest_desc(&ring->desc[i],
					   GUEST_GPA +
						   (unsigned int)rand() %
							   (GUEST_SIZE + 64),
					   (unsigned int)rand() % 256,
					   (uint16_t)(rand() % 8),
					   (uint16_t)(rand() % (NUM + 1)));
			guest_avail(ring, (uint16_t)(rand() % NUM));
		}
		for (i = 0; i < 2 * NUM; i++) {
			found = virtq_pop(&f->vq, &f->elem);
			if (found == VIRTQ_EMPTY)
				break;
			if (found != VIRTQ_ELEM)
				continue;
			virtq_elem_read(&f->vq, &f->elem, buf, sizeof(buf));
			virtq_push(&f->vq, f->elem.head, 0);
			virtq_flush(&f->vq);
		}
		assert_true(i <= NUM + 1);
		virtq_stop(&f->vq);
		guest_reset_rings(&f->guest);
		f->vq.last_avail = 0;
		ring_start(f, NUM);
	}
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(size_must_be_power_of_two),
		T(start_needs_size_and_memory),
		T(empty_ring_gives_nothing),
		T(command_is_read_and_answered),
		T(index_wraps_many_times),
		T(queue_of_one_works),
		T(buffers_return_in_any_order),
		T(unpop_gives_same_buffer_again),
		T(head_outside_of_table_breaks_queue),
		T(index_beyond_size_breaks_queue),
		T(index_going_back_breaks_queue),
		T(same_buffer_twice_breaks_queue),
		T(restart_mends_broken_queue),
		T(position_survives_stop),
		T(stopped_queue_touches_nothing),
		T(random_rings_do_no_harm),
	};

	return cmocka_run_group_tests_name("virtq", tests, NULL, NULL);
}

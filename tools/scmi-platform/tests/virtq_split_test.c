// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a split ring, against drivers that do not keep the rules:
 * what breaks the queue, and what mends it.
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

static void base_has_sixteen_bits(void **state)
{
	struct fixture *f = *state;

	virtq_stop(&f->vq);
	assert_int_not_equal(virtq_set_base(&f->vq, 65536), 0);
	assert_int_equal(virtq_set_base(&f->vq, 65535), 0);
	assert_int_equal(virtq_base(&f->vq), 65535);
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
	ring_restart(f, false);
	guest_add(&f->guest, 0, 0, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
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
		ring_restart(f, false);
	}
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(size_must_be_power_of_two),
		T(base_has_sixteen_bits),
		T(head_outside_of_table_breaks_queue),
		T(index_beyond_size_breaks_queue),
		T(index_going_back_breaks_queue),
		T(same_buffer_twice_breaks_queue),
		T(restart_mends_broken_queue),
		T(random_rings_do_no_harm),
	};

	return cmocka_run_group_tests_name("virtq_split", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a packed ring, against drivers that do not keep the
 * rules: what breaks the queue, and what mends it.
 */
#include "util.h"
#include "virtq_fixture.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define AVAIL (1u << VRING_PACKED_DESC_F_AVAIL)

/* One descriptor, available in the first round. */
static void set_slot(struct fixture *f, unsigned int i, uint16_t id,
		     uint16_t flags)
{
	ring_of(f)->ring[i] = (struct vring_packed_desc){
		.addr = htole64(guest_gpa(GUEST_BUFFERS)),
		.len = htole32(8),
		.id = htole16(id),
		.flags = htole16((uint16_t)(flags | AVAIL)),
	};
}

static void expect_broken(struct fixture *f)
{
	uint32_t id, len;

	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_true(f->vq.broken);
	assert_false(guest_used(ring_of(f), &id, &len));
}

static void size_need_not_be_power_of_two(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len, i;

	assert_int_not_equal(virtq_set_num(&f->vq, 0), 0);
	assert_int_not_equal(virtq_set_num(&f->vq, 32769), 0);
	assert_int_equal(virtq_set_num(&f->vq, 32768), 0);
	ring_of(f)->num = 5;
	ring_restart(f, false);
	for (i = 0; i < 23; i++) {
		guest_add(&f->guest, 0, 7, "a", 1, 8);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
		virtq_push(&f->vq, 7, 1);
		virtq_flush(&f->vq);
		assert_true(guest_used(ring_of(f), &id, &len));
		assert_int_equal(id, 7);
	}
}

static void position_beyond_size_is_refused(void **state)
{
	struct fixture *f = *state;

	virtq_stop(&f->vq);
	assert_int_equal(virtq_set_base(&f->vq, GUEST_WRAP << 16 | NUM), 0);
	assert_int_not_equal(virtq_start(&f->vq), 0);
	assert_false(virtq_running(&f->vq));
	assert_int_equal(virtq_set_base(&f->vq, NUM << 16), 0);
	assert_int_not_equal(virtq_start(&f->vq), 0);
	assert_int_equal(virtq_set_base(&f->vq, guest_origin(ring_of(f))), 0);
	assert_int_equal(virtq_start(&f->vq), 0);
}

/* The driver chooses them, and the queue's size does not limit them. */
static void any_id_is_given_back(void **state)
{
	struct fixture *f = *state;
	static const uint16_t ids[] = { 0, NUM, 1000, 32768, 65535 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		uint32_t id, len;

		set_slot(f, i, ids[i], VRING_DESC_F_WRITE);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
		virtq_push(&f->vq, f->elem.head, 3);
		virtq_flush(&f->vq);
		assert_true(guest_used(ring_of(f), &id, &len));
		assert_int_equal(id, ids[i]);
	}
}

/* Owned by the driver, returned by us, or nonsense: not for us to take. */
static void other_rounds_are_not_available(void **state)
{
	struct fixture *f = *state;
	uint16_t *flags = &ring_of(f)->ring[0].flags;

	set_slot(f, 0, 0, 0);
	*flags = htole16(0);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	*flags = htole16(1u << VRING_PACKED_DESC_F_USED);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	*flags = htole16(AVAIL | 1u << VRING_PACKED_DESC_F_USED);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	*flags = htole16(AVAIL);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
}

static void buffer_without_end_breaks_queue(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < NUM; i++)
		set_slot(f, i, 1, VRING_DESC_F_NEXT);
	expect_broken(f);
}

static void same_id_twice_breaks_queue(void **state)
{
	struct fixture *f = *state;

	set_slot(f, 0, 1, 0);
	set_slot(f, 1, 1, 0);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	expect_broken(f);
}

/* A second round while the first is still ours. */
static void more_descriptors_than_fit_break_queue(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < NUM; i++) {
		set_slot(f, i, (uint16_t)i, 0);
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	}
	set_slot(f, 0, NUM, 0);
	ring_of(f)->ring[0].flags = htole16(1u << VRING_PACKED_DESC_F_USED);
	expect_broken(f);
}

/* Its name stands in its last descriptor, which is found all the same. */
static void malformed_chain_is_returned_whole(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	set_slot(f, 0, 77, VRING_DESC_F_NEXT);
	ring_of(f)->ring[0].len = 0;
	set_slot(f, 1, 78, VRING_DESC_F_NEXT);
	set_slot(f, 2, 5, 0);
	set_slot(f, 3, 6, 0);
	ring_of(f)->count[5] = 3;
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_BAD);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(id, 5);
	assert_int_equal(len, 0);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.head, 6);
}

static void indirect_behind_others_is_refused(void **state)
{
	struct fixture *f = *state;
	const struct guest_piece pieces[] = {
		{ guest_gpa(GUEST_BUFFERS), 8, 0 },
		{ guest_gpa(GUEST_INDIRECT), 16, VRING_DESC_F_INDIRECT },
	};

	/* Alone the table is fine. */
	guest_table(&f->guest, ring_of(f), pieces, 1);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	guest_chain(ring_of(f), 1, pieces, 2);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_BAD);
}

/* Whatever the ring holds, the queue ends and stays inside guest memory. */
static void random_rings_do_no_harm(void **state)
{
	struct fixture *f = *state;
	unsigned int round, i, taken = 0;
	static char buf[256];

	srand(4);
	for (round = 0; round < 3000; round++) {
		for (i = 0; i < 0x200; i++)
			f->guest.mem[GUEST_INDIRECT + rand() % 0x400] =
				(char)rand();
		for (i = 0; i < NUM; i++) {
			struct vring_packed_desc *d = &ring_of(f)->ring[i];

			set_slot(f, i, (uint16_t)(rand() % 4),
				 (uint16_t)(rand() % 8));
			if (rand() % 2)
				d->addr = htole64(GUEST_GPA + GUEST_SIZE - 128 +
						  (unsigned int)rand() % 256);
			if (rand() % 4 == 0)
				d->addr = htole64(guest_gpa(GUEST_INDIRECT));
			d->len = htole32((unsigned int)rand() % 128);
			if (rand() % 4 == 0)
				d->flags = htole16((uint16_t)rand());
		}
		for (i = 0; i <= NUM; i++) {
			enum virtq_pop found = virtq_pop(&f->vq, &f->elem);

			if (found == VIRTQ_EMPTY)
				break;
			if (found != VIRTQ_ELEM)
				continue;
			taken++;
			virtq_elem_read(&f->vq, &f->elem, buf, sizeof(buf));
			if (rand() % 2)
				virtq_push(&f->vq, f->elem.head, 0);
			virtq_flush(&f->vq);
		}
		assert_true(i <= NUM);
		ring_restart(f, round % 2);
	}
	assert_true(taken > 100);
}

#define T(name) PACKED(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(size_need_not_be_power_of_two),
		T(position_beyond_size_is_refused),
		T(any_id_is_given_back),
		T(other_rounds_are_not_available),
		T(buffer_without_end_breaks_queue),
		T(same_id_twice_breaks_queue),
		T(more_descriptors_than_fit_break_queue),
		T(malformed_chain_is_returned_whole),
		T(indirect_behind_others_is_refused),
		T(random_rings_do_no_harm),
	};

	return cmocka_run_group_tests_name("virtq_packed", tests, NULL, NULL);
}

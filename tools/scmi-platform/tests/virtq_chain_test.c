// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring: chains of descriptors, direct and indirect, and
 * which of them are refused.
 */
#include "util.h"
#include "virtq_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define W	  VRING_DESC_F_WRITE
#define INDIRECT  VRING_DESC_F_INDIRECT
#define AT(where) (GUEST_GPA + GUEST_BUFFERS + (where))

static struct vring_desc *indirect_table(struct fixture *f)
{
	return (struct vring_desc *)(f->guest.mem + GUEST_INDIRECT);
}

/* REQ: P-08 */
static void expect_refused(struct fixture *f, uint32_t head)
{
	uint32_t id, len;

	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_BAD);
	assert_true(guest_used(ring_of(f), &id, &len));
	assert_int_equal(id, head);
	assert_int_equal(len, 0);
	assert_true(guest_interrupted(ring_of(f)));
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_false(f->vq.broken);
}

static void chain(struct fixture *f, const struct guest_piece *p,
		  unsigned int n)
{
	guest_chain(ring_of(f), 0, p, n);
}

static void table(struct fixture *f, const struct guest_piece *p,
		  unsigned int n)
{
	guest_table(&f->guest, ring_of(f), p, n);
}

#define PIECES(...)                                  \
	(const struct guest_piece[]){ __VA_ARGS__ }, \
		ARRAY_SIZE(((const struct guest_piece[]){ __VA_ARGS__ }))

static void pieces_are_one_buffer(void **state)
{
	struct fixture *f = *state;
	char *mem = f->guest.mem + GUEST_BUFFERS;
	char buf[8] = { 0 };

	memcpy(mem, "abc", 3);
	memcpy(mem + 100, "defg", 4);
	chain(f, PIECES({ AT(0), 3, 0 }, { AT(100), 4, 0 }, { AT(200), 2, W },
			{ AT(300), 3, W }));
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_elem_read(&f->vq, &f->elem, buf, 7), 7);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(virtq_elem_write(&f->vq, &f->elem, "ABCDEFG", 7), 5);
	assert_memory_equal(mem + 200, "AB", 2);
	assert_memory_equal(mem + 300, "CDE", 3);
	assert_int_equal(mem[303], 0);
}

/* An indirect table takes up one descriptor, whatever is in it. */
static void indirect_table_is_walked(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;
	unsigned int i;

	for (i = 0; i < 3 * NUM; i++) {
		table(f, PIECES({ AT(0), 8, 0 }, { AT(32), 8, 0 },
				{ AT(64), 32, W }));
		assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
		assert_int_equal(f->elem.out_len, 16);
		assert_int_equal(f->elem.in_len, 32);
		virtq_push(&f->vq, f->elem.head, 1);
		virtq_flush(&f->vq);
		assert_true(guest_used(ring_of(f), &id, &len));
	}
}

static void indirect_table_need_not_be_in_order(void **state)
{
	struct fixture *f = *state;
	struct vring_desc *t = indirect_table(f);

	table(f, PIECES({ AT(0), 8, 0 }, { AT(0), 1, 0 }, { AT(64), 32, W }));
	guest_desc(&t[0], AT(0), 8, VRING_DESC_F_NEXT, 2);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.out_len, 8);
	assert_int_equal(f->elem.in_len, 32);
}

static void empty_descriptor_is_refused(void **state)
{
	struct fixture *f = *state;

	chain(f, PIECES({ AT(0), 0, 0 }));
	expect_refused(f, 0);
	chain(f, PIECES({ AT(0), 8, 0 }, { AT(0), 0, W }));
	expect_refused(f, 0);
}

static void memory_outside_is_refused(void **state)
{
	struct fixture *f = *state;
	static const struct guest_piece wrong[] = {
		{ 0, 16, 0 },
		{ GUEST_GPA - 1, 16, W },
		{ GUEST_GPA + GUEST_SIZE - 15, 16, 0 },
		{ GUEST_GPA + GUEST_SIZE, 1, W },
		{ UINT64_MAX, 1, 0 },
		{ UINT64_MAX, UINT32_MAX, W },
		{ UINT64_MAX - 7, 16, 0 },
		{ GUEST_GPA, UINT32_MAX, W },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		chain(f, &wrong[i], 1);
		expect_refused(f, 0);
		table(f, &wrong[i], 1);
		expect_refused(f, 0);
	}
	assert_int_equal(f->vq.n_bad, 2 * ARRAY_SIZE(wrong));
}

static void readable_after_writable_is_refused(void **state)
{
	struct fixture *f = *state;

	chain(f, PIECES({ AT(0), 8, W }, { AT(0), 8, 0 }));
	expect_refused(f, 0);
	table(f, PIECES({ AT(0), 8, W }, { AT(0), 8, 0 }));
	expect_refused(f, 0);
}

static void loops_are_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	struct vring_desc *t = indirect_table(f);

	guest_desc(&ring->desc[3], AT(0), 8, VRING_DESC_F_NEXT, 3);
	guest_avail(ring, 3);
	expect_refused(f, 3);

	table(f, PIECES({ AT(0), 8, 0 }, { AT(0), 8, 0 }));
	guest_desc(&t[1], AT(0), 8, VRING_DESC_F_NEXT, 0);
	expect_refused(f, 0);
}

static void successor_beyond_table_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	struct vring_desc *t = indirect_table(f);

	/* What is there would pass. */
	guest_desc(&ring->desc[NUM], AT(0), 8, 0, 0);
	guest_desc(&ring->desc[0], AT(0), 8, VRING_DESC_F_NEXT, NUM);
	guest_avail(ring, 0);
	expect_refused(f, 0);

	table(f, PIECES({ AT(0), 8, 0 }, { AT(0), 8, 0 }));
	guest_desc(&t[2], AT(0), 8, 0, 0);
	guest_desc(&t[0], AT(0), 8, VRING_DESC_F_NEXT, 2);
	expect_refused(f, 0);
}

static void indirect_inside_indirect_is_refused(void **state)
{
	struct fixture *f = *state;

	table(f, PIECES({ guest_gpa(GUEST_INDIRECT), 16, INDIRECT }));
	expect_refused(f, 0);
}

static void indirect_with_successor_is_refused(void **state)
{
	struct fixture *f = *state;

	table(f, PIECES({ AT(0), 8, 0 }));
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	ring_restart(f, false);
	chain(f, PIECES({ guest_gpa(GUEST_INDIRECT), 16, INDIRECT },
			{ AT(0), 8, 0 }));
	expect_refused(f, 0);
}

static void indirect_table_of_odd_size_is_refused(void **state)
{
	struct fixture *f = *state;
	static const uint32_t sizes[] = { 0, 1, 15, 17, 40 };
	unsigned int i;

	guest_desc(&indirect_table(f)[0], AT(0), 8, 0, 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		const struct guest_piece odd = { guest_gpa(GUEST_INDIRECT),
						 sizes[i], INDIRECT };

		chain(f, &odd, 1);
		expect_refused(f, 0);
	}
}

static void indirect_table_outside_is_refused(void **state)
{
	struct fixture *f = *state;

	chain(f, PIECES({ UINT64_MAX - 15, 32, INDIRECT }));
	expect_refused(f, 0);
	chain(f, PIECES({ GUEST_GPA, 0xfffffff0, INDIRECT }));
	expect_refused(f, 0);
}

static void indirect_must_be_negotiated(void **state)
{
	struct fixture *f = *state;

	f->vq.indirect = false;
	table(f, PIECES({ AT(0), 8, 0 }));
	expect_refused(f, 0);
}

static void buffer_of_4_gib_is_refused(void **state)
{
	struct fixture *f = *state;
	const uint32_t half = UINT32_C(1) << 31;

	/* Each of them is fine: it is their sum that would wrap. */
	f->mem.regions[0].size = half;
	table(f, PIECES({ GUEST_GPA, half, W }, { GUEST_GPA, half, W },
			{ GUEST_GPA, half, W }));
	expect_refused(f, 0);
	f->mem.regions[0].size = GUEST_SIZE;
}

static void too_many_descriptors_are_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_piece many[VIRTQ_SEGS_MAX + 1];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct guest_piece){ AT(0), 1, 0 };
	table(f, many, VIRTQ_SEGS_MAX + 1);
	expect_refused(f, 0);
	table(f, many, VIRTQ_SEGS_MAX);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.out_len, VIRTQ_SEGS_MAX);
}

/* The copy that was judged is the one that is used. */
static void descriptor_changed_after_pop_has_no_effect(void **state)
{
	struct fixture *f = *state;
	char buf[8];

	guest_add(&f->guest, 0, 0, "question", 8, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	guest_desc(&ring_of(f)->desc[0], 0, UINT32_MAX, 0, 0);
	guest_desc(&ring_of(f)->desc[1], 0, UINT32_MAX, 0, 0);
	assert_int_equal(virtq_elem_read(&f->vq, &f->elem, buf, 8), 8);
	assert_memory_equal(buf, "question", 8);
}

static void memory_removed_after_pop_is_not_touched(void **state)
{
	struct fixture *f = *state;
	char buf[8];

	guest_add(&f->guest, 0, 0, "question", 8, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	guest_mem_clear(&f->mem);
	assert_int_equal(virtq_elem_read(&f->vq, &f->elem, buf, 8), 0);
	assert_int_equal(virtq_elem_write(&f->vq, &f->elem, buf, 8), 0);
}

#define T(name) BOTH(name, virtq_setup, virtq_teardown)
#define S(name) SPLIT(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(pieces_are_one_buffer),
		T(indirect_table_is_walked),
		T(empty_descriptor_is_refused),
		T(memory_outside_is_refused),
		T(readable_after_writable_is_refused),
		T(indirect_with_successor_is_refused),
		T(indirect_table_of_odd_size_is_refused),
		T(indirect_table_outside_is_refused),
		T(indirect_must_be_negotiated),
		T(buffer_of_4_gib_is_refused),
		T(too_many_descriptors_are_refused),
		T(descriptor_changed_after_pop_has_no_effect),
		T(memory_removed_after_pop_is_not_touched),
		/* Packed tables have no successors, and ignore the flag. */
		S(indirect_table_need_not_be_in_order),
		S(loops_are_refused),
		S(successor_beyond_table_is_refused),
		S(indirect_inside_indirect_is_refused),
	};

	return cmocka_run_group_tests_name("virtq_chain", tests, NULL, NULL);
}

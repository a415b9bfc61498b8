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

static struct vring_desc *indirect_table(struct fixture *f)
{
	return (struct vring_desc *)(f->guest.mem + GUEST_INDIRECT);
}

/* A head that refers to an indirect table of @n descriptors. */
static void add_indirect(struct fixture *f, uint32_t n)
{
	struct guest_ring *ring = ring_of(f);

	guest_desc(&ring->desc[0], guest_gpa(GUEST_INDIRECT), n * 16,
		   VRING_DESC_F_INDIRECT, 0);
	guest_avail(ring, 0);
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

static void pieces_are_one_buffer(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	char *mem = f->guest.mem + GUEST_BUFFERS;
	char buf[8] = { 0 };

	memcpy(mem, "abc", 3);
	memcpy(mem + 100, "defg", 4);
	guest_desc(&ring->desc[0], guest_gpa(GUEST_BUFFERS), 3,
		   VRING_DESC_F_NEXT, 1);
	guest_desc(&ring->desc[1], guest_gpa(GUEST_BUFFERS + 100), 4,
		   VRING_DESC_F_NEXT, 2);
	guest_desc(&ring->desc[2], guest_gpa(GUEST_BUFFERS + 200), 2,
		   VRING_DESC_F_WRITE | VRING_DESC_F_NEXT, 3);
	guest_desc(&ring->desc[3], guest_gpa(GUEST_BUFFERS + 300), 3,
		   VRING_DESC_F_WRITE, 0);
	guest_avail(ring, 0);

	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_elem_read(&f->vq, &f->elem, buf, 7), 7);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(virtq_elem_write(&f->vq, &f->elem, "ABCDEFG", 7), 5);
	assert_memory_equal(mem + 200, "AB", 2);
	assert_memory_equal(mem + 300, "CDE", 3);
	assert_int_equal(mem[303], 0);
}

static void indirect_table_is_walked(void **state)
{
	struct fixture *f = *state;
	struct vring_desc *table = indirect_table(f);

	guest_desc(&table[0], guest_gpa(GUEST_BUFFERS), 8, VRING_DESC_F_NEXT,
		   2);
	guest_desc(&table[2], guest_gpa(GUEST_BUFFERS + 64), 32,
		   VRING_DESC_F_WRITE, 0);
	add_indirect(f, 3);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(f->elem.out_len, 8);
	assert_int_equal(f->elem.in_len, 32);
}

static void empty_descriptor_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	guest_desc(&ring->desc[0], guest_gpa(GUEST_BUFFERS), 0, 0, 0);
	guest_avail(ring, 0);
	expect_refused(f, 0);
}

static void memory_outside_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	static const struct {
		uint64_t gpa;
		uint32_t len;
	} wrong[] = {
		{ 0, 16 },
		{ GUEST_GPA - 1, 16 },
		{ GUEST_GPA + GUEST_SIZE - 15, 16 },
		{ GUEST_GPA + GUEST_SIZE, 1 },
		{ UINT64_MAX, 1 },
		{ UINT64_MAX, UINT32_MAX },
		{ UINT64_MAX - 7, 16 },
		{ GUEST_GPA, UINT32_MAX },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		guest_desc(&ring->desc[1], wrong[i].gpa, wrong[i].len,
			   i % 2 ? VRING_DESC_F_WRITE : 0, 0);
		guest_avail(ring, 1);
		expect_refused(f, 1);
	}
	assert_int_equal(f->vq.n_bad, ARRAY_SIZE(wrong));
}

static void readable_after_writable_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	guest_desc(&ring->desc[0], guest_gpa(GUEST_BUFFERS), 8,
		   VRING_DESC_F_WRITE | VRING_DESC_F_NEXT, 1);
	guest_desc(&ring->desc[1], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	guest_avail(ring, 0);
	expect_refused(f, 0);
}

static void loops_are_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	struct vring_desc *table = indirect_table(f);

	guest_desc(&ring->desc[3], guest_gpa(GUEST_BUFFERS), 8,
		   VRING_DESC_F_NEXT, 3);
	guest_avail(ring, 3);
	expect_refused(f, 3);

	guest_desc(&table[0], guest_gpa(GUEST_BUFFERS), 8, VRING_DESC_F_NEXT,
		   1);
	guest_desc(&table[1], guest_gpa(GUEST_BUFFERS), 8, VRING_DESC_F_NEXT,
		   0);
	add_indirect(f, 2);
	expect_refused(f, 0);
}

static void successor_beyond_table_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	struct vring_desc *table = indirect_table(f);

	/* What is there would pass. */
	guest_desc(&ring->desc[NUM], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	guest_desc(&ring->desc[0], guest_gpa(GUEST_BUFFERS), 8,
		   VRING_DESC_F_NEXT, NUM);
	guest_avail(ring, 0);
	expect_refused(f, 0);

	guest_desc(&table[2], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	guest_desc(&table[0], guest_gpa(GUEST_BUFFERS), 8, VRING_DESC_F_NEXT,
		   2);
	add_indirect(f, 2);
	expect_refused(f, 0);
}

static void indirect_inside_indirect_is_refused(void **state)
{
	struct fixture *f = *state;

	guest_desc(&indirect_table(f)[0], guest_gpa(GUEST_INDIRECT), 16,
		   VRING_DESC_F_INDIRECT, 0);
	add_indirect(f, 1);
	expect_refused(f, 0);
}

static void indirect_with_successor_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	guest_desc(&indirect_table(f)[0], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	guest_desc(&ring->desc[0], guest_gpa(GUEST_INDIRECT), 16,
		   VRING_DESC_F_INDIRECT | VRING_DESC_F_NEXT, 1);
	guest_avail(ring, 0);
	expect_refused(f, 0);
}

static void indirect_table_of_odd_size_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);
	static const uint32_t sizes[] = { 0, 1, 15, 17, 40 };
	unsigned int i;

	guest_desc(&indirect_table(f)[0], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		guest_desc(&ring->desc[0], guest_gpa(GUEST_INDIRECT), sizes[i],
			   VRING_DESC_F_INDIRECT, 0);
		guest_avail(ring, 0);
		expect_refused(f, 0);
	}
}

static void indirect_table_outside_is_refused(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = ring_of(f);

	guest_desc(&ring->desc[0], UINT64_MAX - 15, 32, VRING_DESC_F_INDIRECT,
		   0);
	guest_avail(ring, 0);
	expect_refused(f, 0);
	guest_desc(&ring->desc[0], GUEST_GPA, 0xfffffff0, VRING_DESC_F_INDIRECT,
		   0);
	guest_avail(ring, 0);
	expect_refused(f, 0);
}

static void indirect_must_be_negotiated(void **state)
{
	struct fixture *f = *state;

	f->vq.indirect = false;
	guest_desc(&indirect_table(f)[0], guest_gpa(GUEST_BUFFERS), 8, 0, 0);
	add_indirect(f, 1);
	expect_refused(f, 0);
}

static void buffer_of_4_gib_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vring_desc *table = indirect_table(f);
	unsigned int i;

	/* Each of them is fine: it is their sum that would wrap. */
	f->mem.regions[0].size = UINT64_C(1) << 31;
	for (i = 0; i < 3; i++)
		guest_desc(&table[i], GUEST_GPA, UINT32_C(1) << 31,
			   VRING_DESC_F_WRITE | (i < 2 ? VRING_DESC_F_NEXT : 0),
			   (uint16_t)(i + 1));
	add_indirect(f, 3);
	expect_refused(f, 0);
	f->mem.regions[0].size = GUEST_SIZE;
}

static void too_many_descriptors_are_refused(void **state)
{
	struct fixture *f = *state;
	struct vring_desc *table = indirect_table(f);
	unsigned int i;

	for (i = 0; i <= VIRTQ_SEGS_MAX; i++)
		guest_desc(&table[i], guest_gpa(GUEST_BUFFERS), 1,
			   VRING_DESC_F_NEXT, (uint16_t)(i + 1));
	table[VIRTQ_SEGS_MAX].flags = 0;
	add_indirect(f, VIRTQ_SEGS_MAX + 1);
	expect_refused(f, 0);

	table[VIRTQ_SEGS_MAX - 1].flags = 0;
	add_indirect(f, VIRTQ_SEGS_MAX);
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

#define T(name) \
	cmocka_unit_test_setup_teardown(name, virtq_setup, virtq_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(pieces_are_one_buffer),
		T(indirect_table_is_walked),
		T(empty_descriptor_is_refused),
		T(memory_outside_is_refused),
		T(readable_after_writable_is_refused),
		T(loops_are_refused),
		T(successor_beyond_table_is_refused),
		T(indirect_inside_indirect_is_refused),
		T(indirect_with_successor_is_refused),
		T(indirect_table_of_odd_size_is_refused),
		T(indirect_table_outside_is_refused),
		T(indirect_must_be_negotiated),
		T(buffer_of_4_gib_is_refused),
		T(too_many_descriptors_are_refused),
		T(descriptor_changed_after_pop_has_no_effect),
		T(memory_removed_after_pop_is_not_touched),
	};

	return cmocka_run_group_tests_name("virtq_chain", tests, NULL, NULL);
}

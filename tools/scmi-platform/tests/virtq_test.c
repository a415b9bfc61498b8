// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device side of a ring, against drivers that keep the rules and drivers
 * that do not.
 */
#include "guest.h"
#include "guest_mem.h"
#include "util.h"
#include "virtq.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUM 8u

struct fixture {
	struct guest guest;
	struct guest_mem mem;
	struct virtq vq;
	struct virtq_elem elem;
};

static struct guest_ring *ring_of(struct fixture *f)
{
	return &f->guest.rings[0];
}

static void start(struct fixture *f, unsigned int num)
{
	struct guest_ring *ring = ring_of(f);

	assert_int_equal(virtq_set_num(&f->vq, num), 0);
	f->vq.addr_desc = guest_uva(&f->guest, ring->desc);
	f->vq.addr_avail = guest_uva(&f->guest, ring->avail);
	f->vq.addr_used = guest_uva(&f->guest, ring->used);
	f->vq.call_fd = ring->call;
	f->vq.indirect = true;
	assert_int_equal(virtq_start(&f->vq), 0);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct guest_region region = {
		.gpa = GUEST_GPA,
		.uva = GUEST_UVA,
		.size = GUEST_SIZE,
	};

	log_set_level(LOG_SILENT);
	guest_init(&f->guest, NUM);
	guest_mem_init(&f->mem);
	assert_int_equal(guest_mem_add(&f->mem, &region, f->guest.memfd), 0);
	virtq_init(&f->vq, "testq", &f->mem);
	start(f, NUM);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	guest_mem_exit(&f->mem);
	guest_exit(&f->guest);
	free(f);
	return 0;
}

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
	start(f, 1);
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
	start(f, NUM);
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
	start(f, NUM);
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
	start(f, NUM);

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
	start(f, NUM);
	answer_one(f, 0);
	answer_one(f, 0);
	guest_interrupted(ring);
	virtq_stop(&f->vq);
	start(f, NUM);
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
	start(f, NUM);
	guest_add(&f->guest, 0, 0, "a", 1, 8);
	guest_add(&f->guest, 0, 2, "a", 1, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(le16toh(*event), 0);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_EMPTY);
	assert_int_equal(le16toh(*event), 2);
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
		start(f, NUM);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(size_must_be_power_of_two),
		T(start_needs_size_and_memory),
		T(empty_ring_gives_nothing),
		T(command_is_read_and_answered),
		T(pieces_are_one_buffer),
		T(indirect_table_is_walked),
		T(index_wraps_many_times),
		T(queue_of_one_works),
		T(buffers_return_in_any_order),
		T(unpop_gives_same_buffer_again),
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
		T(head_outside_of_table_breaks_queue),
		T(index_beyond_size_breaks_queue),
		T(index_going_back_breaks_queue),
		T(same_buffer_twice_breaks_queue),
		T(restart_mends_broken_queue),
		T(position_survives_stop),
		T(descriptor_changed_after_pop_has_no_effect),
		T(memory_removed_after_pop_is_not_touched),
		T(driver_may_forbid_interrupts),
		T(event_index_chooses_interrupt),
		T(first_buffer_after_restart_is_always_signalled),
		T(event_index_asks_for_next_kick_only_when_empty),
		T(stopped_queue_touches_nothing),
		T(random_rings_do_no_harm),
	};

	return cmocka_run_group_tests_name("virtq", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in flight of a queue whose device ends at any moment: each comes
 * back to the driver exactly once.
 */
#include "util.h"
#include "virtq_fixture.h"
#include "virtq_inflight.h"

#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REGION 4096u
#define IDS    (NUM / 2)

struct inflight {
	struct fixture *f;
	struct virtq_inflight *in;
	char *region;
};

/* A device without past, at the place that a front end can think of. */
static void start(struct inflight *i)
{
	struct fixture *f = i->f;
	struct guest_ring *ring = ring_of(f);

	free(i->in);
	i->in = calloc(1, sizeof(*i->in));
	virtq_inflight_init(i->in, i->region, NUM);
	virtq_init(&f->vq, "testq", &f->mem);
	virtq_set_layout(&f->vq, ring->packed);
	f->vq.inflight = i->in;
	if (!ring->packed)
		assert_int_equal(virtq_set_base(&f->vq,
						le16toh(ring->used->idx)),
				 0);
	ring_start(f, NUM);
}

static int setup(void **state)
{
	struct inflight *i = calloc(1, sizeof(*i));

	virtq_setup(state);
	i->f = *state;
	i->region = aligned_alloc(64, REGION);
	memset(i->region, 0, REGION);
	assert_true(virtq_inflight_size(is_packed(state), NUM) <= REGION);
	virtq_stop(&i->f->vq);
	start(i);
	*state = i;
	return 0;
}

static int teardown(void **state)
{
	struct inflight *i = *state;
	void *f = i->f;

	virtq_teardown(&f);
	free(i->in);
	free(i->region);
	free(i);
	return 0;
}

static void expect_pop(struct inflight *i, uint16_t head)
{
	assert_int_equal(virtq_pop(&i->f->vq, &i->f->elem), VIRTQ_ELEM);
	assert_int_equal(i->f->elem.head, head);
}

static void expect_used(struct inflight *i, uint16_t head)
{
	uint32_t id, len;

	assert_true(guest_used(ring_of(i->f), &id, &len));
	assert_int_equal(id, head);
}

static void expect_nothing(struct inflight *i)
{
	uint32_t id, len;

	assert_int_equal(virtq_pop(&i->f->vq, &i->f->elem), VIRTQ_EMPTY);
	assert_false(guest_used(ring_of(i->f), &id, &len));
}

/* REQ: L-06 */
static void what_was_taken_comes_again_in_its_order(void **state)
{
	struct inflight *i = *state;
	uint16_t head;
	char buf[1];

	for (head = 0; head < NUM; head += 2) {
		guest_add(&i->f->guest, 0, head, &"abcdefgh"[head], 1, 8);
		expect_pop(i, head);
	}
	virtq_push(&i->f->vq, 4, 0);
	virtq_push(&i->f->vq, 0, 0);
	virtq_flush(&i->f->vq);
	expect_used(i, 4);
	expect_used(i, 0);
	guest_add(&i->f->guest, 0, 4, "x", 1, 8);

	start(i);
	expect_pop(i, 2);
	assert_int_equal(virtq_elem_read(&i->f->vq, &i->f->elem, buf, 1), 1);
	assert_int_equal(buf[0], 'c');
	assert_int_equal(i->f->elem.in_len, 8);
	expect_pop(i, 6);
	expect_pop(i, 4);
	expect_nothing(i);
}

/* REQ: L-06 */
static void what_was_put_back_unseen_comes_again(void **state)
{
	struct inflight *i = *state;

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	expect_pop(i, 0);
	virtq_push(&i->f->vq, 0, 0);
	start(i);
	expect_pop(i, 0);
	virtq_push(&i->f->vq, 0, 0);
	virtq_flush(&i->f->vq);
	expect_used(i, 0);
	expect_nothing(i);
}

/* Between showing a buffer to the driver and taking note of it. */
static void what_was_seen_does_not_come_again(void **state)
{
	struct inflight *i = *state;
	char before[REGION];

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	guest_add(&i->f->guest, 0, 2, "b", 1, 8);
	expect_pop(i, 0);
	expect_pop(i, 2);
	virtq_push(&i->f->vq, 2, 0);
	virtq_push(&i->f->vq, 0, 0);
	memcpy(before, i->region, REGION);
	virtq_publish(&i->f->vq);
	memcpy(i->region, before, REGION);
	start(i);
	expect_used(i, 2);
	expect_used(i, 0);
	expect_nothing(i);
}

static void unpop_is_no_buffer_in_flight(void **state)
{
	struct inflight *i = *state;
	unsigned int n;

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	guest_add(&i->f->guest, 0, 2, "a", 1, 8);
	for (n = 0; n < 3; n++) {
		expect_pop(i, 0);
		virtq_unpop(&i->f->vq, &i->f->elem);
		if (n == 1)
			start(i);
	}
	expect_pop(i, 0);
	/* Nor does it forget one that is to come again. */
	start(i);
	expect_pop(i, 0);
	virtq_unpop(&i->f->vq, &i->f->elem);
	start(i);
	expect_pop(i, 0);
	expect_pop(i, 2);
	expect_nothing(i);
}

static void pause_keeps_what_is_in_flight(void **state)
{
	struct inflight *i = *state;

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	guest_add(&i->f->guest, 0, 2, "a", 1, 8);
	expect_pop(i, 0);
	virtq_stop(&i->f->vq);
	ring_start(i->f, NUM);
	expect_pop(i, 0);
	expect_pop(i, 2);
	expect_nothing(i);
}

static void forgotten_region_has_nothing_in_flight(void **state)
{
	struct inflight *i = *state;

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	expect_pop(i, 0);
	virtq_inflight_forget(i->in);
	guest_reset_rings(&i->f->guest);
	start(i);
	expect_nothing(i);
	guest_add(&i->f->guest, 0, 2, "a", 1, 8);
	expect_pop(i, 2);
}

static void malformed_buffer_does_not_come_again(void **state)
{
	struct inflight *i = *state;
	const struct guest_piece nowhere = { 0, 16, 0 };

	guest_chain(ring_of(i->f), 0, &nowhere, 1);
	assert_int_equal(virtq_pop(&i->f->vq, &i->f->elem), VIRTQ_BAD);
	start(i);
	expect_used(i, 0);
	expect_nothing(i);
}

/* What breaks the queue is no buffer, also for who comes next. */
static void what_breaks_the_queue_is_not_in_flight(void **state)
{
	struct inflight *i = *state;

	guest_add(&i->f->guest, 0, 2, NULL, 0, 8);
	expect_pop(i, 2);
	guest_break(ring_of(i->f));
	assert_int_equal(virtq_pop(&i->f->vq, &i->f->elem), VIRTQ_EMPTY);
	assert_true(i->f->vq.broken);
	virtq_push(&i->f->vq, 2, 0);
	virtq_flush(&i->f->vq);
	start(i);
	assert_false(virtq_inflight_pending(&i->f->vq));
}

static void region_must_have_room_for_the_ring(void **state)
{
	struct inflight *i = *state;

	virtq_stop(&i->f->vq);
	virtq_inflight_init(i->in, i->region, NUM - 1);
	assert_int_not_equal(virtq_start(&i->f->vq), 0);
	assert_false(virtq_running(&i->f->vq));
	virtq_inflight_init(i->in, i->region, NUM);
	assert_int_equal(virtq_start(&i->f->vq), 0);
}

/* It is as new, and the ring goes on where the front end says. */
static void region_of_another_ring_is_forgotten(void **state)
{
	struct inflight *i = *state;

	guest_add(&i->f->guest, 0, 0, "a", 1, 8);
	expect_pop(i, 0);
	i->in->hdr->desc_num = NUM / 2;
	start(i);
	expect_pop(i, 0);
	expect_nothing(i);
	i->in->hdr->version = 2;
	start(i);
	expect_pop(i, 0);
	assert_int_equal(i->in->hdr->version, 1);
}

/*
 * A driver and a device that do what they want, and a device that ends at any
 * moment: before, after and while it shows the driver what it has put back.
 */
struct life {
	struct inflight *i;
	bool with_driver[IDS];
	unsigned int taken[IDS]; /* when; 0 when it is not */
	bool held[IDS];
	unsigned int clock;
	unsigned int n_again;
};

static void make_available(struct life *life)
{
	uint16_t id = (uint16_t)(rand() % (int)IDS);

	if (!life->with_driver[id])
		return;
	guest_add(&life->i->f->guest, 0, (uint16_t)(id * 2),
		  rand() % 2 ? "a" : NULL, 1, 8);
	life->with_driver[id] = false;
}

/* Of what was taken and lost, the oldest. */
static int oldest_lost(const struct life *life)
{
	int found = -1;
	unsigned int id;

	for (id = 0; id < IDS; id++) {
		if (life->taken[id] && !life->held[id] &&
		    (found < 0 || life->taken[id] < life->taken[found]))
			found = (int)id;
	}
	return found;
}

static void collect(struct life *life)
{
	uint32_t id, len;

	while (guest_used(ring_of(life->i->f), &id, &len)) {
		assert_true(life->taken[id / 2]);
		assert_false(life->held[id / 2]);
		life->taken[id / 2] = 0;
		life->with_driver[id / 2] = true;
	}
}

static void take(struct life *life)
{
	struct fixture *f = life->i->f;
	enum virtq_pop found = virtq_pop(&f->vq, &f->elem);
	unsigned int id;
	int expected;

	/* By now the driver sees what was put back. */
	collect(life);
	expected = oldest_lost(life);
	if (found == VIRTQ_EMPTY) {
		assert_false(f->vq.broken);
		assert_int_equal(expected, -1);
		return;
	}
	id = f->elem.head / 2u;
	if (expected >= 0)
		assert_int_equal(id, expected);
	else
		assert_int_equal(life->taken[id], 0);
	assert_false(life->with_driver[id]);
	if (rand() % 8 == 0) {
		virtq_unpop(&f->vq, &f->elem);
		return;
	}
	life->n_again += expected >= 0;
	life->held[id] = true;
	if (!life->taken[id])
		life->taken[id] = ++life->clock;
}

static void put_back(struct life *life)
{
	unsigned int id = (unsigned int)rand() % IDS;

	if (!life->held[id])
		return;
	virtq_push(&life->i->f->vq, (uint16_t)(id * 2), 1);
	life->held[id] = false;
	/* What was put back before it is seen now, it is not yet. */
	collect(life);
	assert_false(life->with_driver[id]);
}

static void show(struct life *life, bool end_in_the_middle)
{
	char before[REGION];

	memcpy(before, life->i->region, REGION);
	virtq_publish(&life->i->f->vq);
	collect(life);
	if (!end_in_the_middle)
		return;
	memcpy(life->i->region, before, REGION);
	memset(life->held, 0, sizeof(life->held));
	start(life->i);
}

static void live(struct life *life)
{
	unsigned int what = (unsigned int)rand() % 100;

	if (what < 40) {
		make_available(life);
	} else if (what < 65) {
		take(life);
	} else if (what < 85) {
		put_back(life);
	} else if (what < 92) {
		show(life, false);
	} else if (what < 96) {
		show(life, true);
	} else {
		memset(life->held, 0, sizeof(life->held));
		start(life->i);
	}
}

/* REQ: L-06 */
static void whenever_the_device_ends_each_buffer_returns_once(void **state)
{
	struct inflight *i = *state;
	struct life life = { .i = i };
	unsigned int round, id;

	srand(6);
	for (id = 0; id < IDS; id++)
		life.with_driver[id] = true;
	for (round = 0; round < 20000; round++)
		live(&life);
	show(&life, false);
	while (virtq_pop(&i->f->vq, &i->f->elem) == VIRTQ_ELEM) {
		id = i->f->elem.head / 2u;
		life.held[id] = true;
		if (!life.taken[id])
			life.taken[id] = ++life.clock;
	}
	for (id = 0; id < IDS; id++) {
		if (life.held[id])
			virtq_push(&i->f->vq, (uint16_t)(id * 2), 1);
		life.held[id] = false;
	}
	show(&life, false);
	for (id = 0; id < IDS; id++)
		assert_true(life.with_driver[id]);
	assert_true(life.clock > 1000 && life.n_again > 100);
}

/* The front end writes there what it likes, also while buffers are held. */
static void random_regions_do_no_harm(void **state)
{
	struct inflight *i = *state;
	unsigned int round, n;

	srand(7);
	for (round = 0; round < 3000; round++) {
		guest_reset_rings(&i->f->guest);
		for (n = 0; n < 64; n++)
			i->region[rand() % 320] =
				(char)(rand() % 2 ? rand() : rand() % 9);
		if (rand() % 4) {
			i->in->hdr->version = 1;
			i->in->hdr->desc_num = NUM;
		}
		for (n = 0; n < IDS; n++)
			guest_add(&i->f->guest, 0, (uint16_t)(n * 2), "a", 1,
				  8);
		start(i);
		for (n = 0; n < 2 * NUM; n++) {
			enum virtq_pop found =
				virtq_pop(&i->f->vq, &i->f->elem);

			if (found == VIRTQ_EMPTY)
				break;
			i->region[rand() % 320] = (char)rand();
			if (found == VIRTQ_ELEM && rand() % 2)
				virtq_push(&i->f->vq, i->f->elem.head, 0);
			else if (found == VIRTQ_ELEM && rand() % 2)
				virtq_unpop(&i->f->vq, &i->f->elem);
			if (rand() % 2)
				virtq_flush(&i->f->vq);
		}
	}
}

#define T(name) BOTH(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_taken_comes_again_in_its_order),
		T(what_was_put_back_unseen_comes_again),
		T(what_was_seen_does_not_come_again),
		T(unpop_is_no_buffer_in_flight),
		T(pause_keeps_what_is_in_flight),
		T(forgotten_region_has_nothing_in_flight),
		T(malformed_buffer_does_not_come_again),
		T(what_breaks_the_queue_is_not_in_flight),
		T(region_must_have_room_for_the_ring),
		T(region_of_another_ring_is_forgotten),
		T(whenever_the_device_ends_each_buffer_returns_once),
		T(random_regions_do_no_harm),
	};

	return cmocka_run_group_tests_name("virtq_inflight", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "virtq_fixture.h"
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

void ring_start(struct fixture *f, unsigned int num)
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

void ring_restart(struct fixture *f, bool event_idx)
{
	virtq_stop(&f->vq);
	virtq_clear(&f->vq);
	guest_reset_rings(&f->guest);
	f->vq.event_idx = event_idx;
	ring_start(f, ring_of(f)->num);
}

void ring_answer(struct fixture *f, uint16_t head)
{
	guest_add(&f->guest, 0, head, NULL, 0, 8);
	assert_int_equal(virtq_pop(&f->vq, &f->elem), VIRTQ_ELEM);
	virtq_push(&f->vq, head, 1);
	virtq_flush(&f->vq);
}

int virtq_setup(void **state)
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
	guest_set_layout(&f->guest, is_packed(state));
	virtq_init(&f->vq, "testq", &f->mem);
	virtq_set_layout(&f->vq, is_packed(state));
	ring_start(f, NUM);
	*state = f;
	return 0;
}

int virtq_teardown(void **state)
{
	struct fixture *f = *state;

	guest_mem_exit(&f->mem);
	guest_exit(&f->guest);
	free(f);
	return 0;
}

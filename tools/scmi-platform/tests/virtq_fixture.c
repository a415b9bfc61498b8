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
	virtq_init(&f->vq, "testq", &f->mem);
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

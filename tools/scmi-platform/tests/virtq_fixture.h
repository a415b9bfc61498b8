/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring for tests: a guest, its memory as the device sees it, and the
 * device's side of the first of its rings.
 */
#ifndef SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H
#define SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H

#include "both.h"
#include "guest.h"
#include "guest_mem.h"
#include "virtq.h"

#define NUM 8u

struct fixture {
	struct guest guest;
	struct guest_mem mem;
	struct virtq vq;
	struct virtq_elem elem;
};

/* For cmocka. The ring has NUM descriptors and is started; see both.h. */
int virtq_setup(void **state);
int virtq_teardown(void **state);

/* The driver's side of it. */
static inline struct guest_ring *ring_of(struct fixture *f)
{
	return &f->guest.rings[0];
}

/* Starts it with @num descriptors, where it was when it was stopped. */
void ring_start(struct fixture *f, unsigned int num);

/* Stops it, and begins again with memory of zeros. */
void ring_restart(struct fixture *f, bool event_idx);

/* A buffer of one descriptor to write to is taken and returned. */
void ring_answer(struct fixture *f, uint16_t head);

#endif /* SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H */

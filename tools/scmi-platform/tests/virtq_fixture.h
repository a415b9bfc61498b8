/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring for tests: a guest, its memory as the device sees it, and the
 * device's side of the first of its rings.
 */
#ifndef SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H
#define SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H

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

/* For cmocka. The ring has NUM descriptors and is started. */
int virtq_setup(void **state);
int virtq_teardown(void **state);

/* The driver's side of it. */
static inline struct guest_ring *ring_of(struct fixture *f)
{
	return &f->guest.rings[0];
}

/* Starts it with @num descriptors, where it was when it was stopped. */
void ring_start(struct fixture *f, unsigned int num);

#endif /* SCMI_PLATFORM_TESTS_VIRTQ_FIXTURE_H */

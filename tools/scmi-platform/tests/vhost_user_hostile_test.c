// SPDX-License-Identifier: GPL-2.0-only
/*
 * Front ends that do everything wrong: each request of the back end's own
 * table in every wrong size, with every wrong number of descriptors, cut off
 * at every byte and out of order.
 */
#include "vu_fixture.h"
#include "vu_request.h"
#include "vu_sock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Beyond the last request that vhost-user knows. */
#define REQUESTS 64u

static const char zeros[sizeof(union vu_payload)];

static void fill_fds(struct fixture *f, int *fds)
{
	unsigned int i;

	for (i = 0; i < VU_FDS_MAX; i++)
		fds[i] = f->guest.memfd;
}

/* A refusal leaves the connection as it was. */
static void expect_refused(struct fixture *f, uint32_t id, uint32_t size,
			   unsigned int n_fds)
{
	int fds[VU_FDS_MAX];

	fill_fds(f, fds);
	if (!fe_acked(&f->fe, id, zeros, size, fds, n_fds))
		fail_msg("request %u passed with %u bytes, %u descriptors", id,
			 size, n_fds);
}

/* REQ: P-08 */
static void every_wrong_size_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t id, size, rows = 0;

	for (id = 0; id < REQUESTS; id++) {
		const struct vu_request_info *r = vu_request_find(id);

		if (!r)
			continue;
		rows++;
		for (size = 0; size <= sizeof(zeros); size++) {
			if (size < r->min || size > r->max)
				expect_refused(f, id, size, r->min_fds);
		}
	}
	assert_true(rows > 20);
	assert_false(fe_closed(&f->fe));
	assert_int_equal(f->device.begun, 0);
}

/* REQ: P-08 */
static void every_wrong_number_of_descriptors_is_refused(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds(), n;
	uint32_t id;

	for (id = 0; id < REQUESTS; id++) {
		const struct vu_request_info *r = vu_request_find(id);

		for (n = 0; r && n <= VU_FDS_MAX; n++) {
			if (n < r->min_fds || n > r->max_fds)
				expect_refused(f, id, r->min, n);
		}
	}
	assert_false(fe_closed(&f->fe));
	assert_int_equal(count_fds(), before);
}

/* REQ: P-08 */
static void every_request_may_be_cut_off_anywhere(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds();
	int fds[VU_FDS_MAX];
	uint32_t id, cut;

	fill_fds(f, fds);
	for (id = 0; id < REQUESTS; id++) {
		const struct vu_request_info *r = vu_request_find(id);
		struct {
			struct vu_hdr hdr;
			char payload[sizeof(zeros)];
		} msg = { .hdr = { id, VU_VERSION, r ? r->max : 0 } };

		for (cut = 1; r && cut < sizeof(msg.hdr) + r->max; cut++) {
			fe_send_part(&f->fe, &msg, cut, fds, r->max_fds);
			fe_disconnect(&f->fe);
			fe_connect(&f->fe, f->path);
		}
	}
	assert_int_equal(count_fds(), before);
	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
}

/* Nothing was negotiated, no memory, no ring: no request may start any. */
static void every_request_may_be_the_first(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds();
	int fds[VU_FDS_MAX];
	uint32_t id;

	fill_fds(f, fds);
	for (id = 0; id < REQUESTS; id++) {
		const struct vu_request_info *r = vu_request_find(id);

		if (!r)
			continue;
		fe_send(&f->fe, id, 0, zeros, r->max, fds, r->min_fds);
		fe_disconnect(&f->fe);
		fe_connect(&f->fe, f->path);
	}
	assert_int_equal(f->device.begun, 0);
	assert_int_equal(count_fds(), before);
	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
}

/* One step of setting up a ring, or of taking it away. */
static void step(struct fixture *f, unsigned int which)
{
	const struct guest_ring *r = &f->guest.rings[0];
	struct vhost_vring_addr addr = {
		.desc_user_addr = guest_uva(&f->guest, r->desc),
		.avail_user_addr = guest_uva(&f->guest, r->avail),
		.used_user_addr = guest_uva(&f->guest, r->used),
	};
	const struct vu_mem_reg reg = {
		.region = { .gpa = GUEST_GPA,
			    .uva = GUEST_UVA,
			    .size = GUEST_SIZE },
	};

	switch (which) {
	case 0:
		fe_send_u64(&f->fe, VU_SET_FEATURES, FE_FEATURES);
		break;
	case 1:
		fe_share_memory(&f->fe);
		break;
	case 2:
		fe_send_state(&f->fe, VU_SET_VRING_NUM, 0, r->num);
		break;
	case 3:
		fe_send_state(&f->fe, VU_SET_VRING_BASE, 0, 0);
		break;
	case 4:
		fe_send(&f->fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL,
			0);
		break;
	case 5:
		fe_send_fd(&f->fe, VU_SET_VRING_KICK, 0, r->kick);
		break;
	case 6:
		fe_enable(&f->fe, 0, rand() % 4);
		break;
	case 7:
		fe_kick(&f->fe, 0);
		break;
	case 8:
		fe_acked(&f->fe, VU_REM_MEM_REG, &reg, sizeof(reg), NULL, 0);
		break;
	default:
		fe_stop_ring(&f->fe, 0);
		break;
	}
}

static void any_order_of_requests_leaves_a_ring_that_can_start(void **state)
{
	struct fixture *f = *state;
	unsigned int round, i;

	srand(5);
	for (round = 0; round < 300; round++) {
		for (i = 0; i < 20; i++) {
			step(f, (unsigned int)rand() % 10);
			if (!fe_closed(&f->fe))
				continue;
			fe_disconnect(&f->fe);
			fe_connect(&f->fe, f->path);
		}
		fe_disconnect(&f->fe);
		guest_reset_rings(&f->guest);
		fe_connect(&f->fe, f->path);
		fe_start(&f->fe, FE_FEATURES);
		expect_service(f, 0);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_wrong_size_is_refused),
		T(every_wrong_number_of_descriptors_is_refused),
		T(every_request_may_be_cut_off_anywhere),
		T(every_request_may_be_the_first),
		T(any_order_of_requests_leaves_a_ring_that_can_start),
	};

	return cmocka_run_group_tests_name("vhost_user_hostile", tests, NULL,
					   NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end: a ring's state, position and descriptors.
 */
#include "vu_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

static void ring_starts_with_kick_only(void **state)
{
	struct fixture *f = *state;

	fe_negotiate(&f->fe, f->features);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, guest_origin(&f->guest.rings[0]));
	fe_enable(&f->fe, 0, true);
	assert_int_equal(f->device.started, 0);
	fe_kick(&f->fe, 0);
	assert_int_equal(f->device.started, 1);
}

static void disabled_ring_waits(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	fe_negotiate(&f->fe, f->features);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, guest_origin(&f->guest.rings[0]));
	guest_add(&f->guest, 0, 0, "x", 1, 8);
	fe_kick(&f->fe, 0);
	assert_false(guest_used(&f->guest.rings[0], &id, &len));
	fe_enable(&f->fe, 0, true);
	assert_true(guest_used(&f->guest.rings[0], &id, &len));
	fe_enable(&f->fe, 0, false);
	assert_int_equal(f->device.started, 0);
	fe_enable(&f->fe, 0, true);
	assert_int_equal(f->device.begun, 1);
	expect_service(f, 0);
}

static void new_position_or_size_stops_the_ring(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	fe_send_state(&f->fe, VU_SET_VRING_BASE, 0, 0);
	assert_int_equal(f->device.started, 2);
	fe_send_state(&f->fe, VU_SET_VRING_NUM, 1, NUM / 2);
	assert_int_equal(f->device.started, 0);
}

static void interrupt_waits_for_its_descriptor(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = &f->guest.rings[0];
	uint64_t none = VU_VRING_NOFD;

	fe_start(&f->fe, f->features);
	fe_send(&f->fe, VU_SET_VRING_CALL, 0, &none, sizeof(none), NULL, 0);
	guest_interrupted(ring);
	expect_service(f, 0);
	assert_false(guest_interrupted(ring));
	fe_send_fd(&f->fe, VU_SET_VRING_CALL, 0, ring->call);
	assert_true(guest_interrupted(ring));
}

static void pipes_serve_as_call(void **state)
{
	struct fixture *f = *state;
	uint64_t count;
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	fe_start(&f->fe, f->features & ~BIT_ULL(VIRTIO_RING_F_EVENT_IDX));
	fe_send_fd(&f->fe, VU_SET_VRING_CALL, 0, fds[1]);
	assert_int_equal(read(fds[0], &count, sizeof(count)), sizeof(count));
	expect_service(f, 0);
	assert_int_equal(read(fds[0], &count, sizeof(count)), sizeof(count));
	close(fds[0]);
	close(fds[1]);
	/* Nobody reads any more: no signal, no end. */
	expect_service(f, 0);
	assert_false(fe_closed(&f->fe));
}

static void ring_index_is_checked(void **state)
{
	struct fixture *f = *state;
	struct vhost_vring_addr addr = { .index = 2 };
	uint64_t fd_value = 2;

	fe_send_state(&f->fe, VU_SET_VRING_NUM, 2, 16);
	expect_closed(f);
	fe_send_state(&f->fe, VU_SET_VRING_BASE, 0x80000000, 0);
	expect_closed(f);
	fe_send_state(&f->fe, VU_GET_VRING_BASE, 2, 0);
	expect_closed(f);
	fe_send_state(&f->fe, VU_SET_VRING_ENABLE, 255, 1);
	expect_closed(f);
	fe_send(&f->fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL, 0);
	expect_closed(f);
	fe_send(&f->fe, VU_SET_VRING_KICK, 0, &fd_value, 8,
		&f->guest.rings[0].kick, 1);
	expect_closed(f);
}

static void ring_values_are_checked(void **state)
{
	struct fixture *f = *state;
	struct vhost_vring_state state_of = { .num = 3 };

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_NUM, &state_of, 8,
				      NULL, 0),
			     0);
	state_of.num = 65536;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_NUM, &state_of, 8,
				      NULL, 0),
			     0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_BASE, &state_of, 8,
				      NULL, 0),
			     0);
	state_of.num = 2;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_ENABLE, &state_of, 8,
				      NULL, 0),
			     0);
	assert_false(fe_closed(&f->fe));
}

/* Polling for kicks is not done; the front end must hear of that. */
static void kick_without_descriptor_is_refused(void **state)
{
	struct fixture *f = *state;
	uint64_t value = VU_VRING_NOFD;

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_KICK, &value, 8,
				      NULL, 0),
			     0);
	/* Nor may the flag and the descriptors disagree. */
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_CALL, &value, 8,
				      &f->guest.rings[0].call, 1),
			     0);
	value = 0;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_CALL, &value, 8,
				      NULL, 0),
			     0);
}

static void files_are_no_event_descriptors(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;
	int fd = f->guest.memfd;

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_KICK, &value, 8, &fd,
				      1),
			     0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_CALL, &value, 8, &fd,
				      1),
			     0);
	fd = open("/dev/zero", O_RDWR);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_VRING_ERR, &value, 8, &fd,
				      1),
			     0);
	close(fd);
}

static void closed_kick_stops_its_ring_only(void **state)
{
	struct fixture *f = *state;
	uint64_t one = 1;
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	fe_start(&f->fe, f->features);
	fe_send_fd(&f->fe, VU_SET_VRING_KICK, 0, fds[0]);
	assert_int_equal(write(fds[1], &one, 8), 8);
	fe_pump(&f->fe);
	close(fds[1]);
	fe_pump(&f->fe);
	close(fds[0]);
	assert_int_equal(f->device.started, 2);
	expect_service(f, 1);
}

static void broken_ring_is_reported(void **state)
{
	struct fixture *f = *state;
	uint64_t count;
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	fe_start(&f->fe, f->features);
	fe_send_fd(&f->fe, VU_SET_VRING_ERR, 0, fds[1]);
	guest_break(&f->guest.rings[0]);
	fe_kick(&f->fe, 0);
	assert_int_equal(read(fds[0], &count, 8), 8);
	close(fds[0]);
	close(fds[1]);
	expect_service(f, 1);
}

static void ring_that_is_nowhere_is_reported(void **state)
{
	struct fixture *f = *state;
	struct vhost_vring_addr addr = { .desc_user_addr = 0x1000 };
	uint64_t count;
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	assert_true(fd >= 0);
	fe_negotiate(&f->fe, f->features);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, guest_origin(&f->guest.rings[0]));
	fe_send_fd(&f->fe, VU_SET_VRING_ERR, 0, fd);
	fe_send(&f->fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL, 0);
	fe_enable(&f->fe, 0, true);
	fe_kick(&f->fe, 0);
	assert_int_equal(read(fd, &count, sizeof(count)), sizeof(count));
	assert_int_equal(f->device.started, 0);
	close(fd);
}

static void full_error_descriptor_is_no_error(void **state)
{
	struct fixture *f = *state;
	uint64_t most = UINT64_MAX - 1;
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	assert_int_equal(write(fd, &most, sizeof(most)), sizeof(most));
	fe_start(&f->fe, f->features);
	fe_send_fd(&f->fe, VU_SET_VRING_ERR, 0, fd);
	guest_break(&f->guest.rings[0]);
	fe_kick(&f->fe, 0);
	assert_true(f->device.vq[0]->broken);
	close(fd);
	expect_service(f, 1);
}

#define T(name) BOTH(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(ring_starts_with_kick_only),
		T(disabled_ring_waits),
		T(new_position_or_size_stops_the_ring),
		T(interrupt_waits_for_its_descriptor),
		T(pipes_serve_as_call),
		T(ring_index_is_checked),
		/* Others are right for a packed ring. */
		SPLIT(ring_values_are_checked, vu_setup, vu_teardown),
		T(kick_without_descriptor_is_refused),
		T(files_are_no_event_descriptors),
		T(closed_kick_stops_its_ring_only),
		T(broken_ring_is_reported),
		T(ring_that_is_nowhere_is_reported),
		T(full_error_descriptor_is_no_error),
	};

	return cmocka_run_group_tests_name("vhost_user_ring", tests, NULL,
					   NULL);
}

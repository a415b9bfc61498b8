// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end: its socket, and front ends that come and go.
 */
#include "vu_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static void reconnect_starts_from_nothing(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	fe_disconnect(&f->fe);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 1);
	guest_reset_rings(&f->guest);
	fe_connect(&f->fe, f->path);
	fe_start(&f->fe, f->features);
	assert_int_equal(f->device.begun, 2);
	expect_service(f, 0);
}

/* QEMU does not negotiate again: it goes on where it thinks it was. */
static void reconnect_without_negotiation_works(void **state)
{
	struct fixture *f = *state;
	uint32_t base;

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	base = guest_last_used(&f->guest.rings[0]);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	fe_send_u64(&f->fe, VU_SET_FEATURES, f->features);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, base);
	fe_enable(&f->fe, 0, true);
	fe_kick(&f->fe, 0);
	expect_service(f, 0);
}

static void thousand_reconnects_leak_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned int before = 0, i;
	struct fe_inflight in;

	for (i = 0; i <= 1000; i++) {
		guest_reset_rings(&f->guest);
		fe_get_inflight(&f->fe, &in);
		fe_set_inflight(&f->fe, &in);
		close(in.fd);
		fe_start(&f->fe, f->features);
		fe_send_fd(&f->fe, VU_SET_VRING_ERR, 0, f->guest.memfd);
		fe_disconnect(&f->fe);
		if (!i)
			before = count_fds();
		fe_connect(&f->fe, f->path);
	}
	fe_disconnect(&f->fe);
	assert_int_equal(count_fds(), before);
	assert_int_equal(f->device.begun, f->device.ended);
}

static void second_front_end_is_refused(void **state)
{
	struct fixture *f = *state;
	struct front_end second = f->fe;

	fe_connect(&second, f->path);
	assert_true(fe_closed(&second));
	close(second.sock);
	fe_start(&f->fe, f->features);
	expect_service(f, 0);
}

static void next_front_end_need_not_wait(void **state)
{
	struct fixture *f = *state;
	struct front_end next = f->fe;

	next.loop = NULL;
	fe_connect(&next, f->path);
	close(f->fe.sock);
	f->fe = next;
	f->fe.loop = &f->loop;
	fe_pump(&f->fe);
	assert_false(fe_closed(&f->fe));
	fe_start(&f->fe, f->features);
}

static void peer_that_does_not_read_is_dropped(void **state)
{
	struct fixture *f = *state;
	const struct vu_hdr hdr = { VU_GET_FEATURES, VU_VERSION, 0 };
	unsigned int i;

	for (i = 0; i < 100000 && !fe_closed(&f->fe); i++)
		fe_send_raw(&f->fe, &hdr, sizeof(hdr));
	expect_closed(f);
}

static void live_socket_is_not_taken_over(void **state)
{
	struct fixture *f = *state;

	assert_null(open_back_end(f));
	assert_int_equal(access(f->path, F_OK), 0);
	fe_pump(&f->fe);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
}

static void stale_socket_is_replaced(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd;

	fe_disconnect(&f->fe);
	vhost_user_close(f->vu);
	strcpy(addr.sun_path, f->path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	fe_connect(&f->fe, f->path);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
}

static void other_files_are_not_removed(void **state)
{
	struct fixture *f = *state;
	char path[64];
	int fd;

	strcpy(path, f->path);
	strcat(f->path, ".file");
	fd = open(f->path, O_CREAT | O_RDWR, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_null(open_back_end(f));
	assert_int_equal(unlink(f->path), 0);
	strcpy(f->path, path);
}

static void other_sockets_are_not_removed(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char path[64];
	int fd;

	strcpy(path, f->path);
	strcat(f->path, ".datagrams");
	strcpy(addr.sun_path, f->path);
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_null(open_back_end(f));
	assert_int_equal(unlink(f->path), 0);
	close(fd);
	strcpy(f->path, path);
}

#define T(name) cmocka_unit_test_setup_teardown(name, vu_setup, vu_teardown)
#define B(name) BOTH(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		B(reconnect_starts_from_nothing),
		B(reconnect_without_negotiation_works),
		B(thousand_reconnects_leak_nothing),
		T(second_front_end_is_refused),
		T(next_front_end_need_not_wait),
		T(peer_that_does_not_read_is_dropped),
		T(live_socket_is_not_taken_over),
		T(stale_socket_is_replaced),
		T(other_files_are_not_removed),
		T(other_sockets_are_not_removed),
	};

	return cmocka_run_group_tests_name("vhost_user_connection", tests, NULL,
					   NULL);
}

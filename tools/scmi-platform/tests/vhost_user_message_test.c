// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the vhost-user back end: whole, in parts, wrong, and random.
 */
#include "vu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void unknown_request_closes(void **state)
{
	struct fixture *f = *state;
	static const uint32_t unknown[] = { 0,	6,  7,		19,	   22,
					    23, 41, 0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		fe_send_u64(&f->fe, unknown[i], 0);
		expect_closed(f);
	}
}

static void unknown_request_is_refused_where_reply_is_wanted(void **state)
{
	struct fixture *f = *state;

	assert_int_not_equal(fe_acked(&f->fe, 41, NULL, 0, NULL, 0), 0);
	assert_false(fe_closed(&f->fe));
}

static void wrong_sizes_close(void **state)
{
	struct fixture *f = *state;
	static const struct {
		uint32_t request;
		uint32_t size;
	} wrong[] = {
		{ VU_GET_FEATURES, 8 },	     { VU_SET_FEATURES, 0 },
		{ VU_SET_FEATURES, 4 },	     { VU_SET_FEATURES, 16 },
		{ VU_SET_VRING_NUM, 7 },     { VU_SET_VRING_ADDR, 39 },
		{ VU_SET_MEM_TABLE, 7 },     { VU_GET_VRING_BASE, 0 },
		{ VU_SET_VRING_ENABLE, 12 }, { VU_GET_CONFIG, 8 },
		{ VU_ADD_MEM_REG, 32 },	     { VU_REM_MEM_REG, 41 },
	};
	static const char zeros[64];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		fe_send(&f->fe, wrong[i].request, 0, zeros, wrong[i].size, NULL,
			0);
		expect_closed(f);
	}
}

static void impossible_size_closes(void **state)
{
	struct fixture *f = *state;
	static const uint32_t sizes[] = { 273, 4096, 0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct vu_hdr hdr = { VU_SET_CONFIG, VU_VERSION, sizes[i] };

		fe_send_raw(&f->fe, &hdr, sizeof(hdr));
		expect_closed(f);
	}
}

static void wrong_version_and_reply_flag_close(void **state)
{
	struct fixture *f = *state;
	struct vu_hdr hdr = { VU_SET_OWNER, 2, 0 };

	fe_send_raw(&f->fe, &hdr, sizeof(hdr));
	expect_closed(f);
	hdr.flags = 0;
	fe_send_raw(&f->fe, &hdr, sizeof(hdr));
	expect_closed(f);
	hdr.flags = VU_VERSION | VU_FLAG_REPLY;
	fe_send_raw(&f->fe, &hdr, sizeof(hdr));
	expect_closed(f);
}

static void truncated_message_waits_and_harms_nothing(void **state)
{
	struct fixture *f = *state;
	const struct vu_hdr hdr = { VU_SET_FEATURES, VU_VERSION, 8 };
	const uint64_t features = FE_FEATURES;
	unsigned int i;

	/* Byte by byte is a message, too. */
	for (i = 0; i < sizeof(hdr); i++)
		fe_send_raw(&f->fe, (const char *)&hdr + i, 1);
	for (i = 0; i < sizeof(features); i++)
		fe_send_raw(&f->fe, (const char *)&features + i, 1);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);

	fe_send_raw(&f->fe, &hdr, sizeof(hdr) - 1);
	assert_false(fe_closed(&f->fe));
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
}

static void several_messages_at_once_are_all_handled(void **state)
{
	struct fixture *f = *state;
	const struct vu_hdr hdr[] = {
		{ VU_SET_OWNER, VU_VERSION, 0 },
		{ VU_GET_QUEUE_NUM, VU_VERSION, 0 },
		{ VU_GET_QUEUE_NUM, VU_VERSION, 0 },
	};
	struct vu_hdr reply;
	uint64_t value;

	fe_send_raw(&f->fe, hdr, sizeof(hdr));
	assert_int_equal(fe_recv(&f->fe, &reply, &value, 8), 1);
	assert_int_equal(fe_recv(&f->fe, &reply, &value, 8), 1);
	assert_int_equal(value, 2);
}

static void answer_comes_once_whoever_wants_it(void **state)
{
	struct fixture *f = *state;
	const uint64_t features = FE_FEATURES;
	struct vu_hdr hdr;
	uint64_t value;
	char byte;

	fe_send(&f->fe, VU_GET_QUEUE_NUM, VU_FLAG_NEED_REPLY, NULL, 0, NULL, 0);
	assert_int_equal(fe_recv(&f->fe, &hdr, &value, sizeof(value)), 1);
	assert_int_equal(hdr.request, VU_GET_QUEUE_NUM);
	assert_int_equal(value, 2);
	assert_int_equal(fe_acked(&f->fe, VU_SET_FEATURES, &features,
				  sizeof(features), NULL, 0),
			 0);
	fe_send_u64(&f->fe, VU_SET_FEATURES, features);
	assert_int_equal(recv(f->fe.sock, &byte, 1, MSG_DONTWAIT), -1);
}

/* One message in two parts, each with @n descriptors. */
static void send_in_parts(struct front_end *fe, const int *fds, unsigned int n)
{
	const struct vu_hdr hdr = { VU_SET_OWNER, VU_VERSION, 0 };

	fe_send_part(fe, &hdr, 6, fds, n);
	fe_send_part(fe, (const char *)&hdr + 6, 6, fds, n);
}

/* Descriptors that nobody wants must not stay open. */
static void too_many_fds_close_and_leak_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds(), i;
	int fds[32];

	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = f->guest.memfd;
	fe_send(&f->fe, VU_SET_OWNER, 0, NULL, 0, fds, 1);
	expect_closed(f);
	fe_send(&f->fe, VU_SET_MEM_TABLE, 0, fds, 8, fds, 9);
	expect_closed(f);
	fe_send(&f->fe, VU_SET_MEM_TABLE, 0, fds, 8, fds, 32);
	expect_closed(f);
	fe_send(&f->fe, VU_SET_VRING_KICK, 0, fds, 8, fds, 2);
	expect_closed(f);
	send_in_parts(&f->fe, fds, 8);
	expect_closed(f);
	assert_int_equal(count_fds(), before);
}

static void features_not_offered_are_refused(void **state)
{
	struct fixture *f = *state;
	uint64_t packed = FE_FEATURES | BIT_ULL(34);
	uint64_t config = BIT_ULL(VU_PROTOCOL_F_CONFIG);

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_FEATURES, &packed, 8, NULL,
				      0),
			     0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_PROTOCOL_FEATURES, &config,
				      8, NULL, 0),
			     0);
}

static void config_space_is_empty(void **state)
{
	struct fixture *f = *state;
	struct vu_config config = { .size = 4 };
	struct vu_hdr hdr;
	char reply[32];

	fe_send(&f->fe, VU_GET_CONFIG, 0, &config, 16, NULL, 0);
	assert_int_equal(fe_recv(&f->fe, &hdr, reply, sizeof(reply)), 1);
	assert_int_equal(hdr.size, 0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_CONFIG, &config, 16, NULL,
				      0),
			     0);
}

static void backend_channel_stays_open(void **state)
{
	struct fixture *f = *state;
	char byte;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	fe_send(&f->fe, VU_SET_BACKEND_REQ_FD, 0, NULL, 0, &fds[1], 1);
	close(fds[1]);
	assert_int_equal(recv(fds[0], &byte, 1, MSG_DONTWAIT), -1);
	fe_disconnect(&f->fe);
	assert_int_equal(recv(fds[0], &byte, 1, MSG_DONTWAIT), 0);
	fe_connect(&f->fe, f->path);
	close(fds[0]);
}

static void backend_channel_can_be_replaced(void **state)
{
	struct fixture *f = *state;
	int first[2], second[2];
	char byte;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, first), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, second), 0);
	fe_send(&f->fe, VU_SET_BACKEND_REQ_FD, 0, NULL, 0, &first[1], 1);
	close(first[1]);
	fe_send(&f->fe, VU_SET_BACKEND_REQ_FD, 0, NULL, 0, &second[1], 1);
	close(second[1]);
	assert_int_equal(recv(first[0], &byte, 1, MSG_DONTWAIT), 0);
	assert_int_equal(recv(second[0], &byte, 1, MSG_DONTWAIT), -1);
	close(first[0]);
	close(second[0]);
}

static void random_messages_do_no_harm(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds(), i, j;

	srand(3);
	for (i = 0; i < 5000; i++) {
		uint32_t payload[80];
		int fds[3] = { f->guest.memfd, f->guest.rings[0].kick,
			       f->guest.rings[0].call };
		char reply[512];

		for (j = 0; j < ARRAY_SIZE(payload); j++)
			payload[j] = rand() % 3 ? (uint32_t)(rand() % 4)
						: (uint32_t)rand() * 3u;
		fe_send(&f->fe, (uint32_t)(rand() % 44), 0, payload,
			(uint32_t)(rand() % 3 ? 8 : rand() % 300), fds,
			(unsigned int)(rand() % 4));
		if (fe_closed(&f->fe)) {
			fe_disconnect(&f->fe);
			fe_connect(&f->fe, f->path);
			continue;
		}
		/* Keeps the connection's answers from piling up. */
		while (recv(f->fe.sock, reply, sizeof(reply), MSG_DONTWAIT) > 0)
			;
	}
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_int_equal(count_fds(), before);
}

#define T(name) cmocka_unit_test_setup_teardown(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(unknown_request_closes),
		T(unknown_request_is_refused_where_reply_is_wanted),
		T(wrong_sizes_close),
		T(impossible_size_closes),
		T(wrong_version_and_reply_flag_close),
		T(truncated_message_waits_and_harms_nothing),
		T(several_messages_at_once_are_all_handled),
		T(answer_comes_once_whoever_wants_it),
		T(too_many_fds_close_and_leak_nothing),
		T(features_not_offered_are_refused),
		T(config_space_is_empty),
		T(backend_channel_stays_open),
		T(backend_channel_can_be_replaced),
		T(random_messages_do_no_harm),
	};

	return cmocka_run_group_tests_name("vhost_user_message", tests, NULL,
					   NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end over a real socket, with a device that only notes
 * what it is told.
 */
#include "front_end.h"
#include "log.h"
#include "vhost_user.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "guest_mem.h"

#define NUM 16u

/**
 * struct device - what it was told
 * @begun: drivers that began
 * @ended: drivers that ended
 * @started: active rings, one bit each
 * @kicks: kicks, for each ring
 * @features: of the last driver
 * @vq: active rings
 * @answer: buffers are returned with length 1
 */
struct device {
	unsigned int begun;
	unsigned int ended;
	unsigned int started;
	unsigned int kicks[2];
	uint64_t features;
	struct virtq *vq[2];
	bool answer;
};

struct fixture {
	struct loop loop;
	struct guest guest;
	struct device device;
	struct vhost_user *vu;
	struct front_end fe;
	char path[64];
};

static void on_begin(void *ctx, uint64_t features)
{
	struct device *d = ctx;

	assert_int_equal(d->started, 0);
	d->begun++;
	d->features = features;
}

static void on_end(void *ctx)
{
	struct device *d = ctx;

	assert_int_equal(d->started, 0);
	d->ended++;
	assert_int_equal(d->begun, d->ended);
}

static void on_start(void *ctx, unsigned int index, struct virtq *vq)
{
	struct device *d = ctx;

	assert_int_equal(d->begun, d->ended + 1);
	assert_false(d->started & 1u << index);
	d->started |= 1u << index;
	d->vq[index] = vq;
}

static void on_stop(void *ctx, unsigned int index)
{
	struct device *d = ctx;

	assert_true(d->started & 1u << index);
	d->started &= ~(1u << index);
}

static void on_kick(void *ctx, unsigned int index)
{
	static struct virtq_elem elem;
	struct device *d = ctx;

	assert_true(d->started & 1u << index);
	d->kicks[index]++;
	while (d->answer && virtq_pop(d->vq[index], &elem) == VIRTQ_ELEM) {
		virtq_push(d->vq[index], elem.head, 1);
		virtq_flush(d->vq[index]);
	}
}

static const struct vhost_user_ops device_ops = {
	.begin = on_begin,
	.end = on_end,
	.start = on_start,
	.stop = on_stop,
	.kick = on_kick,
};

static struct vhost_user *open_back_end(struct fixture *f)
{
	const struct vhost_user_config config = {
		.loop = &f->loop,
		.path = f->path,
		.features = BIT_ULL(32) | BIT_ULL(29) | BIT_ULL(28) |
			    BIT_ULL(0),
		.queue_names = { "cmdq", "eventq" },
		.ops = &device_ops,
		.ctx = &f->device,
	};

	return vhost_user_open(&config);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	log_set_level(LOG_SILENT);
	snprintf(f->path, sizeof(f->path), "/tmp/vhost_user_test.%d",
		 (int)getpid());
	assert_int_equal(loop_init(&f->loop), 0);
	guest_init(&f->guest, NUM);
	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	f->fe = (struct front_end){ .loop = &f->loop, .guest = &f->guest };
	fe_connect(&f->fe, f->path);
	f->device.answer = true;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->fe.sock >= 0)
		close(f->fe.sock);
	vhost_user_close(f->vu);
	assert_int_equal(f->device.begun, f->device.ended);
	assert_int_not_equal(access(f->path, F_OK), 0);
	loop_exit(&f->loop);
	guest_exit(&f->guest);
	free(f);
	return 0;
}

static unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* The ring answers: everything about it is right. */
static void expect_service(struct fixture *f, unsigned int ring)
{
	uint32_t id, len;

	guest_add(&f->guest, ring, 4, "x", 1, 8);
	fe_kick(&f->fe, ring);
	assert_true(fe_used(&f->fe, ring, &id, &len));
	assert_int_equal(id, 4);
	assert_int_equal(len, 1);
}

static void features_are_offered(void **state)
{
	struct fixture *f = *state;

	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) == FE_FEATURES);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_MAX_MEM_SLOTS), 32);
}

static void driver_is_served(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	assert_int_equal(f->device.begun, 1);
	assert_int_equal(f->device.started, 3);
	assert_true(f->device.features ==
		    (FE_FEATURES & ~BIT_ULL(VU_F_PROTOCOL_FEATURES)));
	expect_service(f, 0);
	expect_service(f, 1);
	assert_true(guest_interrupted(&f->guest.rings[0]));
}

static void ring_starts_with_kick_only(void **state)
{
	struct fixture *f = *state;

	fe_negotiate(&f->fe, FE_FEATURES);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, 0);
	fe_enable(&f->fe, 0, true);
	assert_int_equal(f->device.started, 0);
	fe_kick(&f->fe, 0);
	assert_int_equal(f->device.started, 1);
}

static void disabled_ring_waits(void **state)
{
	struct fixture *f = *state;
	uint32_t id, len;

	fe_negotiate(&f->fe, FE_FEATURES);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, 0);
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

static void ring_is_enabled_without_protocol_features(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES & ~BIT_ULL(VU_F_PROTOCOL_FEATURES));
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void pause_keeps_driver(void **state)
{
	struct fixture *f = *state;
	uint16_t base[2];

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	base[0] = fe_stop_ring(&f->fe, 0);
	base[1] = fe_stop_ring(&f->fe, 1);
	assert_int_equal(base[0], 1);
	assert_int_equal(f->device.started, 0);
	fe_send_u64(&f->fe, VU_SET_FEATURES, FE_FEATURES);
	fe_set_ring(&f->fe, 0, base[0]);
	fe_set_ring(&f->fe, 1, base[1]);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 1);
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void reset_begins_new_driver(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	fe_stop_ring(&f->fe, 0);
	fe_stop_ring(&f->fe, 1);
	guest_reset_rings(&f->guest);
	fe_set_ring(&f->fe, 0, 0);
	fe_set_ring(&f->fe, 1, 0);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 2);
	assert_int_equal(f->device.ended, 1);
	expect_service(f, 0);
}

/* A position that nobody left it at is not that of a paused guest. */
static void other_position_begins_new_driver(void **state)
{
	struct fixture *f = *state;
	uint16_t base;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	expect_service(f, 0);
	base = fe_stop_ring(&f->fe, 0);
	fe_stop_ring(&f->fe, 1);
	fe_set_ring(&f->fe, 0, base - 1);
	fe_set_ring(&f->fe, 1, 0);
	fe_kick(&f->fe, 0);
	assert_int_equal(f->device.begun, 2);
}

static void new_position_or_size_stops_the_ring(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	fe_send_state(&f->fe, VU_SET_VRING_BASE, 0, 0);
	assert_int_equal(f->device.started, 2);
	fe_send_state(&f->fe, VU_SET_VRING_NUM, 1, NUM / 2);
	assert_int_equal(f->device.started, 0);
}

/* User Mode Linux disables its rings, and sets them up again unasked. */
static void rebind_without_get_base_works(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	fe_enable(&f->fe, 1, false);
	fe_enable(&f->fe, 0, false);
	assert_int_equal(f->device.started, 0);
	guest_reset_rings(&f->guest);
	fe_share_memory(&f->fe);
	fe_set_ring(&f->fe, 0, 0);
	fe_set_ring(&f->fe, 1, 0);
	fe_enable(&f->fe, 0, true);
	fe_enable(&f->fe, 1, true);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 2);
	expect_service(f, 0);
	expect_service(f, 1);
}

static void device_reset_stops_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	fe_send(&f->fe, VU_RESET_DEVICE, 0, NULL, 0, NULL, 0);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 1);
	assert_false(fe_closed(&f->fe));
}

static void status_is_kept_and_zero_stops_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	fe_send_u64(&f->fe, VU_SET_STATUS, 0xf);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_STATUS), 0xf);
	assert_int_equal(f->device.started, 3);
	fe_send_u64(&f->fe, VU_SET_STATUS, 0);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 0);
}

static void reset_owner_disables_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	fe_send(&f->fe, VU_RESET_OWNER, 0, NULL, 0, NULL, 0);
	assert_int_equal(f->device.started, 0);
	assert_false(fe_closed(&f->fe));
}

static void interrupt_waits_for_its_descriptor(void **state)
{
	struct fixture *f = *state;
	struct guest_ring *ring = &f->guest.rings[0];
	uint64_t none = VU_VRING_NOFD;

	fe_start(&f->fe, FE_FEATURES);
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
	fe_start(&f->fe, FE_FEATURES & ~BIT_ULL(VIRTIO_RING_F_EVENT_IDX));
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

static void reconnect_starts_from_nothing(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	fe_disconnect(&f->fe);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 1);
	guest_reset_rings(&f->guest);
	fe_connect(&f->fe, f->path);
	fe_start(&f->fe, FE_FEATURES);
	assert_int_equal(f->device.begun, 2);
	expect_service(f, 0);
}

/* QEMU does not negotiate again: it goes on where it thinks it was. */
static void reconnect_without_negotiation_works(void **state)
{
	struct fixture *f = *state;
	uint16_t base;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	base = le16toh(f->guest.rings[0].used->idx);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	fe_send_u64(&f->fe, VU_SET_FEATURES, FE_FEATURES);
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

	for (i = 0; i <= 1000; i++) {
		guest_reset_rings(&f->guest);
		fe_start(&f->fe, FE_FEATURES);
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
	fe_start(&f->fe, FE_FEATURES);
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
	fe_start(&f->fe, FE_FEATURES);
}

/* Each of them alone must end the connection, and nothing else. */
static void expect_closed(struct fixture *f)
{
	assert_true(fe_closed(&f->fe));
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_false(fe_closed(&f->fe));
	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) == FE_FEATURES);
}

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
	fe_start(&f->fe, FE_FEATURES);
	fe_send_fd(&f->fe, VU_SET_VRING_KICK, 0, fds[0]);
	assert_int_equal(write(fds[1], &one, 8), 8);
	fe_pump(&f->fe);
	close(fds[1]);
	fe_pump(&f->fe);
	close(fds[0]);
	assert_int_equal(f->device.started, 2);
	expect_service(f, 1);
}

static void bad_memory_tables_are_refused(void **state)
{
	struct fixture *f = *state;
	static const struct vu_region wrong[] = {
		{ .gpa = 0, .size = 0, .uva = 0, .offset = 0 },
		{ .gpa = UINT64_MAX - 100, .size = 4096 },
		{ .size = 4096, .uva = UINT64_MAX - 100 },
		{ .size = 4096, .offset = UINT64_MAX - 100 },
		{ .size = 4096, .offset = UINT64_MAX - 4095 },
		{ .size = GUEST_SIZE + 1 },
		{ .size = GUEST_SIZE, .offset = 4096 },
		{ .size = UINT64_MAX },
		{ .size = 1, .offset = INT64_MAX },
	};
	struct vu_mem_table table = { .num = 1 };
	unsigned int i;

	fe_start(&f->fe, FE_FEATURES);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		table.regions[0] = wrong[i];
		assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table,
					      40, &f->guest.memfd, 1),
				     0);
	}
	/* The memory that was there is still in use. */
	expect_service(f, 0);
}

/* Eight regions are fine, the ninth descriptor is one too many. */
static void full_table_may_not_have_another_descriptor(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_table table = { .num = VU_MEM_TABLE_MAX };
	unsigned int i;
	int fds[9];

	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = f->guest.memfd;
	for (i = 0; i < VU_MEM_TABLE_MAX; i++)
		table.regions[i] = (struct vu_region){
			.gpa = i * 4096,
			.uva = i * 4096,
			.size = 4096,
		};
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table,
				  sizeof(table), fds, 8),
			 0);
	fe_send(&f->fe, VU_SET_MEM_TABLE, VU_FLAG_NEED_REPLY, &table,
		sizeof(table), fds, 9);
	expect_closed(f);
}

static void table_must_agree_with_itself(void **state)
{
	struct fixture *f = *state;
	int fds[2] = { f->guest.memfd, f->guest.memfd };
	struct vu_mem_table table = {
		.num = 2,
		.regions = { { .gpa = 0, .uva = 0, .size = 0x2000 },
			     { .gpa = 0x1000, .uva = 0x8000, .size = 0x1000 } },
	};

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.regions[1].gpa = 0x2000;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 40, fds,
				      2),
			     0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      1),
			     0);
	table.num = 9;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 0xffffffff;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 1;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 2;
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds, 2),
			 0);
	/* As User Mode Linux 6.12 does: more bytes than regions. */
	table.num = 1;
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds, 1),
			 0);
}

static void memory_can_come_in_slots(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_reg reg = {
		.region = { .gpa = GUEST_GPA,
			    .uva = GUEST_UVA,
			    .size = GUEST_SIZE },
	};
	unsigned int before = count_fds(), i;

	fe_negotiate(&f->fe, FE_FEATURES);
	assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg, sizeof(reg),
				  &f->guest.memfd, 1),
			 0);
	for (i = 0; i < 2; i++) {
		fe_set_ring(&f->fe, i, 0);
		fe_enable(&f->fe, i, true);
		fe_kick(&f->fe, i);
	}
	expect_service(f, 0);
	assert_int_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &reg, sizeof(reg),
				  &f->guest.memfd, 1),
			 0);
	assert_int_equal(f->device.started, 0);
	assert_int_not_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &reg, sizeof(reg),
				      NULL, 0),
			     0);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_int_equal(count_fds(), before);
}

static void slots_have_a_limit(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_reg reg = { .region = { .size = 4096 } };
	unsigned int i;

	for (i = 0; i < GUEST_MEM_REGIONS_MAX; i++) {
		reg.region.gpa = i * 4096;
		reg.region.uva = i * 4096;
		assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg,
					  sizeof(reg), &f->guest.memfd, 1),
				 0);
	}
	reg.region.gpa = i * 4096;
	reg.region.uva = i * 4096;
	assert_int_not_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg, sizeof(reg),
				      &f->guest.memfd, 1),
			     0);
}

static void changed_memory_is_used_at_once(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	fe_share_memory(&f->fe);
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void ring_outside_of_memory_stops(void **state)
{
	struct fixture *f = *state;
	struct vhost_vring_addr addr = { .index = 0 };

	fe_start(&f->fe, FE_FEATURES);
	fe_send(&f->fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL, 0);
	assert_int_equal(f->device.started, 2);
	assert_false(fe_closed(&f->fe));
	expect_service(f, 1);
}

static void truncated_memory_closes_the_connection_only(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(guest_mem_catch_sigbus(), 0);
	fe_start(&f->fe, FE_FEATURES);
	/* The test's own mapping must not be hit, so only ours looks. */
	assert_int_equal(ftruncate(f->guest.memfd, 0), 0);
	fe_kick(&f->fe, 0);
	assert_true(fe_closed(&f->fe));
	assert_int_equal(ftruncate(f->guest.memfd, GUEST_SIZE), 0);
	guest_reset_rings(&f->guest);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
}

static void broken_ring_is_reported(void **state)
{
	struct fixture *f = *state;
	uint64_t count;
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	fe_start(&f->fe, FE_FEATURES);
	fe_send_fd(&f->fe, VU_SET_VRING_ERR, 0, fds[1]);
	guest_avail(&f->guest.rings[0], NUM);
	fe_kick(&f->fe, 0);
	assert_int_equal(read(fds[0], &count, 8), 8);
	close(fds[0]);
	close(fds[1]);
	expect_service(f, 1);
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

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(features_are_offered),
		T(driver_is_served),
		T(ring_starts_with_kick_only),
		T(disabled_ring_waits),
		T(ring_is_enabled_without_protocol_features),
		T(pause_keeps_driver),
		T(reset_begins_new_driver),
		T(other_position_begins_new_driver),
		T(new_position_or_size_stops_the_ring),
		T(rebind_without_get_base_works),
		T(device_reset_stops_rings),
		T(status_is_kept_and_zero_stops_rings),
		T(reset_owner_disables_rings),
		T(interrupt_waits_for_its_descriptor),
		T(pipes_serve_as_call),
		T(reconnect_starts_from_nothing),
		T(reconnect_without_negotiation_works),
		T(thousand_reconnects_leak_nothing),
		T(second_front_end_is_refused),
		T(next_front_end_need_not_wait),
		T(unknown_request_closes),
		T(unknown_request_is_refused_where_reply_is_wanted),
		T(wrong_sizes_close),
		T(impossible_size_closes),
		T(wrong_version_and_reply_flag_close),
		T(truncated_message_waits_and_harms_nothing),
		T(several_messages_at_once_are_all_handled),
		T(too_many_fds_close_and_leak_nothing),
		T(ring_index_is_checked),
		T(ring_values_are_checked),
		T(features_not_offered_are_refused),
		T(kick_without_descriptor_is_refused),
		T(files_are_no_event_descriptors),
		T(closed_kick_stops_its_ring_only),
		T(bad_memory_tables_are_refused),
		T(full_table_may_not_have_another_descriptor),
		T(table_must_agree_with_itself),
		T(memory_can_come_in_slots),
		T(slots_have_a_limit),
		T(changed_memory_is_used_at_once),
		T(ring_outside_of_memory_stops),
		T(truncated_memory_closes_the_connection_only),
		T(broken_ring_is_reported),
		T(peer_that_does_not_read_is_dropped),
		T(config_space_is_empty),
		T(backend_channel_stays_open),
		T(random_messages_do_no_harm),
		T(live_socket_is_not_taken_over),
		T(stale_socket_is_replaced),
		T(other_files_are_not_removed),
	};

	/* As the program does. */
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("vhost_user", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "vu_fixture.h"
#include "log.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

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

struct vhost_user *open_back_end(struct fixture *f)
{
	const struct vhost_user_config config = {
		.loop = &f->loop,
		.path = f->path,
		.client = f->client,
		.features = f->features & ~BIT_ULL(VU_F_PROTOCOL_FEATURES),
		.queue_names = { "cmdq", "eventq" },
		.ops = &device_ops,
		.ctx = &f->device,
	};

	return vhost_user_open(&config);
}

int vu_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	/* As the program does. */
	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_SILENT);
	snprintf(f->path, sizeof(f->path), "/tmp/vhost_user_test.%d",
		 (int)getpid());
	assert_int_equal(loop_init(&f->loop), 0);
	guest_init(&f->guest, NUM);
	guest_set_layout(&f->guest, is_packed(state));
	f->features = is_packed(state) ? FE_PACKED : FE_FEATURES;
	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	f->fe = (struct front_end){ .loop = &f->loop, .guest = &f->guest };
	fe_connect(&f->fe, f->path);
	f->device.answer = true;
	*state = f;
	return 0;
}

int vu_teardown(void **state)
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

unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

void expect_service(struct fixture *f, unsigned int ring)
{
	uint32_t id, len;

	guest_add(&f->guest, ring, 4, "x", 1, 8);
	fe_kick(&f->fe, ring);
	assert_true(fe_used(&f->fe, ring, &id, &len));
	assert_int_equal(id, 4);
	assert_int_equal(len, 1);
}

void expect_closed(struct fixture *f)
{
	assert_true(fe_closed(&f->fe));
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_false(fe_closed(&f->fe));
	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) == f->features);
}

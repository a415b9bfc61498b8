/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device that does anything a device can do, and callers that go on as if
 * nothing were wrong. What happens is said by a script, a string of bytes: any
 * string is one. See Documentation/testing.rst.
 */
#ifndef SCMI_VIO_FUZZ_H
#define SCMI_VIO_FUZZ_H

#include "device.h"
#include "fake_core.h"
#include "fake_vdev.h"

#include <kunit/test.h>
#include <linux/types.h>

#define CMDQ   SCMI_VIRTIO_VQ_CMD
#define EVENTQ SCMI_VIRTIO_VQ_EVENT

/* Descriptors of a queue, buffers remembered after their return, callers */
#define FUZZ_QUEUE 64
#define FUZZ_PAST  8
#define FUZZ_CALLS 8

/**
 * struct fuzz_call - a caller
 * @token: its token
 * @sent: mark_txdone() was not called yet
 * @awaits: it was, and the wait for the delayed response goes on
 * @asked: bytes of payload that it has room for
 * @hdr: header of its command
 * @earned: the device has sent a response to it that is good, with SUCCESS
 * @earned_late: and such a delayed response
 */
struct fuzz_call {
	u16 token;
	bool sent;
	bool awaits;
	u32 asked;
	u32 hdr;
	bool earned;
	bool earned_late;
};

/**
 * struct fuzz_queue - a queue, as the device sees it
 * @held: buffers that it has taken and not given back
 * @n: how many
 * @past: buffers that it has given back, and still writes to
 * @past_n: how many it ever gave back
 * @garbled: it has returned what it had not taken, or scribbled on the ring: it
 *	takes nothing any more, since it would follow stale descriptors
 */
struct fuzz_queue {
	struct fake_buffer held[FUZZ_QUEUE];
	unsigned int n;
	struct fake_buffer past[FUZZ_PAST];
	unsigned int past_n;
	bool garbled;
};

/**
 * struct fuzz - a run
 * @test: whose it is
 * @script: what happens
 * @len: its bytes
 * @at: how many of them are behind us
 * @actions: of all scripts so far
 * @fake: the device
 * @dev: as the driver sees it
 * @core: the instance, NULL while there is none
 * @q: the device's side of its queues
 * @lawless: the device has written over what it had returned: there is no saying
 *	what it meant
 * @calls: who calls
 */
struct fuzz {
	struct kunit *test;
	const u8 *script;
	unsigned int len;
	unsigned int at;
	unsigned long actions;
	struct fake_vdev *fake;
	struct scmi_vio_dev *dev;
	struct fake_core *core;
	struct fuzz_queue q[SCMI_VIRTIO_VQ_COUNT];
	bool lawless;
	struct fuzz_call calls[FUZZ_CALLS];
};

static inline u8 fuzz_byte(struct fuzz *f)
{
	return f->at < f->len ? f->script[f->at++] : 0;
}

static inline u32 fuzz_u32(struct fuzz *f)
{
	u32 value = fuzz_byte(f);

	value = value << 8 | fuzz_byte(f);
	value = value << 8 | fuzz_byte(f);
	return value << 8 | fuzz_byte(f);
}

void fuzz_settle(struct fuzz *f);

/* --- fuzz_device.c --- */

void fuzz_device_forget(struct fuzz *f);
void fuzz_take(struct fuzz *f);
void fuzz_answer(struct fuzz *f);
void fuzz_answer_wrongly(struct fuzz *f);
void fuzz_notify(struct fuzz *f);
void fuzz_send_anything(struct fuzz *f);
void fuzz_flood(struct fuzz *f);
void fuzz_return_again(struct fuzz *f);
void fuzz_return_nothing(struct fuzz *f);
void fuzz_rewrite(struct fuzz *f);
void fuzz_jump(struct fuzz *f);
void fuzz_scribble(struct fuzz *f);
void fuzz_suppress(struct fuzz *f);
void fuzz_interrupt(struct fuzz *f);
void fuzz_storm(struct fuzz *f);
void fuzz_change_status(struct fuzz *f);
void fuzz_vanish(struct fuzz *f);

/* --- fuzz_caller.c --- */

void fuzz_call(struct fuzz *f);
void fuzz_look(struct fuzz *f);
void fuzz_give_up(struct fuzz *f);
void fuzz_calls_over(struct fuzz *f);

/* --- fuzz_life.c --- */

void fuzz_plug(struct fuzz *f);
void fuzz_unplug(struct fuzz *f);
void fuzz_leaving(struct fuzz *f);
void fuzz_instance(struct fuzz *f);
void fuzz_reset(struct fuzz *f);
void fuzz_sleep(struct fuzz *f);
void fuzz_recovers(struct fuzz *f);

#endif /* SCMI_VIO_FUZZ_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random scripts for a device and its callers. A caller writes into its request
 * what the device is to make of it, so both know what has to come back; see
 * Documentation/testing.rst.
 */
#ifndef SCMI_VIO_STRESS_H
#define SCMI_VIO_STRESS_H

#include "device.h"
#include "fake_core.h"
#include "fake_vdev.h"
#include "pdu.h"

#include <kunit/test.h>
#include <linux/prandom.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct model;
struct race;

#define CMDQ   SCMI_VIRTIO_VQ_CMD
#define EVENTQ SCMI_VIRTIO_VQ_EVENT

/* Descriptors of a queue, and callers, at most. */
#define STRESS_QUEUE 256
#define STRESS_CALLS 32

/* --- stress.c: parameters, luck, failure --- */

struct stress_params {
	unsigned int seed;
	unsigned int steps;
	unsigned int threads;
	unsigned int rounds;
};

extern struct stress_params stress_params;

/**
 * enum stress_answer - what a device makes of a command
 * @STRESS_RIGHT: what was asked for
 * @STRESS_RESERVED: the same, with reserved header bits set
 * @STRESS_ERROR: an error of the platform's
 * @STRESS_SHORT: fewer bytes than header and status
 * @STRESS_LONG: more bytes than there is room for
 * @STRESS_HEADER: the header of another command
 * @STRESS_TYPE: a type that is not for this queue
 * @STRESS_UNTOUCHED: nothing is written, but said to be
 */
enum stress_answer {
	STRESS_RIGHT,
	STRESS_RESERVED,
	STRESS_ERROR,
	STRESS_SHORT,
	STRESS_LONG,
	STRESS_HEADER,
	STRESS_TYPE,
	STRESS_UNTOUCHED,
	STRESS_ANSWERS,
};

/**
 * struct stress_request - the parameters of a command
 * @serial: no other command has it
 * @answer: an enum stress_answer
 * @len: bytes of payload that the answer has
 * @error: status of an error
 * @late_error: status of the delayed response
 */
struct stress_request {
	__le32 serial;
	u8 answer;
	u8 len;
	s8 error;
	s8 late_error;
};

/**
 * struct stress_result - what a caller has to get
 * @status: as the core sees it
 * @len: bytes of payload
 * @counter: which counter has a problem; SCMI_VIO_COUNTERS: none
 */
struct stress_result {
	s32 status;
	u32 len;
	enum scmi_vio_counter counter;
};

/**
 * struct stress_call - a token, as its caller sees it
 * @token: the token
 * @used: there was a command, so the buffer has the mark of what is over
 * @sent: mark_txdone() was not called yet
 * @awaits: it was, and the wait for the delayed response goes on
 * @polled: the caller polls
 * @async: the command asks for a delayed response
 * @asked: bytes of payload that the caller has room for
 * @generation: commands so far
 * @hdr: the header
 * @request: the parameters
 */
struct stress_call {
	u16 token;
	bool used;
	bool sent;
	bool awaits;
	bool polled;
	bool async;
	u32 asked;
	u32 generation;
	u32 hdr;
	struct stress_request request;
};

/**
 * struct stress_buffer - a buffer that the device holds
 * @b: where it is
 * @request: a copy of what the driver wrote
 * @mark: what the device has written all over its own part
 */
struct stress_buffer {
	struct fake_buffer b;
	u8 request[sizeof(struct scmi_virtio_request) + FAKE_PAYLOAD];
	u8 mark;
};

/**
 * struct stress_queue - a queue, as the device sees it
 * @held: what it has taken and not given back
 * @n: how many
 * @due: the driver wants an interrupt that was not raised yet
 * @asleep: the device does not look at the queue until it is kicked
 * @kicked: it was
 * @mad: it returned nonsense; it takes and returns nothing any more
 */
struct stress_queue {
	struct stress_buffer held[STRESS_QUEUE];
	unsigned int n;
	bool due;
	bool asleep;
	bool kicked;
	bool mad;
};

/* Commands that a delayed response can be for: the last ones seen. */
#define STRESS_SEEN 16

/**
 * struct stress_device - the device
 * @lock: guards its side of the rings, and what is in here
 * @irq: held while an interrupt of that queue runs
 * @kicks: woken when the driver notifies
 * @returns: woken when the device returns something
 * @dead: it was reset: it touches no ring any more
 * @deleted: it has no queues: it raises no interrupt any more
 * @rnd: its luck
 * @q: its queues
 * @seen: requests, with their headers, that it saw last
 * @seen_count: how many it saw
 * @notifications: how many it sent
 */
struct stress_device {
	spinlock_t lock; /* the device's side of the rings */
	spinlock_t irq[SCMI_VIRTIO_VQ_COUNT]; /* one interrupt at a time */
	wait_queue_head_t kicks;
	wait_queue_head_t returns;
	bool dead;
	bool deleted;
	struct rnd_state rnd;
	struct stress_queue q[SCMI_VIRTIO_VQ_COUNT];
	struct {
		u32 hdr;
		struct stress_request request;
	} seen[STRESS_SEEN];
	unsigned int seen_count;
	u32 notifications;
};

/**
 * struct stress - a run
 * @test: whose it is
 * @seed: of this run
 * @step: where it is
 * @rnd: the luck of who plays all
 * @serial: of the last command
 * @fake: the device
 * @dev: as the driver sees it
 * @core: the instance, NULL while there is none
 * @device: who plays the device
 * @calls: who calls
 * @call_of: by token, its index and one; 0: nobody's
 * @heard: the number in the last notification that this instance got, or 0
 * @broken: a queue is broken, or the device gone: commands may be aborted
 * @model: what must hold, if it is known for each step
 * @within: called, if set, while the core is told of a notification
 * @leaving: called when the driver removes the device: the instance has to go
 * @threads: who plays it, if these are several
 * @failed: something was wrong
 * @why: the first of it
 */
struct stress {
	struct kunit *test;
	u32 seed;
	unsigned int step;
	struct rnd_state rnd;
	atomic_t serial;
	struct fake_vdev *fake;
	struct scmi_vio_dev *dev;
	struct fake_core *core;
	struct stress_device device;
	struct stress_call calls[STRESS_CALLS];
	u8 call_of[SCMI_VIO_TOKENS];
	u32 heard;
	bool broken;
	struct model *model;
	void (*within)(struct stress *s);
	void (*leaving)(struct stress *s);
	struct race *threads;
	atomic_t failed;
	char why[160];
};

int stress_suite_init(struct kunit_suite *suite);
void stress_suite_exit(struct kunit_suite *suite);
int stress_init(struct kunit *test);
void stress_begin(struct stress *s, unsigned int n);

bool stress_over(struct stress *s);
void stress_verdict(struct stress *s);
__printf(2, 3) void stress_fail(struct stress *s, const char *fmt, ...);

/* Evaluates to the condition; the first that is false ends the run. */
#define stress_check(s, condition, fmt, ...)                \
	({                                                  \
		bool good = (condition);                    \
		if (!good)                                  \
			stress_fail(s, fmt, ##__VA_ARGS__); \
		good;                                       \
	})

static inline u32 stress_below(struct rnd_state *rnd, u32 n)
{
	return prandom_u32_state(rnd) % n;
}

static inline bool stress_one_in(struct rnd_state *rnd, u32 n)
{
	return !stress_below(rnd, n);
}

void stress_fill(u8 *to, size_t len, u32 serial);
bool stress_filled(const u8 *at, size_t len, u32 serial);

/* --- stress_life.c: devices and instances come and go --- */

void stress_plug(struct stress *s, const struct fake_config *config);
void stress_unplug(struct stress *s, bool surprise);
void stress_probe(struct stress *s);
void stress_remove(struct stress *s);
struct fake_config stress_config(struct rnd_state *rnd, u64 ring_features);

/* --- stress_device.c: what the device does; @dev.lock is taken inside --- */

/**
 * struct stress_event - what a device sent on eventq
 * @hdr: header, defined bits only
 * @counter: what is wrong with it; SCMI_VIO_COUNTERS: nothing
 * @reserved: it has reserved bits set
 * @number: of a notification: how many there were before
 * @request: of the command that a delayed response is for
 */
struct stress_event {
	u32 hdr;
	enum scmi_vio_counter counter;
	bool reserved;
	u32 number;
	struct stress_request request;
};

bool stress_take(struct stress *s, unsigned int queue, void **response);
bool stress_answer(struct stress *s, struct stress_buffer *answered);
bool stress_send_event(struct stress *s, struct stress_event *event);
bool stress_break(struct stress *s, unsigned int queue);
void stress_sleep(struct stress *s, unsigned int queue);
bool stress_interrupt(struct stress *s, unsigned int queue, bool spurious);
void stress_check_device(struct stress *s, unsigned int queue);
unsigned int stress_held(struct stress *s, unsigned int queue);
struct stress_request stress_request_of(const struct stress_buffer *buffer);

/* --- stress_check.c: what must hold --- */

void stress_check_free(struct stress *s, const struct scmi_vio_pool *pool,
		       unsigned long *free);

/* --- stress_caller.c: what a caller does --- */

int stress_send(struct stress *s, struct stress_call *call,
		struct rnd_state *rnd);
bool stress_answered(struct stress *s, struct stress_call *call);
bool stress_finish(struct stress *s, struct stress_call *call);
void stress_give_up(struct stress *s, struct stress_call *call);
void stress_expire(struct stress *s, struct stress_call *call);
void stress_end(struct stress *s, struct stress_call *call);
void stress_check_over(struct stress *s, const struct stress_call *call);
struct fake_xfer *stress_xfer(struct stress *s, const struct stress_call *call);
struct stress_result stress_result(const struct stress_request *request,
				   u32 asked);
void stress_heard(struct fake_core *core, struct fake_xfer *fx, u32 hdr);

#endif /* SCMI_VIO_STRESS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages: memory that the device reads and writes, and apart from it what
 * the driver knows about each.
 */
#ifndef SCMI_VIO_MSG_H
#define SCMI_VIO_MSG_H

#include "pdu.h"

#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct scmi_vio_pool;

/**
 * enum scmi_vio_outcome - how a command ended
 * @SCMI_VIO_PENDING: not yet
 * @SCMI_VIO_REPLIED: the device gave its buffer back; msg->rx is valid
 * @SCMI_VIO_ABORTED: the device can no longer answer
 * @SCMI_VIO_ABANDONED: its caller left before, or does not poll any longer
 *
 * A command leaves SCMI_VIO_PENDING once, by scmi_vio_msg_settle(); who comes
 * second does nothing.
 */
enum scmi_vio_outcome {
	SCMI_VIO_PENDING,
	SCMI_VIO_REPLIED,
	SCMI_VIO_ABORTED,
	SCMI_VIO_ABANDONED,
};

/**
 * struct scmi_vio_msg - one message
 * @node: in the pool's free list, in a batch taken off a queue, or idle
 * @refs: the device's, from posting until the buffer is back, and the
 *	caller's, from sending to the end of its wait; the last one frees
 * @outcome: an enum scmi_vio_outcome; of a command
 * @polled: the caller polls: it must not be told through the core
 * @poll_end: when it is to give up
 * @poll_look: when somebody is to look at the device
 * @own: the driver itself sent it; there is no caller, the device's reference
 *	is the only one
 * @overtaken: the delayed response came first and stood for both
 * @hdr: header of the command as sent
 * @sent: bytes of the request
 * @rx: what was read of the message that came; its owner is who took the
 *	buffer off the queue, then whoever sees SCMI_VIO_REPLIED
 * @request: device-readable part, NULL for an event
 * @response: device-writable part
 * @pool: where it belongs
 */
struct scmi_vio_msg {
	struct list_head node;
	refcount_t refs;
	atomic_t outcome;
	bool polled;
	bool own;
	bool overtaken;
	u32 hdr;
	u32 sent;
	ktime_t poll_end;
	ktime_t poll_look;
	struct scmi_vio_rx rx;
	void *request;
	void *response;
	struct scmi_vio_pool *pool;
};

/**
 * struct scmi_vio_pool - messages of one kind and size, allocated once
 * @lock: guards @free and @used
 * @free: messages that nobody holds
 * @used: how many somebody holds; read without the lock, too
 * @msgs: all of them
 * @count: how many
 * @room: bytes of a device-writable part
 * @payload: largest payload in bytes that a message can carry
 * @chunks: the memory behind them, pieces of @chunk_size bytes
 * @chunk_count: how many
 * @chunk_size: bytes of each
 */
struct scmi_vio_pool {
	spinlock_t lock; /* guards @free and @used */
	struct list_head free;
	unsigned int used;
	struct scmi_vio_msg *msgs;
	unsigned int count;
	size_t room;
	size_t payload;
	void **chunks;
	unsigned int chunk_count;
	size_t chunk_size;
};

size_t scmi_vio_pool_stride(size_t payload, bool requests);
int scmi_vio_pool_init(struct scmi_vio_pool *pool, unsigned int count,
		       size_t payload, bool requests);
void scmi_vio_pool_exit(struct scmi_vio_pool *pool);
bool scmi_vio_pool_in_use(const struct scmi_vio_pool *pool);
bool scmi_vio_pool_exhausted(const struct scmi_vio_pool *pool);

struct scmi_vio_msg *scmi_vio_msg_get(struct scmi_vio_pool *pool,
				      unsigned int refs);
void scmi_vio_msg_put(struct scmi_vio_msg *msg);

/**
 * scmi_vio_msg_settle - decide how a command ended
 * @msg: the command
 * @outcome: how
 *
 * Context: any. What was written to @msg before is seen by whoever reads
 * @outcome with scmi_vio_msg_outcome().
 * Return: false if it was decided before.
 */
static inline bool scmi_vio_msg_settle(struct scmi_vio_msg *msg,
				       enum scmi_vio_outcome outcome)
{
	/* Pairs with the acquire in scmi_vio_msg_outcome(). */
	return atomic_cmpxchg_release(&msg->outcome, SCMI_VIO_PENDING,
				      outcome) == SCMI_VIO_PENDING;
}

static inline enum scmi_vio_outcome
scmi_vio_msg_outcome(const struct scmi_vio_msg *msg)
{
	/* Pairs with the release in scmi_vio_msg_settle(). */
	return atomic_read_acquire(&msg->outcome);
}

#endif /* SCMI_VIO_MSG_H */

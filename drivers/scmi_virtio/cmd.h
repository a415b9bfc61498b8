/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of one device, by token: which message carries each, and what
 * the SCMI core may still be told about it.
 *
 * The core looks transfers up by token only and has a completion on its
 * caller's stack behind each wait for a delayed response. So nothing reaches
 * it unless the command is known to be waiting for just that.
 */
#ifndef SCMI_VIO_CMD_H
#define SCMI_VIO_CMD_H

#include "msg.h"

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * enum scmi_vio_phase - what may still be delivered for a token
 * @SCMI_VIO_IDLE: nothing
 * @SCMI_VIO_SENT: the response, or, if one was asked for, the delayed response
 * @SCMI_VIO_ANSWERED: the delayed response
 */
enum scmi_vio_phase {
	SCMI_VIO_IDLE,
	SCMI_VIO_SENT,
	SCMI_VIO_ANSWERED,
};

/**
 * struct scmi_vio_cmd - a token
 * @lock: held while something is delivered for it, so that one thing is
 *	delivered at a time, and that the caller's leaving waits for it
 * @msg: the message, between send and the end of the caller's wait for the
 *	response; holds the caller's reference
 * @hdr: the header of the command
 * @until: in jiffies; when a delayed response is too late
 * @phase: what may still be delivered
 * @delayed: the command asked for a delayed response
 */
struct scmi_vio_cmd {
	spinlock_t lock; /* one delivery at a time */
	struct scmi_vio_msg *msg;
	u32 hdr;
	unsigned long until;
	enum scmi_vio_phase phase;
	bool delayed;
};

struct scmi_vio_cmd_table {
	struct scmi_vio_cmd cmds[SCMI_VIO_TOKENS];
};

/**
 * enum scmi_vio_fate - what became of a received message
 * @SCMI_VIO_DELIVERED: the core has it
 * @SCMI_VIO_TOO_LATE: its caller had left
 * @SCMI_VIO_NOT_NEEDED: the delayed response was there before
 * @SCMI_VIO_NOT_EXPECTED: no command waits for it
 */
enum scmi_vio_fate {
	SCMI_VIO_DELIVERED,
	SCMI_VIO_TOO_LATE,
	SCMI_VIO_NOT_NEEDED,
	SCMI_VIO_NOT_EXPECTED,
};

/**
 * typedef scmi_vio_deliver_fn - hands a message to the core
 * @ctx: the caller's
 * @hdr: its header; what follows it is read from @msg
 * @msg: the message
 *
 * Called with the lock of the command held: must not enter cmd.c again.
 */
typedef void (*scmi_vio_deliver_fn)(void *ctx, u32 hdr,
				    struct scmi_vio_msg *msg);

struct scmi_vio_cmd_table *scmi_vio_cmd_table_alloc(void);
void scmi_vio_cmd_table_free(struct scmi_vio_cmd_table *table);

int scmi_vio_cmd_begin(struct scmi_vio_cmd_table *table,
		       struct scmi_vio_msg *msg, bool delayed);
void scmi_vio_cmd_end(struct scmi_vio_cmd_table *table, u16 token, bool ok);
struct scmi_vio_msg *scmi_vio_cmd_msg(struct scmi_vio_cmd_table *table,
				      u16 token);

enum scmi_vio_fate scmi_vio_cmd_response(struct scmi_vio_cmd_table *table,
					 struct scmi_vio_msg *msg,
					 scmi_vio_deliver_fn deliver,
					 void *ctx);
enum scmi_vio_fate scmi_vio_cmd_delayed(struct scmi_vio_cmd_table *table,
					struct scmi_vio_msg *event,
					scmi_vio_deliver_fn deliver, void *ctx);
bool scmi_vio_cmd_waiting(struct scmi_vio_cmd_table *table);
unsigned int scmi_vio_cmd_abort_all(struct scmi_vio_cmd_table *table,
				    scmi_vio_deliver_fn deliver, void *ctx);

#endif /* SCMI_VIO_CMD_H */

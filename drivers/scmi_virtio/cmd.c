// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"

#include <linux/bitfield.h>
#include <linux/cleanup.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>

/*
 * The core waits 2 s for a delayed response, from the end of its wait for the
 * response on, and completes a dead stack frame if one arrives at that very
 * end. So one that comes near it is not delivered any more. The margin covers
 * what can hold up a delivery that was already decided.
 */
#define DELAYED_TIMEOUT_MS 2000
#define DELAYED_MARGIN_MS  200

/**
 * scmi_vio_cmd_table_alloc - make a table of idle tokens
 *
 * Context: process, may sleep.
 * Return: the table or NULL.
 */
struct scmi_vio_cmd_table *scmi_vio_cmd_table_alloc(void)
{
	struct scmi_vio_cmd_table *table = kvzalloc(sizeof(*table), GFP_KERNEL);
	int i;

	for (i = 0; table && i < SCMI_VIO_TOKENS; i++)
		spin_lock_init(&table->cmds[i].lock);
	return table;
}

/**
 * scmi_vio_cmd_table_free - free a table
 * @table: may be NULL; no command is in it
 */
void scmi_vio_cmd_table_free(struct scmi_vio_cmd_table *table)
{
	kvfree(table);
}

static struct scmi_vio_cmd *cmd_of(struct scmi_vio_cmd_table *table, u32 hdr)
{
	return &table->cmds[scmi_vio_hdr_token(hdr)];
}

/**
 * scmi_vio_cmd_begin - enter a command, before the device can see it
 * @table: the table
 * @msg: its message, with the caller's reference, which goes to the table and
 *	is dropped in scmi_vio_cmd_end()
 * @delayed: it asks for a delayed response
 *
 * Context: any.
 * Return: 0, or -EBUSY when the token's last user has not left yet.
 */
int scmi_vio_cmd_begin(struct scmi_vio_cmd_table *table,
		       struct scmi_vio_msg *msg, bool delayed)
{
	struct scmi_vio_cmd *cmd = cmd_of(table, msg->hdr);

	guard(spinlock_irqsave)(&cmd->lock);
	if (cmd->msg)
		return -EBUSY;
	WRITE_ONCE(cmd->msg, msg);
	cmd->hdr = msg->hdr;
	cmd->delayed = delayed;
	cmd->phase = SCMI_VIO_SENT;
	return 0;
}

static void cmd_await_delayed(struct scmi_vio_cmd *cmd)
{
	lockdep_assert_held(&cmd->lock);
	cmd->phase = SCMI_VIO_ANSWERED;
	cmd->until = jiffies +
		     msecs_to_jiffies(DELAYED_TIMEOUT_MS - DELAYED_MARGIN_MS);
}

/**
 * scmi_vio_cmd_end - the caller's wait for the response is over
 * @table: the table
 * @token: the command's
 * @ok: it got a response with status SUCCESS, and goes on to wait for the
 *	delayed response if it asked for one
 *
 * Waits for a delivery that is under way; after it nothing is delivered for
 * this command but, if @ok, the delayed response. Harmless for a token that
 * has no command.
 *
 * Context: any.
 */
void scmi_vio_cmd_end(struct scmi_vio_cmd_table *table, u16 token, bool ok)
{
	struct scmi_vio_cmd *cmd = &table->cmds[token];
	struct scmi_vio_msg *msg;

	scoped_guard(spinlock_irqsave, &cmd->lock) {
		msg = cmd->msg;
		if (!msg)
			return;
		WRITE_ONCE(cmd->msg, NULL);
		if (!ok || !cmd->delayed)
			cmd->phase = SCMI_VIO_IDLE;
		else if (cmd->phase != SCMI_VIO_IDLE)
			cmd_await_delayed(cmd);
	}
	scmi_vio_msg_settle(msg, SCMI_VIO_ABANDONED);
	scmi_vio_msg_put(msg);
}

/**
 * scmi_vio_cmd_msg - find the message of one's own command
 * @table: the table
 * @token: the command's
 *
 * Context: any, from the caller of the command, between scmi_vio_cmd_begin()
 * and scmi_vio_cmd_end().
 * Return: the message, or NULL.
 */
struct scmi_vio_msg *scmi_vio_cmd_msg(struct scmi_vio_cmd_table *table,
				      u16 token)
{
	return READ_ONCE(table->cmds[token].msg);
}

/* After an error response the core's caller leaves at once. */
static void cmd_answered(struct scmi_vio_cmd *cmd, bool success)
{
	if (cmd->delayed && success)
		cmd_await_delayed(cmd);
	else
		cmd->phase = SCMI_VIO_IDLE;
}

/**
 * scmi_vio_cmd_response - deliver a response
 * @table: the table
 * @msg: the command it came for, settled as SCMI_VIO_REPLIED by the caller
 * @deliver: hands it to the core
 * @ctx: for @deliver
 *
 * Context: any.
 * Return: what became of it.
 */
enum scmi_vio_fate scmi_vio_cmd_response(struct scmi_vio_cmd_table *table,
					 struct scmi_vio_msg *msg,
					 scmi_vio_deliver_fn deliver, void *ctx)
{
	struct scmi_vio_cmd *cmd = cmd_of(table, msg->hdr);

	guard(spinlock_irqsave)(&cmd->lock);
	if (msg->overtaken)
		return SCMI_VIO_NOT_NEEDED;
	if (cmd->msg != msg)
		return SCMI_VIO_TOO_LATE;

	cmd_answered(cmd, msg->rx.verdict == SCMI_VIO_GOOD && !msg->rx.status);
	deliver(ctx, cmd->hdr, msg);
	return SCMI_VIO_DELIVERED;
}

/*
 * A polled response is not delivered but fetched, without our locks: that it
 * is an error shows in the message only.
 */
static bool cmd_failed(const struct scmi_vio_cmd *cmd)
{
	const struct scmi_vio_msg *msg = cmd->msg;

	if (!msg || scmi_vio_msg_outcome(msg) == SCMI_VIO_PENDING)
		return false;
	return scmi_vio_msg_outcome(msg) != SCMI_VIO_REPLIED ||
	       msg->rx.verdict != SCMI_VIO_GOOD || msg->rx.status;
}

static bool cmd_expects(const struct scmi_vio_cmd *cmd, u32 hdr)
{
	if (!cmd->delayed || (cmd->hdr ^ hdr) & SCMI_VIO_HDR_COMMAND)
		return false;
	if (cmd->phase == SCMI_VIO_SENT)
		return !cmd_failed(cmd);
	return cmd->phase == SCMI_VIO_ANSWERED &&
	       time_before(jiffies, cmd->until);
}

/**
 * scmi_vio_cmd_delayed - deliver a delayed response
 * @table: the table
 * @event: its message
 * @deliver: hands it to the core
 * @ctx: for @deliver
 *
 * Context: any.
 * Return: what became of it.
 */
enum scmi_vio_fate scmi_vio_cmd_delayed(struct scmi_vio_cmd_table *table,
					struct scmi_vio_msg *event,
					scmi_vio_deliver_fn deliver, void *ctx)
{
	struct scmi_vio_cmd *cmd = cmd_of(table, event->rx.hdr);

	guard(spinlock_irqsave)(&cmd->lock);
	if (!cmd_expects(cmd, event->rx.hdr))
		return SCMI_VIO_NOT_EXPECTED;

	/* The core takes one that comes first for both. */
	if (cmd->phase == SCMI_VIO_SENT)
		cmd->msg->overtaken = true;
	cmd->phase = SCMI_VIO_IDLE;
	deliver(ctx, event->rx.hdr, event);
	return SCMI_VIO_DELIVERED;
}

static bool cmd_waiting(struct scmi_vio_cmd *cmd)
{
	guard(spinlock_irqsave)(&cmd->lock);
	if (cmd->phase == SCMI_VIO_SENT)
		return cmd->msg;
	return cmd->phase == SCMI_VIO_ANSWERED &&
	       time_before(jiffies, cmd->until);
}

/**
 * scmi_vio_cmd_waiting - does anybody wait for a response, or a delayed one?
 * @table: the table
 *
 * Context: any.
 */
bool scmi_vio_cmd_waiting(struct scmi_vio_cmd_table *table)
{
	unsigned int i;

	for (i = 0; i < SCMI_VIO_TOKENS; i++) {
		if (cmd_waiting(&table->cmds[i]))
			return true;
	}
	return false;
}

/* Return: whether somebody was waiting. */
static bool cmd_abort(struct scmi_vio_cmd *cmd, scmi_vio_deliver_fn deliver,
		      void *ctx)
{
	/* Says "the device can no longer answer"; read by who fetches it. */
	static struct scmi_vio_msg gone = {
		.outcome = ATOMIC_INIT(SCMI_VIO_ABORTED),
	};
	struct scmi_vio_msg *msg;
	u32 hdr;

	guard(spinlock_irqsave)(&cmd->lock);
	msg = cmd->msg;
	hdr = cmd->hdr;
	if (msg && cmd->phase == SCMI_VIO_SENT) {
		if (!scmi_vio_msg_settle(msg, SCMI_VIO_ABORTED))
			return false;
		cmd->phase = SCMI_VIO_IDLE;
		if (!msg->polled)
			deliver(ctx, hdr, msg);
		return true;
	}
	if (cmd->phase == SCMI_VIO_ANSWERED && cmd_expects(cmd, hdr)) {
		cmd->phase = SCMI_VIO_IDLE;
		hdr |= FIELD_PREP(SCMI_VIO_HDR_TYPE, SCMI_VIO_DELAYED);
		deliver(ctx, hdr, &gone);
		return true;
	}
	return false;
}

/**
 * scmi_vio_cmd_abort_all - fail all commands: the device can no longer answer
 * @table: the table
 * @deliver: hands the failures to the core
 * @ctx: for @deliver
 *
 * Each caller gets a communications error, at once; the waits for delayed
 * responses end, too. The buffers stay the device's.
 *
 * Context: process.
 * Return: how many commands failed.
 */
unsigned int scmi_vio_cmd_abort_all(struct scmi_vio_cmd_table *table,
				    scmi_vio_deliver_fn deliver, void *ctx)
{
	unsigned int i, n = 0;

	for (i = 0; i < SCMI_VIO_TOKENS; i++)
		n += cmd_abort(&table->cmds[i], deliver, ctx);
	return n;
}

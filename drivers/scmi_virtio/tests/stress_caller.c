// SPDX-License-Identifier: GPL-2.0-only
/* What a caller does, in the order of the real core's do_xfer(). */
#include "stress.h"
#include "stress_model.h"

#include <linux/cleanup.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/* Written over the buffer of a caller that has left. */
#define OVER 0x5a

/**
 * stress_xfer - the transfer of a call
 * @s: the run, with an instance
 * @call: the call
 */
struct fake_xfer *stress_xfer(struct stress *s, const struct stress_call *call)
{
	return &s->core->xfers[call->token];
}

static struct stress_request choose_request(struct stress *s,
					    struct rnd_state *rnd)
{
	return (struct stress_request){
		.serial = cpu_to_le32(atomic_inc_return(&s->serial)),
		.answer = stress_one_in(rnd, 2)
				  ? STRESS_RIGHT
				  : stress_below(rnd, STRESS_ANSWERS),
		.len = stress_below(rnd, FAKE_PAYLOAD + 1),
		.error = -1 - stress_below(rnd, 6),
		.late_error = stress_one_in(rnd, 4) ? -1 - stress_below(rnd, 6)
						    : 0,
	};
}

/**
 * stress_result - what the caller of a command has to get
 * @request: its parameters
 * @asked: bytes it has room for
 */
struct stress_result stress_result(const struct stress_request *request,
				   u32 asked)
{
	struct stress_result result = {
		.status = SCMI_VIO_STATUS_PROTOCOL_ERROR,
		.counter = SCMI_VIO_COUNTERS,
	};

	switch (request->answer) {
	case STRESS_RIGHT:
	case STRESS_RESERVED:
		result.status = 0;
		result.len = min_t(u32, request->len, asked);
		break;
	case STRESS_ERROR:
		result.status = request->error;
		break;
	case STRESS_SHORT:
		result.counter = SCMI_VIO_SHORT_MESSAGES;
		break;
	case STRESS_LONG:
		result.counter = SCMI_VIO_OVERSIZE_MESSAGES;
		break;
	case STRESS_TYPE:
		result.counter = SCMI_VIO_WRONG_TYPES;
		break;
	default:
		result.counter = SCMI_VIO_MISMATCHES;
	}
	return result;
}

/**
 * stress_check_over - who left is told nothing any more
 * @s: the run
 * @call: a call; its buffer is as it was left, if it is over
 */
void stress_check_over(struct stress *s, const struct stress_call *call)
{
	if (!s->core || !call->used || call->sent || call->awaits)
		return;
	stress_check(s,
		     !memchr_inv(stress_xfer(s, call)->buf, OVER, FAKE_PAYLOAD),
		     "token %u: written to after its caller had left",
		     call->token);
}

static void write_request(struct stress *s, struct stress_call *call,
			  struct fake_xfer *fx, struct rnd_state *rnd)
{
	call->request = choose_request(s, rnd);
	fx->xfer.tx.len = sizeof(call->request) + stress_below(rnd, 32);
	stress_fill(fx->buf, fx->xfer.tx.len,
		    le32_to_cpu(call->request.serial));
	memcpy(fx->buf, &call->request, sizeof(call->request));
}

/**
 * stress_send - send a command
 * @s: the run, with an instance
 * @call: a call that is over
 * @rnd: the caller's luck
 *
 * Header and kind are new each time, so that what comes late for one command
 * of a token is known from what is for the next.
 *
 * Return: what send_message() returns.
 */
int stress_send(struct stress *s, struct stress_call *call,
		struct rnd_state *rnd)
{
	u8 protocol = 0x10 + stress_below(rnd, 7);
	struct fake_xfer *fx;
	int err;

	stress_check_over(s, call);
	fx = fake_core_prepare(s->core, call->token, protocol,
			       ++call->generation & 0x3f);
	write_request(s, call, fx, rnd);
	call->used = true;
	call->hdr = scmi_vio_pdu_header(protocol, fx->xfer.hdr.id, call->token);
	call->polled = stress_one_in(rnd, 3);
	call->async = stress_one_in(rnd, 3);
	call->asked = stress_below(rnd, FAKE_PAYLOAD + 1);
	fx->xfer.hdr.poll_completion = call->polled;
	fx->xfer.async_done = call->async ? &fx->async : NULL;
	fx->xfer.rx.len = call->asked;
	call->sent = true;
	err = fake_core_send(s->core, fx);
	if (err) {
		call->generation--;
		stress_end(s, call);
	}
	return err;
}

/* --- what came --- */

static bool aborted(struct stress *s, s32 status)
{
	return status == SCMI_VIO_STATUS_COMMS_ERROR && READ_ONCE(s->broken);
}

/* Behind what came there are zeros, behind what was asked for nothing. */
static void check_payload(struct stress *s, const struct fake_xfer *fx, u32 len,
			  u32 asked, u32 serial)
{
	stress_check(s, fx->xfer.rx.len == len,
		     "token %u: %zu bytes instead of %u", fx->xfer.hdr.seq,
		     fx->xfer.rx.len, len);
	stress_check(s, stress_filled(fx->buf, len, serial),
		     "token %u: not the payload for serial %u",
		     fx->xfer.hdr.seq, serial);
	stress_check(s, !memchr_inv(fx->buf + len, 0, asked - len),
		     "token %u: bytes that did not come are not zero",
		     fx->xfer.hdr.seq);
}

static void check_response(struct stress *s, const struct stress_call *call,
			   const struct fake_xfer *fx)
{
	struct stress_result want = stress_result(&call->request, call->asked);
	s32 status = fx->xfer.hdr.status;

	if (aborted(s, status))
		return;
	if (stress_check(s, status == want.status,
			 "token %u: status %d instead of %d", call->token,
			 status, want.status))
		check_payload(s, fx, want.len, call->asked,
			      le32_to_cpu(call->request.serial));
}

static void check_delayed(struct stress *s, const struct stress_call *call,
			  const struct fake_xfer *fx)
{
	s32 status = fx->xfer.hdr.status;

	if (aborted(s, status))
		return;
	if (stress_check(s, status == call->request.late_error,
			 "token %u: delayed status %d instead of %d",
			 call->token, status, call->request.late_error))
		check_payload(s, fx, status ? 0 : call->request.len,
			      FAKE_PAYLOAD, ~le32_to_cpu(call->request.serial));
}

/* Each that the device sent, once there is somebody to hear it. */
static void check_notification(struct stress *s, const struct fake_xfer *fx)
{
	u32 number = get_unaligned_le32(fx->buf);

	stress_check(s, !s->heard || number == s->heard + 1,
		     "notification %u after %u", number, s->heard);
	stress_check(s,
		     fx->xfer.rx.len == 8 &&
			     stress_filled(fx->buf + 4, 4, number),
		     "notification %u has lost its payload", number);
	s->heard = number;
}

/**
 * stress_heard - the core was told something; called where it is told
 * @core: the instance
 * @fx: the transfer, or the notification
 * @hdr: the header
 */
void stress_heard(struct fake_core *core, struct fake_xfer *fx, u32 hdr)
{
	struct stress *s = core->test->priv;
	unsigned int i = s->call_of[scmi_vio_hdr_token(hdr)];
	struct stress_call *call = i ? &s->calls[i - 1] : NULL;

	if (scmi_vio_hdr_type(hdr) == SCMI_VIO_NOTIFICATION)
		check_notification(s, fx);
	else if (!stress_check(s, call, "message %#x for nobody", hdr))
		return;
	else if (scmi_vio_hdr_type(hdr) == SCMI_VIO_DELAYED)
		check_delayed(s, call, fx);
	else if (stress_check(s, READ_ONCE(fx->sent) && call->sent,
			      "token %u: told after mark_txdone", call->token))
		check_response(s, call, fx);
	if (s->model)
		stress_model_heard(s, fx, hdr);
	if (s->within && scmi_vio_hdr_type(hdr) == SCMI_VIO_NOTIFICATION)
		s->within(s);
}

/**
 * stress_answered - is the wait for the response over?
 * @s: the run
 * @call: a call that was sent
 *
 * A caller that polls looks at the queue.
 */
bool stress_answered(struct stress *s, struct stress_call *call)
{
	struct fake_xfer *fx = stress_xfer(s, call);

	if (call->polled && fake_core_poll(s->core, fx))
		return true;
	return fake_core_responded(fx);
}

/**
 * stress_end - the caller leaves
 * @s: the run
 * @call: a call that waits for nothing any more
 */
void stress_end(struct stress *s, struct stress_call *call)
{
	struct fake_xfer *fx = stress_xfer(s, call);

	call->awaits = false;
	call->sent = false;
	fx->xfer.async_done = NULL;
	fx->xfer.pending = false;
	memset(fx->buf, OVER, sizeof(fx->buf));
}

/**
 * stress_finish - the caller takes its response
 * @s: the run
 * @call: a call that was answered
 *
 * Return: true if it goes on to wait for a delayed response.
 */
bool stress_finish(struct stress *s, struct stress_call *call)
{
	struct fake_xfer *fx = stress_xfer(s, call);
	bool fetched = call->polled && !READ_ONCE(fx->delayed), ok;

	ok = !fake_core_finish(s->core, fx);
	call->sent = false;
	/* Others were checked when they came, and may be overwritten by now. */
	if (fetched && (s->model || !call->async))
		check_response(s, call, fx);
	call->awaits = ok && call->async;
	if (!call->awaits)
		stress_end(s, call);
	return call->awaits;
}

/**
 * stress_expire - the wait for a delayed response is over
 * @s: the run
 * @call: a call that awaits one
 *
 * As if the 2 s of the core had passed.
 */
void stress_expire(struct stress *s, struct stress_call *call)
{
	struct scmi_vio_cmd *cmd = &s->dev->cmds->cmds[call->token];

	scoped_guard(spinlock_irqsave, &cmd->lock)
		cmd->until = jiffies;
	stress_end(s, call);
}

/**
 * stress_give_up - the caller's wait has timed out
 * @s: the run
 * @call: a call that was sent
 */
void stress_give_up(struct stress *s, struct stress_call *call)
{
	fake_core_timeout(s->core, stress_xfer(s, call));
	stress_end(s, call);
}

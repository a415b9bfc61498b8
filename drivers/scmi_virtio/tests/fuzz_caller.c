// SPDX-License-Identifier: GPL-2.0-only
/* What callers do: as the real core, whatever they get. */
#include "fuzz.h"
#include "pdu.h"

#include <linux/cleanup.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/string.h>

/* The mark of fake_core_prepare(), and one for requests */
#define UNTOUCHED 0xa5
#define REQUEST	  0x3c

static struct fake_xfer *xfer_of(struct fuzz *f, const struct fuzz_call *call)
{
	return &f->core->xfers[call->token];
}

static void call_end(struct fuzz *f, struct fuzz_call *call)
{
	struct fake_xfer *fx = xfer_of(f, call);

	call->sent = false;
	call->awaits = false;
	fx->xfer.async_done = NULL;
	fx->xfer.pending = false;
}

/* As if the 2 s of the core had passed: from now on nothing may come. */
static void call_expire(struct fuzz *f, struct fuzz_call *call)
{
	struct scmi_vio_cmd *cmd = &f->dev->cmds->cmds[call->token];

	scoped_guard(spinlock_irqsave, &cmd->lock)
		cmd->until = jiffies;
	call_end(f, call);
}

static void call_send(struct fuzz *f, struct fuzz_call *call)
{
	u8 how = fuzz_byte(f), id = fuzz_byte(f);
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, call->token, 0x10 + (how & 7), id);
	fx->xfer.hdr.poll_completion = how >> 3 & 1;
	fx->xfer.async_done = how >> 4 & 1 ? &fx->async : NULL;
	fx->xfer.tx.len = fuzz_byte(f) % (FAKE_PAYLOAD + 1);
	memset(fx->buf, REQUEST, fx->xfer.tx.len);
	call->asked = fuzz_byte(f) % (FAKE_PAYLOAD + 1);
	call->hdr =
		scmi_vio_pdu_header(fx->xfer.hdr.protocol_id, id, call->token);
	call->earned = false;
	call->earned_late = false;
	fx->xfer.rx.len = call->asked;
	call->sent = !fake_core_send(f->core, fx);
}

/* Return: the caller's wait for the response is over. */
static bool call_answered(struct fuzz *f, struct fuzz_call *call)
{
	struct fake_xfer *fx = xfer_of(f, call);

	if (fx->xfer.hdr.poll_completion && fake_core_poll(f->core, fx))
		return true;
	return fake_core_responded(fx);
}

/* No more than was asked for, and zeros where nothing came. */
static void check_payload(struct fuzz *f, const struct fuzz_call *call)
{
	const struct fake_xfer *fx = xfer_of(f, call);
	u32 end = max_t(u32, call->asked, fx->xfer.tx.len);

	KUNIT_EXPECT_LE(f->test, fx->xfer.rx.len, call->asked);
	if (fx->xfer.rx.len > call->asked)
		return;
	KUNIT_EXPECT_NULL(f->test, memchr_inv(fx->buf + fx->xfer.rx.len, 0,
					      call->asked - fx->xfer.rx.len));
	KUNIT_EXPECT_NULL(f->test, memchr_inv(fx->buf + call->asked, REQUEST,
					      end - call->asked));
	KUNIT_EXPECT_NULL(f->test, memchr_inv(fx->buf + end, UNTOUCHED,
					      FAKE_PAYLOAD - end));
}

/* A delayed response that comes first stands for both. */
static void check_success(struct fuzz *f, const struct fuzz_call *call)
{
	bool late = xfer_of(f, call)->delayed;

	if (xfer_of(f, call)->xfer.hdr.status || f->lawless)
		return;
	KUNIT_EXPECT_TRUE_MSG(f->test, late ? call->earned_late : call->earned,
			      "a success that the device has not sent");
}

static void call_finish(struct fuzz *f, struct fuzz_call *call)
{
	struct fake_xfer *fx = xfer_of(f, call);
	bool ok = !fake_core_finish(f->core, fx);

	check_success(f, call);
	/* A delayed response has room of its own in the core. */
	if (!fx->delayed)
		check_payload(f, call);
	KUNIT_EXPECT_LE(f->test, fx->responses, 1);
	call->sent = false;
	call->awaits = ok && fx->xfer.async_done;
	if (!call->awaits)
		call_end(f, call);
}

static void call_received(struct fuzz *f, struct fuzz_call *call)
{
	KUNIT_EXPECT_EQ(f->test, xfer_of(f, call)->delayed, 1);
	check_success(f, call);
	call_end(f, call);
}

static struct fuzz_call *choose_call(struct fuzz *f)
{
	return &f->calls[fuzz_byte(f) % FUZZ_CALLS];
}

/**
 * fuzz_call - somebody sends a command, unless it has one
 * @f: the run
 */
void fuzz_call(struct fuzz *f)
{
	struct fuzz_call *call = choose_call(f);

	if (f->core && !call->sent && !call->awaits)
		call_send(f, call);
}

static void call_look(struct fuzz *f, struct fuzz_call *call)
{
	if (call->sent && call_answered(f, call))
		call_finish(f, call);
	else if (call->awaits && completion_done(&xfer_of(f, call)->async))
		call_received(f, call);
}

/**
 * fuzz_look - some callers look whether their answers are there
 * @f: the run
 */
void fuzz_look(struct fuzz *f)
{
	u8 who = fuzz_byte(f);
	int i;

	for (i = 0; f->core && i < FUZZ_CALLS; i++)
		if (who & BIT(i))
			call_look(f, &f->calls[i]);
}

static void call_over(struct fuzz *f, struct fuzz_call *call)
{
	if (call->awaits) {
		call_expire(f, call);
	} else if (call->sent) {
		fake_core_timeout(f->core, xfer_of(f, call));
		call_end(f, call);
	}
}

/**
 * fuzz_give_up - somebody has waited for long enough
 * @f: the run
 */
void fuzz_give_up(struct fuzz *f)
{
	struct fuzz_call *call = choose_call(f);

	if (f->core)
		call_over(f, call);
}

/**
 * fuzz_calls_over - all have
 * @f: the run
 */
void fuzz_calls_over(struct fuzz *f)
{
	int i;

	for (i = 0; f->core && i < FUZZ_CALLS; i++)
		call_over(f, &f->calls[i]);
}

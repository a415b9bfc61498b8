// SPDX-License-Identifier: GPL-2.0-only
#include "stress_model.h"

#include <linux/string.h>
#include <linux/virtio.h>

static void count(struct model *m, enum scmi_vio_counter counter)
{
	if (counter < SCMI_VIO_COUNTERS)
		m->count[counter]++;
}

/* Return: the index of a message, -1 if it is none of the device's. */
static int msg_index(struct stress *s, const struct scmi_vio_msg *msg)
{
	const struct scmi_vio_pool *pool = &s->dev->commands;

	if (msg < pool->msgs || msg >= pool->msgs + pool->count)
		return -1;
	return msg - pool->msgs;
}

static int msg_of(struct stress *s, const void *response)
{
	const struct scmi_vio_pool *pool = &s->dev->commands;
	int i;

	for (i = 0; i < pool->count; i++) {
		if (pool->msgs[i].response == response)
			return i;
	}
	return -1;
}

static bool is_free(const struct model_msg *msg)
{
	return msg->place == AT_HOME && !msg->called;
}

/* Return: the message of a call, NULL if it has none. */
static struct model_msg *msg_for(struct model *m, const struct model_call *call)
{
	return call->msg < 0 ? NULL : &m->msgs[call->msg];
}

static bool any_free(struct stress *s)
{
	int i;

	for (i = 0; i < s->dev->commands.count; i++) {
		if (is_free(&s->model->msgs[i]))
			return true;
	}
	return false;
}

/* --- lives --- */

/**
 * stress_model_plugged - there is a new device
 * @s: the run
 */
void stress_model_plugged(struct stress *s)
{
	int i;

	memset(s->model, 0, sizeof(*s->model));
	for (i = 0; i < STRESS_CALLS; i++)
		s->model->calls[i].msg = -1;
}

/**
 * stress_model_idle - an instance came, or went
 * @s: the run
 */
void stress_model_idle(struct stress *s)
{
	s->model->live = false;
}

/* --- commands --- */

static int foretell_send(struct stress *s, const struct stress_call *call)
{
	struct model *m = s->model;

	if (!s->dev->p2a &&
	    (call->async || scmi_vio_pdu_asks_events(call->hdr))) {
		count(m, SCMI_VIO_REFUSED);
		return -EOPNOTSUPP;
	}
	if (!any_free(s)) {
		count(m, SCMI_VIO_BUSY);
		return -EBUSY;
	}
	m->live = true;
	if (m->broken[CMDQ])
		return -EIO;
	count(m, SCMI_VIO_COMMANDS);
	return 0;
}

/**
 * stress_model_sent - a command was sent
 * @s: the run
 * @i: by which call
 * @err: what send_message() said
 */
void stress_model_sent(struct stress *s, unsigned int i, int err)
{
	const struct stress_call *call = &s->calls[i];
	struct model *m = s->model;
	struct model_msg *msg;
	int want = foretell_send(s, call), n;

	if (!stress_check(s, err == want, "send_message() says %d, not %d", err,
			  want) ||
	    err)
		return;
	n = msg_index(s, s->dev->cmds->cmds[call->token].msg);
	if (!stress_check(s, n >= 0 && is_free(&m->msgs[n]),
			  "message %d is used again", n))
		return;

	msg = &m->msgs[n];
	*msg = (struct model_msg){
		.place = ON_RING,
		.called = true,
		.polled = call->polled,
		.call = i,
	};
	m->calls[i] = (struct model_call){
		.msg = n,
		.phase = SCMI_VIO_SENT,
		.hdr = call->hdr,
		.async = call->async,
	};
}

/**
 * stress_model_taken - the device took a command
 * @s: the run
 * @response: its device-writable part
 */
void stress_model_taken(struct stress *s, const void *response)
{
	int n = msg_of(s, response);

	if (stress_check(s, n >= 0 && s->model->msgs[n].place == ON_RING,
			 "message %d was on no queue", n))
		s->model->msgs[n].place = AT_DEVICE;
}

/**
 * stress_model_answered - the device gave a command back
 * @s: the run
 * @b: what it had
 */
void stress_model_answered(struct stress *s, const struct stress_buffer *b)
{
	struct stress_request request = stress_request_of(b);
	int n = msg_of(s, b->b.response);
	struct model *m = s->model;

	if (!stress_check(s, n >= 0 && m->msgs[n].place == AT_DEVICE,
			  "message %d was not with the device", n))
		return;
	m->msgs[n].place = RETURNED;
	m->msgs[n].want = stress_result(&request, FAKE_PAYLOAD);
	m->msgs[n].reserved = request.answer == STRESS_RESERVED;
	m->returned[m->returned_count++] = n;
}

/* The caller is not told. */
static void foretell_unclaimed(struct model *m, const struct model_msg *msg)
{
	if (msg->overtaken)
		count(m, SCMI_VIO_SUPERSEDED);
	else if (msg->outcome != SCMI_VIO_ABORTED)
		count(m, SCMI_VIO_LATE);
}

/* Return: the call that is told, or NULL. */
static struct model_call *foretell_claimed(struct model *m,
					   struct model_msg *msg)
{
	struct model_call *call = &m->calls[msg->call];

	msg->outcome = SCMI_VIO_REPLIED;
	if (!msg->polled && msg->overtaken) {
		count(m, SCMI_VIO_SUPERSEDED);
		return NULL;
	}
	count(m, SCMI_VIO_REPLIES);
	if (msg->polled)
		return NULL;
	call->responses++;
	call->phase = call->async && !msg->want.status ? SCMI_VIO_ANSWERED
						       : SCMI_VIO_IDLE;
	return call;
}

/* The driver sees the next command that came back. Return: as above. */
static struct model_call *foretell_command(struct model *m)
{
	struct model_msg *msg = &m->msgs[m->returned[0]];

	memmove(m->returned, m->returned + 1,
		--m->returned_count * sizeof(m->returned[0]));
	msg->place = AT_HOME;
	count(m, msg->want.counter);
	if (msg->reserved)
		count(m, SCMI_VIO_RESERVED_BITS);
	if (msg->outcome == SCMI_VIO_PENDING)
		return foretell_claimed(m, msg);
	foretell_unclaimed(m, msg);
	return NULL;
}

/* --- events --- */

/**
 * stress_model_event - the device sent an event
 * @s: the run
 * @event: what
 */
void stress_model_event(struct stress *s, const struct stress_event *event)
{
	s->model->events[s->model->event_count++] = *event;
}

static bool expects(struct model *m, const struct model_call *call, u32 hdr)
{
	const struct model_msg *msg = msg_for(m, call);

	if (!call->async || (call->hdr ^ hdr) & SCMI_VIO_HDR_COMMAND)
		return false;
	if (call->phase != SCMI_VIO_SENT)
		return call->phase == SCMI_VIO_ANSWERED;
	return msg->outcome == SCMI_VIO_PENDING ||
	       (msg->outcome == SCMI_VIO_REPLIED && !msg->want.status);
}

static bool foretell_delayed(struct stress *s, const struct stress_event *event)
{
	unsigned int i = s->call_of[scmi_vio_hdr_token(event->hdr)];
	struct model *m = s->model;
	struct model_call *call = i ? &m->calls[i - 1] : NULL;

	if (!call || !expects(m, call, event->hdr)) {
		count(m, SCMI_VIO_UNSOLICITED);
		return false;
	}
	if (call->phase == SCMI_VIO_SENT)
		m->msgs[call->msg].overtaken = true;
	call->phase = SCMI_VIO_IDLE;
	call->delayed++;
	count(m, SCMI_VIO_DELAYED_RESPONSES);
	return true;
}

/* The driver sees the next event. Return: whether the core is told. */
static bool foretell_event(struct stress *s, struct stress_event *event)
{
	struct model *m = s->model;

	*event = m->events[0];
	memmove(m->events, m->events + 1,
		--m->event_count * sizeof(m->events[0]));
	if (event->reserved)
		count(m, SCMI_VIO_RESERVED_BITS);
	count(m, event->counter);
	if (event->counter < SCMI_VIO_COUNTERS)
		return false;
	if (!m->live) {
		count(m, SCMI_VIO_EARLY);
		return false;
	}
	if (scmi_vio_hdr_type(event->hdr) == SCMI_VIO_DELAYED)
		return foretell_delayed(s, event);
	count(m, SCMI_VIO_NOTIFICATIONS);
	return true;
}

/* --- what the core hears --- */

static void heard_response(struct stress *s, unsigned int i)
{
	struct model_call *call = NULL;
	struct model *m = s->model;

	while (m->returned_count && !call)
		call = foretell_command(m);
	stress_check(s, call == &m->calls[i], "a response that nobody gave");
}

static void heard_event(struct stress *s, u32 hdr)
{
	struct stress_event event = {};
	bool told = false;

	while (s->model->event_count && !told)
		told = foretell_event(s, &event);
	stress_check(s, told && event.hdr == hdr,
		     "event %#x instead of %#x, or twice", hdr, event.hdr);
	if (scmi_vio_hdr_type(hdr) == SCMI_VIO_NOTIFICATION)
		stress_check(s, event.number == s->heard,
			     "notification %u instead of %u", s->heard,
			     event.number);
}

static void heard_abort(struct stress *s, unsigned int i, bool delayed)
{
	struct model *m = s->model;
	struct model_call *call = &m->calls[i];
	struct model_msg *msg = msg_for(m, call);

	if (delayed) {
		stress_check(s, call->phase == SCMI_VIO_ANSWERED,
			     "the end of a wait that was over");
		call->delayed++;
	} else if (stress_check(s,
				msg && msg->outcome == SCMI_VIO_PENDING &&
					call->phase == SCMI_VIO_SENT &&
					!msg->polled,
				"a second outcome: aborted")) {
		msg->outcome = SCMI_VIO_ABORTED;
		call->responses++;
	}
	call->phase = SCMI_VIO_IDLE;
	count(m, SCMI_VIO_ABORTS);
}

/**
 * stress_model_heard - the core was told something
 * @s: the run
 * @fx: the transfer
 * @hdr: the header
 */
void stress_model_heard(struct stress *s, struct fake_xfer *fx, u32 hdr)
{
	unsigned int i = s->call_of[scmi_vio_hdr_token(hdr)];
	unsigned int type = scmi_vio_hdr_type(hdr);
	s32 status = fx->xfer.hdr.status;

	if (type == SCMI_VIO_NOTIFICATION)
		heard_event(s, hdr);
	else if (status == SCMI_VIO_STATUS_COMMS_ERROR)
		heard_abort(s, i - 1, type == SCMI_VIO_DELAYED);
	else if (type == SCMI_VIO_DELAYED)
		heard_event(s, hdr);
	else
		heard_response(s, i - 1);
}

/* --- what is to be over by now --- */

static void settle_commands(struct stress *s)
{
	while (s->model->returned_count)
		stress_check(s, !foretell_command(s->model),
			     "a response was not delivered");
}

static void settle_events(struct stress *s)
{
	struct stress_event event;

	while (s->model->event_count)
		stress_check(s, !foretell_event(s, &event),
			     "event %#x was not delivered", event.hdr);
}

/* Whoever waits was told, or will see when it polls next. */
static void settle_aborts(struct stress *s)
{
	struct model *m = s->model;
	int i;

	for (i = 0; i < STRESS_CALLS; i++) {
		struct model_call *call = &m->calls[i];
		struct model_msg *msg = msg_for(m, call);

		stress_check(s, call->phase != SCMI_VIO_ANSWERED,
			     "call %d still awaits a delayed response", i);
		if (call->phase != SCMI_VIO_SENT ||
		    msg->outcome != SCMI_VIO_PENDING)
			continue;
		stress_check(s, msg->polled, "call %d still waits", i);
		msg->outcome = SCMI_VIO_ABORTED;
		call->phase = SCMI_VIO_IDLE;
		count(m, SCMI_VIO_ABORTS);
	}
}

/**
 * stress_model_broken - the device returned nonsense
 * @s: the run
 * @queue: on which queue
 */
void stress_model_broken(struct stress *s, unsigned int queue)
{
	s->model->breaking[queue] = true;
}

/**
 * stress_model_drained - the driver has looked at a queue, and is through
 * @s: the run
 * @queue: which queue
 */
void stress_model_drained(struct stress *s, unsigned int queue)
{
	struct model *m = s->model;

	if (m->broken[queue])
		return;
	if (queue == CMDQ)
		settle_commands(s);
	else
		settle_events(s);
	if (!m->breaking[queue])
		return;
	m->broken[queue] = true;
	flush_work(&s->dev->recovery.abort);
	settle_aborts(s);
}

/**
 * stress_model_pending - is a command without an outcome?
 * @s: the run
 * @i: its call, which was sent
 */
bool stress_model_pending(struct stress *s, unsigned int i)
{
	struct model *m = s->model;

	return msg_for(m, &m->calls[i])->outcome == SCMI_VIO_PENDING;
}

/**
 * stress_model_polled - a caller has polled
 * @s: the run
 * @i: its call
 * @pending: its command was without an outcome before: it looked at the queue
 * @done: what poll_done() said
 */
void stress_model_polled(struct stress *s, unsigned int i, bool pending,
			 bool done)
{
	struct model *m = s->model;
	struct model_msg *msg = msg_for(m, &m->calls[i]);

	if (pending)
		stress_model_drained(s, CMDQ);
	/* A poller that is quicker than the worker is not counted. */
	if (pending && msg->outcome == SCMI_VIO_ABORTED)
		m->polled_aborts++;
	/* Its delayed response stood for both: no abort was due, nor counted. */
	if (pending && m->broken[CMDQ] && msg->outcome == SCMI_VIO_PENDING)
		msg->outcome = SCMI_VIO_ABORTED;
	stress_check(s, done == (msg->outcome != SCMI_VIO_PENDING),
		     "poll_done() says %d, outcome is %u", done, msg->outcome);
}

/**
 * stress_model_left - a caller's wait for the response is over
 * @s: the run
 * @i: its call
 * @ok: it was told of success
 */
void stress_model_left(struct stress *s, unsigned int i, bool ok)
{
	struct model_call *call = &s->model->calls[i];
	struct model_msg *msg = &s->model->msgs[call->msg];

	stress_check(s, call->responses <= 1 && call->delayed <= 1,
		     "call %u: %u responses, %u delayed ones", i,
		     call->responses, call->delayed);
	if (msg->outcome == SCMI_VIO_PENDING)
		msg->outcome = SCMI_VIO_ABANDONED;
	msg->called = false;
	call->msg = -1;
	if (!ok || !call->async)
		call->phase = SCMI_VIO_IDLE;
	else if (call->phase != SCMI_VIO_IDLE)
		call->phase = SCMI_VIO_ANSWERED;
}

/**
 * stress_model_expired - a caller awaits its delayed response no longer
 * @s: the run
 * @i: its call
 */
void stress_model_expired(struct stress *s, unsigned int i)
{
	s->model->calls[i].phase = SCMI_VIO_IDLE;
}

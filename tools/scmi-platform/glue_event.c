// SPDX-License-Identifier: GPL-2.0-only
/*
 * eventq: delayed responses and notifications on their way to the driver.
 */
#include "glue_dev.h"
#include "fault_shape.h"
#include "scmi/scmi.h"
#include "scmi_hdr.h"

static bool take_buffer(struct glue *glue)
{
	unsigned int i;

	for (i = 0; i < GLUE_BUDGET; i++) {
		enum virtq_pop found = virtq_pop(glue->eventq, &glue->elem);

		if (found != VIRTQ_BAD)
			return found == VIRTQ_ELEM;
	}
	return false;
}

static void refuse_buffer(struct glue *glue, const char *why)
{
	glue->stats.refused++;
	log_limited(&glue->limit, LOG_WARNING,
		    "eventq: a buffer of %u bytes %s: returned unused",
		    glue->elem.in_len, why);
	glue_return_unused(glue->eventq, &glue->elem);
}

/*
 * Where the next event comes from, and its length: from the faults' outbox and
 * the agent in turn, so that a burst does not keep up what somebody waits for.
 */
static bool next_event(struct glue *glue, uint64_t now,
		       struct scmi_event *event, const uint8_t **made_up)
{
	bool agents = scmi_agent_peek(glue->agent, now, event);
	size_t len;

	*made_up = NULL;
	if (agents && glue->agents_turn)
		return true;
	*made_up = fault_outbox_peek(&glue->faults, &len);
	if (!*made_up)
		return agents;
	*event = (struct scmi_event){ .len = len };
	return true;
}

/*
 * The driver must not offer such a buffer (5.17.6.2.1). A notification is not
 * worth it; for a delayed response a larger one has to come.
 */
static void buffer_too_small(struct glue *glue, const struct scmi_event *event,
			     bool made_up)
{
	if (event->delayed) {
		refuse_buffer(glue, "is too small for a delayed response");
		return;
	}
	virtq_unpop(glue->eventq, &glue->elem);
	if (made_up)
		fault_outbox_pop(&glue->faults);
	else
		scmi_agent_pull(glue->agent, NULL);
	glue->stats.dropped++;
	log_limited(&glue->limit, LOG_WARNING,
		    "eventq: notification of %zu bytes dropped: buffer of %u",
		    event->len, glue->elem.in_len);
}

static void send_made_up(struct glue *glue, const uint8_t *data, size_t len)
{
	memcpy(glue->msg, data, len);
	fault_outbox_pop(&glue->faults);
	glue->agents_turn = true;
	fault_put(glue->eventq, &glue->elem, NULL, glue->msg, len);
	virtq_notify(glue->eventq);
}

/* Return: whether the buffer was used. */
static bool put_event(struct glue *glue, size_t len)
{
	const struct fault_rule *rule =
		fault_match(glue->faults.set, FAULT_AT_EVENT,
			    glue_header(glue->msg, len));
	const struct fault_msg msg = {
		.vq = glue->eventq,
		.elem = &glue->elem,
		.data = glue->msg,
		.len = len,
	};

	if (rule)
		return fault_run_event(&glue->faults, rule, &msg);
	fault_put(glue->eventq, &glue->elem, NULL, glue->msg, len);
	return true;
}

/* A rule for its command may want it sent twice, or not at all. */
static bool put_delayed(struct glue *glue, size_t len)
{
	uint32_t hdr = glue_header(glue->msg, len);
	bool twice, used;

	if (!fault_run_delayed(&glue->faults, hdr, &twice))
		return false;
	if (twice)
		fault_outbox_add(&glue->faults, glue->msg, len, 1, loop_now());
	used = put_event(glue, len);
	fault_run_delayed_sent(&glue->faults, hdr);
	return used;
}

static void send_agents(struct glue *glue, const struct scmi_event *event)
{
	size_t len = scmi_agent_pull(glue->agent, glue->msg);
	bool used;

	glue->agents_turn = false;
	if (event->delayed) {
		glue->stats.delayed++;
		used = put_delayed(glue, len);
	} else {
		glue->stats.notifications++;
		used = put_event(glue, len);
	}
	if (used)
		virtq_notify(glue->eventq);
	else
		virtq_unpop(glue->eventq, &glue->elem);
}

/* Return: whether there may be more to send now. */
static bool send_event(struct glue *glue, uint64_t now)
{
	struct scmi_event event;
	const uint8_t *made_up;

	if (!next_event(glue, now, &event, &made_up) || !take_buffer(glue))
		return false;

	if (glue->elem.n_out)
		refuse_buffer(glue, "has a part for reading");
	else if (event.len > glue->elem.in_len)
		buffer_too_small(glue, &event, made_up);
	else if (made_up)
		send_made_up(glue, made_up, event.len);
	else
		send_agents(glue, &event);
	return true;
}

/* Return: when to look again, if nobody kicks before. */
static uint64_t send_what_is_due(struct glue *glue)
{
	uint64_t now = loop_now();
	unsigned int i;

	for (i = 0; i < GLUE_BUDGET; i++) {
		now = loop_now();
		if (!send_event(glue, now))
			return scmi_agent_next(glue->agent);
	}
	return now;
}

/*
 * Events wait in the agent, which never loses a delayed response. One that
 * was due when we looked, and found no buffer, waits for the driver's kick. Time
 * goes on for the others, and for an agent that takes none: what it does is seen
 * by all.
 */
void glue_send_events(struct glue *glue)
{
	uint64_t next;

	if (glue->eventq) {
		next = send_what_is_due(glue);
	} else {
		scmi_agent_run(glue->agent, loop_now());
		next = scmi_agent_next(glue->agent);
	}
	if (next == SCMI_NEVER)
		loop_timer_cancel(glue->loop, &glue->due);
	else
		loop_timer_arm(glue->loop, &glue->due, next);
}

void glue_on_event(void *ctx)
{
	struct glue *glue = ctx;

	if (glue->eventq)
		loop_timer_arm(glue->loop, &glue->due, loop_now());
}

void glue_on_due(struct loop_timer *timer)
{
	glue_send_events(container_of(timer, struct glue, due));
}

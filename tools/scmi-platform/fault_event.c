// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events with faults: copies and inventions wait in an outbox until eventq
 * has a buffer for them.
 */
#include "fault_run.h"
#include "fault_shape.h"
#include "scmi_hdr.h"
#include "util.h"

#include <stdlib.h>

/**
 * struct fault_event - an event to be sent
 * @next: the outbox, in the order in which they are to leave
 * @run: whose
 * @timer: until then it is not ready
 * @times: how often it is still to be sent
 * @len: of @data
 * @data: the message
 */
struct fault_event {
	struct fault_event *next;
	struct fault_run *run;
	struct loop_timer timer;
	uint64_t times;
	size_t len;
	uint8_t data[];
};

/**
 * struct fault_mark - the fate of a delayed response
 * @next: the list
 * @hdr: its header; the reserved bits do not count
 * @what: %FAULT_DELAYED_TWICE or %FAULT_DELAYED_DROP
 */
struct fault_mark {
	struct fault_mark *next;
	uint32_t hdr;
	enum fault_do what;
};

static void on_ready(struct loop_timer *timer)
{
	struct fault_event *event =
		container_of(timer, struct fault_event, timer);

	event->run->wake(event->run->ctx);
}

void fault_outbox_add(struct fault_run *run, const void *data, size_t len,
		      uint64_t times, uint64_t when)
{
	struct fault_event *event = calloc(1, sizeof(*event) + len);
	struct fault_event **p = &run->outbox;

	if (!event) {
		log_error("fault: out of memory");
		return;
	}
	event->run = run;
	event->timer.fn = on_ready;
	event->times = times;
	event->len = len;
	memcpy(event->data, data, len);
	while (*p)
		p = &(*p)->next;
	*p = event;
	loop_timer_arm(run->loop, &event->timer, when);
}

static struct fault_event *first_ready(const struct fault_run *run)
{
	struct fault_event *event = run->outbox;

	while (event && event->timer.armed)
		event = event->next;
	return event;
}

const uint8_t *fault_outbox_peek(const struct fault_run *run, size_t *len)
{
	const struct fault_event *event = first_ready(run);

	if (!event)
		return NULL;
	*len = event->len;
	return event->data;
}

static void remove_event(struct fault_run *run, struct fault_event *event)
{
	struct fault_event **p = &run->outbox;

	while (*p != event)
		p = &(*p)->next;
	*p = event->next;
	loop_timer_cancel(run->loop, &event->timer);
	free(event);
}

void fault_outbox_pop(struct fault_run *run)
{
	struct fault_event *event = first_ready(run);

	if (event && !--event->times)
		remove_event(run, event);
}

void fault_run_stop_events(struct fault_run *run)
{
	while (run->outbox)
		remove_event(run, run->outbox);
}

/* The rule's own protocol and message; base errors where it names none. */
static void add_early(struct fault_run *run, const struct fault_rule *rule)
{
	bool delayed = rule->what == FAULT_EARLY_DELAYED;
	size_t payload = delayed ? 12 : (size_t)rule->arg;
	uint8_t msg[SCMI_HDR_SIZE + 4096] = { 0 };
	uint32_t hdr = 0;

	hdr = scmi_hdr_set(hdr, SCMI_HDR_PROTO,
			   rule->proto == FAULT_ANY ? 0x10
						    : (uint32_t)rule->proto);
	hdr = scmi_hdr_set(hdr, SCMI_HDR_MSG,
			   rule->msg == FAULT_ANY ? 0 : (uint32_t)rule->msg);
	hdr = scmi_hdr_set(hdr, SCMI_HDR_TYPE,
			   delayed ? SCMI_TYPE_DELAYED : SCMI_TYPE_NOTIFY);
	if (delayed)
		hdr = scmi_hdr_set(hdr, SCMI_HDR_TOKEN, (uint32_t)rule->arg);
	scmi_store32(msg, hdr);
	fault_outbox_add(run, msg, SCMI_HDR_SIZE + payload, 1, loop_now());
}

void fault_run_start_events(struct fault_run *run)
{
	const struct fault_rule *rule =
		fault_match(run->set, FAULT_AT_START, 0);

	if (rule)
		add_early(run, rule);
}

bool fault_run_event(struct fault_run *run, const struct fault_rule *rule,
		     const struct fault_msg *msg)
{
	uint64_t now = loop_now();

	switch (rule->what) {
	case FAULT_DROP:
		return false;
	case FAULT_DELAY:
		fault_outbox_add(run, msg->data, msg->len, 1,
				 now + (uint64_t)rule->arg * NSEC_PER_MSEC);
		return false;
	case FAULT_BURST:
		fault_outbox_add(run, msg->data, msg->len,
				 (uint64_t)rule->arg - 1, now);
		break;
	case FAULT_REWRITE:
		fault_run_reply(run, rule, msg, false);
		return true;
	default:
		break;
	}
	fault_put(msg->vq, msg->elem, rule, msg->data, msg->len);
	return true;
}

void fault_mark_add(struct fault_run *run, uint32_t hdr, enum fault_do what)
{
	struct fault_mark *mark = calloc(1, sizeof(*mark));

	if (!mark) {
		log_error("fault: out of memory");
		return;
	}
	mark->hdr = hdr;
	mark->what = what;
	mark->next = run->marks;
	run->marks = mark;
}

void fault_marks_clear(struct fault_run *run)
{
	while (run->marks) {
		struct fault_mark *mark = run->marks;

		run->marks = mark->next;
		free(mark);
	}
}

bool fault_run_delayed(struct fault_run *run, uint32_t hdr, bool *twice)
{
	struct fault_mark **p = &run->marks;
	struct fault_mark *mark;
	enum fault_do what;

	*twice = false;
	while (*p && ((*p)->hdr ^ hdr) & SCMI_HDR_ID)
		p = &(*p)->next;
	if (!*p)
		return true;

	mark = *p;
	*p = mark->next;
	what = mark->what;
	free(mark);
	*twice = what == FAULT_DELAYED_TWICE;
	return what != FAULT_DELAYED_DROP;
}

/* Commands that may be asynchronous, and the flags that say so (DEN0056). */
static const struct {
	uint8_t proto;
	uint8_t msg;
	uint8_t offset; /* of the flags in the payload */
	uint32_t async;
	uint32_t ignore; /* the agent wants no delayed response */
} async_commands[] = {
	{ 0x14, 0x05, 0, 1u << 0, 1u << 1 }, /* CLOCK_RATE_SET */
	{ 0x15, 0x06, 4, 1u << 0, 0 }, /* SENSOR_READING_GET */
	{ 0x16, 0x04, 4, 1u << 2, 0 }, /* RESET */
	{ 0x17, 0x07, 4, 1u << 0, 0 }, /* VOLTAGE_LEVEL_SET */
	{ 0x18, 0x05, 4, 1u << 1, 1u << 0 }, /* POWERCAP_CAP_SET */
};

bool fault_is_async(const uint8_t *req, size_t len)
{
	unsigned int i;
	uint32_t hdr, flags;

	if (len < SCMI_HDR_SIZE)
		return false;
	hdr = scmi_load32(req);
	for (i = 0; i < ARRAY_SIZE(async_commands); i++) {
		size_t at = SCMI_HDR_SIZE + async_commands[i].offset;

		if (async_commands[i].proto !=
			    scmi_hdr_get(hdr, SCMI_HDR_PROTO) ||
		    async_commands[i].msg != scmi_hdr_get(hdr, SCMI_HDR_MSG) ||
		    len < at + sizeof(flags))
			continue;
		flags = scmi_load32(req + at);
		return flags & async_commands[i].async &&
		       !(flags & async_commands[i].ignore);
	}
	return false;
}

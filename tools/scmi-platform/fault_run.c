// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replies with faults: most are merely put wrongly into their buffers, some
 * are held for a while.
 */
#include "fault_run.h"
#include "fault_shape.h"
#include "scmi_hdr.h"
#include "util.h"

#include <stdlib.h>

/* A delayed response that does not come holds its reply no longer. */
#define WAIT_MAX (3 * NSEC_PER_SEC)

/**
 * struct fault_reply - a response that is not, or was just, returned
 * @next: the list, the oldest first
 * @run: whose
 * @rule: why
 * @vq: its queue
 * @timer: does what is to be done
 * @returned: the buffer is the driver's again; the message is to be damaged
 * @waiting: for the delayed response
 * @hdr: the response's header, as it should be
 * @elem: the buffer
 * @len: of @data
 * @data: the response
 */
struct fault_reply {
	struct fault_reply *next;
	struct fault_run *run;
	const struct fault_rule *rule;
	struct virtq *vq;
	struct loop_timer timer;
	bool returned;
	bool waiting;
	uint32_t hdr;
	struct virtq_elem elem;
	size_t len;
	uint8_t data[];
};

static void forget(struct fault_reply *reply)
{
	struct fault_reply **p = &reply->run->replies;

	while (*p != reply)
		p = &(*p)->next;
	*p = reply->next;
	loop_timer_cancel(reply->run->loop, &reply->timer);
	free(reply);
}

/*
 * What the host writes where it has nothing to write any more: a message that
 * may pass for a reply, as its type stays, but to none that was asked.
 */
static void rewrite(struct fault_reply *reply)
{
	size_t i;

	for (i = SCMI_HDR_SIZE; i < reply->len; i++)
		reply->data[i] ^= 0xff;
	if (reply->len >= SCMI_HDR_SIZE)
		scmi_store32(reply->data, reply->hdr ^ SCMI_HDR_ID);
	virtq_elem_write(reply->vq, &reply->elem, reply->data, reply->len);
	forget(reply);
}

static void release(struct fault_reply *reply)
{
	if (reply->rule->what == FAULT_DELAYED_ERROR && reply->waiting) {
		struct fault_rule error = { .what = FAULT_STATUS,
					    .arg = SCMI_GENERIC_ERROR };

		fault_put(reply->vq, &reply->elem, &error, reply->data,
			  reply->len);
	} else {
		fault_put(reply->vq, &reply->elem, NULL, reply->data,
			  reply->len);
	}
	virtq_notify(reply->vq);
	forget(reply);
}

static void on_timer(struct loop_timer *timer)
{
	struct fault_reply *reply =
		container_of(timer, struct fault_reply, timer);

	if (reply->returned) {
		rewrite(reply);
		return;
	}
	if (reply->waiting)
		log_limited(&reply->run->set->limit, LOG_WARNING,
			    "fault '%s': no delayed response came, the reply goes without",
			    reply->rule->spec);
	reply->waiting = false;
	release(reply);
}

/* Return: a copy at the end of the list; NULL when memory is short. */
static struct fault_reply *keep(struct fault_run *run,
				const struct fault_rule *rule,
				const struct fault_msg *msg)
{
	struct fault_reply *reply = calloc(1, sizeof(*reply) + msg->len);
	struct fault_reply **p = &run->replies;

	if (!reply) {
		log_error("fault '%s': out of memory", rule->spec);
		return NULL;
	}
	reply->run = run;
	reply->rule = rule;
	reply->vq = msg->vq;
	reply->timer.fn = on_timer;
	reply->elem = *msg->elem;
	reply->len = msg->len;
	memcpy(reply->data, msg->data, msg->len);
	if (msg->len >= SCMI_HDR_SIZE)
		reply->hdr = scmi_load32(msg->data);
	while (*p)
		p = &(*p)->next;
	*p = reply;
	return reply;
}

static void put_now(const struct fault_rule *rule, const struct fault_msg *msg)
{
	fault_put(msg->vq, msg->elem, rule, msg->data, msg->len);
	virtq_notify(msg->vq);
}

static void keep_until(struct fault_run *run, const struct fault_rule *rule,
		       const struct fault_msg *msg, uint64_t ns)
{
	struct fault_reply *reply = keep(run, rule, msg);

	if (reply)
		loop_timer_arm(run->loop, &reply->timer, loop_now() + ns);
}

/* The newest first; when N are there, the list ends with them. */
static void release_held(struct fault_run *run, const struct fault_rule *rule)
{
	struct fault_reply *reply, *last;
	int64_t n;

	do {
		n = 0;
		last = NULL;
		for (reply = run->replies; reply; reply = reply->next) {
			if (reply->rule == rule) {
				last = reply;
				n++;
			}
		}
		if (last)
			release(last);
	} while (n > 1);
}

static void hold(struct fault_run *run, const struct fault_rule *rule,
		 const struct fault_msg *msg)
{
	struct fault_reply *reply;
	int64_t n = 0;

	if (!keep(run, rule, msg))
		return;
	for (reply = run->replies; reply; reply = reply->next)
		n += reply->rule == rule;
	if (n >= rule->arg)
		release_held(run, rule);
}

static void go_on(struct fault_run *run)
{
	loop_timer_cancel(run->loop, &run->unstick);
	run->stuck = false;
	run->wake(run->ctx);
}

static void on_unstick(struct loop_timer *timer)
{
	go_on(container_of(timer, struct fault_run, unstick));
}

/* The command that got stuck is answered when cmdq goes on, before others. */
static void stick(struct fault_run *run, const struct fault_rule *rule,
		  const struct fault_msg *msg)
{
	uint64_t ns = (uint64_t)rule->arg * NSEC_PER_MSEC;

	run->stuck = true;
	if (!ns) {
		keep(run, rule, msg);
		return;
	}
	keep_until(run, rule, msg, ns);
	loop_timer_arm(run->loop, &run->unstick, loop_now() + ns);
}

static void rewrite_after(struct fault_run *run, const struct fault_rule *rule,
			  const struct fault_msg *msg)
{
	struct fault_reply *reply = keep(run, rule, msg);
	uint64_t now = loop_now();

	fault_put(msg->vq, msg->elem, NULL, msg->data, msg->len);
	if (reply) {
		reply->returned = true;
		/* At once means before the driver is interrupted, too. */
		if (rule->arg)
			loop_timer_arm(run->loop, &reply->timer,
				       now + (uint64_t)rule->arg *
						       NSEC_PER_USEC);
		else
			rewrite(reply);
	}
	virtq_notify(msg->vq);
}

static bool succeeded(const struct fault_msg *msg)
{
	return msg->len >= SCMI_HDR_SIZE + SCMI_STATUS_SIZE &&
	       !scmi_load32(msg->data + SCMI_HDR_SIZE);
}

static void meet_delayed(struct fault_run *run, const struct fault_rule *rule,
			 const struct fault_msg *msg, bool async)
{
	struct fault_reply *reply;

	if (!async || !succeeded(msg)) {
		log_limited(&run->set->limit, LOG_WARNING,
			    "fault '%s': no delayed response is to come, answered as usual",
			    rule->spec);
		put_now(NULL, msg);
		return;
	}
	if (rule->what == FAULT_DELAYED_TWICE ||
	    rule->what == FAULT_DELAYED_DROP) {
		fault_mark_add(run, scmi_load32(msg->data), rule->what);
		put_now(NULL, msg);
		return;
	}
	reply = keep(run, rule, msg);
	if (reply) {
		reply->waiting = true;
		loop_timer_arm(run->loop, &reply->timer, loop_now() + WAIT_MAX);
	}
}

void fault_run_reply(struct fault_run *run, const struct fault_rule *rule,
		     const struct fault_msg *msg, bool async)
{
	switch (rule->what) {
	case FAULT_REWRITE:
		rewrite_after(run, rule, msg);
		break;
	case FAULT_DELAY:
		keep_until(run, rule, msg, (uint64_t)rule->arg * NSEC_PER_MSEC);
		break;
	case FAULT_DROP:
		break;
	case FAULT_HOLD:
		hold(run, rule, msg);
		break;
	case FAULT_STUCK:
		stick(run, rule, msg);
		break;
	case FAULT_DELAYED_FIRST:
	case FAULT_DELAYED_SAME:
	case FAULT_DELAYED_ERROR:
	case FAULT_DELAYED_TWICE:
	case FAULT_DELAYED_DROP:
		meet_delayed(run, rule, msg, async);
		break;
	default:
		put_now(rule, msg);
		break;
	}
}

static struct fault_reply *find_waiting(struct fault_run *run, uint32_t hdr)
{
	struct fault_reply *reply;

	for (reply = run->replies; reply; reply = reply->next) {
		if (reply->waiting && !((reply->hdr ^ hdr) & SCMI_HDR_ID))
			return reply;
	}
	return NULL;
}

void fault_run_delayed_sent(struct fault_run *run, uint32_t hdr)
{
	struct fault_reply *reply = find_waiting(run, hdr);

	if (!reply)
		return;
	if (reply->rule->what != FAULT_DELAYED_FIRST) {
		release(reply);
		return;
	}
	reply->waiting = false;
	loop_timer_arm(run->loop, &reply->timer,
		       loop_now() + (uint64_t)reply->rule->arg * NSEC_PER_MSEC);
}

void fault_run_release(struct fault_run *run, const struct fault_rule *rule)
{
	struct fault_reply *reply, *next;

	for (reply = run->replies; reply; reply = next) {
		next = reply->next;
		if (reply->rule != rule)
			continue;
		if (reply->returned) {
			forget(reply);
			continue;
		}
		reply->waiting = false;
		release(reply);
	}
	/* Only one rule can be the one that stopped the queue. */
	if (run->stuck && rule->what == FAULT_STUCK)
		go_on(run);
}

void fault_run_init(struct fault_run *run, struct loop *loop,
		    struct fault_set *set, void (*wake)(void *ctx), void *ctx)
{
	*run = (struct fault_run){
		.loop = loop,
		.set = set,
		.wake = wake,
		.ctx = ctx,
		.unstick.fn = on_unstick,
	};
}

void fault_run_stop_commands(struct fault_run *run)
{
	while (run->replies)
		forget(run->replies);
	fault_marks_clear(run);
	loop_timer_cancel(run->loop, &run->unstick);
	run->stuck = false;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults at work: replies that are held back, and events that were made up,
 * copied or put off. The device (glue.c) asks here about every message for
 * which a rule fired; without rules nothing of this is reached.
 */
#ifndef SCMI_PLATFORM_FAULT_RUN_H
#define SCMI_PLATFORM_FAULT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "loop.h"
#include "virtq.h"

struct fault_reply;
struct fault_event;
struct fault_mark;

/**
 * struct fault_run - one device's faults
 * @loop: gives them time
 * @set: the rules
 * @wake: there is work for the device: cmdq goes on, or an event is ready
 * @ctx: first argument of @wake
 * @replies: held back, the oldest first
 * @outbox: events to send before those of the agent, the oldest first
 * @marks: what is to become of delayed responses that are to come
 * @stuck: cmdq stands still
 * @unstick: ends that
 */
struct fault_run {
	struct loop *loop;
	struct fault_set *set;
	void (*wake)(void *ctx);
	void *ctx;
	struct fault_reply *replies;
	struct fault_event *outbox;
	struct fault_mark *marks;
	bool stuck;
	struct loop_timer unstick;
};

/**
 * struct fault_msg - a message at hand
 * @vq: its queue
 * @elem: the buffer taken for it
 * @data: the message; may be changed
 * @len: its length
 */
struct fault_msg {
	struct virtq *vq;
	const struct virtq_elem *elem;
	uint8_t *data;
	size_t len;
};

void fault_run_init(struct fault_run *run, struct loop *loop,
		    struct fault_set *set, void (*wake)(void *ctx), void *ctx);

/* cmdq stopped: its buffers are no longer ours. */
void fault_run_stop_commands(struct fault_run *run);

/* eventq starts: what is to come early comes now. */
void fault_run_start_events(struct fault_run *run);

/* eventq stopped. Events that wait are forgotten. */
void fault_run_stop_events(struct fault_run *run);

/**
 * fault_run_release - let go of what a rule holds back
 * @run: the faults
 * @rule: about to be freed; no longer in the set
 *
 * Replies that it holds, delays or is stuck with are returned now, as they
 * should be; one that was to be rewritten is left alone.
 */
void fault_run_release(struct fault_run *run, const struct fault_rule *rule);

/**
 * fault_run_reply - return a response with a fault
 * @run: the faults
 * @rule: what fired for the command
 * @msg: the response; its buffer is returned now, later or never
 * @async: the command asked for a delayed response, and will get one
 */
void fault_run_reply(struct fault_run *run, const struct fault_rule *rule,
		     const struct fault_msg *msg, bool async);

/**
 * fault_run_event - send an event of the agent with a fault
 * @run: the faults
 * @rule: what fired for it
 * @msg: the event
 *
 * Return: whether the buffer was used; else the caller keeps it.
 */
bool fault_run_event(struct fault_run *run, const struct fault_rule *rule,
		     const struct fault_msg *msg);

/**
 * fault_run_delayed - what a delayed response's command says about it
 * @run: the faults
 * @hdr: its header
 * @twice: set when a copy is to follow
 *
 * Return: whether it is to be sent.
 */
bool fault_run_delayed(struct fault_run *run, uint32_t hdr, bool *twice);

/* A delayed response was published: replies that waited for it go, too. */
void fault_run_delayed_sent(struct fault_run *run, uint32_t hdr);

/*
 * The outbox. Return: the event to be sent next, NULL when none is ready; it
 * stays until fault_outbox_pop().
 */
const uint8_t *fault_outbox_peek(const struct fault_run *run, size_t *len);
void fault_outbox_pop(struct fault_run *run);

/**
 * fault_outbox_add - put an event in the outbox
 * @run: the faults
 * @data: the event; copied
 * @len: its length
 * @times: how often to send it
 * @when: not before that time
 */
void fault_outbox_add(struct fault_run *run, const void *data, size_t len,
		      uint64_t times, uint64_t when);

/* Used inside: forget all marks; add one. */
void fault_marks_clear(struct fault_run *run);
void fault_mark_add(struct fault_run *run, uint32_t hdr, enum fault_do what);

/**
 * fault_is_async - whether a command asks for a delayed response
 * @req: the command
 * @len: its length
 */
bool fault_is_async(const uint8_t *req, size_t len);

#endif /* SCMI_PLATFORM_FAULT_RUN_H */

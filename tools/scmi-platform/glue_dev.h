/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside of the device: shared by glue.c, which owns it and does cmdq, and
 * glue_event.c, which does eventq.
 */
#ifndef SCMI_PLATFORM_GLUE_DEV_H
#define SCMI_PLATFORM_GLUE_DEV_H

#include <stdbool.h>
#include <stddef.h>

#include "fault_run.h"
#include "glue.h"
#include "log.h"
#include "virtq.h"

/*
 * Larger than any SCMI message: 4096 bytes of payload are the most that a
 * transport carries. What a longer command has beyond this cannot change its
 * answer, because no command of SCMI is as long.
 */
#define GLUE_MSG_MAX 8192

/* A flood of commands gives way to other work after this many. */
#define GLUE_BUDGET 64

/**
 * struct glue - the device
 * @loop: gives it time
 * @agent: who answers
 * @cmdq: NULL while the queue is not active
 * @eventq: likewise; also NULL when the driver did not accept it
 * @p2a: the driver accepted eventq
 * @more: goes on with cmdq after @GLUE_BUDGET, or when the agent may
 * @due: the next event's time
 * @agents_turn: the event before was made up by @faults
 * @elem: the buffer at hand
 * @req: the request in it
 * @msg: what goes into it
 * @faults: deliberate misbehaviour; none without rules
 * @stats: what went through
 * @limit: for lines the driver can cause
 */
struct glue {
	struct loop *loop;
	struct scmi_agent *agent;
	struct virtq *cmdq;
	struct virtq *eventq;
	bool p2a;
	struct loop_timer more;
	struct loop_timer due;
	bool agents_turn;
	struct virtq_elem elem;
	uint8_t req[GLUE_MSG_MAX];
	uint8_t msg[GLUE_MSG_MAX];
	struct fault_run faults;
	struct glue_stats stats;
	struct log_limit limit;
};

/* Gives a buffer back with nothing in it. */
void glue_return_unused(struct virtq *vq, const struct virtq_elem *elem);

/* Return: a message's header; 0, which fits no rule, when it has none. */
uint32_t glue_header(const uint8_t *msg, size_t len);

/* Sends what is due while there are buffers, and sees to the rest. */
void glue_send_events(struct glue *glue);

/* What another agent did is an event for this one; sent from the loop. */
void glue_on_event(void *ctx);

/* For &glue.due. */
void glue_on_due(struct loop_timer *timer);

#endif /* SCMI_PLATFORM_GLUE_DEV_H */

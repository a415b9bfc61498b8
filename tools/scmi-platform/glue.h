/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtio SCMI device (virtio 1.2, 5.17) between its two queues and one
 * SCMI agent: commands and their responses on cmdq, delayed responses and
 * notifications on eventq.
 */
#ifndef SCMI_PLATFORM_GLUE_H
#define SCMI_PLATFORM_GLUE_H

#include <stdint.h>

#include "loop.h"
#include "vhost_user.h"

struct fault_rule;
struct fault_set;
struct glue;
struct scmi_agent;

/* Queues of the device (5.17.2). */
enum glue_queue {
	GLUE_CMDQ,
	GLUE_EVENTQ,
};

/**
 * struct glue_stats - what went through the device since it was opened
 * @commands: buffers of cmdq that were returned with a response
 * @empty: buffers of cmdq that were returned unused: no command in them, or
 *	   no room for header and status
 * @notifications: sent
 * @delayed: delayed responses sent
 * @dropped: notifications for which the first buffer of eventq was too small
 * @refused: buffers of eventq returned unused: the device may not write to
 *	     them, or they were too small for a delayed response
 */
struct glue_stats {
	uint64_t commands;
	uint64_t empty;
	uint64_t notifications;
	uint64_t delayed;
	uint64_t dropped;
	uint64_t refused;
};

/**
 * glue_features - what the device offers
 * @p2a: with eventq; without it no notification and no delayed response
 * @packed: with packed rings
 *
 * Return: feature bits of the device and its rings.
 */
uint64_t glue_features(bool p2a, bool packed);

/* The device's side of the back end; the context is the struct glue. */
extern const struct vhost_user_ops glue_ops;

/**
 * glue_open - make a device
 * @loop: gives it time; must outlive it
 * @agent: who answers; must outlive it
 * @faults: deliberate misbehaviour; must outlive it
 *
 * Return: the device, to be closed with glue_close() after the back end that
 * uses it; NULL when memory is short.
 */
struct glue *glue_open(struct loop *loop, struct scmi_agent *agent,
		       struct fault_set *faults);
void glue_close(struct glue *glue);

/* A rule is about to be freed: what it holds back goes on its way. */
void glue_release_fault(struct glue *glue, const struct fault_rule *rule);

const struct glue_stats *glue_stats(const struct glue *glue);

#endif /* SCMI_PLATFORM_GLUE_H */

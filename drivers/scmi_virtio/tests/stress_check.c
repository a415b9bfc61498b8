// SPDX-License-Identifier: GPL-2.0-only
/* The driver's state against the model: all of it, while nobody is at work. */
#include "stress_model.h"

#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

/* Longer than any wait for a delayed response can be. */
#define STANDSTILL (3600 * HZ)

/**
 * stress_check_free - look at what is free
 * @s: the run
 * @pool: a pool that nobody uses now
 * @free: set to the messages on the list, whatever state that is in
 */
void stress_check_free(struct stress *s, const struct scmi_vio_pool *pool,
		       unsigned long *free)
{
	const struct scmi_vio_msg *msg;
	unsigned int n = 0;

	list_for_each_entry(msg, &pool->free, node) {
		unsigned int i = msg - pool->msgs;

		if (!stress_check(s, i < pool->count && n++ < pool->count,
				  "the free list is damaged") ||
		    !stress_check(s, !__test_and_set_bit(i, free),
				  "message %u is free twice", i))
			return;
	}
}

static void check_msg(struct stress *s, unsigned int i, bool free)
{
	const struct scmi_vio_msg *msg = &s->dev->commands.msgs[i];
	const struct model_msg *want = &s->model->msgs[i];
	unsigned int refs = (want->place != AT_HOME) + want->called;

	stress_check(s, free == !refs, "message %u is %s free", i,
		     free ? "already" : "not yet");
	stress_check(s, refcount_read(&msg->refs) == refs,
		     "message %u has %u references instead of %u", i,
		     refcount_read(&msg->refs), refs);
	stress_check(s, !refs || scmi_vio_msg_outcome(msg) == want->outcome,
		     "message %u: outcome %u instead of %u", i,
		     scmi_vio_msg_outcome(msg), want->outcome);
}

static void check_commands(struct stress *s)
{
	const struct scmi_vio_pool *pool = &s->dev->commands;
	DECLARE_BITMAP(free, STRESS_QUEUE) = {};
	unsigned int i;

	stress_check_free(s, pool, free);
	for (i = 0; i < pool->count; i++)
		check_msg(s, i, test_bit(i, free));
}

/* --- queues --- */

static unsigned int count_at(struct stress *s, enum model_place place)
{
	unsigned int i, n = 0;

	for (i = 0; i < s->dev->commands.count; i++)
		n += s->model->msgs[i].place == place;
	return n;
}

static void check_cmdq(struct stress *s)
{
	const struct virtqueue *vq = s->fake->q[CMDQ].vq;
	unsigned int each = 2, out;

	if (virtio_has_feature(&s->fake->vdev, VIRTIO_RING_F_INDIRECT_DESC))
		each = 1;
	out = s->dev->commands.count - count_at(s, AT_HOME);
	stress_check(s, vq->num_free == s->dev->cmdq.size - each * out,
		     "%u of %u descriptors are free, with %u commands out",
		     vq->num_free, s->dev->cmdq.size, out);
	stress_check(s, !virtqueue_is_broken(vq) == !s->model->broken[CMDQ],
		     "cmdq is broken, or should be");
	/* What a device returns without having it can fall on what is there. */
	if (s->model->breaking[CMDQ])
		return;
	stress_check(s, fake_count(s->fake, CMDQ) == count_at(s, ON_RING),
		     "the device can take %u commands instead of %u",
		     fake_count(s->fake, CMDQ), count_at(s, ON_RING));
}

/* All buffers are with the device at all times, unless it breaks the queue. */
static void check_eventq(struct stress *s)
{
	const struct scmi_vio_pool *pool = &s->dev->events;
	unsigned int there, i;

	if (!s->dev->p2a)
		return;
	for (i = 0; i < pool->count; i++)
		stress_check(s, refcount_read(&pool->msgs[i].refs) == 1,
			     "event %u has %u references", i,
			     refcount_read(&pool->msgs[i].refs));
	stress_check(s, list_empty(&pool->free), "an event buffer is idle");
	if (s->model->breaking[EVENTQ])
		return;
	stress_check(s, list_empty(&s->dev->eventq.spare),
		     "an event buffer waits for room");
	there = fake_count(s->fake, EVENTQ) + s->device.q[EVENTQ].n +
		s->model->event_count;
	stress_check(s, there == pool->count,
		     "%u of %u event buffers are with the device", there,
		     pool->count);
}

/* The device tells the driver of all it returns, if the driver wants it. */
static void check_interrupts(struct stress *s)
{
	const struct model *m = s->model;

	stress_check(s,
		     !m->returned_count || m->broken[CMDQ] ||
			     s->device.q[CMDQ].due,
		     "cmdq: the driver does not want to hear of responses");
	stress_check(s,
		     !m->event_count || m->broken[EVENTQ] ||
			     s->device.q[EVENTQ].due,
		     "eventq: the driver does not want to hear of events");
}

/* --- tokens --- */

/* Time stands still for who waits; that it does not wait too long is seen. */
static enum scmi_vio_phase phase_of(struct stress *s, struct scmi_vio_cmd *cmd)
{
	long left = cmd->until - jiffies;

	if (cmd->phase != SCMI_VIO_ANSWERED)
		return cmd->phase;
	if (left <= 0)
		return SCMI_VIO_IDLE;
	if (left <= STANDSTILL / 2) {
		stress_check(s, left <= msecs_to_jiffies(1800),
			     "a delayed response is expected for too long");
		cmd->until = jiffies + STANDSTILL;
	}
	return SCMI_VIO_ANSWERED;
}

static void check_calls(struct stress *s)
{
	const struct model *m = s->model;
	bool broken = m->broken[CMDQ] || m->broken[EVENTQ];
	int i;

	for (i = 0; i < STRESS_CALLS; i++) {
		u16 token = s->calls[i].token;
		struct scmi_vio_cmd *cmd = &s->dev->cmds->cmds[token];
		const struct scmi_vio_msg *msg = NULL;
		enum scmi_vio_phase phase = phase_of(s, cmd);

		if (m->calls[i].msg >= 0)
			msg = &s->dev->commands.msgs[m->calls[i].msg];
		stress_check(s, cmd->msg == msg,
			     "token %u does not have its message", token);
		/* A poller that saw a broken queue leaves it to the caller. */
		stress_check(s, broken || phase == m->calls[i].phase,
			     "token %u: phase %u instead of %u", token, phase,
			     m->calls[i].phase);
		stress_check_over(s, &s->calls[i]);
	}
}

static void check_counters(struct stress *s)
{
	int i;

	for (i = 0; i < SCMI_VIO_COUNTERS; i++) {
		unsigned long n = scmi_vio_counter_read(&s->dev->stats, i);
		unsigned long want = s->model->count[i], slack = 0;

		if (i == SCMI_VIO_ABORTS)
			slack = s->model->polled_aborts;
		stress_check(s, n <= want && n + slack >= want,
			     "counter %s is %lu instead of %lu",
			     scmi_vio_counter_name(i), n, want);
	}
}

/**
 * stress_check_all - compare the driver with the model
 * @s: the run, with a device, between two steps
 */
void stress_check_all(struct stress *s)
{
	check_counters(s);
	check_commands(s);
	check_cmdq(s);
	check_eventq(s);
	check_interrupts(s);
	check_calls(s);
	stress_check_device(s, CMDQ);
	if (s->dev->p2a)
		stress_check_device(s, EVENTQ);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random scripts that one thread plays, so that a seed gives the same steps
 * again. After each step the whole state is compared with a model's.
 */
#include "stress.h"
#include "stress_model.h"

#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

/* --- what happens to a queue --- */

/* What is left to workers, over and over, is part of the step. */
static void drained(struct stress *s, unsigned int queue)
{
	while (flush_work(&s->dev->cmdq.work) ||
	       flush_work(&s->dev->eventq.work))
		;
	stress_model_drained(s, queue);
}

static void step_interrupt(struct stress *s)
{
	unsigned int queue = stress_below(&s->rnd, SCMI_VIRTIO_VQ_COUNT);

	if (stress_interrupt(s, queue, stress_one_in(&s->rnd, 16)))
		drained(s, queue);
}

static void step_take(struct stress *s)
{
	unsigned int queue = stress_below(&s->rnd, SCMI_VIRTIO_VQ_COUNT);
	void *response;

	if (stress_take(s, queue, &response) && queue == CMDQ)
		stress_model_taken(s, response);
}

static void step_sleep(struct stress *s)
{
	stress_sleep(s, stress_below(&s->rnd, SCMI_VIRTIO_VQ_COUNT));
}

static void step_answer(struct stress *s)
{
	struct stress_buffer answered;

	if (stress_answer(s, &answered))
		stress_model_answered(s, &answered);
}

static void step_event(struct stress *s)
{
	struct stress_event event;

	if (stress_send_event(s, &event))
		stress_model_event(s, &event);
}

/* All that the device can take, or has: more than one interrupt handles. */
static void step_burst(struct stress *s)
{
	void (*step)(struct stress *s);
	unsigned int n;

	switch (stress_below(&s->rnd, 3)) {
	case 0:
		step = step_take;
		break;
	case 1:
		step = step_answer;
		break;
	default:
		step = step_event;
	}
	for (n = 0; n < STRESS_QUEUE; n++)
		step(s);
}

static void step_break(struct stress *s)
{
	unsigned int queue = stress_below(&s->rnd, SCMI_VIRTIO_VQ_COUNT);

	if (s->broken || !stress_break(s, queue))
		return;
	stress_model_broken(s, queue);
	stress_interrupt(s, queue, true);
	drained(s, queue);
}

/*
 * While the core is told of a notification other CPUs go on: the device, the
 * interrupt of the other queue, a worker that drains the same one.
 */
static void within(struct stress *s)
{
	struct model *m = s->model;

	switch (stress_below(&s->rnd, 6)) {
	case 0:
		step_event(s);
		scmi_vio_chan_drain(&s->dev->eventq);
		break;
	case 1:
		step_answer(s);
		/* As many as need no worker, for which nobody can wait here. */
		if (!m->breaking[CMDQ] && m->returned_count < 32 &&
		    stress_interrupt(s, CMDQ, false))
			stress_model_drained(s, CMDQ);
		break;
	default:
		break;
	}
}

/* --- what a caller does --- */

static void call_send(struct stress *s, unsigned int i)
{
	stress_model_sent(s, i, stress_send(s, &s->calls[i], &s->rnd));
}

static void call_finish(struct stress *s, unsigned int i)
{
	struct fake_xfer *fx = stress_xfer(s, &s->calls[i]);
	bool awaits = stress_finish(s, &s->calls[i]);

	stress_model_left(s, i, !fx->xfer.hdr.status);
	if (awaits && fx->delayed)
		stress_end(s, &s->calls[i]);
}

static void call_give_up(struct stress *s, unsigned int i)
{
	stress_give_up(s, &s->calls[i]);
	stress_model_left(s, i, false);
}

/* Return: whether the wait for the response is over. */
static bool call_answered(struct stress *s, unsigned int i)
{
	struct stress_call *call = &s->calls[i];
	struct fake_xfer *fx = stress_xfer(s, call);
	struct model_call *m = &s->model->calls[i];
	bool pending = stress_model_pending(s, i), done = false, told;

	if (call->polled) {
		done = fake_core_poll(s->core, fx);
		while (flush_work(&s->dev->cmdq.work))
			;
		stress_model_polled(s, i, pending, done);
	}
	told = fake_core_responded(fx);
	stress_check(s, told == (m->responses || m->delayed),
		     "call %u was told, and does not know", i);
	return done || told;
}

static void call_await(struct stress *s, unsigned int i)
{
	struct stress_call *call = &s->calls[i];

	if (completion_done(&stress_xfer(s, call)->async)) {
		stress_end(s, call);
	} else if (stress_one_in(&s->rnd, 12)) {
		stress_expire(s, call);
		stress_model_expired(s, i);
	}
}

static void step_call(struct stress *s)
{
	unsigned int i = stress_below(&s->rnd, STRESS_CALLS);
	struct stress_call *call = &s->calls[i];

	if (!s->core)
		return;
	if (call->awaits)
		call_await(s, i);
	else if (!call->sent)
		call_send(s, i);
	else if (stress_one_in(&s->rnd, 12))
		call_give_up(s, i);
	else if (call_answered(s, i))
		call_finish(s, i);
}

static void calls_over(struct stress *s)
{
	int i;

	for (i = 0; i < STRESS_CALLS; i++) {
		struct stress_call *call = &s->calls[i];

		if (call->awaits) {
			stress_expire(s, call);
			stress_model_expired(s, i);
		} else if (call->sent) {
			call_give_up(s, i);
		}
	}
}

/* --- what becomes of instance and device --- */

static void probe(struct stress *s)
{
	stress_probe(s);
	stress_model_idle(s);
}

static void remove(struct stress *s)
{
	calls_over(s);
	stress_remove(s);
	stress_model_idle(s);
}

static void step_instance(struct stress *s)
{
	if (s->core)
		remove(s);
	else
		probe(s);
}

static void plug(struct stress *s)
{
	const u64 *features = s->test->param_value;
	struct fake_config config = stress_config(&s->rnd, *features);

	stress_plug(s, &config);
	stress_model_plugged(s);
	probe(s);
}

static void surprised(struct stress *s)
{
	int i;

	for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++) {
		s->model->breaking[i] = true;
		s->model->broken[i] = true;
	}
	stress_model_drained(s, CMDQ);
}

/* In the removal of the device. */
static void leaving(struct stress *s)
{
	if (virtqueue_is_broken(s->fake->q[CMDQ].vq))
		surprised(s);
	stress_check_all(s);
	if (!s->core)
		return;
	remove(s);
	stress_check_all(s);
}

static void step_device(struct stress *s)
{
	stress_unplug(s, stress_one_in(&s->rnd, 2));
	plug(s);
}

/* --- scripts --- */

static const struct {
	unsigned int weight;
	void (*step)(struct stress *s);
} steps[] = {
	{ 1600, step_call }, { 800, step_take },      { 600, step_answer },
	{ 400, step_event }, { 600, step_interrupt }, { 60, step_sleep },
	{ 20, step_burst },  { 4, step_break },	      { 4, step_instance },
	{ 2, step_device },
};

static unsigned int weights(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(steps); i++)
		n += steps[i].weight;
	return n;
}

static void any_step(struct stress *s)
{
	unsigned int n = stress_below(&s->rnd, weights()), i = 0;

	/* There is little to see on a broken queue, or without an instance. */
	if (s->broken && stress_one_in(&s->rnd, 100))
		step_device(s);
	else if (!s->core && stress_one_in(&s->rnd, 20))
		probe(s);
	while (n >= steps[i].weight)
		n -= steps[i++].weight;
	steps[i].step(s);
}

static const struct ring {
	u64 features;
	const char *name;
} rings[] = {
	{ 0, "split" },
	{ BIT_ULL(VIRTIO_RING_F_EVENT_IDX), "split with event index" },
	{ BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC), "split with indirect" },
	{ BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
		  BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
	  "split with both" },
	{ BIT_ULL(VIRTIO_F_RING_PACKED), "packed" },
	{ BIT_ULL(VIRTIO_F_RING_PACKED) | BIT_ULL(VIRTIO_RING_F_EVENT_IDX),
	  "packed with event index" },
	{ BIT_ULL(VIRTIO_F_RING_PACKED) | BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
	  "packed with indirect" },
	{ BIT_ULL(VIRTIO_F_RING_PACKED) | BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
		  BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
	  "packed with both" },
};

KUNIT_ARRAY_PARAM_DESC(ring, rings, name);

/*
 * REQ: T-04, T-12, L-01, H-02, H-04, H-05, H-06, H-07: whatever the device
 * does, each message is in one place, each reference is counted, each command
 * has one outcome, and what the device holds is left alone.
 */
static void model_foretells_each_step(struct kunit *test)
{
	struct stress *s = test->priv;

	stress_begin(s, (const struct ring *)test->param_value - rings);
	plug(s);
	for (s->step = 0; s->step < stress_params.steps && !stress_over(s);
	     s->step++) {
		any_step(s);
		stress_check_all(s);
		cond_resched();
	}
	stress_verdict(s);
	stress_unplug(s, false);
}

static int script_init(struct kunit *test)
{
	struct stress *s;
	int err = stress_init(test);

	if (err)
		return err;
	s = test->priv;
	s->model = kunit_kzalloc(test, sizeof(*s->model), GFP_KERNEL);
	if (!s->model)
		return -ENOMEM;
	s->within = within;
	s->leaving = leaving;
	return 0;
}

static struct kunit_case script_cases[] = {
	/* Some seconds: KUnit is to know, for those who filter by it. */
	KUNIT_CASE_PARAM_ATTR(model_foretells_each_step, ring_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	{}
};

static struct kunit_suite script_suite = {
	.name = "scmi_vio_stress",
	.suite_init = stress_suite_init,
	.suite_exit = stress_suite_exit,
	.init = script_init,
	.test_cases = script_cases,
};

kunit_test_suite(script_suite);

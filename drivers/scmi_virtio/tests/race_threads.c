// SPDX-License-Identifier: GPL-2.0-only
#include "race.h"

#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/processor.h>
#include <linux/random.h>

/*
 * Nobody waits as long as this for something that comes: it is no measure of
 * speed, but what ends a run that stands still.
 */
#define FOREVER (120 * HZ)

/* How often a caller looks whether it was answered, without a pause. */
#define LOOKS 200

/* Commands that a caller has in flight, at most. */
#define CALLS (STRESS_CALLS / RACE_CALLERS)

static bool several_cpus(void)
{
	return num_online_cpus() > 1;
}

static struct task_struct *start(struct race *race, int (*play)(void *),
				 void *data, const char *name)
{
	struct task_struct *task = kthread_run(play, data, "race_%s", name);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(race->s->test, task);
	return task;
}

/* --- the device --- */

static bool device_step(struct race *race)
{
	struct stress *s = race->s;
	struct stress_buffer answered;
	struct stress_event event;
	void *response;

	switch (stress_below(&s->device.rnd, 8)) {
	case 0:
	case 1:
		return stress_take(s, CMDQ, &response);
	case 2:
		return stress_take(s, EVENTQ, &response);
	case 3:
	case 4:
		return !READ_ONCE(race->silent) && stress_answer(s, &answered);
	case 5:
		return stress_send_event(s, &event);
	case 6:
		stress_sleep(s, stress_below(&s->device.rnd, 2));
		return false;
	default:
		return stress_one_in(&s->device.rnd, 4096) &&
		       stress_break(s, stress_below(&s->device.rnd, 2));
	}
}

static bool kicked(const struct stress_device *device)
{
	return READ_ONCE(device->q[CMDQ].kicked) ||
	       READ_ONCE(device->q[EVENTQ].kicked);
}

/* Events go on without a kick, but not all the time. */
static void device_idle(struct stress *s)
{
	stress_sleep(s, CMDQ);
	stress_sleep(s, EVENTQ);
	wait_event_timeout(s->device.kicks, kicked(&s->device), 1);
}

static int play_device(void *data)
{
	struct race *race = data;
	unsigned int idle = 0;

	while (!kthread_should_stop()) {
		idle = device_step(race) ? 0 : idle + 1;
		if (idle > 16)
			device_idle(race->s);
		cond_resched();
	}
	return 0;
}

static int play_irq(void *data)
{
	struct race_irq *irq = data;
	struct stress *s = irq->race->s;
	bool *due = &s->device.q[irq->queue].due;

	while (!kthread_should_stop()) {
		stress_interrupt(s, irq->queue, stress_one_in(&irq->rnd, 64));
		wait_event_timeout(s->device.returns, READ_ONCE(*due), 1);
		cond_resched();
	}
	return 0;
}

/**
 * race_start_device - let the device run
 * @race: the threads
 */
void race_start_device(struct race *race)
{
	int i;

	race->device = start(race, play_device, race, "device");
	for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++) {
		race->irqs[i].race = race;
		race->irqs[i].queue = i;
		prandom_seed_state(&race->irqs[i].rnd, race->s->seed + i);
		race->irqs[i].task =
			start(race, play_irq, &race->irqs[i], "irq");
	}
}

/**
 * race_stop_device - let it stand still
 * @race: the threads
 */
void race_stop_device(struct race *race)
{
	int i;

	kthread_stop(race->device);
	for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++)
		kthread_stop(race->irqs[i].task);
}

/**
 * race_before_fetch - make deliveries of different lengths
 * @test: the test
 */
void race_before_fetch(struct kunit *test)
{
	u32 n = several_cpus() ? get_random_u32_below(64) : 0;

	/* Long enough for whoever does not wait for it to be there first. */
	while (n--)
		cpu_relax();
}

/* --- callers --- */

/* Return: whether the caller has had enough of waiting. */
static bool had_enough(struct race_caller *caller, unsigned long since)
{
	struct race *race = caller->race;

	if (READ_ONCE(race->silent) || stress_over(race->s))
		return true;
	return !stress_check(race->s, time_before(jiffies, since + FOREVER),
			     "a caller is never told");
}

/* As in the core: with interrupts off, where there are CPUs for the others. */
static bool look_closely(struct stress *s, struct stress_call *call,
			 unsigned int looks)
{
	unsigned long flags;
	bool done = false;

	local_irq_save(flags);
	while (looks-- && !done) {
		done = stress_answered(s, call);
		cpu_relax();
	}
	local_irq_restore(flags);
	return done;
}

/* Return: whether there is an answer, now or in a while. */
static bool look(struct stress *s, struct stress_call *call)
{
	struct completion *done = &stress_xfer(s, call)->xfer.done;

	if (call->polled)
		return look_closely(s, call, several_cpus() ? LOOKS : 1) ||
		       wait_event_timeout(s->device.returns,
					  stress_answered(s, call), 1);
	if (!wait_for_completion_timeout(done, 1))
		return false;
	/* The fake core looks at it, too. */
	complete(done);
	return true;
}

/*
 * Return: whether an answer came before patience was over, which in one of
 * eight cases is at once, when the answer may come as well.
 */
static bool wait_for_answer(struct race_caller *caller,
			    struct stress_call *call)
{
	unsigned long since = jiffies;

	if (stress_one_in(&caller->rnd, 8))
		return look_closely(caller->race->s, call,
				    1 + stress_below(&caller->rnd, LOOKS));
	while (!had_enough(caller, since)) {
		if (look(caller->race->s, call))
			return true;
	}
	return false;
}

static void wait_for_delayed(struct race_caller *caller,
			     struct stress_call *call)
{
	struct stress *s = caller->race->s;
	struct completion *done = &stress_xfer(s, call)->async;
	unsigned int looks = stress_below(&caller->rnd, LOOKS);

	while (looks-- && !completion_done(done))
		cpu_relax();
	if (stress_one_in(&caller->rnd, 8))
		wait_event_timeout(s->device.returns, completion_done(done), 1);
	if (completion_done(done))
		stress_end(s, call);
	else
		stress_expire(s, call);
}

static void check_outcome(struct stress *s, const struct stress_call *call,
			  const struct fake_xfer *fx)
{
	stress_check(s, fx->responses <= !call->polled && fx->delayed <= 1,
		     "token %u: told %u times, and %u times later", call->token,
		     fx->responses, fx->delayed);
}

static void await(struct race_caller *caller, struct stress_call *call)
{
	struct stress *s = caller->race->s;

	if (!wait_for_answer(caller, call))
		stress_give_up(s, call);
	else if (stress_finish(s, call))
		wait_for_delayed(caller, call);
	check_outcome(s, call, stress_xfer(s, call));
	atomic_inc(&caller->race->over);
}

static bool may_fail(struct stress *s, const struct stress_call *call, int err)
{
	switch (err) {
	case -EBUSY:
		return true;
	case -EIO:
		return READ_ONCE(s->broken);
	case -EOPNOTSUPP:
		return !s->dev->p2a;
	default:
		return false;
	}
}

/* Return: false if there is no room for it now. */
static bool send(struct race_caller *caller, struct stress_call *call)
{
	struct race *race = caller->race;
	int err = stress_send(race->s, call, &caller->rnd);

	if (!err)
		atomic_inc(&race->sent);
	else
		stress_check(race->s, may_fail(race->s, call, err),
			     "send_message() says %d", err);
	return !err;
}

/* Sends some commands, and waits for one after the other. */
static void call_some(struct race_caller *caller)
{
	struct stress *s = caller->race->s;
	unsigned int n = 1 + stress_below(&caller->rnd, CALLS), sent, i;

	for (sent = 0; sent < n && send(caller, caller->calls[sent]); sent++)
		;
	for (i = 0; i < sent; i++)
		await(caller, caller->calls[i]);
	/* Until there may be room again. */
	if (sent < n)
		wait_event_timeout(s->device.returns, stress_over(s), 1);
}

static int play_caller(void *data)
{
	struct race_caller *caller = data;

	while (!kthread_should_stop()) {
		call_some(caller);
		cond_resched();
	}
	return 0;
}

/**
 * race_start_callers - let commands be sent
 * @race: the threads
 */
void race_start_callers(struct race *race)
{
	unsigned int i, n;

	WRITE_ONCE(race->silent, false);
	for (i = 0; i < race->caller_count; i++) {
		struct race_caller *caller = &race->callers[i];

		caller->race = race;
		for (n = 0; n < CALLS; n++)
			caller->calls[n] =
				&race->s->calls[i + n * RACE_CALLERS];
		prandom_seed_state(&caller->rnd, race->s->seed * 31 + i);
		caller->task = start(race, play_caller, caller, "caller");
	}
}

/**
 * race_stop_callers - wait until all commands are over
 * @race: the threads
 */
void race_stop_callers(struct race *race)
{
	unsigned int i;

	for (i = 0; i < race->caller_count; i++)
		kthread_stop(race->callers[i].task);
}

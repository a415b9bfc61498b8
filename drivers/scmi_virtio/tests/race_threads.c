// SPDX-License-Identifier: GPL-2.0-only
#include "race.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/processor.h>
#include <linux/random.h>

/*
 * Nobody waits as long as this for something that comes: it is no measure of
 * speed, but what ends a run that stands still.
 */
#define FOREVER (120 * HZ)

/* Looks at a queue with interrupts off: as atomic callers do, but not for long. */
#define ATOMIC_LOOKS 500

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

static int play_device(void *data)
{
	struct race *race = data;
	unsigned int idle = 0;

	while (!kthread_should_stop()) {
		idle = device_step(race) ? 0 : idle + 1;
		if (idle > 16)
			usleep_range(10, 50);
		else
			cond_resched();
	}
	return 0;
}

static int play_irq(void *data)
{
	struct race_irq *irq = data;

	while (!kthread_should_stop()) {
		bool spurious = stress_one_in(&irq->rnd, 64);

		if (stress_interrupt(irq->race->s, irq->queue, spurious))
			cond_resched();
		else
			usleep_range(10, 50);
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
static bool had_enough(struct race_caller *caller, unsigned long since,
		       unsigned int looks)
{
	struct race *race = caller->race;

	if (!looks || READ_ONCE(race->silent) || stress_over(race->s))
		return true;
	return !stress_check(race->s, time_before(jiffies, since + FOREVER),
			     "a caller is never told");
}

/* As in the core: with interrupts off, where there are CPUs for the others. */
static bool look_atomically(struct stress *s, struct stress_call *call)
{
	unsigned int n = several_cpus() ? ATOMIC_LOOKS : 1;
	unsigned long flags;
	bool done = false;

	local_irq_save(flags);
	while (n-- && !done) {
		done = stress_answered(s, call);
		cpu_relax();
	}
	local_irq_restore(flags);
	return done;
}

static bool look(struct stress *s, struct stress_call *call)
{
	struct completion *done = &stress_xfer(s, call)->xfer.done;

	if (call->polled) {
		if (look_atomically(s, call))
			return true;
		usleep_range(1, 20);
		return false;
	}
	if (!wait_for_completion_timeout(done, 1))
		return false;
	/* The fake core looks at it, too. */
	complete(done);
	return true;
}

/* Return: whether an answer came before patience was over. */
static bool wait_for_answer(struct race_caller *caller,
			    struct stress_call *call)
{
	/* In one of eight cases the timeout is where the answer may be, too. */
	unsigned int looks = stress_one_in(&caller->rnd, 8)
				     ? stress_below(&caller->rnd, 3)
				     : UINT_MAX;
	unsigned long since = jiffies;

	while (!had_enough(caller, since, looks--)) {
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
	unsigned int looks = stress_below(&caller->rnd, 20);

	while (looks-- && !completion_done(done))
		usleep_range(1, 50);
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

static void call_once(struct race_caller *caller)
{
	unsigned int per_caller = STRESS_CALLS / RACE_CALLERS;
	unsigned int n = caller->next++ % per_caller * RACE_CALLERS;
	struct race *race = caller->race;
	struct stress_call *call = &race->s->calls[caller->first + n];
	int err = stress_send(race->s, call, &caller->rnd);

	if (!err) {
		atomic_inc(&race->sent);
		await(caller, call);
		return;
	}
	stress_check(race->s, may_fail(race->s, call, err),
		     "send_message() says %d", err);
	usleep_range(10, 50);
}

static int play_caller(void *data)
{
	struct race_caller *caller = data;

	while (!kthread_should_stop()) {
		call_once(caller);
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
	unsigned int i;

	WRITE_ONCE(race->silent, false);
	for (i = 0; i < race->caller_count; i++) {
		struct race_caller *caller = &race->callers[i];

		caller->race = race;
		caller->first = i;
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

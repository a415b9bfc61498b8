// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random scripts that threads play at once: a device, its interrupts, callers,
 * and who lets instances and devices come and go under them.
 */
#include "race.h"
#include "hook.h"

#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include <linux/workqueue.h>

/* As in race_threads.c: what ends a run that stands still. */
#define FOREVER (300 * HZ)

/* Instances that a device has, one after the other. */
#define INSTANCES 3

/* --- rest: all commands are over, all buffers are back --- */

/* Nothing is left at the device, or on the way from it. */
static void settle(struct stress *s)
{
	struct stress_buffer answered;
	void *response;

	s->device.q[CMDQ].kicked = true;
	while (stress_take(s, CMDQ, &response))
		;
	while (stress_answer(s, &answered))
		;
	stress_interrupt(s, CMDQ, true);
	stress_interrupt(s, EVENTQ, true);
	while (flush_work(&s->dev->cmdq.work) ||
	       flush_work(&s->dev->eventq.work) ||
	       delayed_work_pending(&s->dev->eventq.retry) ||
	       flush_work(&s->dev->recovery.abort))
		flush_delayed_work(&s->dev->eventq.retry);
}

static void check_pool(struct stress *s)
{
	const struct scmi_vio_pool *pool = &s->dev->commands;
	DECLARE_BITMAP(free, STRESS_QUEUE) = {};
	unsigned int i;

	stress_check_free(s, pool, free);
	for (i = 0; i < pool->count; i++) {
		stress_check(s, test_bit(i, free), "message %u is lost", i);
		stress_check(s, !refcount_read(&pool->msgs[i].refs),
			     "message %u has %u references", i,
			     refcount_read(&pool->msgs[i].refs));
	}
}

static void check_table(struct stress *s)
{
	int i;

	for (i = 0; i < SCMI_VIO_TOKENS; i++) {
		const struct scmi_vio_cmd *cmd = &s->dev->cmds->cmds[i];

		stress_check(s, !cmd->msg && cmd->phase != SCMI_VIO_SENT,
			     "token %d still has a command", i);
	}
}

static void check_queues(struct stress *s)
{
	const struct virtqueue *vq = s->fake->q[CMDQ].vq;

	stress_check(s, vq->num_free == s->dev->cmdq.size,
		     "cmdq: %u of %u descriptors are free", vq->num_free,
		     s->dev->cmdq.size);
	if (!s->dev->p2a)
		return;
	vq = s->fake->q[EVENTQ].vq;
	stress_check(s,
		     vq->num_free == s->dev->eventq.size - s->dev->events.count,
		     "eventq: %u of %u descriptors are free", vq->num_free,
		     s->dev->eventq.size);
	stress_check(s, list_empty(&s->dev->eventq.spare),
		     "an event buffer waits for room");
}

static unsigned long counted(struct stress *s, enum scmi_vio_counter counter)
{
	return scmi_vio_counter_read(&s->dev->stats, counter);
}

/* Each command that was sent came back, and counts as one thing. */
static void check_sums(struct race *race)
{
	struct stress *s = race->s;
	unsigned long sent = atomic_read(&race->sent);
	unsigned long back = counted(s, SCMI_VIO_REPLIES) +
			     counted(s, SCMI_VIO_LATE) +
			     counted(s, SCMI_VIO_SUPERSEDED);

	stress_check(s, counted(s, SCMI_VIO_COMMANDS) == sent,
		     "%lu commands are counted, %lu were sent",
		     counted(s, SCMI_VIO_COMMANDS), sent);
	stress_check(s, atomic_read(&race->over) == sent,
		     "%u of %lu commands are over", atomic_read(&race->over),
		     sent);
	stress_check(s, back == sent, "%lu of %lu commands came back", back,
		     sent);
	stress_check(s, !s->heard || s->heard == s->device.notifications,
		     "%u of %u notifications came", s->heard,
		     s->device.notifications);
}

static void check_rest(struct race *race)
{
	struct stress *s = race->s;

	settle(s);
	check_table(s);
	/* Else what is on the queue stays there. */
	if (s->broken)
		return;
	check_pool(s);
	check_queues(s);
	check_sums(race);
}

/* --- rounds --- */

/*
 * Until as many commands are over as are due, or one and a second has passed:
 * how much is done depends on the machine, whether it is right does not.
 */
static void run_for(struct race *race, unsigned int n)
{
	unsigned int before = atomic_read(&race->over), done = 0;
	unsigned long since = jiffies;

	while (!stress_over(race->s) && !READ_ONCE(race->s->broken) &&
	       done < n && (!done || time_before(jiffies, since + HZ))) {
		if (!stress_check(race->s,
				  time_before(jiffies, since + FOREVER),
				  "nothing moves any more"))
			return;
		schedule_timeout_uninterruptible(1);
		done = atomic_read(&race->over) - before;
	}
}

static void probe(struct stress *s)
{
	stress_probe(s);
	s->core->before_fetch = race_before_fetch;
}

/* The device goes on while an instance goes and another one comes. */
static void next_instance(struct race *race)
{
	race_stop_callers(race);
	race_stop_device(race);
	check_rest(race);
	race_start_device(race);
	stress_remove(race->s);
	probe(race->s);
	race_start_callers(race);
}

static void plug(struct race *race)
{
	static const u64 features[] = {
		0,
		BIT_ULL(VIRTIO_RING_F_EVENT_IDX),
		BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
		BIT_ULL(VIRTIO_F_RING_PACKED),
	};
	struct stress *s = race->s;
	struct fake_config config;
	u64 ring = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (stress_one_in(&s->rnd, 2))
			ring |= features[i];
	}
	config = stress_config(&s->rnd, ring);
	stress_plug(s, &config);
	atomic_set(&race->sent, 0);
	atomic_set(&race->over, 0);
}

/* In the removal of the device: instance.c waits for consumers here. */
static void leaving(struct stress *s)
{
	race_stop_callers(s->threads);
	stress_remove(s);
}

/* Answering, silent, or broken: a device is pulled under load. */
static void unplug(struct race *race)
{
	unsigned int how = stress_below(&race->s->rnd, 3);

	if (how == 0)
		WRITE_ONCE(race->silent, true);
	stress_unplug(race->s, how == 1);
	race_stop_device(race);
}

static void one_round(struct race *race, unsigned int n)
{
	struct stress *s = race->s;
	int i;

	plug(race);
	probe(s);
	race_start_device(race);
	race_start_callers(race);
	for (i = 0; i < INSTANCES; i++) {
		if (i)
			next_instance(race);
		run_for(race, n);
	}
	unplug(race);
	race->total += atomic_read(&race->over);
}

/*
 * REQ: T-04, T-06, L-01, H-05, H-07: with all of them at work at once,
 * each command has one outcome, nothing is told twice or to who has left, and
 * nothing is left over.
 */
static void threads_meet_anywhere(struct kunit *test)
{
	struct stress *s = test->priv;
	struct race *race = s->threads;
	unsigned int n = stress_params.steps / (stress_params.rounds ?: 1);

	stress_begin(s, 0);
	for (s->step = 0; s->step < stress_params.rounds && !stress_over(s);
	     s->step++) {
		s->seed++;
		one_round(race, n / INSTANCES);
	}
	kunit_info(test, "%u commands of %u threads on %u CPUs in %u rounds",
		   race->total, race->caller_count, num_online_cpus(), s->step);
	stress_verdict(s);
}

static int race_init(struct kunit *test)
{
	struct stress *s;
	int err = stress_init(test);

	if (err)
		return err;
	s = test->priv;
	s->threads = kunit_kzalloc(test, sizeof(*s->threads), GFP_KERNEL);
	if (!s->threads)
		return -ENOMEM;
	s->threads->s = s;
	s->threads->caller_count =
		clamp_t(unsigned int, stress_params.threads, 1, RACE_CALLERS);
	s->leaving = leaving;
	hook_clock(test, HOOK_CLOCK_REAL);
	return 0;
}

static struct kunit_case race_cases[] = { KUNIT_CASE_SLOW(
						  threads_meet_anywhere),
					  {} };

static struct kunit_suite race_suite = {
	.name = "scmi_vio_race",
	.suite_init = stress_suite_init,
	.suite_exit = stress_suite_exit,
	.init = race_init,
	.test_cases = race_cases,
};

kunit_test_suite(race_suite);

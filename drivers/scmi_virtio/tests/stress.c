// SPDX-License-Identifier: GPL-2.0-only
#include "params.h"
#include "stress.h"

#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/stdarg.h>
#include <linux/string.h>

struct stress_params stress_params = {
	.steps = 12500,
	.threads = 4,
	.rounds = 4,
};

module_param_named(seed, stress_params.seed, uint, 0444);
MODULE_PARM_DESC(seed, "seed of the random suites; 0, the default: any");
module_param_named(steps, stress_params.steps, uint, 0444);
MODULE_PARM_DESC(steps, "steps of each random case");
module_param_named(threads, stress_params.threads, uint, 0444);
MODULE_PARM_DESC(threads, "threads that send commands, in random suites");
module_param_named(rounds, stress_params.rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "devices that are plugged in and pulled under load");

/**
 * stress_fail - end a run
 * @s: the run
 * @fmt: what is wrong; the first to say so is heard
 *
 * Context: any; from any thread.
 */
void stress_fail(struct stress *s, const char *fmt, ...)
{
	va_list args;

	if (atomic_cmpxchg(&s->failed, 0, 1))
		return;
	va_start(args, fmt);
	vscnprintf(s->why, sizeof(s->why), fmt, args);
	va_end(args);
	/* Pairs with the acquire in stress_verdict(). */
	atomic_set_release(&s->failed, 2);
}

/**
 * stress_over - has something failed?
 * @s: the run
 *
 * What the fakes hold against the driver counts, too.
 */
bool stress_over(struct stress *s)
{
	return atomic_read(&s->failed) ||
	       READ_ONCE(s->test->status) == KUNIT_FAILURE;
}

/**
 * stress_verdict - say what failed, and how to have it again
 * @s: the run; nobody else is in it any more
 */
void stress_verdict(struct stress *s)
{
	if (!stress_over(s))
		return;
	/* Pairs with the release in stress_fail(). */
	KUNIT_FAIL(s->test,
		   "seed %u, step %u: %s; again: make stress SEED=%u STEPS=%u",
		   stress_params.seed, s->step,
		   atomic_read_acquire(&s->failed) == 2 ? s->why : "see above",
		   stress_params.seed, stress_params.steps);
}

static void stress_added(struct scmi_vio_dev *dev)
{
}

/* The device of the one run that there is. */
static struct stress *running;

/* Here the real watcher waits until the instance is gone. */
static void stress_removed(struct scmi_vio_dev *dev)
{
	if (running && running->dev == dev && running->leaving)
		running->leaving(running);
}

static const struct scmi_vio_dev_watcher stress_watcher = {
	.added = stress_added,
	.restarted = stress_added,
	.removed = stress_removed,
};

/**
 * stress_suite_init - register the virtio driver, choose a seed
 * @suite: unused
 */
int stress_suite_init(struct kunit_suite *suite)
{
	while (!stress_params.seed)
		stress_params.seed = get_random_u32();
	/* What breaks stays broken, until the script removes the device. */
	scmi_vio_params.recover = false;
	return scmi_vio_device_init(&stress_watcher);
}

/**
 * stress_suite_exit - unregister it
 * @suite: unused
 */
void stress_suite_exit(struct kunit_suite *suite)
{
	scmi_vio_device_exit();
	scmi_vio_params.recover = true;
}

static void stress_free(void *data)
{
	running = NULL;
	kvfree(data);
}

/**
 * stress_init - make a run
 * @test: its test
 */
int stress_init(struct kunit *test)
{
	struct stress *s = kvzalloc(sizeof(*s), GFP_KERNEL);
	int i;

	if (!s)
		return -ENOMEM;
	s->test = test;
	spin_lock_init(&s->device.lock);
	/* Not in a loop: their order may be looked at by lockdep. */
	spin_lock_init(&s->device.irq[CMDQ]);
	spin_lock_init(&s->device.irq[EVENTQ]);
	init_waitqueue_head(&s->device.kicks);
	init_waitqueue_head(&s->device.returns);
	s->device.dead = true;
	s->device.deleted = true;
	for (i = 0; i < STRESS_CALLS; i++) {
		s->calls[i].token = i * 32 + 31;
		s->call_of[i * 32 + 31] = i + 1;
	}
	test->priv = s;
	running = s;
	return kunit_add_action_or_reset(test, stress_free, s);
}

/**
 * stress_begin - give a run its luck
 * @s: the run
 * @n: which one it is
 */
void stress_begin(struct stress *s, unsigned int n)
{
	/* Says so before anything can go wrong. */
	kunit_info(s->test, "seed %u, %u steps", stress_params.seed,
		   stress_params.steps);
	s->seed = stress_params.seed + n;
	prandom_seed_state(&s->rnd, s->seed);
	prandom_seed_state(&s->device.rnd, ~(u64)s->seed);
}

static u8 filling(size_t i, u32 serial)
{
	return (serial >> 8 * (i & 3)) + i;
}

/**
 * stress_fill - write a payload that nothing else has
 * @to: where to
 * @len: its bytes
 * @serial: what makes it different
 */
void stress_fill(u8 *to, size_t len, u32 serial)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = filling(i, serial);
}

/**
 * stress_filled - is this such a payload?
 * @at: the payload
 * @len: its bytes
 * @serial: what makes it different
 */
bool stress_filled(const u8 *at, size_t len, u32 serial)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (at[i] != filling(i, serial))
			return false;
	}
	return true;
}

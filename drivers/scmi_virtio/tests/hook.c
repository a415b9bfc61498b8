// SPDX-License-Identifier: GPL-2.0-only
#include "hook.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/spinlock.h>

/**
 * struct hook_state - what a test wants of one kind of call
 * @calls: how many there were since the test's first word about it
 * @fail_at: which of them shall fail; 0: none
 * @error: with what
 * @failed: it has
 * @fn: to be run at the next one
 * @test: whose it is
 */
struct hook_state {
	unsigned int calls;
	unsigned int fail_at;
	int error;
	bool failed;
	void (*fn)(struct kunit *test);
	struct kunit *test;
};

static DEFINE_SPINLOCK(hooks_lock);
static struct hook_state hooks[HOOKS];
static const char *core_name;
static enum hook_clock clock;
static atomic64_t ticks = ATOMIC64_INIT(1000);

static void hooks_reset(void *unused)
{
	guard(spinlock_irqsave)(&hooks_lock);
	memset(hooks, 0, sizeof(hooks));
	core_name = NULL;
	clock = HOOK_CLOCK_FAST;
}

/* What one test asked for is gone with it. */
static void hooks_end_with(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, hooks_reset, NULL));
}

/**
 * hook_count - count calls from now on
 * @test: until its end
 * @hook: the kind of call
 */
void hook_count(struct kunit *test, enum hook hook)
{
	hook_fail(test, hook, 0, 0);
}

/**
 * hook_fail - let a call fail
 * @test: until its end
 * @hook: the kind of call
 * @nth: which call from now on; 1 is the next
 * @err: with what, a negative errno; calls that have none just fail
 */
void hook_fail(struct kunit *test, enum hook hook, unsigned int nth, int err)
{
	hooks_end_with(test);
	guard(spinlock_irqsave)(&hooks_lock);
	hooks[hook] = (struct hook_state){ .fail_at = nth, .error = err };
}

/**
 * hook_failed - has the call failed that was to?
 * @hook: the kind of call
 */
bool hook_failed(enum hook hook)
{
	guard(spinlock_irqsave)(&hooks_lock);
	return hooks[hook].failed;
}

/**
 * hook_run - do something at the next call, once
 * @test: until its end
 * @hook: the kind of call
 * @fn: what; in the context of the call
 */
void hook_run(struct kunit *test, enum hook hook,
	      void (*fn)(struct kunit *test))
{
	hooks_end_with(test);
	guard(spinlock_irqsave)(&hooks_lock);
	hooks[hook] = (struct hook_state){ .fn = fn, .test = test };
}

/**
 * hook_calls - how many calls there were since the test's last word about it
 * @hook: the kind of call
 */
unsigned int hook_calls(enum hook hook)
{
	guard(spinlock_irqsave)(&hooks_lock);
	return hooks[hook].calls;
}

/**
 * hook_core_name - let another driver have the core's device
 * @test: until its end
 * @name: what "arm-scmi" devices are called instead
 */
void hook_core_name(struct kunit *test, const char *name)
{
	hooks_end_with(test);
	guard(spinlock_irqsave)(&hooks_lock);
	core_name = name;
}

/**
 * hook_device_name - what to call a device that the driver makes
 * @name: what the driver calls it
 */
const char *hook_device_name(const char *name)
{
	return READ_ONCE(core_name) ?: name;
}

/**
 * hook_clock - choose a clock
 * @test: until its end
 * @new_clock: which
 */
void hook_clock(struct kunit *test, enum hook_clock new_clock)
{
	hooks_end_with(test);
	WRITE_ONCE(clock, new_clock);
}

/* The clock that was stopped goes on by one tick. */
void hook_tick(void)
{
	atomic64_inc(&ticks);
}

/* The time, by the clock that was chosen. */
u64 hook_get_jiffies_64(void)
{
	switch (READ_ONCE(clock)) {
	case HOOK_CLOCK_REAL:
		return get_jiffies_64();
	case HOOK_CLOCK_STOPPED:
		return atomic64_read(&ticks);
	default:
		return atomic64_inc_return(&ticks);
	}
}

/**
 * hook_enter - a call is made
 * @hook: its kind
 *
 * Context: any.
 * Return: 0, or what it is to fail with.
 */
int hook_enter(enum hook hook)
{
	struct hook_state *state = &hooks[hook];
	void (*fn)(struct kunit *test);
	struct kunit *run_test;

	scoped_guard(spinlock_irqsave, &hooks_lock) {
		state->calls++;
		if (state->calls == state->fail_at) {
			state->failed = true;
			return state->error;
		}
		fn = state->fn;
		run_test = state->test;
		state->fn = NULL;
	}
	if (fn)
		fn(run_test);
	return 0;
}

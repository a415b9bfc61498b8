// SPDX-License-Identifier: GPL-2.0-only
/*
 * load KIND THREADS COUNT SECONDS
 *
 * Kernel threads, each in a closed loop of COUNT random commands of a kind, or
 * as many as SECONDS permit when COUNT is 0; it ends after SECONDS anyway. They
 * run where the caller may run (taskset).
 * Each reply is compared with what is known: rates, levels and states as they
 * were before, or as the thread that owns the clock has set them. The result
 * has the numbers of commands, errors and wrong replies, the durations, and
 * how often each errno came; gone=1 when the SCMI device went meanwhile.
 */
#include "ops.h"

#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "histogram.h"

#define THREADS_MAX 256
#define SECONDS_MAX 3600
#define ERRNOS_MAX  256

static const struct {
	const char *name;
	unsigned int ops;
} kinds[] = {
	{ "irq", BIT(OP_RATE_GET) | BIT(OP_STATE_GET) | BIT(OP_LEVEL_GET) |
			 BIT(OP_POWER_GET) },
	{ "poll", BIT(OP_STATE_POLL) | BIT(OP_LEVEL_POLL) },
	{ "mixed", BIT(OP_RATE_GET) | BIT(OP_STATE_GET) | BIT(OP_LEVEL_GET) |
			   BIT(OP_POWER_GET) | BIT(OP_STATE_POLL) |
			   BIT(OP_LEVEL_POLL) },
	{ "set", BIT(OP_RATE_SET) | BIT(OP_RATE_GET) },
	{ "sensor", BIT(OP_SENSOR) },
	{ "level", BIT(OP_LEVEL_GET) },
	{ "limits", BIT(OP_LIMITS) },
	{ "all", (BIT(OPS_MAX) - 1) & ~BIT(OP_LIMITS) },
};

struct load;

struct worker {
	struct load *load;
	struct task_struct *task;
	struct op_state state;
	struct histogram times;
	u64 wrong;
};

struct load {
	struct targets targets;
	enum load_op ops[OPS_MAX];
	unsigned int n_ops;
	u64 count;
	ktime_t end;
	bool stop;
	struct cpumask cpus;
	unsigned int n_workers;
	struct worker *workers;
	atomic_t running;
	struct completion done;
	atomic_t errnos[ERRNOS_MAX];
};

static void work_once(struct worker *w)
{
	struct load *load = w->load;
	ktime_t start = ktime_get();
	enum load_op op;
	int ret;

	op = load->ops[prandom_u32_state(&w->state.rnd) % load->n_ops];
	ret = op_run(&w->state, op);
	histogram_add(&w->times, ktime_us_delta(ktime_get(), start));
	if (ret == OP_WRONG)
		w->wrong++;
	else if (ret)
		atomic_inc(&load->errnos[min(-ret, ERRNOS_MAX - 1)]);
}

static bool work_left(const struct worker *w)
{
	const struct load *load = w->load;

	return !READ_ONCE(load->stop) && !targets_dead(&load->targets) &&
	       (!load->count || w->times.count < load->count) &&
	       ktime_before(ktime_get(), load->end);
}

/* Freed by load_stop(), which holds a reference to the task. */
static int worker_main(void *data)
{
	struct worker *w = data;

	/* Here, since a new thread's are set when it starts. */
	set_cpus_allowed_ptr(current, &w->load->cpus);
	while (work_left(w)) {
		work_once(w);
		cond_resched();
	}
	if (atomic_dec_and_test(&w->load->running))
		complete(&w->load->done);
	return 0;
}

static int worker_create(struct load *load, unsigned int i)
{
	struct worker *w = &load->workers[i];

	w->load = load;
	w->state.t = &load->targets;
	w->state.own = i;
	spin_lock_init(&w->state.lock);
	prandom_seed_state(&w->state.rnd, get_random_u64());
	w->task = kthread_create(worker_main, w, "scmi-load/%u", i);
	if (IS_ERR(w->task))
		return PTR_ERR(w->task);
	get_task_struct(w->task); /* put in load_stop() */
	return 0;
}

static int load_create(struct load *load, unsigned int n)
{
	int ret;

	for (; load->n_workers < n; load->n_workers++) {
		ret = worker_create(load, load->n_workers);
		if (ret)
			return ret;
	}
	return 0;
}

static void load_start(struct load *load, u64 seconds)
{
	unsigned int i;

	load->end = ktime_add_ms(ktime_get(), seconds * MSEC_PER_SEC);
	atomic_set(&load->running, load->n_workers);
	for (i = 0; i < load->n_workers; i++)
		wake_up_process(load->workers[i].task);
}

/*
 * A signal ends it early; commands in flight are waited for all the same. The
 * system can fall asleep meanwhile: the threads go on until the device does.
 */
static int load_wait(struct load *load)
{
	int ret =
		wait_for_completion_state(&load->done,
					  TASK_INTERRUPTIBLE | TASK_FREEZABLE);

	if (ret) {
		WRITE_ONCE(load->stop, true);
		wait_for_completion(&load->done);
	}
	return ret;
}

/* Also of threads that were never started. */
static void load_stop(struct load *load)
{
	unsigned int i;

	for (i = 0; i < load->n_workers; i++)
		kthread_stop_put(load->workers[i].task);
}

static void load_print(struct load *load, struct seq_buf *out)
{
	struct histogram *sum = &load->workers[0].times;
	u64 errors = 0, wrong = load->workers[0].wrong;
	unsigned int i;

	for (i = 1; i < load->n_workers; i++) {
		histogram_merge(sum, &load->workers[i].times);
		wrong += load->workers[i].wrong;
	}
	for (i = 0; i < ERRNOS_MAX; i++)
		errors += atomic_read(&load->errnos[i]);
	seq_buf_printf(out, " commands=%llu errors=%llu wrong=%llu gone=%d",
		       sum->count, errors, wrong, targets_dead(&load->targets));
	seq_buf_printf(out, " max_us=%llu p50_us=%llu p99_us=%llu", sum->max,
		       histogram_percentile(sum, 50),
		       histogram_percentile(sum, 99));
	for (i = 0; i < ERRNOS_MAX; i++)
		if (atomic_read(&load->errnos[i]))
			seq_buf_printf(out, " errno%d=%d", -(int)i,
				       atomic_read(&load->errnos[i]));
}

static int load_set_kind(struct load *load, const char *kind,
			 const char *device)
{
	unsigned int i, op;
	int ret;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, kind))
			break;
	if (i == ARRAY_SIZE(kinds))
		return -EINVAL;
	ret = targets_get(&load->targets, kinds[i].ops, device);
	for (op = 0; op < OPS_MAX; op++)
		if (load->targets.ops & BIT(op))
			load->ops[load->n_ops++] = op;
	return ret;
}

static int load_run(struct load *load, struct client_call *call)
{
	int ret;

	ret = load_set_kind(load, call->word, call->device);
	if (!ret)
		ret = load_create(load, call->arg[1]);
	if (!ret) {
		load_start(load, call->arg[3]);
		ret = load_wait(load);
	}
	load_stop(load);
	if (!ret)
		load_print(load, call->out);
	targets_put(&load->targets);
	return ret;
}

static int load_load(struct client_call *call)
{
	struct load *load;
	int ret = -ENOMEM;

	if (!call->arg[1] || call->arg[1] > THREADS_MAX || !call->arg[3] ||
	    call->arg[3] > SECONDS_MAX)
		return -EINVAL;
	load = kvzalloc(sizeof(*load), GFP_KERNEL);
	if (!load)
		return -ENOMEM;
	init_completion(&load->done);
	cpumask_copy(&load->cpus, current->cpus_ptr);
	load->count = call->arg[2];
	load->workers =
		kvcalloc(call->arg[1], sizeof(*load->workers), GFP_KERNEL);
	if (load->workers)
		ret = load_run(load, call);
	kvfree(load->workers);
	kvfree(load);
	return ret;
}

const struct client_cmd client_load_cmds[] = {
	{ "load", "wnnn",
	  "irq|poll|mixed|set|sensor|level|limits|all THREADS COUNT SECONDS",
	  load_load },
	{}
};

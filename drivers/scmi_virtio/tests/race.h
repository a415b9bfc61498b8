/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The threads that play device, interrupts and callers of a run at once.
 */
#ifndef SCMI_VIO_RACE_H
#define SCMI_VIO_RACE_H

#include "stress.h"

#include <linux/atomic.h>
#include <linux/sched.h>
#include <linux/types.h>

#define RACE_CALLERS 8

/**
 * struct race_caller - a thread that sends commands
 * @race: whose it is
 * @task: the thread
 * @calls: nobody else's
 * @rnd: its luck
 */
struct race_caller {
	struct race *race;
	struct task_struct *task;
	struct stress_call *calls[STRESS_CALLS / RACE_CALLERS];
	struct rnd_state rnd;
};

/**
 * struct race_irq - a thread that raises the interrupts of a queue
 * @race: whose it is
 * @task: the thread
 * @queue: the queue
 * @rnd: its luck
 */
struct race_irq {
	struct race *race;
	struct task_struct *task;
	unsigned int queue;
	struct rnd_state rnd;
};

/**
 * struct race - the threads of a run
 * @s: the run
 * @device: plays the device
 * @irqs: raise its interrupts
 * @callers: send commands
 * @caller_count: how many
 * @silent: the device answers no more: callers give up
 * @sent: commands that the device was given
 * @over: commands that are over for their callers
 * @total: of earlier devices
 */
struct race {
	struct stress *s;
	struct task_struct *device;
	struct race_irq irqs[SCMI_VIRTIO_VQ_COUNT];
	struct race_caller callers[RACE_CALLERS];
	unsigned int caller_count;
	bool silent;
	atomic_t sent;
	atomic_t over;
	unsigned int total;
};

void race_start_device(struct race *race);
void race_stop_device(struct race *race);
void race_start_callers(struct race *race);
void race_stop_callers(struct race *race);
void race_before_fetch(struct kunit *test);

#endif /* SCMI_VIO_RACE_H */

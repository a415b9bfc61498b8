/* SPDX-License-Identifier: GPL-2.0-only */
/* Single commands of the load, and what their replies must be. */
#ifndef SCMI_CLIENT_OPS_H
#define SCMI_CLIENT_OPS_H

#include <linux/prandom.h>
#include <linux/spinlock.h>

#include "client.h"

#define TARGETS_MAX 64

/* An operation's reply was taken for success and is not what it must be. */
#define OP_WRONG 1

/**
 * enum load_op - the commands a load is made of
 * @OP_RATE_GET: a clock's rate
 * @OP_STATE_GET: a clock's state
 * @OP_STATE_POLL: same, polled with interrupts off
 * @OP_LEVEL_GET: a performance domain's level
 * @OP_LEVEL_POLL: same, polled with interrupts off
 * @OP_POWER_GET: a power domain's state
 * @OP_RATE_SET: sets and reads, in turn, the clock that belongs to the worker
 * @OP_SENSOR: a sensor's value; only those that answer later, if there are any
 * @OP_LIMITS: a performance domain's limits, of which nothing is known
 */
enum load_op {
	OP_RATE_GET,
	OP_STATE_GET,
	OP_STATE_POLL,
	OP_LEVEL_GET,
	OP_LEVEL_POLL,
	OP_POWER_GET,
	OP_RATE_SET,
	OP_SENSOR,
	OP_LIMITS,
	OPS_MAX
};

/**
 * struct target_clock - what is known of a clock
 * @low: its rate is this
 * @high: or this
 * @rate: its rate before the load
 * @on: it is enabled
 * @settable: a worker may own it and set its rate
 */
struct target_clock {
	u64 low;
	u64 high;
	u64 rate;
	bool on;
	bool settable;
};

/**
 * struct targets - what a load talks to and what must come back
 * @ops: mask of the operations that are possible
 * @clock: its client, or NULL; so are the next three
 * @perf: same
 * @power: same
 * @sensor: same
 * @n_clocks: number of @clocks known
 * @n_levels: number of @levels known
 * @n_states: number of @states known
 * @n_sensors: number of @sensors that answer asynchronously
 * @clocks: by clock
 * @levels: by performance domain
 * @states: by power domain
 * @sensors: their identifiers
 */
struct targets {
	unsigned int ops;
	struct client *clock, *perf, *power, *sensor;
	u32 n_clocks, n_levels, n_states, n_sensors;
	struct target_clock clocks[TARGETS_MAX];
	u32 levels[TARGETS_MAX];
	u32 states[TARGETS_MAX];
	u32 sensors[TARGETS_MAX];
};

/**
 * struct op_state - what a worker keeps between its operations
 * @t: the targets
 * @rnd: the worker's own random numbers
 * @lock: held around polled transfers
 * @own: the clock that it may set, if it is below the number of clocks
 * @expected: the rate that it has set, 0 when it is not known
 */
struct op_state {
	const struct targets *t;
	struct rnd_state rnd;
	spinlock_t lock; /* protects nothing, forbids to sleep */
	u32 own;
	u64 expected;
};

/**
 * targets_get - find and learn what a load needs
 * @t: zeroed; filled
 * @ops: mask of the operations it would make
 * @device: the SCMI instance's device, or NULL for the first
 *
 * Return: 0; -ENODEV when none of @ops is possible, or the error of a command.
 * targets_put() must follow in any case.
 */
int targets_get(struct targets *t, unsigned int ops, const char *device);

/* Sets the clocks back to what they were and lets the clients go. */
void targets_put(struct targets *t);

/* Whether one of the clients waits to go away. */
bool targets_dead(const struct targets *t);

/**
 * op_run - one command
 * @s: the worker's state
 * @op: the operation
 *
 * Return: 0, a negative errno, or %OP_WRONG.
 */
int op_run(struct op_state *s, enum load_op op);

#endif /* SCMI_CLIENT_OPS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scmi_client: a test module over the kernel's public SCMI clients' API. It
 * binds to the protocols of every SCMI instance and takes commands, a line
 * each, through debugfs; cmd.c describes them.
 */
#ifndef SCMI_CLIENT_H
#define SCMI_CLIENT_H

#include <linux/completion.h>
#include <linux/refcount.h>
#include <linux/seq_buf.h>
#include <linux/spinlock.h>

#include "compat.h"

#define CLIENT_EVENTS_KEPT 16
#define CLIENT_ARGS_MAX	   4

/**
 * struct client_event - a notification, as a command shows it
 * @evt: the event's number within its protocol
 * @agent: who caused it
 * @src: clock, domain or sensor
 * @value: up to two values, their meaning depends on @evt
 */
struct client_event {
	u8 evt;
	u32 agent;
	u32 src;
	s64 value[2];
};

/**
 * struct client_events - the notifications of one client
 * @lock: guards what follows
 * @wait: woken by each notification
 * @count: how many came since they were last read
 * @kept: the last of them, a ring
 */
struct client_events {
	spinlock_t lock; /* guards what follows */
	wait_queue_head_t wait;
	u64 count;
	struct client_event kept[CLIENT_EVENTS_KEPT];
};

/**
 * struct client - one protocol of one SCMI instance
 * @node: in the list of clients, guarded by its lock
 * @users: calls that use it, and one for being bound
 * @idle: completed when @users drops to zero
 * @dead: the SCMI device goes; whoever loops over calls ends
 * @sdev: the SCMI device it is bound to
 * @ph: the protocol's handle
 * @clk: the protocol's operations, one of these by @sdev's protocol
 * @perf: same
 * @power: same
 * @sensor: same
 * @events: notifications received
 */
struct client {
	struct list_head node;
	refcount_t users;
	struct completion idle;
	bool dead;
	struct scmi_device *sdev;
	const struct scmi_protocol_handle *ph;
	union {
		const void *ops;
		const struct scmi_clk_proto_ops *clk;
		const struct scmi_perf_proto_ops *perf;
		const struct scmi_power_proto_ops *power;
		const struct scmi_sensor_proto_ops *sensor;
	};
	struct client_events events;
};

/**
 * struct client_call - a command that is being run
 * @c: the client it is for; NULL where the group has no protocol
 * @device: name of the instance's device it was meant for, or NULL for any
 * @arg: its arguments; optional words count 1 when they are there
 * @word: its first argument as a word, where it takes one
 * @lock: held, interrupts off, around transfers that must not sleep
 * @out: the values of its result
 */
struct client_call {
	struct client *c;
	const char *device;
	u64 arg[CLIENT_ARGS_MAX];
	const char *word;
	spinlock_t *lock; /* protects nothing, forbids to sleep */
	struct seq_buf *out;
};

/**
 * struct client_cmd - a command
 * @verb: its word, after that of its group
 * @args: a letter for each argument: n a u32, q a u64, w a word; in
 *	capitals the optional last word it may be: A "atomic", O "off"
 * @usage: the arguments in words
 * @run: does it; returns 0 or a negative errno
 */
struct client_cmd {
	const char *verb;
	const char *args;
	const char *usage;
	int (*run)(struct client_call *call);
};

extern const struct client_cmd client_clock_cmds[];
extern const struct client_cmd client_perf_cmds[];
extern const struct client_cmd client_power_cmds[];
extern const struct client_cmd client_sensor_cmds[];
extern const struct client_cmd client_event_cmds[];
extern const struct client_cmd client_load_cmds[];

/**
 * client_get - find a client and keep it bound
 * @proto: the protocol, 0 for any
 * @device: name of the SCMI instance's device, or NULL for the first
 *
 * The SCMI device's removal waits until client_put().
 *
 * Return: the client, or NULL when the protocol is not bound.
 */
struct client *client_get(u8 proto, const char *device);
void client_put(struct client *c);

/* Whether the client's device waits to go away. */
bool client_is_dead(const struct client *c);

/**
 * client_proto_by_name - the protocol that a command names
 * @name: "power", "perf", "clock" or "sensor"
 *
 * Return: its number, 0 when there is none.
 */
u8 client_proto_by_name(const char *name);

/* Describe all clients into a command's result. */
void client_list_all(struct seq_buf *out);

void client_cmd_init(void);
void client_cmd_exit(void);

void client_events_init(struct client_events *events);

#endif /* SCMI_CLIENT_H */

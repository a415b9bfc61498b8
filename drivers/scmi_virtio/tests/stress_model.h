/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must hold after each step of a script that one thread plays: where each
 * message is, who has a reference, what the core was told, what was counted.
 * The model hears of what device and callers do, foretells what the driver
 * makes of it, and knows nothing of how.
 */
#ifndef SCMI_VIO_STRESS_MODEL_H
#define SCMI_VIO_STRESS_MODEL_H

#include "stress.h"

#include <linux/types.h>

/**
 * enum model_place - where the buffer of a command is
 * @AT_HOME: the device does not have it; free if no caller has it either
 * @ON_RING: the device can take it
 * @AT_DEVICE: it has
 * @RETURNED: it gave it back, and the driver has not looked yet
 */
enum model_place {
	AT_HOME,
	ON_RING,
	AT_DEVICE,
	RETURNED,
};

/**
 * struct model_msg - a message for commands
 * @place: where it is
 * @called: a caller has not left yet
 * @outcome: how its command ended
 * @polled: the caller polls
 * @overtaken: the core took a delayed response for its response
 * @call: the call's index
 * @want: what the caller is to get
 * @reserved: the answer has reserved bits set
 */
struct model_msg {
	enum model_place place;
	bool called;
	enum scmi_vio_outcome outcome;
	bool polled;
	bool overtaken;
	unsigned int call;
	struct stress_result want;
	bool reserved;
};

/**
 * struct model_call - what the core may be told for a token
 * @msg: index of its message; -1: none
 * @phase: what may be delivered
 * @hdr: the command's header
 * @async: it asked for a delayed response
 * @responses: how many came
 * @delayed: how many delayed ones
 */
struct model_call {
	int msg;
	enum scmi_vio_phase phase;
	u32 hdr;
	bool async;
	unsigned int responses;
	unsigned int delayed;
};

/**
 * struct model - all of it
 * @msgs: the messages for commands
 * @calls: by index, as in struct stress
 * @returned: indices of messages, in the order they came back
 * @returned_count: how many
 * @events: what came back on eventq, in that order
 * @event_count: how many
 * @live: the core has sent something
 * @breaking: the device has returned nonsense on the queue
 * @broken: and the driver has seen it
 * @polled_aborts: commands that a poller or a worker failed, whoever was first
 * @count: the counters
 */
struct model {
	struct model_msg msgs[STRESS_QUEUE / 2];
	struct model_call calls[STRESS_CALLS];
	unsigned int returned[STRESS_QUEUE / 2];
	unsigned int returned_count;
	struct stress_event events[STRESS_QUEUE];
	unsigned int event_count;
	bool live;
	bool breaking[SCMI_VIRTIO_VQ_COUNT];
	bool broken[SCMI_VIRTIO_VQ_COUNT];
	unsigned int polled_aborts;
	unsigned long count[SCMI_VIO_COUNTERS];
};

void stress_model_plugged(struct stress *s);
void stress_model_idle(struct stress *s);
void stress_model_sent(struct stress *s, unsigned int call, int err);
void stress_model_taken(struct stress *s, const void *response);
void stress_model_answered(struct stress *s, const struct stress_buffer *b);
void stress_model_event(struct stress *s, const struct stress_event *event);
void stress_model_drained(struct stress *s, unsigned int queue);
bool stress_model_pending(struct stress *s, unsigned int call);
void stress_model_polled(struct stress *s, unsigned int call, bool pending,
			 bool done);
void stress_model_broken(struct stress *s, unsigned int queue);
void stress_model_left(struct stress *s, unsigned int call, bool ok);
void stress_model_expired(struct stress *s, unsigned int call);
void stress_model_heard(struct stress *s, struct fake_xfer *fx, u32 hdr);

void stress_check_all(struct stress *s);

#endif /* SCMI_VIO_STRESS_MODEL_H */

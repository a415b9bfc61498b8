/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI core as the transport sees it: calls the transport's operations in
 * the core's order and contexts, holds what it must not see against it.
 */
#ifndef SCMI_VIO_FAKE_CORE_H
#define SCMI_VIO_FAKE_CORE_H

#include "core.h"

#include <linux/completion.h>
#include <linux/of.h>
#include <linux/spinlock.h>

struct fake_vdev;
struct kunit;

#define FAKE_PAYLOAD 128

/**
 * struct fake_xfer - a transfer, and what the core knows about it
 * @xfer: the transport's view
 * @async: where it waits for a delayed response
 * @buf: request and response
 * @sent: given to the transport, mark_txdone() not called yet
 * @responses: how many times rx_callback() was called with a response
 * @delayed: how many times with a delayed response
 */
struct fake_xfer {
	struct scmi_xfer xfer;
	struct completion async;
	u8 buf[FAKE_PAYLOAD];
	bool sent;
	unsigned int responses;
	unsigned int delayed;
};

/**
 * struct fake_core - an instance of the core
 * @test: whose it is
 * @node: in its driver's list, if it has one
 * @link: the transport's link under test
 * @ops: its operations
 * @np: the instance's node
 * @dev: the arm-scmi device
 * @own_np: what @np is without a driver
 * @own_dev: what @dev is without a driver
 * @tx: channel for commands
 * @rx: channel for events; set up if the transport offers it
 * @setup_error: what the set-up of @rx fails with, for a reason of the core's
 * @timeout: wait for a response, in jiffies; of an instance with a driver
 * @tables: transfers exist: rx_callback() before that is a bug
 * @xfers: transfers by token
 * @before_fetch: called, if set, between rx_callback() and the fetch
 * @heard: called, if set, after the fetch; of a notification with @event
 * @events: notifications so far
 * @event_hdr: header of the last one
 * @event: the last one, as fetched
 */
struct fake_core {
	struct kunit *test;
	struct list_head node;
	struct scmi_vio_link link;
	const struct scmi_transport_ops *ops;
	struct device_node *np;
	struct device *dev;
	struct device_node own_np;
	struct device own_dev;
	struct scmi_chan_info tx;
	struct scmi_chan_info rx;
	int setup_error;
	unsigned long timeout;
	bool tables;
	struct fake_xfer *xfers;
	void (*before_fetch)(struct kunit *test);
	void (*heard)(struct fake_core *core, struct fake_xfer *fx, u32 hdr);
	unsigned int events;
	u32 event_hdr;
	struct fake_xfer event;
};

struct fake_core *fake_core_alloc(struct kunit *test);
void fake_core_free(void *core);
int fake_core_up(struct fake_core *core, const struct scmi_transport *trans);
void fake_core_down(struct fake_core *core);

struct fake_core *fake_core_probe(struct kunit *test, struct fake_vdev *fake);
void fake_core_remove(struct fake_core *core);

struct fake_xfer *fake_core_prepare(struct fake_core *core, u16 token,
				    u8 protocol, u8 msg_id);
int fake_core_send(struct fake_core *core, struct fake_xfer *fx);
bool fake_core_responded(struct fake_xfer *fx);
bool fake_core_wait(struct fake_xfer *fx, unsigned long timeout);
int fake_core_finish(struct fake_core *core, struct fake_xfer *fx);
void fake_core_timeout(struct fake_core *core, struct fake_xfer *fx);
bool fake_core_poll(struct fake_core *core, struct fake_xfer *fx);

#endif /* SCMI_VIO_FAKE_CORE_H */

// SPDX-License-Identifier: GPL-2.0-only
#include "client.h"
#include "cmd.h"
#include "device.h"

#include <linux/cleanup.h>
#include <linux/srcu.h>

/**
 * scmi_vio_client_live - can the client be told of events?
 * @dev: the device
 *
 * The core can take none before its transfers exist, and that they do is known
 * from its first command only.
 *
 * Context: any, in an SRCU read section of the device.
 */
bool scmi_vio_client_live(struct scmi_vio_dev *dev)
{
	struct scmi_vio_client *client;

	client = srcu_dereference(dev->client, &dev->srcu);
	/* Pairs with the release in core.c's send_message(). */
	return client && smp_load_acquire(&client->live);
}

/**
 * scmi_vio_client_deliver - hand a message to the client
 * @dev: the device
 * @hdr: header of the message
 * @msg: the message
 *
 * Context: any, in an SRCU read section of the device.
 * Return: false if there is none to take it; counted.
 */
bool scmi_vio_client_deliver(struct scmi_vio_dev *dev, u32 hdr,
			     struct scmi_vio_msg *msg)
{
	struct scmi_vio_client *client;

	client = srcu_dereference(dev->client, &dev->srcu);
	if (client && client->deliver(client, hdr, msg))
		return true;
	scmi_vio_count(&dev->stats, SCMI_VIO_DROPPED);
	return false;
}

static void deliver_abort(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	scmi_vio_client_deliver(ctx, hdr, msg);
}

/**
 * scmi_vio_client_abort - fail what is in flight: nothing will be received
 * @dev: the device
 *
 * Context: process.
 * Return: how many commands failed; counted.
 */
unsigned int scmi_vio_client_abort(struct scmi_vio_dev *dev)
{
	unsigned int n;

	scoped_guard(srcu, &dev->srcu)
		n = scmi_vio_cmd_abort_all(dev->cmds, deliver_abort, dev);
	atomic_long_add(n, &dev->stats.counters[SCMI_VIO_ABORTS]);
	return n;
}

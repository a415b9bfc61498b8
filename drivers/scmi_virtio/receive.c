// SPDX-License-Identifier: GPL-2.0-only
#include "receive.h"
#include "device.h"

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/srcu.h>

static bool deliver(struct scmi_vio_dev *dev, u32 hdr, struct scmi_vio_msg *msg)
{
	struct scmi_vio_client *client;

	client = srcu_dereference(dev->client, &dev->srcu);
	if (client && client->deliver(client, hdr, msg))
		return true;
	scmi_vio_count(&dev->stats, SCMI_VIO_DROPPED);
	return false;
}

static void deliver_response(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = ctx;

	if (deliver(dev, hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_REPLIES);
}

static void deliver_delayed(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = ctx;

	if (deliver(dev, hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_DELAYED_RESPONSES);
}

static void deliver_abort(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	deliver(ctx, hdr, msg);
}

/* --- cmdq --- */

static struct scmi_vio_dev *cmdq_dev(struct scmi_vio_chan *chan)
{
	return container_of(chan, struct scmi_vio_dev, cmdq);
}

/* The caller is not told: it left, or has its answer from elsewhere. */
static void command_unclaimed(struct scmi_vio_dev *dev,
			      struct scmi_vio_msg *msg)
{
	if (msg->overtaken)
		scmi_vio_count(&dev->stats, SCMI_VIO_SUPERSEDED);
	else if (scmi_vio_msg_outcome(msg) != SCMI_VIO_ABORTED)
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_LATE, msg->hdr);
}

/*
 * Who polls is told here and now: nothing that holds up a batch may hide an
 * answer from a CPU that spins for it.
 */
static bool command_used(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg,
			 unsigned int len)
{
	struct scmi_vio_dev *dev = cmdq_dev(chan);
	bool polled = msg->polled, claimed;

	msg->rx = scmi_vio_pdu_response(msg->response, len, msg->pool->room,
					msg->hdr);
	scmi_vio_stats_verdict(&dev->stats, &msg->rx, msg->hdr);
	claimed = scmi_vio_msg_settle(msg, SCMI_VIO_REPLIED);
	if (claimed && !polled)
		return true;

	if (claimed)
		scmi_vio_count(&dev->stats, SCMI_VIO_REPLIES);
	else
		command_unclaimed(dev, msg);
	scmi_vio_msg_put(msg);
	return false;
}

static void command_deliver(struct scmi_vio_chan *chan,
			    struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = cmdq_dev(chan);

	scoped_guard(srcu, &dev->srcu) {
		switch (scmi_vio_cmd_response(dev->cmds, msg, deliver_response,
					      dev)) {
		case SCMI_VIO_TOO_LATE:
			scmi_vio_stats_problem(&dev->stats, SCMI_VIO_LATE,
					       msg->hdr);
			break;
		case SCMI_VIO_NOT_NEEDED:
			scmi_vio_count(&dev->stats, SCMI_VIO_SUPERSEDED);
			break;
		default:
			break;
		}
	}
	scmi_vio_msg_put(msg);
}

/**
 * scmi_vio_receive_abort - fail what is in flight: nothing will be received
 * @work: the device's abort work
 */
void scmi_vio_receive_abort(struct work_struct *work)
{
	struct scmi_vio_dev *dev =
		container_of(work, struct scmi_vio_dev, abort);
	unsigned int n;

	scoped_guard(srcu, &dev->srcu)
		n = scmi_vio_cmd_abort_all(dev->cmds, deliver_abort, dev);
	if (!n)
		return;
	atomic_long_add(n, &dev->stats.counters[SCMI_VIO_ABORTS]);
	dev_err(dev->stats.dev,
		"queue broken or device gone: %u commands failed; unbind and bind the device to use it again\n",
		n);
}

static void command_broken(struct scmi_vio_chan *chan)
{
	schedule_work(&cmdq_dev(chan)->abort);
}

const struct scmi_vio_chan_ops scmi_vio_cmdq_ops = {
	.used = command_used,
	.deliver = command_deliver,
	.broken = command_broken,
};

/* --- eventq --- */

static struct scmi_vio_dev *eventq_dev(struct scmi_vio_chan *chan)
{
	return container_of(chan, struct scmi_vio_dev, eventq);
}

static bool event_used(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg,
		       unsigned int len)
{
	msg->rx = scmi_vio_pdu_event(msg->response, len, msg->pool->room);
	return true;
}

static void event_delayed(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg)
{
	if (scmi_vio_cmd_delayed(dev->cmds, msg, deliver_delayed, dev) !=
	    SCMI_VIO_DELIVERED)
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_UNSOLICITED,
				       msg->rx.hdr);
}

static void event_notification(struct scmi_vio_dev *dev,
			       struct scmi_vio_msg *msg)
{
	if (deliver(dev, msg->rx.hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_NOTIFICATIONS);
}

/*
 * The core can take no event before its transfers exist, and that they do is
 * known from its first command only.
 */
static bool device_live(struct scmi_vio_dev *dev)
{
	struct scmi_vio_client *client;

	client = srcu_dereference(dev->client, &dev->srcu);
	/* Pairs with the release in core.c's send_message(). */
	return client && smp_load_acquire(&client->live);
}

static void event_deliver(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = eventq_dev(chan);

	scmi_vio_stats_verdict(&dev->stats, &msg->rx, msg->rx.hdr);
	if (msg->rx.verdict != SCMI_VIO_GOOD)
		return;

	guard(srcu)(&dev->srcu);
	if (!device_live(dev))
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_EARLY,
				       msg->rx.hdr);
	else if (scmi_vio_hdr_type(msg->rx.hdr) == SCMI_VIO_DELAYED)
		event_delayed(dev, msg);
	else
		event_notification(dev, msg);
}

static void event_broken(struct scmi_vio_chan *chan)
{
	schedule_work(&eventq_dev(chan)->abort);
}

const struct scmi_vio_chan_ops scmi_vio_eventq_ops = {
	.used = event_used,
	.deliver = event_deliver,
	.broken = event_broken,
};

// SPDX-License-Identifier: GPL-2.0-only
#include "receive.h"
#include "client.h"
#include "device.h"
#include "recover.h"

#include <linux/cleanup.h>
#include <linux/srcu.h>

static void deliver_response(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = ctx;

	if (scmi_vio_client_deliver(dev, hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_REPLIES);
}

static void deliver_delayed(void *ctx, u32 hdr, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = ctx;

	if (scmi_vio_client_deliver(dev, hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_DELAYED_RESPONSES);
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

/* The answer to a subscription that was renewed: nobody waits for it. */
static void command_renewed(struct scmi_vio_dev *dev,
			    const struct scmi_vio_msg *msg)
{
	if (msg->rx.verdict == SCMI_VIO_GOOD && !msg->rx.status)
		scmi_vio_count(&dev->stats, SCMI_VIO_RENEWED);
	else
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_NOT_RENEWED,
				       msg->hdr);
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
	if (claimed && !polled && !msg->own)
		return true;

	if (msg->own)
		command_renewed(dev, msg);
	else if (claimed)
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

static void command_broken(struct scmi_vio_chan *chan)
{
	scmi_vio_recover_trouble(cmdq_dev(chan), SCMI_VIO_BROKEN);
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

/* The core keeps notifications for others, and may have no room for more. */
static bool event_paced(const struct scmi_vio_msg *msg)
{
	return msg->rx.verdict == SCMI_VIO_GOOD &&
	       scmi_vio_hdr_type(msg->rx.hdr) == SCMI_VIO_NOTIFICATION;
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
	if (scmi_vio_client_deliver(dev, msg->rx.hdr, msg))
		scmi_vio_count(&dev->stats, SCMI_VIO_NOTIFICATIONS);
}

static void event_deliver(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	struct scmi_vio_dev *dev = eventq_dev(chan);

	scmi_vio_stats_verdict(&dev->stats, &msg->rx, msg->rx.hdr);
	if (msg->rx.verdict != SCMI_VIO_GOOD)
		return;

	guard(srcu)(&dev->srcu);
	if (!scmi_vio_client_live(dev))
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_EARLY,
				       msg->rx.hdr);
	else if (scmi_vio_hdr_type(msg->rx.hdr) == SCMI_VIO_DELAYED)
		event_delayed(dev, msg);
	else
		event_notification(dev, msg);
}

static void event_broken(struct scmi_vio_chan *chan)
{
	scmi_vio_recover_trouble(eventq_dev(chan), SCMI_VIO_BROKEN);
}

const struct scmi_vio_chan_ops scmi_vio_eventq_ops = {
	.used = event_used,
	.deliver = event_deliver,
	.paced = event_paced,
	.broken = event_broken,
};

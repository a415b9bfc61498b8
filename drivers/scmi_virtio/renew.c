// SPDX-License-Identifier: GPL-2.0-only
#include "renew.h"
#include "device.h"

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

/* How soon to go on when there was no room on the queue. */
#define RETRY_MS 20

/*
 * There is no caller: what becomes of it is counted. Whatever has a token is
 * told apart by its buffer, so these all have the same one.
 */
static int renew_one(void *ctx, const struct scmi_vio_sub *sub)
{
	struct scmi_vio_dev *dev = ctx;
	struct scmi_vio_msg *msg = scmi_vio_msg_get(&dev->commands, 1);
	int err;

	if (!msg)
		return -EBUSY;
	msg->hdr = sub->hdr;
	msg->polled = false;
	msg->own = true;
	msg->sent = scmi_vio_pdu_pack(msg->request, msg->hdr, sub->params,
				      sub->len);
	err = scmi_vio_chan_queue(&dev->cmdq, msg);
	if (err)
		scmi_vio_msg_put(msg);
	return err;
}

static void renew_all(struct scmi_vio_dev *dev)
{
	int err = scmi_vio_subs_renew(&dev->subs, renew_one, dev);

	scmi_vio_chan_kick(&dev->cmdq);
	/* A device without queues, or with broken ones, is reset again. */
	if (err == -EBUSY || err == -ENOMEM)
		schedule_delayed_work(&dev->renew, msecs_to_jiffies(RETRY_MS));
}

static void renew_work(struct work_struct *work)
{
	renew_all(container_of(to_delayed_work(work), struct scmi_vio_dev,
			       renew));
}

/**
 * scmi_vio_renew_init - begin with no subscriptions
 * @dev: the device
 */
void scmi_vio_renew_init(struct scmi_vio_dev *dev)
{
	scmi_vio_subs_init(&dev->subs);
	INIT_DELAYED_WORK(&dev->renew, renew_work);
}

/**
 * scmi_vio_renew_exit - end
 * @dev: the device; nobody uses it any more
 *
 * Context: process, may sleep.
 */
void scmi_vio_renew_exit(struct scmi_vio_dev *dev)
{
	disable_delayed_work_sync(&dev->renew);
	scmi_vio_subs_clear(&dev->subs);
}

/**
 * scmi_vio_renew_note - a command is about to subscribe to notifications
 * @dev: the device
 * @hdr: its header
 * @params: its parameters, in the order of the wire
 * @len: their bytes
 *
 * Context: any.
 */
void scmi_vio_renew_note(struct scmi_vio_dev *dev, u32 hdr, const void *params,
			 size_t len)
{
	if (scmi_vio_subs_note(&dev->subs, hdr, params, len) == -ENOMEM)
		scmi_vio_stats_problem(&dev->stats, SCMI_VIO_NOT_RENEWED, hdr);
}

/**
 * scmi_vio_renew - subscribe again to all: the device was reset
 * @dev: the device, with its queues
 *
 * Context: process.
 */
void scmi_vio_renew(struct scmi_vio_dev *dev)
{
	scmi_vio_subs_forgotten(&dev->subs);
	renew_all(dev);
}

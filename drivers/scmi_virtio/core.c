// SPDX-License-Identifier: GPL-2.0-only
#include "core.h"
#include "cmd.h"
#include "pdu.h"
#include "poll.h"
#include "renew.h"
#include "watch.h"

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/srcu.h>
#include <linux/string.h>

/*
 * chan_available() is given a node and nothing else; so links are found by
 * their nodes. Held for the list only, never across a call of the core's.
 */
static DEFINE_MUTEX(links_lock);
static LIST_HEAD(links);

static struct scmi_vio_link *link_find(const struct device_node *np)
{
	struct scmi_vio_link *link;

	guard(mutex)(&links_lock);
	list_for_each_entry(link, &links, node) {
		if (link->np == np)
			return link;
	}
	return NULL;
}

/* --- what the device sends --- */

/* Called in the device's SRCU read section. */
static bool link_deliver(struct scmi_vio_client *client, u32 hdr,
			 struct scmi_vio_msg *msg)
{
	struct scmi_vio_link *link =
		container_of(client, struct scmi_vio_link, client);
	struct srcu_struct *srcu = &link->dev->srcu;
	struct scmi_chan_info *cinfo = srcu_dereference(link->tx, srcu);

	/* The core frees the channel for commands first: the end of all. */
	if (cinfo && scmi_vio_hdr_type(hdr) != SCMI_VIO_COMMAND)
		cinfo = srcu_dereference(link->rx, srcu);
	if (!cinfo)
		return false;

	link->core->rx_callback(cinfo, hdr, msg);
	return true;
}

/* --- transport operations --- */

/*
 * Only the instance's own node has channels; its protocols share them.
 */
static bool core_chan_available(struct device_node *np, int idx)
{
	struct scmi_vio_link *link = link_find(np);

	return link && (idx == 0 || (idx == 1 && link->dev->p2a));
}

static int core_chan_setup(struct scmi_chan_info *cinfo, struct device *dev,
			   bool tx)
{
	struct scmi_vio_link *link = link_find(dev->of_node);

	if (!link)
		return -ENODEV;
	cinfo->transport_info = link;
	if (tx)
		rcu_assign_pointer(link->tx, cinfo);
	else
		rcu_assign_pointer(link->rx, cinfo);
	return 0;
}

/* Called again and again for a shared channel: the first call counts. */
static int core_chan_free(int id, void *p, void *data)
{
	struct scmi_chan_info *cinfo = p;
	struct scmi_vio_link *link = cinfo->transport_info;

	if (!link)
		return 0;
	/* 1. Nothing that comes in finds the channel any more. */
	if (cinfo->is_p2a)
		RCU_INIT_POINTER(link->rx, NULL);
	else
		RCU_INIT_POINTER(link->tx, NULL);
	/* 2. Whoever found it before is through. */
	synchronize_srcu_expedited(&link->dev->srcu);
	/* 3. The channel is the core's to free. */
	cinfo->transport_info = NULL;
	return 0;
}

static unsigned int core_get_max_msg(struct scmi_chan_info *cinfo)
{
	struct scmi_vio_link *link = cinfo->transport_info;
	unsigned int n = cinfo->is_p2a ? scmi_vio_dev_max_events(link->dev)
				       : scmi_vio_dev_max_commands(link->dev);

	return min(n, link->settings.max_msg);
}

/*
 * Without P2A channels nothing may be asked for that would come over them
 * (virtio 1.2, 5.17.6.1.2).
 */
static bool command_refused(const struct scmi_vio_link *link, u32 hdr,
			    bool delayed)
{
	if (link->dev->p2a || !(delayed || scmi_vio_pdu_asks_events(hdr)))
		return false;
	scmi_vio_count(&link->dev->stats, SCMI_VIO_REFUSED);
	return true;
}

/* Return: a packed message with two references, the caller's and the device's. */
static struct scmi_vio_msg *command_pack(struct scmi_vio_dev *dev, u32 hdr,
					 const struct scmi_xfer *xfer)
{
	struct scmi_vio_msg *msg = scmi_vio_msg_get(&dev->commands, 2);

	if (!msg) {
		scmi_vio_count(&dev->stats, SCMI_VIO_BUSY);
		return NULL;
	}
	msg->hdr = hdr;
	msg->polled = xfer->hdr.poll_completion;
	if (msg->polled)
		scmi_vio_poll_begin(msg);
	msg->sent = scmi_vio_pdu_pack(msg->request, hdr, xfer->tx.buf,
				      xfer->tx.len);
	return msg;
}

static int command_submit(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg,
			  bool delayed)
{
	int err = scmi_vio_cmd_begin(dev->cmds, msg, delayed);

	if (err) {
		/* The caller's; the table did not take it. */
		scmi_vio_msg_put(msg);
	} else {
		err = scmi_vio_chan_submit(&dev->cmdq, msg);
		if (!err)
			return 0;
		scmi_vio_cmd_end(dev->cmds, scmi_vio_hdr_token(msg->hdr),
				 false);
	}
	/* The device's; it never saw it. */
	scmi_vio_msg_put(msg);
	if (err == -EBUSY)
		scmi_vio_count(&dev->stats, SCMI_VIO_BUSY);
	return err;
}

static int core_send_message(struct scmi_chan_info *cinfo,
			     struct scmi_xfer *xfer)
{
	struct scmi_vio_link *link = cinfo->transport_info;
	bool delayed = xfer->async_done;
	struct scmi_vio_msg *msg;
	u32 hdr;
	int err;

	/*
	 * The core's raw mode passes on any type. Nothing but a command has a
	 * response, and where a response is fetched from goes by the type.
	 */
	if (xfer->hdr.type != SCMI_VIO_COMMAND)
		return -EINVAL;
	if (xfer->tx.len > link->settings.payload)
		return -EMSGSIZE;
	hdr = scmi_vio_pdu_header(xfer->hdr.protocol_id, xfer->hdr.id,
				  xfer->hdr.seq);
	if (command_refused(link, hdr, delayed))
		return -EOPNOTSUPP;
	if (!scmi_vio_watch_can_send(link->dev))
		return -ENODEV;
	msg = command_pack(link->dev, hdr, xfer);
	if (!msg)
		return -EBUSY;

	/* The core sends, so its transfers exist, so it can take events. */
	if (!link->client.live)
		/* Pairs with the acquire in device_live(). */
		smp_store_release(&link->client.live, true);

	if (scmi_vio_pdu_asks_events(hdr))
		scmi_vio_renew_note(link->dev, hdr, xfer->tx.buf, xfer->tx.len);
	err = command_submit(link->dev, msg, delayed);
	if (err)
		return err;
	scmi_vio_count(&link->dev->stats, SCMI_VIO_COMMANDS);
	scmi_vio_watch(link->dev);
	return 0;
}

static void core_mark_txdone(struct scmi_chan_info *cinfo, int ret,
			     struct scmi_xfer *xfer)
{
	struct scmi_vio_link *link = cinfo->transport_info;

	scmi_vio_cmd_end(link->dev->cmds, xfer->hdr.seq, !ret);
}

/*
 * The core fetches polled responses itself; all else comes in a call of ours
 * that names the message.
 */
static struct scmi_vio_msg *response_of(struct scmi_vio_link *link,
					struct scmi_xfer *xfer)
{
	if (xfer->hdr.poll_completion && xfer->hdr.type == SCMI_VIO_COMMAND)
		return scmi_vio_cmd_msg(link->dev->cmds, xfer->hdr.seq);
	return xfer->priv;
}

/* Return: what the caller gets to know as the platform's status. */
static s32 response_status(const struct scmi_vio_msg *msg)
{
	switch (scmi_vio_msg_outcome(msg)) {
	case SCMI_VIO_ABORTED:
	case SCMI_VIO_ABANDONED:
		return SCMI_VIO_STATUS_COMMS_ERROR;
	default:
		break;
	}
	if (msg->rx.verdict != SCMI_VIO_GOOD)
		return SCMI_VIO_STATUS_PROTOCOL_ERROR;
	return msg->rx.status;
}

static void core_fetch_response(struct scmi_chan_info *cinfo,
				struct scmi_xfer *xfer)
{
	struct scmi_vio_msg *msg = response_of(cinfo->transport_info, xfer);
	const void *payload = NULL;
	size_t len = 0;

	xfer->hdr.status = response_status(msg);
	if (!xfer->hdr.status) {
		payload = scmi_vio_pdu_payload(msg->response, &msg->rx);
		len = msg->rx.len;
	}
	xfer->rx.len =
		scmi_vio_pdu_copy(xfer->rx.buf, xfer->rx.len, payload, len);
}

static void core_fetch_notification(struct scmi_chan_info *cinfo,
				    size_t max_len, struct scmi_xfer *xfer)
{
	struct scmi_vio_msg *msg = xfer->priv;
	const void *payload;

	payload = scmi_vio_pdu_payload(msg->response, &msg->rx);
	xfer->rx.len =
		scmi_vio_pdu_copy(xfer->rx.buf, max_len, payload, msg->rx.len);
}

static bool core_poll_done(struct scmi_chan_info *cinfo, struct scmi_xfer *xfer)
{
	struct scmi_vio_link *link = cinfo->transport_info;
	struct scmi_vio_msg *msg;

	msg = scmi_vio_cmd_msg(link->dev->cmds, xfer->hdr.seq);
	return scmi_vio_poll(link->dev, msg);
}

static const struct scmi_transport_ops core_ops = {
	.chan_available = core_chan_available,
	.chan_setup = core_chan_setup,
	.chan_free = core_chan_free,
	.get_max_msg = core_get_max_msg,
	.send_message = core_send_message,
	.mark_txdone = core_mark_txdone,
	.fetch_response = core_fetch_response,
	.fetch_notification = core_fetch_notification,
	.poll_done = core_poll_done,
};

/* --- for an instance --- */

/**
 * scmi_vio_link_open - put an instance on a device
 * @link: the link, all zero
 * @dev: the device, which the instance has claimed
 * @np: the instance's node; the caller's reference outlives the link
 * @settings: its settings, in range
 *
 * Context: process, may sleep.
 * Return: 0, or an error of scmi_vio_dev_attach().
 */
int scmi_vio_link_open(struct scmi_vio_link *link, struct scmi_vio_dev *dev,
		       struct device_node *np,
		       const struct scmi_vio_settings *settings)
{
	int err;

	link->client.deliver = link_deliver;
	link->client.timeout_ms = settings->timeout_ms;
	link->dev = dev;
	link->np = np;
	link->settings = *settings;
	err = scmi_vio_dev_attach(dev, &link->client, settings->payload);
	if (err)
		return err;

	guard(mutex)(&links_lock);
	list_add_tail(&link->node, &links);
	return 0;
}

/**
 * scmi_vio_link_close - take an instance off its device
 * @link: the link; its "arm-scmi" device is gone
 *
 * Context: process, may sleep.
 */
void scmi_vio_link_close(struct scmi_vio_link *link)
{
	scoped_guard(mutex, &links_lock)
		list_del(&link->node);
	scmi_vio_dev_detach(link->dev);
	memset(link, 0, sizeof(*link));
}

/**
 * scmi_vio_link_describe - write the platform data of an "arm-scmi" device
 * @link: the link; must outlive that device
 * @supplier: the device that must outlive it, too
 * @trans: the platform data
 */
void scmi_vio_link_describe(struct scmi_vio_link *link, struct device *supplier,
			    struct scmi_transport *trans)
{
	const struct scmi_desc desc = {
		.ops = &core_ops,
		.max_rx_timeout_ms = link->settings.timeout_ms,
		.max_msg_size = link->settings.payload,
		.atomic_enabled = link->settings.atomic,
	};

	scmi_core_desc_init(&link->desc, &desc);
	memset(trans, 0, sizeof(*trans));
	trans->supplier = supplier;
	trans->core_ops = &link->core;
	scmi_core_desc_attach(trans, &link->desc);
}

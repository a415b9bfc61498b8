// SPDX-License-Identifier: GPL-2.0-only
#include "chan.h"

#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/scatterlist.h>
#include <linux/virtio.h>

/*
 * Messages taken off the queue under one hold of its lock, and messages
 * handled in one call before a worker goes on: what bounds the time with
 * interrupts off, and in an interrupt.
 */
#define BATCH  16
#define BUDGET 64

/* How soon to offer a buffer again that could not be put on the queue. */
#define RETRY_MS 100

static void chan_work(struct work_struct *work)
{
	scmi_vio_chan_drain(container_of(work, struct scmi_vio_chan, work));
}

static void chan_retry(struct work_struct *work)
{
	struct scmi_vio_chan *chan =
		container_of(work, struct scmi_vio_chan, retry.work);

	scmi_vio_chan_drain(chan);
}

/**
 * scmi_vio_chan_init - make a channel without a queue
 * @chan: the channel
 * @ops: its owner's
 * @posts: it is an eventq
 */
void scmi_vio_chan_init(struct scmi_vio_chan *chan,
			const struct scmi_vio_chan_ops *ops, bool posts)
{
	*chan = (struct scmi_vio_chan){ .ops = ops, .posts = posts };
	spin_lock_init(&chan->lock);
	INIT_LIST_HEAD(&chan->spare);
	INIT_WORK(&chan->work, chan_work);
	INIT_DELAYED_WORK(&chan->retry, chan_retry);
}

/**
 * scmi_vio_chan_start - give a channel its queue
 * @chan: the channel
 * @vq: the queue, of a device that is not ready yet
 */
void scmi_vio_chan_start(struct scmi_vio_chan *chan, struct virtqueue *vq)
{
	guard(spinlock_irqsave)(&chan->lock);
	WRITE_ONCE(chan->vq, vq);
	chan->size = virtqueue_get_vring_size(vq);
	chan->seen = virtqueue_enable_cb_prepare(vq);
}

/**
 * scmi_vio_chan_stop - take a channel's queue away
 * @chan: the channel; one that never had a queue will do
 *
 * The device was reset. On return nothing is on the queue, nothing is
 * delivered any more, and all DMA mappings are returned; the buffers
 * themselves may be freed after del_vqs() only, since some back ends write
 * until then.
 *
 * Context: process, may sleep.
 */
void scmi_vio_chan_stop(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = chan->vq;
		WRITE_ONCE(chan->vq, NULL);
		while (vq && virtqueue_detach_unused_buf(vq))
			;
	}
	cancel_work_sync(&chan->work);
	cancel_delayed_work_sync(&chan->retry);
}

/* A full queue is the caller's to try again, whatever the ring calls it. */
static int chan_add(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	int err;

	lockdep_assert_held(&chan->lock);
	if (!chan->vq)
		return -ENODEV;

	scmi_vio_pdu_blank(msg->response);
	sg_init_one(&in, msg->response, msg->pool->room);
	if (chan->posts)
		return virtqueue_add_inbuf(chan->vq, &in, 1, msg, GFP_ATOMIC);

	sg_init_one(&out, msg->request, msg->sent);
	err = virtqueue_add_sgs(chan->vq, sgs, 1, 1, msg, GFP_ATOMIC);
	return err == -ENOSPC ? -EBUSY : err;
}

/* Outside the lock: a notification is an exit to the host. */
static void chan_notify(struct scmi_vio_chan *chan, struct virtqueue *vq)
{
	if (!virtqueue_notify(vq))
		chan->ops->broken(chan);
}

/**
 * scmi_vio_chan_submit - give a command to the device
 * @chan: the cmdq
 * @msg: the command, packed; the device's reference goes with it
 *
 * Context: any; does not sleep.
 * Return: 0; -EBUSY when the queue is full, -ENODEV when there is none,
 * -EIO when it is broken, -ENOMEM when the buffer cannot be mapped. On error
 * the device's reference is still the caller's.
 */
int scmi_vio_chan_submit(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	struct virtqueue *vq;
	bool notify;
	int err;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = chan->vq;
		err = chan_add(chan, msg);
		/*
		 * Whoever was to notify for earlier commands may have been
		 * preempted before it did, by one who now spins for an answer
		 * on its CPU: who polls relies on nobody.
		 */
		notify = !err && (virtqueue_kick_prepare(vq) || msg->polled);
	}
	if (notify)
		chan_notify(chan, vq);
	return err;
}

/* Puts what it can of @msgs on the queue; the rest waits in @spare. */
static bool chan_refill(struct scmi_vio_chan *chan, struct list_head *msgs)
{
	struct scmi_vio_msg *msg, *next;

	lockdep_assert_held(&chan->lock);
	list_splice_tail_init(msgs, &chan->spare);
	list_for_each_entry_safe(msg, next, &chan->spare, node) {
		if (chan_add(chan, msg))
			break;
		list_del_init(&msg->node);
	}
	if (!chan->vq || virtqueue_is_broken(chan->vq))
		return false;
	/* No event would bring us here again were none on the queue. */
	if (!list_empty(&chan->spare))
		schedule_delayed_work(&chan->retry, msecs_to_jiffies(RETRY_MS));
	return virtqueue_kick_prepare(chan->vq);
}

/**
 * scmi_vio_chan_post - give buffers for events to the device
 * @chan: the eventq
 * @msgs: buffers, each with the device's reference; empty on return
 *
 * One notification for all. What the queue does not take now is kept and
 * offered again, soon and after the next event.
 *
 * Context: any; does not sleep.
 */
void scmi_vio_chan_post(struct scmi_vio_chan *chan, struct list_head *msgs)
{
	struct virtqueue *vq;
	bool notify;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = chan->vq;
		notify = chan_refill(chan, msgs);
	}
	if (notify)
		chan_notify(chan, vq);
}

/**
 * scmi_vio_chan_broken - will the queue never give anything back again?
 * @chan: the channel, which is not stopped meanwhile
 *
 * Context: any.
 */
bool scmi_vio_chan_broken(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq = READ_ONCE(chan->vq);

	return vq && virtqueue_is_broken(vq);
}

/**
 * scmi_vio_chan_news - is there something to drain?
 * @chan: the channel, which is not stopped meanwhile
 *
 * Cheap, without the lock, and sometimes wrong in saying yes.
 *
 * Context: any.
 * Return: false if certainly not.
 */
bool scmi_vio_chan_news(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq = READ_ONCE(chan->vq);

	if (!vq)
		return false;
	/* Draining a broken queue is what tells its owner. */
	return virtqueue_is_broken(vq) ||
	       virtqueue_poll(vq, READ_ONCE(chan->seen));
}

/*
 * Interrupts on again.
 * Return: false if something came in before they were.
 */
static bool chan_rearm(struct scmi_vio_chan *chan)
{
	unsigned int seen = virtqueue_enable_cb_prepare(chan->vq);

	lockdep_assert_held(&chan->lock);
	WRITE_ONCE(chan->seen, seen);
	return !virtqueue_poll(chan->vq, seen);
}

/*
 * Takes one batch off the queue.
 * Return: how many buffers came back, those not in the batch included.
 */
static unsigned int chan_collect(struct scmi_vio_chan *chan,
				 struct list_head *batch)
{
	struct scmi_vio_msg *msg;
	unsigned int len, n;

	lockdep_assert_held(&chan->lock);
	for (n = 0; n < BATCH; n++) {
		msg = virtqueue_get_buf(chan->vq, &len);
		if (!msg)
			break;
		if (chan->ops->used(chan, msg, len))
			list_add_tail(&msg->node, batch);
	}
	return n;
}

static void chan_deliver(struct scmi_vio_chan *chan, struct list_head *batch)
{
	struct scmi_vio_msg *msg, *next;

	/* On cmdq a delivered message is gone: the next is read before. */
	list_for_each_entry_safe(msg, next, batch, node)
		chan->ops->deliver(chan, msg);
}

/*
 * Return: a measure of the work done; 0 when the queue is empty and will
 * interrupt.
 */
static unsigned int chan_drain_commands(struct scmi_vio_chan *chan)
{
	LIST_HEAD(batch);
	unsigned int n = 0;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		if (!chan->vq)
			return 0;
		virtqueue_disable_cb(chan->vq);
		n = chan_collect(chan, &batch);
		if (n < BATCH)
			n = chan_rearm(chan) ? 0 : n + 1;
	}
	chan_deliver(chan, &batch);
	return n;
}

/* Return: as above, and 0 when somebody else is at it and will look again. */
static unsigned int chan_drain_events(struct scmi_vio_chan *chan)
{
	LIST_HEAD(batch);
	struct virtqueue *vq;
	unsigned int n = 0;
	bool notify;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = chan->vq;
		if (!vq)
			return 0;
		chan->again = chan->draining;
		if (chan->draining)
			return 0;
		chan->draining = true;
		virtqueue_disable_cb(vq);
		n = chan_collect(chan, &batch);
	}
	chan_deliver(chan, &batch);
	scoped_guard(spinlock_irqsave, &chan->lock) {
		chan->draining = false;
		notify = chan_refill(chan, &batch);
		if (n < BATCH && !chan->again && chan->vq)
			n = chan_rearm(chan) ? 0 : n + 1;
		else
			n++;
	}
	if (notify)
		chan_notify(chan, vq);
	return n;
}

/**
 * scmi_vio_chan_drain - handle what the device gave back
 * @chan: the channel
 *
 * Does a bounded amount of work and leaves the rest to a worker; until that
 * one is through, the queue does not interrupt.
 *
 * Context: any. Several callers can drain a cmdq at once.
 */
void scmi_vio_chan_drain(struct scmi_vio_chan *chan)
{
	unsigned int n, done = 0;

	do {
		n = chan->posts ? chan_drain_events(chan)
				: chan_drain_commands(chan);
		done += n;
	} while (n && done < BUDGET);

	if (n)
		schedule_work(&chan->work);
	if (scmi_vio_chan_broken(chan))
		chan->ops->broken(chan);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "chan.h"
#include "chan_queue.h"
#include "events.h"

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/scatterlist.h>
#include <linux/virtio.h>

/*
 * Messages handled in one call before a worker goes on: what bounds the time in
 * an interrupt.
 */
#define BUDGET 64

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
 * scmi_vio_chan_descriptors - how many descriptors does a queue have?
 * @vq: the queue
 */
unsigned int scmi_vio_chan_descriptors(const struct virtqueue *vq)
{
	return virtqueue_get_vring_size(vq);
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
	INIT_LIST_HEAD(&chan->held);
	INIT_WORK(&chan->work, chan_work);
	INIT_DELAYED_WORK(&chan->retry, chan_retry);
}

/**
 * scmi_vio_chan_start - give a channel its queue
 * @chan: the channel
 * @vq: the queue, of a device that is ready; nothing was on it yet
 */
void scmi_vio_chan_start(struct scmi_vio_chan *chan, struct virtqueue *vq)
{
	guard(spinlock_irqsave)(&chan->lock);
	chan->size = scmi_vio_chan_descriptors(vq);
	chan->seen = virtqueue_enable_cb_prepare(vq);
	rcu_assign_pointer(chan->vq, vq);
}

static void chan_detach(struct virtqueue *vq, struct list_head *msgs)
{
	struct scmi_vio_msg *msg;

	while (vq && (msg = virtqueue_detach_unused_buf(vq)))
		list_add_tail(&msg->node, msgs);
}

/**
 * scmi_vio_chan_close - take a channel's queue away
 * @chan: the channel; one that has no queue will do
 *
 * The device was reset. On return all DMA mappings are returned, and with them
 * the device's references; nothing comes on the queue any more, but others may
 * still be at what came before. The buffers themselves may be freed after
 * del_vqs() only, since some back ends write until then.
 *
 * Context: process, may sleep.
 */
void scmi_vio_chan_close(struct scmi_vio_chan *chan)
{
	struct scmi_vio_msg *msg, *next;
	LIST_HEAD(msgs);

	scoped_guard(spinlock_irqsave, &chan->lock) {
		chan_detach(scmi_vio_chan_vq(chan), &msgs);
		list_splice_init(&chan->spare, &msgs);
		list_splice_init(&chan->held, &msgs);
		RCU_INIT_POINTER(chan->vq, NULL);
	}
	list_for_each_entry_safe(msg, next, &msgs, node) {
		list_del_init(&msg->node);
		scmi_vio_msg_put(msg);
	}
}

/**
 * scmi_vio_chan_settle - wait for those who are at a closed channel
 * @chan: the channel
 *
 * On return nobody has the queue, nor comes back to it. Who spins for an answer
 * must have been told before that there will be none.
 *
 * Context: process, may sleep.
 */
void scmi_vio_chan_settle(struct scmi_vio_chan *chan)
{
	synchronize_rcu();
	cancel_work_sync(&chan->work);
	cancel_delayed_work_sync(&chan->retry);
}

/*
 * On a full queue virtqueue_add() would notify the device, and we hold the
 * lock. A full queue is the caller's to try again, whatever the ring calls it.
 */
static int chan_add_command(struct virtqueue *vq, struct scmi_vio_msg *msg,
			    struct scatterlist *in)
{
	struct scatterlist out, *sgs[] = { &out, in };
	int err;

	if (vq->num_free < ARRAY_SIZE(sgs))
		return virtqueue_is_broken(vq) ? -EIO : -EBUSY;
	sg_init_one(&out, msg->request, msg->sent);
	err = virtqueue_add_sgs(vq, sgs, 1, 1, msg, GFP_ATOMIC);
	return err == -ENOSPC ? -EBUSY : err;
}

/**
 * scmi_vio_chan_add - put a message on the queue
 * @chan: the channel, its lock held
 * @msg: the message
 *
 * Return: as scmi_vio_chan_submit().
 */
int scmi_vio_chan_add(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	struct virtqueue *vq = scmi_vio_chan_vq(chan);
	struct scatterlist in;

	if (!vq)
		return -ENODEV;
	scmi_vio_pdu_blank(msg->response);
	sg_init_one(&in, msg->response, msg->pool->room);
	if (chan->posts)
		return virtqueue_add_inbuf(vq, &in, 1, msg, GFP_ATOMIC);
	return chan_add_command(vq, msg, &in);
}

/**
 * scmi_vio_chan_notify - notify the device
 * @chan: the channel, its lock not held: a notification is an exit to the host
 * @vq: its queue, in the RCU read section that it was found in
 */
void scmi_vio_chan_notify(struct scmi_vio_chan *chan, struct virtqueue *vq)
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

	guard(rcu)();
	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		err = scmi_vio_chan_add(chan, msg);
		/*
		 * Whoever was to notify for earlier commands may have been
		 * preempted before it did, by one who now spins for an answer
		 * on its CPU: who polls relies on nobody.
		 */
		notify = !err && (virtqueue_kick_prepare(vq) || msg->polled);
	}
	if (notify)
		scmi_vio_chan_notify(chan, vq);
	else if (err && vq && virtqueue_is_broken(vq))
		chan->ops->broken(chan);
	return err;
}

/**
 * scmi_vio_chan_queue - put a command on the queue, and do not say so yet
 * @chan: the cmdq
 * @msg: as for scmi_vio_chan_submit(); scmi_vio_chan_kick() is to follow
 *
 * Context: any; does not sleep, leaves nobody waiting for the host.
 * Return: as scmi_vio_chan_submit().
 */
int scmi_vio_chan_queue(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	guard(spinlock_irqsave)(&chan->lock);
	return scmi_vio_chan_add(chan, msg);
}

/**
 * scmi_vio_chan_kick - tell the device of what was queued
 * @chan: the cmdq
 *
 * Context: any.
 */
void scmi_vio_chan_kick(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq;
	bool notify;

	guard(rcu)();
	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		notify = vq && virtqueue_kick_prepare(vq);
	}
	if (notify)
		scmi_vio_chan_notify(chan, vq);
}

/**
 * scmi_vio_chan_broken - will the queue never give anything back again?
 * @chan: the channel
 *
 * Context: any.
 */
bool scmi_vio_chan_broken(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq;

	guard(rcu)();
	vq = rcu_dereference(chan->vq);
	return vq && virtqueue_is_broken(vq);
}

/**
 * scmi_vio_chan_news - is there something to drain?
 * @chan: the channel
 *
 * Cheap, without the lock, and sometimes wrong in saying yes.
 *
 * Context: any.
 * Return: false if certainly not.
 */
bool scmi_vio_chan_news(struct scmi_vio_chan *chan)
{
	struct virtqueue *vq;

	guard(rcu)();
	vq = rcu_dereference(chan->vq);
	if (!vq)
		return false;
	/* Draining a broken queue is what tells its owner. */
	return virtqueue_is_broken(vq) ||
	       virtqueue_poll(vq, READ_ONCE(chan->seen));
}

/**
 * scmi_vio_chan_returned - how many buffers came back so far?
 * @chan: the channel
 *
 * Context: any.
 * Return: a running number.
 */
unsigned int scmi_vio_chan_returned(const struct scmi_vio_chan *chan)
{
	return READ_ONCE(chan->returned);
}

/**
 * scmi_vio_chan_rearm - let a queue interrupt again
 * @chan: the channel, its lock held
 * @vq: its queue
 *
 * Return: false if something came in before it could.
 */
bool scmi_vio_chan_rearm(struct scmi_vio_chan *chan, struct virtqueue *vq)
{
	unsigned int seen = virtqueue_enable_cb_prepare(vq);

	lockdep_assert_held(&chan->lock);
	WRITE_ONCE(chan->seen, seen);
	return !virtqueue_poll(vq, seen);
}

/**
 * scmi_vio_chan_collect - take one batch off a queue
 * @chan: the channel, its lock held
 * @vq: its queue
 * @batch: what is left to be delivered is added
 *
 * Return: how many buffers came back, those not in the batch included.
 */
unsigned int scmi_vio_chan_collect(struct scmi_vio_chan *chan,
				   struct virtqueue *vq,
				   struct list_head *batch)
{
	struct scmi_vio_msg *msg;
	unsigned int len, n;

	lockdep_assert_held(&chan->lock);
	for (n = 0; n < SCMI_VIO_BATCH; n++) {
		msg = virtqueue_get_buf(vq, &len);
		if (!msg)
			break;
		if (chan->ops->used(chan, msg, len))
			list_add_tail(&msg->node, batch);
	}
	WRITE_ONCE(chan->returned, chan->returned + n);
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
	struct virtqueue *vq;
	unsigned int n = 0;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		if (!vq)
			return 0;
		virtqueue_disable_cb(vq);
		n = scmi_vio_chan_collect(chan, vq, &batch);
		if (n < SCMI_VIO_BATCH)
			n = scmi_vio_chan_rearm(chan, vq) ? 0 : n + 1;
	}
	chan_deliver(chan, &batch);
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
		n = chan->posts ? scmi_vio_events_drain(chan)
				: chan_drain_commands(chan);
		done += n;
	} while (n && done < BUDGET);

	if (n)
		schedule_work(&chan->work);
	if (scmi_vio_chan_broken(chan))
		chan->ops->broken(chan);
}

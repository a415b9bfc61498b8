// SPDX-License-Identifier: GPL-2.0-only
#include "events.h"
#include "chan_queue.h"

#include <linux/cleanup.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/virtio.h>

/* How soon to offer a buffer again that could not be put on the queue. */
#define RETRY_MS 100

/*
 * Notifications passed on at once, and from then on in each tick of the clock.
 * The core keeps them for its consumers in 4 KiB for each protocol, and has a
 * line in the log for every one that finds no room there: without a pace that
 * is where a device could write as fast as it sends. Those that have to wait
 * keep their buffers, and by that the device.
 */
#define PACE_BURST 32
#define PACE_TICK  16

/* Puts what it can of @msgs on the queue; the rest waits in @spare. */
static bool events_refill(struct scmi_vio_chan *chan, struct list_head *msgs)
{
	struct virtqueue *vq = scmi_vio_chan_vq(chan);
	struct scmi_vio_msg *msg, *next;

	list_splice_tail_init(msgs, &chan->spare);
	list_for_each_entry_safe(msg, next, &chan->spare, node) {
		if (scmi_vio_chan_add(chan, msg))
			break;
		list_del_init(&msg->node);
	}
	if (!vq || virtqueue_is_broken(vq))
		return false;
	/* No event would bring us here again were none on the queue. */
	if (!list_empty(&chan->spare))
		schedule_delayed_work(&chan->retry, msecs_to_jiffies(RETRY_MS));
	return virtqueue_kick_prepare(vq);
}

/**
 * scmi_vio_events_post - give buffers for events to the device
 * @chan: the eventq
 * @msgs: buffers, each with the device's reference; empty on return
 *
 * One notification for all. What the queue does not take now is kept and
 * offered again, soon and after the next event.
 *
 * Context: any; does not sleep.
 */
void scmi_vio_events_post(struct scmi_vio_chan *chan, struct list_head *msgs)
{
	struct virtqueue *vq;
	bool notify;

	guard(rcu)();
	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		notify = events_refill(chan, msgs);
	}
	if (notify)
		scmi_vio_chan_notify(chan, vq);
}

/* What may be passed on now; those that have waited come first. */
static void events_due(struct scmi_vio_chan *chan, struct list_head *batch)
{
	u64 now = get_jiffies_64();
	u64 ticks = min_t(u64, now - chan->credited, PACE_BURST);
	struct scmi_vio_msg *msg, *next;
	unsigned int n = 0;

	lockdep_assert_held(&chan->lock);
	chan->credited = now;
	chan->credit =
		min(chan->credit + (unsigned int)ticks * PACE_TICK, PACE_BURST);
	list_for_each_entry_safe(msg, next, &chan->held, node) {
		if (n++ == chan->credit)
			break;
		list_move_tail(&msg->node, batch);
	}
}

/* Delayed responses wait for nobody. */
static void events_deliver(struct scmi_vio_chan *chan, struct list_head *batch,
			   struct list_head *later)
{
	struct scmi_vio_msg *msg, *next;

	list_for_each_entry_safe(msg, next, batch, node) {
		bool paced = chan->ops->paced(msg);

		if (paced && !chan->credit) {
			list_move_tail(&msg->node, later);
			continue;
		}
		chan->credit -= paced;
		chan->ops->deliver(chan, msg);
	}
}

/*
 * Buffers go back to the queue that is there by then, perhaps another one.
 * Return: whether there is more to do now.
 */
static bool events_give_back(struct scmi_vio_chan *chan,
			     struct list_head *batch, struct list_head *later,
			     bool more)
{
	struct virtqueue *vq;
	bool notify;

	guard(rcu)();
	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		chan->draining = false;
		/* Nobody wants to hear from a device that was reset. */
		list_splice_tail_init(later, vq ? &chan->held : batch);
		notify = events_refill(chan, batch);
		if (!list_empty(&chan->held))
			schedule_delayed_work(&chan->retry, 1);
		more |= chan->again;
		if (!vq)
			more = false;
		else if (!more)
			more = !scmi_vio_chan_rearm(chan, vq);
	}
	if (notify)
		scmi_vio_chan_notify(chan, vq);
	return more;
}

/**
 * scmi_vio_events_drain - handle one batch of what an eventq gave back
 * @chan: the eventq
 *
 * Context: any; does not sleep.
 * Return: a measure of the work done, if there is more to do now; 0 when there is
 * not, or somebody else is at it and will look again.
 */
unsigned int scmi_vio_events_drain(struct scmi_vio_chan *chan)
{
	LIST_HEAD(batch);
	LIST_HEAD(later);
	struct virtqueue *vq;
	unsigned int n = 0;

	scoped_guard(spinlock_irqsave, &chan->lock) {
		vq = scmi_vio_chan_vq(chan);
		if (!vq)
			return 0;
		chan->again = chan->draining;
		if (chan->draining)
			return 0;
		chan->draining = true;
		virtqueue_disable_cb(vq);
		events_due(chan, &batch);
		n = scmi_vio_chan_collect(chan, vq, &batch);
	}
	events_deliver(chan, &batch, &later);
	return events_give_back(chan, &batch, &later, n == SCMI_VIO_BATCH)
		       ? n + 1
		       : 0;
}

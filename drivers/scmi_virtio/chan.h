/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel: one virtqueue and its lock.
 */
#ifndef SCMI_VIO_CHAN_H
#define SCMI_VIO_CHAN_H

#include "msg.h"

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct scmi_vio_chan;
struct virtqueue;

/**
 * struct scmi_vio_chan_ops - what the owner of a channel does with messages
 * @used: a buffer came back with @len bytes written. Judge it, and tell
 *	whether there is more to do with it than can be done here: true puts it
 *	into the batch that goes to @deliver; false if the owner is through
 *	with it. Called with the queue's lock held and interrupts off.
 * @deliver: do the rest. Called without a lock.
 * @paced: can this wait while others are passed on? With @posts only; called
 *	without a lock
 * @broken: the queue will never give back what is on it. Called without a
 *	lock, in any context, any number of times; never once the channel was
 *	stopped.
 */
struct scmi_vio_chan_ops {
	bool (*used)(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg,
		     unsigned int len);
	void (*deliver)(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg);
	bool (*paced)(const struct scmi_vio_msg *msg);
	void (*broken)(struct scmi_vio_chan *chan);
};

/**
 * struct scmi_vio_chan - a channel
 * @ops: its owner's
 * @lock: guards the queue and what follows
 * @vq: the queue; NULL before it is there and once it was taken away. Who uses
 *	it without the lock does so in an RCU read section
 * @size: descriptors it has
 * @returned: buffers that came back so far, for who watches from outside
 * @posts: buffers go back to the queue after delivery: eventq
 * @draining: somebody delivers events; with @posts only, to keep their order
 * @again: and was called again meanwhile
 * @spare: buffers that the queue did not take back yet; with @posts
 * @held: what came in these is to be passed on later, in this order; with @posts
 * @credit: how many may be passed on now; whoever is @draining has it, too
 * @credited: when that was last reckoned, in jiffies
 * @seen: where virtqueue_poll() looks for news; read without the lock
 * @work: drains what an interrupt had no time for
 * @retry: offers @spare to the queue again, passes on what is @held
 */
struct scmi_vio_chan {
	const struct scmi_vio_chan_ops *ops;
	spinlock_t lock; /* guards all below */
	struct virtqueue __rcu *vq;
	unsigned int size;
	unsigned int returned;
	bool posts;
	bool draining;
	bool again;
	struct list_head spare;
	struct list_head held;
	unsigned int credit;
	u64 credited;
	unsigned int seen;
	struct work_struct work;
	struct delayed_work retry;
};

unsigned int scmi_vio_chan_descriptors(const struct virtqueue *vq);
void scmi_vio_chan_init(struct scmi_vio_chan *chan,
			const struct scmi_vio_chan_ops *ops, bool posts);
void scmi_vio_chan_start(struct scmi_vio_chan *chan, struct virtqueue *vq);
void scmi_vio_chan_close(struct scmi_vio_chan *chan);
void scmi_vio_chan_settle(struct scmi_vio_chan *chan);

int scmi_vio_chan_submit(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg);
int scmi_vio_chan_queue(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg);
void scmi_vio_chan_kick(struct scmi_vio_chan *chan);
bool scmi_vio_chan_broken(struct scmi_vio_chan *chan);
bool scmi_vio_chan_news(struct scmi_vio_chan *chan);
unsigned int scmi_vio_chan_returned(const struct scmi_vio_chan *chan);
void scmi_vio_chan_drain(struct scmi_vio_chan *chan);

#endif /* SCMI_VIO_CHAN_H */

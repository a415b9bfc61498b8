/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What chan.c and events.c know of a queue, and nobody else does.
 */
#ifndef SCMI_VIO_CHAN_QUEUE_H
#define SCMI_VIO_CHAN_QUEUE_H

#include "chan.h"

#include <linux/lockdep.h>
#include <linux/rcupdate.h>

/*
 * Messages taken off a queue under one hold of its lock: what bounds the time
 * with interrupts off.
 */
#define SCMI_VIO_BATCH 16

static inline struct virtqueue *scmi_vio_chan_vq(struct scmi_vio_chan *chan)
{
	return rcu_dereference_protected(chan->vq,
					 lockdep_is_held(&chan->lock));
}

int scmi_vio_chan_add(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg);
void scmi_vio_chan_notify(struct scmi_vio_chan *chan, struct virtqueue *vq);
bool scmi_vio_chan_rearm(struct scmi_vio_chan *chan, struct virtqueue *vq);
unsigned int scmi_vio_chan_collect(struct scmi_vio_chan *chan,
				   struct virtqueue *vq,
				   struct list_head *batch);

#endif /* SCMI_VIO_CHAN_QUEUE_H */

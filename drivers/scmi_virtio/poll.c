// SPDX-License-Identifier: GPL-2.0-only
#include "poll.h"
#include "chan.h"
#include "device.h"
#include "msg.h"
#include "stats.h"
#include "watch.h"

#include <linux/ktime.h>

/*
 * Who polls may have its CPU to itself, with interrupts off. The kernel takes
 * a CPU for hung after 10 s, so it is half of that whatever the timeout is.
 */
#define POLL_MS 5000

/* How often a poller asks for a look at a device that does not answer. */
#define LOOK_MS 250

/**
 * scmi_vio_poll_begin - a command is about to be polled for
 * @msg: the command, not sent yet
 *
 * Context: any.
 */
void scmi_vio_poll_begin(struct scmi_vio_msg *msg)
{
	/* jiffies may stand still while this CPU has its interrupts off. */
	ktime_t now = ktime_get();

	msg->poll_end = ktime_add_ms(now, POLL_MS);
	msg->poll_look = ktime_add_ms(now, LOOK_MS);
}

/* There is no answer yet: is it time to do something about that? */
static void poll_waits(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg)
{
	ktime_t now = ktime_get();

	if (ktime_after(now, msg->poll_end)) {
		if (scmi_vio_msg_settle(msg, SCMI_VIO_ABANDONED))
			scmi_vio_stats_problem(&dev->stats,
					       SCMI_VIO_POLL_TIMEOUTS,
					       msg->hdr);
	} else if (ktime_after(now, msg->poll_look)) {
		msg->poll_look = ktime_add_ms(now, LOOK_MS);
		scmi_vio_watch_now(dev);
	}
}

/**
 * scmi_vio_poll - look for the end of a polled command
 * @dev: the device it was sent to
 * @msg: the command; scmi_vio_poll_begin() was called for it
 *
 * Takes off the queue whatever is on it: what is others' goes its way, so
 * that it does not matter whose CPU finds a response first.
 *
 * Where no response can come any more, on a broken queue, of a device that is
 * stopped, or is being left and does not answer, who would say so may wait for
 * this very CPU: the command is failed here. So is one without a response for
 * five seconds.
 *
 * Context: any; from the caller of the command.
 * Return: true once the command is settled, and from then on.
 */
bool scmi_vio_poll(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg)
{
	struct scmi_vio_chan *chan = &dev->cmdq;
	bool stopped;

	if (scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING)
		return true;
	/* First, so that a response from before counts. */
	stopped = READ_ONCE(dev->stopped);
	if (scmi_vio_chan_news(chan))
		scmi_vio_chan_drain(chan);
	if (stopped || scmi_vio_chan_broken(chan) ||
	    scmi_vio_watch_hopeless(dev))
		scmi_vio_msg_settle(msg, SCMI_VIO_ABORTED);
	else
		poll_waits(dev, msg);
	return scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "poll.h"
#include "chan.h"
#include "msg.h"

/**
 * scmi_vio_poll - look for the end of a polled command
 * @chan: the cmdq it was sent on
 * @msg: the command
 *
 * Takes off the queue whatever is on it: what is others' goes its way, so
 * that it does not matter whose CPU finds a response first.
 *
 * On a broken queue no response can come, and the worker that would say so
 * may wait for this very CPU: the command is failed here.
 *
 * Context: any; from the caller of the command.
 * Return: true once the command is settled, and from then on.
 */
bool scmi_vio_poll(struct scmi_vio_chan *chan, struct scmi_vio_msg *msg)
{
	if (scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING)
		return true;
	if (!scmi_vio_chan_news(chan))
		return false;

	scmi_vio_chan_drain(chan);
	if (scmi_vio_chan_broken(chan))
		scmi_vio_msg_settle(msg, SCMI_VIO_ABORTED);
	return scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING;
}

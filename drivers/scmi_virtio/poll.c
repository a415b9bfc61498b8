// SPDX-License-Identifier: GPL-2.0-only
#include "poll.h"
#include "chan.h"
#include "device.h"
#include "msg.h"
#include "recover.h"

/**
 * scmi_vio_poll - look for the end of a polled command
 * @dev: the device it was sent to
 * @msg: the command
 *
 * Takes off the queue whatever is on it: what is others' goes its way, so
 * that it does not matter whose CPU finds a response first.
 *
 * Where no response can come any more, on a broken queue or of a device that
 * is being left and does not answer, the worker that would say so may wait for
 * this very CPU: the command is failed here.
 *
 * Context: any; from the caller of the command.
 * Return: true once the command is settled, and from then on.
 */
bool scmi_vio_poll(struct scmi_vio_dev *dev, struct scmi_vio_msg *msg)
{
	struct scmi_vio_chan *chan = &dev->cmdq;

	if (scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING)
		return true;
	if (scmi_vio_chan_news(chan))
		scmi_vio_chan_drain(chan);
	if (scmi_vio_chan_broken(chan) || scmi_vio_recover_hopeless(dev))
		scmi_vio_msg_settle(msg, SCMI_VIO_ABORTED);
	return scmi_vio_msg_outcome(msg) != SCMI_VIO_PENDING;
}

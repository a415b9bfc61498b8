/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of a buffer that comes back: judged, counted, and handed to
 * whoever waits for it.
 */
#ifndef SCMI_VIO_RECEIVE_H
#define SCMI_VIO_RECEIVE_H

#include "chan.h"

extern const struct scmi_vio_chan_ops scmi_vio_cmdq_ops;
extern const struct scmi_vio_chan_ops scmi_vio_eventq_ops;

#endif /* SCMI_VIO_RECEIVE_H */

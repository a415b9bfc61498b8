/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buffers of an eventq: how they get on it, and at what pace what came in
 * them is passed on.
 */
#ifndef SCMI_VIO_EVENTS_H
#define SCMI_VIO_EVENTS_H

#include <linux/list.h>

struct scmi_vio_chan;

void scmi_vio_events_post(struct scmi_vio_chan *chan, struct list_head *msgs);
unsigned int scmi_vio_events_drain(struct scmi_vio_chan *chan);

#endif /* SCMI_VIO_EVENTS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which notifications device and driver want of each other (virtio 1.2, 2.7.7
 * and 2.8.10), for devices that keep to it: what goes wrong with these is a
 * queue that stands still.
 */
#ifndef SCMI_VIO_FAKE_SUPPRESS_H
#define SCMI_VIO_FAKE_SUPPRESS_H

#include "fake_vdev.h"

#include <linux/types.h>

void fake_want_kick(struct fake_vdev *fake, unsigned int queue, bool want);
bool fake_wants_interrupt(struct fake_vdev *fake, unsigned int queue,
			  u16 slots);

#endif /* SCMI_VIO_FAKE_SUPPRESS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What no device does that keeps to the specification: it writes whatever it
 * likes wherever it can.
 */
#ifndef SCMI_VIO_FAKE_HOSTILE_H
#define SCMI_VIO_FAKE_HOSTILE_H

#include "fake_vdev.h"

#include <linux/types.h>

void fake_jump(struct fake_vdev *fake, unsigned int queue, u16 by);
void fake_scribble(struct fake_vdev *fake, unsigned int queue, u16 at,
		   u8 value);
void fake_suppress(struct fake_vdev *fake, unsigned int queue, u16 flags,
		   u16 event);

#endif /* SCMI_VIO_FAKE_HOSTILE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a message is put into a buffer of a queue, rightly or wrongly.
 */
#ifndef SCMI_PLATFORM_FAULT_SHAPE_H
#define SCMI_PLATFORM_FAULT_SHAPE_H

#include <stddef.h>

#include "fault.h"
#include "virtq.h"

/**
 * fault_put - write a message to its buffer and return that to the driver
 * @vq: the queue; virtq_notify() is left to the caller
 * @elem: the buffer, which must be held
 * @rule: what is to be wrong with it; NULL or an action that is not about
 *	  the shape of a message for nothing
 * @msg: the message, which a fault may change
 * @len: its length
 */
void fault_put(struct virtq *vq, const struct virtq_elem *elem,
	       const struct fault_rule *rule, void *msg, size_t len);

#endif /* SCMI_PLATFORM_FAULT_SHAPE_H */

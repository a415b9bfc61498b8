/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor chains (virtio 1.2, 2.7.5): the part of a queue that is all
 * suspicion.
 */
#ifndef SCMI_PLATFORM_VIRTQ_CHAIN_H
#define SCMI_PLATFORM_VIRTQ_CHAIN_H

#include "virtq.h"

/**
 * virtq_chain_read - copy a chain, and check it
 * @vq: its queue
 * @elem: the buffer: @elem->head is given, the rest is filled
 *
 * Return: NULL, or what is wrong with the chain, to be read after "has".
 */
const char *virtq_chain_read(const struct virtq *vq, struct virtq_elem *elem);

#endif /* SCMI_PLATFORM_VIRTQ_CHAIN_H */

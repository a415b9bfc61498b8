/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor chains (virtio 1.2, 2.7.5 and 2.8.5): the part of a queue that is
 * all suspicion.
 */
#ifndef SCMI_PLATFORM_VIRTQ_CHAIN_H
#define SCMI_PLATFORM_VIRTQ_CHAIN_H

#include "virtq.h"

/**
 * struct virtq_desc - copy of one descriptor of a packed queue
 * @addr: guest physical address
 * @len: bytes
 * @id: the buffer's name, in its last descriptor
 * @flags: VRING_DESC_F_*, and whose it was
 */
struct virtq_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t id;
	uint16_t flags;
};

/* Makes @elem a buffer without pieces. */
void virtq_chain_clear(struct virtq_elem *elem);

/**
 * virtq_chain_add - add one descriptor of a packed queue, and check it
 * @vq: the queue
 * @elem: the buffer so far
 * @d: the next descriptor of its chain, in the order of the ring
 *
 * Return: NULL, or what is wrong with the chain, to be read after "has".
 */
const char *virtq_chain_add(const struct virtq *vq, struct virtq_elem *elem,
			    const struct virtq_desc *d);

/**
 * virtq_chain_read - copy a chain of a split queue, and check it
 * @vq: its queue
 * @elem: the buffer: @elem->head is given, the rest is filled
 *
 * Return: NULL, or what is wrong with the chain, to be read after "has".
 */
const char *virtq_chain_read(const struct virtq *vq, struct virtq_elem *elem);

#endif /* SCMI_PLATFORM_VIRTQ_CHAIN_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Positions in a packed ring: the slot, and in bit 15 the wrap counter.
 */
#ifndef SCMI_PLATFORM_VIRTQ_PACKED_H
#define SCMI_PLATFORM_VIRTQ_PACKED_H

#include "virtq_layout.h"

#define VIRTQ_PACKED_WRAP (1u << VRING_PACKED_EVENT_F_WRAP_CTR)

static inline uint16_t virtq_packed_slot(uint16_t pos)
{
	return pos & (uint16_t)~VIRTQ_PACKED_WRAP;
}

static inline bool virtq_packed_wrap(uint16_t pos)
{
	return pos & VIRTQ_PACKED_WRAP;
}

static inline uint16_t virtq_packed_pos(uint16_t slot, bool wrap)
{
	return (uint16_t)(slot | (wrap ? VIRTQ_PACKED_WRAP : 0));
}

/* Return: the position @n descriptors, of at most all, after @pos. */
uint16_t virtq_packed_forward(const struct virtq *vq, uint16_t pos,
			      unsigned int n);

/*
 * Return: whether the descriptor at @pos is available; what the driver wrote
 * before can be read then.
 */
bool virtq_packed_available(const struct virtq *vq, uint16_t pos);

#endif /* SCMI_PLATFORM_VIRTQ_PACKED_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between split and packed queues: shared by virtq.c, which owns
 * the queue, and the layouts.
 */
#ifndef SCMI_PLATFORM_VIRTQ_LAYOUT_H
#define SCMI_PLATFORM_VIRTQ_LAYOUT_H

#include "virtq.h"

struct virtq_tracking;

/**
 * struct virtq_layout - one layout; all but @valid_num on a running queue
 * @tracking: how buffers in flight are kept in mind
 * @origin: the position of a queue that was never used
 * @avail_align: alignment of the driver area
 * @used_align: alignment of the device area
 * @valid_num: whether a queue may have that many descriptors
 * @avail_size: bytes of the driver area
 * @used_size: bytes of the device area
 * @begin: the rings were found; returns 0 or -EINVAL for a position beyond
 *	   the size
 * @is_empty: nothing is there to take, and the driver was asked for a kick
 * @take: take what is there: fills the element, marks it held and moves on;
 *	  returns NULL, or what is wrong with the chain; breaks the queue when
 *	  there is no telling which buffer it was
 * @untake: move back before a buffer of that many descriptors
 * @put: fill the next entry of the device, for a buffer of that many
 *	 descriptors, not yet seen by the driver
 * @publish: let the driver see what was put
 * @wants_interrupt: whether the driver waits for what was published
 */
struct virtq_layout {
	const struct virtq_tracking *tracking;
	uint16_t origin;
	size_t avail_align;
	size_t used_align;
	bool (*valid_num)(unsigned int num);
	size_t (*avail_size)(const struct virtq *vq);
	size_t (*used_size)(const struct virtq *vq);
	int (*begin)(struct virtq *vq);
	bool (*is_empty)(struct virtq *vq);
	const char *(*take)(struct virtq *vq, struct virtq_elem *elem);
	void (*untake)(struct virtq *vq, unsigned int n);
	void (*put)(struct virtq *vq, uint32_t id, uint32_t len,
		    unsigned int n);
	void (*publish)(struct virtq *vq);
	bool (*wants_interrupt)(struct virtq *vq);
};

extern const struct virtq_layout virtq_split;
extern const struct virtq_layout virtq_packed;

/* The ring makes no sense: nothing is taken from it until it is reset. */
void virtq_break(struct virtq *vq, const char *why, unsigned int what);

/**
 * virtq_hold - a buffer is ours from here on
 * @vq: its queue
 * @id: &virtq_elem.head
 * @n: descriptors that it takes up in the ring
 *
 * Return: false, with the queue broken, when that cannot be.
 */
bool virtq_hold(struct virtq *vq, uint16_t id, unsigned int n);

#endif /* SCMI_PLATFORM_VIRTQ_LAYOUT_H */

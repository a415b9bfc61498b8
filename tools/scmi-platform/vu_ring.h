/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The states of a ring in vhost-user: it starts by its first kick, may be
 * disabled and enabled, and is active when it is started and enabled.
 */
#ifndef SCMI_PLATFORM_VU_RING_H
#define SCMI_PLATFORM_VU_RING_H

#include <stdbool.h>

#include "loop.h"
#include "virtq.h"

struct vu_ring;

/**
 * struct vu_ring_ops - who is told
 * @activate: the ring became active; a kick follows
 * @kick: an active ring was kicked
 * @deactivate: the ring is about to stop being active
 */
struct vu_ring_ops {
	void (*activate)(struct vu_ring *ring);
	void (*kick)(struct vu_ring *ring);
	void (*deactivate)(struct vu_ring *ring);
};

/**
 * struct vu_ring - one ring
 * @vq: the queue, with its call descriptor
 * @loop: watches @kick
 * @ops: who is told
 * @owner: theirs
 * @index: the ring's number
 * @kick: watches @kick_fd
 * @kick_fd: -1, or how the guest kicks
 * @err_fd: -1, or how the front end hears of a broken ring
 * @started: it was kicked, and not stopped since
 * @enabled: the front end wants it processed
 * @active: both, and its memory was found
 */
struct vu_ring {
	struct virtq vq;
	struct loop *loop;
	const struct vu_ring_ops *ops;
	void *owner;
	unsigned int index;
	struct loop_watch kick;
	int kick_fd;
	int err_fd;
	bool started;
	bool enabled;
	bool active;
};

void vu_ring_init(struct vu_ring *ring, struct loop *loop,
		  const struct vu_ring_ops *ops, void *owner);

/* Stops the ring, closes all its descriptors and forgets where it was. */
void vu_ring_reset(struct vu_ring *ring);

/* Stops the ring until the next kick. Its kick descriptor is closed. */
void vu_ring_stop(struct vu_ring *ring);

/* The ring is to be processed, or not. */
void vu_ring_enable(struct vu_ring *ring, bool enable);

/* The memory table changed: find the ring again, or stop it. */
void vu_ring_remap(struct vu_ring *ring);

/*
 * Set a descriptor, closing the one before; @fd is the ring's from here on,
 * -1 sets none. Return: 0, or -errno with @fd closed when it is nothing that
 * can be waited for.
 */
int vu_ring_set_kick(struct vu_ring *ring, int fd);
int vu_ring_set_call(struct vu_ring *ring, int fd);
int vu_ring_set_err(struct vu_ring *ring, int fd);

#endif /* SCMI_PLATFORM_VU_RING_H */

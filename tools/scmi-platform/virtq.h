/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device side of one virtqueue, split or packed (virtio 1.2, 2.7 and 2.8),
 * for a guest that is not trusted: every descriptor is copied before it is
 * judged, and what is wrong costs the guest its buffer or its queue, never the
 * process.
 *
 * Virtio fields are little endian; so is a legacy guest taken to be.
 */
#ifndef SCMI_PLATFORM_VIRTQ_H
#define SCMI_PLATFORM_VIRTQ_H

#include <linux/virtio_ring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest_mem.h"
#include "log.h"

/* The largest queue that virtio knows (2.7, 2.8). */
#define VIRTQ_NUM_MAX 32768

/* Names that a buffer can have: in a packed queue the driver's own choice. */
#define VIRTQ_IDS 65536

/*
 * A command has two pieces of a few kilobytes at most. A driver that spreads
 * them over more pages than this gets its buffer back unused.
 */
#define VIRTQ_SEGS_MAX 256

/**
 * struct virtq_seg - one descriptor's buffer
 * @gpa: guest physical address
 * @len: bytes, not 0
 */
struct virtq_seg {
	uint64_t gpa;
	uint32_t len;
};

/**
 * struct virtq_elem - one buffer that the driver made available
 * @head: what names it when it is returned: its first descriptor's index, or
 *	  in a packed queue its buffer ID
 * @n_out: pieces the device reads, first in @seg
 * @n_in: pieces the device writes, after those
 * @out_len: bytes in the former
 * @in_len: bytes in the latter
 * @seg: the pieces. Addresses, not pointers: the front end may change its
 *	 memory table while we hold the buffer
 */
struct virtq_elem {
	uint16_t head;
	uint16_t n_out;
	uint16_t n_in;
	uint32_t out_len;
	uint32_t in_len;
	struct virtq_seg seg[VIRTQ_SEGS_MAX];
};

struct virtq_inflight;
struct virtq_layout;

/**
 * struct virtq - one queue
 * @name: for log lines
 * @mem: where its rings and buffers are
 * @layout: how its rings look: split or packed
 * @inflight: what outlives the process of the buffers that we hold; NULL
 *	      without; changed only while the queue is stopped
 * @num: its size; 0 when not set
 * @addr_desc: address in the front end of the descriptor area
 * @addr_avail: likewise, of the driver area
 * @addr_used: likewise, of the device area
 * @desc: the same, here; NULL while the queue is stopped
 * @ring: likewise, of a packed queue
 * @avail: likewise
 * @driver: likewise, of a packed queue
 * @used: likewise
 * @device: likewise, of a packed queue
 * @last_avail: next entry to take: a split queue's free-running index; a packed
 *		one's slot, with the wrap counter in bit 15
 * @next_used: next entry to fill, likewise
 * @signalled: @next_used when the driver was last considered for an interrupt
 * @signalled_valid: @signalled has a value
 * @event_idx: VIRTIO_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_F_INDIRECT_DESC was negotiated
 * @broken: the driver damaged its ring; nothing more is taken from it
 * @call_fd: interrupts the guest; -1 when it polls
 * @n_bad: malformed buffers so far
 * @limit: for lines about this queue
 * @batched: a packed queue has used buffers that the driver cannot see yet,
 *	     because the first of them waits
 * @batch_slot: its slot
 * @batch_word: what is to be written there
 * @n_held: descriptors in the ring that buffers which we hold take up
 * @held: these, for each buffer; 0 when it is the driver's
 */
struct virtq {
	const char *name;
	const struct guest_mem *mem;
	const struct virtq_layout *layout;
	struct virtq_inflight *inflight;
	unsigned int num;
	uint64_t addr_desc;
	uint64_t addr_avail;
	uint64_t addr_used;
	union {
		struct vring_desc *desc;
		struct vring_packed_desc *ring;
	};
	union {
		struct vring_avail *avail;
		struct vring_packed_desc_event *driver;
	};
	union {
		struct vring_used *used;
		struct vring_packed_desc_event *device;
	};
	uint16_t last_avail;
	uint16_t next_used;
	uint16_t signalled;
	bool signalled_valid;
	bool event_idx;
	bool indirect;
	bool broken;
	int call_fd;
	uint64_t n_bad;
	struct log_limit limit;
	bool batched;
	uint16_t batch_slot;
	uint64_t batch_word;
	unsigned int n_held;
	uint16_t held[VIRTQ_IDS];
};

/**
 * enum virtq_pop - what virtq_pop() found
 * @VIRTQ_EMPTY: nothing; the driver will kick when there is more
 * @VIRTQ_ELEM: a buffer
 * @VIRTQ_BAD: a malformed buffer, which the driver has back with length 0; ask
 *	       again
 */
enum virtq_pop {
	VIRTQ_EMPTY,
	VIRTQ_ELEM,
	VIRTQ_BAD,
};

/**
 * virtq_init - make a split queue that is not set up yet
 * @vq: the queue
 * @name: for log lines; not copied
 * @mem: the guest's memory
 */
void virtq_init(struct virtq *vq, const char *name,
		const struct guest_mem *mem);

/* Chooses a stopped queue's layout. A new one is at its beginning. */
void virtq_set_layout(struct virtq *vq, bool packed);

/* Return: 0, or -EINVAL when @num is no size of a queue. */
int virtq_set_num(struct virtq *vq, unsigned int num);

/*
 * The position of a stopped queue as vhost-user gives it: the next entry to
 * take, and in the upper half, for a packed queue, the next to fill, which
 * stands nowhere else. Return: 0, or -EINVAL when @base is no position.
 */
uint32_t virtq_base(const struct virtq *vq);
int virtq_set_base(struct virtq *vq, uint32_t base);

/* Return: whether the queue is where a new driver begins. */
bool virtq_at_origin(const struct virtq *vq);

/**
 * virtq_start - begin, or go on after the memory table changed
 * @vq: the queue, with size, addresses, position and features set
 *
 * Buffers that are in flight by @vq->inflight are popped first, and the position
 * follows from there.
 *
 * Return: 0; -EINVAL when the size is not set or does not fit to @vq->inflight,
 * an address is misaligned or the position is beyond the size, -EFAULT when a
 * ring is not in one region of memory.
 */
int virtq_start(struct virtq *vq);

/* Forgets the buffers that were taken. The position stays. */
void virtq_stop(struct virtq *vq);

/* Forgets a stopped queue's size, addresses and position, too. */
void virtq_clear(struct virtq *vq);

static inline bool virtq_running(const struct virtq *vq)
{
	return vq->desc;
}

/**
 * virtq_pop - take the next buffer
 * @vq: the queue
 * @elem: filled for %VIRTQ_ELEM
 *
 * Return: &enum virtq_pop. A ring that makes no sense sets @vq->broken and is
 * empty from then on.
 */
enum virtq_pop virtq_pop(struct virtq *vq, struct virtq_elem *elem);

/* Undoes the last virtq_pop() that gave a buffer. */
void virtq_unpop(struct virtq *vq, const struct virtq_elem *elem);

/**
 * virtq_push - return a buffer; the driver sees it after virtq_flush() at last
 * @vq: the queue
 * @head: &virtq_elem.head
 * @len: bytes written to it
 */
void virtq_push(struct virtq *vq, uint16_t head, uint32_t len);

/* As virtq_push() for any id, taken or not: only for deliberate faults. */
void virtq_push_raw(struct virtq *vq, uint32_t id, uint32_t len);

/* Shows the driver what was pushed, without an interrupt. */
void virtq_publish(struct virtq *vq);

/* Interrupts the driver if it wants that for what was published. */
void virtq_notify(struct virtq *vq);

static inline void virtq_flush(struct virtq *vq)
{
	virtq_publish(vq);
	virtq_notify(vq);
}

/**
 * virtq_elem_read - copy from the readable part of a buffer
 * @vq: its queue
 * @elem: the buffer
 * @buf: where to
 * @len: bytes wanted
 *
 * Return: bytes copied: fewer when the part is shorter or no longer there.
 */
size_t virtq_elem_read(const struct virtq *vq, const struct virtq_elem *elem,
		       void *buf, size_t len);

/**
 * virtq_elem_write - copy to the writable part of a buffer
 * @vq: its queue
 * @elem: the buffer
 * @buf: where from
 * @len: bytes given
 *
 * Return: bytes copied: fewer when the part is shorter or no longer there.
 */
size_t virtq_elem_write(const struct virtq *vq, const struct virtq_elem *elem,
			const void *buf, size_t len);

#endif /* SCMI_PLATFORM_VIRTQ_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which buffers of a queue were taken and not returned, kept in memory that
 * outlives the process (QEMU, docs/interop/vhost-user.rst, "Inflight I/O
 * tracking"): whoever serves the queue next carries out those, and only those.
 *
 * The front end can write that memory. Indices from there are checked where
 * they are used, and what makes no sense costs the front end its buffers.
 */
#ifndef SCMI_PLATFORM_VIRTQ_INFLIGHT_H
#define SCMI_PLATFORM_VIRTQ_INFLIGHT_H

#include <assert.h>

#include "virtq.h"

struct virtq_desc;

/* What both layouts begin with. */
struct inflight_hdr {
	uint64_t features;
	uint16_t version; /* 0 in a region that was never used */
	uint16_t desc_num;
};

struct inflight_split_desc {
	uint8_t inflight;
	uint8_t padding[5];
	uint16_t next;
	uint64_t counter;
};

struct inflight_split {
	uint64_t features;
	uint16_t version;
	uint16_t desc_num;
	uint16_t last_batch_head;
	uint16_t used_idx;
	struct inflight_split_desc desc[];
};

struct inflight_packed_desc {
	uint8_t inflight;
	uint8_t padding;
	uint16_t next;
	uint16_t last;
	uint16_t num;
	uint64_t counter;
	uint16_t id;
	uint16_t flags;
	uint32_t len;
	uint64_t addr;
};

/* What is done and what is going on, to be changed together: see @raw. */
union inflight_packed_used {
	uint64_t raw;
	struct {
		uint16_t used_idx;
		uint16_t old_used_idx;
		uint8_t used_wrap_counter;
		uint8_t old_used_wrap_counter;
		uint8_t padding[2];
	};
};

struct inflight_packed {
	uint64_t features;
	uint16_t version;
	uint16_t desc_num;
	uint16_t free_head;
	uint16_t old_free_head;
	union inflight_packed_used used;
	uint8_t padding[5];
	struct inflight_packed_desc desc[];
};

#define INFLIGHT_VERSION 1

static_assert(offsetof(struct inflight_split, desc_num) ==
		      offsetof(struct inflight_hdr, desc_num),
	      "split header");
static_assert(offsetof(struct inflight_packed, desc_num) ==
		      offsetof(struct inflight_hdr, desc_num),
	      "packed header");
static_assert(sizeof(struct inflight_split_desc) == 16, "split entry");
static_assert(offsetof(struct inflight_split, desc) == 16, "split region");
static_assert(sizeof(struct inflight_packed_desc) == 32, "packed entry");
static_assert(offsetof(struct inflight_packed, used) == 16, "packed position");
static_assert(offsetof(struct inflight_packed, desc) == 32, "packed region");

/**
 * struct inflight_again - a buffer that is to be carried out again
 * @counter: the order in which buffers were taken
 * @at: its entry
 */
struct inflight_again {
	uint64_t counter;
	uint16_t at;
};

/**
 * struct virtq_inflight - one queue's part of the memory, and what is known of
 *			   it here
 * @hdr: the memory
 * @split: likewise
 * @packed: likewise
 * @num: entries in it
 * @counter: of the next buffer
 * @unseen: a buffer was put back that the driver does not see yet; one at most,
 *	    so that a process that ends has returned all or nothing
 * @batch: its entry
 * @n_again: buffers to carry out again
 * @next_again: the first that was not taken yet
 * @resubmitted: the last buffer taken is one of those
 * @again: these, in the order in which they were first taken
 * @entry: the entry of each buffer that we hold, in the packed layout
 */
struct virtq_inflight {
	union {
		struct inflight_hdr *hdr;
		struct inflight_split *split;
		struct inflight_packed *packed;
	};
	unsigned int num;
	uint64_t counter;
	bool unseen;
	uint16_t batch;
	unsigned int n_again;
	unsigned int next_again;
	bool resubmitted;
	struct inflight_again again[VIRTQ_NUM_MAX];
	uint16_t entry[VIRTQ_IDS];
};

/* Return: bytes that a queue of @num descriptors needs. */
size_t virtq_inflight_size(bool packed, unsigned int num);

/* Makes @in keep what is known in @region, which has room for @num. */
void virtq_inflight_init(struct virtq_inflight *in, void *region,
			 unsigned int num);

/* Nothing is in flight any more: the driver that had it so is gone. */
void virtq_inflight_forget(struct virtq_inflight *in);

/*
 * From virtq.c; a queue without @inflight does nothing, and has nothing to
 * resubmit.
 */

/*
 * The queue begins: its position follows from the memory, unless that is new
 * or another ring's. Return: 0; -EINVAL when it is too small for the queue.
 */
int virtq_inflight_begin(struct virtq *vq);

static inline bool virtq_inflight_pending(const struct virtq *vq)
{
	return vq->inflight && vq->inflight->next_again < vq->inflight->n_again;
}

static inline bool virtq_inflight_unseen(const struct virtq *vq)
{
	return vq->inflight && vq->inflight->unseen;
}

/* As the layout's take(), for the first buffer that is pending. */
const char *virtq_inflight_resubmit(struct virtq *vq, struct virtq_elem *elem);

/* Return: whether the last buffer was a pending one, and is so again. */
bool virtq_inflight_unpop(struct virtq *vq, uint16_t id);

/* A buffer was put back; the driver sees what was put back. */
void virtq_inflight_put(struct virtq *vq, uint16_t id);
void virtq_inflight_publish(struct virtq *vq);

/**
 * struct virtq_tracking - what differs between layouts
 * @reset: nothing is in flight, the queue is where it says
 * @recover: finish or undo what was going on, call virtq_inflight_add() for
 *	     what is in flight and set the queue's position; returns false when
 *	     the memory is another ring's
 * @resubmit: take the buffer of an entry again
 * @untake: the last buffer was not taken after all
 * @put: a buffer was put back; returns its entry
 * @publish: the driver sees what was put back, and it is no longer marked
 * @clear: an entry's buffer is no longer in flight
 */
struct virtq_tracking {
	void (*reset)(struct virtq *vq);
	bool (*recover)(struct virtq *vq);
	const char *(*resubmit)(struct virtq *vq, struct virtq_elem *elem,
				uint16_t at);
	void (*untake)(struct virtq *vq, uint16_t id);
	uint16_t (*put)(struct virtq *vq, uint16_t id);
	void (*clear)(struct virtq *vq, uint16_t at);
	void (*publish)(struct virtq *vq);
};

extern const struct virtq_tracking virtq_split_tracking;
extern const struct virtq_tracking virtq_packed_tracking;

/* From recover(): the buffer of entry @at is in flight. */
void virtq_inflight_add(struct virtq_inflight *in, uint64_t counter,
			uint16_t at);

/* From the split layout: a buffer was taken. */
void virtq_split_inflight_take(struct virtq *vq, uint16_t head);

/*
 * From the packed layout: a descriptor of the next buffer was fetched; all of
 * them were, and the buffer is ours; it is not.
 */
void virtq_packed_inflight_fetch(struct virtq *vq, const struct virtq_desc *d,
				 bool first);
void virtq_packed_inflight_take(struct virtq *vq, uint16_t id);
void virtq_packed_inflight_abort(struct virtq *vq);

#endif /* SCMI_PLATFORM_VIRTQ_INFLIGHT_H */

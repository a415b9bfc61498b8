// SPDX-License-Identifier: GPL-2.0-only
#include "virtq_inflight.h"
#include "shared.h"
#include "util.h"
#include "virtq_layout.h"

#include <errno.h>
#include <stdlib.h>

/* Queues begin on cache lines of their own. */
#define REGION_ALIGN 64u

size_t virtq_inflight_size(bool packed, unsigned int num)
{
	size_t size = packed ? sizeof(struct inflight_packed) +
				       num * sizeof(struct inflight_packed_desc)
			     : sizeof(struct inflight_split) +
				       num * sizeof(struct inflight_split_desc);

	return (size + REGION_ALIGN - 1) & ~(size_t)(REGION_ALIGN - 1);
}

void virtq_inflight_init(struct virtq_inflight *in, void *region,
			 unsigned int num)
{
	in->hdr = region;
	in->num = num;
}

void virtq_inflight_forget(struct virtq_inflight *in)
{
	write_once(&in->hdr->version, 0);
}

void virtq_inflight_add(struct virtq_inflight *in, uint64_t counter,
			uint16_t at)
{
	in->again[in->n_again++] = (struct inflight_again){
		.counter = counter,
		.at = at,
	};
	in->counter = max_u64(in->counter, counter + 1);
}

static int by_counter(const void *a, const void *b)
{
	const struct inflight_again *x = a, *y = b;

	return (x->counter > y->counter) - (x->counter < y->counter);
}

static void reset(struct virtq *vq)
{
	struct virtq_inflight *in = vq->inflight;

	in->n_again = 0;
	in->counter = 0;
	write_once(&in->hdr->features, 0);
	write_once(&in->hdr->desc_num, (uint16_t)vq->num);
	vq->layout->tracking->reset(vq);
	/* Whoever finds a version finds all the rest. */
	store_release(&in->hdr->version, INFLIGHT_VERSION);
}

int virtq_inflight_begin(struct virtq *vq)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return 0;
	if (vq->num > in->num)
		return -EINVAL;
	in->unseen = false;
	in->n_again = 0;
	in->next_again = 0;
	in->counter = 0;
	if (!read_once(&in->hdr->version)) {
		reset(vq);
		return 0;
	}
	if (read_once(&in->hdr->version) != INFLIGHT_VERSION ||
	    read_once(&in->hdr->desc_num) != vq->num ||
	    !vq->layout->tracking->recover(vq)) {
		log_limited(&vq->limit, LOG_WARNING,
			    "%s: inflight region of another ring: forgotten",
			    vq->name);
		reset(vq);
		return 0;
	}
	qsort(in->again, in->n_again, sizeof(in->again[0]), by_counter);
	if (in->n_again)
		log_limited(&vq->limit, LOG_INFO,
			    "%s: %u buffers in flight are carried out again",
			    vq->name, in->n_again);
	return 0;
}

const char *virtq_inflight_resubmit(struct virtq *vq, struct virtq_elem *elem)
{
	struct virtq_inflight *in = vq->inflight;

	in->resubmitted = true;
	return vq->layout->tracking->resubmit(vq, elem,
					      in->again[in->next_again++].at);
}

bool virtq_inflight_unpop(struct virtq *vq, uint16_t id)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return false;
	if (in->resubmitted) {
		in->next_again--;
		return true;
	}
	vq->layout->tracking->untake(vq, id);
	return false;
}

void virtq_inflight_put(struct virtq *vq, uint16_t id)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return;
	in->batch = vq->layout->tracking->put(vq, id);
	in->unseen = true;
}

void virtq_inflight_publish(struct virtq *vq)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return;
	if (in->unseen)
		vq->layout->tracking->clear(vq, in->batch);
	in->unseen = false;
	vq->layout->tracking->publish(vq);
}

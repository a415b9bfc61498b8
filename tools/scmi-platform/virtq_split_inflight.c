// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in flight of a split queue. A head's entry has its number. That the
 * driver was shown a batch can be told by the index of the used ring, which is
 * why that is noted last.
 */
#include "shared.h"
#include "virtq_chain.h"
#include "virtq_inflight.h"
#include "virtq_layout.h"

#include <endian.h>

void virtq_split_inflight_take(struct virtq *vq, uint16_t head)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return;
	in->resubmitted = false;
	write_once(&in->split->desc[head].counter, in->counter++);
	store_release(&in->split->desc[head].inflight, 1);
}

static void clear(struct virtq *vq, uint16_t at)
{
	store_release(&vq->inflight->split->desc[at].inflight, 0);
}

static void reset(struct virtq *vq)
{
	struct inflight_split *s = vq->inflight->split;
	unsigned int i;

	for (i = 0; i < vq->num; i++)
		clear(vq, (uint16_t)i);
	write_once(&s->last_batch_head, 0);
	write_once(&s->used_idx, vq->next_used);
}

/* What the driver was shown may still be marked: the list says what it was. */
static bool finish_batch(struct virtq *vq)
{
	struct inflight_split *s = vq->inflight->split;
	uint16_t n = (uint16_t)(vq->next_used - read_once(&s->used_idx));
	uint16_t head = read_once(&s->last_batch_head);

	if (n > vq->num)
		return false;
	while (n--) {
		if (head >= vq->num)
			return false;
		clear(vq, head);
		head = read_once(&s->desc[head].next);
	}
	write_once(&s->used_idx, vq->next_used);
	return true;
}

/* All that was made available is used, in flight, or still to be taken. */
static bool recover(struct virtq *vq)
{
	struct virtq_inflight *in = vq->inflight;
	uint16_t last_avail;
	unsigned int i;

	if (!finish_batch(vq))
		return false;
	for (i = 0; i < vq->num; i++) {
		const struct inflight_split_desc *d = &in->split->desc[i];

		if (read_once(&d->inflight))
			virtq_inflight_add(in, read_once(&d->counter),
					   (uint16_t)i);
	}
	last_avail = (uint16_t)(vq->next_used + in->n_again);
	if ((uint16_t)(le16toh(load_acquire(&vq->avail->idx)) - last_avail) >
	    vq->num)
		return false;
	vq->last_avail = last_avail;
	return true;
}

static const char *resubmit(struct virtq *vq, struct virtq_elem *elem,
			    uint16_t at)
{
	if (!virtq_hold(vq, at, 1))
		return NULL;
	elem->head = at;
	return virtq_chain_read(vq, elem);
}

static void untake(struct virtq *vq, uint16_t id)
{
	clear(vq, id);
}

static uint16_t put(struct virtq *vq, uint16_t id)
{
	struct inflight_split *s = vq->inflight->split;

	write_once(&s->desc[id].next, read_once(&s->last_batch_head));
	store_release(&s->last_batch_head, id);
	return id;
}

static void publish(struct virtq *vq)
{
	store_release(&vq->inflight->split->used_idx, vq->next_used);
}

const struct virtq_tracking virtq_split_tracking = {
	.reset = reset,
	.recover = recover,
	.resubmit = resubmit,
	.untake = untake,
	.put = put,
	.clear = clear,
	.publish = publish,
};

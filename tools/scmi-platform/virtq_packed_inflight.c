// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in flight of a packed queue. Its descriptors are overwritten while
 * buffers are in flight, so there is a copy of each. Free copies are a list,
 * from which a buffer takes as many as it has descriptors, one after the
 * other; the first is the buffer's entry. What is going on is done to free_head
 * and used_idx, and counts when their old_ counterparts have followed.
 */
#include "shared.h"
#include "virtq_chain.h"
#include "virtq_inflight.h"
#include "virtq_packed.h"

/* Return: an entry, whatever the memory says; a wrong one hurts nobody here. */
static struct inflight_packed_desc *entry(const struct virtq *vq, uint16_t at)
{
	return &vq->inflight->packed->desc[at < vq->num ? at : 0];
}

void virtq_packed_inflight_fetch(struct virtq *vq, const struct virtq_desc *d,
				 bool first)
{
	struct virtq_inflight *in = vq->inflight;
	struct inflight_packed_desc *head, *e;
	uint16_t at;

	if (!in)
		return;
	at = read_once(&in->packed->free_head);
	head = entry(vq, read_once(&in->packed->old_free_head));
	e = entry(vq, at);
	if (first) {
		in->resubmitted = false;
		write_once(&head->num, 0);
		write_once(&head->counter, in->counter++);
		store_release(&head->inflight, 1);
	}
	write_once(&head->last, at);
	write_once(&head->num, (uint16_t)(read_once(&head->num) + 1));
	write_once(&e->addr, d->addr);
	write_once(&e->len, d->len);
	write_once(&e->flags, d->flags);
	write_once(&e->id, d->id);
	store_release(&in->packed->free_head, read_once(&e->next));
}

void virtq_packed_inflight_take(struct virtq *vq, uint16_t id)
{
	struct virtq_inflight *in = vq->inflight;

	if (!in)
		return;
	in->entry[id] = read_once(&in->packed->old_free_head);
	store_release(&in->packed->old_free_head,
		      read_once(&in->packed->free_head));
}

void virtq_packed_inflight_abort(struct virtq *vq)
{
	struct virtq_inflight *in = vq->inflight;
	uint16_t head;

	if (!in)
		return;
	head = read_once(&in->packed->old_free_head);
	store_release(&entry(vq, head)->inflight, 0);
	store_release(&in->packed->free_head, head);
}

static void clear(struct virtq *vq, uint16_t at)
{
	store_release(&entry(vq, at)->inflight, 0);
}

/*
 * Slot and wrap counter are different fields, but a process may end between
 * any two stores: so they are stored as one.
 */
static union inflight_packed_used load_used(const struct virtq *vq)
{
	return (union inflight_packed_used){
		.raw = read_once(&vq->inflight->packed->used.raw),
	};
}

static void store_used(struct virtq *vq, union inflight_packed_used used)
{
	store_release(&vq->inflight->packed->used.raw, used.raw);
}

static void set_used(struct virtq *vq, uint16_t pos)
{
	union inflight_packed_used used = load_used(vq);

	used.used_idx = virtq_packed_slot(pos);
	used.used_wrap_counter = virtq_packed_wrap(pos);
	store_used(vq, used);
}

/* What was going on has happened. */
static void commit(struct virtq *vq)
{
	struct inflight_packed *p = vq->inflight->packed;
	union inflight_packed_used used = load_used(vq);

	store_release(&p->old_free_head, read_once(&p->free_head));
	used.old_used_idx = used.used_idx;
	used.old_used_wrap_counter = used.used_wrap_counter;
	store_used(vq, used);
}

/* What was going on has not happened. */
static void roll_back(struct virtq *vq)
{
	struct inflight_packed *p = vq->inflight->packed;
	union inflight_packed_used used = load_used(vq);

	write_once(&p->free_head, read_once(&p->old_free_head));
	used.used_idx = used.old_used_idx;
	used.used_wrap_counter = used.old_used_wrap_counter;
	store_used(vq, used);
}

/* The end of the list of free entries is one that does not exist. */
static void reset(struct virtq *vq)
{
	struct inflight_packed *p = vq->inflight->packed;
	unsigned int i;

	for (i = 0; i < vq->num; i++) {
		clear(vq, (uint16_t)i);
		write_once(&p->desc[i].next, (uint16_t)(i + 1));
	}
	write_once(&p->free_head, 0);
	set_used(vq, vq->next_used);
	commit(vq);
}

static void clear_free(struct virtq *vq)
{
	uint16_t at = read_once(&vq->inflight->packed->free_head);
	unsigned int i;

	for (i = 0; i < vq->num && at < vq->num; i++) {
		clear(vq, at);
		at = read_once(&entry(vq, at)->next);
	}
}

static bool add_all(struct virtq *vq, uint16_t *n_descs)
{
	unsigned int i, sum = 0;

	for (i = 0; i < vq->num; i++) {
		const struct inflight_packed_desc *e = entry(vq, (uint16_t)i);
		uint16_t n = read_once(&e->num);

		if (!read_once(&e->inflight))
			continue;
		if (!n || n > vq->num - sum)
			return false;
		sum += n;
		virtq_inflight_add(vq->inflight, read_once(&e->counter),
				   (uint16_t)i);
	}
	*n_descs = (uint16_t)sum;
	return true;
}

/*
 * A batch was shown to the driver when its first descriptor is no longer as it
 * was when it was available. Descriptors that are used, in flight, or still to
 * be taken follow each other in the ring.
 */
static bool recover(struct virtq *vq)
{
	union inflight_packed_used used = load_used(vq);
	uint16_t now = virtq_packed_pos(used.used_idx, used.used_wrap_counter);
	uint16_t old =
		virtq_packed_pos(used.old_used_idx, used.old_used_wrap_counter);
	uint16_t n_descs;

	if (used.used_idx >= vq->num || used.old_used_idx >= vq->num)
		return false;
	if (now != old && !virtq_packed_available(vq, old)) {
		commit(vq);
		old = now;
	}
	roll_back(vq);
	clear_free(vq);
	if (!add_all(vq, &n_descs))
		return false;
	vq->next_used = old;
	vq->last_avail = virtq_packed_forward(vq, old, n_descs);
	return true;
}

/* The ring has something else by now: the copies are what was taken. */
static const char *resubmit(struct virtq *vq, struct virtq_elem *elem,
			    uint16_t at)
{
	uint16_t n = read_once(&entry(vq, at)->num), i, next = at;
	const char *why = NULL;
	struct virtq_desc d = { 0 };

	virtq_chain_clear(elem);
	for (i = 0; i < n; i++) {
		const struct inflight_packed_desc *e = entry(vq, next);

		d.addr = read_once(&e->addr);
		d.len = read_once(&e->len);
		d.id = read_once(&e->id);
		d.flags = read_once(&e->flags);
		next = read_once(&e->next);
		if (!why)
			why = virtq_chain_add(vq, elem, &d);
	}
	if (!n)
		virtq_break(vq, "its inflight region was changed", at);
	if (vq->broken || !virtq_hold(vq, d.id, n))
		return NULL;
	elem->head = d.id;
	vq->inflight->entry[d.id] = at;
	return why;
}

static void untake(struct virtq *vq, uint16_t id)
{
	struct virtq_inflight *in = vq->inflight;
	uint16_t at = in->entry[id];

	store_release(&in->packed->free_head, at);
	store_release(&in->packed->old_free_head, at);
	clear(vq, at);
}

static uint16_t put(struct virtq *vq, uint16_t id)
{
	struct inflight_packed *p = vq->inflight->packed;
	uint16_t at = vq->inflight->entry[id];
	uint16_t last = read_once(&entry(vq, at)->last);

	write_once(&entry(vq, last)->next, read_once(&p->free_head));
	store_release(&p->free_head, at);
	set_used(vq, vq->next_used);
	return at;
}

static void publish(struct virtq *vq)
{
	set_used(vq, vq->next_used);
	commit(vq);
}

const struct virtq_tracking virtq_packed_tracking = {
	.reset = reset,
	.recover = recover,
	.resubmit = resubmit,
	.untake = untake,
	.put = put,
	.clear = clear,
	.publish = publish,
};

// SPDX-License-Identifier: GPL-2.0-only
#include "virtq_chain.h"
#include "shared.h"

#include <endian.h>

/**
 * struct walk - one descriptor chain on its way
 * @vq: its queue
 * @elem: what is filled
 * @gpa: the indirect table; unused in the queue's own table
 * @num: descriptors in the table
 * @seen: how many were taken from it
 * @indirect: the table is an indirect one
 */
struct walk {
	const struct virtq *vq;
	struct virtq_elem *elem;
	uint64_t gpa;
	uint32_t num;
	uint32_t seen;
	bool indirect;
};

/* The only look at a descriptor: from here on only the copy is used. */
static bool fetch(const struct walk *walk, uint32_t i, struct vring_desc *d)
{
	if (walk->indirect) {
		if (!guest_mem_read(walk->vq->mem, walk->gpa + i * sizeof(*d),
				    d, sizeof(*d)))
			return false;
	} else {
		const struct vring_desc *from = &walk->vq->desc[i];

		d->addr = read_once(&from->addr);
		d->len = read_once(&from->len);
		d->flags = read_once(&from->flags);
		d->next = read_once(&from->next);
	}
	d->addr = le64toh(d->addr);
	d->len = le32toh(d->len);
	d->flags = le16toh(d->flags);
	d->next = le16toh(d->next);
	return true;
}

/* Return: NULL, or what is wrong with the descriptor. */
static const char *add_seg(const struct virtq *vq, struct virtq_elem *elem,
			   uint64_t addr, uint32_t len, uint16_t flags)
{
	bool in = flags & VRING_DESC_F_WRITE;
	uint32_t *total = in ? &elem->in_len : &elem->out_len;

	if (!len)
		return "an empty descriptor";
	if (!guest_mem_valid(vq->mem, addr, len))
		return "a descriptor outside of guest memory";
	if (!in && elem->n_in)
		return "a readable descriptor after a writable one";
	if (elem->n_out + elem->n_in == VIRTQ_SEGS_MAX)
		return "too many descriptors";
	if (len > UINT32_MAX - *total)
		return "a buffer of 4 GiB or more";

	elem->seg[elem->n_out + elem->n_in] = (struct virtq_seg){
		.gpa = addr,
		.len = len,
	};
	if (in)
		elem->n_in++;
	else
		elem->n_out++;
	*total += len;
	return NULL;
}

/* Descriptors have 16 bytes in either layout. */
static const char *check_indirect(const struct virtq *vq, uint64_t addr,
				  uint32_t len, uint16_t flags)
{
	if (!vq->indirect)
		return "an indirect descriptor that was not negotiated";
	if (flags & VRING_DESC_F_NEXT)
		return "an indirect descriptor with a successor";
	if (!len || len % sizeof(struct vring_desc))
		return "an indirect table that is no multiple of 16 bytes";
	if (!guest_mem_valid(vq->mem, addr, len))
		return "an indirect table outside of guest memory";
	return NULL;
}

static const char *enter_indirect(struct walk *walk, const struct vring_desc *d)
{
	const char *why;

	if (walk->indirect)
		return "an indirect descriptor inside an indirect table";
	why = check_indirect(walk->vq, d->addr, d->len, d->flags);
	if (why)
		return why;

	walk->indirect = true;
	walk->gpa = d->addr;
	walk->num = d->len / sizeof(*d);
	walk->seen = 0;
	return NULL;
}

static const char *walk_chain(struct walk *walk, uint32_t i)
{
	const char *why = NULL;
	struct vring_desc d;

	while (!why) {
		if (i >= walk->num)
			return "a successor outside of the table";
		if (walk->seen++ == walk->num)
			return "a loop";
		if (!fetch(walk, i, &d))
			return "an indirect table that went away";

		if (d.flags & VRING_DESC_F_INDIRECT) {
			why = enter_indirect(walk, &d);
			i = 0;
		} else {
			why = add_seg(walk->vq, walk->elem, d.addr, d.len,
				      d.flags);
			if (!(d.flags & VRING_DESC_F_NEXT))
				break;
			i = d.next;
		}
	}
	return why;
}

void virtq_chain_clear(struct virtq_elem *elem)
{
	elem->n_out = 0;
	elem->n_in = 0;
	elem->out_len = 0;
	elem->in_len = 0;
}

const char *virtq_chain_read(const struct virtq *vq, struct virtq_elem *elem)
{
	struct walk walk = { .vq = vq, .elem = elem, .num = vq->num };

	virtq_chain_clear(elem);
	return walk_chain(&walk, elem->head);
}

/*
 * All of a packed table counts, in its order; of the flags of its descriptors
 * only whether they can be written means anything (2.8.7).
 */
static const char *add_table(const struct virtq *vq, struct virtq_elem *elem,
			     uint64_t gpa, uint32_t len)
{
	const char *why = NULL;
	uint32_t at;

	for (at = 0; at < len && !why; at += sizeof(struct vring_packed_desc)) {
		struct vring_packed_desc d;

		if (!guest_mem_read(vq->mem, gpa + at, &d, sizeof(d)))
			return "an indirect table that went away";
		why = add_seg(vq, elem, le64toh(d.addr), le32toh(d.len),
			      le16toh(d.flags));
	}
	return why;
}

const char *virtq_chain_add(const struct virtq *vq, struct virtq_elem *elem,
			    const struct virtq_desc *d)
{
	const char *why;

	if (!(d->flags & VRING_DESC_F_INDIRECT))
		return add_seg(vq, elem, d->addr, d->len, d->flags);
	if (elem->n_out || elem->n_in)
		return "an indirect descriptor behind others";
	why = check_indirect(vq, d->addr, d->len, d->flags);
	return why ? why : add_table(vq, elem, d->addr, d->len);
}

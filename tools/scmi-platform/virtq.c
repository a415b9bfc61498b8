// SPDX-License-Identifier: GPL-2.0-only
#include "virtq.h"
#include "util.h"
#include "virtq_inflight.h"
#include "virtq_layout.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void virtq_init(struct virtq *vq, const char *name, const struct guest_mem *mem)
{
	memset(vq, 0, sizeof(*vq));
	vq->name = name;
	vq->mem = mem;
	vq->layout = &virtq_split;
	vq->call_fd = -1;
}

static void rewind_queue(struct virtq *vq)
{
	vq->last_avail = vq->layout->origin;
	vq->next_used = vq->layout->origin;
}

void virtq_set_layout(struct virtq *vq, bool packed)
{
	const struct virtq_layout *layout = packed ? &virtq_packed
						   : &virtq_split;

	if (vq->layout == layout)
		return;
	vq->layout = layout;
	rewind_queue(vq);
}

int virtq_set_num(struct virtq *vq, unsigned int num)
{
	if (!num || num > VIRTQ_NUM_MAX || !vq->layout->valid_num(num))
		return -EINVAL;
	vq->num = num;
	return 0;
}

uint32_t virtq_base(const struct virtq *vq)
{
	if (vq->layout == &virtq_split)
		return vq->last_avail;
	return vq->last_avail | (uint32_t)vq->next_used << 16;
}

int virtq_set_base(struct virtq *vq, uint32_t base)
{
	if (vq->layout == &virtq_split && base > UINT16_MAX)
		return -EINVAL;
	vq->last_avail = (uint16_t)base;
	vq->next_used = (uint16_t)(base >> 16);
	return 0;
}

bool virtq_at_origin(const struct virtq *vq)
{
	return vq->last_avail == vq->layout->origin;
}

static bool aligned(const void *p, uintptr_t align)
{
	return !((uintptr_t)p & (align - 1));
}

static int find_rings(struct virtq *vq)
{
	const struct virtq_layout *layout = vq->layout;
	void *desc, *avail, *used;

	if (!vq->num)
		return -EINVAL;
	/* A descriptor has 16 bytes in either layout. */
	desc = guest_mem_at_uva(vq->mem, vq->addr_desc,
				sizeof(vq->desc[0]) * vq->num);
	avail = guest_mem_at_uva(vq->mem, vq->addr_avail,
				 layout->avail_size(vq));
	used = guest_mem_at_uva(vq->mem, vq->addr_used, layout->used_size(vq));
	if (!desc || !avail || !used)
		return -EFAULT;
	if (!aligned(desc, VRING_DESC_ALIGN_SIZE) ||
	    !aligned(avail, layout->avail_align) ||
	    !aligned(used, layout->used_align))
		return -EINVAL;

	vq->desc = desc;
	vq->avail = avail;
	vq->used = used;
	return 0;
}

int virtq_start(struct virtq *vq)
{
	bool resuming = virtq_running(vq);
	int err = find_rings(vq);

	if (err || resuming)
		return err;

	vq->signalled_valid = false;
	vq->broken = false;
	err = vq->layout->begin(vq);
	if (!err)
		err = virtq_inflight_begin(vq);
	if (err)
		virtq_stop(vq);
	return err;
}

void virtq_stop(struct virtq *vq)
{
	vq->desc = NULL;
	vq->avail = NULL;
	vq->used = NULL;
	vq->batched = false;
	vq->n_held = 0;
	memset(vq->held, 0, sizeof(vq->held));
}

void virtq_clear(struct virtq *vq)
{
	vq->num = 0;
	vq->addr_desc = 0;
	vq->addr_avail = 0;
	vq->addr_used = 0;
	rewind_queue(vq);
}

void virtq_break(struct virtq *vq, const char *why, unsigned int what)
{
	vq->broken = true;
	log_limited(&vq->limit, LOG_ERROR,
		    "%s: %s (%u, queue size %u): stopped until it is reset",
		    vq->name, why, what, vq->num);
}

bool virtq_hold(struct virtq *vq, uint16_t id, unsigned int n)
{
	if (vq->held[id])
		virtq_break(vq, "a buffer was made available twice", id);
	else if (n > vq->num - vq->n_held)
		virtq_break(vq, "more buffers than fit were made available", n);
	if (vq->broken)
		return false;
	vq->held[id] = (uint16_t)n;
	vq->n_held += n;
	return true;
}

/* Return: how many descriptors the buffer took up. */
static unsigned int let_go(struct virtq *vq, uint16_t id)
{
	unsigned int n = vq->held[id];

	vq->held[id] = 0;
	vq->n_held -= n;
	return n;
}

/* What was in flight before comes first. */
static const char *take(struct virtq *vq, struct virtq_elem *elem)
{
	if (virtq_inflight_pending(vq))
		return virtq_inflight_resubmit(vq, elem);
	return vq->layout->take(vq, elem);
}

enum virtq_pop virtq_pop(struct virtq *vq, struct virtq_elem *elem)
{
	const char *why;

	if (!virtq_running(vq) || vq->broken)
		return VIRTQ_EMPTY;
	/* What is put back and what is taken must not be on the way at once. */
	if (virtq_inflight_unseen(vq))
		virtq_publish(vq);
	if (!virtq_inflight_pending(vq) && vq->layout->is_empty(vq))
		return VIRTQ_EMPTY;

	why = take(vq, elem);
	if (vq->broken)
		return VIRTQ_EMPTY;
	if (!why)
		return VIRTQ_ELEM;

	vq->n_bad++;
	log_limited(&vq->limit, LOG_WARNING,
		    "%s: buffer %u has %s: returned unused", vq->name,
		    elem->head, why);
	virtq_push(vq, elem->head, 0);
	virtq_flush(vq);
	return VIRTQ_BAD;
}

void virtq_unpop(struct virtq *vq, const struct virtq_elem *elem)
{
	unsigned int n = let_go(vq, elem->head);

	if (!virtq_inflight_unpop(vq, elem->head))
		vq->layout->untake(vq, n);
}

void virtq_push_raw(struct virtq *vq, uint32_t id, uint32_t len)
{
	if (virtq_running(vq))
		vq->layout->put(vq, id, len, 1);
}

void virtq_push(struct virtq *vq, uint16_t head, uint32_t len)
{
	unsigned int n = let_go(vq, head);

	if (!virtq_running(vq))
		return;
	if (virtq_inflight_unseen(vq))
		virtq_publish(vq);
	vq->layout->put(vq, head, len, n);
	virtq_inflight_put(vq, head);
}

void virtq_publish(struct virtq *vq)
{
	if (!virtq_running(vq))
		return;
	vq->layout->publish(vq);
	virtq_inflight_publish(vq);
}

void virtq_notify(struct virtq *vq)
{
	const uint64_t one = 1;

	if (!virtq_running(vq) || !vq->layout->wants_interrupt(vq) ||
	    vq->call_fd < 0)
		return;
	/*
	 * Full (EAGAIN) means that an interrupt is pending anyway; a front
	 * end that closed its end finds out about itself.
	 */
	if (write(vq->call_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_limited(&vq->limit, LOG_WARNING,
			    "%s: cannot interrupt the guest: %s", vq->name,
			    strerror(errno));
}

size_t virtq_elem_read(const struct virtq *vq, const struct virtq_elem *elem,
		       void *buf, size_t len)
{
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < elem->n_out && done < len; i++) {
		const struct virtq_seg *seg = &elem->seg[i];
		size_t n = min_size(len - done, seg->len);

		if (!guest_mem_read(vq->mem, seg->gpa, (char *)buf + done, n))
			break;
		done += n;
	}
	return done;
}

size_t virtq_elem_write(const struct virtq *vq, const struct virtq_elem *elem,
			const void *buf, size_t len)
{
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < elem->n_in && done < len; i++) {
		const struct virtq_seg *seg = &elem->seg[elem->n_out + i];
		size_t n = min_size(len - done, seg->len);

		if (!guest_mem_write(vq->mem, seg->gpa,
				     (const char *)buf + done, n))
			break;
		done += n;
	}
	return done;
}

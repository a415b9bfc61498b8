// SPDX-License-Identifier: GPL-2.0-only
#include "virtq.h"
#include "shared.h"
#include "util.h"
#include "virtq_chain.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

void virtq_init(struct virtq *vq, const char *name, const struct guest_mem *mem)
{
	memset(vq, 0, sizeof(*vq));
	vq->name = name;
	vq->mem = mem;
	vq->call_fd = -1;
}

int virtq_set_num(struct virtq *vq, unsigned int num)
{
	if (!num || num > VIRTQ_NUM_MAX || num & (num - 1))
		return -EINVAL;
	vq->num = num;
	return 0;
}

static size_t desc_size(const struct virtq *vq)
{
	return sizeof(vq->desc[0]) * vq->num;
}

/* Each ring is followed by the other side's event index, if negotiated. */
static size_t avail_size(const struct virtq *vq)
{
	return sizeof(*vq->avail) + sizeof(vq->avail->ring[0]) * vq->num +
	       (vq->event_idx ? sizeof(uint16_t) : 0);
}

static size_t used_size(const struct virtq *vq)
{
	return sizeof(*vq->used) + sizeof(vq->used->ring[0]) * vq->num +
	       (vq->event_idx ? sizeof(uint16_t) : 0);
}

static uint16_t *used_event(const struct virtq *vq)
{
	return &vq->avail->ring[vq->num];
}

static uint16_t *avail_event(const struct virtq *vq)
{
	return (uint16_t *)&vq->used->ring[vq->num];
}

static bool aligned(const void *p, uintptr_t align)
{
	return !((uintptr_t)p & (align - 1));
}

int virtq_start(struct virtq *vq)
{
	bool resuming = virtq_running(vq);
	void *desc, *avail, *used;

	if (!vq->num)
		return -EINVAL;
	desc = guest_mem_at_uva(vq->mem, vq->addr_desc, desc_size(vq));
	avail = guest_mem_at_uva(vq->mem, vq->addr_avail, avail_size(vq));
	used = guest_mem_at_uva(vq->mem, vq->addr_used, used_size(vq));
	if (!desc || !avail || !used)
		return -EFAULT;
	if (!aligned(desc, VRING_DESC_ALIGN_SIZE) ||
	    !aligned(avail, VRING_AVAIL_ALIGN_SIZE) ||
	    !aligned(used, VRING_USED_ALIGN_SIZE))
		return -EINVAL;

	vq->desc = desc;
	vq->avail = avail;
	vq->used = used;
	if (resuming)
		return 0;

	vq->next_used = le16toh(read_once(&vq->used->idx));
	vq->signalled_valid = false;
	vq->broken = false;
	return 0;
}

void virtq_stop(struct virtq *vq)
{
	vq->desc = NULL;
	vq->avail = NULL;
	vq->used = NULL;
	memset(vq->held, 0, sizeof(vq->held));
}

void virtq_clear(struct virtq *vq)
{
	vq->num = 0;
	vq->addr_desc = 0;
	vq->addr_avail = 0;
	vq->addr_used = 0;
	vq->last_avail = 0;
}

static bool is_held(const struct virtq *vq, uint16_t head)
{
	return vq->held[head / 8] & 1u << head % 8;
}

static void set_held(struct virtq *vq, uint16_t head, bool held)
{
	uint8_t bit = 1u << head % 8;

	if (held)
		vq->held[head / 8] |= bit;
	else
		vq->held[head / 8] &= ~bit;
}

static void break_queue(struct virtq *vq, const char *why, unsigned int what)
{
	vq->broken = true;
	log_limited(&vq->limit, LOG_ERROR,
		    "%s: %s (%u, queue size %u): stopped until it is reset",
		    vq->name, why, what, vq->num);
}

/* The driver's index, together with all that it published before it. */
static uint16_t avail_idx(const struct virtq *vq)
{
	return le16toh(load_acquire(&vq->avail->idx));
}

/*
 * Asks for a kick at the next buffer, then looks once more: the driver may
 * have added one before it could see the request.
 */
static bool is_empty(struct virtq *vq)
{
	if (avail_idx(vq) != vq->last_avail)
		return false;
	if (!vq->event_idx)
		return true;

	write_once(avail_event(vq), htole16(vq->last_avail));
	full_barrier();
	return avail_idx(vq) == vq->last_avail;
}

static bool next_head(struct virtq *vq, uint16_t *head)
{
	uint16_t pending;

	if (!virtq_running(vq) || vq->broken || is_empty(vq))
		return false;

	pending = (uint16_t)(avail_idx(vq) - vq->last_avail);
	if (pending > vq->num) {
		break_queue(vq, "more buffers than fit were made available",
			    pending);
		return false;
	}
	*head = le16toh(read_once(&vq->avail->ring[vq->last_avail % vq->num]));
	if (*head >= vq->num) {
		break_queue(vq, "a buffer has no such descriptor", *head);
		return false;
	}
	if (is_held(vq, *head)) {
		break_queue(vq, "a buffer was made available twice", *head);
		return false;
	}
	vq->last_avail++;
	set_held(vq, *head, true);
	return true;
}

enum virtq_pop virtq_pop(struct virtq *vq, struct virtq_elem *elem)
{
	const char *why;

	if (!next_head(vq, &elem->head))
		return VIRTQ_EMPTY;

	why = virtq_chain_read(vq, elem);
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
	set_held(vq, elem->head, false);
	vq->last_avail--;
}

void virtq_push_raw(struct virtq *vq, uint32_t id, uint32_t len)
{
	struct vring_used_elem *slot;

	if (!virtq_running(vq))
		return;
	slot = &vq->used->ring[vq->next_used % vq->num];
	write_once(&slot->id, htole32(id));
	write_once(&slot->len, htole32(len));
	vq->next_used++;
}

void virtq_push(struct virtq *vq, uint16_t head, uint32_t len)
{
	set_held(vq, head, false);
	virtq_push_raw(vq, head, len);
}

void virtq_publish(struct virtq *vq)
{
	if (virtq_running(vq))
		store_release(&vq->used->idx, htole16(vq->next_used));
}

/* The index must be visible before the driver's wish is read (2.7.7.2). */
static bool wants_interrupt(struct virtq *vq)
{
	uint16_t old = vq->signalled;
	bool valid = vq->signalled_valid;

	full_barrier();
	if (!vq->event_idx)
		return !(le16toh(read_once(&vq->avail->flags)) &
			 VRING_AVAIL_F_NO_INTERRUPT);

	vq->signalled = vq->next_used;
	vq->signalled_valid = true;
	return !valid || vring_need_event(le16toh(read_once(used_event(vq))),
					  vq->next_used, old);
}

void virtq_notify(struct virtq *vq)
{
	const uint64_t one = 1;

	if (!virtq_running(vq) || !wants_interrupt(vq) || vq->call_fd < 0)
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

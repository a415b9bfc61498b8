// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring, split or packed, in the memory of a guest that writes anything there,
 * between any two steps of the device.
 *
 * REQ: P-08
 *
 * An input is the ring's features and size, then a sequence of steps: a byte
 * that says which, then what it needs.
 */
#include "input.h"
#include "guest_mem.h"
#include "log.h"
#include "tests/guest.h"
#include "util.h"
#include "virtq.h"

#include <endian.h>
#include <string.h>

#define NUM_MAX 64u

/* Descriptors of an indirect table that are written. */
#define TABLE 16u

/* Buffers that the device has taken. */
#define HELD_MAX 8u

/* Descriptors of one buffer that a packed ring gets in order. */
#define PIECES_MAX 4u

#define BYTES_MAX 1024u

struct ring {
	struct guest_mem mem;
	struct virtq vq;
	struct virtq_elem held[HELD_MAX];
	unsigned int n_held;
};

static struct guest guest;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_set_level(LOG_SILENT);
	guest_init(&guest, NUM_MAX);
	return 0;
}

/* The guest's memory is in two pieces: buffers may cross from one to another. */
static void share_memory(struct ring *ring)
{
	const uint64_t half = GUEST_SIZE / 2;
	const struct guest_region regions[] = {
		{ .gpa = GUEST_GPA, .uva = GUEST_UVA, .size = half },
		{ .gpa = GUEST_GPA + half,
		  .uva = GUEST_UVA + half,
		  .size = GUEST_SIZE - half,
		  .offset = half },
	};
	unsigned int i;

	guest_mem_init(&ring->mem);
	for (i = 0; i < ARRAY_SIZE(regions); i++)
		fuzz_expect(
			!guest_mem_add(&ring->mem, &regions[i], guest.memfd));
}

static void start(struct ring *ring, struct input *in)
{
	struct guest_ring *r = &guest.rings[0];
	uint8_t features = input_u8(in);
	bool packed = features & 8;

	virtq_set_layout(&ring->vq, packed);
	if (r->packed != packed)
		guest_set_layout(&guest, packed);
	fuzz_expect(!virtq_set_num(&ring->vq, 1u << input_below(in, 7)));
	r->num = ring->vq.num;
	ring->vq.event_idx = features & 1;
	ring->vq.indirect = features & 2;
	ring->vq.addr_desc = guest_uva(&guest, r->desc);
	ring->vq.addr_avail = guest_uva(&guest, r->avail);
	ring->vq.addr_used = guest_uva(&guest, r->used);
	if (features & 4)
		ring->vq.addr_used = input_uva(in);
	ring->n_held = 0;
	/*
	 * A used ring that is nowhere, or beside its address, is refused; so is
	 * a packed ring that is now too small for where it was.
	 */
	if (virtq_start(&ring->vq))
		fuzz_expect(features & 4 || packed);
}

/* What is held is forgotten, but where the ring is. */
static void restart(struct ring *ring, struct input *in)
{
	virtq_stop(&ring->vq);
	start(ring, in);
}

static struct guest_piece piece(struct input *in)
{
	struct guest_piece p = { .gpa = input_gpa(in), .len = input_len(in) };

	p.flags = input_u8(in);
	if (p.flags & VRING_DESC_F_INDIRECT && p.len % 2) {
		/* Else it would take luck to find a table. */
		p.gpa = guest_gpa(GUEST_INDIRECT);
		p.len = p.len % (TABLE + 1) * sizeof(struct vring_desc);
	}
	return p;
}

/* Of either layout: in a packed one the last two members change places. */
static void write_descriptor(struct input *in)
{
	struct vring_desc *table =
		(struct vring_desc *)(guest.mem + GUEST_INDIRECT);
	unsigned int i = input_below(in, NUM_MAX + TABLE);
	struct guest_piece p = piece(in);
	uint16_t next = input_u8(in);

	if (guest.rings[0].packed) {
		/* Bits 7 and 15 say whose it is. */
		p.flags |= (next & 1u) << VRING_PACKED_DESC_F_USED;
		guest_desc(i < NUM_MAX ? &guest.rings[0].desc[i]
				       : &table[i - NUM_MAX],
			   p.gpa, p.len, next >> 1, p.flags);
		return;
	}
	guest_desc(i < NUM_MAX ? &guest.rings[0].desc[i] : &table[i - NUM_MAX],
		   p.gpa, p.len, p.flags, next);
}

static void make_available(struct input *in)
{
	struct guest_piece pieces[PIECES_MAX];
	uint8_t head = input_u8(in);
	unsigned int i, n;

	if (!guest.rings[0].packed) {
		guest_avail(&guest.rings[0], head);
		return;
	}
	n = 1 + input_below(in, PIECES_MAX);
	for (i = 0; i < n; i++)
		pieces[i] = piece(in);
	guest_chain(&guest.rings[0], head, pieces, n);
}

/* What either side wants to be told of, and from where on */
static void write_event(struct vring_packed_desc_event *event, struct input *in,
			uint16_t value)
{
	if (input_u8(in) & 1)
		event->flags = htole16(value);
	else
		event->off_wrap = htole16(value);
}

/* Counters, flags and entries of both rings */
static void write_ring(struct input *in)
{
	struct guest_ring *r = &guest.rings[0];
	uint16_t value = input_u16(in);

	if (r->packed) {
		write_event(input_u8(in) & 1 ? r->driver : r->device, in,
			    value);
		return;
	}

	switch (input_below(in, 4)) {
	case 0:
		r->avail->idx = htole16(value);
		break;
	case 1:
		r->avail->flags = htole16(value);
		break;
	case 2:
		r->avail->ring[input_below(in, NUM_MAX + 1)] = htole16(value);
		break;
	default:
		r->used->idx = htole16(value);
		break;
	}
}

static void check_elem(const struct ring *ring, const struct virtq_elem *elem)
{
	uint64_t out = 0, in = 0;
	unsigned int i;

	/* In a packed ring any number names a buffer. */
	fuzz_expect(guest.rings[0].packed || elem->head < ring->vq.num);
	fuzz_expect(elem->n_out + elem->n_in > 0);
	fuzz_expect(elem->n_out + elem->n_in <= VIRTQ_SEGS_MAX);
	for (i = 0; i < elem->n_out; i++)
		out += elem->seg[i].len;
	for (; i < elem->n_out + elem->n_in; i++)
		in += elem->seg[i].len;
	fuzz_expect(out == elem->out_len && in == elem->in_len);
	for (i = 0; i < ring->n_held; i++)
		fuzz_expect(ring->held[i].head != elem->head);
}

/* All of the buffer is in memory, and that stays as it is. */
static void use_elem(const struct ring *ring, const struct virtq_elem *elem,
		     struct input *in)
{
	uint8_t buf[BYTES_MAX];
	size_t len = input_u16(in) % sizeof(buf);
	size_t n = virtq_elem_read(&ring->vq, elem, buf, len);

	fuzz_expect(n == min_size(len, elem->out_len));
	n = virtq_elem_write(&ring->vq, elem, buf, len);
	fuzz_expect(n == min_size(len, elem->in_len));
}

static void take(struct ring *ring, struct input *in)
{
	struct virtq_elem *elem = &ring->held[ring->n_held];

	if (ring->n_held == HELD_MAX ||
	    virtq_pop(&ring->vq, elem) != VIRTQ_ELEM)
		return;
	check_elem(ring, elem);
	use_elem(ring, elem, in);
	if (input_u8(in) & 1)
		virtq_unpop(&ring->vq, elem);
	else
		ring->n_held++;
}

static void give_back(struct ring *ring, struct input *in)
{
	unsigned int i;

	if (!ring->n_held)
		return;
	i = input_below(in, ring->n_held);
	virtq_push(&ring->vq, ring->held[i].head, input_len(in));
	virtq_flush(&ring->vq);
	ring->held[i] = ring->held[--ring->n_held];
}

enum step {
	DESCRIPTOR,
	DESCRIPTOR_AGAIN, /* chains take several */
	AVAILABLE,
	RING,
	TAKE,
	GIVE_BACK,
	RESTART,
	STEPS
};

static void step(struct ring *ring, struct input *in)
{
	switch ((enum step)input_below(in, STEPS)) {
	case AVAILABLE:
		make_available(in);
		break;
	case RING:
		write_ring(in);
		break;
	case TAKE:
		take(ring, in);
		break;
	case GIVE_BACK:
		give_back(ring, in);
		break;
	case RESTART:
		restart(ring, in);
		break;
	default:
		write_descriptor(in);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .left = size };
	static struct ring ring;

	guest_set_layout(&guest, false);
	memset(guest.mem + GUEST_INDIRECT, 0,
	       TABLE * sizeof(struct vring_desc));
	share_memory(&ring);
	virtq_init(&ring.vq, "fuzzed", &ring.mem);
	start(&ring, &in);
	while (in.left)
		step(&ring, &in);
	virtq_stop(&ring.vq);
	guest_mem_exit(&ring.mem);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest for tests: memory in a memfd, two rings in it, split or packed, and
 * the driver's side of them. Everything can be written, so that a test can be
 * as hostile as it likes.
 */
#ifndef SCMI_PLATFORM_TESTS_GUEST_H
#define SCMI_PLATFORM_TESTS_GUEST_H

#include <linux/virtio_ring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_SIZE     0x140000u
#define GUEST_GPA      0x40000000u
#define GUEST_UVA      0x7f0000000000u
#define GUEST_BUFFERS  0x40000u /* offset of memory for buffers */
#define GUEST_INDIRECT 0x120000u /* offset of memory for indirect tables */
#define GUEST_RING_MAX 1024u

#define GUEST_WRAP 0x8000u /* in the positions of a packed ring */

/**
 * struct guest_ring - one ring, seen by the driver
 * @packed: its layout
 * @num: its size
 * @offset: of its memory
 * @desc: its descriptors
 * @ring: likewise, packed
 * @avail: the driver's part
 * @driver: likewise, packed
 * @used: the device's part
 * @device: likewise, packed
 * @next_avail: where the next buffer goes in a packed ring
 * @last_used: entries of @used that were looked at; packed: where the next is
 *	       expected
 * @count: descriptors of each buffer in a packed ring
 * @kick: eventfd
 * @call: eventfd
 */
struct guest_ring {
	bool packed;
	unsigned int num;
	size_t offset;
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
	uint16_t next_avail;
	uint16_t last_used;
	uint16_t count[65536];
	int kick;
	int call;
};

struct guest {
	int memfd;
	char *mem;
	struct guest_ring rings[2];
};

/**
 * struct guest_piece - one descriptor of a buffer
 * @gpa: its address
 * @len: its length
 * @flags: VRING_DESC_F_WRITE and _INDIRECT; _NEXT is added where one follows
 */
struct guest_piece {
	uint64_t gpa;
	uint32_t len;
	uint16_t flags;
};

/* Its rings are split. */
void guest_init(struct guest *guest, unsigned int num);
void guest_exit(struct guest *guest);

/* Another layout, with which the rings are as new. */
void guest_set_layout(struct guest *guest, bool packed);

/* Rings of zeros, all positions at the beginning, eventfds drained. */
void guest_reset_rings(struct guest *guest);

/* What vhost-user calls the base of a ring that was never used. */
uint32_t guest_origin(const struct guest_ring *ring);

/*
 * The base of a ring of which only the used buffers are known; in a packed one
 * those that guest_used() has given.
 */
uint32_t guest_last_used(const struct guest_ring *ring);

static inline uint64_t guest_gpa(size_t offset)
{
	return GUEST_GPA + offset;
}

uint64_t guest_uva(const struct guest *guest, const void *p);

/* Writes one descriptor; @flags and @next as in virtio. */
void guest_desc(struct vring_desc *d, uint64_t gpa, uint32_t len,
		uint16_t flags, uint16_t next);

/* Makes @head available in a split ring. */
void guest_avail(struct guest_ring *ring, uint16_t head);

/**
 * guest_chain - make a buffer available
 * @ring: the ring
 * @head: its first descriptor, or in a packed ring its ID
 * @pieces: its descriptors
 * @n: how many
 */
void guest_chain(struct guest_ring *ring, uint16_t head,
		 const struct guest_piece *pieces, unsigned int n);

/* Makes a buffer available whose @n descriptors are in an indirect table. */
void guest_table(struct guest *guest, struct guest_ring *ring,
		 const struct guest_piece *pieces, unsigned int n);

void guest_kick(struct guest_ring *ring);

/**
 * guest_add - make a buffer of one readable and one writable part available
 * @guest: the guest
 * @ring: the ring's number
 * @head: the first of up to two descriptors; chosen by the test
 * @req: copied to guest memory; NULL for a buffer without a readable part
 * @req_len: its length
 * @room: bytes to write to; 0 for none
 */
void guest_add(struct guest *guest, unsigned int ring, uint16_t head,
	       const void *req, size_t req_len, uint32_t room);

/* Where guest_add() puts the writable part of @head. */
void *guest_room(struct guest *guest, unsigned int ring, uint16_t head);

/* Return: whether the device returned a buffer; then its id and length. */
bool guest_used(struct guest_ring *ring, uint32_t *id, uint32_t *len);

/* A buffer that makes no sense in its ring. */
void guest_break(struct guest_ring *ring);

/* Whether, and with event index when, the driver wants to be interrupted. */
void guest_forbid_interrupts(struct guest_ring *ring);
void guest_interrupt_at(struct guest_ring *ring, uint16_t used);

/* Return: whether with event index the device asks for the @n th's kick. */
bool guest_kick_wanted(struct guest_ring *ring, uint16_t n);

/* Return: whether there was an interrupt, which is thereby taken. */
bool guest_interrupted(struct guest_ring *ring);

#endif /* SCMI_PLATFORM_TESTS_GUEST_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest for tests: memory in a memfd, two split rings in it, and the
 * driver's side of them. Everything can be written, so that a test can be as
 * hostile as it likes.
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

/**
 * struct guest_ring - one ring, seen by the driver
 * @num: its size
 * @offset: of its memory
 * @desc: its descriptors
 * @avail: the driver's part
 * @used: the device's part
 * @last_used: entries of @used that were looked at
 * @kick: eventfd
 * @call: eventfd
 */
struct guest_ring {
	unsigned int num;
	size_t offset;
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	uint16_t last_used;
	int kick;
	int call;
};

struct guest {
	int memfd;
	char *mem;
	struct guest_ring rings[2];
};

void guest_init(struct guest *guest, unsigned int num);
void guest_exit(struct guest *guest);

/* Rings of zeros, all positions 0, eventfds drained. */
void guest_reset_rings(struct guest *guest);

static inline uint64_t guest_gpa(size_t offset)
{
	return GUEST_GPA + offset;
}

uint64_t guest_uva(const struct guest *guest, const void *p);

/* Writes one descriptor; @flags and @next as in virtio. */
void guest_desc(struct vring_desc *d, uint64_t gpa, uint32_t len,
		uint16_t flags, uint16_t next);

/* Makes @head available. */
void guest_avail(struct guest_ring *ring, uint16_t head);

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

/* Return: whether there was an interrupt, which is thereby taken. */
bool guest_interrupted(struct guest_ring *ring);

#endif /* SCMI_PLATFORM_TESTS_GUEST_H */

// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <assert.h>
#include <endian.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#define RING_SPACE 0x10000u
#define SLOT	   0x80u /* bytes for each part of a buffer */

static void init_ring(struct guest *guest, unsigned int i, unsigned int num)
{
	struct guest_ring *ring = &guest->rings[i];
	char *base = guest->mem + i * RING_SPACE;

	assert(num <= GUEST_RING_MAX);
	ring->num = num;
	ring->offset = i * RING_SPACE;
	ring->desc = (struct vring_desc *)base;
	ring->avail = (struct vring_avail *)(base + 0x4000);
	ring->used = (struct vring_used *)(base + 0x8000);
	ring->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ring->call = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert(ring->kick >= 0 && ring->call >= 0);
}

void guest_init(struct guest *guest, unsigned int num)
{
	guest->memfd = memfd_create("guest", MFD_CLOEXEC);
	assert(guest->memfd >= 0 && !ftruncate(guest->memfd, GUEST_SIZE));
	guest->mem = mmap(NULL, GUEST_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			  guest->memfd, 0);
	assert(guest->mem != MAP_FAILED);
	init_ring(guest, 0, num);
	init_ring(guest, 1, num);
	guest_reset_rings(guest);
}

void guest_exit(struct guest *guest)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		close(guest->rings[i].kick);
		close(guest->rings[i].call);
	}
	munmap(guest->mem, GUEST_SIZE);
	close(guest->memfd);
}

static void drain(int fd)
{
	uint64_t count;

	while (read(fd, &count, sizeof(count)) == sizeof(count))
		;
}

void guest_reset_rings(struct guest *guest)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct guest_ring *ring = &guest->rings[i];

		memset(guest->mem + ring->offset, 0, RING_SPACE);
		ring->last_used = 0;
		drain(ring->kick);
		drain(ring->call);
	}
}

uint64_t guest_uva(const struct guest *guest, const void *p)
{
	return GUEST_UVA + (uint64_t)((const char *)p - guest->mem);
}

void guest_desc(struct vring_desc *d, uint64_t gpa, uint32_t len,
		uint16_t flags, uint16_t next)
{
	*d = (struct vring_desc){
		.addr = htole64(gpa),
		.len = htole32(len),
		.flags = htole16(flags),
		.next = htole16(next),
	};
}

void guest_avail(struct guest_ring *ring, uint16_t head)
{
	uint16_t idx = le16toh(ring->avail->idx);

	ring->avail->ring[idx % ring->num] = htole16(head);
	__atomic_store_n(&ring->avail->idx, htole16((uint16_t)(idx + 1)),
			 __ATOMIC_RELEASE);
}

void guest_kick(struct guest_ring *ring)
{
	const uint64_t one = 1;

	assert(write(ring->kick, &one, sizeof(one)) == sizeof(one));
}

static size_t slot(unsigned int ring, uint16_t head, bool writable)
{
	return GUEST_BUFFERS + ring * 0x40000u +
	       (head % GUEST_RING_MAX * 2u + writable) * SLOT;
}

void *guest_room(struct guest *guest, unsigned int ring, uint16_t head)
{
	return guest->mem + slot(ring, head, true);
}

void guest_add(struct guest *guest, unsigned int ring, uint16_t head,
	       const void *req, size_t req_len, uint32_t room)
{
	struct guest_ring *r = &guest->rings[ring];
	size_t out = slot(ring, head, false);
	uint16_t in = head;

	assert(req_len <= SLOT && room <= SLOT);
	if (req) {
		memcpy(guest->mem + out, req, req_len);
		guest_desc(&r->desc[head], guest_gpa(out), (uint32_t)req_len,
			   room ? VRING_DESC_F_NEXT : 0, (uint16_t)(head + 1));
		in++;
	}
	if (room)
		guest_desc(&r->desc[in], guest_gpa(slot(ring, head, true)),
			   room, VRING_DESC_F_WRITE, 0);
	guest_avail(r, head);
}

bool guest_used(struct guest_ring *ring, uint32_t *id, uint32_t *len)
{
	uint16_t idx =
		le16toh(__atomic_load_n(&ring->used->idx, __ATOMIC_ACQUIRE));
	const struct vring_used_elem *e;

	if (idx == ring->last_used)
		return false;
	e = &ring->used->ring[ring->last_used++ % ring->num];
	*id = le32toh(e->id);
	*len = le32toh(e->len);
	return true;
}

bool guest_interrupted(struct guest_ring *ring)
{
	uint64_t count;

	return read(ring->call, &count, sizeof(count)) == sizeof(count);
}

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
	ring->packed = false;
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

uint32_t guest_origin(const struct guest_ring *ring)
{
	return ring->packed ? GUEST_WRAP << 16 | GUEST_WRAP : 0;
}

uint32_t guest_last_used(const struct guest_ring *ring)
{
	if (!ring->packed)
		return le16toh(ring->used->idx);
	return (uint32_t)ring->last_used << 16 | ring->last_used;
}

void guest_reset_rings(struct guest *guest)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct guest_ring *ring = &guest->rings[i];

		memset(guest->mem + ring->offset, 0, RING_SPACE);
		ring->next_avail = (uint16_t)guest_origin(ring);
		ring->last_used = (uint16_t)guest_origin(ring);
		memset(ring->count, 0, sizeof(ring->count));
		drain(ring->kick);
		drain(ring->call);
	}
}

void guest_set_layout(struct guest *guest, bool packed)
{
	guest->rings[0].packed = packed;
	guest->rings[1].packed = packed;
	guest_reset_rings(guest);
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

static uint16_t next_flags(const struct guest_piece *piece, unsigned int i,
			   unsigned int n)
{
	return (uint16_t)(piece->flags | (i + 1 < n ? VRING_DESC_F_NEXT : 0));
}

static void chain_split(struct guest_ring *ring, uint16_t head,
			const struct guest_piece *pieces, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		guest_desc(&ring->desc[head + i], pieces[i].gpa, pieces[i].len,
			   next_flags(&pieces[i], i, n),
			   (uint16_t)(head + i + 1));
	guest_avail(ring, head);
}

static uint16_t forward(const struct guest_ring *ring, uint16_t pos,
			unsigned int n)
{
	unsigned int slot = (pos & ~GUEST_WRAP) + n;

	return (uint16_t)(slot < ring->num
				  ? pos + n
				  : ((slot - ring->num) | (~pos & GUEST_WRAP)));
}

/* The flags by which a descriptor is the device's, or the driver's again. */
static uint16_t owner_flags(uint16_t pos, bool used)
{
	bool wrap = pos & GUEST_WRAP;

	return (uint16_t)((unsigned int)wrap << VRING_PACKED_DESC_F_AVAIL |
			  (unsigned int)(used == wrap)
				  << VRING_PACKED_DESC_F_USED);
}

/* The first descriptor's flags come last: with them the buffer is there. */
static void chain_packed(struct guest_ring *ring, uint16_t id,
			 const struct guest_piece *pieces, unsigned int n)
{
	uint16_t first = ring->next_avail, flags, first_flags = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct vring_packed_desc *d =
			&ring->ring[ring->next_avail & ~GUEST_WRAP];

		d->addr = htole64(pieces[i].gpa);
		d->len = htole32(pieces[i].len);
		d->id = htole16(id);
		flags = next_flags(&pieces[i], i, n) |
			owner_flags(ring->next_avail, false);
		if (i)
			d->flags = htole16(flags);
		else
			first_flags = flags;
		ring->next_avail = forward(ring, ring->next_avail, 1);
	}
	ring->count[id] = (uint16_t)n;
	__atomic_store_n(&ring->ring[first & ~GUEST_WRAP].flags,
			 htole16(first_flags), __ATOMIC_RELEASE);
}

void guest_chain(struct guest_ring *ring, uint16_t head,
		 const struct guest_piece *pieces, unsigned int n)
{
	if (ring->packed)
		chain_packed(ring, head, pieces, n);
	else
		chain_split(ring, head, pieces, n);
}

void guest_table(struct guest *guest, struct guest_ring *ring,
		 const struct guest_piece *pieces, unsigned int n)
{
	const struct guest_piece table = {
		.gpa = guest_gpa(GUEST_INDIRECT),
		.len = n * 16,
		.flags = VRING_DESC_F_INDIRECT,
	};
	char *at = guest->mem + GUEST_INDIRECT;
	unsigned int i;

	for (i = 0; i < n; i++, at += 16) {
		const struct guest_piece *p = &pieces[i];

		if (ring->packed)
			*(struct vring_packed_desc *)at =
				(struct vring_packed_desc){
					.addr = htole64(p->gpa),
					.len = htole32(p->len),
					.flags = htole16(p->flags),
				};
		else
			guest_desc((struct vring_desc *)at, p->gpa, p->len,
				   next_flags(p, i, n), (uint16_t)(i + 1));
	}
	guest_chain(ring, 0, &table, 1);
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
	size_t out = slot(ring, head, false), in = slot(ring, head, true);
	struct guest_piece pieces[2];
	unsigned int n = 0;

	assert(req_len <= SLOT && room <= SLOT);
	if (req) {
		memcpy(guest->mem + out, req, req_len);
		pieces[n++] = (struct guest_piece){
			.gpa = guest_gpa(out),
			.len = (uint32_t)req_len,
		};
	}
	if (room)
		pieces[n++] = (struct guest_piece){
			.gpa = guest_gpa(in),
			.len = room,
			.flags = VRING_DESC_F_WRITE,
		};
	guest_chain(&guest->rings[ring], head, pieces, n);
}

static bool used_split(struct guest_ring *ring, uint32_t *id, uint32_t *len)
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

static bool used_packed(struct guest_ring *ring, uint32_t *id, uint32_t *len)
{
	const uint16_t mask = 1u << VRING_PACKED_DESC_F_AVAIL |
			      1u << VRING_PACKED_DESC_F_USED;
	const struct vring_packed_desc *d =
		&ring->ring[ring->last_used & ~GUEST_WRAP];
	uint16_t flags = le16toh(__atomic_load_n(&d->flags, __ATOMIC_ACQUIRE)) &
			 mask;

	if (flags != owner_flags(ring->last_used, true))
		return false;
	*id = le16toh(d->id);
	*len = le32toh(d->len);
	ring->last_used = forward(ring, ring->last_used,
				  ring->count[*id] ? ring->count[*id] : 1);
	return true;
}

bool guest_used(struct guest_ring *ring, uint32_t *id, uint32_t *len)
{
	return ring->packed ? used_packed(ring, id, len)
			    : used_split(ring, id, len);
}

/* A head that is no descriptor; a chain that fills the ring and goes on. */
void guest_break(struct guest_ring *ring)
{
	unsigned int i;

	if (!ring->packed) {
		guest_avail(ring, (uint16_t)ring->num);
		return;
	}
	for (i = 0; i < ring->num; i++) {
		const struct guest_piece endless = {
			.gpa = GUEST_GPA,
			.len = 1,
			.flags = VRING_DESC_F_NEXT,
		};

		guest_chain(ring, 0, &endless, 1);
	}
}

void guest_forbid_interrupts(struct guest_ring *ring)
{
	if (ring->packed)
		ring->driver->flags = htole16(VRING_PACKED_EVENT_FLAG_DISABLE);
	else
		ring->avail->flags = htole16(VRING_AVAIL_F_NO_INTERRUPT);
}

/* The position of a packed ring after @n descriptors. */
static uint16_t position(const struct guest_ring *ring, unsigned int n)
{
	return (uint16_t)(n % ring->num | (n / ring->num % 2 ? 0 : GUEST_WRAP));
}

void guest_interrupt_at(struct guest_ring *ring, uint16_t used)
{
	if (ring->packed) {
		ring->driver->off_wrap = htole16(position(ring, used));
		ring->driver->flags = htole16(VRING_PACKED_EVENT_FLAG_DESC);
	} else {
		ring->avail->ring[ring->num] = htole16(used);
	}
}

bool guest_kick_wanted(struct guest_ring *ring, uint16_t n)
{
	const uint16_t *event = (uint16_t *)&ring->used->ring[ring->num];

	if (!ring->packed)
		return le16toh(*event) == n;
	return le16toh(ring->device->flags) == VRING_PACKED_EVENT_FLAG_DESC &&
	       le16toh(ring->device->off_wrap) == position(ring, n);
}

bool guest_interrupted(struct guest_ring *ring)
{
	uint64_t count;

	return read(ring->call, &count, sizeof(count)) == sizeof(count);
}

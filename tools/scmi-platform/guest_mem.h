/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's memory, as the front end shares it.
 *
 * Two address spaces lead to it: the guest's physical one, used in
 * descriptors, and the front end's virtual one, used for the rings. No check
 * here trusts either side, and no access here stops the process: a front end
 * that truncates the file under a mapping loses the mapping (see
 * guest_mem_catch_sigbus()).
 */
#ifndef SCMI_PLATFORM_GUEST_MEM_H
#define SCMI_PLATFORM_GUEST_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What VHOST_USER_GET_MAX_MEM_SLOTS answers. */
#define GUEST_MEM_REGIONS_MAX 32

/**
 * struct guest_region - one piece of guest memory
 * @gpa: its guest physical address
 * @uva: its address in the front end
 * @size: bytes, not 0
 * @offset: where it starts in the file that backs it
 * @host: its address here
 * @map: start of the mapping that holds it, aligned as the file demands
 * @map_len: bytes mapped from there
 */
struct guest_region {
	uint64_t gpa;
	uint64_t uva;
	uint64_t size;
	uint64_t offset;
	char *host;
	void *map;
	size_t map_len;
};

/**
 * struct guest_mem - all regions of one guest
 * @regions: the first @n_regions are in use, in no order
 * @n_regions: how many
 * @lost: an access found the file too short; what was read since is zeros,
 *	  and the connection is to be closed
 * @next: all live instances, for the signal handler
 */
struct guest_mem {
	struct guest_region regions[GUEST_MEM_REGIONS_MAX];
	unsigned int n_regions;
	volatile bool lost;
	struct guest_mem *next;
};

void guest_mem_init(struct guest_mem *mem);
void guest_mem_exit(struct guest_mem *mem);

/**
 * guest_mem_catch_sigbus - survive front ends that shrink their memory
 *
 * The kernel cannot be asked to refuse it: memory of QEMU's memfd back end
 * is sealed against shrinking, memory in files and that of User Mode Linux
 * is not, and a seal cannot be demanded of those. Checking the size once, as
 * guest_mem_add() does, leaves the time after it. So SIGBUS inside a region
 * puts zero pages there, sets &guest_mem.lost, and the access goes on; the
 * owner of the connection drops it. SIGBUS elsewhere ends the process as
 * ever.
 *
 * Return: 0 or -errno.
 */
int guest_mem_catch_sigbus(void);

/**
 * guest_mem_add - map one more region
 * @mem: the guest's memory
 * @region: gpa, uva, size and offset; the rest is ignored
 * @fd: the file that backs it; stays the caller's
 *
 * Return: 0; -EINVAL for an empty, wrapping or overlapping region or a file
 * that ends before it, -ENOSPC when all slots are taken, or what fstat() and
 * mmap() gave.
 */
int guest_mem_add(struct guest_mem *mem, const struct guest_region *region,
		  int fd);

/* Return: 0, or -ENOENT when no region has this gpa, uva and size. */
int guest_mem_remove(struct guest_mem *mem, const struct guest_region *region);

/* Unmaps all regions. */
void guest_mem_clear(struct guest_mem *mem);

/* Moves the regions of @from, leaving it empty, in place of those of @mem. */
void guest_mem_replace(struct guest_mem *mem, struct guest_mem *from);

/**
 * guest_mem_at_uva - find memory by its address in the front end
 * @mem: the guest's memory
 * @uva: the address
 * @len: bytes that must be there, in one region
 *
 * Return: its address here, good until the regions change; or NULL.
 */
void *guest_mem_at_uva(const struct guest_mem *mem, uint64_t uva, size_t len);

/* Return: whether all @len bytes at @gpa exist, in one region or several. */
bool guest_mem_valid(const struct guest_mem *mem, uint64_t gpa, uint64_t len);

/*
 * Copy between the guest's memory at @gpa and @buf. Regions that touch are
 * crossed. Return: false, with what came before the gap copied, when a part
 * is not there.
 */
bool guest_mem_read(const struct guest_mem *mem, uint64_t gpa, void *buf,
		    size_t len);
bool guest_mem_write(const struct guest_mem *mem, uint64_t gpa, const void *buf,
		     size_t len);

#endif /* SCMI_PLATFORM_GUEST_MEM_H */

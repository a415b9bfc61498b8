// SPDX-License-Identifier: GPL-2.0-only
#include "guest_mem.h"
#include "util.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Read by the SIGBUS handler; changed by the same, only, thread. */
static struct guest_mem *volatile instances;

void guest_mem_init(struct guest_mem *mem)
{
	memset(mem, 0, sizeof(*mem));
	mem->next = instances;
	instances = mem;
}

void guest_mem_exit(struct guest_mem *mem)
{
	struct guest_mem *i;

	guest_mem_clear(mem);
	if (instances == mem) {
		instances = mem->next;
		return;
	}
	for (i = instances; i; i = i->next) {
		if (i->next == mem) {
			i->next = mem->next;
			return;
		}
	}
}

static struct guest_region *region_of_fault(struct guest_mem *mem,
					    uintptr_t addr)
{
	unsigned int i;

	for (i = 0; i < mem->n_regions; i++) {
		struct guest_region *r = &mem->regions[i];

		if (addr - (uintptr_t)r->map < r->map_len)
			return r;
	}
	return NULL;
}

/*
 * The signal is the consequence of a load or store of this thread, so no
 * list is half changed here. The whole region is replaced, because huge
 * pages cannot be replaced in part.
 */
static void handle_sigbus(int sig, siginfo_t *info, void *context)
{
	int saved_errno = errno;
	struct guest_mem *mem;

	(void)context;
	for (mem = instances; mem; mem = mem->next) {
		struct guest_region *r =
			region_of_fault(mem, (uintptr_t)info->si_addr);

		if (r && mmap(r->map, r->map_len, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED |
				      MAP_NORESERVE,
			      -1, 0) != MAP_FAILED) {
			mem->lost = true;
			errno = saved_errno;
			return;
		}
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

int guest_mem_catch_sigbus(void)
{
	struct sigaction sa = {
		.sa_sigaction = handle_sigbus,
		.sa_flags = SA_SIGINFO,
	};

	return sigaction(SIGBUS, &sa, NULL) ? -errno : 0;
}

static bool wraps(uint64_t start, uint64_t size)
{
	return size && start + size - 1 < start;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a - b < b_size || b - a < a_size;
}

static int check_region(const struct guest_mem *mem,
			const struct guest_region *region)
{
	unsigned int i;

	if (!region->size || wraps(region->gpa, region->size) ||
	    wraps(region->uva, region->size) ||
	    wraps(region->offset, region->size))
		return -EINVAL;
	if (mem->n_regions == GUEST_MEM_REGIONS_MAX)
		return -ENOSPC;

	for (i = 0; i < mem->n_regions; i++) {
		const struct guest_region *r = &mem->regions[i];

		if (overlap(r->gpa, r->size, region->gpa, region->size) ||
		    overlap(r->uva, r->size, region->uva, region->size))
			return -EINVAL;
	}
	return 0;
}

/*
 * Files of huge pages are mapped and unmapped by whole pages of theirs,
 * which they give as their block size.
 */
static int map_region(struct guest_region *r, int fd)
{
	uint64_t align = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t start, end, size;
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	size = st.st_size > 0 ? (uint64_t)st.st_size : 0;
	if (r->size > size || r->offset > size - r->size)
		return -EINVAL;
	if (st.st_blksize > 0 && !(st.st_blksize & (st.st_blksize - 1)))
		align = max_u64(align, (uint64_t)st.st_blksize);

	/* Neither can wrap: the file's size is a positive off_t. */
	start = r->offset & ~(align - 1);
	end = (r->offset + r->size + align - 1) & ~(align - 1);
	if (end - start > SIZE_MAX)
		return -EINVAL;

	r->map_len = (size_t)(end - start);
	r->map = mmap(NULL, r->map_len, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_NORESERVE, fd, (off_t)start);
	if (r->map == MAP_FAILED)
		return -errno;
	r->host = (char *)r->map + (r->offset - start);
	return 0;
}

int guest_mem_add(struct guest_mem *mem, const struct guest_region *region,
		  int fd)
{
	struct guest_region r = *region;
	int err;

	err = check_region(mem, &r);
	if (err)
		return err;
	err = map_region(&r, fd);
	if (err)
		return err;

	mem->regions[mem->n_regions++] = r;
	return 0;
}

int guest_mem_remove(struct guest_mem *mem, const struct guest_region *region)
{
	unsigned int i;

	for (i = 0; i < mem->n_regions; i++) {
		struct guest_region *r = &mem->regions[i];

		if (r->gpa == region->gpa && r->uva == region->uva &&
		    r->size == region->size) {
			munmap(r->map, r->map_len);
			*r = mem->regions[--mem->n_regions];
			return 0;
		}
	}
	return -ENOENT;
}

void guest_mem_clear(struct guest_mem *mem)
{
	while (mem->n_regions) {
		struct guest_region *r = &mem->regions[--mem->n_regions];

		munmap(r->map, r->map_len);
	}
	mem->lost = false;
}

void guest_mem_replace(struct guest_mem *mem, struct guest_mem *from)
{
	guest_mem_clear(mem);
	memcpy(mem->regions, from->regions,
	       from->n_regions * sizeof(mem->regions[0]));
	mem->n_regions = from->n_regions;
	mem->lost = from->lost;
	from->n_regions = 0;
}

void *guest_mem_at_uva(const struct guest_mem *mem, uint64_t uva, size_t len)
{
	unsigned int i;

	for (i = 0; i < mem->n_regions; i++) {
		const struct guest_region *r = &mem->regions[i];
		uint64_t at = uva - r->uva;

		if (at < r->size && len <= r->size - at)
			return r->host + at;
	}
	return NULL;
}

/* Return: how much of @len is contiguous at @gpa; 0 when nothing is there. */
static size_t find_gpa(const struct guest_mem *mem, uint64_t gpa, uint64_t len,
		       char **host)
{
	unsigned int i;

	for (i = 0; i < mem->n_regions; i++) {
		const struct guest_region *r = &mem->regions[i];
		uint64_t at = gpa - r->gpa;

		if (at < r->size) {
			*host = r->host + at;
			return (size_t)min_u64(len, r->size - at);
		}
	}
	return 0;
}

bool guest_mem_valid(const struct guest_mem *mem, uint64_t gpa, uint64_t len)
{
	char *host;

	if (wraps(gpa, len))
		return false;
	while (len) {
		size_t n = find_gpa(mem, gpa, len, &host);

		if (!n)
			return false;
		gpa += n;
		len -= n;
	}
	return true;
}

bool guest_mem_read(const struct guest_mem *mem, uint64_t gpa, void *buf,
		    size_t len)
{
	char *host, *to = buf;

	while (len) {
		size_t n = find_gpa(mem, gpa, len, &host);

		if (!n)
			return false;
		memcpy(to, host, n);
		to += n;
		gpa += n;
		len -= n;
	}
	return true;
}

bool guest_mem_write(const struct guest_mem *mem, uint64_t gpa, const void *buf,
		     size_t len)
{
	const char *from = buf;
	char *host;

	while (len) {
		size_t n = find_gpa(mem, gpa, len, &host);

		if (!n)
			return false;
		memcpy(host, from, n);
		from += n;
		gpa += n;
		len -= n;
	}
	return true;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests of vhost-user about the guest's memory.
 */
#include "vu_dev.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static int add_region(struct guest_mem *mem, const struct vu_region *region,
		      int fd)
{
	struct guest_region r = {
		.gpa = region->gpa,
		.uva = region->uva,
		.size = region->size,
		.offset = region->offset,
	};
	int err = guest_mem_add(mem, &r, fd);

	log_debug("memory: gpa 0x%" PRIx64 " size 0x%" PRIx64 " uva 0x%" PRIx64
		  ": %s",
		  r.gpa, r.size, r.uva, err ? strerror(-err) : "mapped");
	return err;
}

static void remap_rings(struct vhost_user *vu)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++)
		vu_ring_remap(&vu->rings[i]);
}

static int fill_table(struct guest_mem *mem, struct vu_msg *msg)
{
	const struct vu_mem_table *table = &msg->payload.mem_table;
	uint32_t i;

	for (i = 0; i < table->num; i++) {
		int err = add_region(mem, &table->regions[i], msg->fds[i]);

		if (err)
			return err;
	}
	return 0;
}

/* The size may say more: User Mode Linux sends its whole structure. */
int vu_set_mem_table(struct vhost_user *vu, struct vu_msg *msg)
{
	const struct vu_mem_table *table = &msg->payload.mem_table;
	struct guest_mem fresh;
	int err;

	if (table->num > VU_MEM_TABLE_MAX || table->num != msg->n_fds ||
	    msg->hdr.size < offsetof(struct vu_mem_table, regions) +
				    table->num * sizeof(table->regions[0]))
		return -EINVAL;

	guest_mem_init(&fresh);
	err = fill_table(&fresh, msg);
	if (!err) {
		guest_mem_replace(&vu->mem, &fresh);
		remap_rings(vu);
	}
	guest_mem_exit(&fresh);
	return err;
}

int vu_get_max_mem_slots(struct vhost_user *vu, struct vu_msg *msg)
{
	(void)vu;
	return vu_reply_u64(msg, GUEST_MEM_REGIONS_MAX);
}

int vu_add_mem_reg(struct vhost_user *vu, struct vu_msg *msg)
{
	return add_region(&vu->mem, &msg->payload.mem_reg.region, msg->fds[0]);
}

int vu_rem_mem_reg(struct vhost_user *vu, struct vu_msg *msg)
{
	const struct vu_region *region = &msg->payload.mem_reg.region;
	struct guest_region r = {
		.gpa = region->gpa,
		.uva = region->uva,
		.size = region->size,
	};
	int err = guest_mem_remove(&vu->mem, &r);

	if (!err)
		remap_rings(vu);
	return err;
}

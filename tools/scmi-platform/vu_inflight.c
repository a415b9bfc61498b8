// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests of vhost-user about buffers in flight. The front end keeps the
 * memory in which they are noted, and gives it to the next back end.
 */
#include "vu_dev.h"
#include "virtq_inflight.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/virtio_config.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/**
 * struct vu_inflight - the memory, and what its queues make of it
 * @mem: one region at address 0; guards against a front end that cuts it off
 * @queues: one for each ring
 */
struct vu_inflight {
	struct guest_mem mem;
	struct virtq_inflight queues[VU_QUEUES];
};

static bool packed(const struct vhost_user *vu)
{
	return vu->features & BIT_ULL(VIRTIO_F_RING_PACKED);
}

static bool any_active(const struct vhost_user *vu)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++) {
		if (vu->rings[i].active)
			return true;
	}
	return false;
}

static void unmap(struct vu_inflight *in)
{
	guest_mem_exit(&in->mem);
	free(in);
}

void vu_inflight_drop(struct vhost_user *vu)
{
	unsigned int i;

	if (!vu->inflight)
		return;
	for (i = 0; i < VU_QUEUES; i++)
		vu->rings[i].vq.inflight = NULL;
	unmap(vu->inflight);
	vu->inflight = NULL;
}

void vu_inflight_forget(struct vhost_user *vu, unsigned int ring)
{
	if (vu->rings[ring].vq.inflight)
		virtq_inflight_forget(vu->rings[ring].vq.inflight);
}

bool vu_inflight_lost(const struct vhost_user *vu)
{
	return vu->inflight && vu->inflight->mem.lost;
}

/* Return: bytes for each queue, or 0 when the description makes no sense. */
static size_t queue_size(const struct vhost_user *vu,
			 const struct vu_inflight_desc *d)
{
	if (!d->num_queues || d->num_queues > VU_QUEUES || !d->queue_size ||
	    d->queue_size > VIRTQ_NUM_MAX)
		return 0;
	return virtq_inflight_size(packed(vu), d->queue_size);
}

static void use(struct vhost_user *vu, struct vu_inflight *in,
		const struct vu_inflight_desc *d)
{
	size_t each = queue_size(vu, d);
	unsigned int i;

	vu_inflight_drop(vu);
	vu->inflight = in;
	for (i = 0; i < d->num_queues; i++) {
		virtq_inflight_init(&in->queues[i],
				    guest_mem_at_uva(&in->mem, i * each, each),
				    d->queue_size);
		vu->rings[i].vq.inflight = &in->queues[i];
	}
}

static int map(struct vhost_user *vu, const struct vu_inflight_desc *d, int fd)
{
	const struct guest_region region = {
		.size = d->mmap_size,
		.offset = d->mmap_offset,
	};
	struct vu_inflight *in = calloc(1, sizeof(*in));
	int err;

	if (!in)
		return -ENOMEM;
	guest_mem_init(&in->mem);
	err = guest_mem_add(&in->mem, &region, fd);
	if (err)
		unmap(in);
	else
		use(vu, in, d);
	return err;
}

/* No one can take away what is sealed, whoever has the descriptor. */
static int make_memory(size_t size)
{
	int fd = memfd_create("scmi-inflight", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int err;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

int vu_get_inflight_fd(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_inflight_desc *d = &msg->payload.inflight;
	size_t each = queue_size(vu, d);
	int fd, err;

	if (!each)
		return -EINVAL;
	if (any_active(vu))
		return -EBUSY;
	fd = make_memory(each * d->num_queues);
	if (fd < 0)
		return fd;
	d->mmap_size = each * d->num_queues;
	d->mmap_offset = 0;
	err = map(vu, d, fd);
	if (err) {
		close(fd);
		return err;
	}
	msg->reply_fd = fd;
	msg->hdr.size = sizeof(*d);
	return VU_REPLY;
}

int vu_set_inflight_fd(struct vhost_user *vu, struct vu_msg *msg)
{
	const struct vu_inflight_desc *d = &msg->payload.inflight;
	size_t each = queue_size(vu, d);

	if (!each || d->mmap_size < each * d->num_queues ||
	    d->mmap_offset % sizeof(uint64_t))
		return -EINVAL;
	if (any_active(vu))
		return -EBUSY;
	return map(vu, d, msg->fds[0]);
}

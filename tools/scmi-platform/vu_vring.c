// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests of vhost-user about one ring.
 */
#include "vu_dev.h"

#include <errno.h>

static struct vu_ring *find_ring(struct vhost_user *vu, uint32_t index)
{
	return index < VU_QUEUES ? &vu->rings[index] : NULL;
}

int vu_set_vring_num(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring = find_ring(vu, msg->payload.state.index);

	if (!ring)
		return -EINVAL;
	vu_ring_stop(ring);
	return virtq_set_num(&ring->vq, msg->payload.state.num);
}

/* May come while the ring runs, so it must be found again at once. */
int vu_set_vring_addr(struct vhost_user *vu, struct vu_msg *msg)
{
	const struct vhost_vring_addr *addr = &msg->payload.addr;
	struct vu_ring *ring = find_ring(vu, addr->index);

	if (!ring || addr->flags)
		return -EINVAL;
	ring->vq.addr_desc = addr->desc_user_addr;
	ring->vq.addr_avail = addr->avail_user_addr;
	ring->vq.addr_used = addr->used_user_addr;
	vu_ring_remap(ring);
	return 0;
}

/* Also how User Mode Linux sets up again a ring that it only disabled. */
int vu_set_vring_base(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring = find_ring(vu, msg->payload.state.index);
	uint32_t base = msg->payload.state.num;
	uint32_t old;
	int err;

	if (!ring)
		return -EINVAL;
	vu_ring_stop(ring);
	old = virtq_base(&ring->vq);
	err = virtq_set_base(&ring->vq, base);
	if (err || base == old)
		return err;
	vu->moved = true;
	/* Of a driver that was served here, we know where it was. */
	if (vu->driver)
		vu_inflight_forget(vu, ring->index);
	return 0;
}

int vu_get_vring_base(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring = find_ring(vu, msg->payload.state.index);

	if (!ring)
		return -EINVAL;
	vu_ring_stop(ring);
	vu_ring_set_call(ring, -1);
	msg->payload.state.num = virtq_base(&ring->vq);
	msg->hdr.size = sizeof(msg->payload.state);
	return VU_REPLY;
}

/* Return: 0 with the ring and its new descriptor, -1 when it is to have none. */
static int take_vring_fd(struct vhost_user *vu, struct vu_msg *msg,
			 struct vu_ring **ring, int *fd)
{
	uint64_t value = msg->payload.u64;
	bool none = value & VU_VRING_NOFD;

	*ring = find_ring(vu, value & VU_VRING_INDEX_MASK);
	if (!*ring ||
	    value & ~(uint64_t)(VU_VRING_INDEX_MASK | VU_VRING_NOFD) ||
	    msg->n_fds != !none)
		return -EINVAL;
	*fd = vu_msg_take_fd(msg, 0);
	return 0;
}

/* A ring without kicks would have to be polled: that is not done here. */
int vu_set_vring_kick(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring;
	int fd, err;

	err = take_vring_fd(vu, msg, &ring, &fd);
	if (err)
		return err;
	return fd < 0 ? -EOPNOTSUPP : vu_ring_set_kick(ring, fd);
}

int vu_set_vring_call(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring;
	int fd, err;

	err = take_vring_fd(vu, msg, &ring, &fd);
	return err ? err : vu_ring_set_call(ring, fd);
}

int vu_set_vring_err(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring;
	int fd, err;

	err = take_vring_fd(vu, msg, &ring, &fd);
	return err ? err : vu_ring_set_err(ring, fd);
}

int vu_set_vring_enable(struct vhost_user *vu, struct vu_msg *msg)
{
	struct vu_ring *ring = find_ring(vu, msg->payload.state.index);

	if (!ring || msg->payload.state.num > 1)
		return -EINVAL;
	vu_ring_enable(ring, msg->payload.state.num);
	return 0;
}

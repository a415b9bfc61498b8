// SPDX-License-Identifier: GPL-2.0-only
#include "vu_ring.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void signal_fd(int fd)
{
	const uint64_t one = 1;

	/* Full is as good as written; closed is the front end's own doing. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		return;
}

/*
 * Eventfds (which have no file type) and pipes are what front ends send. A
 * file or a terminal could make us wait, or write where nobody wants it.
 */
static int check_fd(int fd)
{
	struct stat st;
	int flags;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_mode & S_IFMT && !S_ISFIFO(st.st_mode) &&
	    !S_ISSOCK(st.st_mode))
		return -EINVAL;

	flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK))
		return -errno;
	return 0;
}

static void drop_kick(struct vu_ring *ring)
{
	loop_watch_del(ring->loop, &ring->kick);
	close_fd(&ring->kick_fd);
}

static void fail(struct vu_ring *ring, const char *what)
{
	log_limited(&ring->vq.limit, LOG_ERROR, "%s: %s", ring->vq.name, what);
	vu_ring_stop(ring);
	signal_fd(ring->err_fd);
}

static void deactivate(struct vu_ring *ring)
{
	if (!ring->active)
		return;
	ring->active = false;
	ring->ops->deactivate(ring);
	virtq_stop(&ring->vq);
}

static void kicked(struct vu_ring *ring)
{
	bool was_broken = ring->vq.broken;

	ring->ops->kick(ring);
	/* The handler may have stopped the ring, with what it was. */
	if (ring->active && ring->vq.broken && !was_broken)
		signal_fd(ring->err_fd);
}

static void try_activate(struct vu_ring *ring)
{
	int err;

	if (!ring->started || !ring->enabled || ring->active)
		return;

	err = virtq_start(&ring->vq);
	if (err) {
		fail(ring,
		     err == -EFAULT
			     ? "ring outside of guest memory: stopped"
			     : "ring of wrong size, place or position: stopped");
		return;
	}
	ring->active = true;
	ring->ops->activate(ring);
	kicked(ring);
}

static void on_kick(struct loop_watch *watch, uint32_t events)
{
	struct vu_ring *ring = container_of(watch, struct vu_ring, kick);
	uint64_t count;
	ssize_t n;

	(void)events;
	n = read(ring->kick_fd, &count, sizeof(count));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		fail(ring, "its kick descriptor was closed: stopped");
		return;
	}
	if (ring->active) {
		kicked(ring);
		return;
	}
	ring->started = true;
	try_activate(ring);
}

void vu_ring_init(struct vu_ring *ring, struct loop *loop,
		  const struct vu_ring_ops *ops, void *owner)
{
	ring->loop = loop;
	ring->ops = ops;
	ring->owner = owner;
	ring->kick = (struct loop_watch){ .fd = -1, .fn = on_kick };
	ring->kick_fd = -1;
	ring->err_fd = -1;
}

void vu_ring_stop(struct vu_ring *ring)
{
	deactivate(ring);
	ring->started = false;
	drop_kick(ring);
}

void vu_ring_reset(struct vu_ring *ring)
{
	vu_ring_stop(ring);
	ring->enabled = false;
	virtq_clear(&ring->vq);
	close_fd(&ring->vq.call_fd);
	close_fd(&ring->err_fd);
}

void vu_ring_enable(struct vu_ring *ring, bool enable)
{
	ring->enabled = enable;
	if (enable)
		try_activate(ring);
	else
		deactivate(ring);
}

void vu_ring_remap(struct vu_ring *ring)
{
	if (ring->active && virtq_start(&ring->vq))
		fail(ring, "ring no longer in guest memory: stopped");
}

int vu_ring_set_kick(struct vu_ring *ring, int fd)
{
	int err;

	drop_kick(ring);
	err = check_fd(fd);
	if (!err)
		err = loop_watch_add(ring->loop, &ring->kick, fd);
	if (err)
		close(fd);
	else
		ring->kick_fd = fd;
	return err;
}

static int replace_fd(int *slot, int fd)
{
	int err = fd < 0 ? 0 : check_fd(fd);

	if (err) {
		close(fd);
		return err;
	}
	close_fd(slot);
	*slot = fd;
	return 0;
}

/*
 * What was published before the descriptor came would otherwise wait for the
 * next interrupt: QEMU unmasks its rings only after it has started them. One
 * interrupt too many harms nobody.
 */
int vu_ring_set_call(struct vu_ring *ring, int fd)
{
	int err = replace_fd(&ring->vq.call_fd, fd);

	if (!err && ring->active)
		signal_fd(ring->vq.call_fd);
	return err;
}

int vu_ring_set_err(struct vu_ring *ring, int fd)
{
	return replace_fd(&ring->err_fd, fd);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "vhost_user.h"
#include "vu_dev.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void end_driver(struct vhost_user *vu)
{
	if (!vu->driver)
		return;
	vu->driver = false;
	vu->config.ops->end(vu->config.ctx);
}

void vu_reset_device(struct vhost_user *vu)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++) {
		vu_ring_reset(&vu->rings[i]);
		vu->rings[i].vq.last_avail = 0;
	}
	end_driver(vu);
	vu->moved = false;
	vu->status = 0;
}

static void disconnect(struct vhost_user *vu)
{
	int fd = vu->conn.fd;

	if (fd < 0)
		return;
	loop_watch_del(vu->config.loop, &vu->conn);
	vu_msg_release(&vu->msg);
	vu_reset_device(vu);
	guest_mem_clear(&vu->mem);
	vu->features = 0;
	if (vu->backend_req_fd >= 0)
		close(vu->backend_req_fd);
	vu->backend_req_fd = -1;
	close(fd);
	log_info("%s: front end disconnected", vu->listener.path);
}

/*
 * Paused guests come back with each ring where it was. A driver that starts
 * anew begins at 0; so does a guest that was paused before it did anything,
 * for which beginning again is harmless.
 */
static bool is_new_driver(const struct vhost_user *vu)
{
	unsigned int i;

	if (!vu->driver || vu->moved)
		return true;
	for (i = 0; i < VU_QUEUES; i++) {
		if (vu->rings[i].vq.last_avail)
			return false;
	}
	return true;
}

static bool other_ring_active(const struct vhost_user *vu,
			      const struct vu_ring *ring)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++) {
		if (&vu->rings[i] != ring && vu->rings[i].active)
			return true;
	}
	return false;
}

static void on_activate(struct vu_ring *ring)
{
	struct vhost_user *vu = ring->owner;
	const struct vhost_user_config *config = &vu->config;

	if (!other_ring_active(vu, ring) && is_new_driver(vu)) {
		end_driver(vu);
		vu->moved = false;
		vu->driver = true;
		config->ops->begin(config->ctx,
				   vu->features & config->features);
	}
	config->ops->start(config->ctx, ring->index, &ring->vq);
}

/* Memory may be found lost by any access; here is where it is noticed. */
static void check_memory(struct vhost_user *vu)
{
	if (!vu->mem.lost)
		return;
	log_limited(&vu->limit, LOG_ERROR,
		    "%s: guest memory was cut off: connection closed",
		    vu->listener.path);
	disconnect(vu);
}

static void on_kick(struct vu_ring *ring)
{
	struct vhost_user *vu = ring->owner;

	vu->config.ops->kick(vu->config.ctx, ring->index);
	check_memory(vu);
}

static void on_deactivate(struct vu_ring *ring)
{
	struct vhost_user *vu = ring->owner;

	vu->config.ops->stop(vu->config.ctx, ring->index);
}

static const struct vu_ring_ops ring_ops = {
	.activate = on_activate,
	.kick = on_kick,
	.deactivate = on_deactivate,
};

static const char *explain(int err)
{
	switch (err) {
	case -EMSGSIZE:
		return "message of impossible size";
	case -E2BIG:
		return "message with too many file descriptors";
	default:
		return strerror(-err);
	}
}

static void on_message(struct loop_watch *watch, uint32_t events)
{
	struct vhost_user *vu = container_of(watch, struct vhost_user, conn);
	int ret;

	(void)events;
	ret = vu_msg_recv(vu->conn.fd, &vu->msg);
	if (!ret)
		return;
	if (ret < 0) {
		/* The end between two messages is an ordinary one. */
		if (ret != -ECONNRESET || vu->msg.received)
			log_limited(&vu->limit, LOG_ERROR,
				    "%s: %s: connection closed",
				    vu->listener.path, explain(ret));
		disconnect(vu);
		return;
	}

	ret = vu_request_handle(vu);
	vu_msg_release(&vu->msg);
	vu_msg_init(&vu->msg);
	if (ret)
		disconnect(vu);
	else
		check_memory(vu);
}

static bool hung_up(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLRDHUP };

	return poll(&pfd, 1, 0) > 0 && pfd.revents;
}

static void connect_front_end(struct listener *listener, int fd)
{
	struct vhost_user *vu =
		container_of(listener, struct vhost_user, listener);

	/* The next front end may arrive before the last one's end is seen. */
	if (vu->conn.fd >= 0 && hung_up(vu->conn.fd))
		disconnect(vu);
	if (vu->conn.fd >= 0) {
		log_limited(&vu->limit, LOG_WARNING,
			    "%s: second front end refused: one is connected",
			    vu->listener.path);
		close(fd);
		return;
	}

	vu_msg_init(&vu->msg);
	if (loop_watch_add(vu->config.loop, &vu->conn, fd)) {
		close(fd);
		return;
	}
	log_info("%s: front end connected", vu->listener.path);
}

static void init_rings(struct vhost_user *vu)
{
	unsigned int i;

	for (i = 0; i < VU_QUEUES; i++) {
		struct vu_ring *ring = &vu->rings[i];

		virtq_init(&ring->vq, vu->config.queue_names[i], &vu->mem);
		vu_ring_init(ring, vu->config.loop, &ring_ops, vu);
		ring->index = i;
	}
}

struct vhost_user *vhost_user_open(const struct vhost_user_config *config)
{
	struct vhost_user *vu = calloc(1, sizeof(*vu));

	if (!vu) {
		log_error("out of memory");
		return NULL;
	}
	vu->config = *config;
	vu->conn = (struct loop_watch){ .fd = -1, .fn = on_message };
	vu->backend_req_fd = -1;
	guest_mem_init(&vu->mem);
	init_rings(vu);

	if (listener_open(&vu->listener, config->path, LISTENER_UMASK) ||
	    listener_accept(&vu->listener, config->loop, connect_front_end)) {
		vhost_user_close(vu);
		return NULL;
	}
	return vu;
}

void vhost_user_close(struct vhost_user *vu)
{
	if (!vu)
		return;
	disconnect(vu);
	listener_close(&vu->listener);
	guest_mem_exit(&vu->mem);
	free(vu);
}

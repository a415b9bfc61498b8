// SPDX-License-Identifier: GPL-2.0-only
#include "vu_link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Trying on at once would only burn the processor. */
#define ACCEPT_AGAIN  NSEC_PER_SEC
#define CONNECT_AGAIN (250 * NSEC_PER_MSEC)

static void on_accept(struct loop_watch *watch, uint32_t events)
{
	struct vu_link *link = container_of(watch, struct vu_link, accept);
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);

	(void)events;
	if (fd >= 0) {
		link->found(link, fd);
		return;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
		return;

	log_limited(&link->limit, LOG_ERROR, "%s: cannot accept: %s",
		    link->path, strerror(errno));
	loop_watch_del(link->loop, &link->accept);
	loop_timer_arm(link->loop, &link->retry, loop_now() + ACCEPT_AGAIN);
}

static void accept_again(struct loop_timer *timer)
{
	struct vu_link *link = container_of(timer, struct vu_link, retry);

	if (loop_watch_add(link->loop, &link->accept, link->listener.fd))
		loop_timer_arm(link->loop, &link->retry,
			       loop_now() + ACCEPT_AGAIN);
}

/* No socket there, nobody listening or too many waiting: it may come. */
static bool is_early(int err)
{
	return err == -ENOENT || err == -ECONNREFUSED || err == -EAGAIN;
}

static void try_connect(struct loop_timer *timer)
{
	struct vu_link *link = container_of(timer, struct vu_link, retry);
	int fd = vu_connect(link->path);

	if (fd >= 0) {
		link->found(link, fd);
		return;
	}
	if (!is_early(fd))
		log_limited(&link->limit, LOG_WARNING, "%s: cannot connect: %s",
			    link->path, strerror(-fd));
	vu_link_lost(link);
}

void vu_link_lost(struct vu_link *link)
{
	if (link->client)
		loop_timer_arm(link->loop, &link->retry,
			       loop_now() + CONNECT_AGAIN);
}

static int open_client(struct vu_link *link)
{
	int err = vu_check_path(link->path);

	if (err)
		return err;
	link->retry.fn = try_connect;
	loop_timer_arm(link->loop, &link->retry, loop_now());
	return 0;
}

static int open_server(struct vu_link *link)
{
	int err = vu_listen(&link->listener, link->path);

	if (err)
		return err;
	link->retry.fn = accept_again;
	return loop_watch_add(link->loop, &link->accept, link->listener.fd);
}

int vu_link_open(struct vu_link *link)
{
	link->listener.fd = -1;
	link->accept = (struct loop_watch){ .fd = -1, .fn = on_accept };
	return link->client ? open_client(link) : open_server(link);
}

void vu_link_close(struct vu_link *link)
{
	loop_timer_cancel(link->loop, &link->retry);
	loop_watch_del(link->loop, &link->accept);
	vu_listener_close(&link->listener);
}

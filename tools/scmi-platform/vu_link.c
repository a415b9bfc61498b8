// SPDX-License-Identifier: GPL-2.0-only
#include "vu_link.h"

#include <errno.h>
#include <string.h>

#define CONNECT_AGAIN (250 * NSEC_PER_MSEC)

static void on_connect(struct listener *listener, int fd)
{
	struct vu_link *link = container_of(listener, struct vu_link, listener);

	link->found(link, fd);
}

/* No socket there, nobody listening or too many waiting: it may come. */
static bool is_early(int err)
{
	return err == -ENOENT || err == -ECONNREFUSED || err == -EAGAIN;
}

static void try_connect(struct loop_timer *timer)
{
	struct vu_link *link = container_of(timer, struct vu_link, retry);
	int fd = listener_connect(link->path);

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
	int err = listener_check_path(link->path);

	if (err)
		return err;
	link->retry.fn = try_connect;
	loop_timer_arm(link->loop, &link->retry, loop_now());
	return 0;
}

static int open_server(struct vu_link *link)
{
	int err = listener_open(&link->listener, link->path, LISTENER_UMASK);

	return err ? err
		   : listener_accept(&link->listener, link->loop, on_connect);
}

int vu_link_open(struct vu_link *link)
{
	link->listener.fd = -1;
	return link->client ? open_client(link) : open_server(link);
}

void vu_link_close(struct vu_link *link)
{
	loop_timer_cancel(link->loop, &link->retry);
	listener_close(&link->listener);
}

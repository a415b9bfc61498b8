// SPDX-License-Identifier: GPL-2.0-only
#include "listener.h"
#include "log.h"
#include "systemd.h"
#include "util.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int make_address(struct sockaddr_un *addr, const char *path)
{
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!*path || strlen(path) >= sizeof(addr->sun_path)) {
		log_error("socket path '%s' is empty or longer than %zu bytes",
			  path, sizeof(addr->sun_path) - 1);
		return -ENAMETOOLONG;
	}
	strcpy(addr->sun_path, path);
	return 0;
}

int listener_check_path(const char *path)
{
	struct sockaddr_un addr;

	return make_address(&addr, path);
}

static int connect_to(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	if (!connect(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int listener_connect(const char *path)
{
	struct sockaddr_un addr;
	int err = make_address(&addr, path);

	return err ? err : connect_to(&addr);
}

/* Return: 0 when nobody listens there, -errno of why it is not ours. */
static int probe(const struct sockaddr_un *addr)
{
	int fd = connect_to(addr);

	if (fd >= 0)
		close(fd);
	/* EAGAIN: someone listens, with a full backlog. */
	if (fd >= 0 || fd == -EAGAIN)
		return -EADDRINUSE;
	return fd == -ECONNREFUSED ? 0 : fd;
}

static int remove_stale(const struct sockaddr_un *addr)
{
	const char *path = addr->sun_path;
	struct stat st;
	int err;

	if (lstat(path, &st))
		return 0;
	if (!S_ISSOCK(st.st_mode)) {
		log_error("%s exists and is no socket: not removed", path);
		return -EEXIST;
	}
	err = probe(addr);
	if (err == -EADDRINUSE)
		log_error("%s is in use: end who listens there, or use another",
			  path);
	else if (err)
		log_error("%s: cannot find out whether it is in use: %s", path,
			  strerror(-err));
	else if (unlink(path))
		err = -errno;
	return err;
}

/* The mode is set before there is a file: nobody can connect too early. */
static int bind_new(struct listener *listener, const struct sockaddr_un *addr,
		    mode_t mode)
{
	struct stat st;

	listener->fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener->fd < 0 || fchmod(listener->fd, mode) ||
	    bind(listener->fd, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    listen(listener->fd, 4) || lstat(addr->sun_path, &st))
		return -errno;
	listener->ours = true;
	listener->dev = st.st_dev;
	listener->ino = st.st_ino;
	return 0;
}

static void on_accept(struct loop_watch *watch, uint32_t events)
{
	struct listener *listener =
		container_of(watch, struct listener, accept);
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);

	(void)events;
	if (fd >= 0) {
		listener->connect(listener, fd);
		return;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
		return;

	/* Trying on at once would only burn the processor. */
	log_limited(&listener->limit, LOG_ERROR, "%s: cannot accept: %s",
		    listener->path, strerror(errno));
	loop_watch_del(listener->loop, &listener->accept);
	loop_timer_arm(listener->loop, &listener->retry,
		       loop_now() + NSEC_PER_SEC);
}

static void on_retry(struct loop_timer *timer)
{
	struct listener *listener = container_of(timer, struct listener, retry);

	if (loop_watch_add(listener->loop, &listener->accept, listener->fd))
		loop_timer_arm(listener->loop, &listener->retry,
			       loop_now() + NSEC_PER_SEC);
}

int listener_open(struct listener *listener, const char *path, mode_t mode)
{
	struct sockaddr_un addr;
	int err;

	*listener = (struct listener){
		.fd = -1,
		.path = path,
		.accept = { .fd = -1, .fn = on_accept },
		.retry.fn = on_retry,
	};
	err = make_address(&addr, path);
	if (err)
		return err;
	listener->fd = systemd_socket(path);
	if (listener->fd >= 0)
		return 0;
	err = remove_stale(&addr);
	if (err)
		return err;
	err = bind_new(listener, &addr, mode);
	if (err) {
		log_error("cannot listen on %s: %s", path, strerror(-err));
		listener_close(listener);
	}
	return err;
}

int listener_accept(struct listener *listener, struct loop *loop,
		    void (*connect)(struct listener *listener, int fd))
{
	listener->loop = loop;
	listener->connect = connect;
	return loop_watch_add(loop, &listener->accept, listener->fd);
}

static bool is_still_there(const struct listener *listener)
{
	struct stat st;

	return !lstat(listener->path, &st) && st.st_dev == listener->dev &&
	       st.st_ino == listener->ino;
}

void listener_close(struct listener *listener)
{
	if (listener->fd < 0)
		return;
	if (listener->loop) {
		loop_timer_cancel(listener->loop, &listener->retry);
		loop_watch_del(listener->loop, &listener->accept);
	}
	close(listener->fd);
	listener->fd = -1;
	if (listener->ours && is_still_there(listener))
		unlink(listener->path);
}

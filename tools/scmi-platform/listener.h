/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listening UNIX sockets: made here, or handed over by systemd. And the other
 * end: connections to those of others.
 */
#ifndef SCMI_PLATFORM_LISTENER_H
#define SCMI_PLATFORM_LISTENER_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "log.h"
#include "loop.h"

/* As the mode: who may connect is the umask's to say. */
#define LISTENER_UMASK 0777

/**
 * struct listener - a listening socket in the file system
 * @fd: the socket; -1 when closed
 * @path: its name; the owner's
 * @ours: its file was made here, and is to be removed
 * @dev: the file that was made, so that no one else's is removed
 * @ino: likewise
 * @loop: where it waits
 * @connect: called with each connection, which is then the callee's
 * @accept: waits for connections
 * @retry: accepts again when descriptors had run out
 * @limit: for lines about that
 */
struct listener {
	int fd;
	const char *path;
	bool ours;
	dev_t dev;
	ino_t ino;
	struct loop *loop;
	void (*connect)(struct listener *listener, int fd);
	struct loop_watch accept;
	struct loop_timer retry;
	struct log_limit limit;
};

/**
 * listener_open - listen
 * @listener: filled
 * @path: where; a socket that nobody listens on is replaced, one that systemd
 *	  handed over is taken as it is
 * @mode: of the file, less what the umask takes
 *
 * Return: 0, or -errno after an error line that says what to do.
 */
int listener_open(struct listener *listener, const char *path, mode_t mode);

/**
 * listener_accept - accept connections from now on
 * @listener: an open one
 * @loop: calls @connect; must outlive the listener
 * @connect: see &struct listener
 *
 * Return: 0 or -errno.
 */
int listener_accept(struct listener *listener, struct loop *loop,
		    void (*connect)(struct listener *listener, int fd));

/* Return: 0, or -ENAMETOOLONG after an error line. */
int listener_check_path(const char *path);

/* Return: a connection to who listens at @path, or -errno. */
int listener_connect(const char *path);

/* Closes the socket and removes its file, if it is still ours. */
void listener_close(struct listener *listener);

#endif /* SCMI_PLATFORM_LISTENER_H */

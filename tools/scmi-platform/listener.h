/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listening UNIX sockets.
 */
#ifndef SCMI_PLATFORM_LISTENER_H
#define SCMI_PLATFORM_LISTENER_H

#include <sys/stat.h>
#include <sys/types.h>

/* As the mode: who may connect is the umask's to say. */
#define LISTENER_UMASK 0777

/**
 * struct listener - a listening socket in the file system
 * @fd: the socket; -1 when closed
 * @path: its name; the owner's
 * @dev: the file that was made, so that no one else's is removed
 * @ino: likewise
 */
struct listener {
	int fd;
	const char *path;
	dev_t dev;
	ino_t ino;
};

/**
 * listener_open - listen
 * @listener: filled
 * @path: where; a socket that nobody listens on is replaced
 * @mode: of the file, less what the umask takes
 *
 * Return: 0, or -errno after an error line that says what to do.
 */
int listener_open(struct listener *listener, const char *path, mode_t mode);

/* Closes the socket and removes its file, if it is still ours. */
void listener_close(struct listener *listener);

#endif /* SCMI_PLATFORM_LISTENER_H */

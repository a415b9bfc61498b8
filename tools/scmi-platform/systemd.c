// SPDX-License-Identifier: GPL-2.0-only
#include "systemd.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The first descriptor that is handed over. */
#define FIRST_FD 3
/* More cannot be meant. */
#define FDS_MAX 1024

/* Open as long as the process lives: a sandbox lets none be opened later. */
static int manager_fd = -1;

/* Return: a variable's number; -1 without one. */
static long number_of(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long n;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtol(text, &end, 10);
	return errno || *end ? -1 : n;
}

/* Variables that are not for this process came from one further up. */
static int count_fds(void)
{
	long n = number_of("LISTEN_FDS");

	if (number_of("LISTEN_PID") != getpid() || n < 0 || n > FDS_MAX)
		return 0;
	return (int)n;
}

static bool is_listening(int fd)
{
	int yes = 0;
	socklen_t len = sizeof(yes);

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) && yes;
}

/* The address of a socket in the file system, else "". */
static void address_of(int fd, struct systemd_handed *handed)
{
	/* One byte more than the kernel fills: the path then ends. */
	union {
		struct sockaddr_un un;
		char bytes[sizeof(struct sockaddr_un) + 1];
	} addr = { 0 };
	socklen_t len = sizeof(addr.un);

	handed->path[0] = '\0';
	if (getsockname(fd, (struct sockaddr *)&addr.un, &len) ||
	    addr.un.sun_family != AF_UNIX)
		return;
	memcpy(handed->path,
	       addr.bytes + offsetof(struct sockaddr_un, sun_path),
	       sizeof(handed->path));
}

static bool has_address(int fd, const char *path)
{
	struct systemd_handed handed;

	address_of(fd, &handed);
	return !strcmp(handed.path, path);
}

/* They come without FD_CLOEXEC: one that has it was taken already. */
static bool is_free(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC);
}

int systemd_socket(const char *path)
{
	int n = count_fds(), fd;

	for (fd = FIRST_FD; fd < FIRST_FD + n; fd++) {
		if (!is_free(fd) || !is_listening(fd) || !has_address(fd, path))
			continue;
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		return fd;
	}
	return -1;
}

/* Names are in the order of the descriptors, with colons between them. */
static void name_of(unsigned int i, struct systemd_handed *handed)
{
	const char *names = getenv("LISTEN_FDNAMES");

	handed->name[0] = '\0';
	while (names && i--) {
		names = strchr(names, ':');
		if (names)
			names++;
	}
	if (names)
		snprintf(handed->name, sizeof(handed->name), "%.*s",
			 (int)strcspn(names, ":"), names);
}

bool systemd_handed(unsigned int i, struct systemd_handed *handed)
{
	int fd = FIRST_FD + (int)i;

	if (i >= (unsigned int)count_fds())
		return false;
	name_of(i, handed);
	address_of(fd, handed);
	if (!is_free(fd) || !is_listening(fd))
		handed->path[0] = '\0';
	return true;
}

/* Return: a socket that is connected to the manager, or -1. */
static int connect_to(const char *address)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = strlen(address);
	int fd;

	if (len >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(addr.sun_path, address, len);
	/* An abstract address has no NUL behind it, and none is sent. */
	if (*address == '@')
		addr.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&addr,
			       offsetof(struct sockaddr_un, sun_path) + len)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool systemd_open(void)
{
	const char *address = getenv("NOTIFY_SOCKET");

	if (!address || !*address)
		return true;
	manager_fd = connect_to(address);
	return manager_fd >= 0;
}

void systemd_notify(const char *state)
{
	if (manager_fd >= 0)
		send(manager_fd, state, strlen(state),
		     MSG_NOSIGNAL | MSG_DONTWAIT);
}

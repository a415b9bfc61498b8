/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a service manager and its services say to each other, sd_listen_fds(3)
 * and sd_notify(3): a few variables of the environment, for which no library
 * is needed.
 */
#ifndef SCMI_PLATFORM_SYSTEMD_H
#define SCMI_PLATFORM_SYSTEMD_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

/**
 * systemd_socket - take over a listening socket
 * @path: its address
 *
 * A socket is found by its address, not by its name: what the command line and
 * the configuration say holds, wherever the sockets come from.
 *
 * Return: the socket, now the caller's; -1 when none with this address came.
 */
int systemd_socket(const char *path);

/**
 * struct systemd_handed - what is known of a socket that was handed over
 * @name: its name (FileDescriptorName=); "" without one
 * @path: its address; "" when it does not listen at one in the file system
 */
struct systemd_handed {
	char name[64];
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
};

/**
 * systemd_handed - look at what was handed over
 * @i: which, 0 and up, in the order of the service manager
 * @handed: filled
 *
 * Return: false when there are not so many.
 */
bool systemd_handed(unsigned int i, struct systemd_handed *handed);

/**
 * systemd_open - connect to the service manager, if it asked for that
 *
 * Return: false when there is one that cannot be reached, with errno set.
 */
bool systemd_open(void);

/* Tells the service manager, if there is one, assignments, one a line. */
void systemd_notify(const char *state);

#endif /* SCMI_PLATFORM_SYSTEMD_H */

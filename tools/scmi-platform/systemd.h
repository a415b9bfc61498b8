/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a service manager and its services say to each other, sd_listen_fds(3)
 * and sd_notify(3): a few variables of the environment, for which no library
 * is needed.
 */
#ifndef SCMI_PLATFORM_SYSTEMD_H
#define SCMI_PLATFORM_SYSTEMD_H

#include <stdbool.h>

/**
 * systemd_socket - take over a listening socket
 * @path: its address
 *
 * A socket is found by its address, not by its name: what the command line says
 * holds, wherever the sockets come from.
 *
 * Return: the socket, now the caller's; -1 when none with this address came.
 */
int systemd_socket(const char *path);

/**
 * systemd_open - connect to the service manager, if it asked for that
 *
 * Return: false when there is one that cannot be reached, with errno set.
 */
bool systemd_open(void);

/* Tells the service manager, if there is one, assignments, one a line. */
void systemd_notify(const char *state);

#endif /* SCMI_PLATFORM_SYSTEMD_H */

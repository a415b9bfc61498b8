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
 * systemd_notify - tell the service manager
 * @state: assignments, one a line
 *
 * Does nothing when no manager asked for it. The first call opens the
 * connection, which later ones need.
 *
 * Return: false when there is a manager that cannot be told, with errno set.
 */
bool systemd_notify(const char *state);

#endif /* SCMI_PLATFORM_SYSTEMD_H */

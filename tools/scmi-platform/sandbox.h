/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the platform may ask of the kernel once it serves: a list of system
 * calls. Whoever takes it over by way of a guest or a front end can open
 * nothing, start nothing and, unless front ends are connected to, connect to
 * nothing.
 */
#ifndef SCMI_PLATFORM_SANDBOX_H
#define SCMI_PLATFORM_SANDBOX_H

#include <stdbool.h>

/* Of a process that made a call that is not on the list. */
#define EXIT_SANDBOX 3

/**
 * sandbox_enter - have the list apply, for good
 * @client: with connections to UNIX sockets
 *
 * A call that is not on it ends the process, after an error line.
 *
 * Return: 0, or -errno after an error line.
 */
int sandbox_enter(bool client);

#endif /* SCMI_PLATFORM_SANDBOX_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control socket: clients that send lines and get answers. What the lines
 * mean is the owner's to say.
 *
 * A line is a command. Its answer is any number of lines, and then "ok", or a
 * single line "error: " and a reason. Clients are answered one command a turn
 * of the loop, and only when they have read the answer before: one that floods,
 * stops in the middle or does not read holds up nobody but itself.
 */
#ifndef SCMI_PLATFORM_CONTROL_H
#define SCMI_PLATFORM_CONTROL_H

#include <stdbool.h>
#include <stdio.h>

#include "loop.h"

/* Clients at a time. */
#define CONTROL_CLIENTS_MAX 8
/* Bytes of a command, its line feed included. */
#define CONTROL_LINE_MAX 1024

/**
 * struct control_config - where to listen, and who answers
 * @loop: runs it; must outlive it
 * @path: the socket's; nobody but its owner may connect
 * @run: does one command and writes whole lines to @out, which is memory: the
 *	 answer when it returns true, else one line that says why not
 * @ctx: first argument of @run
 */
struct control_config {
	struct loop *loop;
	const char *path;
	bool (*run)(void *ctx, const char *line, FILE *out);
	void *ctx;
};

struct control;

/**
 * control_open - listen for clients
 * @config: copied; what it points to must stay until control_close()
 *
 * Return: the control socket; NULL after an error line.
 */
struct control *control_open(const struct control_config *config);

/* Ends all connections and removes the socket's file. NULL is fine. */
void control_close(struct control *control);

#endif /* SCMI_PLATFORM_CONTROL_H */

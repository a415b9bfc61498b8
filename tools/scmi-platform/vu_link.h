/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How front ends are found: by listening for them, or by connecting to one
 * that listens, for which one tries until it is there.
 */
#ifndef SCMI_PLATFORM_VU_LINK_H
#define SCMI_PLATFORM_VU_LINK_H

#include <stdbool.h>

#include "listener.h"
#include "log.h"
#include "loop.h"

/**
 * struct vu_link - where front ends are found; the first four are the owner's
 * @loop: runs it
 * @path: the socket's
 * @client: connect, instead of listening
 * @found: called with a front end's connection, which is the callee's
 * @listener: where front ends connect
 * @retry: connects again
 * @limit: for lines that a front end can cause
 */
struct vu_link {
	struct loop *loop;
	const char *path;
	bool client;
	void (*found)(struct vu_link *link, int fd);
	struct listener listener;
	struct loop_timer retry;
	struct log_limit limit;
};

/* Return: 0, or -errno after an error line. */
int vu_link_open(struct vu_link *link);

/* The front end that was found is gone: connect again, if that is ours to do. */
void vu_link_lost(struct vu_link *link);

/* Finds nobody any more. The socket's file goes, if it is ours. */
void vu_link_close(struct vu_link *link);

#endif /* SCMI_PLATFORM_VU_LINK_H */

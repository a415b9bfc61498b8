/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What protocols tell people: words like "rate=24000000" in a line of text.
 */
#ifndef SCMI_PLATFORM_SHOW_H
#define SCMI_PLATFORM_SHOW_H

#include "agent.h"
#include "../util.h"

/* More than a sensor with all trip points needs. */
#define SHOW_SIZE 1024

/**
 * struct show - words on their way into a line
 * @text: each begins with a blank; what does not fit is cut
 * @len: so far
 */
struct show {
	char text[SHOW_SIZE];
	size_t len;
};

/**
 * show_put - add words
 * @s: where
 * @fmt: as printf(), a blank first
 */
void show_put(struct show *s, const char *fmt, ...) __printf_format(2, 3);

/* Adds a word if it is true. */
void show_flag(struct show *s, const char *word, bool on);

/* Adds a vote if there is one. */
void show_vote(struct show *s, enum scmi_vote vote);

static inline const char *show_yes(bool yes)
{
	return yes ? "yes" : "no";
}

#endif /* SCMI_PLATFORM_SHOW_H */

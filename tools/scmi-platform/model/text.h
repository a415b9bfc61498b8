/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A configuration file's text, made safe for libconfig.
 *
 * Some versions of libconfig cut integers without the suffix L to 32 bits,
 * and none says a word when one is too large even for 64. So every integer is
 * given the suffix before libconfig sees it, and those that are too large are
 * remembered as they were written. A file that includes others is refused.
 */
#ifndef SCMI_PLATFORM_TEXT_H
#define SCMI_PLATFORM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Bytes of the largest file that is read. */
#define TEXT_MAX (1024 * 1024)

struct text_huge {
	unsigned int line;
	char *token;
};

/**
 * struct text - a file
 * @source: as it is in the file
 * @widened: the same lines with wide integers
 * @huge: integers beyond 64 bits, in order; @widened has the nearest that fits
 * @n_huge: how many
 */
struct text {
	char *source;
	char *widened;
	struct text_huge *huge;
	size_t n_huge;
};

/**
 * text_load - read a file
 * @text: filled; to be freed with text_free()
 * @path: the file
 * @err: where the reason of a failure goes
 *
 * Return: whether it was read.
 */
bool text_load(struct text *text, const char *path, FILE *err);
void text_free(struct text *text);

/**
 * text_huge_at - the next integer of a line that is too large for 64 bits
 * @text: the file
 * @line: the line, from 1
 *
 * Return: the integer as written, each one only once; NULL when there is none.
 */
const char *text_huge_at(struct text *text, unsigned int line);

/**
 * text_line - a line of the file
 * @text: the file
 * @line: which, from 1
 * @len: filled: its length without blanks around it
 *
 * Return: its first character that is no blank.
 */
const char *text_line(const struct text *text, unsigned int line, size_t *len);

#endif /* SCMI_PLATFORM_TEXT_H */

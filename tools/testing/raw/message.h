/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bare SCMI message, header first, as it travels: from text, and to text.
 */
#ifndef SCMI_RAW_MESSAGE_H
#define SCMI_RAW_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* More than any transport takes: that it refuses is worth a test. */
#define MESSAGE_MAX 8192

/**
 * struct message - a message
 * @len: its bytes, header included
 * @bytes: little endian
 */
struct message {
	size_t len;
	unsigned char bytes[MESSAGE_MAX];
};

/**
 * message_parse - make a command out of PROTOCOL.MESSAGE[:VALUE[,VALUE]...]
 * @m: the command, token 0
 * @text: the text; values are 32 bits each
 *
 * Return: what is wrong with @text, or NULL.
 */
const char *message_parse(struct message *m, const char *text);

/* Cut it, or fill it up with zeros; @len is at most MESSAGE_MAX. */
void message_resize(struct message *m, size_t len);

/* Return: the field of the header that @mask names; 0 without a header. */
uint32_t message_get(const struct message *m, uint32_t mask);
void message_set(struct message *m, uint32_t mask, uint32_t value);

/* Is there a status, and is it SUCCESS? */
bool message_succeeded(const struct message *m);

/* Write it as one line; see the help text in main.c. */
void message_print(const struct message *m, FILE *to);

#endif /* SCMI_RAW_MESSAGE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of scmi-raw.
 */
#ifndef SCMI_RAW_OPTIONS_H
#define SCMI_RAW_OPTIONS_H

#include "message.h"

#include <stdbool.h>
#include <stddef.h>

#define EXIT_USAGE 2

/**
 * struct options - what the command line says
 * @async: a delayed response follows each response
 * @poll: the kernel polls for responses
 * @type: message type
 * @token: token of the first message
 * @reserved: the header's reserved bits
 * @length: bytes of each message, or 0 for what it takes
 * @repeat: how often to send all of it
 * @timeout: how long to wait for a message, in ms
 * @instance: the SCMI instance
 * @words: the command and its arguments, ends with NULL
 */
struct options {
	bool async;
	bool poll;
	unsigned int type;
	unsigned int token;
	unsigned int reserved;
	unsigned int length;
	unsigned int repeat;
	unsigned int timeout;
	unsigned int instance;
	char **words;
};

/* Read the command line; does not return if it is wrong, or asks for help. */
void options_read(struct options *o, int argc, char **argv);

/* Say what is wrong with @arg on the command line, and exit. */
_Noreturn void options_wrong(const char *arg, const char *why);

/* Return: the number that @arg is, which is in @min to @max or else wrong. */
unsigned int options_number(const char *arg, unsigned int min,
			    unsigned int max);

#endif /* SCMI_RAW_OPTIONS_H */

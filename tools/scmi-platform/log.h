/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log lines, on stderr, one a line: "scmi-platform: level: text", or what the
 * journal wants, "<priority>text".
 */
#ifndef SCMI_PLATFORM_LOG_H
#define SCMI_PLATFORM_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "util.h"

enum log_level {
	LOG_SILENT,
	LOG_ERROR,
	LOG_WARNING,
	LOG_INFO,
	LOG_DEBUG,
};

/**
 * struct log_limit - bounds the lines that one cause may print
 * @window: when the current window began, CLOCK_MONOTONIC nanoseconds
 * @printed: lines printed in this window
 * @suppressed: lines kept back in this window
 *
 * All zero is a valid start. Whatever a guest or front end can cause any
 * number of times is logged through one of these.
 */
struct log_limit {
	uint64_t window;
	unsigned int printed;
	unsigned int suppressed;
};

/* Finds out whether stderr leads to the journal. */
void log_open(void);

/**
 * log_set_level - choose what is printed
 * @level: the least important level that still is
 */
void log_set_level(enum log_level level);

/**
 * log_printf - print one line
 * @level: its importance
 * @fmt: as printf(); no line feed at the end
 */
void log_printf(enum log_level level, const char *fmt, ...)
	__printf_format(2, 3);

/**
 * log_limited - print one line unless its cause printed too many lately
 * @limit: the state of that cause
 * @level: importance
 * @fmt: as printf(); no line feed at the end
 */
void log_limited(struct log_limit *limit, enum log_level level, const char *fmt,
		 ...) __printf_format(3, 4);

#define log_error(...)	 log_printf(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_printf(LOG_WARNING, __VA_ARGS__)
#define log_info(...)	 log_printf(LOG_INFO, __VA_ARGS__)
#define log_debug(...)	 log_printf(LOG_DEBUG, __VA_ARGS__)

#endif /* SCMI_PLATFORM_LOG_H */

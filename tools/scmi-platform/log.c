// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

/* Enough to see what happens, too little to fill a disk. */
#define LIMIT_LINES  10
#define LIMIT_WINDOW (5 * NSEC_PER_SEC)

static enum log_level threshold = LOG_INFO;

static const char *const level_names[] = {
	[LOG_ERROR] = "error",
	[LOG_WARNING] = "warning",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

void log_set_level(enum log_level level)
{
	threshold = level;
}

/* One write per line, so that lines of several processes do not mix. */
static void print_line(enum log_level level, const char *fmt, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), fmt, args);
	fprintf(stderr, "scmi-platform: %s: %s\n", level_names[level], line);
}

void log_printf(enum log_level level, const char *fmt, ...)
{
	va_list args;

	if (level > threshold)
		return;

	va_start(args, fmt);
	print_line(level, fmt, args);
	va_end(args);
}

static uint64_t monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

static bool limit_admits(struct log_limit *limit)
{
	uint64_t now = monotonic();

	if (!limit->window || now - limit->window > LIMIT_WINDOW) {
		if (limit->suppressed)
			log_warning("%u lines like the next one suppressed",
				    limit->suppressed);
		*limit = (struct log_limit){ .window = now };
	}
	if (limit->printed >= LIMIT_LINES) {
		limit->suppressed++;
		return false;
	}
	limit->printed++;
	return true;
}

void log_limited(struct log_limit *limit, enum log_level level, const char *fmt,
		 ...)
{
	va_list args;

	if (level > threshold || !limit_admits(limit))
		return;

	va_start(args, fmt);
	print_line(level, fmt, args);
	va_end(args);
}

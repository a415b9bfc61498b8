// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Enough to see what happens, too little to fill a disk. */
#define LIMIT_LINES  10
#define LIMIT_WINDOW (5 * NSEC_PER_SEC)

static enum log_level threshold = LOG_INFO;

/* Lines go to the journal, which has the program's name already. */
static bool to_journal;

/* Priorities are the journal's, see sd-daemon(3). */
static const struct {
	const char *name;
	int priority;
} levels[] = {
	[LOG_ERROR] = { "error", 3 },
	[LOG_WARNING] = { "warning", 4 },
	[LOG_INFO] = { "info", 6 },
	[LOG_DEBUG] = { "debug", 7 },
};

/* $JOURNAL_STREAM says which file the journal reads: see systemd.exec(5). */
static bool is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;
	int end = 0;

	if (!stream || fstat(fd, &st) ||
	    sscanf(stream, "%llu:%llu%n", &dev, &ino, &end) != 2 || stream[end])
		return false;
	return st.st_dev == dev && st.st_ino == ino;
}

void log_open(void)
{
	to_journal = is_journal(STDERR_FILENO);
}

void log_set_level(enum log_level level)
{
	threshold = level;
}

/* One write per line, so that lines of several processes do not mix. */
static void print_line(enum log_level level, const char *fmt, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), fmt, args);
	if (to_journal)
		fprintf(stderr, "<%d>%s\n", levels[level].priority, line);
	else
		fprintf(stderr, "scmi-platform: %s: %s\n", levels[level].name,
			line);
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

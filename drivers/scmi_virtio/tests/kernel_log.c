// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_log.h"

#include <linux/kmsg_dump.h>
#include <linux/string.h>

/**
 * kernel_log_now - mark the end of the log
 *
 * A message without a newline, such as KUnit's, is not over before the next
 * one: it may come after the mark.
 *
 * Return: what kernel_log_count() takes.
 */
u64 kernel_log_now(void)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	return iter.next_seq;
}

/**
 * kernel_log_count - count the messages with a text in them
 * @since: where to begin
 * @text: what to look for
 */
unsigned int kernel_log_count(u64 since, const char *text)
{
	struct kmsg_dump_iter iter = { .cur_seq = since };
	unsigned int n = 0;
	char line[256];
	size_t len;

	while (kmsg_dump_get_line(&iter, false, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		if (strstr(line, text))
			n++;
	}
	return n;
}

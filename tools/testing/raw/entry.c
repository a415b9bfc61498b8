// SPDX-License-Identifier: GPL-2.0-only
#include "entry.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static int folder = -1;

int entry_folder(unsigned int instance)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/debug/scmi/%u/raw", instance);
	folder = open(path, O_PATH | O_DIRECTORY);
	if (folder >= 0)
		return 0;
	fprintf(stderr,
		"scmi-raw: there is no %s: debugfs must be mounted, SCMI instance %u up, and the kernel built with CONFIG_ARM_SCMI_RAW_MODE_SUPPORT\n",
		path, instance);
	return -1;
}

int entry_write(const char *name, const struct message *m)
{
	int fd = openat(folder, name, O_WRONLY);
	ssize_t n;
	int ret;

	if (fd < 0)
		return -errno;
	n = write(fd, m->bytes, m->len);
	ret = n < 0 ? -errno : 0;
	/* Half a message is nothing that the kernel would send. */
	if (n >= 0 && (size_t)n != m->len)
		ret = -EIO;
	close(fd);
	return ret;
}

int entry_open(const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

int64_t entry_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Return: whether there is something to read before @deadline. */
static int wait_readable(int fd, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	int ret;

	do {
		left = deadline - entry_now();
		ret = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

int entry_read(int fd, struct message *m, int64_t deadline)
{
	unsigned char end;
	ssize_t n;
	int ret;

	do {
		ret = wait_readable(fd, deadline);
		if (ret <= 0)
			return ret;
		n = read(fd, m->bytes, sizeof(m->bytes));
		/* Another reader of the queue may have been quicker. */
	} while (n < 0 && errno == EAGAIN);
	if (n < 0)
		return -errno;
	m->len = (size_t)n;
	/* The kernel marks the end of each message by an end of file. */
	return read(fd, &end, sizeof(end)) == 0 ? 1 : -EIO;
}

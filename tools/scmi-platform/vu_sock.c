// SPDX-License-Identifier: GPL-2.0-only
#include "vu_sock.h"
#include "util.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static_assert(offsetof(struct vu_msg, payload) == 16,
	      "header and payload are received apart");

void vu_msg_init(struct vu_msg *msg)
{
	memset(msg, 0, sizeof(*msg));
	memset(msg->fds, 0xff, sizeof(msg->fds));
	msg->reply_fd = -1;
}

static int keep_fd(struct vu_msg *msg, int fd)
{
	if (msg->n_fds == VU_FDS_MAX) {
		close(fd);
		return -E2BIG;
	}
	msg->fds[msg->n_fds++] = fd;
	return 0;
}

/* Takes all descriptors that came, also when there are too many. */
static int keep_fds(struct vu_msg *msg, struct msghdr *mh)
{
	int err = mh->msg_flags & MSG_CTRUNC ? -E2BIG : 0;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(mh); c; c = CMSG_NXTHDR(mh, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		size_t i;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
			if (keep_fd(msg, fd))
				err = -E2BIG;
		}
	}
	return err;
}

/* Return: bytes read, 0 when none are there yet, or -errno. */
static ssize_t recv_some(int sock, struct vu_msg *msg, void *buf, size_t len)
{
	union {
		char buf[CMSG_SPACE(VU_FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov = { .iov_base = buf, .iov_len = len };
	struct msghdr mh = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	ssize_t n;
	int err;

	n = recvmsg(sock, &mh, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	err = keep_fds(msg, &mh);
	if (err)
		return err;
	return n ? n : -ECONNRESET;
}

/* Where the next byte belongs, and how many are still missing there. */
static size_t missing(struct vu_msg *msg, char **at)
{
	size_t done = msg->received;

	if (done < sizeof(msg->hdr)) {
		*at = (char *)&msg->hdr + done;
		return sizeof(msg->hdr) - done;
	}
	done -= sizeof(msg->hdr);
	*at = (char *)&msg->payload + done;
	return msg->hdr.size - done;
}

int vu_msg_recv(int sock, struct vu_msg *msg)
{
	size_t want;
	char *at;

	while ((want = missing(msg, &at))) {
		ssize_t n = recv_some(sock, msg, at, want);

		if (n <= 0)
			return (int)n;
		msg->received += (size_t)n;
		if (msg->received >= sizeof(msg->hdr) &&
		    msg->hdr.size > sizeof(msg->payload))
			return -EMSGSIZE;
	}
	return 1;
}

int vu_msg_take_fd(struct vu_msg *msg, unsigned int i)
{
	int fd;

	if (i >= msg->n_fds)
		return -1;
	fd = msg->fds[i];
	msg->fds[i] = -1;
	return fd;
}

void vu_msg_release(struct vu_msg *msg)
{
	unsigned int i;

	for (i = 0; i < msg->n_fds; i++) {
		int fd = vu_msg_take_fd(msg, i);

		if (fd >= 0)
			close(fd);
	}
	msg->n_fds = 0;
	if (msg->reply_fd >= 0)
		close(msg->reply_fd);
	msg->reply_fd = -1;
}

static void add_fd(struct msghdr *mh, void *control, size_t size, int fd)
{
	struct cmsghdr *c;

	mh->msg_control = control;
	mh->msg_controllen = size;
	c = CMSG_FIRSTHDR(mh);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
}

int vu_msg_reply(int sock, struct vu_msg *msg)
{
	struct iovec iov[] = {
		{ .iov_base = &msg->hdr, .iov_len = sizeof(msg->hdr) },
		{ .iov_base = &msg->payload, .iov_len = msg->hdr.size },
	};
	struct msghdr mh = {
		.msg_iov = iov,
		.msg_iovlen = ARRAY_SIZE(iov),
	};
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	ssize_t n;

	if (msg->reply_fd >= 0)
		add_fd(&mh, control.buf, sizeof(control.buf), msg->reply_fd);
	msg->hdr.flags = VU_VERSION | VU_FLAG_REPLY;
	n = sendmsg(sock, &mh, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0)
		return -errno;
	/* Answers are smaller than any socket buffer: a part is no luck. */
	return (size_t)n == sizeof(msg->hdr) + msg->hdr.size ? 0 : -EAGAIN;
}

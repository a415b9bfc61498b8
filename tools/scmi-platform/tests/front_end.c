// SPDX-License-Identifier: GPL-2.0-only
#include "front_end.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE (5 * NSEC_PER_SEC)

void fe_pump(struct front_end *fe)
{
	while (fe->loop && loop_step(fe->loop, 0))
		;
}

void fe_pump_ms(struct front_end *fe, unsigned int ms)
{
	uint64_t end = loop_now() + ms * NSEC_PER_MSEC;

	while (loop_now() < end) {
		if (fe->loop)
			loop_step(fe->loop, 1);
		else
			usleep(1000);
	}
}

static struct sockaddr_un address(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	assert(strlen(path) < sizeof(addr.sun_path));
	strcpy(addr.sun_path, path);
	return addr;
}

int fe_listen(const char *path)
{
	struct sockaddr_un addr = address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	unlink(path);
	assert(fd >= 0 && !bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
	assert(!listen(fd, 1));
	return fd;
}

bool fe_accept(struct front_end *fe, int listener, unsigned int ms)
{
	uint64_t end = loop_now() + ms * NSEC_PER_MSEC;

	do {
		fe->sock = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fe->sock >= 0) {
			fe_pump(fe);
			return true;
		}
		fe_pump_ms(fe, 1);
	} while (loop_now() < end);
	return false;
}

void fe_connect(struct front_end *fe, const char *path)
{
	struct sockaddr_un addr = address(path);
	uint64_t end = loop_now() + PATIENCE;

	fe->sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(fe->sock >= 0);
	/* Another process may need a moment until it listens. */
	while (connect(fe->sock, (struct sockaddr *)&addr, sizeof(addr))) {
		assert(!fe->loop && loop_now() < end);
		assert(errno == ENOENT || errno == ECONNREFUSED);
		usleep(1000);
	}
	fe_pump(fe);
}

void fe_disconnect(struct front_end *fe)
{
	close(fe->sock);
	fe->sock = -1;
	fe_pump(fe);
}

static void send_fds(struct front_end *fe, void *data, size_t len,
		     const int *fds, unsigned int n_fds)
{
	union {
		char buf[CMSG_SPACE(32 * sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = data, .iov_len = len };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };

	assert(n_fds <= 32);
	if (n_fds) {
		struct cmsghdr *c;

		mh.msg_control = control.buf;
		mh.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		c = CMSG_FIRSTHDR(&mh);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n_fds * sizeof(int));
	}
	/* The back end may have hung up already, which the test looks at. */
	if (sendmsg(fe->sock, &mh, MSG_NOSIGNAL) < 0)
		assert(errno == EPIPE || errno == ECONNRESET);
	fe_pump(fe);
}

void fe_send(struct front_end *fe, uint32_t request, uint32_t flags,
	     const void *payload, uint32_t size, const int *fds,
	     unsigned int n_fds)
{
	struct {
		struct vu_hdr hdr;
		char payload[4096];
	} msg = {
		.hdr = { request, flags | VU_VERSION, size },
	};

	assert(size <= sizeof(msg.payload));
	if (size)
		memcpy(msg.payload, payload, size);
	send_fds(fe, &msg, sizeof(msg.hdr) + size, fds, n_fds);
}

void fe_send_part(struct front_end *fe, const void *data, size_t len,
		  const int *fds, unsigned int n_fds)
{
	char copy[8192];

	assert(len <= sizeof(copy));
	memcpy(copy, data, len);
	send_fds(fe, copy, len, fds, n_fds);
}

void fe_send_raw(struct front_end *fe, const void *data, size_t len)
{
	fe_send_part(fe, data, len, NULL, 0);
}

/* Return: bytes read; @fd is only set when one comes along. */
static ssize_t recv_part(struct front_end *fe, void *data, size_t len, int *fd)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov = { .iov_base = data, .iov_len = len };
	struct msghdr mh = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	ssize_t n = recvmsg(fe->sock, &mh, MSG_CMSG_CLOEXEC);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&mh) : NULL;

	if (c) {
		assert(fd && c->cmsg_type == SCM_RIGHTS);
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	}
	return n;
}

/* Return: 1 with all bytes, 0 at the end of the connection. */
static int recv_all(struct front_end *fe, void *data, size_t len, int *fd)
{
	uint64_t end = loop_now() + PATIENCE;
	size_t done = 0;

	while (done < len) {
		struct pollfd pfd = { .fd = fe->sock, .events = POLLIN };
		ssize_t n;

		fe_pump(fe);
		assert(loop_now() < end);
		if (poll(&pfd, 1, 1) != 1)
			continue;
		n = recv_part(fe, (char *)data + done, len - done, fd);
		if (n <= 0)
			return 0;
		done += (size_t)n;
	}
	return 1;
}

int fe_recv_fd(struct front_end *fe, struct vu_hdr *hdr, void *payload,
	       size_t size, int *fd)
{
	*fd = -1;
	if (!recv_all(fe, hdr, sizeof(*hdr), fd))
		return 0;
	assert(hdr->size <= size);
	assert(hdr->flags == (VU_VERSION | VU_FLAG_REPLY));
	return recv_all(fe, payload, hdr->size, NULL);
}

int fe_recv(struct front_end *fe, struct vu_hdr *hdr, void *payload,
	    size_t size)
{
	int fd;

	if (!fe_recv_fd(fe, hdr, payload, size, &fd))
		return 0;
	assert(fd == -1);
	return 1;
}

bool fe_closed(struct front_end *fe)
{
	struct pollfd pfd = { .fd = fe->sock, .events = POLLRDHUP };
	unsigned int i;

	for (i = 0; i < 500; i++) {
		fe_pump(fe);
		if (poll(&pfd, 1, fe->loop ? 0 : 10) == 1)
			return true;
		if (fe->loop)
			return false;
	}
	return false;
}

void fe_send_u64(struct front_end *fe, uint32_t request, uint64_t value)
{
	fe_send(fe, request, 0, &value, sizeof(value), NULL, 0);
}

void fe_send_state(struct front_end *fe, uint32_t request, uint32_t index,
		   uint32_t num)
{
	struct vhost_vring_state state = { .index = index, .num = num };

	fe_send(fe, request, 0, &state, sizeof(state), NULL, 0);
}

void fe_send_fd(struct front_end *fe, uint32_t request, uint64_t value, int fd)
{
	fe_send(fe, request, 0, &value, sizeof(value), &fd, 1);
}

uint64_t fe_get_u64(struct front_end *fe, uint32_t request)
{
	struct vu_hdr hdr;
	uint64_t value;

	fe_send(fe, request, 0, NULL, 0, NULL, 0);
	assert(fe_recv(fe, &hdr, &value, sizeof(value)));
	assert(hdr.request == request && hdr.size == sizeof(value));
	return value;
}

uint64_t fe_acked(struct front_end *fe, uint32_t request, const void *payload,
		  uint32_t size, const int *fds, unsigned int n_fds)
{
	struct vu_hdr hdr;
	uint64_t status;

	fe_send(fe, request, VU_FLAG_NEED_REPLY, payload, size, fds, n_fds);
	assert(fe_recv(fe, &hdr, &status, sizeof(status)));
	assert(hdr.request == request && hdr.size == sizeof(status));
	return status;
}

void fe_negotiate(struct front_end *fe, uint64_t features)
{
	uint64_t offered = fe_get_u64(fe, VU_GET_FEATURES);
	uint64_t protocol = fe_get_u64(fe, VU_GET_PROTOCOL_FEATURES);

	assert(!(features & ~offered));
	fe_send_u64(fe, VU_SET_PROTOCOL_FEATURES, protocol);
	fe_send(fe, VU_SET_OWNER, 0, NULL, 0, NULL, 0);
	fe_send_u64(fe, VU_SET_FEATURES, features);
}

void fe_share_memory(struct front_end *fe)
{
	struct vu_mem_table table = {
		.num = 1,
		.regions[0] = {
			.gpa = GUEST_GPA,
			.uva = GUEST_UVA,
			.size = GUEST_SIZE,
		},
	};

	assert(!fe_acked(fe, VU_SET_MEM_TABLE, &table, 8 + 32,
			 &fe->guest->memfd, 1));
}

void fe_set_ring(struct front_end *fe, unsigned int ring, uint32_t base)
{
	const struct guest_ring *r = &fe->guest->rings[ring];
	struct vhost_vring_addr addr = {
		.index = ring,
		.desc_user_addr = guest_uva(fe->guest, r->desc),
		.avail_user_addr = guest_uva(fe->guest, r->avail),
		.used_user_addr = guest_uva(fe->guest, r->used),
	};

	fe_send_state(fe, VU_SET_VRING_NUM, ring, r->num);
	fe_send_state(fe, VU_SET_VRING_BASE, ring, base);
	fe_send(fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL, 0);
	fe_send_fd(fe, VU_SET_VRING_KICK, ring, r->kick);
	fe_send_fd(fe, VU_SET_VRING_CALL, ring, r->call);
}

void fe_enable(struct front_end *fe, unsigned int ring, bool enable)
{
	fe_send_state(fe, VU_SET_VRING_ENABLE, ring, enable);
}

uint32_t fe_stop_ring(struct front_end *fe, unsigned int ring)
{
	struct vhost_vring_state state = { .index = ring };
	struct vu_hdr hdr;

	fe_send(fe, VU_GET_VRING_BASE, 0, &state, sizeof(state), NULL, 0);
	assert(fe_recv(fe, &hdr, &state, sizeof(state)));
	assert(hdr.size == sizeof(state) && state.index == ring);
	return state.num;
}

void fe_get_inflight(struct front_end *fe, struct fe_inflight *inflight)
{
	struct vu_hdr hdr;

	inflight->desc = (struct vu_inflight_desc){
		.num_queues = 2,
		.queue_size = (uint16_t)fe->guest->rings[0].num,
	};
	fe_send(fe, VU_GET_INFLIGHT_FD, 0, &inflight->desc,
		sizeof(inflight->desc), NULL, 0);
	assert(fe_recv_fd(fe, &hdr, &inflight->desc, sizeof(inflight->desc),
			  &inflight->fd));
	assert(hdr.size == sizeof(inflight->desc) && inflight->fd >= 0);
}

void fe_set_inflight(struct front_end *fe, const struct fe_inflight *inflight)
{
	assert(!fe_acked(fe, VU_SET_INFLIGHT_FD, &inflight->desc,
			 sizeof(inflight->desc), &inflight->fd, 1));
}

void fe_start(struct front_end *fe, uint64_t features)
{
	const uint32_t bases[] = {
		guest_origin(&fe->guest->rings[0]),
		guest_origin(&fe->guest->rings[1]),
	};

	fe_negotiate(fe, features);
	fe_start_rings(fe, features, bases);
}

void fe_start_rings(struct front_end *fe, uint64_t features,
		    const uint32_t *bases)
{
	unsigned int i;

	fe_share_memory(fe);
	for (i = 0; i < 2; i++) {
		fe_set_ring(fe, i, bases[i]);
		if (features & BIT_ULL(VU_F_PROTOCOL_FEATURES))
			fe_enable(fe, i, true);
	}
	/* As QEMU, whose kick descriptors are signalled from the start. */
	fe_kick(fe, 0);
	fe_kick(fe, 1);
}

void fe_kick(struct front_end *fe, unsigned int ring)
{
	guest_kick(&fe->guest->rings[ring]);
	fe_pump(fe);
}

bool fe_used(struct front_end *fe, unsigned int ring, uint32_t *id,
	     uint32_t *len)
{
	uint64_t end = loop_now() + PATIENCE;

	while (!guest_used(&fe->guest->rings[ring], id, len)) {
		if (loop_now() > end)
			return false;
		fe_pump_ms(fe, 1);
	}
	return true;
}

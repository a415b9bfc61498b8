/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vhost-user front end for tests. It can be as correct as QEMU, or send
 * whatever a test likes. With a loop it drives the back end in this process
 * while it waits; without one it waits for another process.
 */
#ifndef SCMI_PLATFORM_TESTS_FRONT_END_H
#define SCMI_PLATFORM_TESTS_FRONT_END_H

#include "guest.h"
#include "loop.h"
#include "vu_msg.h"

/* What ring features QEMU and Linux agree upon, and vhost-user's own. */
#define FE_FEATURES \
	(BIT_ULL(32) | BIT_ULL(29) | BIT_ULL(28) | BIT_ULL(0) | BIT_ULL(30))

#define FE_PACKED (FE_FEATURES | BIT_ULL(34))

struct front_end {
	int sock;
	struct loop *loop;
	struct guest *guest;
};

/* Handles all that the back end in this process has to do. */
void fe_pump(struct front_end *fe);

/* Likewise, for a time. */
void fe_pump_ms(struct front_end *fe, unsigned int ms);

void fe_connect(struct front_end *fe, const char *path);
void fe_disconnect(struct front_end *fe);

/*
 * The other direction. Return: a socket that listens, to be closed; whether a
 * back end connected to it within @ms.
 */
int fe_listen(const char *path);
bool fe_accept(struct front_end *fe, int listener, unsigned int ms);

/**
 * fe_send - send a message
 * @fe: the front end
 * @request: &enum vu_request or anything else
 * @flags: as in the header; the version is added
 * @payload: what follows
 * @size: its length
 * @fds: descriptors to send along
 * @n_fds: how many
 */
void fe_send(struct front_end *fe, uint32_t request, uint32_t flags,
	     const void *payload, uint32_t size, const int *fds,
	     unsigned int n_fds);

/* Sends bytes as they are, with descriptors or without. */
void fe_send_part(struct front_end *fe, const void *data, size_t len,
		  const int *fds, unsigned int n_fds);
void fe_send_raw(struct front_end *fe, const void *data, size_t len);

/**
 * fe_recv - wait for an answer
 * @fe: the front end
 * @hdr: its header
 * @payload: what follows
 * @size: room for it; a longer answer fails the test
 *
 * Return: 1, or 0 when the back end closed the connection.
 */
int fe_recv(struct front_end *fe, struct vu_hdr *hdr, void *payload,
	    size_t size);

/* As fe_recv(), with the descriptor that comes along; -1 when none does. */
int fe_recv_fd(struct front_end *fe, struct vu_hdr *hdr, void *payload,
	       size_t size, int *fd);

/* Return: whether the back end has closed the connection. */
bool fe_closed(struct front_end *fe);

/* A request with a u64, or a ring's state, for contents. */
void fe_send_u64(struct front_end *fe, uint32_t request, uint64_t value);
void fe_send_state(struct front_end *fe, uint32_t request, uint32_t index,
		   uint32_t num);
void fe_send_fd(struct front_end *fe, uint32_t request, uint64_t value, int fd);

/* Return: the u64 that answers a request without contents. */
uint64_t fe_get_u64(struct front_end *fe, uint32_t request);

/* Sends with NEED_REPLY. Return: the status that comes back. */
uint64_t fe_acked(struct front_end *fe, uint32_t request, const void *payload,
		  uint32_t size, const int *fds, unsigned int n_fds);

/* The steps of a front end's life, in this order. */
void fe_negotiate(struct front_end *fe, uint64_t features);
void fe_share_memory(struct front_end *fe);
void fe_set_ring(struct front_end *fe, unsigned int ring, uint32_t base);
void fe_enable(struct front_end *fe, unsigned int ring, bool enable);
uint32_t fe_stop_ring(struct front_end *fe, unsigned int ring);

/*
 * The memory of buffers in flight: asked for after fe_negotiate(), and given
 * back to a back end that comes later.
 */
struct fe_inflight {
	struct vu_inflight_desc desc;
	int fd;
};

void fe_get_inflight(struct front_end *fe, struct fe_inflight *inflight);
void fe_set_inflight(struct front_end *fe, const struct fe_inflight *inflight);

/* All of them: a guest whose driver runs. */
void fe_start(struct front_end *fe, uint64_t features);

/* Those after fe_negotiate(), with rings that are at @bases. */
void fe_start_rings(struct front_end *fe, uint64_t features,
		    const uint32_t *bases);

/* Kicks a ring and lets the back end work. */
void fe_kick(struct front_end *fe, unsigned int ring);

/* Waits for a used buffer, at most five seconds. */
bool fe_used(struct front_end *fe, unsigned int ring, uint32_t *id,
	     uint32_t *len);

#endif /* SCMI_PLATFORM_TESTS_FRONT_END_H */

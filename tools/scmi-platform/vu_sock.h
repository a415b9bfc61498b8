/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vhost-user connection: whole messages with their file descriptors.
 * Nothing here blocks: a peer that stops in the middle of a message, or does
 * not read its replies, costs no one else anything.
 */
#ifndef SCMI_PLATFORM_VU_SOCK_H
#define SCMI_PLATFORM_VU_SOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "vu_msg.h"

/* More than this never comes with one message (a full memory table). */
#define VU_FDS_MAX VU_MEM_TABLE_MAX

/**
 * struct vu_msg - one message, complete or on its way in
 * @hdr: its header
 * @payload: what follows, @hdr.size bytes; zeros after that
 * @fds: descriptors that came with it; -1 where one was taken
 * @n_fds: how many came
 * @reply_fd: to be sent with the answer; -1 for none
 * @received: bytes so far, header included
 */
struct vu_msg {
	struct vu_hdr hdr;
	union vu_payload payload;
	int fds[VU_FDS_MAX];
	unsigned int n_fds;
	int reply_fd;
	size_t received;
};

/* Makes @msg ready for vu_msg_recv(). */
void vu_msg_init(struct vu_msg *msg);

/**
 * vu_msg_recv - read what is there of a message
 * @sock: the connection
 * @msg: from vu_msg_init() or an earlier call
 *
 * Return: 1 when the message is complete, 0 when more must come; -EMSGSIZE
 * for an impossible size, -E2BIG for too many descriptors, -ECONNRESET at
 * the end of the connection, or another -errno. After an error the
 * connection is out of step and of no more use.
 */
int vu_msg_recv(int sock, struct vu_msg *msg);

/* Return: a descriptor that is now the caller's; -1 when @i did not come. */
int vu_msg_take_fd(struct vu_msg *msg, unsigned int i);

/* Closes the descriptors nobody took, and the answer's. */
void vu_msg_release(struct vu_msg *msg);

/**
 * vu_msg_reply - answer a message
 * @sock: the connection
 * @msg: the message, with @payload, @hdr.size and @reply_fd of the answer
 *
 * Return: 0 or -errno; -EAGAIN when the peer does not read.
 */
int vu_msg_reply(int sock, struct vu_msg *msg);

#endif /* SCMI_PLATFORM_VU_SOCK_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subscriptions: the notifications that have been asked for, so that they can
 * be asked for again when a device has forgotten them.
 */
#ifndef SCMI_VIO_SUBS_H
#define SCMI_VIO_SUBS_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* Words of parameters that a subscription is kept with. */
#define SCMI_VIO_SUB_WORDS 4

/* Subscriptions that are kept, at most. */
#define SCMI_VIO_SUBS_MAX 1024

/**
 * struct scmi_vio_sub - a subscription
 * @node: in the list
 * @hdr: the header of the command, with token 0
 * @params: its parameters, as sent
 * @len: their bytes
 * @stale: the device does not know it
 */
struct scmi_vio_sub {
	struct list_head node;
	u32 hdr;
	__le32 params[SCMI_VIO_SUB_WORDS];
	u8 len;
	bool stale;
};

/**
 * struct scmi_vio_subs - the subscriptions at one device
 * @lock: guards what follows, and orders what is renewed before what is new
 * @list: of struct scmi_vio_sub
 * @count: how many
 */
struct scmi_vio_subs {
	spinlock_t lock; /* guards all below */
	struct list_head list;
	unsigned int count;
};

/**
 * typedef scmi_vio_subs_send_fn - puts a subscription on the device's queue
 * @ctx: the caller's
 * @sub: the subscription
 *
 * Called with the lock of the subscriptions held.
 *
 * Return: 0; any error ends the renewal for now.
 */
typedef int (*scmi_vio_subs_send_fn)(void *ctx, const struct scmi_vio_sub *sub);

void scmi_vio_subs_init(struct scmi_vio_subs *subs);
void scmi_vio_subs_clear(struct scmi_vio_subs *subs);

int scmi_vio_subs_note(struct scmi_vio_subs *subs, u32 hdr, const void *params,
		       size_t len);
void scmi_vio_subs_forgotten(struct scmi_vio_subs *subs);
int scmi_vio_subs_renew(struct scmi_vio_subs *subs, scmi_vio_subs_send_fn send,
			void *ctx);

#endif /* SCMI_VIO_SUBS_H */

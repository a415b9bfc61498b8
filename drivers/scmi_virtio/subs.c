// SPDX-License-Identifier: GPL-2.0-only
#include "subs.h"
#include "pdu.h"

#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

/* In every command that subscribes: for what, and bit 0 of how (yes or no). */
#define ENABLE BIT(0)

/**
 * scmi_vio_subs_init - begin with none
 * @subs: the subscriptions
 */
void scmi_vio_subs_init(struct scmi_vio_subs *subs)
{
	spin_lock_init(&subs->lock);
	INIT_LIST_HEAD(&subs->list);
	subs->count = 0;
}

/**
 * scmi_vio_subs_clear - forget all
 * @subs: the subscriptions
 *
 * Context: any.
 */
void scmi_vio_subs_clear(struct scmi_vio_subs *subs)
{
	struct scmi_vio_sub *sub, *next;

	guard(spinlock_irqsave)(&subs->lock);
	list_for_each_entry_safe(sub, next, &subs->list, node)
		kfree(sub);
	INIT_LIST_HEAD(&subs->list);
	subs->count = 0;
}

/*
 * What is subscribed to: the agent's one thing of its kind, or one of several
 * resources.
 */
static bool sub_is_for_one_of_many(size_t len)
{
	return len > sizeof(__le32);
}

static bool sub_enables(const __le32 *params, size_t len)
{
	return params[sub_is_for_one_of_many(len)] & cpu_to_le32(ENABLE);
}

static bool sub_matches(const struct scmi_vio_sub *sub, u32 hdr,
			const __le32 *params, size_t len)
{
	return sub->hdr == hdr && sub->len == len &&
	       (!sub_is_for_one_of_many(len) || sub->params[0] == params[0]);
}

static struct scmi_vio_sub *subs_find(struct scmi_vio_subs *subs, u32 hdr,
				      const __le32 *params, size_t len)
{
	struct scmi_vio_sub *sub;

	lockdep_assert_held(&subs->lock);
	list_for_each_entry(sub, &subs->list, node) {
		if (sub_matches(sub, hdr, params, len))
			return sub;
	}
	return NULL;
}

static struct scmi_vio_sub *subs_add(struct scmi_vio_subs *subs, u32 hdr,
				     size_t len)
{
	struct scmi_vio_sub *sub;

	lockdep_assert_held(&subs->lock);
	if (subs->count == SCMI_VIO_SUBS_MAX)
		return NULL;
	sub = kzalloc(sizeof(*sub), GFP_ATOMIC);
	if (!sub)
		return NULL;
	sub->hdr = hdr;
	sub->len = len;
	list_add_tail(&sub->node, &subs->list);
	subs->count++;
	return sub;
}

static void subs_remove(struct scmi_vio_subs *subs, struct scmi_vio_sub *sub)
{
	lockdep_assert_held(&subs->lock);
	list_del(&sub->node);
	subs->count--;
	kfree(sub);
}

/**
 * scmi_vio_subs_note - a subscription is about to be made, or ended
 * @subs: the subscriptions
 * @hdr: the header of the command, one of scmi_vio_pdu_asks_events()
 * @params: its parameters, in the order of the wire
 * @len: their bytes
 *
 * Called before the command is put on the queue: it counts even if the device
 * never sees it, since a device that lost it is one to be renewed.
 *
 * Context: any.
 * Return: 0; -EINVAL for parameters that no such command has; -ENOMEM when
 * it cannot be kept, and will not be renewed.
 */
int scmi_vio_subs_note(struct scmi_vio_subs *subs, u32 hdr, const void *params,
		       size_t len)
{
	__le32 words[SCMI_VIO_SUB_WORDS] = {};
	struct scmi_vio_sub *sub;

	if (len < sizeof(*words) || len > sizeof(words) || len % sizeof(*words))
		return -EINVAL;
	memcpy(words, params, len);
	hdr &= ~SCMI_VIO_HDR_TOKEN;

	guard(spinlock_irqsave)(&subs->lock);
	sub = subs_find(subs, hdr, words, len);
	if (!sub_enables(words, len)) {
		if (sub)
			subs_remove(subs, sub);
		return 0;
	}
	if (!sub)
		sub = subs_add(subs, hdr, len);
	if (!sub)
		return -ENOMEM;
	memcpy(sub->params, words, len);
	/* The command itself does it. */
	sub->stale = false;
	return 0;
}

/**
 * scmi_vio_subs_forgotten - the device was reset: it knows of none any more
 * @subs: the subscriptions
 *
 * Context: any.
 */
void scmi_vio_subs_forgotten(struct scmi_vio_subs *subs)
{
	struct scmi_vio_sub *sub;

	guard(spinlock_irqsave)(&subs->lock);
	list_for_each_entry(sub, &subs->list, node)
		sub->stale = true;
}

/**
 * scmi_vio_subs_renew - subscribe again to what the device has forgotten
 * @subs: the subscriptions
 * @send: puts one on the queue
 * @ctx: for @send
 *
 * One that is being changed by its owner at the same time is either put on the
 * queue before the change, or not at all.
 *
 * Context: any.
 * Return: 0 when none is left; otherwise what @send returned.
 */
int scmi_vio_subs_renew(struct scmi_vio_subs *subs, scmi_vio_subs_send_fn send,
			void *ctx)
{
	struct scmi_vio_sub *sub;
	int err;

	guard(spinlock_irqsave)(&subs->lock);
	list_for_each_entry(sub, &subs->list, node) {
		if (!sub->stale)
			continue;
		err = send(ctx, sub);
		if (err)
			return err;
		sub->stale = false;
	}
	return 0;
}

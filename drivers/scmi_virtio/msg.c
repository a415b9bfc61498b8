// SPDX-License-Identifier: GPL-2.0-only
#include "msg.h"

#include <linux/align.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/*
 * Messages come in pieces of about this size, so that no pool needs an
 * allocation that a fragmented machine would refuse.
 */
#define CHUNK_SIZE max_t(size_t, PAGE_SIZE, SZ_32K)

/* A part begins and ends on a line of its own: the device may write to it. */
static size_t part_size(size_t bytes)
{
	return ALIGN(bytes, dma_get_cache_alignment());
}

/**
 * scmi_vio_pool_stride - memory that one message takes
 * @payload: largest payload in bytes
 * @requests: messages have a device-readable part, too
 *
 * Return: bytes.
 */
size_t scmi_vio_pool_stride(size_t payload, bool requests)
{
	size_t size = part_size(scmi_vio_pdu_response_size(payload));

	if (requests)
		size += part_size(scmi_vio_pdu_request_size(payload));
	return size;
}

static int pool_alloc_chunks(struct scmi_vio_pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->chunk_count; i++) {
		pool->chunks[i] = alloc_pages_exact(pool->chunk_size,
						    GFP_KERNEL | __GFP_ZERO);
		if (!pool->chunks[i])
			return -ENOMEM;
	}
	return 0;
}

static void pool_carve(struct scmi_vio_pool *pool, bool requests)
{
	size_t stride = scmi_vio_pool_stride(pool->payload, requests);
	unsigned int per_chunk = CHUNK_SIZE / stride;
	unsigned int i;

	for (i = 0; i < pool->count; i++) {
		struct scmi_vio_msg *msg = &pool->msgs[i];
		void *memory = pool->chunks[i / per_chunk];

		memory += (i % per_chunk) * stride;
		msg->pool = pool;
		msg->response = memory;
		if (requests)
			msg->request = memory + part_size(pool->room);
		list_add_tail(&msg->node, &pool->free);
	}
}

/**
 * scmi_vio_pool_init - allocate messages
 * @pool: the pool, all zero
 * @count: how many, at least one
 * @payload: largest payload in bytes, at most %SCMI_VIO_PAYLOAD_MAX
 * @requests: give them a device-readable part, too
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM, and then there is nothing to free.
 */
int scmi_vio_pool_init(struct scmi_vio_pool *pool, unsigned int count,
		       size_t payload, bool requests)
{
	size_t stride = scmi_vio_pool_stride(payload, requests);
	unsigned int per_chunk = CHUNK_SIZE / stride;

	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->free);
	pool->count = count;
	pool->payload = payload;
	pool->room = scmi_vio_pdu_response_size(payload);
	pool->chunk_size = PAGE_ALIGN(per_chunk * stride);
	pool->chunk_count = DIV_ROUND_UP(count, per_chunk);
	pool->msgs = kvcalloc(count, sizeof(*pool->msgs), GFP_KERNEL);
	pool->chunks =
		kcalloc(pool->chunk_count, sizeof(*pool->chunks), GFP_KERNEL);
	if (!pool->msgs || !pool->chunks || pool_alloc_chunks(pool)) {
		scmi_vio_pool_exit(pool);
		return -ENOMEM;
	}
	pool_carve(pool, requests);
	return 0;
}

/**
 * scmi_vio_pool_exit - free all messages, wherever they are
 * @pool: the pool; one that is all zero will do
 *
 * The device must be unable to touch any of them: after its reset and
 * del_vqs(), never before.
 *
 * Context: process, may sleep.
 */
void scmi_vio_pool_exit(struct scmi_vio_pool *pool)
{
	unsigned int i;

	for (i = 0; pool->chunks && i < pool->chunk_count; i++) {
		if (pool->chunks[i])
			free_pages_exact(pool->chunks[i], pool->chunk_size);
	}
	kfree(pool->chunks);
	kvfree(pool->msgs);
	memset(pool, 0, sizeof(*pool));
}

/**
 * scmi_vio_pool_in_use - does anybody hold a message?
 * @pool: the pool; one that is all zero will do
 *
 * Context: any.
 */
bool scmi_vio_pool_in_use(const struct scmi_vio_pool *pool)
{
	return READ_ONCE(pool->used);
}

/**
 * scmi_vio_pool_exhausted - are all messages held?
 * @pool: the pool
 *
 * Context: any.
 */
bool scmi_vio_pool_exhausted(const struct scmi_vio_pool *pool)
{
	unsigned int used = READ_ONCE(pool->used);

	return used && used == pool->count;
}

/**
 * scmi_vio_msg_get - take a message out of its pool
 * @pool: the pool
 * @refs: references the caller takes, each dropped by scmi_vio_msg_put()
 *
 * Context: any.
 * Return: the message, pending; NULL when all are in use.
 */
struct scmi_vio_msg *scmi_vio_msg_get(struct scmi_vio_pool *pool,
				      unsigned int refs)
{
	struct scmi_vio_msg *msg;

	scoped_guard(spinlock_irqsave, &pool->lock) {
		msg = list_first_entry_or_null(&pool->free, struct scmi_vio_msg,
					       node);
		if (msg) {
			list_del_init(&msg->node);
			WRITE_ONCE(pool->used, pool->used + 1);
		}
	}
	if (msg) {
		refcount_set(&msg->refs, refs);
		atomic_set(&msg->outcome, SCMI_VIO_PENDING);
		msg->own = false;
		msg->overtaken = false;
	}
	return msg;
}

/**
 * scmi_vio_msg_put - drop a reference
 * @msg: the message; back in its pool when this was the last
 *
 * Context: any.
 */
void scmi_vio_msg_put(struct scmi_vio_msg *msg)
{
	struct scmi_vio_pool *pool = msg->pool;

	if (!refcount_dec_and_test(&msg->refs))
		return;

	guard(spinlock_irqsave)(&pool->lock);
	/* The one used last is the one still in the cache. */
	list_add(&msg->node, &pool->free);
	WRITE_ONCE(pool->used, pool->used - 1);
}

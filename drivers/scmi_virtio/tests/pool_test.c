// SPDX-License-Identifier: GPL-2.0-only
/* Messages: their memory, their references, their outcome. */
#include "msg.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>

static void pool_exit(void *pool)
{
	scmi_vio_pool_exit(pool);
}

static struct scmi_vio_pool *new_pool(struct kunit *test, unsigned int count,
				      size_t payload, bool requests)
{
	struct scmi_vio_pool *pool;

	pool = kunit_kzalloc(test, sizeof(*pool), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, 0,
			scmi_vio_pool_init(pool, count, payload, requests));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, pool_exit, pool));
	return pool;
}

struct shape {
	const char *name;
	unsigned int count;
	size_t payload;
	bool requests;
};

static const struct shape shapes[] = {
	{ "one", 1, SCMI_VIO_PAYLOAD_DEFAULT, true },
	{ "smallest", 1024, SCMI_VIO_PAYLOAD_MIN, true },
	{ "usual", 128, SCMI_VIO_PAYLOAD_DEFAULT, true },
	{ "odd", 77, 33, true },
	{ "largest", 100, SCMI_VIO_PAYLOAD_MAX, true },
	{ "events", 256, SCMI_VIO_PAYLOAD_DEFAULT, false },
	{ "large events", 50, SCMI_VIO_PAYLOAD_MAX, false },
};

KUNIT_ARRAY_PARAM_DESC(shape, shapes, name);

static void fill(const struct scmi_vio_msg *msg, const struct shape *shape,
		 u8 with)
{
	memset(msg->response, with, scmi_vio_pdu_response_size(shape->payload));
	if (shape->requests)
		memset(msg->request, ~with,
		       scmi_vio_pdu_request_size(shape->payload));
}

static bool is_filled(const struct scmi_vio_msg *msg, const struct shape *shape,
		      u8 with)
{
	if (memchr_inv(msg->response, with,
		       scmi_vio_pdu_response_size(shape->payload)))
		return false;
	return !shape->requests ||
	       !memchr_inv(msg->request, (u8)~with,
			   scmi_vio_pdu_request_size(shape->payload));
}

/* REQ: D-04: no byte of a message is another's, be they as large as can be. */
static void messages_do_not_overlap(struct kunit *test)
{
	const struct shape *shape = test->param_value;
	struct scmi_vio_pool *pool;
	unsigned int i;

	pool = new_pool(test, shape->count, shape->payload, shape->requests);
	KUNIT_ASSERT_EQ(test, pool->count, shape->count);
	for (i = 0; i < pool->count; i++)
		fill(&pool->msgs[i], shape, i);
	for (i = 0; i < pool->count; i++)
		KUNIT_ASSERT_TRUE_MSG(test, is_filled(&pool->msgs[i], shape, i),
				      "message %u", i);
}

/* What the device writes shares no cache line with anything else. */
static void parts_begin_on_lines_of_their_own(struct kunit *test)
{
	const struct shape *shape = test->param_value;
	struct scmi_vio_pool *pool;
	unsigned int i;

	pool = new_pool(test, shape->count, shape->payload, shape->requests);
	for (i = 0; i < pool->count; i++) {
		unsigned long response = (unsigned long)pool->msgs[i].response;
		unsigned long request = (unsigned long)pool->msgs[i].request;

		KUNIT_ASSERT_EQ(test, response % dma_get_cache_alignment(), 0);
		KUNIT_ASSERT_EQ(test, request % dma_get_cache_alignment(), 0);
	}
	KUNIT_EXPECT_EQ(test,
			scmi_vio_pool_stride(shape->payload, shape->requests) %
				dma_get_cache_alignment(),
			0);
}

/* REQ: T-12: a pool gives all it has, then says so. */
static void pool_gives_all_it_has(struct kunit *test)
{
	struct scmi_vio_pool *pool = new_pool(test, 3, 32, true);
	struct scmi_vio_msg *one = scmi_vio_msg_get(pool, 1);
	struct scmi_vio_msg *two = scmi_vio_msg_get(pool, 1);
	struct scmi_vio_msg *three = scmi_vio_msg_get(pool, 1);

	KUNIT_ASSERT_NOT_NULL(test, one);
	KUNIT_ASSERT_NOT_NULL(test, two);
	KUNIT_ASSERT_NOT_NULL(test, three);
	KUNIT_EXPECT_TRUE(test, one != two && two != three && one != three);
	KUNIT_EXPECT_NULL(test, scmi_vio_msg_get(pool, 1));
	scmi_vio_msg_put(two);
	KUNIT_EXPECT_PTR_EQ(test, scmi_vio_msg_get(pool, 1), two);
	KUNIT_EXPECT_NULL(test, scmi_vio_msg_get(pool, 1));
}

/* REQ: T-04, L-01: a message is free when both, caller and device, let go. */
static void last_reference_frees(struct kunit *test)
{
	struct scmi_vio_pool *pool = new_pool(test, 1, 32, true);
	struct scmi_vio_msg *msg = scmi_vio_msg_get(pool, 2);

	scmi_vio_msg_put(msg);
	KUNIT_EXPECT_NULL(test, scmi_vio_msg_get(pool, 1));
	scmi_vio_msg_put(msg);
	KUNIT_EXPECT_PTR_EQ(test, scmi_vio_msg_get(pool, 1), msg);
}

/* A message comes out of the pool as new. */
static void message_is_pending_again(struct kunit *test)
{
	struct scmi_vio_pool *pool = new_pool(test, 1, 32, true);
	struct scmi_vio_msg *msg = scmi_vio_msg_get(pool, 1);

	scmi_vio_msg_settle(msg, SCMI_VIO_ABORTED);
	msg->overtaken = true;
	scmi_vio_msg_put(msg);
	msg = scmi_vio_msg_get(pool, 1);
	KUNIT_EXPECT_EQ(test, scmi_vio_msg_outcome(msg), SCMI_VIO_PENDING);
	KUNIT_EXPECT_FALSE(test, msg->overtaken);
}

/* REQ: T-04: a command has one outcome: who comes second does nothing. */
static void first_outcome_counts(struct kunit *test)
{
	struct scmi_vio_pool *pool = new_pool(test, 1, 32, true);
	enum scmi_vio_outcome first, second;

	for (first = SCMI_VIO_REPLIED; first <= SCMI_VIO_ABANDONED; first++) {
		for (second = SCMI_VIO_REPLIED; second <= SCMI_VIO_ABANDONED;
		     second++) {
			struct scmi_vio_msg *msg = scmi_vio_msg_get(pool, 1);

			KUNIT_EXPECT_TRUE(test,
					  scmi_vio_msg_settle(msg, first));
			KUNIT_EXPECT_FALSE(test,
					   scmi_vio_msg_settle(msg, second));
			KUNIT_EXPECT_EQ(test, scmi_vio_msg_outcome(msg), first);
			scmi_vio_msg_put(msg);
		}
	}
}

/* Freeing takes messages that somebody still holds, and a pool never made. */
static void exit_frees_what_is_in_use(struct kunit *test)
{
	struct scmi_vio_pool pool = {};

	scmi_vio_pool_exit(&pool);
	KUNIT_ASSERT_EQ(test, 0, scmi_vio_pool_init(&pool, 8, 128, true));
	scmi_vio_msg_get(&pool, 2);
	scmi_vio_pool_exit(&pool);
	KUNIT_EXPECT_NULL(test, pool.msgs);
	KUNIT_EXPECT_NULL(test, pool.chunks);
	scmi_vio_pool_exit(&pool);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE_PARAM(messages_do_not_overlap, shape_gen_params),
	KUNIT_CASE_PARAM(parts_begin_on_lines_of_their_own, shape_gen_params),
	KUNIT_CASE(pool_gives_all_it_has),
	KUNIT_CASE(last_reference_frees),
	KUNIT_CASE(message_is_pending_again),
	KUNIT_CASE(first_outcome_counts),
	KUNIT_CASE(exit_frees_what_is_in_use),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "scmi_vio_pool",
	.test_cases = pool_cases,
};

kunit_test_suite(pool_suite);

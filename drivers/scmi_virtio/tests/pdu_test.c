// SPDX-License-Identifier: GPL-2.0-only
/* Headers and payloads: pure functions over memory. */
#include "pdu.h"

#include "uapi/scmi_virtio.h"

#include <kunit/test.h>
#include <linux/unaligned.h>

/* Token 0x2a5, protocol 0x14, message 6 */
#define SENT (0x2a5 << 18 | 0x14 << 10 | 6)

/*
 * A received message of just the bytes that the device says it wrote: whoever
 * reads more of it reads what is not there.
 */
static void *message(struct kunit *test, u32 used, u32 hdr, u32 status)
{
	u8 *pdu = kunit_kzalloc(test, used ?: 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pdu);
	if (used >= 4)
		put_unaligned_le32(hdr, pdu);
	if (used >= 8)
		put_unaligned_le32(status, pdu + 4);
	return pdu;
}

/* --- headers --- */

/* Each field of a header is in its place, and in no other's. */
static void header_fields_are_in_their_places(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_header(0xff, 0, 0), 0x0003fc00);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_header(0, 0xff, 0), 0x000000ff);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_header(0, 0, 1023), 0x0ffc0000);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_header(0x14, 6, 0x2a5), SENT);
	KUNIT_EXPECT_EQ(test, scmi_vio_hdr_protocol(SENT), 0x14);
	KUNIT_EXPECT_EQ(test, scmi_vio_hdr_msg_id(SENT), 6);
	KUNIT_EXPECT_EQ(test, scmi_vio_hdr_token(SENT), 0x2a5);
	KUNIT_EXPECT_EQ(test, scmi_vio_hdr_type(SENT | 3 << 8), 3);
}

/* REQ: D-03: a request is its header, little endian, and its parameters. */
static void request_is_header_and_parameters(struct kunit *test)
{
	static const u8 want[] = { 0x04, 0x03, 0x02, 0x01, 'a', 'b', 'c' };
	u8 *pdu = kunit_kzalloc(test, sizeof(want), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pdu);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_request_size(3), sizeof(want));
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_pack(pdu, 0x01020304, "abc", 3),
			sizeof(want));
	KUNIT_EXPECT_MEMEQ(test, pdu, want, sizeof(want));
}

/* REQ: H-02: a buffer that the device leaves untouched is no response. */
static void blank_buffer_is_no_response(struct kunit *test)
{
	void *pdu = message(test, 8, SENT, 0);
	struct scmi_vio_rx rx;

	scmi_vio_pdu_blank(pdu);
	rx = scmi_vio_pdu_response(pdu, 8, 8, SENT);
	KUNIT_EXPECT_EQ(test, rx.verdict, SCMI_VIO_MISMATCH);
}

/* --- responses --- */

struct arrival {
	const char *name;
	u32 used;
	u32 room;
	u32 hdr;
	enum scmi_vio_verdict verdict;
	u32 len;
};

static const struct arrival responses[] = {
	{ "nothing", 0, 136, SENT, SCMI_VIO_SHORT },
	{ "part of a header", 3, 136, SENT, SCMI_VIO_SHORT },
	{ "header", 4, 136, SENT, SCMI_VIO_SHORT },
	{ "part of a status", 7, 136, SENT, SCMI_VIO_SHORT },
	{ "status", 8, 136, SENT, SCMI_VIO_GOOD, 0 },
	{ "one byte", 9, 136, SENT, SCMI_VIO_GOOD, 1 },
	{ "all the room", 136, 136, SENT, SCMI_VIO_GOOD, 128 },
	{ "more than the room", 137, 136, SENT, SCMI_VIO_OVERSIZE },
	{ "another token", 8, 136, SENT ^ 1 << 18, SCMI_VIO_MISMATCH },
	{ "the highest bit of a token", 8, 136, SENT ^ 1 << 27,
	  SCMI_VIO_MISMATCH },
	{ "another protocol", 8, 136, SENT ^ 1 << 10, SCMI_VIO_MISMATCH },
	{ "another message", 8, 136, SENT ^ 1, SCMI_VIO_MISMATCH },
	{ "type 1", 8, 136, SENT | 1 << 8, SCMI_VIO_TYPE },
	{ "delayed response", 8, 136, SENT | 2 << 8, SCMI_VIO_TYPE },
	{ "notification", 8, 136, SENT | 3 << 8, SCMI_VIO_TYPE },
	{ "reserved bits", 8, 136, SENT | 0xf0000000, SCMI_VIO_GOOD, 0 },
};

KUNIT_ARRAY_PARAM_DESC(response, responses, name);

/* REQ: H-01, H-03, H-04, H-08: a response is worth what its bytes say. */
static void response_is_judged(struct kunit *test)
{
	const struct arrival *a = test->param_value;
	/* Of what is longer than its room the room is there. */
	void *pdu = message(test, min(a->used, a->room), a->hdr, -5);
	struct scmi_vio_rx rx;

	rx = scmi_vio_pdu_response(pdu, a->used, a->room, SENT);
	KUNIT_EXPECT_EQ(test, rx.verdict, a->verdict);
	KUNIT_EXPECT_EQ(test, rx.hdr & ~SCMI_VIO_HDR_DEFINED, 0);
	if (a->verdict != SCMI_VIO_GOOD)
		return;
	KUNIT_EXPECT_EQ(test, rx.hdr, SENT);
	KUNIT_EXPECT_EQ(test, rx.status, -5);
	KUNIT_EXPECT_EQ(test, rx.len, a->len);
	KUNIT_EXPECT_EQ(test, rx.reserved, a->hdr != SENT);
}

/* --- events --- */

#define EVENT_HDR(type) (0x14 << 10 | (type) << 8 | 1)

static const struct arrival events[] = {
	{ "nothing", 0, 136, 0, SCMI_VIO_SHORT },
	{ "part of a header", 3, 136, 0, SCMI_VIO_SHORT },
	{ "command", 16, 136, EVENT_HDR(0), SCMI_VIO_TYPE },
	{ "type 1", 16, 136, EVENT_HDR(1), SCMI_VIO_TYPE },
	{ "empty notification", 4, 136, EVENT_HDR(3), SCMI_VIO_SHORT },
	{ "notification", 5, 136, EVENT_HDR(3), SCMI_VIO_GOOD, 1 },
	{ "large notification", 136, 136, EVENT_HDR(3), SCMI_VIO_GOOD, 132 },
	{ "oversize notification", 137, 136, EVENT_HDR(3), SCMI_VIO_OVERSIZE },
	{ "delayed response without status", 7, 136, EVENT_HDR(2),
	  SCMI_VIO_SHORT },
	{ "delayed response", 8, 136, EVENT_HDR(2), SCMI_VIO_GOOD, 0 },
	{ "large delayed response", 136, 136, EVENT_HDR(2), SCMI_VIO_GOOD,
	  128 },
	{ "oversize delayed response", 137, 136, EVENT_HDR(2),
	  SCMI_VIO_OVERSIZE },
	{ "reserved bits", 8, 136, EVENT_HDR(3) | 0xf0000000, SCMI_VIO_GOOD,
	  4 },
};

KUNIT_ARRAY_PARAM_DESC(event, events, name);

/* REQ: H-01, H-03, H-08: an event is worth what its bytes say. */
static void event_is_judged(struct kunit *test)
{
	const struct arrival *a = test->param_value;
	void *pdu = message(test, min(a->used, a->room), a->hdr, -5);
	struct scmi_vio_rx rx;

	rx = scmi_vio_pdu_event(pdu, a->used, a->room);
	KUNIT_EXPECT_EQ(test, rx.verdict, a->verdict);
	KUNIT_EXPECT_EQ(test, rx.hdr & ~SCMI_VIO_HDR_DEFINED, 0);
	if (a->verdict == SCMI_VIO_GOOD) {
		KUNIT_EXPECT_EQ(test, rx.len, a->len);
		KUNIT_EXPECT_EQ(test, rx.reserved, a->hdr >> 28 != 0);
	}
}

/* Only a notification has no status in front of its payload. */
static void payload_is_behind_what_precedes_it(struct kunit *test)
{
	const struct scmi_vio_rx notification = { .hdr = EVENT_HDR(3) };
	const struct scmi_vio_rx delayed = { .hdr = EVENT_HDR(2) };
	const struct scmi_vio_rx response = { .hdr = SENT };
	u8 pdu[16];

	KUNIT_EXPECT_PTR_EQ(test, scmi_vio_pdu_payload(pdu, &notification),
			    (const void *)pdu + 4);
	KUNIT_EXPECT_PTR_EQ(test, scmi_vio_pdu_payload(pdu, &delayed),
			    (const void *)pdu + 8);
	KUNIT_EXPECT_PTR_EQ(test, scmi_vio_pdu_payload(pdu, &response),
			    (const void *)pdu + 8);
}

/* --- payloads --- */

/* REQ: H-02: what did not come is zero, what does not fit is cut. */
static void copy_fills_the_room_and_no_more(struct kunit *test)
{
	u8 dst[6] = { 9, 9, 9, 9, 9, 9 };

	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_copy(dst, 4, "ab", 2), 2);
	KUNIT_EXPECT_MEMEQ(test, dst, ((u8[]){ 'a', 'b', 0, 0, 9, 9 }), 6);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_copy(dst, 2, "xyz", 3), 2);
	KUNIT_EXPECT_MEMEQ(test, dst, ((u8[]){ 'x', 'y', 0, 0, 9, 9 }), 6);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_copy(dst, 2, NULL, 0), 0);
	KUNIT_EXPECT_MEMEQ(test, dst, ((u8[]){ 0, 0, 0, 0, 9, 9 }), 6);
	KUNIT_EXPECT_EQ(test, scmi_vio_pdu_copy(dst, 0, "x", 1), 0);
	KUNIT_EXPECT_EQ(test, dst[0], 0);
}

/* --- subscriptions --- */

/* Every command of DEN0056 3.2 that subscribes to notifications */
static const struct {
	u8 protocol;
	u8 msg_id;
} subscriptions[] = {
	{ 0x10, 0x8 }, { 0x11, 0x6 }, { 0x11, 0x7 }, { 0x12, 0x5 },
	{ 0x13, 0x9 }, { 0x13, 0xa }, { 0x14, 0x9 }, { 0x14, 0xa },
	{ 0x15, 0x4 }, { 0x15, 0xb }, { 0x16, 0x5 }, { 0x18, 0xa },
	{ 0x18, 0xb },
};

static bool subscribes(u8 protocol, u8 msg_id)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(subscriptions); i++) {
		if (subscriptions[i].protocol == protocol &&
		    subscriptions[i].msg_id == msg_id)
			return true;
	}
	return false;
}

/* REQ: D-02: of all commands there are, just these ask for notifications. */
static void just_the_subscriptions_ask_for_events(struct kunit *test)
{
	unsigned int protocol, msg_id;
	u32 hdr;

	for (protocol = 0; protocol < 256; protocol++) {
		for (msg_id = 0; msg_id < 256; msg_id++) {
			hdr = scmi_vio_pdu_header(protocol, msg_id, 1023);
			KUNIT_ASSERT_EQ_MSG(test, scmi_vio_pdu_asks_events(hdr),
					    subscribes(protocol, msg_id),
					    "protocol %#x, message %#x",
					    protocol, msg_id);
		}
	}
}

static struct kunit_case pdu_cases[] = {
	KUNIT_CASE(header_fields_are_in_their_places),
	KUNIT_CASE(request_is_header_and_parameters),
	KUNIT_CASE(blank_buffer_is_no_response),
	KUNIT_CASE_PARAM(response_is_judged, response_gen_params),
	KUNIT_CASE_PARAM(event_is_judged, event_gen_params),
	KUNIT_CASE(payload_is_behind_what_precedes_it),
	KUNIT_CASE(copy_fills_the_room_and_no_more),
	KUNIT_CASE(just_the_subscriptions_ask_for_events),
	{}
};

static struct kunit_suite pdu_suite = {
	.name = "scmi_vio_pdu",
	.test_cases = pdu_cases,
};

kunit_test_suite(pdu_suite);

// SPDX-License-Identifier: GPL-2.0-only
#include "pdu.h"

#include "uapi/scmi_virtio.h"

#include <linux/bitfield.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/scmi_protocol.h>
#include <linux/stddef.h>
#include <linux/string.h>

static_assert(SCMI_VIO_TOKENS == (SCMI_VIO_HDR_TOKEN >> 18) + 1);
static_assert(offsetof(struct scmi_virtio_response, values) == 8);

/**
 * scmi_vio_pdu_header - make the header of a command
 * @protocol: protocol id
 * @msg_id: message id
 * @token: token, 0 to 1023
 *
 * Return: the header, in CPU byte order.
 */
u32 scmi_vio_pdu_header(u8 protocol, u8 msg_id, u16 token)
{
	return FIELD_PREP(SCMI_VIO_HDR_MSG_ID, msg_id) |
	       FIELD_PREP(SCMI_VIO_HDR_TYPE, SCMI_VIO_COMMAND) |
	       FIELD_PREP(SCMI_VIO_HDR_PROTOCOL, protocol) |
	       FIELD_PREP(SCMI_VIO_HDR_TOKEN, token);
}

/**
 * scmi_vio_pdu_request_size - room that a command takes
 * @payload: bytes of its parameters
 *
 * Return: bytes of the device-readable part.
 */
size_t scmi_vio_pdu_request_size(size_t payload)
{
	return sizeof(struct scmi_virtio_request) + payload;
}

/**
 * scmi_vio_pdu_response_size - room that a response or event takes
 * @payload: most bytes behind the status of a response; a notification, which
 *	has no status, can be four bytes longer
 *
 * Return: bytes of the device-writable part.
 */
size_t scmi_vio_pdu_response_size(size_t payload)
{
	return sizeof(struct scmi_virtio_response) + payload;
}

/**
 * scmi_vio_pdu_pack - write a command
 * @pdu: where to, scmi_vio_pdu_request_size(@len) bytes
 * @hdr: its header
 * @payload: its parameters
 * @len: their bytes
 *
 * Return: the bytes written.
 */
size_t scmi_vio_pdu_pack(void *pdu, u32 hdr, const void *payload, size_t len)
{
	struct scmi_virtio_request *req = pdu;

	req->hdr = cpu_to_le32(hdr);
	memcpy(req->params, payload, len);
	return sizeof(*req) + len;
}

/**
 * scmi_vio_pdu_blank - make a buffer ready to be written by the device
 * @pdu: the device-writable part
 *
 * What an earlier message left there could pass for the next one, if the
 * device gives the buffer back untouched: one transfer of the core's can send
 * several commands with the same header. No message has this header.
 */
void scmi_vio_pdu_blank(void *pdu)
{
	struct scmi_virtio_response *rsp = pdu;

	rsp->hdr = 0;
	rsp->status = 0;
}

/* The one read of a header. */
static void rx_header(struct scmi_vio_rx *rx, const __le32 *wire)
{
	u32 hdr = le32_to_cpu(READ_ONCE(*wire));

	rx->hdr = hdr & SCMI_VIO_HDR_DEFINED;
	rx->reserved = hdr != rx->hdr;
}

/* The one read of a status, and the length of what follows it. */
static void rx_status(struct scmi_vio_rx *rx,
		      const struct scmi_virtio_response *rsp, size_t used)
{
	rx->status = (s32)le32_to_cpu(READ_ONCE(rsp->status));
	rx->len = used - sizeof(*rsp);
}

/**
 * scmi_vio_pdu_response - read and judge the response to a command
 * @pdu: the device-writable part of the command's buffer
 * @used: bytes the device says it wrote
 * @room: bytes it was given
 * @sent: the header of the command
 *
 * Return: what was read.
 */
struct scmi_vio_rx scmi_vio_pdu_response(const void *pdu, size_t used,
					 size_t room, u32 sent)
{
	const struct scmi_virtio_response *rsp = pdu;
	struct scmi_vio_rx rx = { .hdr = sent };

	if (used > room) {
		rx.verdict = SCMI_VIO_OVERSIZE;
		return rx;
	}
	if (used < sizeof(*rsp)) {
		rx.verdict = SCMI_VIO_SHORT;
		return rx;
	}

	rx_header(&rx, &rsp->hdr);
	if (scmi_vio_hdr_type(rx.hdr) != SCMI_VIO_COMMAND)
		rx.verdict = SCMI_VIO_TYPE;
	else if (rx.hdr != sent)
		rx.verdict = SCMI_VIO_MISMATCH;
	else
		rx_status(&rx, rsp, used);
	return rx;
}

/**
 * scmi_vio_pdu_event - read and judge a message on eventq
 * @pdu: the buffer
 * @used: bytes the device says it wrote
 * @room: bytes it was given
 *
 * Return: what was read.
 */
struct scmi_vio_rx scmi_vio_pdu_event(const void *pdu, size_t used, size_t room)
{
	const struct scmi_virtio_event *event = pdu;
	struct scmi_vio_rx rx = {};

	if (used > room) {
		rx.verdict = SCMI_VIO_OVERSIZE;
		return rx;
	}
	if (used < sizeof(*event)) {
		rx.verdict = SCMI_VIO_SHORT;
		return rx;
	}

	rx_header(&rx, &event->hdr);
	switch (scmi_vio_hdr_type(rx.hdr)) {
	case SCMI_VIO_NOTIFICATION:
		/* One without payload stops the core's dispatcher for good. */
		if (used == sizeof(*event))
			rx.verdict = SCMI_VIO_SHORT;
		rx.len = used - sizeof(*event);
		break;
	case SCMI_VIO_DELAYED:
		if (used < sizeof(struct scmi_virtio_response))
			rx.verdict = SCMI_VIO_SHORT;
		else
			rx_status(&rx, pdu, used);
		break;
	default:
		rx.verdict = SCMI_VIO_TYPE;
	}
	return rx;
}

/**
 * scmi_vio_pdu_payload - where the payload of a received message begins
 * @pdu: the message
 * @rx: what was read of it
 *
 * Return: its payload, @rx->len bytes.
 */
const void *scmi_vio_pdu_payload(const void *pdu, const struct scmi_vio_rx *rx)
{
	const struct scmi_virtio_response *rsp = pdu;
	const struct scmi_virtio_event *event = pdu;

	if (scmi_vio_hdr_type(rx->hdr) == SCMI_VIO_NOTIFICATION)
		return event->payload;
	return rsp->values;
}

/**
 * scmi_vio_pdu_copy - take a payload out of memory the host can write to
 * @dst: where to
 * @room: bytes there that somebody may read; those not filled become zero
 * @src: the payload
 * @len: its bytes
 *
 * Return: the bytes that came, at most @room.
 */
size_t scmi_vio_pdu_copy(void *dst, size_t room, const void *src, size_t len)
{
	size_t got = min(room, len);

	memcpy(dst, src, got);
	memset(dst + got, 0, room - got);
	return got;
}

/*
 * The commands that subscribe to notifications (DEN0056 3.2), by protocol: a
 * bit for each message id.
 */
static const struct {
	u8 protocol;
	u32 msg_ids;
} event_requests[] = {
	{ SCMI_PROTOCOL_BASE, BIT(0x8) },
	{ SCMI_PROTOCOL_POWER, BIT(0x6) | BIT(0x7) },
	{ SCMI_PROTOCOL_SYSTEM, BIT(0x5) },
	{ SCMI_PROTOCOL_PERF, BIT(0x9) | BIT(0xa) },
	{ SCMI_PROTOCOL_CLOCK, BIT(0x9) | BIT(0xa) },
	{ SCMI_PROTOCOL_SENSOR, BIT(0x4) | BIT(0xb) },
	{ SCMI_PROTOCOL_RESET, BIT(0x5) },
	{ SCMI_PROTOCOL_POWERCAP, BIT(0xa) | BIT(0xb) },
};

/**
 * scmi_vio_pdu_asks_events - does this command subscribe to notifications?
 * @hdr: the header of the command
 *
 * For a device without VIRTIO_SCMI_F_P2A_CHANNELS, of which no notification may
 * be requested (virtio 1.2, 5.17.6.1.2). Vendor protocols are not known here:
 * there the device's own refusal must do.
 *
 * Return: true for the subscribing commands of the standard protocols.
 */
bool scmi_vio_pdu_asks_events(u32 hdr)
{
	u8 msg_id = scmi_vio_hdr_msg_id(hdr);
	int i;

	for (i = 0; i < ARRAY_SIZE(event_requests); i++) {
		if (event_requests[i].protocol != scmi_vio_hdr_protocol(hdr))
			continue;
		return msg_id < 32 && (event_requests[i].msg_ids & BIT(msg_id));
	}
	return false;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCMI messages on the wire: the header (DEN0056, 4.1.2) and what virtio puts
 * around it (virtio 1.2, 5.17.6). Pure functions over memory: no state, no
 * locks, any context.
 */
#ifndef SCMI_VIO_PDU_H
#define SCMI_VIO_PDU_H

#include <linux/bits.h>
#include <linux/types.h>

#define SCMI_VIO_HDR_MSG_ID   GENMASK(7, 0)
#define SCMI_VIO_HDR_TYPE     GENMASK(9, 8)
#define SCMI_VIO_HDR_PROTOCOL GENMASK(17, 10)
#define SCMI_VIO_HDR_TOKEN    GENMASK(27, 18)
/* The other bits are reserved: sent as zero, ignored when received. */
#define SCMI_VIO_HDR_DEFINED GENMASK(27, 0)
/* What a delayed response shares with its command. */
#define SCMI_VIO_HDR_COMMAND \
	(SCMI_VIO_HDR_MSG_ID | SCMI_VIO_HDR_PROTOCOL | SCMI_VIO_HDR_TOKEN)

/* Tokens, and so commands that one agent can have in flight. */
#define SCMI_VIO_TOKENS 1024

/* Message types; 1 is not defined. A response has the type of its command. */
#define SCMI_VIO_COMMAND      0
#define SCMI_VIO_DELAYED      2
#define SCMI_VIO_NOTIFICATION 3

/* Status codes (DEN0056, 4.1.4) that the transport itself gives. */
#define SCMI_VIO_STATUS_COMMS_ERROR    (-7)
#define SCMI_VIO_STATUS_PROTOCOL_ERROR (-10)

/* Payload of a message in bytes: what may be asked for, and the default. */
#define SCMI_VIO_PAYLOAD_MIN	 32
#define SCMI_VIO_PAYLOAD_MAX	 4096
#define SCMI_VIO_PAYLOAD_DEFAULT 128

/**
 * enum scmi_vio_verdict - what a received message is worth
 * @SCMI_VIO_GOOD: all that was judged is as it must be
 * @SCMI_VIO_SHORT: fewer bytes than a header and a status, or, of a
 *	notification, no payload
 * @SCMI_VIO_OVERSIZE: the device claims more bytes than it was given room for
 * @SCMI_VIO_MISMATCH: the header is not that of the command
 * @SCMI_VIO_TYPE: no message of this type belongs on this queue
 */
enum scmi_vio_verdict {
	SCMI_VIO_GOOD,
	SCMI_VIO_SHORT,
	SCMI_VIO_OVERSIZE,
	SCMI_VIO_MISMATCH,
	SCMI_VIO_TYPE,
};

/**
 * struct scmi_vio_rx - what was read, once, of a received message
 * @hdr: header, defined bits only
 * @status: status; of a response or delayed response
 * @len: bytes of payload behind header and status
 * @reserved: a reserved bit of the header was set
 * @verdict: what the message is worth; all else is void unless it is good
 *
 * The host can still write to the message itself: whatever is decided about
 * it is decided on this.
 */
struct scmi_vio_rx {
	u32 hdr;
	s32 status;
	u32 len;
	bool reserved;
	enum scmi_vio_verdict verdict;
};

static inline u16 scmi_vio_hdr_token(u32 hdr)
{
	return (hdr & SCMI_VIO_HDR_TOKEN) >> 18;
}

static inline u8 scmi_vio_hdr_protocol(u32 hdr)
{
	return (hdr & SCMI_VIO_HDR_PROTOCOL) >> 10;
}

static inline u8 scmi_vio_hdr_type(u32 hdr)
{
	return (hdr & SCMI_VIO_HDR_TYPE) >> 8;
}

static inline u8 scmi_vio_hdr_msg_id(u32 hdr)
{
	return hdr & SCMI_VIO_HDR_MSG_ID;
}

u32 scmi_vio_pdu_header(u8 protocol, u8 msg_id, u16 token);
size_t scmi_vio_pdu_pack(void *pdu, u32 hdr, const void *payload, size_t len);

void scmi_vio_pdu_blank(void *pdu);
struct scmi_vio_rx scmi_vio_pdu_response(const void *pdu, size_t used,
					 size_t room, u32 sent);
struct scmi_vio_rx scmi_vio_pdu_event(const void *pdu, size_t used,
				      size_t room);

const void *scmi_vio_pdu_payload(const void *pdu, const struct scmi_vio_rx *rx);
size_t scmi_vio_pdu_copy(void *dst, size_t room, const void *src, size_t len);

bool scmi_vio_pdu_asks_events(u32 hdr);

size_t scmi_vio_pdu_request_size(size_t payload);
size_t scmi_vio_pdu_response_size(size_t payload);

#endif /* SCMI_VIO_PDU_H */

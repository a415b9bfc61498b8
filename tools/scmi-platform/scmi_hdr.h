/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI message header (DEN0056, 4.1.2), as far as the transport's side
 * must know it.
 */
#ifndef SCMI_PLATFORM_SCMI_HDR_H
#define SCMI_PLATFORM_SCMI_HDR_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define SCMI_HDR_SIZE	 4u
#define SCMI_STATUS_SIZE 4u

#define SCMI_HDR_MSG	  0x000000ffu
#define SCMI_HDR_TYPE	  0x00000300u
#define SCMI_HDR_PROTO	  0x0003fc00u
#define SCMI_HDR_TOKEN	  0x0ffc0000u
#define SCMI_HDR_RESERVED 0xf0000000u

/* What makes two messages belong to each other. */
#define SCMI_HDR_ID (SCMI_HDR_TOKEN | SCMI_HDR_PROTO | SCMI_HDR_MSG)

#define SCMI_TYPE_COMMAND  0u
#define SCMI_TYPE_DELAYED  2u
#define SCMI_TYPE_NOTIFY   3u
#define SCMI_GENERIC_ERROR (-8)

/* Return: the field of @hdr that @mask names, moved to bit 0. */
static inline uint32_t scmi_hdr_get(uint32_t hdr, uint32_t mask)
{
	return (hdr & mask) / (mask & -mask);
}

/* Return: @hdr with that field set to @value, cut to the field's width. */
static inline uint32_t scmi_hdr_set(uint32_t hdr, uint32_t mask, uint32_t value)
{
	return (hdr & ~mask) | (value * (mask & -mask) & mask);
}

static inline uint32_t scmi_load32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static inline void scmi_store32(void *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

#endif /* SCMI_PLATFORM_SCMI_HDR_H */

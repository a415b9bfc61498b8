/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading and writing SCMI messages: little-endian 32-bit words and padded
 * strings, never beyond the buffer's end, on hosts of any byte order.
 */
#ifndef SCMI_PLATFORM_WIRE_H
#define SCMI_PLATFORM_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WIRE_WORD sizeof(uint32_t)

/* The message header's fields (DEN0056, 4.1.2). */
#define WIRE_TOKEN_SHIFT    18
#define WIRE_TOKEN_MASK	    0x3ffu
#define WIRE_PROTOCOL_SHIFT 10
#define WIRE_PROTOCOL_MASK  0xffu
#define WIRE_TYPE_SHIFT	    8
#define WIRE_TYPE_MASK	    0x3u
#define WIRE_ID_MASK	    0xffu
#define WIRE_HEADER_MASK    0x0fffffffu

enum wire_type {
	WIRE_COMMAND = 0,
	WIRE_DELAYED = 2,
	WIRE_NOTIFICATION = 3,
};

static inline uint8_t wire_id(uint32_t header)
{
	return header & WIRE_ID_MASK;
}

static inline uint8_t wire_protocol(uint32_t header)
{
	return header >> WIRE_PROTOCOL_SHIFT & WIRE_PROTOCOL_MASK;
}

static inline enum wire_type wire_type(uint32_t header)
{
	return header >> WIRE_TYPE_SHIFT & WIRE_TYPE_MASK;
}

static inline uint32_t wire_load(const void *from)
{
	const uint8_t *b = from;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static inline void wire_store(void *to, uint32_t value)
{
	uint8_t *b = to;

	b[0] = value;
	b[1] = value >> 8;
	b[2] = value >> 16;
	b[3] = value >> 24;
}

/**
 * struct wire_reader - what is left to read of a message
 * @at: the next byte
 * @left: bytes left
 */
struct wire_reader {
	const uint8_t *at;
	size_t left;
};

/*
 * A word that is not there reads as 0: lengths are checked once, before a
 * handler runs, so this only bounds the damage of a wrong table row.
 */
static inline uint32_t wire_get(struct wire_reader *r)
{
	uint32_t value = 0;

	if (r->left >= WIRE_WORD) {
		value = wire_load(r->at);
		r->at += WIRE_WORD;
		r->left -= WIRE_WORD;
	}
	return value;
}

static inline uint64_t wire_get64(struct wire_reader *r)
{
	uint64_t low = wire_get(r);

	return low | (uint64_t)wire_get(r) << 32;
}

/**
 * struct wire_writer - a message that is being written
 * @buf: its first byte
 * @len: bytes written
 * @size: bytes that fit
 * @full: something did not fit and was left out
 */
struct wire_writer {
	uint8_t *buf;
	size_t len;
	size_t size;
	bool full;
};

static inline size_t wire_room(const struct wire_writer *w)
{
	return w->size - w->len;
}

/* Room for one more field, zeroed; NULL when the message is full. */
static inline uint8_t *wire_claim(struct wire_writer *w, size_t len)
{
	uint8_t *field = w->buf + w->len;

	if (w->full || wire_room(w) < len) {
		w->full = true;
		return NULL;
	}
	memset(field, 0, len);
	w->len += len;
	return field;
}

static inline void wire_put(struct wire_writer *w, uint32_t value)
{
	uint8_t *field = wire_claim(w, WIRE_WORD);

	if (field)
		wire_store(field, value);
}

static inline void wire_put64(struct wire_writer *w, uint64_t value)
{
	wire_put(w, value);
	wire_put(w, value >> 32);
}

/* A string cut to @width bytes with its NUL, and padded with NULs. */
static inline void wire_put_name(struct wire_writer *w, const char *name,
				 size_t width)
{
	uint8_t *field = wire_claim(w, width);

	if (field)
		memcpy(field, name, strnlen(name, width - 1));
}

/* How many of @left entries of @size bytes still fit after one word. */
static inline size_t wire_fit(const struct wire_writer *w, size_t left,
			      size_t size)
{
	size_t fit;

	if (wire_room(w) < WIRE_WORD)
		return 0;
	fit = (wire_room(w) - WIRE_WORD) / size;
	return fit < left ? fit : left;
}

#endif /* SCMI_PLATFORM_WIRE_H */

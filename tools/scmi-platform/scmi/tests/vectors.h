/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Byte vectors: for each row of each protocol's table at least one request and
 * its response, byte by byte.
 *
 * Vectors are hexadecimal, without header; blanks and semicolons do not count;
 * 'text'16 is text padded to 16 bytes. A response begins with its status.
 */
#ifndef SCMI_PLATFORM_VECTORS_H
#define SCMI_PLATFORM_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"

/**
 * struct vector - a request and its response
 * @section: of DEN0056, 3.2, with what is special about this one
 * @protocol: the request's
 * @id: of its message
 * @req: its parameters
 * @rsp: what is answered, its status first
 */
struct vector {
	const char *section;
	enum scmi_protocol_id protocol;
	uint8_t id;
	const char *req;
	const char *rsp;
};

/* Statuses; and a resource that is not there. */
#define OK	  "00000000"
#define UNSUPPORT "ffffffff"
#define INVALID	  "feffffff"
#define DENIED	  "fdffffff"
#define NOT_FOUND "fcffffff"
#define RANGE	  "fbffffff"
#define PROTOCOL  "f6ffffff"
#define NOWHERE	  "ff00ffff"

extern const struct vector vectors[];
extern const size_t n_vectors;

/**
 * encode - make bytes of a vector
 * @at: the vector's text, which must be right
 * @to: where its bytes go; there must be room for them
 *
 * Return: how many there are.
 */
size_t encode(const char *at, uint8_t *to);

#endif /* SCMI_PLATFORM_VECTORS_H */

// SPDX-License-Identifier: GPL-2.0-only
#include "input.h"
#include "tests/guest.h"
#include "util.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
	abort();
}

void input_bytes(struct input *in, void *buf, size_t len)
{
	size_t n = min_size(len, in->left);

	if (n)
		memcpy(buf, in->at, n);
	if (len > n)
		memset((char *)buf + n, 0, len - n);
	in->at += n;
	in->left -= n;
}

uint8_t input_u8(struct input *in)
{
	uint8_t v;

	input_bytes(in, &v, sizeof(v));
	return v;
}

uint16_t input_u16(struct input *in)
{
	uint16_t v;

	input_bytes(in, &v, sizeof(v));
	return le16toh(v);
}

uint32_t input_u32(struct input *in)
{
	uint32_t v;

	input_bytes(in, &v, sizeof(v));
	return le32toh(v);
}

uint64_t input_u64(struct input *in)
{
	uint64_t v;

	input_bytes(in, &v, sizeof(v));
	return le64toh(v);
}

unsigned int input_below(struct input *in, unsigned int n)
{
	return input_u8(in) % n;
}

/* Near @base, or anywhere. */
static uint64_t address(struct input *in, uint64_t base)
{
	switch (input_below(in, 4)) {
	case 0:
		return input_u64(in);
	case 1:
		return base + GUEST_SIZE - input_u8(in);
	case 2:
		return base + input_u8(in) * 16u;
	default:
		return base + input_u32(in) % (GUEST_SIZE + 64);
	}
}

uint64_t input_gpa(struct input *in)
{
	return address(in, GUEST_GPA);
}

uint64_t input_uva(struct input *in)
{
	return address(in, GUEST_UVA);
}

uint32_t input_len(struct input *in)
{
	switch (input_below(in, 4)) {
	case 0:
		return input_u32(in);
	case 1:
		return 1u << input_below(in, 32);
	case 2:
		return input_u8(in) * 16u;
	default:
		return input_u8(in);
	}
}

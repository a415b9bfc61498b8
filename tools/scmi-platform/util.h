/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small things that every part of the platform uses.
 */
#ifndef SCMI_PLATFORM_UTIL_H
#define SCMI_PLATFORM_UTIL_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT_ULL(n)    (1ULL << (n))
#define NSEC_PER_USEC UINT64_C(1000)
#define NSEC_PER_MSEC UINT64_C(1000000)
#define NSEC_PER_SEC  UINT64_C(1000000000)

#define __printf_format(fmt, args) __attribute__((format(printf, fmt, args)))

/*
 * container_of - the structure of @type whose @member is at @ptr. clang-format
 * takes its subtraction for a cast.
 */
/* clang-format off */
#define container_of(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - offsetof(type, member)))
/* clang-format on */

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif /* SCMI_PLATFORM_UTIL_H */

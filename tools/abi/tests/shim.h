/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel's headers as include/scmi_core_abi.h needs, around the
 * types that shim_types.h has for one kernel; stands in for each <linux/...>.
 */
#ifndef SHIM_H
#define SHIM_H

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#define SHIM(size, align) alignas(align) char shim[size]

#include "shim_types.h"

#define __same_type(a, b) \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

struct device_node;

#endif /* SHIM_H */

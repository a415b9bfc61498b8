/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands for tests of deliberate faults, and the platform under a rule.
 */
#ifndef SCMI_PLATFORM_TESTS_FAULT_FIXTURE_H
#define SCMI_PLATFORM_TESTS_FAULT_FIXTURE_H

#include "scmi_hdr.h"
#include "stack.h"

/*
 * Headers of a command and of one that can be asynchronous, and what is added
 * in that of a delayed response.
 */
#define HDR(token)   ((token) << 18 | 0x14u << 10 | 0x07u)
#define ASYNC(token) ((token) << 18 | 0x14u << 10 | 0x05u)
#define DELAYED	     (SCMI_TYPE_DELAYED << 8)

/* Adds a rule and starts the driver. Return: the platform, out of @state. */
struct stack *start_with(void **state, const char *spec);

/* The next command, for which the rule fires no more, is served well. */
void expect_sane(struct stack *s);

#endif /* SCMI_PLATFORM_TESTS_FAULT_FIXTURE_H */

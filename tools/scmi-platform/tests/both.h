/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One test for both layouts of a ring.
 */
#ifndef SCMI_PLATFORM_TESTS_BOTH_H
#define SCMI_PLATFORM_TESTS_BOTH_H

#include <stdbool.h>

/* Rows for a table of cmocka tests; the setup finds out with is_packed(). */
#define SPLIT(name, setup, teardown) \
	{ #name " (split)", name, setup, teardown, (void *)"" }
#define PACKED(name, setup, teardown) \
	{ #name " (packed)", name, setup, teardown, (void *)"p" }
#define BOTH(name, setup, teardown) \
	SPLIT(name, setup, teardown), PACKED(name, setup, teardown)

/* From the state that a setup is given; split where nothing was said. */
static inline bool is_packed(void **state)
{
	const char *layout = *state;

	return layout && *layout;
}

#endif /* SCMI_PLATFORM_TESTS_BOTH_H */

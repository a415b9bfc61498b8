// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last resort: features by version. Right for kernels as released; a
 * vendor's kernel may differ, which is why this is never used unasked.
 */
#include <stdlib.h>

#include "layout.h"

#define VERSION(major, minor) (1000 * (major) + (minor))

/**
 * struct version_range - Releases that share one layout
 * @first: First of them
 * @last: Last of them
 * @features: The features they have, ended by FEATURE_NONE
 *
 * Both ends were read from BTF of kernels as released. What lies between two
 * ranges was not, and changed somewhere there, so it is in none of them.
 */
struct version_range {
	int first;
	int last;
	enum layout_feature features[FEATURE_COUNT];
};

static const struct version_range ranges[] = {
	{ VERSION(6, 12), VERSION(6, 12), { FEATURE_NONE } },
	{ VERSION(6, 16),
	  VERSION(6, 18),
	  { FEATURE_DESC_BY_VALUE, FEATURE_ATOMIC_THRESHOLD,
	    FEATURE_CHAN_MAX_MSG_SIZE } },
	{ VERSION(7, 2),
	  VERSION(7, 3),
	  { FEATURE_DESC_BY_VALUE, FEATURE_ATOMIC_THRESHOLD,
	    FEATURE_CHAN_MAX_MSG_SIZE, FEATURE_NO_COMPLETION_IRQ,
	    FEATURE_TRANSPORT_HANDLE } },
};

static bool parse(const char *release, int *version)
{
	char *end;
	long major = strtol(release, &end, 10);
	long minor;

	if (end == release || *end != '.' || major < 1 || major > 99)
		return false;
	release = end + 1;
	minor = strtol(release, &end, 10);
	if (end == release || minor < 0 || minor > 999)
		return false;
	*version = VERSION(major, minor);
	return true;
}

static const struct version_range *find_range(int version)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (version >= ranges[i].first && version <= ranges[i].last)
			return &ranges[i];
	return NULL;
}

static void complain_range(const char *release)
{
	fprintf(stderr,
		"scmi-layout: Linux %s: no layout on record, so BTF is needed; on record are",
		release);
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		fprintf(stderr, "%s %d.%d to %d.%d", i ? "," : "",
			ranges[i].first / 1000, ranges[i].first % 1000,
			ranges[i].last / 1000, ranges[i].last % 1000);
	fputc('\n', stderr);
}

/**
 * version_features() - What a kernel is believed to have
 * @release: Its release, as uname -r has it
 * @has: Features it has are set to true
 *
 * Prints a line for a release nothing is known about.
 *
 * Return: whether anything is known about the release.
 */
bool version_features(const char *release, bool has[FEATURE_COUNT])
{
	const struct version_range *range;
	int version;

	if (!parse(release, &version)) {
		fprintf(stderr, "scmi-layout: '%s' is no kernel release\n",
			release);
		return false;
	}
	range = find_range(version);
	if (!range) {
		complain_range(release);
		return false;
	}
	for (int i = 0; range->features[i] != FEATURE_NONE; i++)
		has[range->features[i]] = true;
	return true;
}

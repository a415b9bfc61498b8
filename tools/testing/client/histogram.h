/* SPDX-License-Identifier: GPL-2.0-only */
/* A histogram of durations, exact to a sixteenth of the value. */
#ifndef SCMI_CLIENT_HISTOGRAM_H
#define SCMI_CLIENT_HISTOGRAM_H

#include <linux/types.h>

/* 16 buckets for each power of two, up to 2^32 us */
#define HISTOGRAM_BUCKETS (16 * 29)

struct histogram {
	u32 bucket[HISTOGRAM_BUCKETS];
	u64 count;
	u64 max;
};

void histogram_add(struct histogram *h, u64 us);
void histogram_merge(struct histogram *to, const struct histogram *from);

/**
 * histogram_percentile - a duration that a share of all does not exceed
 * @h: the durations
 * @percent: the share, 0 to 100
 *
 * Return: the duration in us, at most a sixteenth too high; 0 if there is none.
 */
u64 histogram_percentile(const struct histogram *h, unsigned int percent);

#endif /* SCMI_CLIENT_HISTOGRAM_H */

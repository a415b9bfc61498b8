/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often something may happen: as a token bucket, kept as the time at which
 * it would be full again.
 */
#ifndef SCMI_PLATFORM_RATE_H
#define SCMI_PLATFORM_RATE_H

#include <stdint.h>

#include "../util.h"

/**
 * struct scmi_rate - a limit, and what was used of it
 * @interval: between two of them, ns; 0: no limit
 * @slack: how far ahead of that a burst may be, ns
 * @full: when all tokens are there again
 */
struct scmi_rate {
	uint64_t interval;
	uint64_t slack;
	uint64_t full;
};

/* @per_s a second, of which @burst at once; no limit without @per_s. */
static inline void scmi_rate_init(struct scmi_rate *rate, uint32_t per_s,
				  uint32_t burst)
{
	*rate = (struct scmi_rate){ 0 };
	if (!per_s)
		return;
	rate->interval = NSEC_PER_SEC / per_s;
	rate->slack = (burst - 1) * rate->interval;
}

/* Return: the time from which the next one may happen; 0 for at once. */
static inline uint64_t scmi_rate_ready(const struct scmi_rate *rate)
{
	return rate->full > rate->slack ? rate->full - rate->slack : 0;
}

/* One happens at @now, whether it may or not. */
static inline void scmi_rate_take(struct scmi_rate *rate, uint64_t now)
{
	if (rate->interval)
		rate->full = max_u64(rate->full, now) + rate->interval;
}

#endif /* SCMI_PLATFORM_RATE_H */

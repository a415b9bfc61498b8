// SPDX-License-Identifier: GPL-2.0-only
#include "histogram.h"

#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>

/* Values below 16 have a bucket each, then every power of two has 16. */
static unsigned int bucket_of(u64 us)
{
	u32 v = min_t(u64, us, U32_MAX);
	unsigned int shift;

	if (v < 16)
		return v;
	shift = fls(v) - 5;
	return 16 * shift + (v >> shift);
}

static u64 bucket_end(unsigned int bucket)
{
	unsigned int shift;

	if (bucket < 16)
		return bucket;
	shift = bucket / 16 - 1;
	return (((u64)(bucket % 16) + 17) << shift) - 1;
}

void histogram_add(struct histogram *h, u64 us)
{
	h->bucket[bucket_of(us)]++;
	h->count++;
	h->max = max(h->max, us);
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
	unsigned int i;

	for (i = 0; i < HISTOGRAM_BUCKETS; i++)
		to->bucket[i] += from->bucket[i];
	to->count += from->count;
	to->max = max(to->max, from->max);
}

u64 histogram_percentile(const struct histogram *h, unsigned int percent)
{
	u64 wanted = div_u64(h->count * percent + 99, 100);
	unsigned int i;
	u64 seen = 0;

	for (i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += h->bucket[i];
		if (seen && seen >= wanted)
			return min(bucket_end(i), h->max);
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/ratelimit.h>

static const struct {
	const char *name;
	const char *problem;
} counters[SCMI_VIO_COUNTERS] = {
	[SCMI_VIO_COMMANDS] = { "commands" },
	[SCMI_VIO_REPLIES] = { "replies" },
	[SCMI_VIO_DELAYED_RESPONSES] = { "delayed" },
	[SCMI_VIO_NOTIFICATIONS] = { "notifications" },
	[SCMI_VIO_BUSY] = { "busy" },
	[SCMI_VIO_REFUSED] = { "refused" },
	[SCMI_VIO_SHORT_MESSAGES] = { "short", "message too short" },
	[SCMI_VIO_OVERSIZE_MESSAGES] = { "oversize",
					 "message longer than its buffer" },
	[SCMI_VIO_MISMATCHES] = { "mismatch",
				  "response with another command's header" },
	[SCMI_VIO_WRONG_TYPES] = { "type", "message of a wrong type" },
	[SCMI_VIO_RESERVED_BITS] = { "reserved" },
	[SCMI_VIO_LATE] = { "late", "response after its caller left" },
	[SCMI_VIO_SUPERSEDED] = { "superseded" },
	[SCMI_VIO_UNSOLICITED] = { "unsolicited",
				   "delayed response nobody waits for" },
	[SCMI_VIO_EARLY] = { "early", "event before the first command" },
	[SCMI_VIO_DROPPED] = { "dropped" },
	[SCMI_VIO_ABORTS] = { "aborted",
			      "command the device can no longer answer" },
	[SCMI_VIO_POLL_TIMEOUTS] = { "poll_timeouts",
				     "polled command that took too long" },
	[SCMI_VIO_RESETS] = { "resets" },
	[SCMI_VIO_RENEWED] = { "renewed" },
	[SCMI_VIO_NOT_RENEWED] = { "unrenewed", "subscription not made again" },
};

/**
 * scmi_vio_counter_name - what a counter is called for users
 * @counter: which
 *
 * Return: one word; part of the user interface.
 */
const char *scmi_vio_counter_name(enum scmi_vio_counter counter)
{
	return counters[counter].name;
}

static void stats_report(struct work_struct *work)
{
	struct scmi_vio_stats *stats =
		container_of(work, struct scmi_vio_stats, report);
	enum scmi_vio_counter counter;
	u32 hdr;

	scoped_guard(spinlock_irqsave, &stats->lock) {
		counter = stats->last_counter;
		hdr = stats->last_hdr;
	}
	dev_warn(stats->dev,
		 "%s (%lu so far; last: protocol 0x%02x, message 0x%02x, type %u, token %u)\n",
		 counters[counter].problem,
		 scmi_vio_counter_read(stats, counter),
		 scmi_vio_hdr_protocol(hdr), scmi_vio_hdr_msg_id(hdr),
		 scmi_vio_hdr_type(hdr), scmi_vio_hdr_token(hdr));
}

/**
 * scmi_vio_stats_init - start counting
 * @stats: the counters, all zero
 * @dev: the device they are about
 */
void scmi_vio_stats_init(struct scmi_vio_stats *stats, struct device *dev)
{
	stats->dev = dev;
	spin_lock_init(&stats->lock);
	ratelimit_state_init(&stats->limit, DEFAULT_RATELIMIT_INTERVAL,
			     DEFAULT_RATELIMIT_BURST);
	ratelimit_set_flags(&stats->limit, RATELIMIT_MSG_ON_RELEASE);
	INIT_WORK(&stats->report, stats_report);
}

/**
 * scmi_vio_stats_exit - end counting
 * @stats: the counters; nobody counts any more
 *
 * Context: process, may sleep.
 */
void scmi_vio_stats_exit(struct scmi_vio_stats *stats)
{
	flush_work(&stats->report);
}

/**
 * scmi_vio_stats_problem - count something the device did wrong, and say so
 * @stats: the counters
 * @counter: what
 * @hdr: header of the message it is about
 *
 * Context: any; the printing is left to a work item.
 */
void scmi_vio_stats_problem(struct scmi_vio_stats *stats,
			    enum scmi_vio_counter counter, u32 hdr)
{
	scmi_vio_count(stats, counter);
	if (!__ratelimit(&stats->limit))
		return;

	scoped_guard(spinlock_irqsave, &stats->lock) {
		stats->last_counter = counter;
		stats->last_hdr = hdr;
	}
	schedule_work(&stats->report);
}

/**
 * scmi_vio_stats_verdict - count what was found in a received message
 * @stats: the counters
 * @rx: what was read of it
 * @hdr: the header to name in the log
 *
 * Context: any.
 */
void scmi_vio_stats_verdict(struct scmi_vio_stats *stats,
			    const struct scmi_vio_rx *rx, u32 hdr)
{
	static const enum scmi_vio_counter by_verdict[] = {
		[SCMI_VIO_SHORT] = SCMI_VIO_SHORT_MESSAGES,
		[SCMI_VIO_OVERSIZE] = SCMI_VIO_OVERSIZE_MESSAGES,
		[SCMI_VIO_MISMATCH] = SCMI_VIO_MISMATCHES,
		[SCMI_VIO_TYPE] = SCMI_VIO_WRONG_TYPES,
	};

	if (rx->reserved)
		scmi_vio_count(stats, SCMI_VIO_RESERVED_BITS);
	if (rx->verdict != SCMI_VIO_GOOD)
		scmi_vio_stats_problem(stats, by_verdict[rx->verdict], hdr);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened on a device: counters, and a rate-limited word in the log
 * about what a device does wrong.
 */
#ifndef SCMI_VIO_STATS_H
#define SCMI_VIO_STATS_H

#include "pdu.h"

#include <linux/atomic.h>
#include <linux/ratelimit_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct device;

/**
 * enum scmi_vio_counter - what is counted
 * @SCMI_VIO_COMMANDS: commands given to the device
 * @SCMI_VIO_REPLIES: responses handed to the core
 * @SCMI_VIO_DELAYED_RESPONSES: delayed responses handed to the core
 * @SCMI_VIO_NOTIFICATIONS: notifications handed to the core
 * @SCMI_VIO_BUSY: commands refused because the queue was full
 * @SCMI_VIO_REFUSED: commands refused because they ask a device without
 *	eventq for events
 * @SCMI_VIO_SHORT_MESSAGES: messages without a whole header and status
 * @SCMI_VIO_OVERSIZE_MESSAGES: messages longer than their buffer
 * @SCMI_VIO_MISMATCHES: responses with the header of another command
 * @SCMI_VIO_WRONG_TYPES: messages of a type that the queue does not carry
 * @SCMI_VIO_RESERVED_BITS: messages with a reserved header bit set
 * @SCMI_VIO_LATE: responses whose caller had left
 * @SCMI_VIO_SUPERSEDED: responses that came after their delayed response
 * @SCMI_VIO_UNSOLICITED: delayed responses that no command waits for
 * @SCMI_VIO_EARLY: events before the first command
 * @SCMI_VIO_DROPPED: good messages with no instance to take them
 * @SCMI_VIO_ABORTS: commands failed because the device can no longer answer
 * @SCMI_VIO_POLL_TIMEOUTS: polled commands given up before their timeout
 * @SCMI_VIO_RESETS: times the device was reset and used again, sleep not
 *	counted
 * @SCMI_VIO_RENEWED: subscriptions made again after a reset
 * @SCMI_VIO_NOT_RENEWED: those that could not be
 */
enum scmi_vio_counter {
	SCMI_VIO_COMMANDS,
	SCMI_VIO_REPLIES,
	SCMI_VIO_DELAYED_RESPONSES,
	SCMI_VIO_NOTIFICATIONS,
	SCMI_VIO_BUSY,
	SCMI_VIO_REFUSED,
	SCMI_VIO_SHORT_MESSAGES,
	SCMI_VIO_OVERSIZE_MESSAGES,
	SCMI_VIO_MISMATCHES,
	SCMI_VIO_WRONG_TYPES,
	SCMI_VIO_RESERVED_BITS,
	SCMI_VIO_LATE,
	SCMI_VIO_SUPERSEDED,
	SCMI_VIO_UNSOLICITED,
	SCMI_VIO_EARLY,
	SCMI_VIO_DROPPED,
	SCMI_VIO_ABORTS,
	SCMI_VIO_POLL_TIMEOUTS,
	SCMI_VIO_RESETS,
	SCMI_VIO_RENEWED,
	SCMI_VIO_NOT_RENEWED,
	SCMI_VIO_COUNTERS,
};

/**
 * struct scmi_vio_stats - the counters of one device
 * @dev: in whose name the log speaks
 * @counters: by enum scmi_vio_counter
 * @lock: guards @last_counter and @last_hdr
 * @last_counter: the kind of the last problem
 * @last_hdr: the header of its message
 * @limit: how often the log may hear of problems
 * @report: says so, where printing holds up nobody
 */
struct scmi_vio_stats {
	struct device *dev;
	atomic_long_t counters[SCMI_VIO_COUNTERS];
	spinlock_t lock; /* guards the last problem */
	enum scmi_vio_counter last_counter;
	u32 last_hdr;
	struct ratelimit_state limit;
	struct work_struct report;
};

void scmi_vio_stats_init(struct scmi_vio_stats *stats, struct device *dev);
void scmi_vio_stats_exit(struct scmi_vio_stats *stats);

const char *scmi_vio_counter_name(enum scmi_vio_counter counter);
void scmi_vio_stats_problem(struct scmi_vio_stats *stats,
			    enum scmi_vio_counter counter, u32 hdr);
void scmi_vio_stats_verdict(struct scmi_vio_stats *stats,
			    const struct scmi_vio_rx *rx, u32 hdr);

static inline void scmi_vio_count(struct scmi_vio_stats *stats,
				  enum scmi_vio_counter counter)
{
	atomic_long_inc(&stats->counters[counter]);
}

static inline unsigned long
scmi_vio_counter_read(const struct scmi_vio_stats *stats,
		      enum scmi_vio_counter counter)
{
	return atomic_long_read(&stats->counters[counter]);
}

#endif /* SCMI_VIO_STATS_H */

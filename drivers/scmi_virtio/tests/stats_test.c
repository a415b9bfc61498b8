// SPDX-License-Identifier: GPL-2.0-only
/* Counters, and what the log hears of problems. */
#include "kernel_log.h"
#include "pdu.h"
#include "plain_device.h"
#include "stats.h"

#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

static int stats_test_init(struct kunit *test)
{
	struct scmi_vio_stats *stats =
		kunit_kzalloc(test, sizeof(*stats), GFP_KERNEL);
	struct device *dev = plain_device_add(test, "device");

	KUNIT_ASSERT_NOT_NULL(test, stats);
	scmi_vio_stats_init(stats, dev);
	test->priv = stats;
	return 0;
}

static void stats_test_exit(struct kunit *test)
{
	if (test->priv)
		scmi_vio_stats_exit(test->priv);
}

/* The sum of all counters: what was not asked about counts, too. */
static unsigned long sum(const struct scmi_vio_stats *stats)
{
	enum scmi_vio_counter i;
	unsigned long n = 0;

	for (i = 0; i < SCMI_VIO_COUNTERS; i++)
		n += scmi_vio_counter_read(stats, i);
	return n;
}

/* REQ: H-06: each counter has a name, a word of its own. */
static void counter_has_a_name_of_its_own(struct kunit *test)
{
	enum scmi_vio_counter i, j;
	const char *name;

	for (i = 0; i < SCMI_VIO_COUNTERS; i++) {
		name = scmi_vio_counter_name(i);
		KUNIT_ASSERT_NOT_NULL(test, name);
		KUNIT_EXPECT_GT(test, strlen(name), 0);
		KUNIT_EXPECT_EQ_MSG(test, strlen(name), strcspn(name, " \t\n"),
				    "'%s' is not one word", name);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, name,
					    scmi_vio_counter_name(j));
	}
}

/* REQ: H-06: what is counted is counted there, and nowhere else. */
static void counter_counts_its_own(struct kunit *test)
{
	struct scmi_vio_stats *stats = test->priv;
	enum scmi_vio_counter i;
	unsigned int n;

	for (i = 0; i < SCMI_VIO_COUNTERS; i++) {
		for (n = 0; n <= i; n++)
			scmi_vio_count(stats, i);
	}
	for (i = 0; i < SCMI_VIO_COUNTERS; i++)
		KUNIT_EXPECT_EQ(test, scmi_vio_counter_read(stats, i), i + 1);
}

/**
 * struct finding - what a received message can be, and what is counted of it
 * @name: in words
 * @verdict: what was found
 * @counter: where it counts
 * @problem: how the log calls it
 */
struct finding {
	const char *name;
	enum scmi_vio_verdict verdict;
	enum scmi_vio_counter counter;
	const char *problem;
};

static const struct finding findings[] = {
	{ "short", SCMI_VIO_SHORT, SCMI_VIO_SHORT_MESSAGES,
	  "message too short" },
	{ "oversize", SCMI_VIO_OVERSIZE, SCMI_VIO_OVERSIZE_MESSAGES,
	  "message longer than its buffer" },
	{ "mismatch", SCMI_VIO_MISMATCH, SCMI_VIO_MISMATCHES,
	  "response with another command's header" },
	{ "type", SCMI_VIO_TYPE, SCMI_VIO_WRONG_TYPES,
	  "message of a wrong type" },
};

KUNIT_ARRAY_PARAM_DESC(finding, findings, name);

/* REQ: H-05, H-06: a bad message is counted once, and the log says what it is. */
static void bad_message_is_counted_and_told(struct kunit *test)
{
	const struct finding *f = test->param_value;
	const struct scmi_vio_rx rx = { .verdict = f->verdict };
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();

	scmi_vio_stats_verdict(stats, &rx, 0);
	flush_work(&stats->report);
	KUNIT_EXPECT_EQ(test, scmi_vio_counter_read(stats, f->counter), 1);
	KUNIT_EXPECT_EQ(test, sum(stats), 1);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, f->problem), 1);
}

/* A good message is nobody's concern. */
static void good_message_is_not_told(struct kunit *test)
{
	const struct scmi_vio_rx rx = { .verdict = SCMI_VIO_GOOD };
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();

	scmi_vio_stats_verdict(stats, &rx, 0);
	flush_work(&stats->report);
	KUNIT_EXPECT_EQ(test, sum(stats), 0);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "so far"), 0);
}

/* REQ: H-08: reserved bits are counted, beside all else that is found. */
static void reserved_bits_are_counted_not_told(struct kunit *test)
{
	struct scmi_vio_rx rx = { .verdict = SCMI_VIO_GOOD, .reserved = true };
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();

	scmi_vio_stats_verdict(stats, &rx, 0);
	flush_work(&stats->report);
	KUNIT_EXPECT_EQ(test, sum(stats), 1);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "so far"), 0);
	rx.verdict = SCMI_VIO_SHORT;
	scmi_vio_stats_verdict(stats, &rx, 0);
	KUNIT_EXPECT_EQ(test, sum(stats), 3);
	KUNIT_EXPECT_EQ(test, 2,
			scmi_vio_counter_read(stats, SCMI_VIO_RESERVED_BITS));
}

/* What no verdict is about, but is told as well, has words for the log. */
static void every_problem_has_words(struct kunit *test)
{
	static const enum scmi_vio_counter problems[] = {
		SCMI_VIO_LATE,
		SCMI_VIO_UNSOLICITED,
		SCMI_VIO_EARLY,
		SCMI_VIO_POLL_TIMEOUTS,
	};
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(problems); i++) {
		scmi_vio_stats_problem(stats, problems[i], 0);
		flush_work(&stats->report);
	}
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "(1 so far"),
			ARRAY_SIZE(problems));
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "null"), 0);
}

/* REQ: H-05: any number of problems is counted, and told a few times only. */
static void problems_are_told_a_few_times_only(struct kunit *test)
{
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();
	unsigned int i;

	KUNIT_EXPECT_GE(test, stats->limit.interval, HZ);
	/* On a slow machine the test itself might outlast it. */
	stats->limit.interval = 3600 * HZ;
	for (i = 0; i < 100; i++) {
		scmi_vio_stats_problem(stats, SCMI_VIO_LATE, 0);
		flush_work(&stats->report);
	}
	KUNIT_EXPECT_EQ(test, scmi_vio_counter_read(stats, SCMI_VIO_LATE), 100);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "so far"),
			stats->limit.burst);
	KUNIT_EXPECT_LE(test, stats->limit.burst, 10);
}

/* Told is the last problem of all that came before there was time to tell. */
static void last_problem_is_what_is_told(struct kunit *test)
{
	static const char told[] =
		"left (2 so far; last: protocol 0x14, message 0x06, type 0, token 7)";
	u32 first = scmi_vio_pdu_header(0x13, 0x4, 5);
	u32 last = scmi_vio_pdu_header(0x14, 0x6, 7);
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();

	/* The report runs on this CPU: not before both are known. */
	scoped_guard(preempt) {
		scmi_vio_stats_problem(stats, SCMI_VIO_EARLY, first);
		scmi_vio_stats_problem(stats, SCMI_VIO_LATE, last);
		scmi_vio_stats_problem(stats, SCMI_VIO_LATE, last);
	}
	flush_work(&stats->report);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "so far"), 1);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, told), 1);
}

/* What is to be told is told before the device is forgotten. */
static void end_of_counting_waits_for_the_report(struct kunit *test)
{
	struct scmi_vio_stats *stats = test->priv;
	u64 before = kernel_log_now();

	/* The report cannot have begun when its end is waited for. */
	scoped_guard(preempt)
		scmi_vio_stats_problem(stats, SCMI_VIO_LATE, 0);
	scmi_vio_stats_exit(stats);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, "so far"), 1);
	KUNIT_EXPECT_FALSE(test, work_busy(&stats->report));
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(counter_has_a_name_of_its_own),
	KUNIT_CASE(counter_counts_its_own),
	KUNIT_CASE_PARAM(bad_message_is_counted_and_told, finding_gen_params),
	KUNIT_CASE(good_message_is_not_told),
	KUNIT_CASE(reserved_bits_are_counted_not_told),
	KUNIT_CASE(every_problem_has_words),
	KUNIT_CASE(problems_are_told_a_few_times_only),
	KUNIT_CASE(last_problem_is_what_is_told),
	KUNIT_CASE(end_of_counting_waits_for_the_report),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "scmi_vio_stats",
	.init = stats_test_init,
	.exit = stats_test_exit,
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* The module's parameters, as whoever loads it sets them. */
#include "kernel_log.h"
#include "params.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

/* A module has its parameters itself, built in they are in one heap. */
#ifdef MODULE
#define params_begin (THIS_MODULE->kp)
#define params_end   (THIS_MODULE->kp + THIS_MODULE->num_kp)
#else
#define params_begin __start___param
#define params_end   __stop___param
#endif

/**
 * struct number - a parameter that is a number
 * @name: its name
 * @min: its range
 * @max: likewise
 * @value: where it is kept
 */
struct number {
	const char *name;
	unsigned int min;
	unsigned int max;
	unsigned int *value;
};

static const struct number numbers[] = {
	{ "timeout_ms", 10, 600000, &scmi_vio_params.timeout_ms },
	{ "max_msg_size", 32, 4096, &scmi_vio_params.max_msg_size },
};

KUNIT_ARRAY_PARAM_DESC(number, numbers, name);

static int params_test_init(struct kunit *test)
{
	struct scmi_vio_params *before =
		kunit_kzalloc(test, sizeof(*before), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, before);
	*before = scmi_vio_params;
	test->priv = before;
	return 0;
}

static void params_test_exit(struct kunit *test)
{
	const struct scmi_vio_params *before = test->priv;

	if (before)
		scmi_vio_params = *before;
}

static const struct kernel_param *param(struct kunit *test, const char *name)
{
	/* Empty, as in no string at all, in a module. */
	static const char prefix[] = "" MODULE_PARAM_PREFIX;
	const size_t skip = sizeof(prefix) - 1;
	const struct kernel_param *kp;

	for (kp = params_begin; kp < params_end; kp++) {
		if (!strncmp(kp->name, prefix, skip) &&
		    !strcmp(kp->name + skip, name))
			return kp;
	}
	KUNIT_FAIL_AND_ABORT(test, "there is no parameter %s", name);
	return NULL;
}

static int set(struct kunit *test, const char *name, const char *text)
{
	const struct kernel_param *kp = param(test, name);

	return kp->ops->set(text, kp);
}

static int set_number(struct kunit *test, const char *name, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return set(test, name, text);
}

/* REQ: T-08, T-09: without a word from anybody, these are in force. */
static void defaults_are_as_documented(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, scmi_vio_params.timeout_ms, 60000);
	KUNIT_EXPECT_EQ(test, scmi_vio_params.max_msg_size, 128);
	KUNIT_EXPECT_FALSE(test, scmi_vio_params.atomic);
	KUNIT_EXPECT_FALSE(test, scmi_vio_params.legacy);
}

/* REQ: T-08, T-09: a number in range is taken, and shown. */
static void number_in_range_is_taken(struct kunit *test)
{
	const struct number *n = test->param_value;
	const struct kernel_param *kp = param(test, n->name);
	/* What shows a parameter is given a page. */
	char *shown = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shown);
	KUNIT_EXPECT_EQ(test, set_number(test, n->name, n->min), 0);
	KUNIT_EXPECT_EQ(test, *n->value, n->min);
	KUNIT_EXPECT_EQ(test, set_number(test, n->name, n->max), 0);
	KUNIT_EXPECT_EQ(test, *n->value, n->max);
	/* As "echo" writes it, and in hexadecimal. */
	KUNIT_EXPECT_EQ(test, set(test, n->name, "0x40\n"), 0);
	KUNIT_EXPECT_EQ(test, *n->value, 64);
	KUNIT_EXPECT_GT(test, kp->ops->get(shown, kp), 0);
	KUNIT_EXPECT_STREQ(test, strim(shown), "64");
}

static void expect_refused(struct kunit *test, const struct number *n,
			   const char *text)
{
	u64 before = kernel_log_now();
	char said[96];

	*n->value = 99;
	KUNIT_EXPECT_EQ_MSG(test, set(test, n->name, text), -EINVAL, "%s=%s",
			    n->name, text);
	KUNIT_EXPECT_EQ(test, *n->value, 99);
	snprintf(said, sizeof(said), "%s=%s: expected a number from %u to %u",
		 n->name, text, n->min, n->max);
	KUNIT_EXPECT_EQ_MSG(test, kernel_log_count(before, said), 1, "%s",
			    said);
}

/* REQ: T-08, T-09: a number out of range changes nothing but the log. */
static void number_out_of_range_is_refused(struct kunit *test)
{
	const struct number *n = test->param_value;
	char text[16];

	snprintf(text, sizeof(text), "%u", n->min - 1);
	expect_refused(test, n, text);
	snprintf(text, sizeof(text), "%u", n->max + 1);
	expect_refused(test, n, text);
	expect_refused(test, n, "0");
	expect_refused(test, n, "4294967295");
}

/* REQ: T-08, T-09: nor does what is no number. */
static void garbage_is_refused(struct kunit *test)
{
	static const char *const texts[] = {
		"",    " ",	     "soon",
		"-64", "128k",	     "64 64",
		"0x",  "4294967360", "99999999999999999999",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		expect_refused(test, test->param_value, texts[i]);
}

/* REQ: D-06: a switch takes what the kernel takes for a boolean. */
static void switch_takes_a_boolean(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(test, "legacy", "1"), 0);
	KUNIT_EXPECT_TRUE(test, scmi_vio_params.legacy);
	KUNIT_EXPECT_EQ(test, set(test, "legacy", "off"), 0);
	KUNIT_EXPECT_FALSE(test, scmi_vio_params.legacy);
	KUNIT_EXPECT_EQ(test, set(test, "atomic", "Y"), 0);
	KUNIT_EXPECT_TRUE(test, scmi_vio_params.atomic);
	KUNIT_EXPECT_EQ(test, set(test, "atomic", "maybe"), -EINVAL);
	KUNIT_EXPECT_TRUE(test, scmi_vio_params.atomic);
}

/* Nobody rereads them: a change of a loaded module's would be without effect. */
static void parameters_are_read_only_once_loaded(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, param(test, "timeout_ms")->perm, 0444);
	KUNIT_EXPECT_EQ(test, param(test, "max_msg_size")->perm, 0444);
	KUNIT_EXPECT_EQ(test, param(test, "atomic")->perm, 0444);
	KUNIT_EXPECT_EQ(test, param(test, "legacy")->perm, 0444);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE(defaults_are_as_documented),
	KUNIT_CASE_PARAM(number_in_range_is_taken, number_gen_params),
	KUNIT_CASE_PARAM(number_out_of_range_is_refused, number_gen_params),
	KUNIT_CASE_PARAM(garbage_is_refused, number_gen_params),
	KUNIT_CASE(switch_takes_a_boolean),
	KUNIT_CASE(parameters_are_read_only_once_loaded),
	{}
};

static struct kunit_suite params_suite = {
	.name = "scmi_vio_params",
	.init = params_test_init,
	.exit = params_test_exit,
	.test_cases = params_cases,
};

kunit_test_suite(params_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* What the device tree and the parameters make of an instance's settings. */
#include "kernel_log.h"
#include "params.h"
#include "plain_device.h"
#include "settings.h"

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/limits.h>
#include <linux/of.h>

/**
 * struct settings_test - test->priv
 * @dev: the instance's platform device, as far as this goes
 * @np: its node
 * @property: the node's only property, when it has one
 * @value: its value
 * @read: settings read
 * @params: parameters as they were before
 */
struct settings_test {
	struct device *dev;
	struct device_node np;
	struct property property;
	__be32 value;
	struct scmi_vio_settings read;
	struct scmi_vio_params params;
};

/**
 * struct setting - a setting that a property can make
 * @property: its name
 * @min: its range
 * @max: likewise
 * @at: where it is in struct scmi_vio_settings
 */
struct setting {
	char *property;
	u32 min;
	u32 max;
	size_t at;
};

static const struct setting settings[] = {
	{ "arm,max-rx-timeout-ms", 1, INT_MAX,
	  offsetof(struct scmi_vio_settings, timeout_ms) },
	{ "arm,max-msg-size", 32, 4096,
	  offsetof(struct scmi_vio_settings, payload) },
	{ "arm,max-msg", 1, 1024, offsetof(struct scmi_vio_settings, max_msg) },
};

KUNIT_ARRAY_PARAM_DESC(setting, settings, property);

static int settings_test_init(struct kunit *test)
{
	struct settings_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->params = scmi_vio_params;
	t->dev = plain_device_add(test, "instance");
	t->dev->of_node = &t->np;
	test->priv = t;
	return 0;
}

static void settings_test_exit(struct kunit *test)
{
	struct settings_test *t = test->priv;

	if (!t)
		return;
	scmi_vio_params = t->params;
	t->dev->of_node = NULL;
}

/* Reads the settings with @len bytes of a value behind a property. */
static int read_bytes(struct kunit *test, char *name, void *value, int len)
{
	struct settings_test *t = test->priv;

	t->property = (struct property){
		.name = name,
		.value = value,
		.length = len,
	};
	t->np.properties = &t->property;
	return scmi_vio_settings_read(&t->read, t->dev);
}

static int read_number(struct kunit *test, char *name, u32 value)
{
	struct settings_test *t = test->priv;

	t->value = cpu_to_be32(value);
	return read_bytes(test, name, &t->value, sizeof(t->value));
}

static unsigned int value_read(struct kunit *test, const struct setting *s)
{
	struct settings_test *t = test->priv;

	return *(unsigned int *)((void *)&t->read + s->at);
}

/* REQ: T-08, T-09: what the device tree says counts, up to the limits. */
static void value_in_range_is_taken(struct kunit *test)
{
	const struct setting *s = test->param_value;

	KUNIT_EXPECT_EQ(test, read_number(test, s->property, s->min), 0);
	KUNIT_EXPECT_EQ(test, value_read(test, s), s->min);
	KUNIT_EXPECT_EQ(test, read_number(test, s->property, s->min + 1), 0);
	KUNIT_EXPECT_EQ(test, value_read(test, s), s->min + 1);
	KUNIT_EXPECT_EQ(test, read_number(test, s->property, s->max), 0);
	KUNIT_EXPECT_EQ(test, value_read(test, s), s->max);
}

/* REQ: T-08, T-09: what the core could not bear is refused, by name. */
static void value_out_of_range_is_refused(struct kunit *test)
{
	const struct setting *s = test->param_value;
	u32 values[] = { 0, s->min - 1, s->max + 1, U32_MAX };
	char said[64];
	unsigned int i;
	u64 before;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		before = kernel_log_now();
		KUNIT_EXPECT_EQ(test, -EINVAL,
				read_number(test, s->property, values[i]));
		snprintf(said, sizeof(said), "%s: %u is not in %u to %u",
			 s->property, values[i], s->min, s->max);
		KUNIT_EXPECT_EQ(test, kernel_log_count(before, said), 1);
	}
}

/* A property that is there, but has no number in it, is not passed over. */
static void property_without_a_number_is_refused(struct kunit *test)
{
	const struct setting *s = test->param_value;
	u64 before = kernel_log_now();
	char said[64];

	KUNIT_EXPECT_LT(test, read_bytes(test, s->property, NULL, 0), 0);
	KUNIT_EXPECT_LT(test, read_bytes(test, s->property, "", 0), 0);
	KUNIT_EXPECT_LT(test, read_bytes(test, s->property, "abc", 3), 0);
	snprintf(said, sizeof(said), "%s: not a number", s->property);
	KUNIT_EXPECT_EQ(test, kernel_log_count(before, said), 3);
}

static void set_parameters(void)
{
	scmi_vio_params = (struct scmi_vio_params){
		.timeout_ms = 1234,
		.max_msg_size = 567,
		.atomic = true,
	};
}

static void expect_parameters(struct kunit *test)
{
	struct settings_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->read.timeout_ms, 1234);
	KUNIT_EXPECT_EQ(test, t->read.payload, 567);
	KUNIT_EXPECT_EQ(test, t->read.max_msg, 1024);
	KUNIT_EXPECT_TRUE(test, t->read.atomic);
}

/* REQ: T-08, T-09: where the device tree is silent, the parameters count. */
static void parameters_are_the_defaults(struct kunit *test)
{
	struct settings_test *t = test->priv;

	set_parameters();
	KUNIT_EXPECT_EQ(test, scmi_vio_settings_read(&t->read, t->dev), 0);
	expect_parameters(test);
	t->dev->of_node = NULL;
	memset(&t->read, 0xa5, sizeof(t->read));
	KUNIT_EXPECT_EQ(test, scmi_vio_settings_read(&t->read, t->dev), 0);
	expect_parameters(test);
}

/* One property is one setting: the others stay what the parameters say. */
static void property_changes_its_own_setting_only(struct kunit *test)
{
	const struct setting *s = test->param_value;
	struct settings_test *t = test->priv;
	unsigned int *value = (void *)&t->read + s->at, before;

	set_parameters();
	KUNIT_ASSERT_EQ(test, scmi_vio_settings_read(&t->read, t->dev), 0);
	before = *value;
	KUNIT_ASSERT_EQ(test, read_number(test, s->property, 99), 0);
	KUNIT_EXPECT_EQ(test, *value, 99);
	*value = before;
	expect_parameters(test);
}

static struct kunit_case settings_cases[] = {
	KUNIT_CASE_PARAM(value_in_range_is_taken, setting_gen_params),
	KUNIT_CASE_PARAM(value_out_of_range_is_refused, setting_gen_params),
	KUNIT_CASE_PARAM(property_without_a_number_is_refused,
			 setting_gen_params),
	KUNIT_CASE(parameters_are_the_defaults),
	KUNIT_CASE_PARAM(property_changes_its_own_setting_only,
			 setting_gen_params),
	{}
};

static struct kunit_suite settings_suite = {
	.name = "scmi_vio_settings",
	.init = settings_test_init,
	.exit = settings_test_exit,
	.test_cases = settings_cases,
};

kunit_test_suite(settings_suite);

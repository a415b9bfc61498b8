// SPDX-License-Identifier: GPL-2.0-only
/* The core's structures as this very build has found them. */
#include "scmi_core_abi.h"

#include <kunit/test.h>

/* The offsets were held against the kernel's own types, not guessed. */
static void layout_was_read_from_the_kernel(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, SCMI_CORE_LAYOUT_VERIFIED, 1);
}

static const struct scmi_desc template = {
	.max_rx_timeout_ms = 123,
	.max_msg = 45,
	.max_msg_size = 678,
	.atomic_enabled = true,
};

/* What the core writes to its description changes no template. */
static void description_is_a_copy(struct kunit *test)
{
	struct scmi_desc desc;

	scmi_core_desc_init(&desc, &template);
	KUNIT_EXPECT_EQ(test, desc.max_rx_timeout_ms, 123);
	KUNIT_EXPECT_EQ(test, desc.max_msg, 45);
	KUNIT_EXPECT_EQ(test, desc.max_msg_size, 678);
	KUNIT_EXPECT_TRUE(test, desc.atomic_enabled);
	KUNIT_EXPECT_FALSE(test, desc.force_polling);
	desc.max_rx_timeout_ms = 1;
	KUNIT_EXPECT_EQ(test, template.max_rx_timeout_ms, 123);
}

/* The core finds the description where its kernel has it. */
static void description_is_found_in_the_platform_data(struct kunit *test)
{
	struct scmi_transport trans = {}, copy;
	struct scmi_desc desc;

	scmi_core_desc_init(&desc, &template);
	scmi_core_desc_attach(&trans, &desc);
	/* As platform data is copied. */
	memcpy(&copy, &trans, sizeof(copy));
	KUNIT_EXPECT_EQ(test, scmi_core_desc(&copy)->max_rx_timeout_ms, 123);
	KUNIT_EXPECT_EQ(test, scmi_core_desc(&copy)->max_msg_size, 678);
	KUNIT_EXPECT_TRUE(test, scmi_core_desc(&copy)->atomic_enabled);
}

/* Where a channel has a size of its own, it counts; else the description's. */
static void channel_size_is_the_one_in_force(struct kunit *test)
{
	struct scmi_chan_info cinfo = {};

#if SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE
	cinfo.max_msg_size = 678;
#endif
	KUNIT_EXPECT_EQ(test, scmi_core_chan_max_msg_size(&cinfo, &template),
			678);
}

static struct kunit_case layout_cases[] = {
	KUNIT_CASE(layout_was_read_from_the_kernel),
	KUNIT_CASE(description_is_a_copy),
	KUNIT_CASE(description_is_found_in_the_platform_data),
	KUNIT_CASE(channel_size_is_the_one_in_force),
	{}
};

static struct kunit_suite layout_suite = {
	.name = "scmi_vio_layout",
	.test_cases = layout_cases,
};

kunit_test_suite(layout_suite);

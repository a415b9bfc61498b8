// SPDX-License-Identifier: GPL-2.0-only
/* What the SCMI core gets to see of the transport, and what it must not. */
#include "fixture.h"
#include "hook.h"

#include <linux/unaligned.h>

/* REQ: T-13: an instance is described by what is its own. */
static void description_is_the_instances_own(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct scmi_transport trans;
	const struct scmi_desc *desc;

	f->core->link.settings.timeout_ms = 77;
	f->core->link.settings.payload = 64;
	f->core->link.settings.atomic = true;
	scmi_vio_link_describe(&f->core->link, f->core->dev, &trans);
	desc = scmi_core_desc(&trans);
	KUNIT_EXPECT_PTR_EQ(test, trans.supplier, f->core->dev);
	KUNIT_EXPECT_PTR_EQ(test, trans.core_ops, &f->core->link.core);
	KUNIT_EXPECT_EQ(test, desc->max_rx_timeout_ms, 77);
	KUNIT_EXPECT_EQ(test, desc->max_msg_size, 64);
	KUNIT_EXPECT_TRUE(test, desc->atomic_enabled);
	KUNIT_EXPECT_FALSE(test, desc->force_polling);
	KUNIT_EXPECT_FALSE(test, desc->sync_cmds_completed_on_ret);
}

/* REQ: T-06: polling and atomic use are possible whatever is offered. */
static void operations_include_polling(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_NOT_NULL(test, f->core->ops->poll_done);
	KUNIT_EXPECT_NOT_NULL(test, f->core->ops->mark_txdone);
	KUNIT_EXPECT_NOT_NULL(test, f->core->ops->fetch_notification);
}

/* REQ: T-13: a node that is not the instance's has no channel. */
static void only_the_instances_node_has_channels(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct device_node protocol = {};
	struct device dev = { .of_node = &protocol };
	struct scmi_chan_info cinfo = {};

	KUNIT_EXPECT_TRUE(test, f->core->ops->chan_available(f->core->np, 0));
	KUNIT_EXPECT_TRUE(test, f->core->ops->chan_available(f->core->np, 1));
	KUNIT_EXPECT_FALSE(test, f->core->ops->chan_available(f->core->np, 2));
	KUNIT_EXPECT_FALSE(test, f->core->ops->chan_available(&protocol, 0));
	KUNIT_EXPECT_EQ(test, f->core->ops->chan_setup(&cinfo, &dev, true),
			-ENODEV);
	/* Freeing what was not set up is harmless. */
	KUNIT_EXPECT_EQ(test, f->core->ops->chan_free(0x10, &cinfo, NULL), 0);
}

/* The core frees the first channel when the second cannot be set up. */
static void channel_set_up_can_fail_half_way(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct scmi_transport trans;

	fake_core_down(f->core);
	scmi_vio_link_describe(&f->core->link, f->core->dev, &trans);
	f->core->setup_error = -ENOMEM;
	KUNIT_EXPECT_EQ(test, fake_core_up(f->core, &trans), -ENOMEM);
	f->core->setup_error = 0;
	KUNIT_EXPECT_EQ(test, fake_core_up(f->core, &trans), 0);
	KUNIT_EXPECT_NOT_NULL(test, fixture_command(test, 5));
	fake_core_timeout(f->core, &f->core->xfers[5]);
}

/* REQ: T-07: the device tree can lower the number of messages. */
static void settings_limit_the_messages(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->core->link.settings.max_msg = 3;
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->tx), 3);
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->rx), 3);
	f->core->link.settings.max_msg = SCMI_VIO_TOKENS;
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->tx), 8);
	KUNIT_EXPECT_EQ(test, f->core->ops->get_max_msg(&f->core->rx), 16);
}

/* REQ: T-08: a request as large as a message can be is sent, no larger one. */
static void request_fits_or_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, 5, PROTOCOL, MESSAGE);
	fx->xfer.tx.len = FAKE_PAYLOAD + 1;
	KUNIT_EXPECT_EQ(test, fake_core_send(f->core, fx), -EMSGSIZE);
	KUNIT_EXPECT_FALSE(test, fake_available(f->fake, SCMI_VIRTIO_VQ_CMD));
	fx->xfer.tx.len = FAKE_PAYLOAD;
	KUNIT_ASSERT_EQ(test, fake_core_send(f->core, fx), 0);
	buffer = fixture_take(test);
	KUNIT_EXPECT_EQ(test, buffer.request_len, 4 + FAKE_PAYLOAD);
	KUNIT_EXPECT_MEMEQ(test, buffer.request + 4, fx->buf, FAKE_PAYLOAD);
	fake_core_timeout(f->core, fx);
}

/* REQ: T-02: one token, one command: a second one is refused meanwhile. */
static void token_in_use_is_busy(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5), again = *fx;

	KUNIT_EXPECT_EQ(test,
			f->core->ops->send_message(&f->core->tx, &again.xfer),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_BUSY), 1);
	fake_core_timeout(f->core, fx);
	fixture_command(test, 5);
	fake_core_timeout(f->core, fx);
}

/* The core ends a transfer once; once more, or of no transfer, is harmless. */
static void second_end_is_harmless(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	fake_core_finish(f->core, fx);
	f->core->ops->mark_txdone(&f->core->tx, 0, &fx->xfer);
	f->core->ops->mark_txdone(&f->core->tx, -ETIMEDOUT, &fx->xfer);
	fixture_command(test, 5);
	fake_core_timeout(f->core, fx);
}

/* REQ: L-01: once its channels are free, nothing reaches the core. */
static void nothing_reaches_a_core_without_channels(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 5);
	struct fake_buffer buffer = fixture_take(test);
	const struct scmi_virtio_response event = {
		.hdr = cpu_to_le32(SCMI_VIO_NOTIFICATION << 8),
	};

	fake_core_down(f->core);
	fixture_answer(test, &buffer);
	KUNIT_ASSERT_TRUE(test, fake_event(f->fake, &event, sizeof(event)));
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, fx->responses, 0);
	KUNIT_EXPECT_EQ(test, f->core->events, 0);
	KUNIT_EXPECT_EQ(test, fixture_count(test, SCMI_VIO_DROPPED), 2);
	/* Nobody ended the command: its buffer goes with the device. */
	scmi_vio_cmd_end(f->dev->cmds, 5, false);
	fx->sent = false;
}

/* REQ: H-02: of a notification no more is stored than there is room for. */
static void notification_is_cut_to_its_room(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 message[8 + FAKE_PAYLOAD] = {};
	struct fake_xfer *fx = fixture_command(test, 5);

	put_unaligned_le32(SCMI_VIO_NOTIFICATION << 8 | PROTOCOL << 10,
			   message);
	memset(message + 4, 0x77, FAKE_PAYLOAD + 4);
	KUNIT_ASSERT_TRUE(test, fake_event(f->fake, message, sizeof(message)));
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
	KUNIT_EXPECT_EQ(test, f->core->events, 1);
	KUNIT_EXPECT_EQ(test, f->core->event.xfer.rx.len, FAKE_PAYLOAD);
	fake_core_timeout(f->core, fx);
}

/* A link that is closed leaves its node to the next. */
static void closed_link_is_not_found(struct kunit *test)
{
	const struct scmi_transport_ops *ops;
	struct fixture *f = test->priv;
	struct device_node *np;

	ops = f->core->ops;
	np = f->core->np;
	KUNIT_EXPECT_TRUE(test, ops->chan_available(np, 0));
	fake_core_remove(f->core);
	KUNIT_EXPECT_FALSE(test, ops->chan_available(np, 0));
	f->core = fake_core_probe(test, f->fake);
}

static struct kunit_case core_cases[] = {
	KUNIT_CASE(description_is_the_instances_own),
	KUNIT_CASE(operations_include_polling),
	KUNIT_CASE(only_the_instances_node_has_channels),
	KUNIT_CASE(channel_set_up_can_fail_half_way),
	KUNIT_CASE(settings_limit_the_messages),
	KUNIT_CASE(request_fits_or_is_refused),
	KUNIT_CASE(token_in_use_is_busy),
	KUNIT_CASE(second_end_is_harmless),
	KUNIT_CASE(nothing_reaches_a_core_without_channels),
	KUNIT_CASE(notification_is_cut_to_its_room),
	KUNIT_CASE(closed_link_is_not_found),
	{}
};

static struct kunit_suite core_suite = {
	.name = "scmi_vio_core",
	.suite_init = fixture_suite_init,
	.suite_exit = fixture_suite_exit,
	.init = fixture_init,
	.test_cases = core_cases,
};

kunit_test_suite(core_suite);

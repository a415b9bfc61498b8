// SPDX-License-Identifier: GPL-2.0-only
#include "fake_core.h"
#include "fake_vdev.h"
#include "device.h"
#include "pdu.h"

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/slab.h>

/* rx_callback() has no context but the channel. */
static struct fake_core *core_of(struct scmi_chan_info *cinfo)
{
	return (void *)cinfo->handle;
}

static void core_notification(struct fake_core *core,
			      struct scmi_chan_info *cinfo, u32 hdr, void *priv)
{
	struct scmi_xfer *xfer = &core->event.xfer;

	KUNIT_EXPECT_PTR_EQ(core->test, cinfo, &core->rx);
	memset(core->event.buf, 0xa5, sizeof(core->event.buf));
	xfer->rx.buf = core->event.buf;
	xfer->priv = priv;
	if (core->before_fetch)
		core->before_fetch(core->test);
	core->ops->fetch_notification(cinfo, FAKE_PAYLOAD, xfer);
	core->event_hdr = hdr;
	core->events++;
	if (core->heard)
		core->heard(core, &core->event, hdr);
}

/* Who polls looks at these under the same lock before it fetches. */
static void core_acquire(struct fake_core *core, struct fake_xfer *fx, u32 hdr,
			 void *priv)
{
	/* The real core waits here; with this transport it never has to. */
	KUNIT_EXPECT_EQ_MSG(core->test, 0, atomic_cmpxchg(&fx->xfer.busy, 0, 1),
			    "two messages at a time for one token: %#x", hdr);
	guard(spinlock_irqsave)(&fx->xfer.lock);
	fx->xfer.hdr.type = scmi_vio_hdr_type(hdr);
	fx->xfer.priv = priv;
	if (scmi_vio_hdr_type(hdr) == SCMI_VIO_DELAYED)
		fx->delayed++;
	else
		fx->responses++;
}

static void core_response(struct fake_core *core, struct scmi_chan_info *cinfo,
			  u32 hdr, void *priv)
{
	struct fake_xfer *fx = &core->xfers[scmi_vio_hdr_token(hdr)];
	bool delayed = scmi_vio_hdr_type(hdr) == SCMI_VIO_DELAYED;

	/* The core would take this for whatever waits at the token. */
	if (!fx->xfer.pending) {
		KUNIT_FAIL(core->test, "message %#x for a token not in use",
			   hdr);
		return;
	}
	KUNIT_EXPECT_EQ(core->test, scmi_vio_hdr_protocol(hdr),
			fx->xfer.hdr.protocol_id);
	KUNIT_EXPECT_EQ(core->test, scmi_vio_hdr_msg_id(hdr), fx->xfer.hdr.id);
	if (delayed) {
		KUNIT_EXPECT_NOT_NULL(core->test, fx->xfer.async_done);
		KUNIT_EXPECT_PTR_EQ(core->test, cinfo, &core->rx);
		fx->xfer.rx.len = FAKE_PAYLOAD;
	} else {
		KUNIT_EXPECT_TRUE(core->test, fx->sent);
		KUNIT_EXPECT_FALSE(core->test, fx->xfer.hdr.poll_completion);
		KUNIT_EXPECT_PTR_EQ(core->test, cinfo, &core->tx);
	}
	core_acquire(core, fx, hdr, priv);
	if (core->before_fetch)
		core->before_fetch(core->test);
	core->ops->fetch_response(cinfo, &fx->xfer);
	if (core->heard)
		core->heard(core, fx, hdr);
	atomic_set(&fx->xfer.busy, 0);
	/* A delayed response that comes first stands for the response. */
	complete(&fx->xfer.done);
	if (delayed && fx->xfer.async_done)
		complete(fx->xfer.async_done);
}

static void core_rx_callback(struct scmi_chan_info *cinfo, u32 hdr, void *priv)
{
	struct fake_core *core = core_of(cinfo);

	KUNIT_EXPECT_TRUE_MSG(core->test, core->tables,
			      "message %#x before the first command", hdr);
	KUNIT_EXPECT_EQ(core->test, hdr & ~SCMI_VIO_HDR_DEFINED, 0);
	switch (scmi_vio_hdr_type(hdr)) {
	case SCMI_VIO_NOTIFICATION:
		core_notification(core, cinfo, hdr, priv);
		break;
	case SCMI_VIO_COMMAND:
	case SCMI_VIO_DELAYED:
		core_response(core, cinfo, hdr, priv);
		break;
	default:
		KUNIT_FAIL(core->test, "message of type 1: %#x", hdr);
	}
}

static void core_bad_message(struct scmi_chan_info *cinfo, u32 hdr,
			     enum scmi_bad_msg err)
{
	KUNIT_FAIL(core_of(cinfo)->test, "bad_message_trace() called");
}

static struct scmi_transport_core_operations core_operations = {
	.rx_callback = core_rx_callback,
	.bad_message_trace = core_bad_message,
};

static int core_channel(struct fake_core *core, struct scmi_chan_info *cinfo,
			bool tx)
{
	*cinfo = (struct scmi_chan_info){
		.handle = (void *)core,
		.dev = core->dev,
		.is_p2a = !tx,
	};
	if (!core->ops->chan_available(core->np, tx ? 0 : 1))
		return tx ? -EINVAL : 0;
	return core->ops->chan_setup(cinfo, core->dev, tx);
}

/* A shared channel is freed once for each protocol on it. */
static void core_channel_free(struct fake_core *core,
			      struct scmi_chan_info *cinfo)
{
	KUNIT_EXPECT_EQ(core->test, 0, core->ops->chan_free(0x10, cinfo, NULL));
	KUNIT_EXPECT_EQ(core->test, 0, core->ops->chan_free(0x14, cinfo, NULL));
	KUNIT_EXPECT_NULL(core->test, cinfo->transport_info);
}

static void core_check_max_msg(struct fake_core *core)
{
	unsigned int n = core->ops->get_max_msg(&core->tx);

	KUNIT_EXPECT_GE(core->test, n, 1);
	KUNIT_EXPECT_LE(core->test, n, SCMI_VIO_TOKENS);
}

/**
 * fake_core_alloc - make an instance that has no channels
 * @test: in whose name it complains
 *
 * Return: the instance, for fake_core_free(), or NULL.
 */
struct fake_core *fake_core_alloc(struct kunit *test)
{
	struct fake_core *core = kzalloc(sizeof(*core), GFP_KERNEL);
	int i;

	if (!core)
		return NULL;
	core->test = test;
	core->np = &core->own_np;
	core->dev = &core->own_dev;
	core->dev->of_node = core->np;
	core->xfers =
		kvcalloc(SCMI_VIO_TOKENS, sizeof(*core->xfers), GFP_KERNEL);
	if (!core->xfers) {
		kfree(core);
		return NULL;
	}
	for (i = 0; i < SCMI_VIO_TOKENS; i++)
		spin_lock_init(&core->xfers[i].xfer.lock);
	return core;
}

/**
 * fake_core_free - free an instance
 * @data: the instance, without channels
 */
void fake_core_free(void *data)
{
	struct fake_core *core = data;

	kvfree(core->xfers);
	kfree(core);
}

/**
 * fake_core_up - what the real core's probe does, up to its first command
 * @core: the instance
 * @trans: what the transport says of itself
 *
 * Return: 0 or a negative errno, and then there is nothing to undo.
 */
int fake_core_up(struct fake_core *core, const struct scmi_transport *trans)
{
	int err;

	*trans->core_ops = &core_operations;
	core->ops = scmi_core_desc(trans)->ops;
	err = core_channel(core, &core->tx, true);
	if (err)
		return err;
	err = core->setup_error ?: core_channel(core, &core->rx, false);
	if (err == -ENOMEM) {
		core_channel_free(core, &core->tx);
		return err;
	}
	core_check_max_msg(core);
	return 0;
}

/**
 * fake_core_down - what the real core's remove does with its channels
 * @core: the instance
 */
void fake_core_down(struct fake_core *core)
{
	core_channel_free(core, &core->tx);
	core_channel_free(core, &core->rx);
	core->tables = false;
}

static void core_remove(void *data)
{
	struct fake_core *core = data;

	fake_core_down(core);
	scmi_vio_link_close(&core->link);
}

/**
 * fake_core_probe - bring an instance up on a device
 * @test: it goes with the test, unless fake_core_remove() is called
 * @fake: the device
 *
 * Return: the instance.
 */
struct fake_core *fake_core_probe(struct kunit *test, struct fake_vdev *fake)
{
	struct fake_core *core = fake_core_alloc(test);
	const struct scmi_vio_settings settings = {
		.timeout_ms = 60000,
		.payload = FAKE_PAYLOAD,
		.max_msg = SCMI_VIO_TOKENS,
	};
	struct scmi_transport trans;

	KUNIT_ASSERT_NOT_NULL(test, core);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, fake_core_free, core));
	KUNIT_ASSERT_EQ(test, 0,
			scmi_vio_link_open(&core->link, fake_vdev_dev(fake),
					   core->np, &settings));
	scmi_vio_link_describe(&core->link, core->dev, &trans);
	KUNIT_ASSERT_EQ(test, 0, fake_core_up(core, &trans));
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, core_remove, core));
	return core;
}

/**
 * fake_core_remove - take an instance down
 * @core: the instance
 */
void fake_core_remove(struct fake_core *core)
{
	kunit_release_action(core->test, core_remove, core);
}

/**
 * fake_core_prepare - make a transfer ready to be sent
 * @core: the instance
 * @token: its token, not in use
 * @protocol: protocol id
 * @msg_id: message id
 *
 * Its request is one byte, and its whole buffer may be filled.
 */
struct fake_xfer *fake_core_prepare(struct fake_core *core, u16 token,
				    u8 protocol, u8 msg_id)
{
	struct fake_xfer *fx = &core->xfers[token];

	KUNIT_EXPECT_FALSE(core->test, fx->sent);
	memset(fx, 0, sizeof(*fx));
	memset(fx->buf, 0xa5, sizeof(fx->buf));
	spin_lock_init(&fx->xfer.lock);
	init_completion(&fx->xfer.done);
	init_completion(&fx->async);
	fx->xfer.hdr.seq = token;
	fx->xfer.hdr.protocol_id = protocol;
	fx->xfer.hdr.id = msg_id;
	fx->xfer.tx.buf = fx->buf;
	fx->xfer.rx.buf = fx->buf;
	fx->xfer.tx.len = 1;
	fx->xfer.rx.len = FAKE_PAYLOAD;
	return fx;
}

/**
 * fake_core_send - send a transfer
 * @core: the instance
 * @fx: the transfer
 *
 * Return: what send_message() returns.
 */
int fake_core_send(struct fake_core *core, struct fake_xfer *fx)
{
	int err;

	core->tables = true;
	fx->xfer.pending = true;
	fx->sent = true;
	err = core->ops->send_message(&core->tx, &fx->xfer);
	if (err) {
		fx->sent = false;
		fx->xfer.pending = false;
	}
	return err;
}

/**
 * fake_core_responded - has the wait for the response ended?
 * @fx: the transfer
 */
bool fake_core_responded(struct fake_xfer *fx)
{
	return completion_done(&fx->xfer.done);
}

/**
 * fake_core_wait - wait for the response
 * @fx: the transfer
 * @timeout: in jiffies
 *
 * Context: process, may sleep.
 * Return: whether it came.
 */
bool fake_core_wait(struct fake_xfer *fx, unsigned long timeout)
{
	if (!wait_for_completion_timeout(&fx->xfer.done, timeout))
		return false;
	/* That it came can be seen later, too. */
	complete(&fx->xfer.done);
	return true;
}

static void core_txdone(struct fake_core *core, struct fake_xfer *fx, int ret)
{
	core->ops->mark_txdone(&core->tx, ret, &fx->xfer);
	fx->sent = false;
	if (ret || !fx->xfer.async_done)
		fx->xfer.pending = false;
}

/**
 * fake_core_finish - end a transfer whose response has come
 * @core: the instance
 * @fx: the transfer; polled ones are fetched here, with interrupts off
 *
 * Return: its status.
 */
int fake_core_finish(struct fake_core *core, struct fake_xfer *fx)
{
	if (fx->xfer.hdr.poll_completion) {
		/* A delayed response that came first has been fetched. */
		guard(spinlock_irqsave)(&fx->xfer.lock);
		if (!fx->delayed)
			core->ops->fetch_response(&core->tx, &fx->xfer);
	} else {
		KUNIT_EXPECT_TRUE(core->test, fake_core_responded(fx));
	}
	core_txdone(core, fx, fx->xfer.hdr.status ? -EIO : 0);
	return fx->xfer.hdr.status;
}

/**
 * fake_core_timeout - end a transfer without a response
 * @core: the instance
 * @fx: the transfer
 */
void fake_core_timeout(struct fake_core *core, struct fake_xfer *fx)
{
	core_txdone(core, fx, -ETIMEDOUT);
}

/**
 * fake_core_poll - look for the response of a polled transfer
 * @core: the instance
 * @fx: the transfer
 */
bool fake_core_poll(struct fake_core *core, struct fake_xfer *fx)
{
	return core->ops->poll_done(&core->tx, &fx->xfer);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "fixture.h"
#include "params.h"

#include <linux/delay.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static void nobody_added(struct scmi_vio_dev *dev)
{
}

static void nobody_restarted(struct scmi_vio_dev *dev)
{
}

static void nobody_removed(struct scmi_vio_dev *dev)
{
}

static const struct scmi_vio_dev_watcher nobody = {
	.added = nobody_added,
	.restarted = nobody_restarted,
	.removed = nobody_removed,
};

/**
 * fixture_suite_init - register the virtio driver
 * @suite: unused
 *
 * What breaks stays broken, for a test to look at.
 */
int fixture_suite_init(struct kunit_suite *suite)
{
	scmi_vio_params.recover = false;
	return scmi_vio_device_init(&nobody);
}

/**
 * fixture_suite_exit - unregister it
 * @suite: unused
 */
void fixture_suite_exit(struct kunit_suite *suite)
{
	scmi_vio_device_exit();
	scmi_vio_params.recover = true;
}

/**
 * fixture_config - a device with nothing special
 */
struct fake_config fixture_config(void)
{
	return (struct fake_config){
		.features = BIT_ULL(VIRTIO_F_VERSION_1) |
			    BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
			    BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS),
		.size = { 16, 16 },
	};
}

/**
 * fixture_plug - plug a device in, and bring an instance up on it
 * @test: the test
 * @config: what the device offers
 */
void fixture_plug(struct kunit *test, const struct fake_config *config)
{
	struct fixture *f = test->priv;

	f->fake = fake_vdev_add(test, config);
	f->dev = fake_vdev_dev(f->fake);
	KUNIT_ASSERT_NOT_NULL(test, f->dev);
	f->core = fake_core_probe(test, f->fake);
}

/**
 * fixture_init - the usual device and instance
 * @test: the test
 */
int fixture_init(struct kunit *test)
{
	const struct fake_config config = fixture_config();

	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, test->priv);
	fixture_plug(test, &config);
	return 0;
}

/**
 * fixture_command - send a command
 * @test: the test
 * @token: its token
 */
struct fake_xfer *fixture_command(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, token, PROTOCOL, MESSAGE);
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	return fx;
}

/**
 * fixture_async_command - send a command that asks for a delayed response
 * @test: the test
 * @token: its token
 */
struct fake_xfer *fixture_async_command(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx;

	fx = fake_core_prepare(f->core, token, PROTOCOL, MESSAGE);
	fx->xfer.async_done = &fx->async;
	KUNIT_ASSERT_EQ(test, 0, fake_core_send(f->core, fx));
	return fx;
}

/**
 * fixture_take - the device takes a command
 * @test: the test
 */
struct fake_buffer fixture_take(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_buffer buffer = {};

	KUNIT_ASSERT_TRUE(test,
			  fake_take(f->fake, SCMI_VIRTIO_VQ_CMD, &buffer));
	return buffer;
}

/**
 * fixture_answer - the device answers a command with SUCCESS, and interrupts
 * @test: the test
 * @buffer: the command
 */
void fixture_answer(struct kunit *test, const struct fake_buffer *buffer)
{
	struct fixture *f = test->priv;

	fake_respond(f->fake, buffer, fake_header(buffer), 0, NULL, 0);
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_CMD);
}

/**
 * fixture_send_delayed - the device sends a delayed response, and interrupts
 * @test: the test
 * @hdr: header of the command it is for
 * @status: its status
 */
void fixture_send_delayed(struct kunit *test, u32 hdr, s32 status)
{
	struct fixture *f = test->priv;
	const struct scmi_virtio_response message = {
		.hdr = cpu_to_le32(hdr | SCMI_VIO_DELAYED << 8),
		.status = cpu_to_le32(status),
	};

	KUNIT_ASSERT_TRUE(test, fake_event(f->fake, &message, sizeof(message)));
	fake_interrupt(f->fake, SCMI_VIRTIO_VQ_EVENT);
}

/**
 * fixture_count - read a counter
 * @test: the test
 * @counter: which
 */
unsigned long fixture_count(struct kunit *test, enum scmi_vio_counter counter)
{
	struct fixture *f = test->priv;

	return scmi_vio_counter_read(&f->dev->stats, counter);
}

/**
 * fixture_try_command - send a command that may be refused
 * @test: the test
 * @token: its token
 *
 * Return: what send_message() returns.
 */
int fixture_try_command(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;

	return fake_core_send(f->core, fake_core_prepare(f->core, token,
							 PROTOCOL, MESSAGE));
}

/**
 * fixture_command_works - send a command, and let the device answer it
 * @test: the test, which fails if the caller gets no answer
 * @token: its token
 */
void fixture_command_works(struct kunit *test, u16 token)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, token);
	struct fake_buffer buffer = fixture_take(test);

	KUNIT_EXPECT_EQ(test, scmi_vio_hdr_token(fake_header(&buffer)), token);
	fixture_answer(test, &buffer);
	KUNIT_EXPECT_EQ(test, fake_core_finish(f->core, fx), 0);
}

/**
 * fixture_make_live - let the core send its first command, and end it
 * @test: the test
 *
 * From then on it can take events.
 */
void fixture_make_live(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct fake_xfer *fx = fixture_command(test, 1000);
	struct fake_buffer buffer = fixture_take(test);

	fixture_answer(test, &buffer);
	fake_core_finish(f->core, fx);
}

/**
 * fixture_wait_resets - wait until the device was reset to recover it
 * @test: the test
 * @n: so often in all
 */
void fixture_wait_resets(struct kunit *test, unsigned long n)
{
	unsigned int ms;

	for (ms = 0; ms < FIXTURE_LONG_MS; ms++) {
		if (fixture_count(test, SCMI_VIO_RESETS) >= n)
			break;
		fsleep(1000);
	}
	KUNIT_ASSERT_EQ(test, fixture_count(test, SCMI_VIO_RESETS), n);
}

/**
 * fixture_wait_state - wait until the device is in a state
 * @test: the test
 * @state: as users see it
 */
void fixture_wait_state(struct kunit *test, const char *state)
{
	struct fixture *f = test->priv;
	unsigned int ms;

	for (ms = 0; ms < FIXTURE_LONG_MS; ms++) {
		if (!strcmp(scmi_vio_recover_state(f->dev), state))
			break;
		fsleep(1000);
	}
	KUNIT_EXPECT_STREQ(test, scmi_vio_recover_state(f->dev), state);
}

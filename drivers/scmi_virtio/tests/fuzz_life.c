// SPDX-License-Identifier: GPL-2.0-only
/* Devices and instances come and go; and are of use when all is over. */
#include "fuzz.h"
#include "recover.h"

#include <linux/kconfig.h>
#include <linux/string.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static void device_deleting(struct fake_vdev *fake)
{
	fuzz_device_forget(fake->test->priv);
}

static const struct fake_hooks hooks = { .deleting = device_deleting };

/**
 * fuzz_settle - let workers do what is left to them
 * @f: the run, with a device
 *
 * A script does the same each time it is played.
 */
void fuzz_settle(struct fuzz *f)
{
	while (flush_work(&f->dev->cmdq.work) ||
	       flush_work(&f->dev->eventq.work) ||
	       flush_work(&f->dev->recovery.abort))
		;
}

/* --- instances --- */

static void probe(struct fuzz *f)
{
	f->core = fake_core_probe(f->test, f->fake);
}

static void remove(struct fuzz *f)
{
	struct fake_core *core = f->core;

	fuzz_calls_over(f);
	f->core = NULL;
	fake_core_remove(core);
	/* A run has many of them. */
	kunit_release_action(f->test, fake_core_free, core);
}

/**
 * fuzz_instance - the instance goes, or comes back
 * @f: the run
 */
void fuzz_instance(struct fuzz *f)
{
	if (f->core)
		remove(f);
	else
		probe(f);
}

/* --- devices --- */

static struct fake_config choose_device(struct fuzz *f)
{
	static const u64 rings[] = {
		0,
		BIT_ULL(VIRTIO_RING_F_EVENT_IDX),
		BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
		BIT_ULL(VIRTIO_F_RING_PACKED),
		BIT_ULL(VIRTIO_F_RING_PACKED) |
			BIT_ULL(VIRTIO_RING_F_EVENT_IDX),
		BIT_ULL(VIRTIO_F_RING_PACKED) |
			BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC),
	};
	u8 kind = fuzz_byte(f), sizes = fuzz_byte(f);
	struct fake_config config = {
		.features = BIT_ULL(VIRTIO_F_VERSION_1) |
			    BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS) |
			    rings[kind % ARRAY_SIZE(rings)],
		.size = { 2 << (sizes & 7) % 6, 1 << (sizes >> 4) % 7 },
	};

	if (sizes & 8)
		config.features |= BIT_ULL(VIRTIO_F_ACCESS_PLATFORM);
	if (kind >= 240) {
		config.features &= ~BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS);
		config.size[EVENTQ] = 0;
	}
	return config;
}

static void plug(struct fuzz *f, const struct fake_config *config)
{
	f->fake = fake_vdev_add(f->test, config);
	f->fake->hooks = &hooks;
	f->dev = fake_vdev_dev(f->fake);
	KUNIT_ASSERT_NOT_NULL(f->test, f->dev);
	/* What a device does wrong would be all there is in the log. */
	f->dev->stats.limit.interval = HZ * 3600;
	f->dev->stats.limit.burst = 1;
	probe(f);
}

/**
 * fuzz_plug - plug a device in, of any kind, and bring an instance up on it
 * @f: the run
 */
void fuzz_plug(struct fuzz *f)
{
	struct fake_config config = choose_device(f);

	plug(f, &config);
}

/**
 * fuzz_leaving - the driver removes a device: the instance has to go first
 * @f: the run
 */
void fuzz_leaving(struct fuzz *f)
{
	if (f->core)
		remove(f);
}

/**
 * fuzz_unplug - pull the device
 * @f: the run
 */
void fuzz_unplug(struct fuzz *f)
{
	fake_vdev_remove(f->fake);
	f->fake = NULL;
	f->dev = NULL;
}

/**
 * fuzz_reset - somebody has the device reset; it may sleep
 * @f: the run
 *
 * Where the kernel has no means to, it is pulled out and put in again.
 */
void fuzz_reset(struct fuzz *f)
{
	const struct fake_config config = f->fake->config;

	if (IS_ENABLED(CONFIG_PM_SLEEP)) {
		scmi_vio_recover_trouble(f->dev, SCMI_VIO_ASKED);
		flush_delayed_work(&f->dev->recovery.reset);
		return;
	}
	fuzz_unplug(f);
	plug(f, &config);
}

/**
 * fuzz_sleep - the system falls asleep, or wakes up
 * @f: the run
 */
void fuzz_sleep(struct fuzz *f)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		return;
	if (f->dev->stopped)
		KUNIT_EXPECT_EQ(f->test, fake_vdev_wake(f->fake), 0);
	else
		KUNIT_EXPECT_EQ(f->test, fake_vdev_sleep(f->fake), 0);
}

/* --- when all is over --- */

static void answer_all(struct fuzz *f)
{
	struct fake_buffer buffer;

	while (fake_take(f->fake, CMDQ, &buffer))
		fake_respond(f->fake, &buffer, fake_header(&buffer), 0, NULL,
			     0);
	fake_interrupt(f->fake, CMDQ);
	fuzz_settle(f);
}

/* As many commands as there can be: no buffer was lost. */
static void commands_work(struct fuzz *f)
{
	unsigned int n = scmi_vio_dev_max_commands(f->dev), i;
	struct fake_xfer *fx;

	for (i = 0; i < n; i++) {
		fx = fake_core_prepare(f->core, i, 0x14, 6);
		KUNIT_EXPECT_EQ(f->test, fake_core_send(f->core, fx), 0);
	}
	answer_all(f);
	for (i = 0; i < n; i++) {
		fx = &f->core->xfers[i];
		if (fx->sent)
			KUNIT_EXPECT_EQ(f->test, fake_core_finish(f->core, fx),
					0);
	}
	KUNIT_EXPECT_FALSE(f->test, scmi_vio_pool_in_use(&f->dev->commands));
}

static void events_work(struct fuzz *f)
{
	const u8 message[8] = { 0, SCMI_VIO_NOTIFICATION, 0x50 };
	unsigned int n = scmi_vio_dev_max_events(f->dev), i;
	unsigned int before = f->core->events;

	if (!f->dev->p2a)
		return;
	KUNIT_EXPECT_EQ(f->test, fake_count(f->fake, EVENTQ), n);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_TRUE(f->test, fake_event(f->fake, message,
						      sizeof(message)));
	fake_interrupt(f->fake, EVENTQ);
	fuzz_settle(f);
	KUNIT_EXPECT_EQ(f->test, f->core->events - before, n);
	KUNIT_EXPECT_EQ(f->test, fake_count(f->fake, EVENTQ), n);
}

/**
 * fuzz_recovers - after a reset the device is as good as new
 * @f: the run
 */
void fuzz_recovers(struct fuzz *f)
{
	fuzz_calls_over(f);
	fuzz_reset(f);
	KUNIT_EXPECT_STREQ(f->test, scmi_vio_recover_state(f->dev), "running");
	KUNIT_EXPECT_FALSE(f->test, f->dev->stopped);
	if (!f->core)
		probe(f);
	commands_work(f);
	events_work(f);
}

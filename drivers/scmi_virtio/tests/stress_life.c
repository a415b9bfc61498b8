// SPDX-License-Identifier: GPL-2.0-only
/* Devices and instances come and go. */
#include "stress.h"

#include <linux/cleanup.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

static void device_kicked(struct fake_vdev *fake, unsigned int queue)
{
	struct stress *s = fake->test->priv;

	WRITE_ONCE(s->device.q[queue].kicked, true);
	wake_up_all(&s->device.kicks);
}

/* From here on the device's memory is the driver's again. */
static void device_reset(struct fake_vdev *fake)
{
	struct stress *s = fake->test->priv;

	stress_check_device(s, CMDQ);
	stress_check_device(s, EVENTQ);
	guard(spinlock_irqsave)(&s->device.lock);
	s->device.dead = true;
}

/* Waits for interrupts that run, as free_irq() would. */
static void device_deleting(struct fake_vdev *fake)
{
	struct stress *s = fake->test->priv;
	unsigned int i;

	stress_check(s, s->device.dead, "queues are deleted before a reset");
	scoped_guard(spinlock_irqsave, &s->device.lock)
		s->device.deleted = true;
	for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++) {
		spin_lock_irq(&s->device.irq[i]);
		spin_unlock_irq(&s->device.irq[i]);
	}
}

static const struct fake_hooks hooks = {
	.kicked = device_kicked,
	.reset = device_reset,
	.deleting = device_deleting,
};

/**
 * stress_config - choose a device
 * @rnd: luck
 * @ring_features: of its rings
 */
struct fake_config stress_config(struct rnd_state *rnd, u64 ring_features)
{
	struct fake_config config = {
		.features = BIT_ULL(VIRTIO_F_VERSION_1) |
			    BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS) | ring_features,
		.size = { 2 << stress_below(rnd, 6),
			  1 << stress_below(rnd, 6) },
	};

	/* All that it is given is mapped for it, and unmapped. */
	if (stress_one_in(rnd, 2))
		config.features |= BIT_ULL(VIRTIO_F_ACCESS_PLATFORM);
	/* Enough to need a worker. */
	if (stress_one_in(rnd, 4)) {
		config.size[CMDQ] = STRESS_QUEUE;
		config.size[EVENTQ] = STRESS_QUEUE / 2;
	}
	if (stress_one_in(rnd, 8)) {
		config.features &= ~BIT_ULL(SCMI_VIRTIO_F_P2A_CHANNELS);
		config.size[EVENTQ] = 0;
	}
	return config;
}

/**
 * stress_probe - bring an instance up
 * @s: the run, with a device and without an instance
 */
void stress_probe(struct stress *s)
{
	int i;

	for (i = 0; i < STRESS_CALLS; i++)
		s->calls[i].used = false;
	s->heard = 0;
	s->core = fake_core_probe(s->test, s->fake);
	s->core->heard = stress_heard;
}

/**
 * stress_remove - take the instance down
 * @s: the run; all calls are over
 */
void stress_remove(struct stress *s)
{
	struct fake_core *core = s->core;

	s->core = NULL;
	fake_core_remove(core);
	/* A run has many of them. */
	kunit_release_action(s->test, fake_core_free, core);
}

/**
 * stress_plug - plug a device in
 * @s: the run, without a device
 * @config: the device
 */
void stress_plug(struct stress *s, const struct fake_config *config)
{
	struct stress_device *device = &s->device;
	int i;

	s->fake = fake_vdev_add(s->test, config);
	s->fake->hooks = &hooks;
	s->dev = fake_vdev_dev(s->fake);
	KUNIT_ASSERT_NOT_NULL(s->test, s->dev);
	/* What a device does wrong would be all there is in the log. */
	s->dev->stats.limit.interval = HZ * 3600;
	s->dev->stats.limit.burst = 1;

	scoped_guard(spinlock_irqsave, &device->lock) {
		for (i = 0; i < SCMI_VIRTIO_VQ_COUNT; i++) {
			device->q[i].n = 0;
			device->q[i].due = false;
			device->q[i].asleep = false;
			device->q[i].mad = false;
		}
		device->seen_count = 0;
		device->notifications = 0;
		device->dead = false;
		device->deleted = false;
	}
	WRITE_ONCE(s->broken, false);
}

/**
 * stress_unplug - pull the device
 * @s: the run
 * @surprise: the bus knows that it is gone, as virtio-pci does, before the
 *	driver hears of it; else it works until it is reset
 *
 * The instance, if there is one, goes in between, by @s->leaving.
 */
void stress_unplug(struct stress *s, bool surprise)
{
	if (surprise) {
		WRITE_ONCE(s->broken, true);
		virtio_break_device(&s->fake->vdev);
	}
	fake_vdev_remove(s->fake);
	stress_check(s, s->device.deleted, "a device went with its queues");
	s->fake = NULL;
	s->dev = NULL;
}

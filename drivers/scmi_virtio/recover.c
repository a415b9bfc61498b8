// SPDX-License-Identifier: GPL-2.0-only
#include "recover.h"
#include "client.h"
#include "device.h"
#include "params.h"

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

/*
 * The first reset comes at once; while trouble keeps coming back each is put
 * off for twice as long as the one before.
 */
#define DELAY_MIN_MS	125
#define DELAY_MAX_MS	8000
#define DELAY_FORGET_MS 30000

/* How soon to try again to lock a device that is being bound or unbound. */
#define LOCK_MS 20

/* What a register reads as of a device that is not there. */
#define GONE 0xff

/*
 * Neither is bound to a CPU: one may be spinning for an answer that only this
 * can give. While the system sleeps a device is not ours to reset.
 */
static struct workqueue_struct *abort_wq, *reset_wq;

static const char *const states[] = {
	[SCMI_VIO_WELL] = "running",
	[SCMI_VIO_ASKED] = "to be reset",
	[SCMI_VIO_STALLED] = "stalled",
	[SCMI_VIO_NEEDS_RESET] = "needs reset",
	[SCMI_VIO_FORGETFUL] = "forgetful",
	[SCMI_VIO_BROKEN] = "broken",
	[SCMI_VIO_ABSENT] = "absent",
	[SCMI_VIO_LOST] = "lost",
};

static const char *const reasons[] = {
	[SCMI_VIO_WELL] = "the device does not answer",
	[SCMI_VIO_ASKED] = "a reset was asked for",
	[SCMI_VIO_STALLED] = "the device keeps all buffers",
	[SCMI_VIO_NEEDS_RESET] = "the device asks for a reset",
	[SCMI_VIO_FORGETFUL] = "the device was reset by somebody else",
	[SCMI_VIO_BROKEN] = "a queue is broken",
	[SCMI_VIO_ABSENT] = "nobody answers at the device's registers",
	[SCMI_VIO_LOST] = "the device has not come back",
};

static enum scmi_vio_trouble trouble_of(const struct scmi_vio_dev *dev)
{
	return atomic_read(&dev->recovery.trouble);
}

/* The worst that was found counts. */
static void trouble_note(struct scmi_vio_recovery *r,
			 enum scmi_vio_trouble trouble)
{
	int was = atomic_read(&r->trouble);

	while (was < trouble && !atomic_try_cmpxchg(&r->trouble, &was, trouble))
		;
}

/* Then the core resets each device, and that is all that is wanted. */
static bool shutting_down(void)
{
	return system_state >= SYSTEM_HALT && system_state <= SYSTEM_RESTART;
}

/* --- those who wait are told --- */

static void recover_abort_work(struct work_struct *work)
{
	struct scmi_vio_dev *dev =
		container_of(work, struct scmi_vio_dev, recovery.abort);
	unsigned int n = scmi_vio_client_abort(dev);

	if (n && !shutting_down())
		dev_err(dev->stats.dev, "%s: %u commands failed\n",
			reasons[trouble_of(dev)], n);
}

/**
 * scmi_vio_recover_abort - there is no hope for what is in flight: it fails
 * @dev: the device
 *
 * Context: any.
 */
void scmi_vio_recover_abort(struct scmi_vio_dev *dev)
{
	queue_work(abort_wq, &dev->recovery.abort);
}

/* --- the device is reset --- */

#ifdef CONFIG_PM_SLEEP

/* Both call back into device.c, which stops the device, and starts it. */
static int device_reset(struct scmi_vio_dev *dev)
{
	int err;

	/* The reset would wait for ever for the status to be zero. */
	if (scmi_vio_recover_absent(dev))
		return -ENODEV;
	if (!dev->stopped) {
		err = virtio_device_freeze(dev->vdev);
		if (err)
			return err;
	}
	return virtio_device_restore(dev->vdev);
}

#else /* without it, virtio has no means */

static int device_reset(struct scmi_vio_dev *dev)
{
	dev_err(dev->stats.dev,
		"cannot be reset by this kernel, which has no CONFIG_PM_SLEEP; unbind and bind it to use it again\n");
	return -EOPNOTSUPP;
}

#endif

static void recover_plan(struct scmi_vio_dev *dev, unsigned long delay)
{
	mod_delayed_work(reset_wq, &dev->recovery.reset, delay);
}

static unsigned long recover_delay(const struct scmi_vio_recovery *r)
{
	unsigned long forget = msecs_to_jiffies(DELAY_FORGET_MS);

	return time_after(jiffies, r->last + forget) ? 0 : r->delay;
}

static void recover_failed(struct scmi_vio_dev *dev, int err)
{
	struct scmi_vio_recovery *r = &dev->recovery;

	if (err == -EOPNOTSUPP)
		return;
	/* Once: it may be tried until the machine is switched off. */
	if (!r->attempts++)
		dev_err(dev->stats.dev,
			"cannot be reset (error %d)%s; to try now, write 1 to its scmi/recover in sysfs\n",
			err,
			scmi_vio_params.recover ? ": will be tried again" : "");
	if (scmi_vio_params.recover)
		recover_plan(dev, r->delay);
}

static void recover_locked(struct scmi_vio_dev *dev)
{
	struct scmi_vio_recovery *r = &dev->recovery;
	enum scmi_vio_trouble trouble = trouble_of(dev);
	unsigned long delay = recover_delay(r);
	int err;

	/* It was reset meanwhile, by a suspend, or gave a buffer back. */
	if (trouble == SCMI_VIO_WELL)
		return;

	r->delay = clamp(2 * delay, msecs_to_jiffies(DELAY_MIN_MS),
			 msecs_to_jiffies(DELAY_MAX_MS));
	err = device_reset(dev);
	r->last = jiffies;
	if (err) {
		recover_failed(dev, err);
		return;
	}
	r->attempts = 0;
	scmi_vio_count(&dev->stats, SCMI_VIO_RESETS);
	dev_warn(dev->stats.dev, "%s: was reset, and is used again\n",
		 reasons[trouble]);
}

static void recover_reset(struct work_struct *work)
{
	struct scmi_vio_dev *dev = container_of(to_delayed_work(work),
						struct scmi_vio_dev,
						recovery.reset);

	/* Whoever removes it has the lock and waits for this. */
	if (!device_trylock(&dev->vdev->dev)) {
		recover_plan(dev, msecs_to_jiffies(LOCK_MS));
		return;
	}
	recover_locked(dev);
	device_unlock(&dev->vdev->dev);
}

/**
 * scmi_vio_recover_trouble - something is wrong with a device
 * @dev: the device
 * @trouble: what
 *
 * What is in flight fails at once. The device is reset, soon, unless the
 * parameter says that this is left to root, whom %SCMI_VIO_ASKED comes from.
 *
 * Context: any; any number of times.
 */
void scmi_vio_recover_trouble(struct scmi_vio_dev *dev,
			      enum scmi_vio_trouble trouble)
{
	struct scmi_vio_recovery *r = &dev->recovery;
	bool asked = trouble == SCMI_VIO_ASKED;

	/* What it was good for is being done, or is over. */
	if (READ_ONCE(dev->stopped) && !asked)
		return;

	trouble_note(r, trouble);
	/* What a device keeps may be answered yet, unless it is to be reset. */
	if (trouble > SCMI_VIO_STALLED ||
	    (trouble == SCMI_VIO_STALLED && scmi_vio_params.recover))
		scmi_vio_recover_abort(dev);
	if (shutting_down() || READ_ONCE(r->leaving))
		return;
	if (asked)
		recover_plan(dev, 0);
	else if (scmi_vio_params.recover)
		queue_delayed_work(reset_wq, &r->reset, recover_delay(r));
}

/* --- what a device says of itself --- */

/**
 * scmi_vio_recover_absent - does nobody answer at a device's registers?
 * @dev: the device
 *
 * So it is with one that was pulled out, or cannot be reached. To reset it would
 * be to wait for ever, and there is nothing that could write to a buffer.
 *
 * Context: process.
 */
bool scmi_vio_recover_absent(const struct scmi_vio_dev *dev)
{
	return dev->vdev->config->get_status(dev->vdev) == GONE;
}

/**
 * scmi_vio_recover_status - ask a device that gives nothing back how it is
 * @dev: the device; it need not have told anybody
 *
 * Context: process, may sleep.
 * Return: what is wrong with it; %SCMI_VIO_WELL of one that is stopped.
 */
enum scmi_vio_trouble scmi_vio_recover_status(const struct scmi_vio_dev *dev)
{
	u8 status;

	/* It may sleep, and not be there to be asked. */
	if (READ_ONCE(dev->stopped))
		return SCMI_VIO_WELL;
	status = dev->vdev->config->get_status(dev->vdev);
	if (status == GONE)
		return SCMI_VIO_ABSENT;
	if (!(status & VIRTIO_CONFIG_S_DRIVER_OK))
		return SCMI_VIO_FORGETFUL;
	if (status & VIRTIO_CONFIG_S_NEEDS_RESET)
		return SCMI_VIO_NEEDS_RESET;
	return SCMI_VIO_WELL;
}

/**
 * scmi_vio_recover_moves - a device gave something back
 * @dev: the device; it is not stalled, or not any more
 *
 * Context: any.
 */
void scmi_vio_recover_moves(struct scmi_vio_dev *dev)
{
	atomic_cmpxchg(&dev->recovery.trouble, SCMI_VIO_STALLED, SCMI_VIO_WELL);
}

/**
 * scmi_vio_recover_setup - be ready for devices
 *
 * Return: 0 or -ENOMEM.
 */
int scmi_vio_recover_setup(void)
{
	abort_wq =
		alloc_workqueue("scmi_vio_abort", WQ_UNBOUND | WQ_HIGHPRI, 0);
	if (!abort_wq)
		return -ENOMEM;
	reset_wq =
		alloc_workqueue("scmi_vio_reset", WQ_UNBOUND | WQ_FREEZABLE, 0);
	if (reset_wq)
		return 0;
	destroy_workqueue(abort_wq);
	return -ENOMEM;
}

/**
 * scmi_vio_recover_cleanup - undo scmi_vio_recover_setup(); no device is left
 */
void scmi_vio_recover_cleanup(void)
{
	destroy_workqueue(reset_wq);
	destroy_workqueue(abort_wq);
}

/* --- the device's life --- */

/**
 * scmi_vio_recover_init - begin
 * @dev: the device, all else zero
 */
void scmi_vio_recover_init(struct scmi_vio_dev *dev)
{
	struct scmi_vio_recovery *r = &dev->recovery;

	INIT_WORK(&r->abort, recover_abort_work);
	INIT_DELAYED_WORK(&r->reset, recover_reset);
	r->last = jiffies - msecs_to_jiffies(DELAY_FORGET_MS) - 1;
}

/**
 * scmi_vio_recover_attach - there is a new user
 * @dev: the device
 *
 * Context: process, may sleep.
 */
void scmi_vio_recover_attach(struct scmi_vio_dev *dev)
{
	/* It was for commands of the user before. */
	cancel_work_sync(&dev->recovery.abort);
}

/**
 * scmi_vio_recover_slept - a device was stopped; somebody is to start it again
 * @dev: the device, its lock held
 * @ms: how long that may take while the system is awake
 *
 * Should nobody do so, we do.
 *
 * Context: process, may sleep.
 */
void scmi_vio_recover_slept(struct scmi_vio_dev *dev, unsigned int ms)
{
	/* All has failed; what is sent after the next start is not to. */
	cancel_work_sync(&dev->recovery.abort);
	atomic_set(&dev->recovery.trouble, SCMI_VIO_LOST);
	if (scmi_vio_params.recover)
		recover_plan(dev, msecs_to_jiffies(ms));
}

/**
 * scmi_vio_recover_restarted - a device was reset, and has its queues again
 * @dev: the device, its lock held
 */
void scmi_vio_recover_restarted(struct scmi_vio_dev *dev)
{
	struct scmi_vio_recovery *r = &dev->recovery;

	/* Its own, were this the work's doing, does no harm. */
	cancel_delayed_work(&r->reset);
	atomic_set(&r->trouble, SCMI_VIO_WELL);
}

/**
 * scmi_vio_recover_leave - a device is about to be removed
 * @dev: the device, its lock held
 *
 * It is not reset any more. After a surprise there is nobody else who tells
 * those who wait.
 */
void scmi_vio_recover_leave(struct scmi_vio_dev *dev)
{
	WRITE_ONCE(dev->recovery.leaving, true);
	if (scmi_vio_chan_broken(&dev->cmdq))
		scmi_vio_recover_trouble(dev, SCMI_VIO_BROKEN);
}

/**
 * scmi_vio_recover_exit - end
 * @dev: the device, its lock held; nobody uses it any more
 *
 * Context: process, may sleep.
 */
void scmi_vio_recover_exit(struct scmi_vio_dev *dev)
{
	struct scmi_vio_recovery *r = &dev->recovery;

	disable_delayed_work_sync(&r->reset);
	disable_work_sync(&r->abort);
}

/**
 * scmi_vio_recover_state - how a device is
 * @dev: the device
 *
 * Return: one of a few words; part of the user interface.
 */
const char *scmi_vio_recover_state(const struct scmi_vio_dev *dev)
{
	return states[trouble_of(dev)];
}

// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"
#include "device.h"
#include "recover.h"

#include <linux/jiffies.h>

/* How often to look while somebody waits, and while only buffers are out. */
#define WATCH_MS      250
#define WATCH_IDLE_MS 1000

/*
 * How long a device may give nothing back when its user leaves. With the watch
 * all who wait are told within a second.
 */
#define HURRY_MS 500

/*
 * Not bound to a CPU: one may be spinning for an answer that only this can
 * give.
 */
static struct workqueue_struct *watch_wq;

static bool watch_moved(struct scmi_vio_dev *dev)
{
	struct scmi_vio_watch *w = &dev->watch;
	unsigned int returned = scmi_vio_chan_returned(&dev->cmdq) +
				scmi_vio_chan_returned(&dev->eventq);
	bool moved = returned != READ_ONCE(w->returned);

	/* Pollers look as well: whoever sees it first says when it was. */
	WRITE_ONCE(w->returned, returned);
	if (moved)
		WRITE_ONCE(w->moved, jiffies);
	return moved;
}

static bool watch_still_for(const struct scmi_vio_watch *w, unsigned long time)
{
	return time_after(jiffies, READ_ONCE(w->moved) + time);
}

static bool watch_hopeless(const struct scmi_vio_watch *w)
{
	return READ_ONCE(w->hurry) &&
	       watch_still_for(w, msecs_to_jiffies(HURRY_MS));
}

static void watch_look(struct scmi_vio_dev *dev, bool waiting)
{
	struct scmi_vio_watch *w = &dev->watch;
	enum scmi_vio_trouble trouble;

	if (scmi_vio_chan_broken(&dev->cmdq) ||
	    scmi_vio_chan_broken(&dev->eventq)) {
		scmi_vio_recover_trouble(dev, SCMI_VIO_BROKEN);
		return;
	}
	if (watch_moved(dev)) {
		scmi_vio_recover_moves(dev);
		return;
	}
	trouble = scmi_vio_recover_status(dev);
	if (trouble != SCMI_VIO_WELL) {
		scmi_vio_recover_trouble(dev, trouble);
	} else if (waiting && watch_hopeless(w)) {
		WRITE_ONCE(w->given_up, true);
		scmi_vio_recover_abort(dev);
	} else if (scmi_vio_pool_exhausted(&dev->commands) &&
		   watch_still_for(w, w->patience)) {
		scmi_vio_recover_trouble(dev, SCMI_VIO_STALLED);
	}
}

static void watch_again(struct scmi_vio_dev *dev, unsigned int ms)
{
	queue_delayed_work(watch_wq, &dev->watch.work, msecs_to_jiffies(ms));
}

static void watch_work(struct work_struct *work)
{
	struct scmi_vio_dev *dev = container_of(to_delayed_work(work),
						struct scmi_vio_dev,
						watch.work);
	bool waiting = scmi_vio_cmd_waiting(dev->cmds);

	watch_look(dev, waiting);
	if (waiting)
		watch_again(dev, WATCH_MS);
	else if (scmi_vio_pool_in_use(&dev->commands))
		watch_again(dev, WATCH_IDLE_MS);
}

/**
 * scmi_vio_watch - there is a command in flight: begin to watch
 * @dev: the device
 *
 * Nobody else would notice that a queue was marked broken, as the virtio core
 * does with a device that was pulled out; or that nothing comes back.
 *
 * Context: any. Cheap when somebody watches already.
 */
void scmi_vio_watch(struct scmi_vio_dev *dev)
{
	if (delayed_work_pending(&dev->watch.work))
		return;
	WRITE_ONCE(dev->watch.moved, jiffies);
	watch_again(dev, WATCH_MS);
}

/**
 * scmi_vio_watch_now - look at once
 * @dev: the device
 *
 * For who polls: the timer of the next look may wait for this very CPU.
 *
 * Context: any.
 */
void scmi_vio_watch_now(struct scmi_vio_dev *dev)
{
	mod_delayed_work(watch_wq, &dev->watch.work, 0);
}

/**
 * scmi_vio_watch_hurry - a device's user, or the device itself, is leaving
 * @dev: the device
 *
 * Commands can still be sent, for as long as the device answers. If it gives
 * nothing back for half a second, all that is in flight fails, and all that is
 * sent later, until the next user attaches.
 *
 * Context: any.
 */
void scmi_vio_watch_hurry(struct scmi_vio_dev *dev)
{
	WRITE_ONCE(dev->watch.moved, jiffies);
	WRITE_ONCE(dev->watch.hurry, true);
	watch_again(dev, WATCH_MS);
}

/**
 * scmi_vio_watch_hopeless - is there no use in spinning for an answer?
 * @dev: the device
 *
 * For who polls: the watch may wait for this very CPU.
 *
 * Context: any.
 * Return: true when a device that is being left has given nothing back for
 * half a second.
 */
bool scmi_vio_watch_hopeless(struct scmi_vio_dev *dev)
{
	struct scmi_vio_watch *w = &dev->watch;

	return READ_ONCE(w->hurry) && !watch_moved(dev) && watch_hopeless(w);
}

/**
 * scmi_vio_watch_can_send - is it worth sending?
 * @dev: the device
 *
 * Return: false of a device that is stopped, and once one that is being left was
 * given up.
 */
bool scmi_vio_watch_can_send(const struct scmi_vio_dev *dev)
{
	return !READ_ONCE(dev->stopped) && !READ_ONCE(dev->watch.given_up);
}

/**
 * scmi_vio_watch_setup - be ready for devices
 *
 * Return: 0 or -ENOMEM.
 */
int scmi_vio_watch_setup(void)
{
	watch_wq =
		alloc_workqueue("scmi_vio_watch", WQ_UNBOUND | WQ_HIGHPRI, 0);
	return watch_wq ? 0 : -ENOMEM;
}

/**
 * scmi_vio_watch_cleanup - undo scmi_vio_watch_setup(); no device is left
 */
void scmi_vio_watch_cleanup(void)
{
	destroy_workqueue(watch_wq);
}

/* --- the device's life --- */

/**
 * scmi_vio_watch_init - begin
 * @dev: the device, all else zero
 */
void scmi_vio_watch_init(struct scmi_vio_dev *dev)
{
	INIT_DELAYED_WORK(&dev->watch.work, watch_work);
}

/**
 * scmi_vio_watch_attach - there is a new user
 * @dev: the device
 * @timeout_ms: how long it waits for a response; and for how long the device
 *	may keep all buffers and return none
 */
void scmi_vio_watch_attach(struct scmi_vio_dev *dev, unsigned int timeout_ms)
{
	struct scmi_vio_watch *w = &dev->watch;

	w->patience = msecs_to_jiffies(timeout_ms);
	WRITE_ONCE(w->hurry, false);
	WRITE_ONCE(w->given_up, false);
}

/**
 * scmi_vio_watch_restarted - a device was reset, and has its queues again
 * @dev: the device
 */
void scmi_vio_watch_restarted(struct scmi_vio_dev *dev)
{
	WRITE_ONCE(dev->watch.moved, jiffies);
}

/**
 * scmi_vio_watch_exit - end
 * @dev: the device; nobody uses it any more
 *
 * Context: process, may sleep.
 */
void scmi_vio_watch_exit(struct scmi_vio_dev *dev)
{
	disable_delayed_work_sync(&dev->watch.work);
}

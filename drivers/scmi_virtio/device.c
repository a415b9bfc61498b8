// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"
#include "buffers.h"
#include "client.h"
#include "debugfs.h"
#include "params.h"
#include "receive.h"
#include "recover.h"
#include "renew.h"
#include "sysfs.h"
#include "watch.h"

#include "uapi/scmi_virtio.h"

#include <linux/cleanup.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

/*
 * How long whoever put a device to sleep may take to wake it, once the system is
 * awake; and to reset it: that is how long a PCI function may take.
 */
#define WAKE_MS	 1000
#define RESET_MS 61000

static const struct scmi_vio_dev_watcher *watcher;

/**
 * scmi_vio_dev_name - what to call a device in the log
 * @dev: the device
 */
const char *scmi_vio_dev_name(const struct scmi_vio_dev *dev)
{
	return dev_name(&dev->vdev->dev);
}

/* --- for an instance --- */

/**
 * scmi_vio_dev_attach - begin to use a device
 * @dev: the device; nobody else is attached
 * @client: who gets what it sends, until scmi_vio_dev_detach()
 * @payload: largest payload of a message in bytes, %SCMI_VIO_PAYLOAD_MIN to
 *	%SCMI_VIO_PAYLOAD_MAX
 *
 * The first to attach decides how large the buffers are: they are on the
 * device's queue from then on, and stay there until it is reset.
 *
 * Context: process, may sleep.
 * Return: 0; -ENOMEM; -EMSGSIZE when the buffers there are smaller.
 */
int scmi_vio_dev_attach(struct scmi_vio_dev *dev,
			struct scmi_vio_client *client, size_t payload)
{
	int err;

	if (dev->commands.payload && dev->commands.payload < payload)
		return -EMSGSIZE;
	if (!dev->commands.payload) {
		err = scmi_vio_buffers_alloc(dev, payload);
		if (err)
			return err;
		if (dev->p2a)
			scmi_vio_buffers_post_events(dev);
	}
	scmi_vio_recover_attach(dev);
	scmi_vio_watch_attach(dev, client->timeout_ms);
	rcu_assign_pointer(dev->client, client);
	return 0;
}

/**
 * scmi_vio_dev_detach - cease to use a device
 * @dev: the device
 *
 * On return nothing is delivered to its client any more.
 *
 * Context: process, may sleep.
 */
void scmi_vio_dev_detach(struct scmi_vio_dev *dev)
{
	RCU_INIT_POINTER(dev->client, NULL);
	synchronize_srcu_expedited(&dev->srcu);
	/* The next one asks for what it wants itself. */
	scmi_vio_subs_clear(&dev->subs);
}

/**
 * scmi_vio_dev_hurry - the instance on a device is about to leave
 * @dev: the device
 *
 * It can still send commands, but no longer has to wait for a device that does
 * not answer: see scmi_vio_watch_hurry().
 *
 * Context: any.
 */
void scmi_vio_dev_hurry(struct scmi_vio_dev *dev)
{
	scmi_vio_watch_hurry(dev);
}

/**
 * scmi_vio_dev_max_commands - how many commands can be in flight
 * @dev: the device, attached
 */
unsigned int scmi_vio_dev_max_commands(const struct scmi_vio_dev *dev)
{
	return dev->commands.count;
}

/**
 * scmi_vio_dev_max_events - how many events the device can queue
 * @dev: the device, attached
 */
unsigned int scmi_vio_dev_max_events(const struct scmi_vio_dev *dev)
{
	return dev->events.count;
}

/* --- the virtio driver --- */

static void cmdq_interrupt(struct virtqueue *vq)
{
	struct scmi_vio_dev *dev = vq->vdev->priv;

	scmi_vio_chan_drain(&dev->cmdq);
}

static void eventq_interrupt(struct virtqueue *vq)
{
	struct scmi_vio_dev *dev = vq->vdev->priv;

	scmi_vio_chan_drain(&dev->eventq);
}

/* A configuration has no fields: what changes is the status. */
static void device_config_changed(struct virtio_device *vdev)
{
	if (vdev->config->get_status(vdev) & VIRTIO_CONFIG_S_NEEDS_RESET)
		scmi_vio_recover_trouble(vdev->priv, SCMI_VIO_NEEDS_RESET);
}

static int device_find_vqs(struct scmi_vio_dev *dev, struct virtqueue *vqs[])
{
	struct virtqueue_info info[SCMI_VIRTIO_VQ_COUNT] = {
		[SCMI_VIRTIO_VQ_CMD] = { "cmdq", cmdq_interrupt },
		[SCMI_VIRTIO_VQ_EVENT] = { "eventq", eventq_interrupt },
	};
	unsigned int size;
	int err;

	err = virtio_find_vqs(dev->vdev, dev->p2a ? 2 : 1, vqs, info, NULL);
	if (err)
		return dev_err_probe(&dev->vdev->dev, err,
				     "the device has no usable queues\n");

	size = scmi_vio_chan_descriptors(vqs[SCMI_VIRTIO_VQ_CMD]);
	if (size >= SCMI_VIO_COMMAND_DESCRIPTORS)
		return 0;

	dev->vdev->config->del_vqs(dev->vdev);
	return dev_err_probe(&dev->vdev->dev, -EINVAL,
			     "cmdq has %u descriptor, a command needs %u\n",
			     size, SCMI_VIO_COMMAND_DESCRIPTORS);
}

/*
 * Commands last: whoever sends one may get an event in answer.
 */
static int device_start(struct scmi_vio_dev *dev)
{
	struct virtqueue *vqs[SCMI_VIRTIO_VQ_COUNT];
	int err;

	err = device_find_vqs(dev, vqs);
	if (err)
		return err;

	virtio_device_ready(dev->vdev);
	if (dev->p2a) {
		scmi_vio_chan_start(&dev->eventq, vqs[SCMI_VIRTIO_VQ_EVENT]);
		if (dev->events.payload)
			scmi_vio_buffers_post_events(dev);
	}
	scmi_vio_chan_start(&dev->cmdq, vqs[SCMI_VIRTIO_VQ_CMD]);
	WRITE_ONCE(dev->stopped, false);
	return 0;
}

/* The device takes nothing more off its queues, and fills nothing. */
static void device_quiesce(struct scmi_vio_dev *dev)
{
	if (scmi_vio_recover_absent(dev))
		dev_warn(&dev->vdev->dev,
			 "not reset: nobody answers at the device's registers\n");
	else
		virtio_reset_device(dev->vdev);
}

/*
 * The order is the rule (and why): the device can write to a buffer until it
 * was reset, and some until their queue is deleted.
 */
static void device_stop(struct scmi_vio_dev *dev)
{
	unsigned int n;

	WRITE_ONCE(dev->stopped, true);
	/* 1. The device is at rest. */
	device_quiesce(dev);
	/* 2. Nothing is mapped, nothing comes in or is sent. */
	scmi_vio_chan_close(&dev->eventq);
	scmi_vio_chan_close(&dev->cmdq);
	/* 3. Whoever was still waiting, or spins with interrupts off, is told. */
	n = scmi_vio_client_abort(dev);
	/* 4. Nobody is at a queue any more. */
	scmi_vio_chan_settle(&dev->eventq);
	scmi_vio_chan_settle(&dev->cmdq);
	/* 5. No interrupt comes, no back end has the queues. */
	dev->vdev->config->del_vqs(dev->vdev);
	if (n)
		dev_warn(&dev->vdev->dev,
			 "the device is reset: %u commands failed\n", n);
}

static void device_free(struct scmi_vio_dev *dev)
{
	scmi_vio_stats_exit(&dev->stats);
	scmi_vio_cmd_table_free(dev->cmds);
	cleanup_srcu_struct(&dev->srcu);
	kfree(dev);
}

static struct scmi_vio_dev *device_alloc_for(struct virtio_device *vdev)
{
	struct scmi_vio_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	if (init_srcu_struct(&dev->srcu))
		goto err_free;
	dev->cmds = scmi_vio_cmd_table_alloc();
	if (!dev->cmds)
		goto err_srcu;

	dev->vdev = vdev;
	dev->p2a = virtio_has_feature(vdev, SCMI_VIRTIO_F_P2A_CHANNELS);
	INIT_LIST_HEAD(&dev->node);
	scmi_vio_stats_init(&dev->stats, &vdev->dev);
	scmi_vio_recover_init(dev);
	scmi_vio_watch_init(dev);
	scmi_vio_renew_init(dev);
	scmi_vio_chan_init(&dev->cmdq, &scmi_vio_cmdq_ops, false);
	scmi_vio_chan_init(&dev->eventq, &scmi_vio_eventq_ops, true);
	return dev;

err_srcu:
	cleanup_srcu_struct(&dev->srcu);
err_free:
	kfree(dev);
	return NULL;
}

static int device_validate(struct virtio_device *vdev)
{
	if (virtio_has_feature(vdev, VIRTIO_F_VERSION_1) ||
	    scmi_vio_params.legacy)
		return 0;

	dev_err(&vdev->dev,
		"the device is not a virtio 1.x device; load scmi_virtio with legacy=1 to use it all the same\n");
	return -EINVAL;
}

static int device_probe(struct virtio_device *vdev)
{
	struct scmi_vio_dev *dev = device_alloc_for(vdev);
	int err;

	if (!dev)
		return -ENOMEM;

	vdev->priv = dev;
	err = device_start(dev);
	if (err) {
		device_free(dev);
		return err;
	}
	scmi_vio_debugfs_add(dev);
	watcher->added(dev);
	return 0;
}

static void device_remove(struct virtio_device *vdev)
{
	struct scmi_vio_dev *dev = vdev->priv;

	/* Consumers can still talk to the device while they go. */
	scmi_vio_recover_leave(dev);
	scmi_vio_watch_hurry(dev);
	watcher->removed(dev);
	scmi_vio_watch_exit(dev);
	scmi_vio_recover_exit(dev);
	scmi_vio_renew_exit(dev);
	scmi_vio_debugfs_remove(dev);
	/* One that did not come back may have been left half way. */
	if (dev->stopped)
		device_quiesce(dev);
	else
		device_stop(dev);
	scmi_vio_buffers_free(dev);
	device_free(dev);
}

/*
 * Sleep, recovery, and a reset by the bus: the instance stays, and what it sends
 * fails at once until the device is there again.
 */
static void device_suspend(struct scmi_vio_dev *dev, unsigned int ms)
{
	if (!dev->stopped)
		device_stop(dev);
	scmi_vio_recover_slept(dev, ms);
}

static int device_freeze(struct virtio_device *vdev)
{
	device_suspend(vdev->priv, WAKE_MS);
	return 0;
}

static int device_restore(struct virtio_device *vdev)
{
	struct scmi_vio_dev *dev = vdev->priv;
	int err;

	err = device_start(dev);
	if (err)
		return err;
	scmi_vio_recover_restarted(dev);
	scmi_vio_watch_restarted(dev);
	scmi_vio_renew(dev);
	watcher->restarted(dev);
	return 0;
}

#ifdef SCMI_VIO_RESET_BY_BUS

/*
 * As when a function of PCI is reset through sysfs. Nobody holds the device's
 * lock then: a recovery may be under way, or the driver be unbound.
 */
static int device_reset_prepare(struct virtio_device *vdev)
{
	guard(device)(&vdev->dev);
	if (!device_is_bound(&vdev->dev))
		return -EOPNOTSUPP;
	device_suspend(vdev->priv, RESET_MS);
	return 0;
}

static int device_reset_done(struct virtio_device *vdev)
{
	guard(device)(&vdev->dev);
	if (!device_is_bound(&vdev->dev))
		return -EOPNOTSUPP;
	return device_restore(vdev);
}

#endif

static const unsigned int features[] = {
	SCMI_VIRTIO_F_P2A_CHANNELS,
};

static const struct virtio_device_id id_table[] = {
	{ SCMI_VIRTIO_ID, VIRTIO_DEV_ANY_ID },
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, id_table);

static struct virtio_driver device_driver = {
	.driver.name = "scmi_vio",
	.driver.dev_groups = scmi_vio_sysfs_groups,
	.id_table = id_table,
	.feature_table = features,
	.feature_table_size = ARRAY_SIZE(features),
	.validate = device_validate,
	.probe = device_probe,
	.remove = device_remove,
	.config_changed = device_config_changed,
	.freeze = device_freeze,
	.restore = device_restore,
#ifdef SCMI_VIO_RESET_BY_BUS
	.reset_prepare = device_reset_prepare,
	.reset_done = device_reset_done,
#endif
};

/**
 * scmi_vio_device_init - register the virtio driver
 * @new_watcher: who is told of devices
 *
 * Return: 0 or a negative errno.
 */
int scmi_vio_device_init(const struct scmi_vio_dev_watcher *new_watcher)
{
	int err;

	watcher = new_watcher;
	err = scmi_vio_recover_setup();
	if (err)
		return err;
	err = scmi_vio_watch_setup();
	if (err)
		goto err_recover;
	err = register_virtio_driver(&device_driver);
	if (err)
		goto err_watch;
	return 0;

err_watch:
	scmi_vio_watch_cleanup();
err_recover:
	scmi_vio_recover_cleanup();
	return err;
}

/**
 * scmi_vio_device_exit - unregister the virtio driver
 *
 * All devices are removed.
 */
void scmi_vio_device_exit(void)
{
	unregister_virtio_driver(&device_driver);
	scmi_vio_watch_cleanup();
	scmi_vio_recover_cleanup();
}

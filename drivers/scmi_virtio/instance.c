// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "instance.h"
#include "choice.h"
#include "core.h"
#include "device.h"
#include "settings.h"

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/* How soon to look again when a driver is being bound or unbound. */
#define RETRY_MS 10

/**
 * struct scmi_vio_instance - a node, and what it is paired with
 * @pdev: the node's platform device, bound to our driver as long as this lives
 * @node: in the list of instances
 * @choice: the node of the device that it is to have; NULL for any
 * @dev: the device it has claimed
 * @leaving: the driver is being unbound: no work is queued any more
 * @waits: there is no device for it, which was said
 * @failed: it could not use a device, and waits for another to come
 * @again: its device was reset: if the core did not come up on it, it may now
 * @work: makes and undoes the pairing; the only one to do so but for removal,
 *	which stops it first
 * @settings: read when the driver was bound
 * @link: the core on the device; the work's
 * @spdev: the core's "arm-scmi" device; the work's
 *
 * @unbinding: hears when the core is about to be unbound
 * @order: puts the device to sleep after what uses it, and wakes it before;
 *	the work's
 *
 * @node, @dev, @leaving, @waits, @failed and @again are guarded by registry_lock.
 */
struct scmi_vio_instance {
	struct platform_device *pdev;
	struct list_head node;
	struct device_node *choice;
	struct scmi_vio_dev *dev;
	bool leaving;
	bool waits;
	bool failed;
	bool again;
	struct delayed_work work;
	struct scmi_vio_settings settings;
	struct scmi_vio_link link;
	struct platform_device *spdev;
	struct notifier_block unbinding;
	struct device_link *order;
};

/*
 * Who is there, and who has claimed whom. Never held while a device is added
 * or deleted, nor in any call that can reach the core.
 */
static DEFINE_MUTEX(registry_lock);
static LIST_HEAD(instances);
static LIST_HEAD(devices);
static DECLARE_WAIT_QUEUE_HEAD(device_released);
static struct workqueue_struct *instance_wq;

static void instance_kick(struct scmi_vio_instance *inst)
{
	lockdep_assert_held(&registry_lock);
	if (!inst->leaving)
		mod_delayed_work(instance_wq, &inst->work, 0);
}

static void instances_kick_unpaired(void)
{
	struct scmi_vio_instance *inst;

	lockdep_assert_held(&registry_lock);
	list_for_each_entry(inst, &instances, node) {
		if (!inst->dev && !inst->failed)
			instance_kick(inst);
	}
}

static void instance_release_locked(struct scmi_vio_instance *inst)
{
	lockdep_assert_held(&registry_lock);
	inst->dev->inst = NULL;
	inst->dev = NULL;
	/* Under the lock: after that, the device may be gone. */
	wake_up_all(&device_released);
}

static void instance_release(struct scmi_vio_instance *inst)
{
	guard(mutex)(&registry_lock);
	instance_release_locked(inst);
}

static bool device_suits(const struct scmi_vio_dev *dev,
			 const struct scmi_vio_instance *inst)
{
	return inst->choice ? scmi_vio_choice_fits(inst->choice, dev->vdev)
			    : !scmi_vio_choice_of_any(dev->vdev);
}

/*
 * Return: the device that an instance is to have, or else the first free one in
 * probe order; NULL when there is none.
 */
static struct scmi_vio_dev *device_for(const struct scmi_vio_instance *inst)
{
	struct scmi_vio_dev *dev;

	lockdep_assert_held(&registry_lock);
	list_for_each_entry(dev, &devices, node) {
		if (!dev->inst && device_suits(dev, inst))
			return dev;
	}
	return NULL;
}

/* Why an instance has to wait. Others may have come first, or be about to. */
static void instance_waits(const struct scmi_vio_instance *inst)
{
	struct device *self = &inst->pdev->dev;
	struct scmi_vio_dev *dev;

	lockdep_assert_held(&registry_lock);
	if (!inst->choice) {
		dev_info(self, "waiting for a virtio SCMI device\n");
		return;
	}
	list_for_each_entry(dev, &devices, node) {
		if (!device_suits(dev, inst))
			continue;
		dev_err(self,
			"waiting for %s, which %s has: two nodes name %pOF\n",
			scmi_vio_dev_name(dev), dev_name(&dev->inst->pdev->dev),
			inst->choice);
		return;
	}
	dev_info(self,
		 "waiting for a virtio SCMI device at %pOF, which the node names\n",
		 inst->choice);
}

/* Return: whether the instance has a device that is there to stay. */
static bool instance_claim(struct scmi_vio_instance *inst)
{
	guard(mutex)(&registry_lock);
	if (inst->dev && !inst->dev->gone)
		return true;
	if (inst->dev)
		instance_release_locked(inst);
	inst->dev = device_for(inst);
	if (inst->dev)
		inst->dev->inst = inst;
	else if (!inst->waits)
		instance_waits(inst);
	inst->waits = !inst->dev;
	return inst->dev;
}

/*
 * Return: whether the core's device has nothing to stand on, or was found
 * without a driver when its device was broken, and may find one now.
 */
static bool instance_must_go(struct scmi_vio_instance *inst)
{
	bool again;

	guard(mutex)(&registry_lock);
	again = inst->again;
	inst->again = false;
	return inst->dev->gone ||
	       (again && !device_is_bound(&inst->spdev->dev));
}

static void instance_announce(struct scmi_vio_instance *inst)
{
	const struct scmi_vio_dev *dev = inst->dev;

	dev_info(&inst->pdev->dev,
		 "on %s: cmdq %u descriptors, %u commands; eventq %u; messages of %u bytes%s; features %#llx\n",
		 scmi_vio_dev_name(dev), dev->cmdq.size,
		 scmi_vio_dev_max_commands(dev), dev->eventq.size,
		 inst->settings.payload,
		 inst->settings.atomic ? "; atomic" : "", dev->vdev->features);
}

/*
 * Consumers send commands when they fall asleep, wake up, and are shut down. By
 * the link the device is there for them, although it is none of its parents.
 */
static void instance_order(struct scmi_vio_instance *inst)
{
	inst->order = device_link_add(&inst->pdev->dev, &inst->dev->vdev->dev,
				      DL_FLAG_STATELESS);
	if (!inst->order)
		dev_warn(&inst->pdev->dev,
			 "cannot be ordered after %s: consumers may find it asleep when the system suspends or resumes\n",
			 scmi_vio_dev_name(inst->dev));
}

static void instance_unorder(struct scmi_vio_instance *inst)
{
	if (inst->order)
		device_link_del(inst->order);
	inst->order = NULL;
}

/*
 * Unbinding the node's driver unbinds the core first, before we hear of it; by
 * this we do.
 */
static int instance_unbinding(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	struct scmi_vio_instance *inst =
		container_of(nb, struct scmi_vio_instance, unbinding);

	if (event == BUS_NOTIFY_UNBIND_DRIVER && data == &inst->spdev->dev)
		scmi_vio_dev_hurry(inst->dev);
	return NOTIFY_DONE;
}

/* Runs the core's whole probe: it sends commands and waits for responses. */
static int instance_add_core(struct scmi_vio_instance *inst)
{
	struct device *parent = &inst->pdev->dev;
	struct platform_device *spdev;
	struct scmi_transport trans;
	int err;

	spdev = platform_device_alloc("arm-scmi", PLATFORM_DEVID_AUTO);
	if (!spdev)
		return -ENOMEM;

	spdev->dev.parent = parent;
	device_set_of_node_from_dev(&spdev->dev, parent);
	scmi_vio_link_describe(&inst->link, parent, &trans);
	err = platform_device_add_data(spdev, &trans, sizeof(trans));
	if (!err)
		err = platform_device_add(spdev);
	if (err) {
		platform_device_put(spdev);
		return err;
	}
	inst->spdev = spdev;
	bus_register_notifier(&platform_bus_type, &inst->unbinding);
	if (!device_is_bound(&spdev->dev))
		dev_err(parent,
			"the SCMI core did not come up on %s, as said above; unbind and bind this device to try again\n",
			scmi_vio_dev_name(inst->dev));
	return 0;
}

static int instance_up(struct scmi_vio_instance *inst)
{
	int err;

	err = scmi_vio_link_open(&inst->link, inst->dev,
				 inst->pdev->dev.of_node, &inst->settings);
	if (err)
		return err;

	instance_announce(inst);
	instance_order(inst);
	err = instance_add_core(inst);
	if (err) {
		scmi_vio_link_close(&inst->link);
		instance_unorder(inst);
	}
	return err;
}

static int child_unregister(struct device *child, void *unused)
{
	device_unregister(child);
	return 0;
}

static void instance_down(struct scmi_vio_instance *inst)
{
	struct device *core = get_device(&inst->spdev->dev);

	/* 1. Nobody waits any more for a device that does not answer. */
	scmi_vio_dev_hurry(inst->dev);
	/* 2. Consumers are unbound, then the core frees its channels. */
	platform_device_unregister(inst->spdev);
	/* 3. What the core leaves of the devices it made goes, too. */
	device_for_each_child(core, NULL, child_unregister);
	put_device(core);
	bus_unregister_notifier(&platform_bus_type, &inst->unbinding);
	/* 4. Nothing that the device sends comes here any more. */
	scmi_vio_link_close(&inst->link);
	instance_unorder(inst);
	inst->spdev = NULL;
	/* 5. The device is free for others, or to go. */
	instance_release(inst);
}

static void instance_failed(struct scmi_vio_instance *inst, int err)
{
	if (err == -EMSGSIZE)
		dev_err(&inst->pdev->dev,
			"%s has buffers for smaller messages on its queues; unbind and bind it to use %u bytes\n",
			scmi_vio_dev_name(inst->dev), inst->settings.payload);
	else
		dev_err(&inst->pdev->dev,
			"cannot use %s (error %d); unbind and bind this device to try again\n",
			scmi_vio_dev_name(inst->dev), err);

	/* Others may have better luck; each tries once, not in turn for ever. */
	guard(mutex)(&registry_lock);
	inst->failed = true;
	instance_release_locked(inst);
	instances_kick_unpaired();
}

/*
 * The core links its device to ours as a consumer, which goes wrong while our
 * driver is being bound or unbound; and removal must not wait for the whole
 * of the core's probe while this waits for the lock that removal holds.
 */
static bool instance_lock_bound(struct scmi_vio_instance *inst)
{
	struct device *dev = &inst->pdev->dev;

	if (!device_trylock(dev))
		return false;
	if (dev->links.status == DL_DEV_DRIVER_BOUND)
		return true;
	device_unlock(dev);
	return false;
}

static void instance_work(struct work_struct *work)
{
	struct scmi_vio_instance *inst =
		container_of(work, struct scmi_vio_instance, work.work);
	int err;

	if (inst->spdev && instance_must_go(inst))
		instance_down(inst);
	if (inst->spdev || !instance_claim(inst))
		return;
	if (!instance_lock_bound(inst)) {
		queue_delayed_work(instance_wq, &inst->work,
				   msecs_to_jiffies(RETRY_MS));
		return;
	}
	err = instance_up(inst);
	device_unlock(&inst->pdev->dev);
	if (err)
		instance_failed(inst, err);
}

/* --- devices come and go: called by device.c --- */

static void device_added(struct scmi_vio_dev *dev)
{
	struct scmi_vio_instance *inst;

	if (!scmi_vio_choice_node_exists())
		dev_warn(&dev->vdev->dev,
			 "not used: no enabled arm,scmi-virtio node in the device tree\n");

	guard(mutex)(&registry_lock);
	list_add_tail(&dev->node, &devices);
	list_for_each_entry(inst, &instances, node)
		inst->failed = false;
	instances_kick_unpaired();
}

static void device_restarted(struct scmi_vio_dev *dev)
{
	guard(mutex)(&registry_lock);
	if (!dev->inst)
		return;
	dev->inst->again = true;
	instance_kick(dev->inst);
}

static void device_removed(struct scmi_vio_dev *dev)
{
	scoped_guard(mutex, &registry_lock) {
		list_del(&dev->node);
		dev->gone = true;
		if (dev->inst)
			instance_kick(dev->inst);
	}
	wait_event(device_released, !READ_ONCE(dev->inst));
	/* Who released it still held the lock. */
	guard(mutex)(&registry_lock);
}

const struct scmi_vio_dev_watcher scmi_vio_instance_watcher = {
	.added = device_added,
	.restarted = device_restarted,
	.removed = device_removed,
};

/* --- nodes come and go: the platform driver --- */

static int instance_probe(struct platform_device *pdev)
{
	struct scmi_vio_instance *inst;
	int err;

	inst = kzalloc(sizeof(*inst), GFP_KERNEL);
	if (!inst)
		return -ENOMEM;
	err = scmi_vio_settings_read(&inst->settings, &pdev->dev);
	if (!err)
		err = scmi_vio_choice_read(&inst->choice, &pdev->dev);
	if (err) {
		kfree(inst);
		return err;
	}
	inst->pdev = pdev;
	inst->unbinding.notifier_call = instance_unbinding;
	INIT_DELAYED_WORK(&inst->work, instance_work);
	platform_set_drvdata(pdev, inst);

	guard(mutex)(&registry_lock);
	list_add_tail(&inst->node, &instances);
	instance_kick(inst);
	return 0;
}

static void instance_remove(struct platform_device *pdev)
{
	struct scmi_vio_instance *inst = platform_get_drvdata(pdev);

	/* 1. The work is through, and does not come back. */
	scoped_guard(mutex, &registry_lock) {
		inst->leaving = true;
		list_del(&inst->node);
		/* The work may be in the middle of the core's probe. */
		if (inst->dev)
			scmi_vio_dev_hurry(inst->dev);
	}
	cancel_delayed_work_sync(&inst->work);
	/* 2. So the pairing is ours to undo. */
	if (inst->spdev)
		instance_down(inst);
	else if (inst->dev)
		instance_release(inst);
	/* 3. Others may have waited for the device. */
	scoped_guard(mutex, &registry_lock)
		instances_kick_unpaired();
	of_node_put(inst->choice);
	kfree(inst);
}

static const struct of_device_id of_table[] = { { .compatible =
							  SCMI_VIO_COMPATIBLE },
						{} };
MODULE_DEVICE_TABLE(of, of_table);

static struct platform_driver instance_driver = {
	.probe = instance_probe,
	.remove = instance_remove,
	.driver = {
		.name = "scmi_vio_transport",
		.of_match_table = of_table,
	},
};

/**
 * scmi_vio_instance_init - be ready for devices
 *
 * Return: 0 or -ENOMEM.
 */
int scmi_vio_instance_init(void)
{
	/* No device comes or goes while the system sleeps. */
	instance_wq =
		alloc_workqueue(KBUILD_MODNAME, WQ_UNBOUND | WQ_FREEZABLE, 0);
	return instance_wq ? 0 : -ENOMEM;
}

/**
 * scmi_vio_instance_exit - undo scmi_vio_instance_init()
 */
void scmi_vio_instance_exit(void)
{
	destroy_workqueue(instance_wq);
}

/**
 * scmi_vio_instance_register - register the platform driver
 *
 * Return: 0 or a negative errno.
 */
int scmi_vio_instance_register(void)
{
	int err = platform_driver_register(&instance_driver);

	if (err)
		return err;
	guard(mutex)(&registry_lock);
	if (list_empty(&instances) && list_empty(&devices))
		pr_info("waiting: no enabled arm,scmi-virtio node in the device tree, no virtio SCMI device\n");
	return 0;
}

/**
 * scmi_vio_instance_unregister - unregister the platform driver
 *
 * All instances are undone.
 */
void scmi_vio_instance_unregister(void)
{
	struct scmi_vio_instance *inst;

	/* An instance may be on its way up, and its node's lock held for it. */
	scoped_guard(mutex, &registry_lock) {
		list_for_each_entry(inst, &instances, node) {
			if (inst->dev)
				scmi_vio_dev_hurry(inst->dev);
		}
	}
	platform_driver_unregister(&instance_driver);
}

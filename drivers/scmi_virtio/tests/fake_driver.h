/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI core's driver: takes the devices that the transport makes for the
 * core, and brings a fake_core up on each. And the nodes they are made for.
 */
#ifndef SCMI_VIO_FAKE_DRIVER_H
#define SCMI_VIO_FAKE_DRIVER_H

#include "fake_core.h"

#include <linux/of.h>

struct kunit;
struct platform_device;

/**
 * struct fake_driver - what happened to the driver, and what is to happen
 * @test: whose it is
 * @probes: how often it was bound to a device, successfully or not
 * @removes: how often unbound
 * @children: devices that it made, and are still there
 * @outside_work: it was bound by somebody else than a worker
 * @goodbye: it sends a command before it is unbound
 * @goodbyes: how many of these were answered
 * @error: what its next probes fail with, once there are channels
 * @core: the last instance that came up, NULL when it has gone
 * @cores: all there were; they stay until the end of the test
 */
struct fake_driver {
	struct kunit *test;
	unsigned int probes;
	unsigned int removes;
	atomic_t children;
	bool outside_work;
	bool goodbye;
	unsigned int goodbyes;
	int error;
	struct fake_core *core;
	struct list_head cores;
};

/**
 * struct fake_node - a device tree node of an instance
 * @test: whose it is
 * @pdev: its platform device
 * @np: the node
 * @choice: the node of the device that it names, or NULL
 * @choice_property: how it does
 * @sysfs: where sysfs believes the node to be
 * @list: in that of all nodes
 */
struct fake_node {
	struct kunit *test;
	struct platform_device *pdev;
	struct device_node np;
	struct device_node *choice;
	struct property choice_property;
	struct device *sysfs;
	struct list_head list;
};

struct fake_driver *fake_driver_add(struct kunit *test);
struct fake_core *fake_driver_wait_up(struct fake_driver *d);
struct fake_node *fake_node_add(struct kunit *test,
				struct property *properties);
struct fake_node *fake_node_add_for(struct kunit *test,
				    struct device_node *choice);
struct fake_node *fake_node_plan(struct kunit *test,
				 struct device_node *choice);
void fake_node_bind(struct fake_node *node);
void fake_node_init(struct device_node *np, const char *name);
void fake_node_remove(struct fake_node *node);

#endif /* SCMI_VIO_FAKE_DRIVER_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites of the whole module share: it runs, with a core of the tests'
 * own, and nodes and devices come and go.
 */
#ifndef SCMI_VIO_WORLD_H
#define SCMI_VIO_WORLD_H

#include "fake_driver.h"
#include "fake_vdev.h"

#include <kunit/test.h>

/* More than any machine takes; what is waited for is an event, not a time. */
#define WORLD_LONG_MS 20000

/**
 * struct world - test->priv
 * @driver: the core's driver
 * @node: a node
 * @fake: a device
 */
struct world {
	struct fake_driver *driver;
	struct fake_node *node;
	struct fake_vdev *fake;
};

int world_init(struct kunit *test);
void world_unload(struct kunit *test);
struct fake_vdev *world_plug(struct kunit *test);
void world_add_both(struct kunit *test);

struct fake_core *world_core(struct kunit *test);
struct fake_core *world_wait_up(struct kunit *test);
void world_wait_probes(struct kunit *test, unsigned int n);
int world_command(struct kunit *test, struct fake_core *core);

void world_unbind(struct device *dev);
void world_bind(struct kunit *test, struct device *dev);

#endif /* SCMI_VIO_WORLD_H */

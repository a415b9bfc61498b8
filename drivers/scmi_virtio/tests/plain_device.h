/* SPDX-License-Identifier: GPL-2.0-only */
/* A device that is nothing more, for tests of what only needs one. */
#ifndef SCMI_VIO_PLAIN_DEVICE_H
#define SCMI_VIO_PLAIN_DEVICE_H

struct device;
struct kunit;

struct device *plain_device_add(struct kunit *test, const char *name);

#endif /* SCMI_VIO_PLAIN_DEVICE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the device tree and the module parameters say about an instance.
 */
#ifndef SCMI_VIO_SETTINGS_H
#define SCMI_VIO_SETTINGS_H

#include <linux/types.h>

struct device;

/**
 * struct scmi_vio_settings - what the device tree and the parameters say
 * @timeout_ms: wait for a response, in ms
 * @payload: largest payload of a message, in bytes
 * @max_msg: messages in flight, at most
 * @atomic: commands may come from atomic context
 */
struct scmi_vio_settings {
	unsigned int timeout_ms;
	unsigned int payload;
	unsigned int max_msg;
	bool atomic;
};

int scmi_vio_settings_read(struct scmi_vio_settings *settings,
			   struct device *dev);

#endif /* SCMI_VIO_SETTINGS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's parameters: checked when they are set, read-only after. */
#ifndef SCMI_VIO_PARAMS_H
#define SCMI_VIO_PARAMS_H

#include <linux/types.h>

/**
 * struct scmi_vio_params - module parameters
 * @timeout_ms: wait for a response, in ms, where the device tree gives none
 * @max_msg_size: payload of a message, in bytes, likewise
 * @atomic: tell the core that commands may be sent from atomic context
 * @legacy: use devices without VIRTIO_F_VERSION_1
 * @recover: reset devices that are broken
 */
struct scmi_vio_params {
	unsigned int timeout_ms;
	unsigned int max_msg_size;
	bool atomic;
	bool legacy;
	bool recover;
};

extern struct scmi_vio_params scmi_vio_params;

#endif /* SCMI_VIO_PARAMS_H */

// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "params.h"
#include "pdu.h"

#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/stringify.h>

#define TIMEOUT_MS_MIN	   10
#define TIMEOUT_MS_MAX	   600000
#define TIMEOUT_MS_DEFAULT 60000

struct scmi_vio_params scmi_vio_params = {
	.timeout_ms = TIMEOUT_MS_DEFAULT,
	.max_msg_size = SCMI_VIO_PAYLOAD_DEFAULT,
	.recover = true,
};

static int set_in_range(const char *text, const struct kernel_param *kp,
			unsigned int min, unsigned int max)
{
	unsigned int value;

	if (kstrtouint(text, 0, &value) || value < min || value > max) {
		pr_err("%s=%s: expected a number from %u to %u\n", kp->name,
		       text, min, max);
		return -EINVAL;
	}
	*(unsigned int *)kp->arg = value;
	return 0;
}

static int set_timeout(const char *text, const struct kernel_param *kp)
{
	return set_in_range(text, kp, TIMEOUT_MS_MIN, TIMEOUT_MS_MAX);
}

static int set_payload(const char *text, const struct kernel_param *kp)
{
	return set_in_range(text, kp, SCMI_VIO_PAYLOAD_MIN,
			    SCMI_VIO_PAYLOAD_MAX);
}

static const struct kernel_param_ops timeout_ops = {
	.set = set_timeout,
	.get = param_get_uint,
};

static const struct kernel_param_ops payload_ops = {
	.set = set_payload,
	.get = param_get_uint,
};

module_param_cb(timeout_ms, &timeout_ops, &scmi_vio_params.timeout_ms, 0444);
__MODULE_PARM_TYPE(timeout_ms, "uint");
MODULE_PARM_DESC(timeout_ms,
		 "wait for a response, in ms (10 to 600000, default 60000)");

module_param_cb(max_msg_size, &payload_ops, &scmi_vio_params.max_msg_size,
		0444);
__MODULE_PARM_TYPE(max_msg_size, "uint");
MODULE_PARM_DESC(max_msg_size,
		 "payload of a message, in bytes (32 to 4096, default 128)");

module_param_named(atomic, scmi_vio_params.atomic, bool, 0444);
MODULE_PARM_DESC(atomic,
		 "allow commands in atomic context: CPUs spin for answers");

module_param_named(legacy, scmi_vio_params.legacy, bool, 0444);
MODULE_PARM_DESC(legacy, "use devices that are not virtio 1.x devices, too");

module_param_named(recover, scmi_vio_params.recover, bool, 0644);
MODULE_PARM_DESC(recover,
		 "reset a device that broke, and use it again (default Y)");

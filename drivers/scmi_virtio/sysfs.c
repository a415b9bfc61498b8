// SPDX-License-Identifier: GPL-2.0-only
#include "sysfs.h"
#include "device.h"
#include "recover.h"

#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/sysfs.h>
#include <linux/virtio.h>

/* The attributes come after probe, and go before remove. */
static struct scmi_vio_dev *to_scmi_vio_dev(struct device *dev)
{
	return dev_to_virtio(dev)->priv;
}

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  scmi_vio_recover_state(to_scmi_vio_dev(dev)));
}
static DEVICE_ATTR_RO(state);

/* Does not wait: whoever removes the device waits for this. */
static ssize_t recover_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t len)
{
	bool yes;
	int err;

	err = kstrtobool(buf, &yes);
	if (err || !yes) {
		dev_err(dev, "recover: expected 1, which resets the device\n");
		return -EINVAL;
	}
	scmi_vio_recover_trouble(to_scmi_vio_dev(dev), SCMI_VIO_ASKED);
	return len;
}
static DEVICE_ATTR_WO(recover);

static struct attribute *attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_recover.attr,
	NULL,
};

static const struct attribute_group group = {
	.name = "scmi",
	.attrs = attrs,
};

/* Of the virtio driver: one folder "scmi" for each of its devices. */
const struct attribute_group *scmi_vio_sysfs_groups[] = {
	&group,
	NULL,
};

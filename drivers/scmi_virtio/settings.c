// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"
#include "params.h"
#include "pdu.h"

#include <linux/device.h>
#include <linux/limits.h>
#include <linux/of.h>

/*
 * The core reads these properties, too, newer ones all of them and all of
 * them unchecked; so a value that is out of range is refused here.
 */
static int setting(struct device *dev, const char *property, u32 min, u32 max,
		   u32 *value)
{
	u32 given;
	int err;

	err = of_property_read_u32(dev->of_node, property, &given);
	if (err == -EINVAL)
		return 0;
	if (err)
		return dev_err_probe(dev, err, "%s: not a number\n", property);
	if (given < min || given > max)
		return dev_err_probe(dev, -EINVAL,
				     "%s: %u is not in %u to %u\n", property,
				     given, min, max);
	*value = given;
	return 0;
}

/**
 * scmi_vio_settings_read - read the settings of an instance
 * @settings: filled, all in range
 * @dev: its platform device
 *
 * Return: 0, or a negative errno after a message about a property.
 */
int scmi_vio_settings_read(struct scmi_vio_settings *settings,
			   struct device *dev)
{
	int err;

	*settings = (struct scmi_vio_settings){
		.timeout_ms = scmi_vio_params.timeout_ms,
		.payload = scmi_vio_params.max_msg_size,
		.max_msg = SCMI_VIO_TOKENS,
		.atomic = scmi_vio_params.atomic,
	};
	err = setting(dev, "arm,max-rx-timeout-ms", 1, INT_MAX,
		      &settings->timeout_ms);
	if (!err)
		err = setting(dev, "arm,max-msg-size", SCMI_VIO_PAYLOAD_MIN,
			      SCMI_VIO_PAYLOAD_MAX, &settings->payload);
	if (!err)
		err = setting(dev, "arm,max-msg", 1, SCMI_VIO_TOKENS,
			      &settings->max_msg);
	return err;
}

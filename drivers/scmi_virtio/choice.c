// SPDX-License-Identifier: GPL-2.0-only
#include "choice.h"

#include <linux/device.h>
#include <linux/of.h>
#include <linux/virtio.h>

/* A phandle; see Documentation/devicetree/bindings. */
#define PROPERTY "virtio,device"

/**
 * scmi_vio_choice_read - read which device a node wants
 * @choice: filled with the node of the device, to be given back by
 *	of_node_put(); NULL when any device will do
 * @dev: the instance's platform device
 *
 * Return: 0, or -EINVAL after a message.
 */
int scmi_vio_choice_read(struct device_node **choice, struct device *dev)
{
	*choice = NULL;
	if (!of_property_present(dev->of_node, PROPERTY))
		return 0;
	*choice = of_parse_phandle(dev->of_node, PROPERTY, 0);
	if (*choice)
		return 0;
	return dev_err_probe(dev, -EINVAL, "%s: names no node\n", PROPERTY);
}

/**
 * scmi_vio_choice_fits - is this the device that was chosen?
 * @choice: the node that was named
 * @vdev: the device
 *
 * A device is found by the node of its transport ("virtio,mmio", or that of a PCI
 * function), or by a child of that which stands for the device itself
 * ("virtio,device20").
 */
bool scmi_vio_choice_fits(const struct device_node *choice,
			  const struct virtio_device *vdev)
{
	return choice == vdev->dev.of_node ||
	       choice == vdev->dev.parent->of_node;
}

/* Goes through the enabled nodes; as of_find_compatible_node(). */
static struct device_node *choice_next_node(struct device_node *np)
{
	do {
		np = of_find_compatible_node(np, NULL, SCMI_VIO_COMPATIBLE);
	} while (np && !of_device_is_available(np));
	return np;
}

/**
 * scmi_vio_choice_of_any - is a device meant for somebody in particular?
 * @vdev: the device
 *
 * Whether or not a driver is bound to the node that names it: nodes come in no
 * particular order.
 *
 * Context: process.
 */
bool scmi_vio_choice_of_any(const struct virtio_device *vdev)
{
	struct device_node *np = NULL, *choice;
	bool fits = false;

	while (!fits && (np = choice_next_node(np))) {
		choice = of_parse_phandle(np, PROPERTY, 0);
		fits = choice && scmi_vio_choice_fits(choice, vdev);
		of_node_put(choice);
	}
	of_node_put(np);
	return fits;
}

/**
 * scmi_vio_choice_node_exists - is there a node that instances are made for?
 *
 * Context: process.
 */
bool scmi_vio_choice_node_exists(void)
{
	struct device_node *np = choice_next_node(NULL);

	of_node_put(np);
	return np;
}

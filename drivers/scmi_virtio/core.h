/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI core's side: its transport operations on top of a device.
 */
#ifndef SCMI_VIO_CORE_H
#define SCMI_VIO_CORE_H

#include "device.h"
#include "settings.h"

#include "scmi_core_abi.h"

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct device;
struct device_node;

/**
 * struct scmi_vio_link - one instance of the SCMI core on a device
 * @client: what the device knows of it
 * @dev: the device, attached from open to close
 * @np: the instance's node; by it the core's calls find the link
 * @node: in the list of links
 * @settings: of this instance
 * @desc: its own descriptor: older cores keep a pointer to it and write to it
 * @core: the core's operations; it sets this
 * @tx: the core's channel for commands; readers hold the device's SRCU
 * @rx: the core's channel for events; likewise
 */
struct scmi_vio_link {
	struct scmi_vio_client client;
	struct scmi_vio_dev *dev;
	struct device_node *np;
	struct list_head node;
	struct scmi_vio_settings settings;
	struct scmi_desc desc;
	struct scmi_transport_core_operations *core;
	struct scmi_chan_info __rcu *tx;
	struct scmi_chan_info __rcu *rx;
};

int scmi_vio_link_open(struct scmi_vio_link *link, struct scmi_vio_dev *dev,
		       struct device_node *np,
		       const struct scmi_vio_settings *settings);
void scmi_vio_link_close(struct scmi_vio_link *link);
void scmi_vio_link_describe(struct scmi_vio_link *link, struct device *supplier,
			    struct scmi_transport *trans);

#endif /* SCMI_VIO_CORE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio SCMI device: its queues, and every buffer that was ever on them.
 */
#ifndef SCMI_VIO_DEVICE_H
#define SCMI_VIO_DEVICE_H

#include "chan.h"
#include "cmd.h"
#include "msg.h"
#include "recover.h"
#include "stats.h"
#include "subs.h"
#include "watch.h"

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct dentry;
struct scmi_vio_dev;
struct scmi_vio_instance;
struct virtio_device;

/**
 * struct scmi_vio_client - who takes what a device sends: an SCMI instance
 * @deliver: hands a message to the SCMI core; of a response and of an event
 *	alike. Called as scmi_vio_deliver_fn with the client as context, inside
 *	the device's SRCU read section, in any context.
 * @timeout_ms: how long it waits for a response
 * @live: the core has sent its first command: it can take events
 */
struct scmi_vio_client {
	bool (*deliver)(struct scmi_vio_client *client, u32 hdr,
			struct scmi_vio_msg *msg);
	unsigned int timeout_ms;
	bool live;
};

/**
 * struct scmi_vio_dev - a device
 * @vdev: the virtio device; outlives this
 * @cmdq: commands and responses
 * @eventq: events; without a queue if the device has no P2A channels
 * @p2a: VIRTIO_SCMI_F_P2A_CHANNELS was negotiated
 * @commands: buffers of @cmdq
 * @events: buffers of @eventq
 * @cmds: who waits for what
 * @stats: counters
 * @srcu: readers are those who use @client
 * @client: who is attached, or NULL
 * @recovery: whether it is well, and who sees to it
 * @watch: who looks whether it is
 * @subs: the notifications that its client has asked for
 * @renew: asks for them again, after a reset
 * @stopped: it has no queues, between a reset and the next start
 * @debugfs: its folder
 * @node: in the list of devices; instance.c's, as is what follows
 * @inst: the instance that it serves
 * @gone: it is being removed
 */
struct scmi_vio_dev {
	struct virtio_device *vdev;
	struct scmi_vio_chan cmdq;
	struct scmi_vio_chan eventq;
	bool p2a;
	struct scmi_vio_pool commands;
	struct scmi_vio_pool events;
	struct scmi_vio_cmd_table *cmds;
	struct scmi_vio_stats stats;
	struct srcu_struct srcu;
	struct scmi_vio_client __rcu *client;
	struct scmi_vio_recovery recovery;
	struct scmi_vio_watch watch;
	struct scmi_vio_subs subs;
	struct delayed_work renew;
	bool stopped;
	struct dentry *debugfs;

	struct list_head node;
	struct scmi_vio_instance *inst;
	bool gone;
};

/**
 * struct scmi_vio_dev_watcher - who is told of devices coming and going
 * @added: there is a new device. Process context, inside its probe.
 * @restarted: it was reset, and can be used again. Process context.
 * @removed: this one is about to go; on return nobody uses it any more
 */
struct scmi_vio_dev_watcher {
	void (*added)(struct scmi_vio_dev *dev);
	void (*restarted)(struct scmi_vio_dev *dev);
	void (*removed)(struct scmi_vio_dev *dev);
};

int scmi_vio_device_init(const struct scmi_vio_dev_watcher *watcher);
void scmi_vio_device_exit(void);

int scmi_vio_dev_attach(struct scmi_vio_dev *dev,
			struct scmi_vio_client *client, size_t payload);
void scmi_vio_dev_detach(struct scmi_vio_dev *dev);
void scmi_vio_dev_hurry(struct scmi_vio_dev *dev);

unsigned int scmi_vio_dev_max_commands(const struct scmi_vio_dev *dev);
unsigned int scmi_vio_dev_max_events(const struct scmi_vio_dev *dev);
const char *scmi_vio_dev_name(const struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_DEVICE_H */

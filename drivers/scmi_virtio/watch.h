/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who looks at a device while commands are in flight, and says when there is
 * no hope for them: nobody else would notice that nothing comes back.
 */
#ifndef SCMI_VIO_WATCH_H
#define SCMI_VIO_WATCH_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct scmi_vio_dev;

/**
 * struct scmi_vio_watch - what was seen of a device
 * @work: looks at it, every now and then while commands are in flight
 * @returned: buffers that had come back when it was last looked at
 * @moved: when one was last seen to come back, or there was no reason to wait
 *	for one; in jiffies
 * @patience: how long it may keep all buffers, in jiffies
 * @hurry: its user leaves, or it does: nobody waits for long any more
 * @given_up: and it did not answer: nothing is sent any more
 */
struct scmi_vio_watch {
	struct delayed_work work;
	unsigned int returned;
	unsigned long moved;
	unsigned long patience;
	bool hurry;
	bool given_up;
};

int scmi_vio_watch_setup(void);
void scmi_vio_watch_cleanup(void);

void scmi_vio_watch_init(struct scmi_vio_dev *dev);
void scmi_vio_watch_attach(struct scmi_vio_dev *dev, unsigned int timeout_ms);
void scmi_vio_watch_restarted(struct scmi_vio_dev *dev);
void scmi_vio_watch_exit(struct scmi_vio_dev *dev);

void scmi_vio_watch(struct scmi_vio_dev *dev);
void scmi_vio_watch_now(struct scmi_vio_dev *dev);
void scmi_vio_watch_hurry(struct scmi_vio_dev *dev);
bool scmi_vio_watch_hopeless(struct scmi_vio_dev *dev);
bool scmi_vio_watch_can_send(const struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_WATCH_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who tells those who wait when there is no hope, and brings a device back that
 * can be brought back.
 */
#ifndef SCMI_VIO_RECOVER_H
#define SCMI_VIO_RECOVER_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct scmi_vio_dev;

/**
 * enum scmi_vio_trouble - what is wrong with a device, the worst last
 * @SCMI_VIO_WELL: nothing
 * @SCMI_VIO_ASKED: nothing, but root wants it reset
 * @SCMI_VIO_STALLED: it keeps all buffers of cmdq and returns none
 * @SCMI_VIO_NEEDS_RESET: it says so (DEVICE_NEEDS_RESET, virtio 1.2, 2.1)
 * @SCMI_VIO_FORGETFUL: it was reset behind our back, and knows no queue of ours
 * @SCMI_VIO_BROKEN: a queue is broken: it will not give anything back
 * @SCMI_VIO_ABSENT: nobody answers at its registers
 * @SCMI_VIO_LOST: it did not come back from a reset
 */
enum scmi_vio_trouble {
	SCMI_VIO_WELL,
	SCMI_VIO_ASKED,
	SCMI_VIO_STALLED,
	SCMI_VIO_NEEDS_RESET,
	SCMI_VIO_FORGETFUL,
	SCMI_VIO_BROKEN,
	SCMI_VIO_ABSENT,
	SCMI_VIO_LOST,
};

/**
 * struct scmi_vio_recovery - the state of health of a device
 * @trouble: an enum scmi_vio_trouble; what is wrong with it
 * @abort: fails what is in flight
 * @reset: resets the device
 * @leaving: it is being removed, and not reset any more
 * @delay: how long the next reset is put off, in jiffies
 * @last: when it was last reset, in jiffies
 * @attempts: resets that failed, one after the other
 */
struct scmi_vio_recovery {
	atomic_t trouble;
	struct work_struct abort;
	struct delayed_work reset;
	bool leaving;
	unsigned long delay;
	unsigned long last;
	unsigned int attempts;
};

int scmi_vio_recover_setup(void);
void scmi_vio_recover_cleanup(void);

void scmi_vio_recover_init(struct scmi_vio_dev *dev);
void scmi_vio_recover_attach(struct scmi_vio_dev *dev);
void scmi_vio_recover_leave(struct scmi_vio_dev *dev);
void scmi_vio_recover_exit(struct scmi_vio_dev *dev);

void scmi_vio_recover_abort(struct scmi_vio_dev *dev);
void scmi_vio_recover_moves(struct scmi_vio_dev *dev);
void scmi_vio_recover_trouble(struct scmi_vio_dev *dev,
			      enum scmi_vio_trouble trouble);
void scmi_vio_recover_slept(struct scmi_vio_dev *dev, unsigned int ms);
void scmi_vio_recover_restarted(struct scmi_vio_dev *dev);
bool scmi_vio_recover_absent(const struct scmi_vio_dev *dev);
enum scmi_vio_trouble scmi_vio_recover_status(const struct scmi_vio_dev *dev);
const char *scmi_vio_recover_state(const struct scmi_vio_dev *dev);

#endif /* SCMI_VIO_RECOVER_H */

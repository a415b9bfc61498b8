/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was said in the kernel's log, whatever the consoles show of it.
 */
#ifndef SCMI_VIO_KERNEL_LOG_H
#define SCMI_VIO_KERNEL_LOG_H

#include <linux/types.h>

u64 kernel_log_now(void);
unsigned int kernel_log_count(u64 since, const char *text);

#endif /* SCMI_VIO_KERNEL_LOG_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's version, and what it says of the layout it was built with.
 */
#ifndef SCMI_VIO_COMPAT_VERSION_H
#define SCMI_VIO_COMPAT_VERSION_H

#include <linux/printk.h>

#include "scmi_core_layout.h"

/* Ends in a mark when the core's layout was guessed, not read from BTF. */
#define SCMI_VIO_VERSION "0.1.0" SCMI_CORE_LAYOUT_MARK

static inline void scmi_core_warn_unverified(void)
{
	if (!SCMI_CORE_LAYOUT_VERIFIED)
		pr_warn("built without the BTF of this kernel: if its SCMI core differs from what was guessed, memory is corrupted; rebuild with SCMI_BTF=FILE\n");
}

#endif /* SCMI_VIO_COMPAT_VERSION_H */

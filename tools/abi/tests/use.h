/* SPDX-License-Identifier: GPL-2.0-only */
/* What use.c offers to use_main.c. */
#ifndef USE_H
#define USE_H

#include "scmi_core_abi.h"

const struct scmi_desc *use_desc(struct scmi_transport *trans,
				 struct scmi_desc *desc);
unsigned int use_chan(struct scmi_chan_info *cinfo, struct scmi_desc *desc);

#endif /* USE_H */

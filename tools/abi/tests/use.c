// SPDX-License-Identifier: GPL-2.0-only
/* A source file of the driver, for compile tests: whatever the kernel, this. */
#include "use.h"

static const struct scmi_desc template = {
	.max_msg_size = 128,
	.atomic_enabled = 1,
};

const struct scmi_desc *use_desc(struct scmi_transport *trans,
				 struct scmi_desc *desc)
{
	scmi_core_desc_init(desc, &template);
	scmi_core_desc_attach(trans, desc);
	return scmi_core_desc(trans);
}

unsigned int use_chan(struct scmi_chan_info *cinfo, struct scmi_desc *desc)
{
	return scmi_core_chan_max_msg_size(cinfo, desc);
}

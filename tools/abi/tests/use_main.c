// SPDX-License-Identifier: GPL-2.0-only
/* The helpers at work, linked to use.c. */
#include "use.h"

#if SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE
static struct scmi_chan_info cinfo = { .max_msg_size = 64 };
static const unsigned int chan_size = 64;
#else
static struct scmi_chan_info cinfo;
static const unsigned int chan_size = 128;
#endif

int main(void)
{
	struct scmi_transport trans = { .supplier = NULL };
	struct scmi_desc desc;
	const struct scmi_desc *used = use_desc(&trans, &desc);
	bool copied = used != &desc;

	/* A copy exactly where the core keeps one. */
	if (copied != SCMI_CORE_DESC_BY_VALUE)
		return 1;
	if (used->max_msg_size != 128 || !used->atomic_enabled)
		return 2;
	return use_chan(&cinfo, &desc) == chan_size ? 0 : 3;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels' public SCMI clients' APIs. The older one
 * is told by a macro that only it has, so backports sort themselves out.
 */
#ifndef SCMI_CLIENT_COMPAT_H
#define SCMI_CLIENT_COMPAT_H

#include <linux/scmi_protocol.h>

#ifdef SCMI_MAX_NUM_RATES
#define client_version scmi_revision_info
#else
#define client_version scmi_base_info
#endif

/**
 * struct client_rates - what a clock can be set to
 * @discrete: @count rates follow each other; else they are min, max, step
 * @count: number of @rates
 * @rates: in Hz, valid as long as the clock protocol's handle is
 */
struct client_rates {
	bool discrete;
	unsigned int count;
	const u64 *rates;
};

#ifdef SCMI_MAX_NUM_RATES
static inline int client_rates_get(const struct scmi_clk_proto_ops *ops,
				   const struct scmi_protocol_handle *ph,
				   u32 id, struct client_rates *r)
{
	const struct scmi_clock_info *info = ops->info_get(ph, id);

	if (!info)
		return -EINVAL;
	r->discrete = info->rate_discrete;
	r->count = r->discrete ? info->list.num_rates : 3;
	r->rates = r->discrete ? info->list.rates : &info->range.min_rate;
	return 0;
}
#else
static inline int client_rates_get(const struct scmi_clk_proto_ops *ops,
				   const struct scmi_protocol_handle *ph,
				   u32 id, struct client_rates *r)
{
	const struct scmi_clock_rates *rates = ops->all_rates_get(ph, id);

	if (!rates)
		return -EINVAL;
	r->discrete = rates->rate_discrete;
	r->count = rates->num_rates;
	r->rates = rates->rates;
	return r->discrete || r->count == 3 ? 0 : -EPROTO;
}
#endif

#endif /* SCMI_CLIENT_COMPAT_H */

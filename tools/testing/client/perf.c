// SPDX-License-Identifier: GPL-2.0-only
/* Commands of the performance protocol. */
#include "client.h"

static int perf_count(struct client_call *call)
{
	int n = call->c->perf->num_domains_get(call->c->ph);

	if (n < 0)
		return n;
	seq_buf_printf(call->out, " count=%d", n);
	return 0;
}

/* The operating points, as pairs of Hz and power in the platform's unit. */
static void print_points(struct client_call *call)
{
	unsigned long hz = 0, power;
	struct client *c = call->c;
	const char *sep = "";

	seq_buf_puts(call->out, " opps=");
	while (!c->perf->est_power_get(c->ph, call->arg[0], &hz, &power)) {
		seq_buf_printf(call->out, "%s%lu:%lu", sep, hz, power);
		sep = ",";
		hz++;
	}
}

static int perf_info(struct client_call *call)
{
	const struct scmi_perf_domain_info *info;
	struct client *c = call->c;

	info = c->perf->info_get(c->ph, call->arg[0]);
	if (IS_ERR_OR_NULL(info))
		return -ENOENT;
	seq_buf_printf(call->out, " set=%d scale=%d", info->set_perf,
		       c->perf->power_scale_get(c->ph));
	print_points(call);
	seq_buf_printf(call->out, " name=%s", info->name);
	return 0;
}

static int perf_get(struct client_call *call)
{
	struct client *c = call->c;
	unsigned long flags;
	u32 level;
	int ret;

	if (call->arg[1]) {
		spin_lock_irqsave(call->lock, flags);
		ret = c->perf->level_get(c->ph, call->arg[0], &level, true);
		spin_unlock_irqrestore(call->lock, flags);
	} else {
		ret = c->perf->level_get(c->ph, call->arg[0], &level, false);
	}
	if (!ret)
		seq_buf_printf(call->out, " level=%u", level);
	return ret;
}

static int perf_set(struct client_call *call)
{
	struct client *c = call->c;
	unsigned long flags;
	int ret;

	if (!call->arg[2])
		return c->perf->level_set(c->ph, call->arg[0], call->arg[1],
					  false);
	spin_lock_irqsave(call->lock, flags);
	ret = c->perf->level_set(c->ph, call->arg[0], call->arg[1], true);
	spin_unlock_irqrestore(call->lock, flags);
	return ret;
}

static int perf_limits(struct client_call *call)
{
	u32 max, min;
	int ret;

	ret = call->c->perf->limits_get(call->c->ph, call->arg[0], &max, &min);
	if (!ret)
		seq_buf_printf(call->out, " min=%u max=%u", min, max);
	return ret;
}

static int perf_limit(struct client_call *call)
{
	return call->c->perf->limits_set(call->c->ph, call->arg[0],
					 call->arg[2], call->arg[1]);
}

const struct client_cmd client_perf_cmds[] = {
	{ "count", "", "", perf_count },
	{ "info", "n", "DOMAIN", perf_info },
	{ "get", "nA", "DOMAIN [atomic]", perf_get },
	{ "set", "nnA", "DOMAIN LEVEL [atomic]", perf_set },
	{ "limits", "n", "DOMAIN", perf_limits },
	{ "limit", "nnn", "DOMAIN MIN MAX", perf_limit },
	{}
};

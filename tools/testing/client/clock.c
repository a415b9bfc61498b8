// SPDX-License-Identifier: GPL-2.0-only
/* Commands of the clock protocol. */
#include "client.h"

static int clock_count(struct client_call *call)
{
	int n = call->c->clk->count_get(call->c->ph);

	if (n < 0)
		return n;
	seq_buf_printf(call->out, " count=%d", n);
	return 0;
}

static void print_rates(struct seq_buf *out, const struct client_rates *r)
{
	unsigned int i;

	seq_buf_printf(out, " %s=", r->discrete ? "rates" : "range");
	for (i = 0; i < r->count; i++)
		seq_buf_printf(out, "%s%llu", i ? "," : "", r->rates[i]);
}

/* The name goes last: it may contain anything. */
static int clock_info(struct client_call *call)
{
	const struct scmi_clock_info *info;
	struct client *c = call->c;
	struct client_rates rates;
	int ret;

	info = c->clk->info_get(c->ph, call->arg[0]);
	if (!info)
		return -ENOENT;
	ret = client_rates_get(c->clk, c->ph, call->arg[0], &rates);
	if (ret)
		return ret;
	seq_buf_printf(call->out, " latency=%u notify=%d parents=%d",
		       info->enable_latency, info->rate_changed_notifications,
		       info->num_parents);
	print_rates(call->out, &rates);
	seq_buf_printf(call->out, " name=%s", info->name);
	return 0;
}

static int clock_get(struct client_call *call)
{
	u64 rate;
	int ret;

	ret = call->c->clk->rate_get(call->c->ph, call->arg[0], &rate);
	if (!ret)
		seq_buf_printf(call->out, " rate=%llu", rate);
	return ret;
}

/*
 * The core itself asks for an asynchronous set, with a delayed response, when
 * the platform takes more than one at a time.
 */
static int clock_set(struct client_call *call)
{
	return call->c->clk->rate_set(call->c->ph, call->arg[0], call->arg[1]);
}

static int clock_switch(struct client_call *call, bool on)
{
	int (*op)(const struct scmi_protocol_handle *ph, u32 id, bool atomic);
	struct client *c = call->c;
	unsigned long flags;
	int ret;

	op = on ? c->clk->enable : c->clk->disable;
	if (!call->arg[1])
		return op(c->ph, call->arg[0], false);
	spin_lock_irqsave(call->lock, flags);
	ret = op(c->ph, call->arg[0], true);
	spin_unlock_irqrestore(call->lock, flags);
	return ret;
}

static int clock_enable(struct client_call *call)
{
	return clock_switch(call, true);
}

static int clock_disable(struct client_call *call)
{
	return clock_switch(call, false);
}

static int clock_state(struct client_call *call)
{
	struct client *c = call->c;
	unsigned long flags;
	bool on = false;
	int ret;

	if (call->arg[1]) {
		spin_lock_irqsave(call->lock, flags);
		ret = c->clk->state_get(c->ph, call->arg[0], &on, true);
		spin_unlock_irqrestore(call->lock, flags);
	} else {
		ret = c->clk->state_get(c->ph, call->arg[0], &on, false);
	}
	if (!ret)
		seq_buf_printf(call->out, " enabled=%d", on);
	return ret;
}

static int clock_parent(struct client_call *call)
{
	u32 parent;
	int ret;

	ret = call->c->clk->parent_get(call->c->ph, call->arg[0], &parent);
	if (!ret)
		seq_buf_printf(call->out, " parent=%u", parent);
	return ret;
}

const struct client_cmd client_clock_cmds[] = {
	{ "count", "", "", clock_count },
	{ "info", "n", "ID", clock_info },
	{ "get", "n", "ID", clock_get },
	{ "set", "nq", "ID HZ", clock_set },
	{ "enable", "nA", "ID [atomic]", clock_enable },
	{ "disable", "nA", "ID [atomic]", clock_disable },
	{ "state", "nA", "ID [atomic]", clock_state },
	{ "parent", "n", "ID", clock_parent },
	{}
};

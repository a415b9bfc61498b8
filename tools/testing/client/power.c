// SPDX-License-Identifier: GPL-2.0-only
/* Commands of the power domain protocol. */
#include "client.h"

static int power_count(struct client_call *call)
{
	int n = call->c->power->num_domains_get(call->c->ph);

	if (n < 0)
		return n;
	seq_buf_printf(call->out, " count=%d", n);
	return 0;
}

static int power_name(struct client_call *call)
{
	struct client *c = call->c;

	if (call->arg[0] >= c->power->num_domains_get(c->ph))
		return -ENOENT;
	seq_buf_printf(call->out, " name=%s",
		       c->power->name_get(c->ph, call->arg[0]));
	return 0;
}

static int power_get(struct client_call *call)
{
	u32 state;
	int ret;

	ret = call->c->power->state_get(call->c->ph, call->arg[0], &state);
	if (!ret)
		seq_buf_printf(call->out, " state=0x%x", state);
	return ret;
}

static int power_set(struct client_call *call)
{
	return call->c->power->state_set(call->c->ph, call->arg[0],
					 call->arg[1]);
}

const struct client_cmd client_power_cmds[] = {
	{ "count", "", "", power_count },
	{ "name", "n", "DOMAIN", power_name },
	{ "get", "n", "DOMAIN", power_get },
	{ "set", "nn", "DOMAIN STATE", power_set },
	{}
};

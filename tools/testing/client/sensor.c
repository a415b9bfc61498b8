// SPDX-License-Identifier: GPL-2.0-only
/* Commands of the sensor protocol. */
#include "client.h"

#define AXES_MAX 63

static int sensor_count(struct client_call *call)
{
	int n = call->c->sensor->count_get(call->c->ph);

	if (n < 0)
		return n;
	seq_buf_printf(call->out, " count=%d", n);
	return 0;
}

static void print_axes(struct seq_buf *out, const struct scmi_sensor_info *s)
{
	unsigned int i;

	for (i = 0; i < s->num_axis; i++)
		seq_buf_printf(out, " axis%u=%u:%d:%s", i, s->axis[i].type,
			       s->axis[i].scale, s->axis[i].name);
}

static int sensor_info(struct client_call *call)
{
	const struct scmi_sensor_info *s;
	struct client *c = call->c;

	s = c->sensor->info_get(c->ph, call->arg[0]);
	if (!s)
		return -ENOENT;
	seq_buf_printf(call->out, " type=%u scale=%d trips=%u async=%d",
		       s->type, s->scale, s->num_trip_points, s->async);
	seq_buf_printf(call->out, " update=%d timestamped=%d axes=%u",
		       s->update, s->timestamped, s->num_axis);
	print_axes(call->out, s);
	seq_buf_printf(call->out, " name=%s", s->name);
	return 0;
}

/* For sensors that can, the core asks for a delayed response by itself. */
static int sensor_read(struct client_call *call)
{
	u64 value;
	int ret;

	ret = call->c->sensor->reading_get(call->c->ph, call->arg[0], &value);
	if (!ret)
		seq_buf_printf(call->out, " value=%lld", (s64)value);
	return ret;
}

/* All axes, each with its timestamp. */
static int sensor_readings(struct client_call *call)
{
	struct scmi_sensor_reading *r __free(kfree) = NULL;
	const struct scmi_sensor_info *s;
	struct client *c = call->c;
	unsigned int i, n;
	int ret;

	s = c->sensor->info_get(c->ph, call->arg[0]);
	if (!s)
		return -ENOENT;
	n = clamp_t(unsigned int, s->num_axis, 1, AXES_MAX);
	r = kcalloc(n, sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	ret = c->sensor->reading_get_timestamped(c->ph, s->id, n, r);
	for (i = 0; !ret && i < n; i++)
		seq_buf_printf(call->out, " value%u=%lld time%u=%llu", i,
			       r[i].value, i, r[i].timestamp);
	return ret;
}

static int sensor_trip(struct client_call *call)
{
	return call->c->sensor->trip_point_config(call->c->ph, call->arg[0],
						  call->arg[1], call->arg[2]);
}

static int sensor_config(struct client_call *call)
{
	u32 config;
	int ret;

	ret = call->c->sensor->config_get(call->c->ph, call->arg[0], &config);
	if (!ret)
		seq_buf_printf(call->out, " config=0x%x", config);
	return ret;
}

static int sensor_configure(struct client_call *call)
{
	return call->c->sensor->config_set(call->c->ph, call->arg[0],
					   call->arg[1]);
}

const struct client_cmd client_sensor_cmds[] = {
	{ "count", "", "", sensor_count },
	{ "info", "n", "ID", sensor_info },
	{ "read", "n", "ID", sensor_read },
	{ "readings", "n", "ID", sensor_readings },
	{ "trip", "nnq", "ID TRIP VALUE", sensor_trip },
	{ "config", "n", "ID", sensor_config },
	{ "configure", "nn", "ID CONFIG", sensor_configure },
	{}
};

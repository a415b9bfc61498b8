// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sensor protocol, version 3.1 (DEN0056, 4.7).
 *
 * What a sensor measures is the model's. How it is set up, enabled or not,
 * its update interval and trip points, is each agent's own: agents do not
 * disturb one another.
 */
#include "sensor.h"
#include "../util.h"

#include <inttypes.h>

#define READ_ASYNC 0x1u

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_SENSOR);
}

const struct model_sensor *sensor_get(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_SENSOR, id))
		return NULL;
	return &msg->agent->model->sensors[*id];
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	uint32_t pending = msg->agent->p2a ? SCMI_JOBS_PER_PROTOCOL : 0;

	wire_put(&msg->rsp, pending << 16 | count(msg->agent));
	/* No values in shared memory: address and length 0. */
	wire_put64(&msg->rsp, 0);
	wire_put(&msg->rsp, 0);
	return SCMI_SUCCESS;
}

void sensor_put_reading(struct wire_writer *w, const struct scmi_agent *agent,
			uint32_t id, uint64_t now)
{
	const struct model_sensor *sensor = &agent->model->sensors[id];
	uint64_t timestamp = agent->sensors[id].timestamps ? now : 0;
	size_t i;

	for (i = 0; i < sensor_values(sensor); i++) {
		wire_put64(w, model_wave_at(&sensor->axes[i].wave, now));
		wire_put64(w, timestamp);
	}
}

/* SENSOR_READING_COMPLETE (4.7.3.1): what is measured when it is done */
static void run_reading(struct scmi_agent *agent, struct scmi_job *job)
{
	struct wire_writer w;

	scmi_job_answer(job, &w);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_SENSOR, job->id));
	sensor_put_reading(&w, agent, job->id, job->packet.time);
	scmi_job_answered(job, &w);
}

static enum scmi_status start_reading(struct scmi_msg *msg, uint32_t id)
{
	const struct model_sensor *sensor = &msg->agent->model->sensors[id];

	if (!msg->agent->p2a || !sensor->async_read)
		return SCMI_NOT_SUPPORTED;
	return scmi_start(msg, sensor->async_latency_ns, run_reading, false, id,
			  0);
}

/* Without P2A channels no sensor can insist on a delayed response. */
static bool can_read_now(const struct scmi_agent *agent,
			 const struct model_sensor *sensor)
{
	return sensor->sync_read || !agent->p2a;
}

static enum scmi_status reading_get(struct scmi_msg *msg)
{
	uint32_t id, flags;
	const struct model_sensor *sensor = sensor_get(msg, &id);

	if (!sensor)
		return msg->refused;
	flags = wire_get(&msg->req);
	if (flags & ~READ_ASYNC)
		return SCMI_INVALID_PARAMETERS;
	if (!msg->agent->sensors[id].enabled)
		return SCMI_PROTOCOL_ERROR;
	if (flags & READ_ASYNC)
		return start_reading(msg, id);
	if (!can_read_now(msg->agent, sensor))
		return SCMI_NOT_SUPPORTED;
	sensor_put_reading(&msg->rsp, msg->agent, id, msg->now);
	return SCMI_SUCCESS;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->sensors[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	const struct model_sensor *sensor = &model->sensors[id];
	size_t i;

	for (i = 0; i < sensor_values(sensor); i++)
		show_put(s, "%s%" PRId64, i ? "," : " value=",
			 model_wave_at(&sensor->axes[i].wave, now));
}

static void show_trips(struct show *s, const struct scmi_sensor_view *view,
		       size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (view->trips[i].events)
			show_put(s, " trip%zu=%" PRId64 "%s%s", i,
				 view->trips[i].value,
				 view->trips[i].events & 1 ? "+" : "",
				 view->trips[i].events & 2 ? "-" : "");
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct model_sensor *sensor = &agent->model->sensors[id];
	const struct scmi_sensor_view *view = &agent->sensors[id];

	if (view->enabled != sensor->enabled)
		show_put(s, " enabled=%s", show_yes(view->enabled));
	if (view->interval_us != sensor->interval_us)
		show_put(s, " interval=%u", view->interval_us);
	show_flag(s, "timestamps", view->timestamps);
	show_flag(s, "notify-trips", view->notify_trips);
	show_flag(s, "notify-updates", view->notify_updates);
	show_trips(s, view, sensor->trip_points);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 16, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "SENSOR_DESCRIPTION_GET", 4, 32, 0, sensor_description_get },
	{ 0x04, "SENSOR_TRIP_POINT_NOTIFY", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  sensor_trip_point_notify },
	{ 0x05, "SENSOR_TRIP_POINT_CONFIG", 16, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  sensor_trip_point_config },
	{ 0x06, "SENSOR_READING_GET", 8, 0, SCMI_READ, reading_get },
	{ 0x07, "SENSOR_AXIS_DESCRIPTION_GET", 8, 32, 0,
	  sensor_axis_description_get },
	{ 0x08, "SENSOR_LIST_UPDATE_INTERVALS", 8, 8, 0,
	  sensor_list_update_intervals },
	{ 0x09, "SENSOR_CONFIG_GET", 4, 4, SCMI_READ, sensor_config_get },
	{ 0x0a, "SENSOR_CONFIG_SET", 8, 0, SCMI_READ, sensor_config_set },
	{ 0x0b, "SENSOR_CONTINUOUS_UPDATE_NOTIFY", 8, 0,
	  SCMI_NEEDS_P2A | SCMI_READ, sensor_continuous_update_notify },
	{ 0x0c, "SENSOR_NAME_GET", 4, 68, 0, sensor_name_get },
	{ 0x0d, "SENSOR_AXIS_NAME_GET", 8, 72, 0, sensor_axis_name_get },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_sensor_protocol = {
	.id = SCMI_SENSOR,
	.name = "sensor",
	.version = 0x30001,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_SENSOR,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

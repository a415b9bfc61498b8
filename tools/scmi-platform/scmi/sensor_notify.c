// SPDX-License-Identifier: GPL-2.0-only
/*
 * What sensors report by themselves: trip points that were crossed, and
 * continuous updates. For both a sensor is sampled once an update interval,
 * while someone waits for it and it is enabled.
 */
#include "sensor.h"

/* SENSOR_TRIP_POINT_CONFIG's control word. */
#define TRIP_EVENTS   0x3u
#define TRIP_UP	      0x1u
#define TRIP_DOWN     0x2u
#define TRIP_ID_SHIFT 4
#define TRIP_ID_MASK  0xffu
#define TRIP_RESERVED 0xfffff00cu

#define EVENT_UPWARDS 0x10000u

/* Sensor events come from the platform, not from an agent. */
#define EVENT_AGENT 0

enum notification {
	SENSOR_TRIP_POINT_EVENT = 0,
	SENSOR_UPDATE = 1,
};

void scmi_sensor_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	const struct model_sensor *sensor = &agent->model->sensors[id];

	(void)now;
	agent->sensors[id] = (struct scmi_sensor_view){
		.interval_us = sensor->interval_us,
		.enabled = sensor->enabled,
		.next_sample = SCMI_NEVER,
	};
}

uint64_t scmi_sensor_next_sample(const struct scmi_agent *agent, size_t *id)
{
	uint64_t next = SCMI_NEVER;
	size_t i;

	for (i = 0; i < agent->model->n_sensors; i++) {
		if (agent->sensors[i].next_sample < next) {
			next = agent->sensors[i].next_sample;
			*id = i;
		}
	}
	return next;
}

static bool any_trip(const struct scmi_sensor_view *view)
{
	size_t i;

	for (i = 0; i < MODEL_TRIP_POINTS_MAX; i++)
		if (view->trips[i].events)
			return true;
	return false;
}

static int64_t value_at(const struct scmi_agent *agent, size_t id, size_t axis,
			uint64_t now)
{
	return model_wave_at(&agent->model->sensors[id].axes[axis].wave, now);
}

static void remember(struct scmi_agent *agent, size_t id, uint64_t now)
{
	size_t i;

	for (i = 0; i < sensor_values(&agent->model->sensors[id]); i++)
		agent->sensors[id].last[i] = value_at(agent, id, i, now);
}

void sensor_resample(struct scmi_agent *agent, uint32_t id, uint64_t now)
{
	struct scmi_sensor_view *view = &agent->sensors[id];
	bool wanted = view->notify_updates ||
		      (view->notify_trips && any_trip(view));

	if (!wanted || !view->enabled) {
		view->next_sample = SCMI_NEVER;
		return;
	}
	if (view->next_sample == SCMI_NEVER)
		remember(agent, id, now);
	view->next_sample = now + view->interval_us * MODEL_NS_PER_US;
}

static void note_trip(struct scmi_agent *agent, uint64_t now, uint32_t id,
		      uint32_t trip, bool up)
{
	const uint32_t words[] = {
		EVENT_AGENT, scmi_view_local(agent, MODEL_KIND_SENSOR, id),
		trip | (up ? EVENT_UPWARDS : 0)
	};

	scmi_note(agent, now, SCMI_SENSOR, SENSOR_TRIP_POINT_EVENT, words, 3);
}

static void check_trips(struct scmi_agent *agent, size_t id, size_t axis,
			uint64_t at, int64_t value)
{
	const struct scmi_sensor_view *view = &agent->sensors[id];
	int64_t last = view->last[axis];
	size_t i;

	for (i = 0; i < MODEL_TRIP_POINTS_MAX; i++) {
		const struct scmi_trip *trip = &view->trips[i];
		bool up = last < trip->value && value >= trip->value;
		bool down = last > trip->value && value <= trip->value;

		if ((up && trip->events & TRIP_UP) ||
		    (down && trip->events & TRIP_DOWN))
			note_trip(agent, at, id, i, up);
	}
}

static void note_update(struct scmi_agent *agent, uint64_t at, uint32_t id,
			uint64_t now)
{
	struct wire_writer w;

	scmi_note_begin(agent, at, SCMI_SENSOR, SENSOR_UPDATE, &w);
	wire_put(&w, EVENT_AGENT);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_SENSOR, id));
	sensor_put_reading(&w, agent, id, now);
	scmi_note_end(agent, &w);
}

void scmi_sensor_sample(struct scmi_agent *agent, size_t id, uint64_t now)
{
	struct scmi_sensor_view *view = &agent->sensors[id];
	uint64_t step = view->interval_us * MODEL_NS_PER_US;
	uint64_t due = view->next_sample;
	/* The last of the samples that are due stands for all of them. */
	uint64_t at = due + (now - due) / step * step;
	size_t i;

	view->next_sample = at + step;
	if (view->notify_trips)
		for (i = 0; i < sensor_values(&agent->model->sensors[id]); i++)
			check_trips(agent, id, i, due,
				    value_at(agent, id, i, at));
	if (view->notify_updates)
		note_update(agent, due, id, at);
	remember(agent, id, at);
}

enum scmi_status sensor_trip_point_notify(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_sensor *sensor = sensor_get(msg, &id);
	enum scmi_status status;

	if (!sensor)
		return msg->refused;
	if (!sensor->trip_points)
		return SCMI_NOT_SUPPORTED;
	status = scmi_subscribe(msg, &msg->agent->sensors[id].notify_trips);
	if (!status)
		sensor_resample(msg->agent, id, msg->now);
	return status;
}

enum scmi_status sensor_trip_point_config(struct scmi_msg *msg)
{
	uint32_t id, control, trip;
	const struct model_sensor *sensor = sensor_get(msg, &id);

	if (!sensor)
		return msg->refused;
	if (!sensor->trip_points)
		return SCMI_NOT_SUPPORTED;
	control = wire_get(&msg->req);
	trip = control >> TRIP_ID_SHIFT & TRIP_ID_MASK;
	if (control & TRIP_RESERVED || trip >= sensor->trip_points)
		return SCMI_INVALID_PARAMETERS;
	msg->agent->sensors[id].trips[trip] = (struct scmi_trip){
		.value = wire_get64(&msg->req),
		.events = control & TRIP_EVENTS,
	};
	sensor_resample(msg->agent, id, msg->now);
	return SCMI_SUCCESS;
}

enum scmi_status sensor_continuous_update_notify(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_sensor *sensor = sensor_get(msg, &id);
	enum scmi_status status;

	if (!sensor)
		return msg->refused;
	if (!sensor->continuous)
		return SCMI_NOT_SUPPORTED;
	status = scmi_subscribe(msg, &msg->agent->sensors[id].notify_updates);
	if (!status)
		sensor_resample(msg->agent, id, msg->now);
	return status;
}

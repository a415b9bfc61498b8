/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One agent: what it asked for, and what it is still to be sent. Private to
 * scmi/; others see it through scmi.h.
 */
#ifndef SCMI_PLATFORM_AGENT_H
#define SCMI_PLATFORM_AGENT_H

#include "scmi.h"
#include "../model/model.h"
#include "event.h"

enum scmi_vote {
	SCMI_VOTE_NONE,
	SCMI_VOTE_OFF,
	SCMI_VOTE_ON,
};

struct scmi_clock_view {
	enum scmi_vote vote;
	bool notify_changed;
	bool notify_requested;
};

struct scmi_power_view {
	enum scmi_vote vote;
	bool notify_changed;
	bool notify_requested;
};

struct scmi_perf_view {
	uint32_t max, min; /* level values that it allows; 0: no opinion */
	bool notify_limits;
	bool notify_level;
};

struct scmi_trip {
	int64_t value;
	uint8_t events; /* 1: upwards, 2: downwards */
};

struct scmi_sensor_view {
	uint32_t interval_us;
	bool enabled;
	bool timestamps;
	bool notify_trips;
	bool notify_updates;
	struct scmi_trip trips[MODEL_TRIP_POINTS_MAX];
	int64_t last[MODEL_AXES_MAX]; /* at the sample before */
	uint64_t next_sample; /* SCMI_NEVER when nobody waits for one */
};

struct scmi_pin_view {
	bool requested;
	uint32_t requests; /* its own and those of the groups that it is in */
};

struct scmi_pin_group_view {
	bool requested;
};

struct scmi_agent {
	struct scmi_model *model;
	uint32_t id; /* 1 and up, 0 is the platform */
	bool p2a;
	bool notify_errors;
	struct scmi_clock_view *clocks;
	struct scmi_power_view *power;
	struct scmi_perf_view *perf;
	struct scmi_sensor_view *sensors;
	struct scmi_pin_view *pins;
	struct scmi_pin_group_view *pin_groups;
	struct scmi_events events;
};

/**
 * scmi_next_agent - go through the agents that are connected
 * @model: whose
 * @slot: where to look from, 0 at first; moved behind the one found
 *
 * Return: the next one; NULL after the last.
 */
static inline struct scmi_agent *scmi_next_agent(const struct scmi_model *model,
						 size_t *slot)
{
	while (*slot < MODEL_AGENTS_MAX) {
		struct scmi_agent *agent = model->agents[(*slot)++];

		if (agent)
			return agent;
	}
	return NULL;
}

/* Called by scmi_agent_reset(), each for its part of the agent. */
void scmi_clock_reset(struct scmi_agent *agent);
void scmi_power_reset(struct scmi_agent *agent);
void scmi_perf_reset(struct scmi_agent *agent);
void scmi_sensor_reset(struct scmi_agent *agent);
void scmi_pinctrl_reset(struct scmi_agent *agent);

/**
 * scmi_sensor_next_sample - when a sensor has to be looked at
 * @agent: for whom
 * @id: filled with the sensor
 *
 * Return: the time; %SCMI_NEVER when no notification asks for it.
 */
uint64_t scmi_sensor_next_sample(const struct scmi_agent *agent, size_t *id);

/**
 * scmi_sensor_sample - look at a sensor whose time has come
 * @agent: for whom
 * @id: the sensor
 * @now: the time; samples missed until then are not made up for
 */
void scmi_sensor_sample(struct scmi_agent *agent, size_t id, uint64_t now);

#endif /* SCMI_PLATFORM_AGENT_H */

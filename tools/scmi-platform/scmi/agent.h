/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One agent: what exists for it, what it asked for, and what it is still to be
 * sent. Private to scmi/; others see it through scmi.h. What it asked for of
 * resources is found by the model's identifiers.
 */
#ifndef SCMI_PLATFORM_AGENT_H
#define SCMI_PLATFORM_AGENT_H

#include "scmi.h"
#include "../log.h"
#include "../model/model.h"
#include "event.h"
#include "permit.h"
#include "rate.h"
#include "view.h"

/* The platform's identifier among those of agents, which begin at 1. */
#define SCMI_AGENT_PLATFORM 0

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
	bool has_level;
	size_t level; /* that it asks for, an index */
	bool notify_limits;
	bool notify_level;
};

struct scmi_system_view {
	bool notify;
	uint32_t state; /* never a reset, which ends with power-up */
	uint64_t forced; /* when a shutdown will be; or SCMI_NEVER */
	uint32_t forced_by; /* the agent that asked for it */
	uint64_t since; /* when it first subscribed; or SCMI_NEVER */
	size_t n_requests; /* of the model's, those that it got */
};

struct scmi_reset_view {
	enum scmi_vote vote; /* on: out of reset */
	bool notify;
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

struct scmi_voltage_view {
	enum scmi_vote vote;
	bool has_level;
	int32_t level; /* that it has set */
};

/* Where a domain's power is, as seen from an agent's thresholds. */
enum scmi_zone {
	SCMI_ZONE_WITHIN,
	SCMI_ZONE_BELOW,
	SCMI_ZONE_ABOVE,
};

struct scmi_powercap_view {
	uint32_t cap; /* that it has set; 0: none */
	uint32_t interval_us; /* likewise */
	bool notify_cap;
	uint32_t low, high; /* thresholds of its power */
	enum scmi_zone zone; /* at the sample before */
	uint64_t next_sample; /* SCMI_NEVER when it does not wait for one */
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
	uint32_t id; /* 1 and up */
	char name[MODEL_AGENT_NAME_SIZE];
	const struct model_agent *config; /* NULL: it may do all */
	const struct model_system *system_config;
	struct scmi_view views[MODEL_KINDS];
	struct scmi_permission *permissions; /* of the model's devices */
	bool p2a;
	bool notify_errors;
	struct scmi_clock_view *clocks;
	struct scmi_power_view *power;
	struct scmi_system_view system;
	struct scmi_perf_view *perf;
	struct scmi_sensor_view *sensors;
	struct scmi_reset_view *resets;
	struct scmi_voltage_view *voltages;
	struct scmi_powercap_view *powercaps;
	struct scmi_pin_view *pins;
	struct scmi_pin_group_view *pin_groups;
	struct scmi_events events;
	struct scmi_rate rate; /* of its commands */
	bool busy; /* what is due for it is looked at anyway */
	void (*wake)(void *ctx); /* or NULL: see scmi_agent_on_event() */
	void *wake_ctx;
	struct log_limit limit; /* for lines that it can cause */
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

/* What an agent wants of a resource. */
typedef enum scmi_vote (*scmi_vote_fn)(const struct scmi_agent *agent,
				       uint32_t id);

/**
 * scmi_is_on - count the votes for a resource
 * @model: whose
 * @vote_of: gives one agent's vote
 * @id: the resource
 * @otherwise: what it is while nobody has voted
 *
 * Return: whether it is on: one agent wants it, whatever the others say.
 */
bool scmi_is_on(const struct scmi_model *model, scmi_vote_fn vote_of,
		uint32_t id, bool otherwise);

/* Its system is as it was before the agent asked for anything. */
void scmi_system_reset(struct scmi_agent *agent);

/*
 * Forget what an agent asked for of one resource: votes, wishes, exclusive
 * control and subscriptions. Others who subscribed hear of what is changed by
 * that. See scmi_view_drop().
 */
void scmi_clock_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_power_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_perf_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_sensor_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_reset_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_voltage_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_powercap_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_pin_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);
void scmi_pin_group_drop(struct scmi_agent *agent, uint64_t now, uint32_t id);

/* Its events have changed; nothing to say while its own work is at hand. */
static inline void scmi_wake(const struct scmi_agent *agent)
{
	if (agent->wake && !agent->busy)
		agent->wake(agent->wake_ctx);
}

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

/* The same for the power of a powercap domain. */
uint64_t scmi_powercap_next_sample(const struct scmi_agent *agent, size_t *id);
void scmi_powercap_sample(struct scmi_agent *agent, size_t id, uint64_t now);

/**
 * scmi_system_next - when a transition is to be requested or forced
 * @agent: of whom, or on whom
 * @id: is set to 0: an agent has one system
 *
 * Return: the time; %SCMI_NEVER when nothing is to be done.
 */
uint64_t scmi_system_next(const struct scmi_agent *agent, size_t *id);

/**
 * scmi_system_run - request or force the transition whose time has come
 * @agent: of whom, or on whom
 * @id: 0
 * @now: the time; the transition has its own
 */
void scmi_system_run(struct scmi_agent *agent, size_t id, uint64_t now);

#endif /* SCMI_PLATFORM_AGENT_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system power management protocol, version 2.1 (DEN0056, 4.4).
 *
 * The system is the agent's: its virtual machine. What it forcefully requests
 * holds at once, and ends whatever was gracefully requested before: the last one
 * decides. What it, or the platform, gracefully requests is put to it if it
 * subscribed; a shutdown is forced on it when the time for it is over. When it
 * did not subscribe it cannot be asked, and its request holds at once, too.
 */
#include "protocol.h"
#include "../util.h"

#define ATTR_WARM_RESET 0x80000000u
#define ATTR_SUSPEND	0x40000000u

/* The same in requests and notifications. */
#define FLAG_GRACEFUL 0x1u

enum {
	SYSTEM_POWER_STATE_SET = 0x03,
};

enum notification {
	SYSTEM_POWER_STATE_NOTIFIER = 0,
};

static const char *const state_names[] = {
	[MODEL_SYSTEM_SHUTDOWN] = "shutdown",
	[MODEL_SYSTEM_COLD_RESET] = "cold reset",
	[MODEL_SYSTEM_WARM_RESET] = "warm reset",
	[MODEL_SYSTEM_POWER_UP] = "power-up",
	[MODEL_SYSTEM_SUSPEND] = "suspend",
};

void scmi_system_reset(struct scmi_agent *agent)
{
	agent->system = (struct scmi_system_view){
		.state = MODEL_SYSTEM_POWER_UP,
		.forced = SCMI_NEVER,
		.since = SCMI_NEVER,
	};
}

static size_t count(const struct scmi_agent *agent)
{
	return agent->system_config->offered;
}

static bool is_allowed(const struct scmi_agent *agent, uint32_t state)
{
	return agent->system_config->allowed & 1u << state;
}

static uint32_t message_attributes(const struct scmi_agent *agent, uint8_t id)
{
	uint32_t flags = 0;

	if (id != SYSTEM_POWER_STATE_SET)
		return 0;
	if (is_allowed(agent, MODEL_SYSTEM_WARM_RESET))
		flags |= ATTR_WARM_RESET;
	if (is_allowed(agent, MODEL_SYSTEM_SUSPEND))
		flags |= ATTR_SUSPEND;
	return flags;
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	/* All reserved. */
	wire_put(&msg->rsp, 0);
	return SCMI_SUCCESS;
}

static void notify(struct scmi_agent *agent, uint64_t now, uint32_t by,
		   uint32_t flags, uint32_t state, uint32_t timeout_ms)
{
	const uint32_t words[] = { by, flags, state, timeout_ms };

	scmi_note(agent, now, SCMI_SYSTEM, SYSTEM_POWER_STATE_NOTIFIER, words,
		  4);
}

/* The state that a system is in when the transition is over. */
static uint32_t state_after(uint32_t state)
{
	if (state == MODEL_SYSTEM_COLD_RESET ||
	    state == MODEL_SYSTEM_WARM_RESET)
		return MODEL_SYSTEM_POWER_UP;
	return state;
}

/* @by caused what @agent does; they are the same unless it is forced to. */
static void enter(struct scmi_agent *agent, uint64_t now, uint32_t by,
		  uint32_t state)
{
	log_limited(&agent->limit, LOG_INFO, "%s: system %s", agent->name,
		    state_names[state]);
	agent->system.state = state_after(state);
	agent->system.forced = SCMI_NEVER;
	if (agent->system.notify)
		notify(agent, now, by, 0, state, 0);
}

/* An agent has no more time because it is asked once more. */
static void limit_time(struct scmi_agent *agent, uint64_t now, uint32_t by,
		       uint32_t timeout_ms)
{
	uint64_t due = now + timeout_ms * MODEL_NS_PER_MS;

	if (!timeout_ms || due >= agent->system.forced)
		return;
	agent->system.forced = due;
	agent->system.forced_by = by;
}

/* Return: whether it can be asked. */
static bool ask(struct scmi_agent *agent, uint64_t now, uint32_t by,
		uint32_t state)
{
	uint32_t timeout_ms = 0;

	if (!agent->system.notify)
		return false;
	/* The specification has a time for this one alone. */
	if (state == MODEL_SYSTEM_SHUTDOWN)
		timeout_ms = agent->system_config->graceful_timeout_ms;
	log_limited(&agent->limit, LOG_INFO,
		    "%s: asked for a graceful system %s", agent->name,
		    state_names[state]);
	notify(agent, now, by, FLAG_GRACEFUL, state, timeout_ms);
	limit_time(agent, now, by, timeout_ms);
	return true;
}

bool scmi_system_request(struct scmi_agent *agent, uint64_t now, uint32_t state)
{
	return ask(agent, now, SCMI_AGENT_PLATFORM, state);
}

static uint64_t next_request(const struct scmi_agent *agent)
{
	const struct scmi_system_view *view = &agent->system;
	const struct model_system *system = agent->system_config;

	if (view->since == SCMI_NEVER || view->n_requests == system->n_requests)
		return SCMI_NEVER;
	return view->since + system->requests[view->n_requests].after_ns;
}

static void make_request(struct scmi_agent *agent, uint64_t now)
{
	const struct model_request *request =
		&agent->system_config->requests[agent->system.n_requests++];

	if (!scmi_system_request(agent, now, request->state))
		log_limited(&agent->limit, LOG_INFO,
			    "%s: not asked for a graceful system %s: it unsubscribed",
			    agent->name, state_names[request->state]);
}

static void force_shutdown(struct scmi_agent *agent)
{
	log_limited(&agent->limit, LOG_WARNING,
		    "%s: no graceful shutdown in its time", agent->name);
	enter(agent, agent->system.forced, agent->system.forced_by,
	      MODEL_SYSTEM_SHUTDOWN);
}

uint64_t scmi_system_next(const struct scmi_agent *agent, size_t *id)
{
	*id = 0;
	return min_u64(agent->system.forced, next_request(agent));
}

void scmi_system_run(struct scmi_agent *agent, size_t id, uint64_t now)
{
	uint64_t request = next_request(agent);

	(void)id;
	(void)now;
	if (request <= agent->system.forced)
		make_request(agent, request);
	else
		force_shutdown(agent);
}

static enum scmi_status state_set(struct scmi_msg *msg)
{
	struct scmi_agent *agent = msg->agent;
	uint32_t flags = wire_get(&msg->req);
	uint32_t state = wire_get(&msg->req);
	bool graceful = flags & FLAG_GRACEFUL && state != MODEL_SYSTEM_POWER_UP;

	if (flags & ~FLAG_GRACEFUL || state >= MODEL_SYSTEM_STATES)
		return SCMI_INVALID_PARAMETERS;
	if (!is_allowed(agent, state))
		return SCMI_NOT_SUPPORTED;
	if (!graceful || !ask(agent, msg->now, agent->id, state))
		enter(agent, msg->now, agent->id, state);
	return SCMI_SUCCESS;
}

static enum scmi_status state_get(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, msg->agent->system.state);
	return SCMI_SUCCESS;
}

static enum scmi_status state_notify(struct scmi_msg *msg)
{
	struct scmi_system_view *view = &msg->agent->system;
	enum scmi_status status = scmi_subscribe(msg, &view->notify);

	if (view->notify && view->since == SCMI_NEVER)
		view->since = msg->now;
	return status;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	(void)model;
	(void)id;
	return "system";
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	uint32_t state = agent->system.state;

	(void)id;
	if (state != MODEL_SYSTEM_POWER_UP)
		show_put(s, " state=%s", model_system_word(state));
	show_flag(s, "notify", agent->system.notify);
	show_flag(s, "shutdown-forced-later",
		  agent->system.forced != SCMI_NEVER);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ SYSTEM_POWER_STATE_SET, "SYSTEM_POWER_STATE_SET", 8, 0, 0,
	  state_set },
	{ 0x04, "SYSTEM_POWER_STATE_GET", 0, 4, 0, state_get },
	{ 0x05, "SYSTEM_POWER_STATE_NOTIFY", 4, 0, SCMI_NEEDS_P2A,
	  state_notify },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_system_protocol = {
	.id = SCMI_SYSTEM,
	.name = "system power",
	.version = 0x20001,
	.count = count,
	.message_attributes = message_attributes,
	.name_of = name_of,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

// SPDX-License-Identifier: GPL-2.0-only
#include "agent.h"
#include "protocol.h"
#include "../util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct scmi_protocol *const scmi_protocols[] = {
	&scmi_base_protocol,	&scmi_power_protocol,	&scmi_system_protocol,
	&scmi_perf_protocol,	&scmi_clock_protocol,	&scmi_sensor_protocol,
	&scmi_reset_protocol,	&scmi_voltage_protocol, &scmi_powercap_protocol,
	&scmi_pinctrl_protocol,
};

const size_t scmi_n_protocols = ARRAY_SIZE(scmi_protocols);

/* calloc() that gives a pointer for nothing too. */
static void *zalloc(size_t n, size_t size)
{
	return calloc(n ? n : 1, size);
}

static bool alloc_wishes(struct scmi_agent *agent,
			 const struct scmi_model *model)
{
	agent->clocks = zalloc(model->n_clocks, sizeof(*agent->clocks));
	agent->power = zalloc(model->n_power, sizeof(*agent->power));
	agent->perf = zalloc(model->n_perf, sizeof(*agent->perf));
	agent->sensors = zalloc(model->n_sensors, sizeof(*agent->sensors));
	agent->resets = zalloc(model->n_resets, sizeof(*agent->resets));
	agent->voltages = zalloc(model->n_voltages, sizeof(*agent->voltages));
	agent->powercaps =
		zalloc(model->n_powercaps, sizeof(*agent->powercaps));
	agent->pins = zalloc(model->n_pins, sizeof(*agent->pins));
	agent->pin_groups =
		zalloc(model->n_pin_groups, sizeof(*agent->pin_groups));
	return agent->clocks && agent->power && agent->perf && agent->sensors &&
	       agent->resets && agent->voltages && agent->powercaps &&
	       agent->pins && agent->pin_groups;
}

static void free_agent(struct scmi_agent *agent)
{
	scmi_view_close(agent);
	scmi_permit_close(agent);
	free(agent->clocks);
	free(agent->power);
	free(agent->perf);
	free(agent->sensors);
	free(agent->resets);
	free(agent->voltages);
	free(agent->powercaps);
	free(agent->pins);
	free(agent->pin_groups);
	free(agent);
}

/* Who it is, and what it may do. */
static void configure(struct scmi_agent *agent,
		      const struct model_agent *config)
{
	agent->config = config;
	agent->system_config = &agent->model->system;
	if (!config) {
		snprintf(agent->name, sizeof(agent->name), "agent%u",
			 agent->id);
		return;
	}
	strcpy(agent->name, config->name);
	if (config->has_system)
		agent->system_config = &config->system;
	scmi_rate_init(&agent->rate, config->commands_per_s, config->burst);
}

struct scmi_agent *scmi_agent_open(struct scmi_model *model)
{
	size_t slot = 0, most = MODEL_AGENTS_MAX;
	const struct model_agent *config = NULL;
	struct scmi_agent *agent;

	if (model->configured)
		most = model->n_configured;
	while (slot < most && model->agents[slot])
		slot++;
	if (slot == most) {
		errno = ENOSPC;
		return NULL;
	}
	agent = zalloc(1, sizeof(*agent));
	if (!agent)
		return NULL;
	agent->model = model;
	agent->id = slot + 1;
	if (model->configured)
		config = &model->configured[slot];
	configure(agent, config);
	if (!scmi_view_open(agent, config) || !scmi_permit_open(agent) ||
	    !alloc_wishes(agent, model)) {
		free_agent(agent);
		errno = ENOMEM;
		return NULL;
	}
	/* Dropped in scmi_agent_close(). */
	model->agents[slot] = agent;
	scmi_agent_reset(agent, false);
	scmi_permit_reset(agent);
	return agent;
}

void scmi_agent_close(struct scmi_agent *agent)
{
	if (!agent)
		return;
	scmi_agent_reset(agent, false);
	agent->model->agents[agent->id - 1] = NULL;
	free_agent(agent);
}

unsigned int scmi_agent_id(const struct scmi_agent *agent)
{
	return agent->id;
}

void scmi_agent_reset(struct scmi_agent *agent, bool p2a)
{
	agent->p2a = p2a;
	agent->notify_errors = false;
	scmi_events_reset(&agent->events, agent->config
						  ? agent->config->events_max
						  : SCMI_NOTES_MAX);
	scmi_system_reset(agent);
	scmi_view_drop(agent);
}

void scmi_agent_on_event(struct scmi_agent *agent, void (*wake)(void *ctx),
			 void *ctx)
{
	agent->wake = wake;
	agent->wake_ctx = ctx;
}

bool scmi_protocol_offered(const struct scmi_agent *agent,
			   const struct scmi_protocol *protocol)
{
	return !protocol->count || protocol->count(agent);
}

static const struct scmi_protocol *find_protocol(const struct scmi_agent *agent,
						 uint8_t id)
{
	size_t i;

	for (i = 0; i < scmi_n_protocols; i++)
		if (scmi_protocols[i]->id == id &&
		    scmi_protocol_offered(agent, scmi_protocols[i]))
			return scmi_protocols[i];
	return NULL;
}

static const struct scmi_command *
find_command(const struct scmi_protocol *protocol, uint32_t id)
{
	size_t i;

	for (i = 0; i < protocol->n_commands; i++)
		if (protocol->commands[i].id == id)
			return &protocol->commands[i];
	return NULL;
}

static bool command_offered(const struct scmi_agent *agent,
			    const struct scmi_command *command)
{
	if (!command->handle)
		return false;
	return agent->p2a || !(command->flags & SCMI_NEEDS_P2A);
}

enum scmi_status scmi_protocol_version(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, msg->protocol->version);
	return SCMI_SUCCESS;
}

/* FastChannels, which messages of some protocols may have, do not exist. */
enum scmi_status scmi_message_attributes(struct scmi_msg *msg)
{
	const struct scmi_protocol *protocol = msg->protocol;
	const struct scmi_command *command =
		find_command(protocol, wire_get(&msg->req));
	uint32_t flags = 0;

	if (!command || !command_offered(msg->agent, command))
		return SCMI_NOT_FOUND;
	if (protocol->message_attributes)
		flags = protocol->message_attributes(msg->agent, command->id);
	wire_put(&msg->rsp, flags);
	return SCMI_SUCCESS;
}

enum scmi_status scmi_negotiate_version(struct scmi_msg *msg)
{
	if (wire_get(&msg->req) != msg->protocol->version)
		return SCMI_NOT_SUPPORTED;
	return SCMI_SUCCESS;
}

enum scmi_status scmi_put_long_name(struct scmi_msg *msg, const char *name)
{
	wire_put(&msg->rsp, 0);
	wire_put_name(&msg->rsp, name, SCMI_LONG_NAME);
	return SCMI_SUCCESS;
}

enum scmi_status scmi_subscribe(struct scmi_msg *msg, bool *on)
{
	uint32_t control = wire_get(&msg->req);

	if (control > 1)
		return SCMI_INVALID_PARAMETERS;
	*on = control;
	return SCMI_SUCCESS;
}

enum scmi_status scmi_start(struct scmi_msg *msg, uint64_t latency_ns,
			    scmi_job_fn run, bool quiet, uint32_t id,
			    uint64_t value)
{
	struct scmi_job *job = scmi_job_add(msg->agent, msg->header,
					    msg->now + latency_ns, run);

	if (!job)
		return SCMI_BUSY;
	job->quiet = quiet;
	job->id = id;
	job->value = value;
	return SCMI_SUCCESS;
}

bool scmi_is_on(const struct scmi_model *model, scmi_vote_fn vote_of,
		uint32_t id, bool otherwise)
{
	enum scmi_vote strongest = SCMI_VOTE_NONE;
	const struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot)))
		if (vote_of(agent, id) > strongest)
			strongest = vote_of(agent, id);
	return strongest == SCMI_VOTE_NONE ? otherwise
					   : strongest == SCMI_VOTE_ON;
}

static enum model_right right_for(const struct scmi_command *command)
{
	if (command->flags & SCMI_CONTROL)
		return MODEL_RIGHT_CONTROL;
	return command->flags & SCMI_READ ? MODEL_RIGHT_READ : MODEL_RIGHT_SEE;
}

bool scmi_find(struct scmi_msg *msg, enum model_kind kind, uint32_t local,
	       uint32_t *id)
{
	msg->refused = SCMI_SUCCESS;
	if (!scmi_view_find(msg->agent, kind, local, id))
		msg->refused = SCMI_NOT_FOUND;
	else if (scmi_right(msg->agent, kind, *id) < right_for(msg->command))
		msg->refused = SCMI_DENIED;
	return msg->refused == SCMI_SUCCESS;
}

bool scmi_get_id(struct scmi_msg *msg, enum model_kind kind, uint32_t *id)
{
	return scmi_find(msg, kind, wire_get(&msg->req), id);
}

static bool length_is_right(const struct scmi_msg *msg,
			    const struct scmi_command *command)
{
	if (command->flags & SCMI_MORE_FOLLOWS)
		return msg->req.left >= command->req;
	return msg->req.left == command->req;
}

/* All that can be wrong before the command itself is looked at. */
static enum scmi_status check(const struct scmi_msg *msg)
{
	const struct scmi_command *command = msg->command;

	if (!command)
		return SCMI_NOT_FOUND;
	if (!command_offered(msg->agent, command))
		return SCMI_NOT_SUPPORTED;
	if (!length_is_right(msg, command))
		return SCMI_PROTOCOL_ERROR;
	if (wire_room(&msg->rsp) < command->rsp)
		return SCMI_COMMS_ERROR;
	return SCMI_SUCCESS;
}

static enum scmi_status dispatch(struct scmi_msg *msg)
{
	enum scmi_status status;

	msg->protocol = find_protocol(msg->agent, wire_protocol(msg->header));
	if (!msg->protocol)
		return SCMI_NOT_SUPPORTED;
	msg->command = find_command(msg->protocol, wire_id(msg->header));
	status = check(msg);
	if (status == SCMI_SUCCESS)
		status = msg->command->handle(msg);
	if (status == SCMI_SUCCESS && msg->rsp.full)
		status = SCMI_COMMS_ERROR;
	return status;
}

/* What is wrong here cannot be said in a response. */
static enum scmi_status check_message(const struct scmi_msg *msg)
{
	if (wire_type(msg->header) != WIRE_COMMAND)
		return SCMI_PROTOCOL_ERROR;
	if (msg->rsp.size < 2 * WIRE_WORD)
		return SCMI_COMMS_ERROR;
	return SCMI_SUCCESS;
}

uint64_t scmi_agent_ready(const struct scmi_agent *agent)
{
	return scmi_rate_ready(&agent->rate);
}

/* Return: the bytes of the response. */
static size_t respond(struct scmi_msg *msg)
{
	enum scmi_status status = check_message(msg);

	if (status) {
		scmi_base_error(msg->agent, msg->now, msg->header, status);
		return 0;
	}
	wire_put(&msg->rsp, msg->header);
	wire_put(&msg->rsp, 0);
	status = dispatch(msg);
	wire_store(msg->rsp.buf + WIRE_WORD, status);
	/* An error says nothing but its status (virtio 1.2, 5.17.6.1.1). */
	return status == SCMI_SUCCESS ? msg->rsp.len : 2 * WIRE_WORD;
}

size_t scmi_agent_command(struct scmi_agent *agent, uint64_t now,
			  const void *req, size_t req_len, void *rsp,
			  size_t rsp_size)
{
	struct scmi_msg msg = {
		.agent = agent,
		.now = now,
		.req = { .at = req, .left = req_len },
		.rsp = { .buf = rsp, .size = rsp_size },
	};
	size_t len;

	scmi_rate_take(&agent->rate, now);
	if (req_len < WIRE_WORD)
		return 0;
	msg.header = wire_get(&msg.req) & WIRE_HEADER_MASK;
	scmi_agent_run(agent, now);
	agent->busy = true;
	len = respond(&msg);
	agent->busy = false;
	return len;
}

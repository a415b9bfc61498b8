// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a management agent may know of others, and do with them (DEN0056,
 * 4.2.2.10 to 4.2.2.13). All other agents are DENIED that, whatever they name:
 * they cannot find out who else there is.
 */
#include "base.h"
#include "permit.h"

#define FLAG_ALLOW 0x1u
#define FLAG_RESET 0x1u

static bool is_management(const struct scmi_agent *agent)
{
	return agent->config && agent->config->management;
}

size_t base_n_agents(const struct scmi_agent *agent)
{
	return is_management(agent) ? agent->model->n_configured : 1;
}

enum scmi_status base_agent_name(const struct scmi_agent *agent, uint32_t id,
				 const char **name)
{
	*name = id == SCMI_AGENT_PLATFORM ? "platform" : agent->name;
	if (id == SCMI_AGENT_PLATFORM || id == agent->id)
		return SCMI_SUCCESS;
	if (!is_management(agent))
		return SCMI_DENIED;
	if (id > agent->model->n_configured)
		return SCMI_NOT_FOUND;
	*name = agent->model->configured[id - 1].name;
	return SCMI_SUCCESS;
}

/* Reads an agent's identifier, for which the caller must be trusted. */
static enum scmi_status get_agent(struct scmi_msg *msg,
				  struct scmi_agent **agent)
{
	const struct scmi_model *model = msg->agent->model;
	uint32_t id = wire_get(&msg->req);

	if (!is_management(msg->agent))
		return SCMI_DENIED;
	*agent = NULL;
	if (id != SCMI_AGENT_PLATFORM && id <= model->n_configured)
		*agent = model->agents[id - 1];
	return *agent ? SCMI_SUCCESS : SCMI_NOT_FOUND;
}

/* Reads the agent and the device that a message is about. */
static enum scmi_status get_device(struct scmi_msg *msg,
				   struct scmi_agent **agent, uint32_t *device)
{
	enum scmi_status status = get_agent(msg, agent);

	*device = wire_get(&msg->req);
	if (!status && *device >= msg->agent->model->n_devices)
		status = SCMI_NOT_FOUND;
	return status;
}

enum scmi_status base_set_device_permissions(struct scmi_msg *msg)
{
	struct scmi_agent *agent;
	uint32_t device, flags;
	enum scmi_status status = get_device(msg, &agent, &device);

	if (status)
		return status;
	flags = wire_get(&msg->req);
	if (flags & ~FLAG_ALLOW)
		return SCMI_INVALID_PARAMETERS;
	scmi_permit_device(agent, device, flags & FLAG_ALLOW);
	return SCMI_SUCCESS;
}

/* The base protocol is everybody's. */
static enum scmi_status check_protocol(uint32_t id)
{
	size_t i;

	if (id == SCMI_BASE)
		return SCMI_DENIED;
	for (i = 0; i < scmi_n_protocols; i++)
		if (scmi_protocols[i]->id == id)
			return SCMI_SUCCESS;
	return SCMI_NOT_FOUND;
}

enum scmi_status base_set_protocol_permissions(struct scmi_msg *msg)
{
	struct scmi_agent *agent;
	uint32_t device, protocol, flags;
	enum scmi_status status = get_device(msg, &agent, &device);

	if (status)
		return status;
	protocol = wire_get(&msg->req);
	flags = wire_get(&msg->req);
	if (flags & ~FLAG_ALLOW || protocol & ~WIRE_PROTOCOL_MASK)
		return SCMI_INVALID_PARAMETERS;
	status = check_protocol(protocol);
	if (!status)
		scmi_permit_protocol(agent, device, protocol,
				     flags & FLAG_ALLOW);
	return status;
}

enum scmi_status base_reset_agent_configuration(struct scmi_msg *msg)
{
	struct scmi_agent *agent;
	enum scmi_status status = get_agent(msg, &agent);
	uint32_t flags = wire_get(&msg->req);

	if (status)
		return status;
	if (flags & ~FLAG_RESET)
		return SCMI_INVALID_PARAMETERS;
	scmi_view_drop(agent);
	if (flags & FLAG_RESET)
		scmi_permit_reset(agent);
	return SCMI_SUCCESS;
}

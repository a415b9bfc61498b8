// SPDX-License-Identifier: GPL-2.0-only
#include "permit.h"
#include "agent.h"
#include "protocol.h"

#include <stdlib.h>

static bool has(const struct model_members *members, uint32_t id)
{
	size_t i;

	for (i = 0; i < members->n; i++)
		if (members->ids[i] == id)
			return true;
	return false;
}

static uint32_t protocol_bit(uint8_t protocol)
{
	return 1u << (protocol - SCMI_BASE);
}

static uint32_t denied_protocols(const struct scmi_permission *permission)
{
	return permission->denied ? UINT32_MAX : permission->protocols;
}

static void take_members(struct scmi_agent *agent, enum model_kind kind,
			 const struct model_members *members, bool taken)
{
	size_t i;

	for (i = 0; i < members->n; i++)
		if (scmi_view_local(agent, kind, members->ids[i]) != SCMI_NO_ID)
			scmi_view_take(agent, kind, members->ids[i], taken);
}

static void set(struct scmi_agent *agent, size_t device,
		struct scmi_permission permission)
{
	const struct model_device *members = &agent->model->devices[device];
	uint32_t before = denied_protocols(&agent->permissions[device]);
	uint32_t after = denied_protocols(&permission), bit;
	enum model_kind kind;

	agent->permissions[device] = permission;
	for (kind = 0; kind < MODEL_KINDS; kind++) {
		bit = protocol_bit(scmi_view_protocol(kind));
		if ((before ^ after) & bit)
			take_members(agent, kind, &members->members[kind],
				     after & bit);
	}
}

void scmi_permit_device(struct scmi_agent *agent, size_t device, bool allow)
{
	struct scmi_permission permission = agent->permissions[device];

	permission.denied = !allow;
	set(agent, device, permission);
}

void scmi_permit_protocol(struct scmi_agent *agent, size_t device,
			  uint8_t protocol, bool allow)
{
	struct scmi_permission permission = agent->permissions[device];

	if (allow)
		permission.protocols &= ~protocol_bit(protocol);
	else
		permission.protocols |= protocol_bit(protocol);
	set(agent, device, permission);
}

void scmi_permit_reset(struct scmi_agent *agent)
{
	const struct model_agent *config = agent->config;
	size_t i;

	for (i = 0; i < agent->model->n_devices; i++)
		set(agent, i,
		    (struct scmi_permission){
			    .denied = config && has(&config->denied, i) });
}

bool scmi_permit_open(struct scmi_agent *agent)
{
	/* One more, so that nothing is no reason for a NULL. */
	agent->permissions = calloc(agent->model->n_devices + 1,
				    sizeof(*agent->permissions));
	return agent->permissions;
}

void scmi_permit_close(struct scmi_agent *agent)
{
	free(agent->permissions);
}

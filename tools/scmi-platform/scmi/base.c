// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base protocol, version 2.1 (DEN0056, 4.2).
 */
#include "base.h"
#include "../util.h"

/* BASE_DISCOVER_AGENT's way to say "me". */
#define AGENT_SELF UINT32_MAX

enum notification {
	BASE_ERROR_EVENT = 0,
};

static size_t n_offered(const struct scmi_agent *agent)
{
	size_t i, n = 0;

	/* The base protocol itself is never counted. */
	for (i = 0; i < scmi_n_protocols; i++)
		n += scmi_protocols[i] != &scmi_base_protocol &&
		     scmi_protocol_offered(agent, scmi_protocols[i]);
	return n;
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	uint32_t n_agents = base_n_agents(msg->agent);

	wire_put(&msg->rsp, n_agents << 8 | n_offered(msg->agent));
	return SCMI_SUCCESS;
}

static enum scmi_status discover_vendor(struct scmi_msg *msg)
{
	wire_put_name(&msg->rsp, msg->agent->model->vendor, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static enum scmi_status discover_sub_vendor(struct scmi_msg *msg)
{
	wire_put_name(&msg->rsp, msg->agent->model->subvendor, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static enum scmi_status discover_implementation(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, msg->agent->model->implementation);
	return SCMI_SUCCESS;
}

/* The identifiers of what is offered, after the first @skip. */
static size_t list_offered(const struct scmi_agent *agent, size_t skip,
			   uint8_t *ids)
{
	size_t i, n = 0;

	for (i = 0; i < scmi_n_protocols; i++) {
		if (scmi_protocols[i] == &scmi_base_protocol ||
		    !scmi_protocol_offered(agent, scmi_protocols[i]))
			continue;
		if (skip)
			skip--;
		else
			ids[n++] = scmi_protocols[i]->id;
	}
	return n;
}

static enum scmi_status discover_list_protocols(struct scmi_msg *msg)
{
	uint32_t skip = wire_get(&msg->req);
	uint8_t ids[WIRE_PROTOCOL_MASK + 1];
	uint8_t *list;
	size_t n, padded;

	if (skip > n_offered(msg->agent))
		return SCMI_INVALID_PARAMETERS;
	n = list_offered(msg->agent, skip, ids);
	/* Four to a word, in whole words; the row made sure of one. */
	padded = (wire_room(&msg->rsp) / WIRE_WORD - 1) * WIRE_WORD;
	if (n > padded)
		n = padded;
	wire_put(&msg->rsp, n);
	list = wire_claim(&msg->rsp,
			  (n + WIRE_WORD - 1) / WIRE_WORD * WIRE_WORD);
	if (list)
		memcpy(list, ids, n);
	return SCMI_SUCCESS;
}

static enum scmi_status discover_agent(struct scmi_msg *msg)
{
	uint32_t id = wire_get(&msg->req);
	enum scmi_status status;
	const char *name;

	if (id == AGENT_SELF)
		id = msg->agent->id;
	status = base_agent_name(msg->agent, id, &name);
	if (status)
		return status;
	wire_put(&msg->rsp, id);
	wire_put_name(&msg->rsp, name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static enum scmi_status notify_errors(struct scmi_msg *msg)
{
	return scmi_subscribe(msg, &msg->agent->notify_errors);
}

/* BASE_ERROR_EVENT (4.2.3.1): not fatal, and about one message. */
void scmi_base_error(struct scmi_agent *agent, uint64_t now, uint32_t header,
		     enum scmi_status status)
{
	const uint32_t words[] = { agent->id, 1, header, status };

	if (agent->notify_errors)
		scmi_note(agent, now, SCMI_BASE, BASE_ERROR_EVENT, words, 4);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "BASE_DISCOVER_VENDOR", 0, 16, 0, discover_vendor },
	{ 0x04, "BASE_DISCOVER_SUB_VENDOR", 0, 16, 0, discover_sub_vendor },
	{ 0x05, "BASE_DISCOVER_IMPLEMENTATION_VERSION", 0, 4, 0,
	  discover_implementation },
	{ 0x06, "BASE_DISCOVER_LIST_PROTOCOLS", 4, 8, 0,
	  discover_list_protocols },
	{ 0x07, "BASE_DISCOVER_AGENT", 4, 20, 0, discover_agent },
	{ 0x08, "BASE_NOTIFY_ERRORS", 4, 0, SCMI_NEEDS_P2A, notify_errors },
	{ 0x09, "BASE_SET_DEVICE_PERMISSIONS", 12, 0, 0,
	  base_set_device_permissions },
	{ 0x0a, "BASE_SET_PROTOCOL_PERMISSIONS", 16, 0, 0,
	  base_set_protocol_permissions },
	{ 0x0b, "BASE_RESET_AGENT_CONFIGURATION", 8, 0, 0,
	  base_reset_agent_configuration },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_base_protocol = {
	.id = SCMI_BASE,
	.name = "base",
	.version = 0x20001,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

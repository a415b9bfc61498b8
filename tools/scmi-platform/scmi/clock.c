// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock protocol, version 3.0 (DEN0056, 4.6).
 *
 * Rates and parents are the model's: the last who sets one wins. Whether a
 * clock runs is a vote as for power domains: it runs while one agent wants it,
 * stands while those who voted all do not, and is as configured without votes.
 */
#include "clock.h"
#include "../util.h"

#define ATTR_NOTIFY_CHANGED   0x80000000u
#define ATTR_NOTIFY_REQUESTED 0x40000000u
#define ATTR_LONG_NAME	      0x20000000u
#define ATTR_PARENTS	      0x10000000u
#define ATTR_RESTRICTED	      0x00000002u
#define ATTR_ENABLED	      0x00000001u

/* CLOCK_CONFIG_SET's and _GET's attributes: state and extended type. */
#define CONFIG_STATE	    0x3u
#define CONFIG_SET_EXTENDED 0x00ff0000u
#define CONFIG_UNCHANGED    3

#define PARENTS_REMAINING_SHIFT 24

#define PERM_STATE  0x80000000u
#define PERM_PARENT 0x40000000u
#define PERM_RATE   0x20000000u

void scmi_clock_reset(struct scmi_agent *agent)
{
	memset(agent->clocks, 0,
	       agent->model->n_clocks * sizeof(*agent->clocks));
}

static size_t count(const struct scmi_model *model)
{
	return model->n_clocks;
}

static enum scmi_vote vote_of(const struct scmi_agent *agent, uint32_t id)
{
	return agent->clocks[id].vote;
}

static bool is_enabled(const struct scmi_model *model, uint32_t id)
{
	enum scmi_vote vote = scmi_count_votes(model, vote_of, id);

	if (vote == SCMI_VOTE_NONE)
		return model->clocks[id].enabled;
	return vote == SCMI_VOTE_ON;
}

static bool is_restricted(const struct model_clock *clock)
{
	return !clock->allow_state || !clock->allow_rate ||
	       (clock->n_parents && !clock->allow_parent);
}

struct model_clock *clock_get(struct scmi_msg *msg, uint32_t *id)
{
	struct scmi_model *model = msg->agent->model;

	*id = wire_get(&msg->req);
	return *id < model->n_clocks ? &model->clocks[*id] : NULL;
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	uint32_t pending = msg->agent->p2a ? SCMI_JOBS_PER_PROTOCOL : 0;

	wire_put(&msg->rsp, pending << 16 | msg->agent->model->n_clocks);
	return SCMI_SUCCESS;
}

static enum scmi_status clock_attributes(struct scmi_msg *msg)
{
	uint32_t id, flags = 0;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return SCMI_NOT_FOUND;
	if (msg->agent->p2a)
		flags |= ATTR_NOTIFY_CHANGED | ATTR_NOTIFY_REQUESTED;
	if (strlen(clock->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	if (clock->n_parents)
		flags |= ATTR_PARENTS;
	if (is_restricted(clock))
		flags |= ATTR_RESTRICTED;
	if (is_enabled(msg->agent->model, id))
		flags |= ATTR_ENABLED;
	wire_put(&msg->rsp, flags);
	wire_put_name(&msg->rsp, clock->name, SCMI_SHORT_NAME);
	wire_put(&msg->rsp, clock->enable_latency_us);
	return SCMI_SUCCESS;
}

static enum scmi_status config_set(struct scmi_msg *msg)
{
	uint32_t id, config;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return SCMI_NOT_FOUND;
	config = wire_get(&msg->req);
	/*
	 * No clock has an extended configuration, such as a duty cycle, so
	 * "unchanged" has nothing to go with.
	 */
	if (config & ~CONFIG_STATE || config >= CONFIG_UNCHANGED - 1)
		return SCMI_INVALID_PARAMETERS;
	if (!clock->allow_state)
		return SCMI_DENIED;
	msg->agent->clocks[id].vote = config ? SCMI_VOTE_ON : SCMI_VOTE_OFF;
	return SCMI_SUCCESS;
}

static enum scmi_status config_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!clock_get(msg, &id))
		return SCMI_NOT_FOUND;
	/* Reserved bits, or an extended configuration that no clock has. */
	if (wire_get(&msg->req))
		return SCMI_INVALID_PARAMETERS;
	wire_put(&msg->rsp, 0);
	wire_put(&msg->rsp, is_enabled(msg->agent->model, id));
	wire_put(&msg->rsp, 0);
	return SCMI_SUCCESS;
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_clock *clock = clock_get(msg, &id);

	return clock ? scmi_put_long_name(msg, clock->name) : SCMI_NOT_FOUND;
}

static enum scmi_status possible_parents_get(struct scmi_msg *msg)
{
	uint32_t id, skip;
	const struct model_clock *clock = clock_get(msg, &id);
	size_t i, n, left;

	if (!clock)
		return SCMI_NOT_FOUND;
	if (!clock->n_parents)
		return SCMI_NOT_SUPPORTED;
	skip = wire_get(&msg->req);
	if (skip >= clock->n_parents)
		return SCMI_OUT_OF_RANGE;
	left = clock->n_parents - skip;
	n = wire_fit(&msg->rsp, left, WIRE_WORD);
	wire_put(&msg->rsp, (left - n) << PARENTS_REMAINING_SHIFT | n);
	for (i = 0; i < n; i++)
		wire_put(&msg->rsp, clock->parents[skip + i]);
	return SCMI_SUCCESS;
}

static bool is_parent(const struct model_clock *clock, uint32_t parent)
{
	size_t i;

	for (i = 0; i < clock->n_parents; i++)
		if (clock->parents[i] == parent)
			return true;
	return false;
}

static enum scmi_status parent_set(struct scmi_msg *msg)
{
	uint32_t id, parent;
	struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return SCMI_NOT_FOUND;
	parent = wire_get(&msg->req);
	if (parent >= msg->agent->model->n_clocks)
		return SCMI_NOT_FOUND;
	if (!clock->n_parents)
		return SCMI_NOT_SUPPORTED;
	if (!is_parent(clock, parent))
		return SCMI_INVALID_PARAMETERS;
	if (!clock->allow_parent)
		return SCMI_DENIED;
	clock->parent = parent;
	return SCMI_SUCCESS;
}

static enum scmi_status parent_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return SCMI_NOT_FOUND;
	if (!clock->n_parents)
		return SCMI_NOT_SUPPORTED;
	wire_put(&msg->rsp, clock->parent);
	return SCMI_SUCCESS;
}

static enum scmi_status get_permissions(struct scmi_msg *msg)
{
	uint32_t id, permissions = 0;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return SCMI_NOT_FOUND;
	if (clock->allow_state)
		permissions |= PERM_STATE;
	if (clock->allow_parent)
		permissions |= PERM_PARENT;
	if (clock->allow_rate)
		permissions |= PERM_RATE;
	wire_put(&msg->rsp, permissions);
	return SCMI_SUCCESS;
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "CLOCK_ATTRIBUTES", 4, 24, 0, clock_attributes },
	{ 0x04, "CLOCK_DESCRIBE_RATES", 8, 12, 0, clock_describe_rates },
	{ 0x05, "CLOCK_RATE_SET", 16, 0, 0, clock_rate_set },
	{ 0x06, "CLOCK_RATE_GET", 4, 8, 0, clock_rate_get },
	{ 0x07, "CLOCK_CONFIG_SET", 12, 0, 0, config_set },
	{ 0x08, "CLOCK_NAME_GET", 4, 68, 0, name_get },
	{ 0x09, "CLOCK_RATE_NOTIFY", 8, 0, SCMI_NEEDS_P2A, clock_rate_notify },
	{ 0x0a, "CLOCK_RATE_CHANGE_REQUESTED_NOTIFY", 8, 0, SCMI_NEEDS_P2A,
	  clock_rate_change_requested_notify },
	{ 0x0b, "CLOCK_CONFIG_GET", 8, 12, 0, config_get },
	{ 0x0c, "CLOCK_POSSIBLE_PARENTS_GET", 8, 8, 0, possible_parents_get },
	{ 0x0d, "CLOCK_PARENT_SET", 8, 0, 0, parent_set },
	{ 0x0e, "CLOCK_PARENT_GET", 4, 4, 0, parent_get },
	{ 0x0f, "CLOCK_GET_PERMISSIONS", 4, 4, 0, get_permissions },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_clock_protocol = {
	.id = SCMI_CLOCK,
	.name = "clock",
	.version = 0x30000,
	.count = count,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

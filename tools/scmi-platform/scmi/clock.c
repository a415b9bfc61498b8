// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock protocol, version 3.0 (DEN0056, 4.6).
 *
 * Rates, parents and extended configurations, such as a duty cycle, are the
 * model's: the last who sets one wins. Whether a clock runs is a vote as for
 * power domains: it runs while one agent wants it, stands while those who voted
 * all do not, and is as configured without votes.
 */
#include "clock.h"
#include "../util.h"

#include <inttypes.h>

#define ATTR_NOTIFY_CHANGED   0x80000000u
#define ATTR_NOTIFY_REQUESTED 0x40000000u
#define ATTR_LONG_NAME	      0x20000000u
#define ATTR_PARENTS	      0x10000000u
#define ATTR_EXTENDED	      0x08000000u
#define ATTR_RESTRICTED	      0x00000002u
#define ATTR_ENABLED	      0x00000001u

/* CLOCK_CONFIG_SET's attributes: state, and type of an extended one. */
#define SET_STATE	0x3u
#define SET_TYPE_SHIFT	16
#define SET_TYPE_MASK	0xffu
#define SET_RESERVED	0xff00fffcu
#define STATE_RESERVED	2
#define STATE_UNCHANGED 3

#define GET_TYPE     0xffu
#define GET_RESERVED 0xffffff00u

#define PARENTS_REMAINING_SHIFT 24

#define PERM_STATE  0x80000000u
#define PERM_PARENT 0x40000000u
#define PERM_RATE   0x20000000u

/* Nobody can ask to be told that a clock was started or stopped. */
void scmi_clock_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	(void)now;
	agent->clocks[id] = (struct scmi_clock_view){ 0 };
}

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_CLOCK);
}

static enum scmi_vote vote_of(const struct scmi_agent *agent, uint32_t id)
{
	return agent->clocks[id].vote;
}

static bool is_enabled(const struct scmi_model *model, uint32_t id)
{
	return scmi_is_on(model, vote_of, id, model->clocks[id].enabled);
}

/* What the agent may do to a clock, as messages have it. */
static uint32_t permissions_of(const struct scmi_agent *agent, uint32_t id)
{
	const struct model_clock *clock = &agent->model->clocks[id];
	uint32_t permissions = 0;

	if (scmi_right(agent, MODEL_KIND_CLOCK, id) < MODEL_RIGHT_CONTROL)
		return 0;
	if (clock->allow_state)
		permissions |= PERM_STATE;
	if (clock->allow_parent)
		permissions |= PERM_PARENT;
	if (clock->allow_rate)
		permissions |= PERM_RATE;
	return permissions;
}

/* Return: how many of a clock's parents exist for an agent; they are filled. */
static size_t parents_of(const struct scmi_agent *agent,
			 const struct model_clock *clock,
			 uint32_t parents[MODEL_PARENTS_MAX])
{
	return scmi_view_list(agent, MODEL_KIND_CLOCK, clock->parents,
			      clock->n_parents, parents);
}

static bool has_parents(const struct scmi_agent *agent,
			const struct model_clock *clock)
{
	uint32_t parents[MODEL_PARENTS_MAX];

	return parents_of(agent, clock, parents);
}

static bool is_restricted(const struct scmi_agent *agent, uint32_t id)
{
	uint32_t all = PERM_STATE | PERM_RATE;

	if (has_parents(agent, &agent->model->clocks[id]))
		all |= PERM_PARENT;
	return (permissions_of(agent, id) & all) != all;
}

static uint32_t flags_of(const struct scmi_agent *agent, uint32_t id)
{
	const struct model_clock *clock = &agent->model->clocks[id];
	bool readable = scmi_right(agent, MODEL_KIND_CLOCK, id) >=
			MODEL_RIGHT_READ;
	uint32_t flags = 0;

	if (agent->p2a && readable)
		flags |= ATTR_NOTIFY_CHANGED | ATTR_NOTIFY_REQUESTED;
	if (strlen(clock->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	if (has_parents(agent, clock))
		flags |= ATTR_PARENTS;
	if (clock->n_extended)
		flags |= ATTR_EXTENDED;
	if (is_restricted(agent, id))
		flags |= ATTR_RESTRICTED;
	if (readable && is_enabled(agent->model, id))
		flags |= ATTR_ENABLED;
	return flags;
}

struct model_clock *clock_get(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_CLOCK, id))
		return NULL;
	return &msg->agent->model->clocks[*id];
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	uint32_t pending = msg->agent->p2a ? SCMI_JOBS_PER_PROTOCOL : 0;

	wire_put(&msg->rsp, pending << 16 | count(msg->agent));
	return SCMI_SUCCESS;
}

static enum scmi_status clock_attributes(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return msg->refused;
	wire_put(&msg->rsp, flags_of(msg->agent, id));
	wire_put_name(&msg->rsp, clock->name, SCMI_SHORT_NAME);
	wire_put(&msg->rsp, clock->enable_latency_us);
	return SCMI_SUCCESS;
}

/* Of a type that is not 0; NULL when the clock has no such configuration. */
static struct model_setting *find_extended(const struct model_clock *clock,
					   uint32_t type)
{
	return model_setting_find(clock->extended, clock->n_extended, type);
}

static enum scmi_status check_extended(const struct model_clock *clock,
				       uint32_t type, uint32_t value)
{
	const struct model_setting *extended = find_extended(clock, type);

	if (!extended || value > extended->max)
		return SCMI_INVALID_PARAMETERS;
	return extended->allow_set ? SCMI_SUCCESS : SCMI_DENIED;
}

static enum scmi_status check_config(const struct model_clock *clock,
				     uint32_t config, uint32_t value)
{
	uint32_t state = config & SET_STATE;
	uint32_t type = config >> SET_TYPE_SHIFT & SET_TYPE_MASK;
	enum scmi_status status = SCMI_SUCCESS;

	if (config & SET_RESERVED || state == STATE_RESERVED ||
	    (state == STATE_UNCHANGED && !type))
		return SCMI_INVALID_PARAMETERS;
	if (type)
		status = check_extended(clock, type, value);
	if (!status && state != STATE_UNCHANGED && !clock->allow_state)
		status = SCMI_DENIED;
	return status;
}

static enum scmi_status config_set(struct scmi_msg *msg)
{
	uint32_t id, config, value, type;
	const struct model_clock *clock = clock_get(msg, &id);
	enum scmi_status status;

	if (!clock)
		return msg->refused;
	config = wire_get(&msg->req);
	value = wire_get(&msg->req);
	status = check_config(clock, config, value);
	if (status)
		return status;
	type = config >> SET_TYPE_SHIFT & SET_TYPE_MASK;
	if (type)
		find_extended(clock, type)->value = value;
	if ((config & SET_STATE) != STATE_UNCHANGED)
		msg->agent->clocks[id].vote =
			config & SET_STATE ? SCMI_VOTE_ON : SCMI_VOTE_OFF;
	return SCMI_SUCCESS;
}

static enum scmi_status config_get(struct scmi_msg *msg)
{
	uint32_t id, flags;
	const struct model_clock *clock = clock_get(msg, &id);
	const struct model_setting *extended = NULL;

	if (!clock)
		return msg->refused;
	flags = wire_get(&msg->req);
	if (flags & GET_RESERVED)
		return SCMI_INVALID_PARAMETERS;
	if (flags & GET_TYPE) {
		extended = find_extended(clock, flags & GET_TYPE);
		if (!extended)
			return SCMI_INVALID_PARAMETERS;
	}
	wire_put(&msg->rsp, 0);
	wire_put(&msg->rsp, is_enabled(msg->agent->model, id));
	wire_put(&msg->rsp, extended ? extended->value : 0);
	return SCMI_SUCCESS;
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_clock *clock = clock_get(msg, &id);

	return clock ? scmi_put_long_name(msg, clock->name) : msg->refused;
}

static enum scmi_status possible_parents_get(struct scmi_msg *msg)
{
	uint32_t id, skip, parents[MODEL_PARENTS_MAX];
	const struct model_clock *clock = clock_get(msg, &id);
	size_t i, n, left;

	if (!clock)
		return msg->refused;
	left = parents_of(msg->agent, clock, parents);
	if (!left)
		return SCMI_NOT_SUPPORTED;
	skip = wire_get(&msg->req);
	if (skip >= left)
		return SCMI_OUT_OF_RANGE;
	left -= skip;
	n = wire_fit(&msg->rsp, left, WIRE_WORD);
	wire_put(&msg->rsp, (left - n) << PARENTS_REMAINING_SHIFT | n);
	for (i = 0; i < n; i++)
		wire_put(&msg->rsp, parents[skip + i]);
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
		return msg->refused;
	if (!scmi_view_find(msg->agent, MODEL_KIND_CLOCK, wire_get(&msg->req),
			    &parent))
		return SCMI_NOT_FOUND;
	if (!has_parents(msg->agent, clock))
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
	uint32_t id, parent;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return msg->refused;
	if (!has_parents(msg->agent, clock))
		return SCMI_NOT_SUPPORTED;
	/* Another agent may have chosen one that does not exist for this one. */
	parent = scmi_view_local(msg->agent, MODEL_KIND_CLOCK, clock->parent);
	if (parent == SCMI_NO_ID)
		return SCMI_NOT_FOUND;
	wire_put(&msg->rsp, parent);
	return SCMI_SUCCESS;
}

static enum scmi_status get_permissions(struct scmi_msg *msg)
{
	uint32_t id;

	if (!clock_get(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, permissions_of(msg->agent, id));
	return SCMI_SUCCESS;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->clocks[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	const struct model_clock *clock = &model->clocks[id];

	(void)now;
	show_put(s, " enabled=%s rate=%" PRIu64,
		 show_yes(is_enabled(model, id)), clock->rate);
	if (clock->n_parents)
		show_put(s, " parent=%s", model->clocks[clock->parent].name);
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct scmi_clock_view *view = &agent->clocks[id];

	show_vote(s, view->vote);
	show_flag(s, "notify-changed", view->notify_changed);
	show_flag(s, "notify-requested", view->notify_requested);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "CLOCK_ATTRIBUTES", 4, 24, 0, clock_attributes },
	{ 0x04, "CLOCK_DESCRIBE_RATES", 8, 12, 0, clock_describe_rates },
	{ 0x05, "CLOCK_RATE_SET", 16, 0, SCMI_CONTROL, clock_rate_set },
	{ 0x06, "CLOCK_RATE_GET", 4, 8, SCMI_READ, clock_rate_get },
	{ 0x07, "CLOCK_CONFIG_SET", 12, 0, SCMI_CONTROL, config_set },
	{ 0x08, "CLOCK_NAME_GET", 4, 68, 0, name_get },
	{ 0x09, "CLOCK_RATE_NOTIFY", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  clock_rate_notify },
	{ 0x0a, "CLOCK_RATE_CHANGE_REQUESTED_NOTIFY", 8, 0,
	  SCMI_NEEDS_P2A | SCMI_READ, clock_rate_change_requested_notify },
	{ 0x0b, "CLOCK_CONFIG_GET", 8, 12, SCMI_READ, config_get },
	{ 0x0c, "CLOCK_POSSIBLE_PARENTS_GET", 8, 8, 0, possible_parents_get },
	{ 0x0d, "CLOCK_PARENT_SET", 8, 0, SCMI_CONTROL, parent_set },
	{ 0x0e, "CLOCK_PARENT_GET", 4, 4, SCMI_READ, parent_get },
	{ 0x0f, "CLOCK_GET_PERMISSIONS", 4, 4, 0, get_permissions },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_clock_protocol = {
	.id = SCMI_CLOCK,
	.name = "clock",
	.version = 0x30000,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_CLOCK,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

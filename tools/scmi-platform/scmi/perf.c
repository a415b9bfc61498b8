// SPDX-License-Identifier: GPL-2.0-only
/*
 * The performance protocol, version 4.0 (DEN0056, 4.5).
 *
 * Levels and limits are each agent's own: what holds is the highest level that
 * one asks for within what all of them allow.
 */
#include "protocol.h"
#include "../util.h"

#define UNIT_SHIFT 16

#define ATTR_SET_LIMITS	   0x80000000u
#define ATTR_SET_LEVEL	   0x40000000u
#define ATTR_NOTIFY_LIMITS 0x20000000u
#define ATTR_NOTIFY_LEVEL  0x10000000u
#define ATTR_LONG_NAME	   0x04000000u
#define ATTR_INDEXING	   0x02000000u

#define LEVELS_REMAINING_SHIFT 16
#define LEVEL_SIZE	       20

enum notification {
	PERFORMANCE_LIMITS_CHANGED = 0,
	PERFORMANCE_LEVEL_CHANGED = 1,
};

/* Allowed levels, as indexes into the domain's, both included. */
struct limits {
	size_t max, min;
};

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_PERF);
}

/* Reads the identifier; NULL when there is no such domain. */
static struct model_perf *get_domain(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_PERF, id))
		return NULL;
	return &msg->agent->model->perf[*id];
}

/*
 * How messages name a level: by value, or by an index that starts at 1 for
 * level indexing, because 0 is PERFORMANCE_LIMITS_SET's "leave it".
 */
static uint32_t level_name(const struct model_perf *domain, size_t level)
{
	return domain->level_indexing ? level + 1 : domain->levels[level].perf;
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	const struct scmi_model *model = msg->agent->model;

	wire_put(&msg->rsp,
		 (uint32_t)model->power_unit << UNIT_SHIFT | count(msg->agent));
	/* No statistics in shared memory: address and length 0. */
	wire_put64(&msg->rsp, 0);
	wire_put(&msg->rsp, 0);
	return SCMI_SUCCESS;
}

static uint32_t domain_flags(const struct scmi_agent *agent, uint32_t id)
{
	const struct model_perf *domain = &agent->model->perf[id];
	enum model_right right = scmi_right(agent, MODEL_KIND_PERF, id);
	uint32_t flags = 0;

	if (domain->allow_limits && right >= MODEL_RIGHT_CONTROL)
		flags |= ATTR_SET_LIMITS;
	if (domain->allow_level && right >= MODEL_RIGHT_CONTROL)
		flags |= ATTR_SET_LEVEL;
	if (agent->p2a && right >= MODEL_RIGHT_READ)
		flags |= ATTR_NOTIFY_LIMITS | ATTR_NOTIFY_LEVEL;
	if (strlen(domain->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	if (domain->level_indexing)
		flags |= ATTR_INDEXING;
	return flags;
}

static enum scmi_status domain_attributes(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_perf *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	wire_put(&msg->rsp, domain_flags(msg->agent, id));
	wire_put(&msg->rsp, domain->rate_limit_us);
	wire_put(&msg->rsp, domain->sustained_freq_khz);
	wire_put(&msg->rsp, domain->sustained_level);
	wire_put_name(&msg->rsp, domain->name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static void put_level(struct wire_writer *w, const struct model_level *level,
		      size_t index)
{
	wire_put(w, level->perf);
	wire_put(w, level->power);
	wire_put(w, level->latency_us);
	wire_put(w, level->freq_khz);
	wire_put(w, index + 1);
}

static enum scmi_status describe_levels(struct scmi_msg *msg)
{
	uint32_t id, skip;
	const struct model_perf *domain = get_domain(msg, &id);
	size_t i, n, left;

	if (!domain)
		return msg->refused;
	skip = wire_get(&msg->req);
	if (skip >= domain->n_levels)
		return SCMI_OUT_OF_RANGE;
	left = domain->n_levels - skip;
	n = wire_fit(&msg->rsp, left, LEVEL_SIZE);
	wire_put(&msg->rsp, (left - n) << LEVELS_REMAINING_SHIFT | n);
	for (i = skip; i < skip + n; i++)
		put_level(&msg->rsp, &domain->levels[i], i);
	return SCMI_SUCCESS;
}

/* What all agents allow; what they cannot agree on is allowed. */
static struct limits limits_of(const struct scmi_model *model, uint32_t id)
{
	const struct model_perf *domain = &model->perf[id];
	struct limits limits = { .max = domain->n_levels - 1 };
	const struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		const struct scmi_perf_view *view = &agent->perf[id];

		while (view->max && limits.max > limits.min &&
		       domain->levels[limits.max].perf > view->max)
			limits.max--;
		while (view->min && limits.min < limits.max &&
		       domain->levels[limits.min].perf < view->min)
			limits.min++;
	}
	return limits;
}

static void notify_limits(const struct scmi_agent *by, uint64_t now,
			  uint32_t id, const struct limits *limits)
{
	const struct model_perf *domain = &by->model->perf[id];
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(by->model, &slot))) {
		const uint32_t words[] = {
			by->id, scmi_view_local(agent, MODEL_KIND_PERF, id),
			level_name(domain, limits->max),
			level_name(domain, limits->min)
		};

		if (agent->perf[id].notify_limits)
			scmi_note(agent, now, SCMI_PERF,
				  PERFORMANCE_LIMITS_CHANGED, words, 4);
	}
}

static void apply_level(const struct scmi_agent *by, uint64_t now, uint32_t id,
			size_t level)
{
	struct model_perf *domain = &by->model->perf[id];
	struct scmi_agent *agent;
	size_t slot = 0;

	if (domain->level == level)
		return;
	domain->level = level;
	while ((agent = scmi_next_agent(by->model, &slot))) {
		const uint32_t words[] = {
			by->id, scmi_view_local(agent, MODEL_KIND_PERF, id),
			level_name(domain, level)
		};

		if (agent->perf[id].notify_level)
			scmi_note(agent, now, SCMI_PERF,
				  PERFORMANCE_LEVEL_CHANGED, words, 3);
	}
}

/* The highest level that an agent asks for. */
static size_t wanted_level(const struct scmi_model *model, uint32_t id)
{
	const struct scmi_perf_view *highest = NULL;
	const struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		const struct scmi_perf_view *view = &agent->perf[id];

		if (view->has_level &&
		    (!highest || view->level > highest->level))
			highest = view;
	}
	return highest ? highest->level : model->perf[id].default_level;
}

/* Goes to the level that holds now, after @by has changed what it wants. */
static void settle(const struct scmi_agent *by, uint64_t now, uint32_t id)
{
	struct limits limits = limits_of(by->model, id);
	size_t level = wanted_level(by->model, id);

	if (level > limits.max)
		level = limits.max;
	if (level < limits.min)
		level = limits.min;
	apply_level(by, now, id, level);
}

/* The level that a message names, as a value; 0 when there is none. */
static uint32_t level_value(const struct model_perf *domain, uint32_t name)
{
	size_t last = domain->n_levels - 1;

	if (domain->level_indexing)
		return name && name <= domain->n_levels
			       ? domain->levels[name - 1].perf
			       : 0;
	if (name < domain->levels[0].perf || name > domain->levels[last].perf)
		return 0;
	return name;
}

/* An agent that contradicts itself, or leaves no level, is refused. */
static bool any_level(const struct model_perf *domain, uint32_t max,
		      uint32_t min)
{
	size_t i;

	for (i = 0; i < domain->n_levels; i++)
		if ((!max || domain->levels[i].perf <= max) &&
		    domain->levels[i].perf >= min)
			return true;
	return false;
}

static void apply_limits(struct scmi_agent *by, uint64_t now, uint32_t id,
			 uint32_t max, uint32_t min)
{
	struct scmi_perf_view *view = &by->perf[id];
	struct limits before = limits_of(by->model, id), after;

	view->max = max;
	view->min = min;
	after = limits_of(by->model, id);
	if (after.max != before.max || after.min != before.min)
		notify_limits(by, now, id, &after);
	settle(by, now, id);
}

void scmi_perf_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	agent->perf[id].notify_limits = false;
	agent->perf[id].notify_level = false;
	agent->perf[id].has_level = false;
	apply_limits(agent, now, id, 0, 0);
}

static enum scmi_status limits_set(struct scmi_msg *msg)
{
	uint32_t id, max, min, new_max, new_min;
	const struct model_perf *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	if (!domain->allow_limits)
		return SCMI_DENIED;
	max = wire_get(&msg->req);
	min = wire_get(&msg->req);
	new_max = max ? level_value(domain, max) : msg->agent->perf[id].max;
	new_min = min ? level_value(domain, min) : msg->agent->perf[id].min;
	if ((!max && !min) || (max && !new_max) || (min && !new_min))
		return SCMI_OUT_OF_RANGE;
	if (!any_level(domain, new_max, new_min))
		return SCMI_INVALID_PARAMETERS;
	apply_limits(msg->agent, msg->now, id, new_max, new_min);
	return SCMI_SUCCESS;
}

static enum scmi_status limits_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_perf *domain = get_domain(msg, &id);
	struct limits limits;

	if (!domain)
		return msg->refused;
	limits = limits_of(msg->agent->model, id);
	wire_put(&msg->rsp, level_name(domain, limits.max));
	wire_put(&msg->rsp, level_name(domain, limits.min));
	return SCMI_SUCCESS;
}

static enum scmi_status level_set(struct scmi_msg *msg)
{
	uint32_t id, value;
	const struct model_perf *domain = get_domain(msg, &id);
	struct limits limits;
	size_t level;

	if (!domain)
		return msg->refused;
	if (!domain->allow_level)
		return SCMI_DENIED;
	value = level_value(domain, wire_get(&msg->req));
	limits = limits_of(msg->agent->model, id);
	if (!value || value < domain->levels[limits.min].perf ||
	    value > domain->levels[limits.max].perf)
		return SCMI_OUT_OF_RANGE;
	/* Between two levels the higher one gives what was asked for. */
	level = limits.min;
	while (domain->levels[level].perf < value)
		level++;
	msg->agent->perf[id].has_level = true;
	msg->agent->perf[id].level = level;
	settle(msg->agent, msg->now, id);
	return SCMI_SUCCESS;
}

static enum scmi_status level_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_perf *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	wire_put(&msg->rsp, level_name(domain, domain->level));
	return SCMI_SUCCESS;
}

static enum scmi_status limits_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->perf[id].notify_limits);
}

static enum scmi_status level_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->perf[id].notify_level);
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_perf *domain = get_domain(msg, &id);

	return domain ? scmi_put_long_name(msg, domain->name) : msg->refused;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->perf[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	const struct model_perf *domain = &model->perf[id];
	struct limits limits = limits_of(model, id);

	(void)now;
	show_put(s, " level=%u max=%u min=%u",
		 domain->levels[domain->level].perf,
		 domain->levels[limits.max].perf,
		 domain->levels[limits.min].perf);
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct scmi_perf_view *view = &agent->perf[id];

	if (view->max)
		show_put(s, " max=%u", view->max);
	if (view->min)
		show_put(s, " min=%u", view->min);
	if (view->has_level)
		show_put(s, " level=%u",
			 agent->model->perf[id].levels[view->level].perf);
	show_flag(s, "notify-limits", view->notify_limits);
	show_flag(s, "notify-level", view->notify_level);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 16, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "PERFORMANCE_DOMAIN_ATTRIBUTES", 4, 32, 0, domain_attributes },
	{ 0x04, "PERFORMANCE_DESCRIBE_LEVELS", 8, 24, 0, describe_levels },
	{ 0x05, "PERFORMANCE_LIMITS_SET", 12, 0, SCMI_CONTROL, limits_set },
	{ 0x06, "PERFORMANCE_LIMITS_GET", 4, 8, SCMI_READ, limits_get },
	{ 0x07, "PERFORMANCE_LEVEL_SET", 8, 0, SCMI_CONTROL, level_set },
	{ 0x08, "PERFORMANCE_LEVEL_GET", 4, 4, SCMI_READ, level_get },
	{ 0x09, "PERFORMANCE_NOTIFY_LIMITS", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  limits_notify },
	{ 0x0a, "PERFORMANCE_NOTIFY_LEVEL", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  level_notify },
	{ 0x0b, "PERFORMANCE_DESCRIBE_FASTCHANNEL", 8, 40, 0, NULL },
	{ 0x0c, "PERFORMANCE_DOMAIN_NAME_GET", 4, 68, 0, name_get },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_perf_protocol = {
	.id = SCMI_PERF,
	.name = "performance",
	.version = 0x40000,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_PERF,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The voltage domain protocol, version 2.1 (DEN0056, 4.9).
 *
 * Whether a domain is on is a vote as for power domains. Its level is the
 * highest of those that agents have set: nobody gets less than he asked for.
 * It is as configured while nobody has set one.
 */
#include "protocol.h"
#include "../util.h"

#define ATTR_ASYNC     0x80000000u
#define ATTR_LONG_NAME 0x40000000u

/* VOLTAGE_CONFIG_SET's and _GET's mode; no domain has modes of its own. */
#define MODE_OFF 0x0u
#define MODE_ON	 0x7u

#define LEVELS_RANGE	       0x1000u
#define LEVELS_REMAINING_SHIFT 16

#define SET_ASYNC 0x1u

/* This protocol has no notifications. */
void scmi_voltage_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	(void)now;
	agent->voltages[id] = (struct scmi_voltage_view){ 0 };
}

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_VOLTAGE);
}

static enum scmi_vote vote_of(const struct scmi_agent *agent, uint32_t id)
{
	return agent->voltages[id].vote;
}

static uint32_t mode_of(const struct scmi_model *model, uint32_t id)
{
	return scmi_is_on(model, vote_of, id, model->voltages[id].enabled)
		       ? MODE_ON
		       : MODE_OFF;
}

static int32_t level_of(const struct scmi_model *model, uint32_t id)
{
	const struct scmi_voltage_view *highest = NULL;
	const struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		const struct scmi_voltage_view *view = &agent->voltages[id];

		if (view->has_level &&
		    (!highest || view->level > highest->level))
			highest = view;
	}
	return highest ? highest->level : model->voltages[id].level;
}

/* Reads the identifier; NULL when there is no such domain. */
static const struct model_voltage *get_domain(struct scmi_msg *msg,
					      uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_VOLTAGE, id))
		return NULL;
	return &msg->agent->model->voltages[*id];
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, count(msg->agent));
	return SCMI_SUCCESS;
}

static enum scmi_status domain_attributes(struct scmi_msg *msg)
{
	uint32_t id, flags = 0;
	const struct model_voltage *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	if (msg->agent->p2a && domain->allow_level &&
	    scmi_right(msg->agent, MODEL_KIND_VOLTAGE, id) >=
		    MODEL_RIGHT_CONTROL)
		flags |= ATTR_ASYNC;
	if (strlen(domain->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	wire_put(&msg->rsp, flags);
	wire_put_name(&msg->rsp, domain->name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static enum scmi_status describe_range(struct scmi_msg *msg,
				       const struct model_range *range,
				       uint32_t index)
{
	/* The triplet is one piece: there is no second part to ask for. */
	if (index)
		return SCMI_OUT_OF_RANGE;
	wire_put(&msg->rsp, LEVELS_RANGE | 3);
	wire_put(&msg->rsp, range->min);
	wire_put(&msg->rsp, range->max);
	wire_put(&msg->rsp, range->step);
	return SCMI_SUCCESS;
}

static enum scmi_status describe_levels(struct scmi_msg *msg)
{
	uint32_t id, index;
	const struct model_voltage *domain = get_domain(msg, &id);
	size_t i, n, left;

	if (!domain)
		return msg->refused;
	index = wire_get(&msg->req);
	if (!domain->levels)
		return describe_range(msg, &domain->range, index);
	if (index >= domain->n_levels)
		return SCMI_OUT_OF_RANGE;
	left = domain->n_levels - index;
	n = wire_fit(&msg->rsp, left, WIRE_WORD);
	wire_put(&msg->rsp, (left - n) << LEVELS_REMAINING_SHIFT | n);
	for (i = 0; i < n; i++)
		wire_put(&msg->rsp, domain->levels[index + i]);
	return SCMI_SUCCESS;
}

static enum scmi_status config_set(struct scmi_msg *msg)
{
	uint32_t id, mode;
	const struct model_voltage *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	mode = wire_get(&msg->req);
	if (mode != MODE_ON && mode != MODE_OFF)
		return SCMI_INVALID_PARAMETERS;
	if (!domain->allow_state)
		return SCMI_DENIED;
	msg->agent->voltages[id].vote = mode == MODE_ON ? SCMI_VOTE_ON
							: SCMI_VOTE_OFF;
	return SCMI_SUCCESS;
}

static enum scmi_status config_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, mode_of(msg->agent->model, id));
	return SCMI_SUCCESS;
}

static void want_level(struct scmi_agent *agent, uint32_t id, int32_t level)
{
	agent->voltages[id].has_level = true;
	agent->voltages[id].level = level;
}

/* VOLTAGE_LEVEL_SET_COMPLETE (4.9.3.1): the level that all together have set */
static void run_level_set(struct scmi_agent *agent, struct scmi_job *job)
{
	struct wire_writer w;

	want_level(agent, job->id, job->value);
	scmi_job_answer(job, &w);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_VOLTAGE, job->id));
	wire_put(&w, level_of(agent->model, job->id));
	scmi_job_answered(job, &w);
}

static enum scmi_status start_level_set(struct scmi_msg *msg, uint32_t id,
					int32_t level)
{
	const struct model_voltage *domain = &msg->agent->model->voltages[id];

	if (!msg->agent->p2a)
		return SCMI_NOT_SUPPORTED;
	return scmi_start(msg, domain->async_latency_ns, run_level_set, false,
			  id, level);
}

static enum scmi_status level_set(struct scmi_msg *msg)
{
	uint32_t id, flags;
	const struct model_voltage *domain = get_domain(msg, &id);
	int32_t level;

	if (!domain)
		return msg->refused;
	flags = wire_get(&msg->req);
	level = wire_get(&msg->req);
	if (flags & ~SET_ASYNC)
		return SCMI_INVALID_PARAMETERS;
	if (!domain->allow_level)
		return SCMI_DENIED;
	if (!model_voltage_has(domain, level))
		return SCMI_INVALID_PARAMETERS;
	if (flags & SET_ASYNC)
		return start_level_set(msg, id, level);
	want_level(msg->agent, id, level);
	return SCMI_SUCCESS;
}

static enum scmi_status level_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, level_of(msg->agent->model, id));
	return SCMI_SUCCESS;
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_voltage *domain = get_domain(msg, &id);

	return domain ? scmi_put_long_name(msg, domain->name) : msg->refused;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->voltages[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	(void)now;
	show_put(s, " enabled=%s level=%d", show_yes(mode_of(model, id)),
		 level_of(model, id));
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct scmi_voltage_view *view = &agent->voltages[id];

	show_vote(s, view->vote);
	if (view->has_level)
		show_put(s, " level=%d", view->level);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "VOLTAGE_DOMAIN_ATTRIBUTES", 4, 20, 0, domain_attributes },
	{ 0x04, "VOLTAGE_DESCRIBE_LEVELS", 8, 8, 0, describe_levels },
	{ 0x05, "VOLTAGE_CONFIG_SET", 8, 0, SCMI_CONTROL, config_set },
	{ 0x06, "VOLTAGE_CONFIG_GET", 4, 4, SCMI_READ, config_get },
	{ 0x07, "VOLTAGE_LEVEL_SET", 12, 0, SCMI_CONTROL, level_set },
	{ 0x08, "VOLTAGE_LEVEL_GET", 4, 4, SCMI_READ, level_get },
	{ 0x09, "VOLTAGE_DOMAIN_NAME_GET", 4, 68, 0, name_get },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_voltage_protocol = {
	.id = SCMI_VOLTAGE,
	.name = "voltage domain",
	.version = 0x20001,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_VOLTAGE,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The power domain protocol, version 3.1 (DEN0056, 4.3).
 *
 * Each agent votes. A domain is on while one agent wants it on, off while
 * those who voted all want it off, and as configured without any vote.
 */
#include "protocol.h"
#include "../util.h"

#define ATTR_NOTIFY_CHANGED   0x80000000u
#define ATTR_ASYNC	      0x40000000u
#define ATTR_SYNC	      0x20000000u
#define ATTR_NOTIFY_REQUESTED 0x10000000u
#define ATTR_LONG_NAME	      0x08000000u

#define SET_ASYNC 0x1u

enum notification {
	POWER_STATE_CHANGED = 0,
	POWER_STATE_CHANGE_REQUESTED = 1,
};

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_POWER);
}

static enum scmi_vote vote_of(const struct scmi_agent *agent, uint32_t id)
{
	return agent->power[id].vote;
}

static uint32_t state_of(const struct scmi_model *model, uint32_t id)
{
	bool otherwise = model->power[id].state == MODEL_POWER_ON;

	return scmi_is_on(model, vote_of, id, otherwise) ? MODEL_POWER_ON
							 : MODEL_POWER_OFF;
}

/* Reads the identifier; NULL when there is no such domain. */
static struct model_power *get_domain(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_POWER, id))
		return NULL;
	return &msg->agent->model->power[*id];
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, count(msg->agent));
	/* No statistics in shared memory: address and length 0. */
	wire_put64(&msg->rsp, 0);
	wire_put(&msg->rsp, 0);
	return SCMI_SUCCESS;
}

static enum scmi_status domain_attributes(struct scmi_msg *msg)
{
	uint32_t id, flags = 0;
	const struct model_power *domain = get_domain(msg, &id);
	enum model_right right;

	if (!domain)
		return msg->refused;
	right = scmi_right(msg->agent, MODEL_KIND_POWER, id);
	if (msg->agent->p2a && right >= MODEL_RIGHT_READ)
		flags |= ATTR_NOTIFY_CHANGED | ATTR_NOTIFY_REQUESTED;
	if (domain->allow_set && right >= MODEL_RIGHT_CONTROL)
		flags |= ATTR_ASYNC | ATTR_SYNC;
	if (strlen(domain->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	wire_put(&msg->rsp, flags);
	wire_put_name(&msg->rsp, domain->name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static void notify(const struct scmi_model *model, uint32_t by, uint64_t now,
		   enum notification which, uint32_t id, uint32_t state)
{
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		const struct scmi_power_view *view = &agent->power[id];
		const uint32_t words[] = {
			by, scmi_view_local(agent, MODEL_KIND_POWER, id), state
		};

		if (which == POWER_STATE_CHANGED ? view->notify_changed
						 : view->notify_requested)
			scmi_note(agent, now, SCMI_POWER, which, words, 3);
	}
}

static enum scmi_vote vote_for(uint32_t state)
{
	return state == MODEL_POWER_ON ? SCMI_VOTE_ON : SCMI_VOTE_OFF;
}

static void vote(struct scmi_agent *agent, uint64_t now, uint32_t id,
		 enum scmi_vote vote)
{
	uint32_t before = state_of(agent->model, id), after;

	agent->power[id].vote = vote;
	after = state_of(agent->model, id);
	if (after != before)
		notify(agent->model, agent->id, now, POWER_STATE_CHANGED, id,
		       after);
}

bool scmi_power_set(struct scmi_model *model, uint64_t now, uint32_t id,
		    bool on)
{
	uint32_t before, after;

	if (id >= model->n_power)
		return false;
	before = state_of(model, id);
	model->power[id].state = on ? MODEL_POWER_ON : MODEL_POWER_OFF;
	after = state_of(model, id);
	if (after != before)
		notify(model, SCMI_AGENT_PLATFORM, now, POWER_STATE_CHANGED, id,
		       after);
	return true;
}

void scmi_power_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	agent->power[id].notify_changed = false;
	agent->power[id].notify_requested = false;
	vote(agent, now, id, SCMI_VOTE_NONE);
}

/* This protocol has no delayed response: the end shows in a notification. */
static void run_state_set(struct scmi_agent *agent, struct scmi_job *job)
{
	vote(agent, job->packet.time, job->id, vote_for(job->value));
}

static enum scmi_status state_set(struct scmi_msg *msg)
{
	uint32_t flags = wire_get(&msg->req), id, state;
	const struct model_power *domain = get_domain(msg, &id);
	enum scmi_status status = SCMI_SUCCESS;

	if (!domain)
		return msg->refused;
	state = wire_get(&msg->req);
	if (flags & ~SET_ASYNC ||
	    (state != MODEL_POWER_ON && state != MODEL_POWER_OFF))
		return SCMI_INVALID_PARAMETERS;
	if (!domain->allow_set)
		return SCMI_DENIED;
	if (flags & SET_ASYNC)
		status = scmi_start(msg, domain->async_latency_ns,
				    run_state_set, true, id, state);
	if (status)
		return status;
	notify(msg->agent->model, msg->agent->id, msg->now,
	       POWER_STATE_CHANGE_REQUESTED, id, state);
	if (!(flags & SET_ASYNC))
		vote(msg->agent, msg->now, id, vote_for(state));
	return SCMI_SUCCESS;
}

static enum scmi_status state_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, state_of(msg->agent->model, id));
	return SCMI_SUCCESS;
}

static enum scmi_status state_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->power[id].notify_changed);
}

static enum scmi_status state_change_requested_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->power[id].notify_requested);
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_power *domain = get_domain(msg, &id);

	return domain ? scmi_put_long_name(msg, domain->name) : msg->refused;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->power[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	(void)now;
	show_put(s, " state=%s",
		 state_of(model, id) == MODEL_POWER_ON ? "on" : "off");
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct scmi_power_view *view = &agent->power[id];

	show_vote(s, view->vote);
	show_flag(s, "notify-changed", view->notify_changed);
	show_flag(s, "notify-requested", view->notify_requested);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 16, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "POWER_DOMAIN_ATTRIBUTES", 4, 20, 0, domain_attributes },
	{ 0x04, "POWER_STATE_SET", 12, 0, SCMI_CONTROL, state_set },
	{ 0x05, "POWER_STATE_GET", 4, 4, SCMI_READ, state_get },
	{ 0x06, "POWER_STATE_NOTIFY", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  state_notify },
	{ 0x07, "POWER_STATE_CHANGE_REQUESTED_NOTIFY", 8, 0,
	  SCMI_NEEDS_P2A | SCMI_READ, state_change_requested_notify },
	{ 0x08, "POWER_DOMAIN_NAME_GET", 4, 68, 0, name_get },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_power_protocol = {
	.id = SCMI_POWER,
	.name = "power domain",
	.version = 0x30001,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_POWER,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

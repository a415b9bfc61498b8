// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reset domain management protocol, version 3.1 (DEN0056, 4.8).
 *
 * Each agent votes by asserting and de-asserting a domain's reset. A domain is
 * out of reset while one agent wants it out, in reset while those who voted all
 * want it in, and as configured without any vote. Who wants it out of reset
 * uses it: a reset that another agent asks for meanwhile fails.
 */
#include "protocol.h"
#include "../util.h"

#define ATTR_ASYNC     0x80000000u
#define ATTR_NOTIFY    0x40000000u
#define ATTR_LONG_NAME 0x20000000u

#define RESET_AUTONOMOUS 0x1u
#define RESET_ASSERT	 0x2u
#define RESET_ASYNC	 0x4u
#define RESET_FLAGS	 0x7u

/* Architectural states have this clear; cold reset is the only one. */
#define STATE_IMPLEMENTATION 0x80000000u
#define STATE_COLD_RESET     0x00000000u

#define RESET_ISSUED 0x00

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_RESET);
}

/* On is out of reset. */
static enum scmi_vote vote_of(const struct scmi_agent *agent, uint32_t id)
{
	return agent->resets[id].vote;
}

static bool in_reset(const struct scmi_model *model, uint32_t id)
{
	return !scmi_is_on(model, vote_of, id, !model->resets[id].asserted);
}

static bool is_used_by_another(const struct scmi_agent *agent, uint32_t id)
{
	const struct scmi_agent *other;
	size_t slot = 0;

	while ((other = scmi_next_agent(agent->model, &slot)))
		if (other != agent && vote_of(other, id) == SCMI_VOTE_ON)
			return true;
	return false;
}

/* Reads the identifier; NULL when there is no such domain. */
static const struct model_reset *get_domain(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_RESET, id))
		return NULL;
	return &msg->agent->model->resets[*id];
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, count(msg->agent));
	return SCMI_SUCCESS;
}

static enum scmi_status domain_attributes(struct scmi_msg *msg)
{
	uint32_t id, flags = 0;
	const struct model_reset *domain = get_domain(msg, &id);
	enum model_right right;

	if (!domain)
		return msg->refused;
	right = scmi_right(msg->agent, MODEL_KIND_RESET, id);
	if (msg->agent->p2a && right >= MODEL_RIGHT_READ)
		flags |= ATTR_NOTIFY;
	if (msg->agent->p2a && domain->async && right >= MODEL_RIGHT_CONTROL)
		flags |= ATTR_ASYNC;
	if (strlen(domain->name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	wire_put(&msg->rsp, flags);
	wire_put(&msg->rsp, domain->latency_us);
	wire_put_name(&msg->rsp, domain->name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

static void notify(const struct scmi_model *model, uint32_t by, uint64_t now,
		   uint32_t id, uint32_t state)
{
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		const uint32_t words[] = {
			by, scmi_view_local(agent, MODEL_KIND_RESET, id), state
		};

		if (agent->resets[id].notify)
			scmi_note(agent, now, SCMI_RESET, RESET_ISSUED, words,
				  3);
	}
}

static void notify_by(const struct scmi_msg *msg, uint32_t id, uint32_t state)
{
	notify(msg->agent->model, msg->agent->id, msg->now, id, state);
}

bool scmi_reset_issue(struct scmi_model *model, uint64_t now, uint32_t id)
{
	if (id >= model->n_resets)
		return false;
	notify(model, SCMI_AGENT_PLATFORM, now, id, STATE_COLD_RESET);
	return true;
}

/* RESET_COMPLETE (4.8.3.1) */
static void run_reset(struct scmi_agent *agent, struct scmi_job *job)
{
	struct wire_writer w;

	scmi_job_answer(job, &w);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_RESET, job->id));
	scmi_job_answered(job, &w);
}

static enum scmi_status start_reset(struct scmi_msg *msg, uint32_t id)
{
	const struct model_reset *domain = &msg->agent->model->resets[id];

	if (!msg->agent->p2a || !domain->async)
		return SCMI_NOT_SUPPORTED;
	return scmi_start(msg, domain->async_latency_ns, run_reset, false, id,
			  0);
}

/*
 * An asynchronous reset, too, is issued at once; what comes later is its end.
 * Nobody can then begin to use the domain before it is reset.
 */
static enum scmi_status reset_autonomously(struct scmi_msg *msg, uint32_t id,
					   uint32_t flags, uint32_t state)
{
	enum scmi_status status = SCMI_SUCCESS;

	if (flags & RESET_ASYNC)
		status = start_reset(msg, id);
	if (!status)
		notify_by(msg, id, state);
	return status;
}

static void vote(struct scmi_agent *agent, uint64_t now, uint32_t id,
		 enum scmi_vote vote, uint32_t state)
{
	bool before = in_reset(agent->model, id);

	agent->resets[id].vote = vote;
	if (!before && in_reset(agent->model, id))
		notify(agent->model, agent->id, now, id, state);
}

/* What is as configured again may be in reset. */
void scmi_reset_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	agent->resets[id].notify = false;
	vote(agent, now, id, SCMI_VOTE_NONE, STATE_COLD_RESET);
}

static bool are_flags_valid(uint32_t flags)
{
	return !(flags & ~RESET_FLAGS) &&
	       (flags & RESET_AUTONOMOUS || !(flags & RESET_ASYNC));
}

static bool has_state(const struct model_reset *domain, uint32_t state)
{
	if (state & STATE_IMPLEMENTATION)
		return (state & ~STATE_IMPLEMENTATION) <
		       domain->implementation_states;
	return state == STATE_COLD_RESET;
}

static enum scmi_status reset(struct scmi_msg *msg)
{
	uint32_t id, flags, state;
	const struct model_reset *domain = get_domain(msg, &id);

	if (!domain)
		return msg->refused;
	flags = wire_get(&msg->req);
	state = wire_get(&msg->req);
	if (!are_flags_valid(flags) || !has_state(domain, state))
		return SCMI_INVALID_PARAMETERS;
	if (!domain->allow_reset)
		return SCMI_DENIED;
	if (!(flags & (RESET_AUTONOMOUS | RESET_ASSERT))) {
		msg->agent->resets[id].vote = SCMI_VOTE_ON;
		return SCMI_SUCCESS;
	}
	if (is_used_by_another(msg->agent, id))
		return SCMI_GENERIC_ERROR;
	if (flags & RESET_AUTONOMOUS)
		return reset_autonomously(msg, id, flags, state);
	vote(msg->agent, msg->now, id, SCMI_VOTE_OFF, state);
	return SCMI_SUCCESS;
}

static enum scmi_status reset_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!get_domain(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->resets[id].notify);
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_reset *domain = get_domain(msg, &id);

	return domain ? scmi_put_long_name(msg, domain->name) : msg->refused;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->resets[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	(void)now;
	show_put(s, " asserted=%s", show_yes(in_reset(model, id)));
}

/* On is out of reset. */
static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	show_vote(s, vote_of(agent, id));
	show_flag(s, "notify", agent->resets[id].notify);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "RESET_DOMAIN_ATTRIBUTES", 4, 24, 0, domain_attributes },
	{ 0x04, "RESET", 12, 0, SCMI_CONTROL, reset },
	{ 0x05, "RESET_NOTIFY", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  reset_notify },
	{ 0x06, "RESET_DOMAIN_NAME_GET", 4, 68, 0, name_get },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_reset_protocol = {
	.id = SCMI_RESET,
	.name = "reset domain",
	.version = 0x30001,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_RESET,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

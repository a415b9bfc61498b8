// SPDX-License-Identifier: GPL-2.0-only
/*
 * The powercap protocol, version 2.0 (DEN0056, 4.10).
 *
 * Caps are each agent's own, and the platform may have one, too: the lowest of
 * them holds. So does the shortest averaging interval that an agent has set.
 */
#include "powercap.h"
#include "../util.h"

#define ATTR_NOTIFY_CAP	  0x80000000u
#define ATTR_NOTIFY_POWER 0x40000000u
#define ATTR_ASYNC	  0x20000000u
#define ATTR_LONG_NAME	  0x10000000u
#define ATTR_CAP	  0x08000000u
#define ATTR_POWER	  0x04000000u
#define ATTR_INTERVAL	  0x02000000u
#define ATTR_UNIT_SHIFT	  23

#define SET_NO_RESPONSE 0x1u
#define SET_ASYNC	0x2u
#define SET_FLAGS	0x3u

#define POWERCAP_CAP_CHANGED 0

/* Not the numbers that the performance protocol has for them. */
static const uint32_t units[] = {
	[MODEL_UNIT_ABSTRACT] = 0,
	[MODEL_UNIT_UW] = 1,
	[MODEL_UNIT_MW] = 2,
};

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_POWERCAP);
}

const struct model_powercap *powercap_get(struct scmi_msg *msg, uint32_t *id)
{
	if (!scmi_get_id(msg, MODEL_KIND_POWERCAP, id))
		return NULL;
	return &msg->agent->model->powercaps[*id];
}

/* The lower of two wishes, of which 0 is none. */
static uint32_t lower(uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

uint32_t powercap_cap(const struct scmi_model *model, uint32_t id)
{
	uint32_t cap = model->powercaps[id].cap;
	const struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot)))
		cap = lower(cap, agent->powercaps[id].cap);
	return cap;
}

uint32_t powercap_interval_us(const struct scmi_model *model, uint32_t id)
{
	const struct scmi_agent *agent;
	uint32_t us = 0;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot)))
		us = lower(us, agent->powercaps[id].interval_us);
	return us ? us : model->powercaps[id].interval_us;
}

/* What has one value only is not for agents to set. */
static bool can_set(const struct model_range *range)
{
	return range->min != range->max;
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	wire_put(&msg->rsp, count(msg->agent));
	return SCMI_SUCCESS;
}

static bool has_right(const struct scmi_agent *agent, uint32_t id,
		      enum model_right right)
{
	return scmi_right(agent, MODEL_KIND_POWERCAP, id) >= right;
}

static uint32_t read_flags(const struct scmi_agent *agent, uint32_t id)
{
	bool measured = agent->model->powercaps[id].measured;
	uint32_t flags = 0;

	if (!has_right(agent, id, MODEL_RIGHT_READ))
		return 0;
	if (agent->p2a)
		flags |= ATTR_NOTIFY_CAP;
	if (agent->p2a && measured)
		flags |= ATTR_NOTIFY_POWER;
	if (measured)
		flags |= ATTR_POWER;
	return flags;
}

static uint32_t control_flags(const struct scmi_agent *agent, uint32_t id)
{
	const struct model_powercap *domain = &agent->model->powercaps[id];
	uint32_t flags = 0;

	if (!has_right(agent, id, MODEL_RIGHT_CONTROL))
		return 0;
	if (agent->p2a && can_set(&domain->caps))
		flags |= ATTR_ASYNC;
	if (can_set(&domain->caps))
		flags |= ATTR_CAP;
	if (can_set(&domain->intervals_us))
		flags |= ATTR_INTERVAL;
	return flags;
}

static uint32_t domain_flags(const struct scmi_agent *agent, uint32_t id)
{
	uint32_t flags = units[agent->model->power_unit] << ATTR_UNIT_SHIFT;

	if (strlen(agent->model->powercaps[id].name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	return flags | read_flags(agent, id) | control_flags(agent, id);
}

/* Linux takes only one value where nothing can be set. */
static void put_range(struct wire_writer *w, const struct model_range *range,
		      bool settable)
{
	wire_put(w, settable ? range->min : range->max);
	wire_put(w, range->max);
	wire_put(w, range->step);
}

/* What does not exist for the agent is nothing that it is a part of. */
static uint32_t parent_of(const struct scmi_agent *agent,
			  const struct model_powercap *domain)
{
	if (domain->parent == MODEL_NO_PARENT)
		return MODEL_NO_PARENT;
	return scmi_view_local(agent, MODEL_KIND_POWERCAP, domain->parent);
}

static enum scmi_status domain_attributes(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_powercap *domain = powercap_get(msg, &id);
	bool settable;

	if (!domain)
		return msg->refused;
	wire_put(&msg->rsp, domain_flags(msg->agent, id));
	wire_put_name(&msg->rsp, domain->name, SCMI_SHORT_NAME);
	settable = has_right(msg->agent, id, MODEL_RIGHT_CONTROL);
	put_range(&msg->rsp, &domain->intervals_us, settable);
	put_range(&msg->rsp, &domain->caps, settable);
	wire_put(&msg->rsp, domain->sustainable_power);
	wire_put(&msg->rsp, domain->accuracy);
	wire_put(&msg->rsp, parent_of(msg->agent, domain));
	return SCMI_SUCCESS;
}

static void notify_cap(const struct scmi_agent *by, uint64_t now, uint32_t id,
		       uint32_t cap, uint32_t interval_us)
{
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(by->model, &slot))) {
		const uint32_t words[] = {
			by->id, scmi_view_local(agent, MODEL_KIND_POWERCAP, id),
			cap, interval_us
		};

		if (agent->powercaps[id].notify_cap)
			scmi_note(agent, now, SCMI_POWERCAP,
				  POWERCAP_CAP_CHANGED, words, 4);
	}
}

/* What an agent wants from now on; others hear of it when it makes a change. */
static void want(struct scmi_agent *by, uint64_t now, uint32_t id, uint32_t cap,
		 uint32_t interval_us)
{
	struct scmi_powercap_view *view = &by->powercaps[id];
	uint32_t old_cap = powercap_cap(by->model, id);
	uint32_t old_us = powercap_interval_us(by->model, id);
	uint32_t new_cap, new_us;

	view->cap = cap;
	view->interval_us = interval_us;
	new_cap = powercap_cap(by->model, id);
	new_us = powercap_interval_us(by->model, id);
	if (new_cap != old_cap || new_us != old_us)
		notify_cap(by, now, id, new_cap, new_us);
	if (new_us != old_us)
		powercap_resample(by->model, id, now);
}

void scmi_powercap_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	agent->powercaps[id].notify_cap = false;
	agent->powercaps[id].next_sample = SCMI_NEVER;
	want(agent, now, id, 0, 0);
}

static void want_cap(struct scmi_agent *by, uint64_t now, uint32_t id,
		     uint32_t cap)
{
	want(by, now, id, cap, by->powercaps[id].interval_us);
}

static enum scmi_status cap_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!powercap_get(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, powercap_cap(msg->agent->model, id));
	return SCMI_SUCCESS;
}

/* POWERCAP_CAP_SET_COMPLETE (4.10.4.1): the cap that all together have set */
static void run_cap_set(struct scmi_agent *agent, struct scmi_job *job)
{
	struct wire_writer w;

	want_cap(agent, job->packet.time, job->id, job->value);
	if (job->quiet)
		return;
	scmi_job_answer(job, &w);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_POWERCAP, job->id));
	wire_put(&w, powercap_cap(agent->model, job->id));
	scmi_job_answered(job, &w);
}

static enum scmi_status start_cap_set(struct scmi_msg *msg, uint32_t flags,
				      uint32_t id, uint32_t cap)
{
	const struct model_powercap *domain = &msg->agent->model->powercaps[id];

	if (!msg->agent->p2a)
		return SCMI_NOT_SUPPORTED;
	return scmi_start(msg, domain->async_latency_ns, run_cap_set,
			  flags & SET_NO_RESPONSE, id, cap);
}

static enum scmi_status cap_set(struct scmi_msg *msg)
{
	uint32_t id, flags, cap;
	const struct model_powercap *domain = powercap_get(msg, &id);

	if (!domain)
		return msg->refused;
	flags = wire_get(&msg->req);
	cap = wire_get(&msg->req);
	if (flags & ~SET_FLAGS)
		return SCMI_INVALID_PARAMETERS;
	if (!can_set(&domain->caps))
		return SCMI_NOT_SUPPORTED;
	/* 0 takes back what the agent had set. */
	if (cap && !model_range_has(&domain->caps, cap))
		return SCMI_INVALID_PARAMETERS;
	if (flags & SET_ASYNC)
		return start_cap_set(msg, flags, id, cap);
	want_cap(msg->agent, msg->now, id, cap);
	return SCMI_SUCCESS;
}

static enum scmi_status pai_get(struct scmi_msg *msg)
{
	uint32_t id;

	if (!powercap_get(msg, &id))
		return msg->refused;
	wire_put(&msg->rsp, powercap_interval_us(msg->agent->model, id));
	return SCMI_SUCCESS;
}

static enum scmi_status pai_set(struct scmi_msg *msg)
{
	uint32_t id, flags, us;
	const struct model_powercap *domain = powercap_get(msg, &id);

	if (!domain)
		return msg->refused;
	flags = wire_get(&msg->req);
	us = wire_get(&msg->req);
	if (flags)
		return SCMI_INVALID_PARAMETERS;
	if (!can_set(&domain->intervals_us))
		return SCMI_NOT_SUPPORTED;
	if (!model_range_has(&domain->intervals_us, us))
		return SCMI_INVALID_PARAMETERS;
	want(msg->agent, msg->now, id, msg->agent->powercaps[id].cap, us);
	return SCMI_SUCCESS;
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_powercap *domain = powercap_get(msg, &id);

	return domain ? scmi_put_long_name(msg, domain->name) : msg->refused;
}

static enum scmi_status cap_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!powercap_get(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->powercaps[id].notify_cap);
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->powercaps[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	show_put(s, " cap=%u interval=%u", powercap_cap(model, id),
		 powercap_interval_us(model, id));
	if (model->powercaps[id].measured)
		show_put(s, " power=%u", powercap_power(model, id, now));
}

static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	const struct scmi_powercap_view *view = &agent->powercaps[id];

	if (view->cap)
		show_put(s, " cap=%u", view->cap);
	if (view->interval_us)
		show_put(s, " interval=%u", view->interval_us);
	show_flag(s, "notify-cap", view->notify_cap);
	if (view->next_sample != SCMI_NEVER)
		show_put(s, " notify-power=%u..%u", view->low, view->high);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 4, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "POWERCAP_DOMAIN_ATTRIBUTES", 4, 56, 0, domain_attributes },
	{ 0x04, "POWERCAP_CAP_GET", 4, 4, SCMI_READ, cap_get },
	{ 0x05, "POWERCAP_CAP_SET", 12, 0, SCMI_CONTROL, cap_set },
	{ 0x06, "POWERCAP_PAI_GET", 4, 4, SCMI_READ, pai_get },
	{ 0x07, "POWERCAP_PAI_SET", 12, 0, SCMI_CONTROL, pai_set },
	{ 0x08, "POWERCAP_DOMAIN_NAME_GET", 4, 68, 0, name_get },
	{ 0x09, "POWERCAP_MEASUREMENTS_GET", 4, 8, SCMI_READ,
	  powercap_measurements_get },
	{ 0x0a, "POWERCAP_CAP_NOTIFY", 8, 0, SCMI_NEEDS_P2A | SCMI_READ,
	  cap_notify },
	{ 0x0b, "POWERCAP_MEASUREMENTS_NOTIFY", 16, 0,
	  SCMI_NEEDS_P2A | SCMI_READ, powercap_measurements_notify },
	{ 0x0c, "POWERCAP_DESCRIBE_FASTCHANNEL", 8, 44, 0, NULL },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_powercap_protocol = {
	.id = SCMI_POWERCAP,
	.name = "powercap",
	.version = 0x20000,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_POWERCAP,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

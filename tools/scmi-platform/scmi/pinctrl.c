// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pin control protocol, version 1.0 (DEN0056, 4.11).
 *
 * Functions and settings are the model's pins': the last who sets one wins,
 * and a group is no more than its pins: a right to a group is one to all of
 * them, whether they exist for the agent by themselves or not. Exclusive control
 * is an agent's own: who has requested a pin, or a group that it is in, keeps the
 * others from requesting and from configuring it.
 */
#include "pinctrl.h"
#include "../util.h"

#define GROUPS_SHIFT 16

#define ATTR_LONG_NAME 0x80000000u
#define ATTR_GPIO      0x00020000u
#define ATTR_PIN_ONLY  0x00010000u

/* Identifiers have 16 bits; the others of their word do not count. */
#define ID_MASK 0xffffu

#define IDS_REMAINING_SHIFT 16
#define IDS_PER_WORD	    2

/* PINCTRL_SET_PERMISSIONS' flags: selector and access type. */
#define PERM_SELECTOR 0x3u
#define PERM_RESERVED 0xfffffff8u

static size_t count(const struct scmi_agent *agent)
{
	return scmi_view_count(agent, MODEL_KIND_PIN);
}

static void fill_pin(const struct scmi_model *model, struct pinctrl_target *t)
{
	t->name = model->pins[t->id].name;
	t->members = &t->id;
	t->n_members = 1;
	t->member_kind = MODEL_KIND_PIN;
}

static void fill_group(const struct scmi_model *model, struct pinctrl_target *t)
{
	const struct model_pin_group *group = &model->pin_groups[t->id];

	t->name = group->name;
	t->members = group->pins;
	t->n_members = group->n_pins;
	t->member_kind = MODEL_KIND_PIN;
}

static void fill_function(const struct scmi_model *model,
			  struct pinctrl_target *t)
{
	const struct model_pin_function *function =
		&model->pin_functions[t->id];

	t->name = function->name;
	t->members = function->members;
	t->n_members = function->n_members;
	t->member_kind = function->pin_only ? MODEL_KIND_PIN
					    : MODEL_KIND_PIN_GROUP;
}

static const struct {
	enum model_kind kind;
	void (*fill)(const struct scmi_model *model, struct pinctrl_target *t);
} selectors[] = {
	[PINCTRL_PIN] = { MODEL_KIND_PIN, fill_pin },
	[PINCTRL_GROUP] = { MODEL_KIND_PIN_GROUP, fill_group },
	[PINCTRL_FUNCTION] = { MODEL_KIND_PIN_FUNCTION, fill_function },
};

enum scmi_status pinctrl_find(struct scmi_msg *msg, uint32_t id,
			      uint32_t selector, enum pinctrl_selector last,
			      struct pinctrl_target *target)
{
	if (selector > last)
		return SCMI_INVALID_PARAMETERS;
	if (!scmi_find(msg, selectors[selector].kind, id & ID_MASK,
		       &target->id))
		return msg->refused;
	target->selector = selector;
	selectors[selector].fill(msg->agent->model, target);
	return SCMI_SUCCESS;
}

/* Reads identifier and selector of a command that has them side by side. */
static enum scmi_status get_target(struct scmi_msg *msg,
				   enum pinctrl_selector last,
				   struct pinctrl_target *target)
{
	uint32_t id = wire_get(&msg->req);

	return pinctrl_find(msg, id, wire_get(&msg->req), last, target);
}

static enum scmi_status attributes(struct scmi_msg *msg)
{
	const struct scmi_agent *agent = msg->agent;
	uint32_t groups = scmi_view_count(agent, MODEL_KIND_PIN_GROUP);

	wire_put(&msg->rsp, groups << GROUPS_SHIFT | count(agent));
	wire_put(&msg->rsp, scmi_view_count(agent, MODEL_KIND_PIN_FUNCTION));
	return SCMI_SUCCESS;
}

static uint32_t function_flags(const struct model_pin_function *function)
{
	return (function->gpio ? ATTR_GPIO : 0) |
	       (function->pin_only ? ATTR_PIN_ONLY : 0);
}

/* Return: how many of its members exist for the agent; they are filled. */
static size_t members_of(const struct scmi_agent *agent,
			 const struct pinctrl_target *target,
			 uint32_t members[MODEL_RESOURCES_MAX])
{
	return scmi_view_list(agent, target->member_kind, target->members,
			      target->n_members, members);
}

static enum scmi_status pinctrl_attributes(struct scmi_msg *msg)
{
	const struct scmi_model *model = msg->agent->model;
	struct pinctrl_target target;
	enum scmi_status status = get_target(msg, PINCTRL_FUNCTION, &target);
	uint32_t flags, members[MODEL_RESOURCES_MAX];

	if (status)
		return status;
	flags = members_of(msg->agent, &target, members);
	if (strlen(target.name) >= SCMI_SHORT_NAME)
		flags |= ATTR_LONG_NAME;
	if (target.selector == PINCTRL_FUNCTION)
		flags |= function_flags(&model->pin_functions[target.id]);
	wire_put(&msg->rsp, flags);
	wire_put_name(&msg->rsp, target.name, SCMI_SHORT_NAME);
	return SCMI_SUCCESS;
}

/* Two to a word; what is left of the last one is 0. */
static void put_ids(struct wire_writer *w, const uint32_t *ids, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n; i += IDS_PER_WORD)
		wire_put(w, ids[i + 1] << 16 | ids[i]);
	if (i < n)
		wire_put(w, ids[i]);
}

static enum scmi_status list_associations(struct scmi_msg *msg)
{
	struct pinctrl_target target;
	enum scmi_status status = get_target(msg, PINCTRL_FUNCTION, &target);
	uint32_t index = wire_get(&msg->req), members[MODEL_RESOURCES_MAX];
	size_t n, left;

	if (status)
		return status;
	left = members_of(msg->agent, &target, members);
	if (target.selector == PINCTRL_PIN || index >= left)
		return SCMI_INVALID_PARAMETERS;
	left -= index;
	n = IDS_PER_WORD * wire_fit(&msg->rsp, left, WIRE_WORD);
	if (n > left)
		n = left;
	wire_put(&msg->rsp, (left - n) << IDS_REMAINING_SHIFT | n);
	put_ids(&msg->rsp, members + index, n);
	return SCMI_SUCCESS;
}

bool pinctrl_in_use(const struct scmi_agent *agent,
		    const struct pinctrl_target *target)
{
	const struct scmi_agent *other;
	size_t i, slot = 0;

	while ((other = scmi_next_agent(agent->model, &slot))) {
		for (i = 0; other != agent && i < target->n_members; i++)
			if (other->pins[target->members[i]].requests)
				return true;
	}
	return false;
}

static bool *requested(struct scmi_agent *agent,
		       const struct pinctrl_target *target)
{
	if (target->selector == PINCTRL_PIN)
		return &agent->pins[target->id].requested;
	return &agent->pin_groups[target->id].requested;
}

/* To ask twice is to ask once, and so it is to give back. */
static void hold(struct scmi_agent *agent, const struct pinctrl_target *target,
		 bool on)
{
	bool *mine = requested(agent, target);
	size_t i;

	for (i = 0; *mine != on && i < target->n_members; i++)
		agent->pins[target->members[i]].requests += on ? 1 : -1;
	*mine = on;
}

void scmi_pin_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	struct pinctrl_target target = { .selector = PINCTRL_PIN, .id = id };

	(void)now;
	fill_pin(agent->model, &target);
	hold(agent, &target, false);
}

void scmi_pin_group_drop(struct scmi_agent *agent, uint64_t now, uint32_t id)
{
	struct pinctrl_target target = { .selector = PINCTRL_GROUP, .id = id };

	(void)now;
	fill_group(agent->model, &target);
	hold(agent, &target, false);
}

static enum scmi_status set_requested(struct scmi_msg *msg, bool on)
{
	struct pinctrl_target target;
	enum scmi_status status = get_target(msg, PINCTRL_GROUP, &target);

	if (status)
		return status;
	if (pinctrl_in_use(msg->agent, &target))
		return SCMI_IN_USE;
	hold(msg->agent, &target, on);
	return SCMI_SUCCESS;
}

static enum scmi_status request(struct scmi_msg *msg)
{
	return set_requested(msg, true);
}

static enum scmi_status release(struct scmi_msg *msg)
{
	return set_requested(msg, false);
}

static enum scmi_status name_get(struct scmi_msg *msg)
{
	struct pinctrl_target target;
	enum scmi_status status = get_target(msg, PINCTRL_FUNCTION, &target);

	return status ? status : scmi_put_long_name(msg, target.name);
}

/* Permissions are for trusted agents to set, and there is none so far. */
static enum scmi_status set_permissions(struct scmi_msg *msg)
{
	struct pinctrl_target target;
	uint32_t id, flags;
	enum scmi_status status;

	/* Which agent is meant is not for others to find out. */
	wire_get(&msg->req);
	id = wire_get(&msg->req);
	flags = wire_get(&msg->req);
	if (flags & PERM_RESERVED)
		return SCMI_INVALID_PARAMETERS;
	status = pinctrl_find(msg, id, flags & PERM_SELECTOR, PINCTRL_GROUP,
			      &target);
	return status ? status : SCMI_DENIED;
}

static const char *name_of(const struct scmi_model *model, uint32_t id)
{
	return model->pins[id].name;
}

static void show(struct show *s, const struct scmi_model *model, uint32_t id,
		 uint64_t now)
{
	const struct model_pin *pin = &model->pins[id];
	size_t i;

	(void)now;
	if (pin->function != MODEL_NO_FUNCTION)
		show_put(s, " function=%s",
			 model->pin_functions[pin->function].name);
	for (i = 0; i < pin->n_settings; i++)
		show_put(s, " setting%u=%u", pin->settings[i].type,
			 pin->settings[i].value);
}

/* Requests of groups are their pins'. */
static void show_view(struct show *s, const struct scmi_agent *agent,
		      uint32_t id)
{
	show_flag(s, "requested", agent->pins[id].requests);
}

static const struct scmi_command commands[] = {
	{ 0x00, "PROTOCOL_VERSION", 0, 4, 0, scmi_protocol_version },
	{ 0x01, "PROTOCOL_ATTRIBUTES", 0, 8, 0, attributes },
	{ 0x02, "PROTOCOL_MESSAGE_ATTRIBUTES", 4, 4, 0,
	  scmi_message_attributes },
	{ 0x03, "PINCTRL_ATTRIBUTES", 8, 20, 0, pinctrl_attributes },
	{ 0x04, "PINCTRL_LIST_ASSOCIATIONS", 12, 8, 0, list_associations },
	{ 0x05, "PINCTRL_SETTINGS_GET", 8, 8, SCMI_READ, pinctrl_settings_get },
	{ 0x06, "PINCTRL_SETTINGS_CONFIGURE", 12, 0,
	  SCMI_MORE_FOLLOWS | SCMI_CONTROL, pinctrl_settings_configure },
	{ 0x07, "PINCTRL_REQUEST", 8, 0, SCMI_CONTROL, request },
	{ 0x08, "PINCTRL_RELEASE", 8, 0, SCMI_CONTROL, release },
	{ 0x09, "PINCTRL_NAME_GET", 8, 68, 0, name_get },
	{ 0x0a, "PINCTRL_SET_PERMISSIONS", 12, 0, 0, set_permissions },
	{ 0x10, "NEGOTIATE_PROTOCOL_VERSION", 4, 0, 0, scmi_negotiate_version },
};

const struct scmi_protocol scmi_pinctrl_protocol = {
	.id = SCMI_PINCTRL,
	.name = "pin control",
	.version = 0x10000,
	.count = count,
	.name_of = name_of,
	.kind = MODEL_KIND_PIN,
	.show = show,
	.show_view = show_view,
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};

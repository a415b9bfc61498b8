// SPDX-License-Identifier: GPL-2.0-only
/*
 * Agents, and what each is granted. They name resources, so they come when all
 * of those are known.
 */
#include "grant.h"
#include "parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

/* One a microsecond is more than anybody can do. */
#define RATE_MAX      1000000
#define BURST_MAX     10000
#define BURST_DEFAULT 64

static const struct parse_choice rights[] = {
	{ "see", MODEL_RIGHT_SEE },
	{ "read", MODEL_RIGHT_READ },
	{ "control", MODEL_RIGHT_CONTROL },
	{ NULL, 0 },
};

static const struct parse_field grant_fields[] = {
	{ .name = "name", .parse = parse_later, .required = true },
	PARSE_CHOICE("right", struct model_grant, right, rights),
};

/* A name, or a group that says which right goes with it. */
static void parse_grant(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_grant *grant = object;

	*grant = (struct model_grant){ UINT32_MAX, MODEL_RIGHT_CONTROL };
	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		parse_group(p, setting, grant_fields, ARRAY_SIZE(grant_fields),
			    grant);
}

/* The setting of a grant's name; NULL when it has none, which was said. */
static const config_setting_t *name_of(config_setting_t *setting)
{
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return setting;
	if (!config_setting_is_group(setting))
		return NULL;
	return config_setting_get_member(setting, "name");
}

static bool is_among_the_first(const struct model_grants *grants, size_t n,
			       uint32_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (grants->list[i].id == id)
			return true;
	return false;
}

static void link_grants(struct parse *p, config_setting_t *list,
			const struct parse_names *names,
			struct model_grants *grants)
{
	config_setting_t *member;
	uint32_t id;
	size_t i;

	for (i = 0; i < grants->n; i++) {
		member = config_setting_get_elem(list, i);
		if (!name_of(member) ||
		    !parse_reference(p, name_of(member), names, &id))
			continue;
		if (is_among_the_first(grants, i, id))
			parse_error(p, member, "is in the list already");
		grants->list[i].id = id;
	}
}

static void parse_grants(struct parse *p, config_setting_t *list, void *object)
{
	enum model_kind kind = parse_kind_of(list);
	struct model_grants *grants =
		&((struct model_agent *)object)->grants[kind];
	const struct parse_names names = parse_kind_names(p->model, kind);

	grants->list = parse_list(p, list, MODEL_RESOURCES_MAX,
				  sizeof(*grants->list), parse_grant,
				  &grants->n);
	link_grants(p, list, &names, grants);
}

/* The platform may be started anywhere. */
static void parse_socket(struct parse *p, config_setting_t *setting,
			 void *object)
{
	const size_t size = sizeof(((struct sockaddr_un *)0)->sun_path);
	struct model_agent *agent = object;
	const char *path = parse_string(p, setting);

	if (!path)
		return;
	if (*path != '/')
		parse_error(p, setting, "\"%s\" is not an absolute path", path);
	else if (strlen(path) >= size)
		parse_error(p, setting, "is longer than %zu bytes", size - 1);
	agent->socket = strdup(path);
	if (!agent->socket)
		parse_error(p, setting, "out of memory");
}

static void parse_own_system(struct parse *p, config_setting_t *setting,
			     void *object)
{
	struct model_agent *agent = object;

	agent->has_system = true;
	parse_system_power(p, setting, &agent->system);
}

/* Devices that are granted but not given yet. */
static void parse_denied(struct parse *p, config_setting_t *setting,
			 void *object)
{
	const struct parse_names devices = { "device", p->model->devices,
					     sizeof(*p->model->devices),
					     p->model->n_devices };
	struct model_agent *agent = object;

	agent->denied.ids = parse_references(p, setting, &devices,
					     MODEL_RESOURCES_MAX,
					     &agent->denied.n);
}

static const struct parse_field agent_fields[] = {
	{ .name = "name",
	  .offset = offsetof(struct model_agent, name),
	  .text = MODEL_AGENT_NAME_SIZE,
	  .required = true },
	PARSE_FN("socket", parse_socket),
	PARSE_BOOL("management", struct model_agent, management),
	PARSE_FN("denied", parse_denied),
	PARSE_INT("commands_per_s", struct model_agent, commands_per_s, 1,
		  RATE_MAX),
	PARSE_INT("burst", struct model_agent, burst, 1, BURST_MAX),
	PARSE_INT("events_max", struct model_agent, events_max, 1,
		  MODEL_EVENTS_MAX),
	PARSE_KINDS(parse_grants),
	PARSE_FN("system_power", parse_own_system),
};

static void parse_agent(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_agent *agent = object;

	agent->burst = BURST_DEFAULT;
	agent->events_max = MODEL_EVENTS_MAX;
	parse_group(p, setting, agent_fields, ARRAY_SIZE(agent_fields), agent);
}

static void check_sockets(struct parse *p, config_setting_t *list)
{
	const struct scmi_model *model = p->model;
	size_t i, j;

	for (i = 0; i < model->n_configured; i++) {
		const char *a = model->configured[i].socket;

		for (j = 0; a && j < i; j++) {
			const char *b = model->configured[j].socket;

			if (b && !strcmp(a, b))
				parse_error(p, config_setting_get_elem(list, i),
					    "\"%s\" is the socket of [%zu] already",
					    a, j);
		}
	}
}

void parse_agents(struct parse *p, config_setting_t *list)
{
	struct scmi_model *model = p->model;

	model->configured = parse_list(p, list, MODEL_AGENTS_MAX,
				       sizeof(*model->configured), parse_agent,
				       &model->n_configured);
	/* Nobody would be an agent that may do all. */
	if (model->configured && !model->n_configured)
		parse_error(p, list, "has no agent");
	parse_unique(p, list, model->configured, sizeof(*model->configured),
		     model->n_configured);
	check_sockets(p, list);
}

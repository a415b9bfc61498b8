// SPDX-License-Identifier: GPL-2.0-only
/*
 * System power.
 */
#include "parse.h"

#include <string.h>

/* A day. */
#define TIME_MS_MAX 86400000

static const struct parse_choice states[] = {
	[MODEL_SYSTEM_SHUTDOWN] = { "shutdown", MODEL_SYSTEM_SHUTDOWN },
	[MODEL_SYSTEM_COLD_RESET] = { "cold_reset", MODEL_SYSTEM_COLD_RESET },
	[MODEL_SYSTEM_WARM_RESET] = { "warm_reset", MODEL_SYSTEM_WARM_RESET },
	[MODEL_SYSTEM_POWER_UP] = { "power_up", MODEL_SYSTEM_POWER_UP },
	[MODEL_SYSTEM_SUSPEND] = { "suspend", MODEL_SYSTEM_SUSPEND },
	[MODEL_SYSTEM_STATES] = { NULL, 0 },
};

const char *model_system_word(enum model_system_state state)
{
	return states[state].name;
}

bool model_system_state(const char *word, enum model_system_state *state)
{
	unsigned int i;

	for (i = 0; i < MODEL_SYSTEM_STATES; i++) {
		if (!strcmp(states[i].name, word)) {
			*state = i;
			return true;
		}
	}
	return false;
}

static void allow_state(struct parse *p, config_setting_t *setting,
			struct model_system *system)
{
	uint32_t state = MODEL_SYSTEM_STATES;

	parse_one_of(p, setting, states, &state, sizeof(state));
	if (state == MODEL_SYSTEM_STATES)
		return;
	if (system->allowed & 1u << state)
		parse_error(p, setting, "is allowed already");
	system->allowed |= 1u << state;
}

static void parse_allowed(struct parse *p, config_setting_t *setting,
			  void *object)
{
	size_t i, n = config_setting_length(setting);

	if (!config_setting_is_array(setting) &&
	    !config_setting_is_list(setting)) {
		parse_error(p, setting, "an array [ ] of states is expected");
		return;
	}
	for (i = 0; i < n; i++)
		allow_state(p, config_setting_get_elem(setting, i), object);
}

static const struct parse_field request_fields[] = {
	{ .name = "after_ms",
	  PARSE_AT(struct model_request, after_ns),
	  .required = true,
	  .max = TIME_MS_MAX,
	  .unit = MODEL_NS_PER_MS },
	{ .name = "state",
	  PARSE_AT(struct model_request, state),
	  .required = true,
	  .choices = states },
};

static void parse_request(struct parse *p, config_setting_t *setting,
			  void *object)
{
	parse_group(p, setting, request_fields, ARRAY_SIZE(request_fields),
		    object);
}

static void parse_requests(struct parse *p, config_setting_t *setting,
			   void *object)
{
	struct model_system *system = object;
	size_t i;

	system->requests = parse_list(p, setting, MODEL_REQUESTS_MAX,
				      sizeof(*system->requests), parse_request,
				      &system->n_requests);
	for (i = 1; i < system->n_requests; i++)
		if (system->requests[i].after_ns <
		    system->requests[i - 1].after_ns)
			parse_error(p, config_setting_get_elem(setting, i),
				    "after_ms is below the one before");
}

static const struct parse_field system_fields[] = {
	PARSE_FN("allow_set", parse_allowed),
	PARSE_INT("graceful_timeout_ms", struct model_system,
		  graceful_timeout_ms, 0, TIME_MS_MAX),
	PARSE_FN("requests", parse_requests),
};

void parse_system_power(struct parse *p, config_setting_t *setting,
			struct model_system *system)
{
	system->offered = true;
	parse_group(p, setting, system_fields, ARRAY_SIZE(system_fields),
		    system);
}

void parse_system(struct parse *p, config_setting_t *setting, void *object)
{
	parse_system_power(p, setting, &((struct scmi_model *)object)->system);
}

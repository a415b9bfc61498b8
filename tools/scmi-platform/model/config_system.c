// SPDX-License-Identifier: GPL-2.0-only
/*
 * System power.
 */
#include "parse.h"

/* A day. */
#define TIME_MS_MAX 86400000

static const struct parse_choice states[] = {
	{ "shutdown", MODEL_SYSTEM_SHUTDOWN },
	{ "cold_reset", MODEL_SYSTEM_COLD_RESET },
	{ "warm_reset", MODEL_SYSTEM_WARM_RESET },
	{ "power_up", MODEL_SYSTEM_POWER_UP },
	{ "suspend", MODEL_SYSTEM_SUSPEND },
	{ NULL, 0 },
};

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

static const struct parse_field system_fields[] = {
	PARSE_FN("allow_set", parse_allowed),
	PARSE_INT("graceful_timeout_ms", struct model_system,
		  graceful_timeout_ms, 0, TIME_MS_MAX),
};

void parse_system(struct parse *p, config_setting_t *setting, void *object)
{
	struct model_system *system = &((struct scmi_model *)object)->system;

	system->offered = true;
	parse_group(p, setting, system_fields, ARRAY_SIZE(system_fields),
		    system);
}

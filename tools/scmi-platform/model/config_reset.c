// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reset domains.
 */
#include "parse.h"

static const struct parse_field reset_fields[] = {
	PARSE_NAME(struct model_reset),
	PARSE_BOOL("asserted", struct model_reset, asserted),
	PARSE_INT("latency_us", struct model_reset, latency_us, 0,
		  PARSE_LATENCY_MAX),
	PARSE_BOOL("async", struct model_reset, async),
	PARSE_US("async_latency_us", struct model_reset, async_latency_ns,
		 PARSE_LATENCY_MAX),
	PARSE_INT("implementation_states", struct model_reset,
		  implementation_states, 0, MODEL_RESET_STATES_MAX),
	PARSE_BOOL("allow_reset", struct model_reset, allow_reset),
};

static void parse_reset(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_reset *domain = object;

	*domain = (struct model_reset){
		.latency_us = MODEL_LATENCY_UNKNOWN,
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
		.allow_reset = true,
	};
	parse_group(p, setting, reset_fields, ARRAY_SIZE(reset_fields), domain);
}

void parse_resets(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->resets = parse_list(p, setting, MODEL_RESOURCES_MAX,
				   sizeof(*model->resets), parse_reset,
				   &model->n_resets);
	parse_unique(p, setting, model->resets, sizeof(*model->resets),
		     model->n_resets);
}

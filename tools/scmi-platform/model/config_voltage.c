// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <stdlib.h>

/* A hundred volts: the difference of any two levels has 31 bits. */
#define UV_MAX 100000000

static void parse_voltage_levels(struct parse *p, config_setting_t *setting,
				 void *object)
{
	struct model_voltage *domain = object;
	uint64_t *uv;
	size_t i, n;

	uv = parse_ascending(p, setting, MODEL_VOLTAGES_MAX, -UV_MAX, UV_MAX,
			     &n);
	if (!uv)
		return;
	domain->levels = calloc(n, sizeof(*domain->levels));
	if (!domain->levels) {
		parse_error(p, setting, "out of memory");
	} else {
		domain->n_levels = n;
		for (i = 0; i < n; i++)
			domain->levels[i] = uv[i];
	}
	free(uv);
}

static void parse_voltage_range(struct parse *p, config_setting_t *setting,
				void *object)
{
	struct model_voltage *domain = object;

	domain->range.step = 1;
	parse_range(p, setting, -UV_MAX, UV_MAX, &domain->range);
}

static const struct parse_field voltage_fields[] = {
	PARSE_NAME(struct model_voltage),
	PARSE_FN("levels", parse_voltage_levels),
	PARSE_FN("range", parse_voltage_range),
	PARSE_INT("level", struct model_voltage, level, -UV_MAX, UV_MAX),
	PARSE_BOOL("enabled", struct model_voltage, enabled),
	PARSE_US("async_latency_us", struct model_voltage, async_latency_ns,
		 PARSE_LATENCY_MAX),
	PARSE_BOOL("allow_state", struct model_voltage, allow_state),
	PARSE_BOOL("allow_level", struct model_voltage, allow_level),
};

static void check_level(struct parse *p, config_setting_t *setting,
			struct model_voltage *domain)
{
	config_setting_t *level = config_setting_get_member(setting, "level");

	if (!level)
		domain->level = domain->levels ? domain->levels[0]
					       : domain->range.min;
	else if (!model_voltage_has(domain, domain->level))
		parse_error(p, level, "%d is not a level of this domain",
			    domain->level);
}

static void parse_voltage(struct parse *p, config_setting_t *setting,
			  void *object)
{
	struct model_voltage *domain = object;

	*domain = (struct model_voltage){
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
		.allow_state = true,
		.allow_level = true,
	};
	if (parse_group(p, setting, voltage_fields, ARRAY_SIZE(voltage_fields),
			domain) &&
	    parse_either(p, setting, "levels", "range"))
		check_level(p, setting, domain);
}

void parse_voltages(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->voltages = parse_list(p, setting, MODEL_RESOURCES_MAX,
				     sizeof(*model->voltages), parse_voltage,
				     &model->n_voltages);
	parse_unique(p, setting, model->voltages, sizeof(*model->voltages),
		     model->n_voltages);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power domains and performance domains.
 */
#include "parse.h"

#include <stdlib.h>

/* Bits 19:0 of PERFORMANCE_DOMAIN_ATTRIBUTES (DEN0056, 4.5.3.5). */
#define RATE_LIMIT_MAX 0xfffff

static const struct parse_choice power_states[] = {
	{ "on", MODEL_POWER_ON },
	{ "off", MODEL_POWER_OFF },
	{ NULL, 0 },
};

static const struct parse_field power_fields[] = {
	PARSE_NAME(struct model_power),
	PARSE_CHOICE("state", struct model_power, state, power_states),
	PARSE_US("async_latency_us", struct model_power, async_latency_ns,
		 PARSE_LATENCY_MAX),
	PARSE_BOOL("allow_set", struct model_power, allow_set),
};

static void parse_domain(struct parse *p, config_setting_t *setting,
			 void *object)
{
	struct model_power *domain = object;

	*domain = (struct model_power){
		.state = MODEL_POWER_OFF,
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
		.allow_set = true,
	};
	parse_group(p, setting, power_fields, ARRAY_SIZE(power_fields), domain);
}

void parse_power(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->power = parse_list(p, setting, MODEL_RESOURCES_MAX,
				  sizeof(*model->power), parse_domain,
				  &model->n_power);
	parse_unique(p, setting, model->power, sizeof(*model->power),
		     model->n_power);
}

static const struct parse_field level_fields[] = {
	{ .name = "perf",
	  PARSE_AT(struct model_level, perf),
	  .required = true,
	  .min = 1,
	  .max = UINT32_MAX },
	PARSE_INT("power", struct model_level, power, 0, UINT32_MAX),
	PARSE_INT("freq_khz", struct model_level, freq_khz, 0, UINT32_MAX),
	PARSE_INT("latency_us", struct model_level, latency_us, 0, UINT16_MAX),
};

static void parse_level(struct parse *p, config_setting_t *setting,
			void *object)
{
	parse_group(p, setting, level_fields, ARRAY_SIZE(level_fields), object);
}

static void parse_levels(struct parse *p, config_setting_t *setting,
			 void *object)
{
	struct model_perf *domain = object;
	unsigned int errors = p->errors;
	size_t i;

	domain->levels = parse_list(p, setting, MODEL_LEVELS_MAX,
				    sizeof(*domain->levels), parse_level,
				    &domain->n_levels);
	if (p->errors != errors)
		return;
	if (!domain->n_levels)
		parse_error(p, setting, "has no level");
	for (i = 1; i < domain->n_levels; i++)
		if (domain->levels[i].perf <= domain->levels[i - 1].perf)
			parse_error(p, config_setting_get_elem(setting, i),
				    "perf is not above the one before");
}

/* Levels are named by their perf; the index is known when all are. */
static const struct parse_field perf_fields[] = {
	PARSE_NAME(struct model_perf),
	{ .name = "levels", .parse = parse_levels, .required = true },
	PARSE_INT("level", struct model_perf, level, 1, UINT32_MAX),
	PARSE_INT("sustained_freq_khz", struct model_perf, sustained_freq_khz,
		  0, UINT32_MAX),
	PARSE_INT("sustained_level", struct model_perf, sustained_level, 1,
		  UINT32_MAX),
	PARSE_INT("rate_limit_us", struct model_perf, rate_limit_us, 0,
		  RATE_LIMIT_MAX),
	PARSE_BOOL("allow_level", struct model_perf, allow_level),
	PARSE_BOOL("allow_limits", struct model_perf, allow_limits),
	PARSE_BOOL("level_indexing", struct model_perf, level_indexing),
};

/* The level with this perf; false, after an error, when there is none. */
static bool find_level(struct parse *p, config_setting_t *setting,
		       const char *name, const struct model_perf *domain,
		       uint32_t perf, size_t *index)
{
	for (*index = 0; *index < domain->n_levels; ++*index)
		if (domain->levels[*index].perf == perf)
			return true;
	parse_error(p, config_setting_get_member(setting, name),
		    "%u is the perf of no level", perf);
	return false;
}

static void check_levels(struct parse *p, config_setting_t *setting,
			 struct model_perf *domain)
{
	size_t last = domain->n_levels - 1, index, current = 0;

	if (domain->level)
		find_level(p, setting, "level", domain, domain->level,
			   &current);
	domain->level = current;
	domain->default_level = current;
	if (!domain->sustained_level)
		domain->sustained_level = domain->levels[last].perf;
	else
		find_level(p, setting, "sustained_level", domain,
			   domain->sustained_level, &index);
}

/* Linux finds a level by its frequency when levels have indexes. */
static void check_indexing(struct parse *p, config_setting_t *setting,
			   const struct model_perf *domain)
{
	size_t i;

	for (i = 0; domain->level_indexing && i < domain->n_levels; i++) {
		if (domain->levels[i].freq_khz)
			continue;
		parse_error(p, setting,
			    "level_indexing needs levels[%zu].freq_khz", i);
		return;
	}
}

static void parse_perf_domain(struct parse *p, config_setting_t *setting,
			      void *object)
{
	struct model_perf *domain = object;

	*domain = (struct model_perf){
		.allow_level = true,
		.allow_limits = true,
	};
	if (!parse_group(p, setting, perf_fields, ARRAY_SIZE(perf_fields),
			 domain))
		return;
	check_levels(p, setting, domain);
	check_indexing(p, setting, domain);
}

void parse_perf(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->perf = parse_list(p, setting, MODEL_RESOURCES_MAX,
				 sizeof(*model->perf), parse_perf_domain,
				 &model->n_perf);
	parse_unique(p, setting, model->perf, sizeof(*model->perf),
		     model->n_perf);
}

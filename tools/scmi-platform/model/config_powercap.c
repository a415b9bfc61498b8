// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <stdlib.h>

#define INTERVAL_DEFAULT_US 100000
/* Hundredths of a percent. */
#define ACCURACY_MAX 10000

static void parse_caps(struct parse *p, config_setting_t *setting, void *object)
{
	struct model_powercap *domain = object;

	parse_range(p, setting, 1, UINT32_MAX, &domain->caps);
}

static void parse_averaging(struct parse *p, config_setting_t *setting,
			    void *object)
{
	struct model_powercap *domain = object;

	parse_range(p, setting, PARSE_INTERVAL_MIN_US, PARSE_INTERVAL_MAX_US,
		    &domain->intervals_us);
}

/* Messages have 32 bits without a sign for it. */
static void parse_drawn(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_powercap *domain = object;
	const struct model_wave *power = &domain->power;
	int64_t lowest, highest;

	domain->measured = true;
	if (!parse_wave(p, setting, &domain->power))
		return;
	lowest = power->shape == MODEL_SINE ? power->base - power->amplitude
					    : power->base;
	highest = power->base + power->amplitude;
	if (lowest < 0 || highest > UINT32_MAX)
		parse_error(p, setting, "leaves 0 .. %u", UINT32_MAX);
}

static const struct parse_field powercap_fields[] = {
	PARSE_NAME(struct model_powercap),
	{ .name = "caps", .parse = parse_caps, .required = true },
	PARSE_INT("cap", struct model_powercap, cap, 1, UINT32_MAX),
	PARSE_FN("intervals_us", parse_averaging),
	PARSE_INT("interval_us", struct model_powercap, interval_us,
		  PARSE_INTERVAL_MIN_US, PARSE_INTERVAL_MAX_US),
	PARSE_FN("power", parse_drawn),
	PARSE_INT("sustainable_power", struct model_powercap, sustainable_power,
		  0, UINT32_MAX),
	PARSE_INT("accuracy", struct model_powercap, accuracy, 0, ACCURACY_MAX),
	/* Domains may be named before they are listed: see parse_tree(). */
	PARSE_FN("parent", parse_later),
	PARSE_US("async_latency_us", struct model_powercap, async_latency_ns,
		 PARSE_LATENCY_MAX),
};

static void check_cap(struct parse *p, config_setting_t *setting,
		      const struct model_powercap *domain)
{
	if (domain->cap && !model_range_has(&domain->caps, domain->cap))
		parse_error(p, config_setting_get_member(setting, "cap"),
			    "%u is not one of caps", domain->cap);
}

static void check_averaging(struct parse *p, config_setting_t *setting,
			    struct model_powercap *domain)
{
	if (!domain->interval_us)
		domain->interval_us = domain->intervals_us.min;
	else if (!model_range_has(&domain->intervals_us, domain->interval_us))
		parse_error(p,
			    config_setting_get_member(setting, "interval_us"),
			    "%u is not one of intervals_us",
			    domain->interval_us);
}

static void parse_powercap(struct parse *p, config_setting_t *setting,
			   void *object)
{
	struct model_powercap *domain = object;

	*domain = (struct model_powercap){
		.caps.step = 1,
		.intervals_us = { INTERVAL_DEFAULT_US, INTERVAL_DEFAULT_US, 1 },
		.parent = MODEL_NO_PARENT,
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
	};
	if (!parse_group(p, setting, powercap_fields,
			 ARRAY_SIZE(powercap_fields), domain))
		return;
	check_cap(p, setting, domain);
	check_averaging(p, setting, domain);
}

/* The setting of a domain's parent; NULL when it has none. */
static config_setting_t *parent_of(config_setting_t *list, size_t id)
{
	return config_setting_get_member(config_setting_get_elem(list, id),
					 "parent");
}

static bool is_part_of_itself(const struct scmi_model *model, uint32_t id)
{
	uint32_t above = model->powercaps[id].parent;
	size_t steps;

	/* Who is below a circle, but no part of it, would go on for ever. */
	for (steps = 0; steps < model->n_powercaps; steps++) {
		if (above == id)
			return true;
		if (above == MODEL_NO_PARENT)
			return false;
		above = model->powercaps[above].parent;
	}
	return false;
}

static void parse_tree(struct parse *p, config_setting_t *list,
		       struct scmi_model *model)
{
	const struct parse_names domains = { "powercap domain",
					     model->powercaps,
					     sizeof(*model->powercaps),
					     model->n_powercaps };
	size_t i;

	for (i = 0; i < model->n_powercaps; i++)
		if (parent_of(list, i))
			parse_reference(p, parent_of(list, i), &domains,
					&model->powercaps[i].parent);
	for (i = 0; i < model->n_powercaps; i++)
		if (is_part_of_itself(model, i))
			parse_error(p, parent_of(list, i),
				    "makes the domain a part of itself");
}

void parse_powercaps(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;
	unsigned int errors = p->errors;

	model->powercaps = parse_list(p, setting, MODEL_RESOURCES_MAX,
				      sizeof(*model->powercaps), parse_powercap,
				      &model->n_powercaps);
	parse_unique(p, setting, model->powercaps, sizeof(*model->powercaps),
		     model->n_powercaps);
	/* What is not a domain has no parent either. */
	if (p->errors == errors)
		parse_tree(p, setting, model);
}

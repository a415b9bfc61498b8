// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#define HZ_MAX 1000000000000000

#define DUTY_CYCLE_MAX 100
#define OEM_TYPE_FIRST 0x80

static void parse_clock_range(struct parse *p, config_setting_t *setting,
			      void *object)
{
	struct model_clock *clock = object;
	struct model_range range = { .step = 1 };

	if (!parse_range(p, setting, 0, HZ_MAX, &range))
		return;
	clock->min = range.min;
	clock->max = range.max;
	clock->step = range.step;
}

static void parse_rates(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_clock *clock = object;

	clock->rates = parse_ascending(p, setting, MODEL_RATES_MAX, 0, HZ_MAX,
				       &clock->n_rates);
}

/* Types of extended configurations (DEN0056, 4.6.2.9). */
static const struct parse_choice extended_types[] = {
	{ "duty_cycle", MODEL_DUTY_CYCLE },
	{ "phase", MODEL_PHASE },
	{ NULL, 0 },
};

static void parse_extended(struct parse *p, config_setting_t *setting,
			   void *object)
{
	struct model_clock *clock = object;
	struct model_setting *duty;

	clock->extended = parse_settings(p, setting, extended_types,
					 OEM_TYPE_FIRST, &clock->n_extended);
	duty = model_setting_find(clock->extended, clock->n_extended,
				  MODEL_DUTY_CYCLE);
	if (!duty)
		return;
	if (duty->value > DUTY_CYCLE_MAX)
		parse_error(p, setting, "a duty cycle has up to %d percent",
			    DUTY_CYCLE_MAX);
	if (duty->max > DUTY_CYCLE_MAX)
		duty->max = DUTY_CYCLE_MAX;
}

static const struct parse_field clock_fields[] = {
	PARSE_NAME(struct model_clock),
	PARSE_INT("rate", struct model_clock, rate, 0, HZ_MAX),
	PARSE_FN("rates", parse_rates),
	PARSE_FN("range", parse_clock_range),
	PARSE_BOOL("enabled", struct model_clock, enabled),
	PARSE_INT("enable_latency_us", struct model_clock, enable_latency_us, 0,
		  PARSE_LATENCY_MAX),
	PARSE_US("async_latency_us", struct model_clock, async_latency_ns,
		 PARSE_LATENCY_MAX),
	PARSE_FN("extended", parse_extended),
	/* Clocks may be named before they are listed: see parse_parents(). */
	PARSE_FN("parents", parse_later),
	PARSE_FN("parent", parse_later),
	PARSE_BOOL("allow_state", struct model_clock, allow_state),
	PARSE_BOOL("allow_rate", struct model_clock, allow_rate),
	PARSE_BOOL("allow_parent", struct model_clock, allow_parent),
};

static void check_rate(struct parse *p, config_setting_t *setting,
		       struct model_clock *clock)
{
	config_setting_t *rate = config_setting_get_member(setting, "rate");
	uint64_t lowest = clock->rates ? clock->rates[0] : clock->min;
	uint64_t found;

	if (!rate)
		clock->rate = lowest;
	else if (!model_clock_round(clock, clock->rate, MODEL_ROUND_NEAREST,
				    &found) ||
		 found != clock->rate)
		parse_error(p, rate, "%llu is not a rate of this clock",
			    (unsigned long long)clock->rate);
}

static void parse_clock(struct parse *p, config_setting_t *setting,
			void *object)
{
	struct model_clock *clock = object;

	*clock = (struct model_clock){
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
		.allow_state = true,
		.allow_rate = true,
		.allow_parent = true,
	};
	if (parse_group(p, setting, clock_fields, ARRAY_SIZE(clock_fields),
			clock) &&
	    parse_either(p, setting, "rates", "range"))
		check_rate(p, setting, clock);
}

static bool has_parent(const struct model_clock *clock, uint32_t id)
{
	size_t i;

	for (i = 0; i < clock->n_parents; i++)
		if (clock->parents[i] == id)
			return true;
	return false;
}

static void parse_list_of_parents(struct parse *p, config_setting_t *setting,
				  const struct parse_names *clocks,
				  struct model_clock *clock)
{
	clock->parents = parse_references(p, setting, clocks, MODEL_PARENTS_MAX,
					  &clock->n_parents);
	if (!clock->n_parents)
		return;
	clock->parent = clock->parents[0];
	if (has_parent(clock, clock - p->model->clocks))
		parse_error(p, setting, "has the clock itself");
}

static void parse_parents(struct parse *p, config_setting_t *setting,
			  struct model_clock *clock)
{
	const struct parse_names clocks = { "clock", p->model->clocks,
					    sizeof(*p->model->clocks),
					    p->model->n_clocks };
	config_setting_t *parents, *parent;

	if (!config_setting_is_group(setting))
		return;
	parents = config_setting_get_member(setting, "parents");
	parent = config_setting_get_member(setting, "parent");
	if (parents)
		parse_list_of_parents(p, parents, &clocks, clock);
	if (parent && parse_reference(p, parent, &clocks, &clock->parent) &&
	    !has_parent(clock, clock->parent))
		parse_error(p, parent, "is not one of \"parents\"");
}

void parse_clocks(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;
	size_t i;

	model->clocks = parse_list(p, setting, MODEL_RESOURCES_MAX,
				   sizeof(*model->clocks), parse_clock,
				   &model->n_clocks);
	parse_unique(p, setting, model->clocks, sizeof(*model->clocks),
		     model->n_clocks);
	for (i = 0; i < model->n_clocks; i++)
		parse_parents(p, config_setting_get_elem(setting, i),
			      &model->clocks[i]);
}

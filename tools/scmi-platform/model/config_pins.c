// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#define OEM_TYPE_FIRST 192

/* Types of settings (DEN0056, 4.11), the vendors' are numbers. */
static const struct parse_choice setting_types[] = {
	{ "default", 0 },	    { "bias_bus_hold", 1 },
	{ "bias_disable", 2 },	    { "bias_high_impedance", 3 },
	{ "bias_pull_up", 4 },	    { "bias_pull_default", 5 },
	{ "bias_pull_down", 6 },    { "drive_open_drain", 7 },
	{ "drive_open_source", 8 }, { "drive_push_pull", 9 },
	{ "drive_strength", 10 },   { "input_debounce", 11 },
	{ "input_mode", 12 },	    { "pull_mode", 13 },
	{ "input_value", 14 },	    { "input_schmitt", 15 },
	{ "low_power_mode", 16 },   { "output_mode", 17 },
	{ "output_value", 18 },	    { "power_source", 19 },
	{ "slew_rate", 20 },	    { NULL, 0 },
};

static void parse_pin_settings(struct parse *p, config_setting_t *setting,
			       void *object)
{
	struct model_pin *pin = object;

	pin->settings = parse_settings(p, setting, setting_types,
				       OEM_TYPE_FIRST, &pin->n_settings);
}

static const struct parse_field pin_fields[] = {
	PARSE_NAME(struct model_pin),
	PARSE_FN("settings", parse_pin_settings),
};

static void parse_pin(struct parse *p, config_setting_t *setting, void *object)
{
	struct model_pin *pin = object;

	pin->function = MODEL_NO_FUNCTION;
	parse_group(p, setting, pin_fields, ARRAY_SIZE(pin_fields), pin);
}

static void parse_pins(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->pins = parse_list(p, setting, MODEL_RESOURCES_MAX,
				 sizeof(*model->pins), parse_pin,
				 &model->n_pins);
	parse_unique(p, setting, model->pins, sizeof(*model->pins),
		     model->n_pins);
}

/* Pins and groups may be named before they are listed: see link_...(). */
static const struct parse_field group_fields[] = {
	PARSE_NAME(struct model_pin_group),
	{ .name = "pins", .parse = parse_later, .required = true },
};

static void parse_pin_group(struct parse *p, config_setting_t *setting,
			    void *object)
{
	parse_group(p, setting, group_fields, ARRAY_SIZE(group_fields), object);
}

static void parse_pin_groups(struct parse *p, config_setting_t *setting,
			     void *object)
{
	struct scmi_model *model = object;

	model->pin_groups = parse_list(p, setting, MODEL_RESOURCES_MAX,
				       sizeof(*model->pin_groups),
				       parse_pin_group, &model->n_pin_groups);
	parse_unique(p, setting, model->pin_groups, sizeof(*model->pin_groups),
		     model->n_pin_groups);
}

static const struct parse_field function_fields[] = {
	PARSE_NAME(struct model_pin_function),
	PARSE_FN("groups", parse_later),
	PARSE_FN("pins", parse_later),
	PARSE_BOOL("gpio", struct model_pin_function, gpio),
};

static void parse_pin_function(struct parse *p, config_setting_t *setting,
			       void *object)
{
	if (parse_group(p, setting, function_fields,
			ARRAY_SIZE(function_fields), object))
		parse_either(p, setting, "groups", "pins");
}

static void parse_pin_functions(struct parse *p, config_setting_t *setting,
				void *object)
{
	struct scmi_model *model = object;

	model->pin_functions = parse_list(p, setting, MODEL_RESOURCES_MAX,
					  sizeof(*model->pin_functions),
					  parse_pin_function,
					  &model->n_pin_functions);
	parse_unique(p, setting, model->pin_functions,
		     sizeof(*model->pin_functions), model->n_pin_functions);
}

static const struct parse_field pin_control_fields[] = {
	{ .name = "pins", .parse = parse_pins, .required = true },
	PARSE_FN("groups", parse_pin_groups),
	PARSE_FN("functions", parse_pin_functions),
};

static void link_groups(struct parse *p, const config_setting_t *list,
			const struct parse_names *pins)
{
	struct scmi_model *model = p->model;
	size_t i;

	for (i = 0; i < model->n_pin_groups; i++) {
		struct model_pin_group *group = &model->pin_groups[i];
		config_setting_t *setting = config_setting_get_elem(list, i);

		group->pins =
			parse_references(p,
					 config_setting_get_member(setting,
								   "pins"),
					 pins, MODEL_RESOURCES_MAX,
					 &group->n_pins);
	}
}

static void link_functions(struct parse *p, const config_setting_t *list,
			   const struct parse_names *pins,
			   const struct parse_names *groups)
{
	struct scmi_model *model = p->model;
	config_setting_t *setting, *members;
	size_t i;

	for (i = 0; i < model->n_pin_functions; i++) {
		struct model_pin_function *function = &model->pin_functions[i];

		setting = config_setting_get_elem(list, i);
		members = config_setting_get_member(setting, "groups");
		function->pin_only = !members;
		if (function->pin_only)
			members = config_setting_get_member(setting, "pins");
		function->members =
			parse_references(p, members,
					 function->pin_only ? pins : groups,
					 MODEL_RESOURCES_MAX,
					 &function->n_members);
	}
}

void parse_pin_control(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;
	struct parse_names pins = { .what = "pin",
				    .size = sizeof(*model->pins) };
	struct parse_names groups = { .what = "group",
				      .size = sizeof(*model->pin_groups) };

	if (!parse_group(p, setting, pin_control_fields,
			 ARRAY_SIZE(pin_control_fields), model))
		return;
	pins.objects = model->pins;
	pins.count = model->n_pins;
	groups.objects = model->pin_groups;
	groups.count = model->n_pin_groups;
	link_groups(p, config_setting_get_member(setting, "groups"), &pins);
	link_functions(p, config_setting_get_member(setting, "functions"),
		       &pins, &groups);
}

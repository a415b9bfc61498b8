// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <stdlib.h>

static const struct parse_field setting_fields[] = {
	{ .name = "type", .parse = parse_later, .required = true },
	PARSE_INT("value", struct model_setting, value, 0, UINT32_MAX),
	PARSE_INT("max", struct model_setting, max, 0, UINT32_MAX),
	PARSE_BOOL("allow_set", struct model_setting, allow_set),
};

static void parse_setting(struct parse *p, config_setting_t *member,
			  void *object)
{
	struct model_setting *setting = object;

	*setting = (struct model_setting){
		.max = UINT32_MAX,
		.allow_set = true,
	};
	if (parse_group(p, member, setting_fields, ARRAY_SIZE(setting_fields),
			setting) &&
	    setting->value > setting->max)
		parse_error(p, member, "value is greater than max");
}

/* A name that the specification has, or a number of the vendor's. */
static void parse_type(struct parse *p, const config_setting_t *member,
		       const struct parse_choice *types, uint32_t oem_first,
		       uint32_t *type)
{
	int64_t number;

	if (config_setting_type(member) == CONFIG_TYPE_STRING)
		parse_one_of(p, member, types, type, sizeof(*type));
	else if (parse_integer(p, member, oem_first, PARSE_TYPE_MAX, &number))
		*type = number;
}

static int by_type(const void *a, const void *b)
{
	const struct model_setting *x = a, *y = b;

	return (x->type > y->type) - (x->type < y->type);
}

static void sort(struct parse *p, config_setting_t *list,
		 struct model_setting *settings, size_t n)
{
	size_t i;

	qsort(settings, n, sizeof(*settings), by_type);
	for (i = 1; i < n; i++)
		if (settings[i].type == settings[i - 1].type)
			parse_error(p, list, "has type %u twice",
				    settings[i].type);
}

struct model_setting *parse_settings(struct parse *p, config_setting_t *list,
				     const struct parse_choice *types,
				     uint32_t oem_first, size_t *count)
{
	unsigned int errors = p->errors;
	struct model_setting *settings;
	config_setting_t *type;
	size_t i;

	settings = parse_list(p, list, PARSE_TYPE_MAX, sizeof(*settings),
			      parse_setting, count);
	for (i = 0; p->errors == errors && i < *count; i++) {
		type = config_setting_get_member(config_setting_get_elem(list,
									 i),
						 "type");
		parse_type(p, type, types, oem_first, &settings[i].type);
	}
	if (p->errors == errors)
		sort(p, list, settings, *count);
	return settings;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Settings that list resources of a kind by their names.
 */
#include "parse.h"

#include <string.h>

enum model_kind parse_kind_of(const config_setting_t *list)
{
	enum model_kind kind = 0;

	while (strcmp(model_kinds[kind].list, config_setting_name(list)))
		kind++;
	return kind;
}

struct parse_names parse_kind_names(const struct scmi_model *model,
				    enum model_kind kind)
{
	const struct model_kind_info *info = &model_kinds[kind];
	void *objects;

	memcpy(&objects, (const char *)model + info->objects, sizeof(objects));
	return (struct parse_names){
		.what = info->what,
		.objects = objects,
		.size = info->size,
		.count = model_count(model, kind),
	};
}

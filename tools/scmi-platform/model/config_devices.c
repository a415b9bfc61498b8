// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices: resources that a management agent gives and takes together.
 */
#include "grant.h"
#include "parse.h"

static void parse_members(struct parse *p, config_setting_t *list, void *object)
{
	enum model_kind kind = parse_kind_of(list);
	struct model_members *members =
		&((struct model_device *)object)->members[kind];
	const struct parse_names names = parse_kind_names(p->model, kind);

	members->ids = parse_references(p, list, &names, MODEL_RESOURCES_MAX,
					&members->n);
}

static const struct parse_field device_fields[] = {
	PARSE_NAME(struct model_device),
	PARSE_KINDS(parse_members),
};

static void parse_device(struct parse *p, config_setting_t *setting,
			 void *object)
{
	parse_group(p, setting, device_fields, ARRAY_SIZE(device_fields),
		    object);
}

void parse_devices(struct parse *p, config_setting_t *list)
{
	struct scmi_model *model = p->model;

	model->devices = parse_list(p, list, MODEL_RESOURCES_MAX,
				    sizeof(*model->devices), parse_device,
				    &model->n_devices);
	parse_unique(p, list, model->devices, sizeof(*model->devices),
		     model->n_devices);
}

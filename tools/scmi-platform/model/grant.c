// SPDX-License-Identifier: GPL-2.0-only
#include "grant.h"

#include <stdlib.h>

#define RESOURCES(setting, name, member)                    \
	{ .list = setting,                                  \
	  .what = name,                                     \
	  .objects = offsetof(struct scmi_model, member),   \
	  .count = offsetof(struct scmi_model, n_##member), \
	  .size = sizeof(*((struct scmi_model *)0)->member) }

const struct model_kind_info model_kinds[MODEL_KINDS] = {
	[MODEL_KIND_CLOCK] = RESOURCES("clocks", "clock", clocks),
	[MODEL_KIND_POWER] = RESOURCES("power_domains", "power domain", power),
	[MODEL_KIND_PERF] =
		RESOURCES("perf_domains", "performance domain", perf),
	[MODEL_KIND_SENSOR] = RESOURCES("sensors", "sensor", sensors),
	[MODEL_KIND_RESET] = RESOURCES("reset_domains", "reset domain", resets),
	[MODEL_KIND_VOLTAGE] =
		RESOURCES("voltage_domains", "voltage domain", voltages),
	[MODEL_KIND_POWERCAP] =
		RESOURCES("powercap_domains", "powercap domain", powercaps),
	[MODEL_KIND_PIN] = RESOURCES("pins", "pin", pins),
	[MODEL_KIND_PIN_GROUP] = RESOURCES("pin_groups", "group", pin_groups),
	[MODEL_KIND_PIN_FUNCTION] =
		RESOURCES("pin_functions", "function", pin_functions),
};

size_t model_count(const struct scmi_model *model, enum model_kind kind)
{
	return *(const size_t *)((const char *)model + model_kinds[kind].count);
}

void model_free_agents(struct scmi_model *model)
{
	enum model_kind kind;
	size_t i;

	for (i = 0; i < model->n_configured; i++) {
		for (kind = 0; kind < MODEL_KINDS; kind++)
			free(model->configured[i].grants[kind].list);
		free(model->configured[i].denied.ids);
		free(model->configured[i].socket);
		free(model->configured[i].system.requests);
	}
	free(model->configured);
}

void model_free_devices(struct scmi_model *model)
{
	enum model_kind kind;
	size_t i;

	for (i = 0; i < model->n_devices; i++)
		for (kind = 0; kind < MODEL_KINDS; kind++)
			free(model->devices[i].members[kind].ids);
	free(model->devices);
}

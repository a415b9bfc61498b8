// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"
#include "agent.h"

/* Functions of pins are nothing that an agent could hold. */
static void (*const drops[MODEL_KINDS])(struct scmi_agent *agent, uint64_t now,
					uint32_t id) = {
	[MODEL_KIND_CLOCK] = scmi_clock_drop,
	[MODEL_KIND_POWER] = scmi_power_drop,
	[MODEL_KIND_PERF] = scmi_perf_drop,
	[MODEL_KIND_SENSOR] = scmi_sensor_drop,
	[MODEL_KIND_RESET] = scmi_reset_drop,
	[MODEL_KIND_VOLTAGE] = scmi_voltage_drop,
	[MODEL_KIND_POWERCAP] = scmi_powercap_drop,
	[MODEL_KIND_PIN] = scmi_pin_drop,
	[MODEL_KIND_PIN_GROUP] = scmi_pin_group_drop,
};

void scmi_view_drop(struct scmi_agent *agent)
{
	enum model_kind kind;
	size_t id;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		for (id = 0;
		     drops[kind] && id < model_count(agent->model, kind); id++)
			drops[kind](agent, agent->model->now, id);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"
#include "agent.h"

#include <stdlib.h>

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

static bool open_view(struct scmi_view *view, size_t n_resources,
		      const struct model_grants *grants)
{
	size_t i;

	view->n = grants ? grants->n : n_resources;
	/* One more, so that nothing is no reason for a NULL. */
	view->grants = calloc(view->n + 1, sizeof(*view->grants));
	view->locals = calloc(n_resources + 1, sizeof(*view->locals));
	if (!view->grants || !view->locals)
		return false;
	for (i = 0; i < n_resources; i++)
		view->locals[i] = SCMI_NO_ID;
	for (i = 0; i < view->n; i++) {
		view->grants[i] =
			grants ? grants->list[i]
			       : (struct model_grant){ i, MODEL_RIGHT_CONTROL };
		view->locals[view->grants[i].id] = i;
	}
	return true;
}

bool scmi_view_open(struct scmi_agent *agent, const struct model_agent *config)
{
	enum model_kind kind;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		if (!open_view(&agent->views[kind],
			       model_count(agent->model, kind),
			       config ? &config->grants[kind] : NULL))
			return false;
	return true;
}

void scmi_view_close(struct scmi_agent *agent)
{
	enum model_kind kind;

	for (kind = 0; kind < MODEL_KINDS; kind++) {
		free(agent->views[kind].grants);
		free(agent->views[kind].locals);
	}
}

size_t scmi_view_count(const struct scmi_agent *agent, enum model_kind kind)
{
	return agent->views[kind].n;
}

bool scmi_view_find(const struct scmi_agent *agent, enum model_kind kind,
		    uint32_t local, uint32_t *id)
{
	const struct scmi_view *view = &agent->views[kind];

	if (local >= view->n)
		return false;
	*id = view->grants[local].id;
	return true;
}

uint32_t scmi_view_local(const struct scmi_agent *agent, enum model_kind kind,
			 uint32_t id)
{
	return agent->views[kind].locals[id];
}

size_t scmi_view_list(const struct scmi_agent *agent, enum model_kind kind,
		      const uint32_t *ids, size_t n, uint32_t *locals)
{
	size_t i, found = 0;

	for (i = 0; i < n; i++)
		if (scmi_view_local(agent, kind, ids[i]) != SCMI_NO_ID)
			locals[found++] = scmi_view_local(agent, kind, ids[i]);
	return found;
}

enum model_right scmi_right(const struct scmi_agent *agent,
			    enum model_kind kind, uint32_t id)
{
	uint32_t local = scmi_view_local(agent, kind, id);

	if (local == SCMI_NO_ID)
		return MODEL_RIGHT_NONE;
	return agent->views[kind].grants[local].right;
}

void scmi_view_drop(struct scmi_agent *agent)
{
	enum model_kind kind;
	size_t id;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		for (id = 0;
		     drops[kind] && id < model_count(agent->model, kind); id++)
			drops[kind](agent, agent->model->now, id);
}

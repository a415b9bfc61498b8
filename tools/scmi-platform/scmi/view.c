// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"
#include "agent.h"
#include "protocol.h"

#include <stdlib.h>

/* Functions of pins are nothing that an agent could hold. */
static const struct {
	uint8_t protocol;
	void (*drop)(struct scmi_agent *agent, uint64_t now, uint32_t id);
} kinds[MODEL_KINDS] = {
	[MODEL_KIND_CLOCK] = { SCMI_CLOCK, scmi_clock_drop },
	[MODEL_KIND_POWER] = { SCMI_POWER, scmi_power_drop },
	[MODEL_KIND_PERF] = { SCMI_PERF, scmi_perf_drop },
	[MODEL_KIND_SENSOR] = { SCMI_SENSOR, scmi_sensor_drop },
	[MODEL_KIND_RESET] = { SCMI_RESET, scmi_reset_drop },
	[MODEL_KIND_VOLTAGE] = { SCMI_VOLTAGE, scmi_voltage_drop },
	[MODEL_KIND_POWERCAP] = { SCMI_POWERCAP, scmi_powercap_drop },
	[MODEL_KIND_PIN] = { SCMI_PINCTRL, scmi_pin_drop },
	[MODEL_KIND_PIN_GROUP] = { SCMI_PINCTRL, scmi_pin_group_drop },
	[MODEL_KIND_PIN_FUNCTION] = { SCMI_PINCTRL, NULL },
};

static bool open_view(struct scmi_view *view, size_t n_resources,
		      const struct model_grants *grants)
{
	size_t i;

	view->n = grants ? grants->n : n_resources;
	/* One more, so that nothing is no reason for a NULL. */
	view->grants = calloc(view->n + 1, sizeof(*view->grants));
	view->taken = calloc(view->n + 1, sizeof(*view->taken));
	view->locals = calloc(n_resources + 1, sizeof(*view->locals));
	if (!view->grants || !view->taken || !view->locals)
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
		free(agent->views[kind].taken);
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
	const struct scmi_view *view = &agent->views[kind];
	uint32_t local = scmi_view_local(agent, kind, id);

	if (local == SCMI_NO_ID || view->taken[local])
		return MODEL_RIGHT_NONE;
	return view->grants[local].right;
}

uint8_t scmi_view_protocol(enum model_kind kind)
{
	return kinds[kind].protocol;
}

static void drop(struct scmi_agent *agent, enum model_kind kind, uint32_t id)
{
	if (!kinds[kind].drop)
		return;
	scmi_jobs_refuse(agent, kinds[kind].protocol, id);
	kinds[kind].drop(agent, agent->model->now, id);
}

void scmi_view_take(struct scmi_agent *agent, enum model_kind kind, uint32_t id,
		    bool take)
{
	struct scmi_view *view = &agent->views[kind];
	uint32_t *taken = &view->taken[view->locals[id]];

	if (take && !*taken)
		drop(agent, kind, id);
	*taken += take ? 1 : -1;
}

void scmi_view_drop(struct scmi_agent *agent)
{
	enum model_kind kind;
	size_t id;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		for (id = 0; id < model_count(agent->model, kind); id++)
			drop(agent, kind, id);
}

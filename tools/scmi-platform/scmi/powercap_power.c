// SPDX-License-Identifier: GPL-2.0-only
/*
 * What powercap domains draw, and who hears of it. While an agent waits for a
 * domain's power to leave thresholds, it is measured once an averaging interval.
 */
#include "powercap.h"

#define POWERCAP_MEASUREMENTS_CHANGED 1

/* Measurements come from the platform, not from an agent. */
#define EVENT_AGENT 0

/* The lowest cap of a domain and of all that it is part of. */
static uint32_t limit_of(const struct scmi_model *model, uint32_t id)
{
	uint32_t limit = UINT32_MAX, cap;

	for (; id != MODEL_NO_PARENT; id = model->powercaps[id].parent) {
		cap = powercap_cap(model, id);
		if (cap && cap < limit)
			limit = cap;
	}
	return limit;
}

static uint64_t interval_ns(const struct scmi_model *model, uint32_t id)
{
	return powercap_interval_us(model, id) * MODEL_NS_PER_US;
}

uint32_t powercap_power(const struct scmi_model *model, uint32_t id,
			uint64_t now)
{
	return model_wave_average(&model->powercaps[id].power, now,
				  interval_ns(model, id), limit_of(model, id));
}

uint64_t scmi_powercap_next_sample(const struct scmi_agent *agent, size_t *id)
{
	uint64_t next = SCMI_NEVER;
	size_t i;

	for (i = 0; i < agent->model->n_powercaps; i++) {
		if (agent->powercaps[i].next_sample < next) {
			next = agent->powercaps[i].next_sample;
			*id = i;
		}
	}
	return next;
}

static enum scmi_zone zone_of(const struct scmi_powercap_view *view,
			      uint32_t power)
{
	if (power < view->low)
		return SCMI_ZONE_BELOW;
	return power > view->high ? SCMI_ZONE_ABOVE : SCMI_ZONE_WITHIN;
}

void scmi_powercap_sample(struct scmi_agent *agent, size_t id, uint64_t now)
{
	struct scmi_powercap_view *view = &agent->powercaps[id];
	uint64_t step = interval_ns(agent->model, id), due = view->next_sample;
	/* The last of the samples that are due stands for all of them. */
	uint64_t at = due + (now - due) / step * step;
	const uint32_t words[] = {
		EVENT_AGENT, scmi_view_local(agent, MODEL_KIND_POWERCAP, id),
		powercap_power(agent->model, id, at)
	};
	enum scmi_zone zone = zone_of(view, words[2]);

	/* Told once, until it was within the thresholds or beyond the other. */
	if (zone != view->zone && zone != SCMI_ZONE_WITHIN)
		scmi_note(agent, due, SCMI_POWERCAP,
			  POWERCAP_MEASUREMENTS_CHANGED, words, 3);
	view->zone = zone;
	view->next_sample = at + step;
}

void powercap_resample(const struct scmi_model *model, uint32_t id,
		       uint64_t now)
{
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(model, &slot))) {
		if (agent->powercaps[id].next_sample == SCMI_NEVER)
			continue;
		agent->powercaps[id].next_sample = now + interval_ns(model, id);
		scmi_wake(agent);
	}
}

enum scmi_status powercap_measurements_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_powercap *domain = powercap_get(msg, &id);
	const struct scmi_model *model = msg->agent->model;

	if (!domain)
		return msg->refused;
	if (!domain->measured)
		return SCMI_NOT_SUPPORTED;
	wire_put(&msg->rsp, powercap_power(model, id, msg->now));
	wire_put(&msg->rsp, powercap_interval_us(model, id));
	return SCMI_SUCCESS;
}

enum scmi_status powercap_measurements_notify(struct scmi_msg *msg)
{
	uint32_t id, low, high;
	const struct model_powercap *domain = powercap_get(msg, &id);
	struct scmi_powercap_view *view;
	enum scmi_status status;
	bool on;

	if (!domain)
		return msg->refused;
	if (!domain->measured)
		return SCMI_NOT_SUPPORTED;
	status = scmi_subscribe(msg, &on);
	if (status)
		return status;
	low = wire_get(&msg->req);
	high = wire_get(&msg->req);
	if (low > high)
		return SCMI_INVALID_PARAMETERS;
	view = &msg->agent->powercaps[id];
	view->low = low;
	view->high = high;
	view->zone = SCMI_ZONE_WITHIN;
	view->next_sample = SCMI_NEVER;
	if (on)
		view->next_sample =
			msg->now + interval_ns(msg->agent->model, id);
	return SCMI_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks' rates: what they can be, are and become, and who hears of it.
 */
#include "clock.h"

#define RATES_RANGE	      0x1000u
#define RATES_REMAINING_SHIFT 16
#define RATE_SIZE	      8

#define SET_ASYNC	0x1u
#define SET_NO_RESPONSE 0x2u
#define SET_ROUND_UP	0x4u
#define SET_ROUND_AUTO	0x8u
#define SET_FLAGS	0xfu

enum notification {
	CLOCK_RATE_CHANGED = 0,
	CLOCK_RATE_CHANGE_REQUESTED = 1,
};

static enum scmi_status describe_range(struct scmi_msg *msg,
				       const struct model_clock *clock,
				       uint32_t index)
{
	/* The triplet is one piece: there is no second part to ask for. */
	if (index)
		return SCMI_OUT_OF_RANGE;
	wire_put(&msg->rsp, RATES_RANGE | 3);
	wire_put64(&msg->rsp, clock->min);
	wire_put64(&msg->rsp, clock->max);
	wire_put64(&msg->rsp, clock->step);
	return SCMI_SUCCESS;
}

enum scmi_status clock_describe_rates(struct scmi_msg *msg)
{
	uint32_t id, index;
	const struct model_clock *clock = clock_get(msg, &id);
	size_t i, n, left;

	if (!clock)
		return msg->refused;
	index = wire_get(&msg->req);
	if (!clock->rates)
		return describe_range(msg, clock, index);
	if (index >= clock->n_rates)
		return SCMI_OUT_OF_RANGE;
	left = clock->n_rates - index;
	n = wire_fit(&msg->rsp, left, RATE_SIZE);
	wire_put(&msg->rsp, (left - n) << RATES_REMAINING_SHIFT | n);
	for (i = 0; i < n; i++)
		wire_put64(&msg->rsp, clock->rates[index + i]);
	return SCMI_SUCCESS;
}

static void notify(const struct scmi_agent *by, uint64_t now,
		   enum notification which, uint32_t id, uint64_t rate)
{
	struct scmi_agent *agent;
	size_t slot = 0;

	while ((agent = scmi_next_agent(by->model, &slot))) {
		const struct scmi_clock_view *view = &agent->clocks[id];
		const uint32_t words[] = {
			by->id, scmi_view_local(agent, MODEL_KIND_CLOCK, id),
			rate, rate >> 32
		};

		if (which == CLOCK_RATE_CHANGED ? view->notify_changed
						: view->notify_requested)
			scmi_note(agent, now, SCMI_CLOCK, which, words, 4);
	}
}

static void apply_rate(struct scmi_agent *by, uint64_t now, uint32_t id,
		       uint64_t rate)
{
	struct model_clock *clock = &by->model->clocks[id];

	if (clock->rate == rate)
		return;
	clock->rate = rate;
	notify(by, now, CLOCK_RATE_CHANGED, id, rate);
}

/*
 * CLOCK_RATE_SET_COMPLETE (4.6.3.1): the rate is what the clock has then. A set
 * that was accepted later, at once or not, has cancelled this one.
 */
static void run_rate_set(struct scmi_agent *agent, struct scmi_job *job)
{
	struct wire_writer w;

	if (job->turn == agent->model->clocks[job->id].rate_sets)
		apply_rate(agent, job->packet.time, job->id, job->value);
	if (job->quiet)
		return;
	scmi_job_answer(job, &w);
	wire_put(&w, scmi_view_local(agent, MODEL_KIND_CLOCK, job->id));
	wire_put64(&w, agent->model->clocks[job->id].rate);
	scmi_job_answered(job, &w);
}

static enum scmi_status start_rate_set(struct scmi_msg *msg, uint32_t flags,
				       uint32_t id, uint64_t rate)
{
	struct model_clock *clock = &msg->agent->model->clocks[id];
	uint64_t due = msg->now + clock->async_latency_ns;
	struct scmi_job *job;

	if (!msg->agent->p2a)
		return SCMI_NOT_SUPPORTED;
	job = scmi_job_add(msg->agent, msg->header, due, run_rate_set);
	if (!job)
		return SCMI_BUSY;
	job->quiet = flags & SET_NO_RESPONSE;
	job->id = id;
	job->value = rate;
	job->turn = ++clock->rate_sets;
	return SCMI_SUCCESS;
}

static void set_rate(struct scmi_msg *msg, uint32_t id, uint64_t rate)
{
	msg->agent->model->clocks[id].rate_sets++;
	apply_rate(msg->agent, msg->now, id, rate);
}

static enum model_round rounding(uint32_t flags)
{
	if (flags & SET_ROUND_AUTO)
		return MODEL_ROUND_NEAREST;
	return flags & SET_ROUND_UP ? MODEL_ROUND_UP : MODEL_ROUND_DOWN;
}

enum scmi_status clock_rate_set(struct scmi_msg *msg)
{
	uint32_t flags = wire_get(&msg->req), id;
	const struct model_clock *clock = clock_get(msg, &id);
	enum scmi_status status = SCMI_SUCCESS;
	uint64_t wanted, rate;

	if (!clock)
		return msg->refused;
	wanted = wire_get64(&msg->req);
	if (flags & ~SET_FLAGS)
		return SCMI_INVALID_PARAMETERS;
	if (!clock->allow_rate)
		return SCMI_DENIED;
	if (!model_clock_round(clock, wanted, rounding(flags), &rate))
		return SCMI_INVALID_PARAMETERS;
	if (flags & SET_ASYNC)
		status = start_rate_set(msg, flags, id, rate);
	if (status)
		return status;
	notify(msg->agent, msg->now, CLOCK_RATE_CHANGE_REQUESTED, id, wanted);
	if (!(flags & SET_ASYNC))
		set_rate(msg, id, rate);
	return SCMI_SUCCESS;
}

enum scmi_status clock_rate_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_clock *clock = clock_get(msg, &id);

	if (!clock)
		return msg->refused;
	wire_put64(&msg->rsp, clock->rate);
	return SCMI_SUCCESS;
}

enum scmi_status clock_rate_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!clock_get(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->clocks[id].notify_changed);
}

enum scmi_status clock_rate_change_requested_notify(struct scmi_msg *msg)
{
	uint32_t id;

	if (!clock_get(msg, &id))
		return msg->refused;
	return scmi_subscribe(msg, &msg->agent->clocks[id].notify_requested);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "show.h"
#include "protocol.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void show_put(struct show *s, const char *fmt, ...)
{
	size_t room = sizeof(s->text) - s->len;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(s->text + s->len, room, fmt, args);
	va_end(args);
	if (n > 0)
		s->len += min_size((size_t)n, room - 1);
}

void show_flag(struct show *s, const char *word, bool on)
{
	if (on)
		show_put(s, " %s", word);
}

void show_vote(struct show *s, enum scmi_vote vote)
{
	if (vote != SCMI_VOTE_NONE)
		show_put(s, " vote=%s", vote == SCMI_VOTE_ON ? "on" : "off");
}

static size_t count(const struct scmi_protocol *protocol,
		    const struct scmi_model *model)
{
	return protocol->show ? model_count(model, protocol->kind) : 0;
}

/* An agent has at most one of what is not the model's. */
static size_t count_views(const struct scmi_protocol *protocol,
			  const struct scmi_agent *agent)
{
	if (protocol->show)
		return count(protocol, agent->model);
	return protocol->show_view ? protocol->count(agent) : 0;
}

static void print(FILE *out, const struct scmi_protocol *protocol,
		  const struct scmi_model *model, uint32_t id,
		  const struct show *s)
{
	fprintf(out, "%s %u name=%s%s\n", protocol->name, id,
		protocol->name_of(model, id), s->text);
}

static void show_resources(const struct scmi_protocol *protocol,
			   const struct scmi_model *model, uint64_t now,
			   FILE *out)
{
	uint32_t id;

	for (id = 0; id < count(protocol, model); id++) {
		struct show s = { .len = 0 };

		protocol->show(&s, model, id, now);
		print(out, protocol, model, id, &s);
	}
}

bool scmi_show_resources(const struct scmi_model *model, const char *protocol,
			 uint64_t now, FILE *out)
{
	bool found = false;
	size_t i;

	for (i = 0; i < scmi_n_protocols; i++) {
		if (*protocol && strcmp(protocol, scmi_protocols[i]->name))
			continue;
		show_resources(scmi_protocols[i], model, now, out);
		found = true;
	}
	return found;
}

static void show_views(const struct scmi_protocol *protocol,
		       const struct scmi_agent *agent, FILE *out)
{
	uint32_t id;

	for (id = 0; id < count_views(protocol, agent); id++) {
		struct show s = { .len = 0 };

		protocol->show_view(&s, agent, id);
		if (s.len)
			print(out, protocol, agent->model, id, &s);
	}
}

void scmi_show_agent(const struct scmi_agent *agent, FILE *out)
{
	size_t i;

	for (i = 0; i < scmi_n_protocols; i++)
		show_views(scmi_protocols[i], agent, out);
}

static size_t count_jobs(const struct scmi_events *events)
{
	size_t i, n = 0;

	for (i = 0; i < SCMI_JOBS_MAX; i++)
		n += events->jobs[i].state != SCMI_JOB_FREE;
	return n;
}

void scmi_show_events(const struct scmi_agent *agent, FILE *out)
{
	const struct scmi_events *events = &agent->events;

	fprintf(out, " p2a=%s jobs=%zu waiting=%zu lost=%" PRIu64,
		show_yes(agent->p2a), count_jobs(events), events->n_notes,
		events->dropped);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"
#include "agent.h"
#include "protocol.h"
#include "../util.h"

static bool earlier(const struct scmi_packet *a, const struct scmi_packet *b)
{
	if (!a || !b)
		return a;
	return a->time < b->time || (a->time == b->time && a->seq < b->seq);
}

static struct scmi_job *first_job(struct scmi_events *events,
				  enum scmi_job_state state)
{
	struct scmi_job *first = NULL, *job;

	for (job = events->jobs; job < events->jobs + SCMI_JOBS_MAX; job++)
		if (job->state == state &&
		    (!first || earlier(&job->packet, &first->packet)))
			first = job;
	return first;
}

void scmi_events_reset(struct scmi_events *events, size_t max)
{
	memset(events, 0, sizeof(*events));
	events->max = max;
}

static void packet_begin(struct scmi_packet *packet, uint32_t header,
			 struct wire_writer *w)
{
	*w = (struct wire_writer){
		.buf = packet->data,
		.size = sizeof(packet->data),
	};
	wire_put(w, header);
}

static void answer(struct scmi_job *job, enum scmi_status status,
		   struct wire_writer *w)
{
	uint32_t type = (uint32_t)WIRE_DELAYED << WIRE_TYPE_SHIFT;

	packet_begin(&job->packet, job->header | type, w);
	wire_put(w, status);
}

void scmi_job_answer(struct scmi_job *job, struct wire_writer *w)
{
	answer(job, SCMI_SUCCESS, w);
}

void scmi_job_answered(struct scmi_job *job, const struct wire_writer *w)
{
	job->packet.len = w->len;
	job->state = SCMI_JOB_ANSWERED;
}

static void answer_denied(struct scmi_job *job)
{
	struct wire_writer w;

	answer(job, SCMI_DENIED, &w);
	scmi_job_answered(job, &w);
}

static void run_job(struct scmi_agent *agent, struct scmi_job *job)
{
	if (!job->refused)
		job->run(agent, job);
	else if (!job->quiet)
		answer_denied(job);
	if (job->state == SCMI_JOB_WAITING)
		job->state = SCMI_JOB_FREE;
}

/*
 * What protocols do by themselves: when next, and how. Of what is due at the
 * same time the first one comes first.
 */
static const struct source {
	uint64_t (*next)(const struct scmi_agent *agent, size_t *id);
	void (*run)(struct scmi_agent *agent, size_t id, uint64_t now);
} sources[] = {
	{ scmi_system_next, scmi_system_run },
	{ scmi_sensor_next_sample, scmi_sensor_sample },
	{ scmi_powercap_next_sample, scmi_powercap_sample },
};

/* What is to be done first, its time and on what; the time may be never. */
static const struct source *first_source(const struct scmi_agent *agent,
					 uint64_t *time, size_t *id)
{
	const struct source *first = sources, *source;
	uint64_t next;
	size_t of;

	*time = SCMI_NEVER;
	for (source = sources; source < sources + ARRAY_SIZE(sources);
	     source++) {
		next = source->next(agent, &of);
		if (next >= *time)
			continue;
		first = source;
		*time = next;
		*id = of;
	}
	return first;
}

void scmi_agent_run(struct scmi_agent *agent, uint64_t now)
{
	const struct source *source;
	struct scmi_job *job;
	uint64_t due, time;
	size_t id = 0;

	agent->model->now = now;
	agent->busy = true;
	/*
	 * Ends: a job runs once, a sample moves its next one beyond now, and
	 * the system's times are the model's, each once.
	 */
	for (;;) {
		job = first_job(&agent->events, SCMI_JOB_WAITING);
		due = job ? job->packet.time : SCMI_NEVER;
		source = first_source(agent, &time, &id);
		if (due > now && time > now)
			break;
		if (due <= time)
			run_job(agent, job);
		else
			source->run(agent, id, now);
	}
	agent->busy = false;
}

void scmi_jobs_refuse(struct scmi_agent *agent, uint8_t protocol, uint32_t id)
{
	struct scmi_events *events = &agent->events;
	struct scmi_job *job;

	for (job = events->jobs; job < events->jobs + SCMI_JOBS_MAX; job++) {
		if (job->state != SCMI_JOB_WAITING || job->id != id ||
		    wire_protocol(job->header) != protocol)
			continue;
		job->refused = true;
		job->packet.time = agent->model->now;
		scmi_wake(agent);
	}
}

static bool protocol_busy(const struct scmi_events *events, uint8_t protocol)
{
	size_t i, n = 0;

	for (i = 0; i < SCMI_JOBS_MAX; i++)
		n += events->jobs[i].state != SCMI_JOB_FREE &&
		     wire_protocol(events->jobs[i].header) == protocol;
	return n >= SCMI_JOBS_PER_PROTOCOL;
}

struct scmi_job *scmi_job_add(struct scmi_agent *agent, uint32_t header,
			      uint64_t due, scmi_job_fn run)
{
	struct scmi_events *events = &agent->events;
	struct scmi_job *job = first_job(events, SCMI_JOB_FREE);

	if (!job || protocol_busy(events, wire_protocol(header)))
		return NULL;
	memset(job, 0, sizeof(*job));
	job->state = SCMI_JOB_WAITING;
	job->header = header;
	job->run = run;
	job->packet.time = due;
	job->packet.seq = events->seq++;
	return job;
}

static struct scmi_packet *note_at(struct scmi_events *events, size_t i)
{
	return &events->notes[(events->first + i) % SCMI_NOTES_MAX];
}

static void drop_first_note(struct scmi_events *events)
{
	if (events->shown == note_at(events, 0))
		events->shown = NULL;
	events->first = (events->first + 1) % SCMI_NOTES_MAX;
	events->n_notes--;
}

void scmi_note_begin(struct scmi_agent *agent, uint64_t now, uint8_t protocol,
		     uint8_t id, struct wire_writer *w)
{
	struct scmi_events *events = &agent->events;
	struct scmi_packet *note;

	if (events->n_notes == events->max) {
		drop_first_note(events);
		events->dropped++;
	}
	note = note_at(events, events->n_notes);
	note->time = now;
	note->seq = events->seq++;
	packet_begin(note,
		     (uint32_t)protocol << WIRE_PROTOCOL_SHIFT |
			     (uint32_t)WIRE_NOTIFICATION << WIRE_TYPE_SHIFT |
			     id,
		     w);
}

void scmi_note_end(struct scmi_agent *agent, const struct wire_writer *w)
{
	struct scmi_events *events = &agent->events;

	note_at(events, events->n_notes)->len = w->len;
	events->n_notes++;
	scmi_wake(agent);
}

void scmi_note(struct scmi_agent *agent, uint64_t now, uint8_t protocol,
	       uint8_t id, const uint32_t *words, size_t n)
{
	struct wire_writer w;
	size_t i;

	scmi_note_begin(agent, now, protocol, id, &w);
	for (i = 0; i < n; i++)
		wire_put(&w, words[i]);
	scmi_note_end(agent, &w);
}

/* What goes out next; a waiting job is none before it ran. */
static const struct scmi_packet *next_packet(struct scmi_events *events)
{
	struct scmi_job *job = first_job(events, SCMI_JOB_ANSWERED);
	struct scmi_packet *note = events->n_notes ? note_at(events, 0) : NULL;

	if (job && earlier(&job->packet, note))
		return &job->packet;
	return note;
}

static struct scmi_job *job_of(struct scmi_events *events,
			       const struct scmi_packet *packet)
{
	size_t i;

	for (i = 0; i < SCMI_JOBS_MAX; i++)
		if (&events->jobs[i].packet == packet)
			return &events->jobs[i];
	return NULL;
}

/* Looks only: the searches are shared with those who change. */
static struct scmi_events *events_of(const struct scmi_agent *agent)
{
	return (struct scmi_events *)&agent->events;
}

uint64_t scmi_agent_next(const struct scmi_agent *agent)
{
	const struct scmi_job *job =
		first_job(events_of(agent), SCMI_JOB_WAITING);
	uint64_t due = job ? job->packet.time : SCMI_NEVER, time;
	size_t id;

	first_source(agent, &time, &id);
	return min_u64(due, time);
}

bool scmi_agent_peek(struct scmi_agent *agent, uint64_t now,
		     struct scmi_event *event)
{
	struct scmi_events *events = &agent->events;

	scmi_agent_run(agent, now);
	events->shown = next_packet(events);
	if (!events->shown)
		return false;
	event->len = events->shown->len;
	event->delayed = job_of(events, events->shown);
	return true;
}

size_t scmi_agent_pull(struct scmi_agent *agent, void *buf)
{
	struct scmi_events *events = &agent->events;
	const struct scmi_packet *packet = events->shown;
	struct scmi_job *job;
	size_t len;

	if (!packet)
		return 0;
	job = job_of(events, packet);
	len = buf ? packet->len : 0;
	if (buf)
		memcpy(buf, packet->data, len);
	if (job)
		job->state = SCMI_JOB_FREE;
	else
		drop_first_note(events);
	events->shown = NULL;
	return len;
}

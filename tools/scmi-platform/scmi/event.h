/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an agent is sent without asking there and then: delayed responses, the
 * ends of asynchronous commands, and notifications. All in fixed room.
 *
 * A job is the second half of an asynchronous command. Its place is taken when
 * the command is accepted and kept until its delayed response was pulled, so
 * that none is ever lost; without a place the command is refused as BUSY.
 * A notification takes the place of the oldest one when there is no other.
 */
#ifndef SCMI_PLATFORM_EVENT_H
#define SCMI_PLATFORM_EVENT_H

#include "scmi.h"
#include "wire.h"
#include "../model/grant.h"

/*
 * Asynchronous commands of one agent and protocol that are accepted and not yet
 * over, as those protocols advertise that can; and of all of its protocols.
 * None takes another's places: six have such commands.
 */
#define SCMI_JOBS_PER_PROTOCOL 32
#define SCMI_JOBS_MAX	       (6 * SCMI_JOBS_PER_PROTOCOL)
/* Notifications that may wait for one agent at most. */
#define SCMI_NOTES_MAX MODEL_EVENTS_MAX
/* Bytes of the largest such message, header included: seven axes' readings. */
#define SCMI_EVENT_SIZE 128

struct scmi_packet {
	uint64_t time; /* when it was or will be due */
	uint64_t seq; /* order among those of one time */
	size_t len;
	uint8_t data[SCMI_EVENT_SIZE];
};

struct scmi_job;
typedef void (*scmi_job_fn)(struct scmi_agent *agent, struct scmi_job *job);

enum scmi_job_state {
	SCMI_JOB_FREE,
	SCMI_JOB_WAITING,
	SCMI_JOB_ANSWERED, /* its delayed response waits to be pulled */
};

/**
 * struct scmi_job - the second half of an asynchronous command
 * @state: where it is
 * @header: the command's header
 * @run: does it when its time has come; answers unless @quiet
 * @quiet: no delayed response was asked for
 * @refused: it is not to be done
 * @id: the resource
 * @value: what @run needs
 * @turn: its place among the commands that compete for the resource
 * @packet: its time, and its delayed response
 */
struct scmi_job {
	enum scmi_job_state state;
	uint32_t header;
	scmi_job_fn run;
	bool quiet;
	bool refused;
	uint32_t id;
	uint64_t value;
	uint64_t turn;
	struct scmi_packet packet;
};

/**
 * struct scmi_events - an agent's events
 * @jobs: its asynchronous commands
 * @notes: ring of its notifications
 * @first: the oldest notification
 * @n_notes: how many there are
 * @seq: for the next one
 * @shown: what scmi_agent_peek() showed, until it is pulled or gone
 * @max: how many there may be
 * @dropped: notifications that had to go for a newer one
 */
struct scmi_events {
	struct scmi_job jobs[SCMI_JOBS_MAX];
	struct scmi_packet notes[SCMI_NOTES_MAX];
	size_t first;
	size_t n_notes;
	size_t max;
	uint64_t seq;
	const struct scmi_packet *shown;
	uint64_t dropped;
};

/* Forget all of them; from now on up to @max notifications may wait. */
void scmi_events_reset(struct scmi_events *events, size_t max);

/**
 * scmi_job_add - accept an asynchronous command
 * @agent: whose
 * @header: the command's
 * @due: when it will be done
 * @run: called then, or later when nobody looks sooner
 *
 * Return: the job, its @id, @value and @quiet to be filled in; NULL when there
 * are as many as may be, which is SCMI_BUSY.
 */
struct scmi_job *scmi_job_add(struct scmi_agent *agent, uint32_t header,
			      uint64_t due, scmi_job_fn run);

/**
 * scmi_jobs_refuse - end what is under way for a resource
 * @agent: whose
 * @protocol: the resource's
 * @id: the resource
 *
 * None of it is done any more; where a delayed response was asked for it comes
 * now, with the status DENIED.
 */
void scmi_jobs_refuse(struct scmi_agent *agent, uint8_t protocol, uint32_t id);

/**
 * scmi_job_answer - begin a job's delayed response
 * @job: the job, from within its @run
 * @w: filled: the message with header and status SUCCESS; to be finished by
 *	scmi_job_answered()
 */
void scmi_job_answer(struct scmi_job *job, struct wire_writer *w);
void scmi_job_answered(struct scmi_job *job, const struct wire_writer *w);

/**
 * scmi_note_begin - begin a notification
 * @agent: to whom
 * @now: the time
 * @protocol: of which protocol
 * @id: which of its notifications
 * @w: filled: the message with its header; to be finished by scmi_note_end()
 */
void scmi_note_begin(struct scmi_agent *agent, uint64_t now, uint8_t protocol,
		     uint8_t id, struct wire_writer *w);
void scmi_note_end(struct scmi_agent *agent, const struct wire_writer *w);

/**
 * scmi_note - send a notification made of words alone
 * @agent: to whom
 * @now: the time
 * @header: protocol and identifier as scmi_note_begin() takes them
 * @words: its payload
 * @n: how many words
 */
void scmi_note(struct scmi_agent *agent, uint64_t now, uint8_t protocol,
	       uint8_t id, const uint32_t *words, size_t n);

#endif /* SCMI_PLATFORM_EVENT_H */

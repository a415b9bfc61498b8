/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SCMI side of the platform: messages in, messages out. Nothing here
 * knows of sockets or rings, and nothing allocates while a message is handled.
 *
 * Data flows one way. The caller (glue.c) hands in commands and gets each
 * response from the same call; messages that the platform starts itself,
 * delayed responses and notifications, are pulled by the caller when it has
 * a buffer for one. All times are CLOCK_MONOTONIC nanoseconds and are given
 * by the caller, so that tests own the clock.
 */
#ifndef SCMI_PLATFORM_SCMI_H
#define SCMI_PLATFORM_SCMI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* No event is due, now or later, until the next command. */
#define SCMI_NEVER UINT64_MAX

struct scmi_model;
struct scmi_agent;

/**
 * struct scmi_event - what the agent would be sent next
 * @len: bytes of the whole message, header included
 * @delayed: a delayed response, which must never be lost; else a notification
 */
struct scmi_event {
	size_t len;
	bool delayed;
};

/**
 * scmi_agent_open - connect an agent to the model
 * @model: the platform's resources; must outlive the agent
 *
 * It is the first of the agents that the model has configured and that is not
 * open, with all that it is granted; one that may do all when none is
 * configured.
 *
 * Return: the agent, to be closed with scmi_agent_close(); NULL with errno
 * set when memory is short or the model has no room for one more agent.
 */
struct scmi_agent *scmi_agent_open(struct scmi_model *model);
void scmi_agent_close(struct scmi_agent *agent);

/**
 * scmi_agent_reset - forget all that the agent asked for
 * @agent: the agent
 * @p2a: VIRTIO_SCMI_F_P2A_CHANNELS is negotiated from here on
 *
 * Drops subscriptions, votes and events that were not pulled yet. What changes
 * by that, at the last time that was given for any agent, is notified to others
 * who subscribed. Without
 * @p2a every request for a notification or delayed response is answered
 * NOT_SUPPORTED and none is advertised (virtio 1.2, 5.17.6.1.1).
 */
void scmi_agent_reset(struct scmi_agent *agent, bool p2a);

/**
 * scmi_agent_on_event - name who looks at an agent's events
 * @agent: the agent
 * @wake: called when there may be an event, or scmi_agent_next() may give another
 *	time, though nobody called anything for this agent: another one, or the
 *	platform, did something. Must not call this side back. NULL for nobody
 * @ctx: its argument
 */
void scmi_agent_on_event(struct scmi_agent *agent, void (*wake)(void *ctx),
			 void *ctx);

/**
 * scmi_agent_ready - when an agent may have its next command handled
 * @agent: the agent
 *
 * Commands that come faster than the configuration allows wait for it; none is
 * lost. A reset does not begin anew.
 *
 * Return: the time; 0, or one in the past, for at once.
 */
uint64_t scmi_agent_ready(const struct scmi_agent *agent);

/**
 * scmi_agent_command - handle one command
 * @agent: the agent it came from
 * @now: the time
 * @req: the message, header first, private to the caller
 * @req_len: its length; anything, 0 included
 * @rsp: where the response goes, header first
 * @rsp_size: room there; anything, 0 included
 *
 * Return: the bytes written to @rsp; 0 when @req has no whole header, is no
 * command, or @rsp has no room for header and status.
 */
size_t scmi_agent_command(struct scmi_agent *agent, uint64_t now,
			  const void *req, size_t req_len, void *rsp,
			  size_t rsp_size);

/**
 * scmi_agent_next - when something happens next of what an agent asked for
 * @agent: the agent
 *
 * Whether or not an event waits to be taken: a state that is set at a later time
 * is so for all agents. What happens then need not end in an event, as when a
 * sensor was looked at and no trip point was crossed.
 *
 * Return: a time after that of the last scmi_agent_run() or scmi_agent_peek();
 * %SCMI_NEVER when nothing is scheduled.
 */
uint64_t scmi_agent_next(const struct scmi_agent *agent);

/**
 * scmi_agent_run - let happen whose time has come
 * @agent: the agent
 * @now: the time
 *
 * Jobs, samples and transitions of the system run in the order of their times. As
 * scmi_agent_peek() does, for an agent whose events nobody takes.
 */
void scmi_agent_run(struct scmi_agent *agent, uint64_t now);

/**
 * scmi_agent_peek - look at the next event that is due
 * @agent: the agent
 * @now: the time
 * @event: filled when there is one
 *
 * Return: whether an event is due.
 */
bool scmi_agent_peek(struct scmi_agent *agent, uint64_t now,
		     struct scmi_event *event);

/**
 * scmi_agent_pull - take the event that scmi_agent_peek() showed
 * @agent: the agent
 * @buf: at least the event's length; NULL drops the event
 *
 * Return: the bytes written.
 */
size_t scmi_agent_pull(struct scmi_agent *agent, void *buf);

/**
 * scmi_system_request - ask an agent for a graceful transition of its system
 * @agent: the agent
 * @now: the time
 * @state: as SYSTEM_POWER_STATE_SET has it (DEN0056, 4.4.2.5)
 *
 * The platform asks, not another agent. When it was asked to shut down and does
 * not do so in the model's time, a shutdown is forced.
 *
 * Return: false when it did not subscribe to such requests.
 */
bool scmi_system_request(struct scmi_agent *agent, uint64_t now,
			 uint32_t state);

/**
 * scmi_reset_issue - reset a domain
 * @model: the platform's resources
 * @now: the time
 * @id: the domain
 *
 * The platform does it, whatever agents want. It is a cold reset, autonomous;
 * who subscribed hears of it.
 *
 * Return: false when there is no such domain.
 */
bool scmi_reset_issue(struct scmi_model *model, uint64_t now, uint32_t id);

/**
 * scmi_power_set - switch a power domain
 * @model: the platform's resources
 * @now: the time
 * @id: the domain
 * @on: its state as long as no agent has voted
 *
 * Return: false when there is no such domain.
 */
bool scmi_power_set(struct scmi_model *model, uint64_t now, uint32_t id,
		    bool on);

/* Return: the number by which agents know an agent, 1 and up. */
unsigned int scmi_agent_id(const struct scmi_agent *agent);

/**
 * scmi_show_resources - tell people what state resources are in
 * @model: the resources
 * @protocol: of which protocol, by its name; "" for all
 * @now: the time
 * @out: gets a line for each
 *
 * Return: false when there is no such protocol.
 */
bool scmi_show_resources(const struct scmi_model *model, const char *protocol,
			 uint64_t now, FILE *out);

/* Tells people what an agent has set, a line for each resource. */
void scmi_show_agent(const struct scmi_agent *agent, FILE *out);

/* Tells people what an agent is still to be sent, in words of one line. */
void scmi_show_events(const struct scmi_agent *agent, FILE *out);

#endif /* SCMI_PLATFORM_SCMI_H */

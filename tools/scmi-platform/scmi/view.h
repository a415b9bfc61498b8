/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of the model exists for an agent, and under which identifiers. An agent
 * knows resources by the places of its grants, dense, kind by kind; everything
 * in here but messages knows them by the model's identifiers. They are
 * translated in two places: scmi_view_find() when a message names one, which is
 * scmi_find() of protocol.h where it takes a right, and scmi_view_local() when
 * one is named to the agent.
 */
#ifndef SCMI_PLATFORM_VIEW_H
#define SCMI_PLATFORM_VIEW_H

#include "../model/grant.h"

/* What does not exist for an agent has this for its identifier. */
#define SCMI_NO_ID UINT32_MAX

struct scmi_agent;

/**
 * struct scmi_view - what exists for an agent of one kind
 * @grants: by the agent's identifier
 * @taken: likewise: how often what was granted was taken away again
 * @n: how many
 * @locals: the agent's identifiers by the model's, or SCMI_NO_ID
 */
struct scmi_view {
	struct model_grant *grants;
	uint32_t *taken;
	size_t n;
	uint32_t *locals;
};

/**
 * scmi_view_open - make an agent's views
 * @agent: the agent; its model is set
 * @config: what it is granted; NULL for everything
 *
 * Return: false when memory is short; scmi_view_close() is right then, too.
 */
bool scmi_view_open(struct scmi_agent *agent, const struct model_agent *config);
void scmi_view_close(struct scmi_agent *agent);

/* Return: how many resources of a kind exist for an agent. */
size_t scmi_view_count(const struct scmi_agent *agent, enum model_kind kind);

/**
 * scmi_view_find - find what an agent's identifier means
 * @agent: the agent
 * @kind: a kind
 * @local: its identifier
 * @id: filled: the model's
 *
 * Return: false when there is no such resource for the agent.
 */
bool scmi_view_find(const struct scmi_agent *agent, enum model_kind kind,
		    uint32_t local, uint32_t *id);

/* Return: an agent's identifier of a resource, or SCMI_NO_ID. */
uint32_t scmi_view_local(const struct scmi_agent *agent, enum model_kind kind,
			 uint32_t id);

/**
 * scmi_view_list - name a list of resources to an agent
 * @agent: the agent
 * @kind: their kind
 * @ids: the model's identifiers
 * @n: how many, up to MODEL_RESOURCES_MAX
 * @locals: filled with the agent's, of those that exist for it
 *
 * Return: how many do.
 */
size_t scmi_view_list(const struct scmi_agent *agent, enum model_kind kind,
		      const uint32_t *ids, size_t n, uint32_t *locals);

/* Return: what an agent may do with a resource; MODEL_RIGHT_NONE: nothing. */
enum model_right scmi_right(const struct scmi_agent *agent,
			    enum model_kind kind, uint32_t id);

/* Return: the protocol that a kind of resources belongs to. */
uint8_t scmi_view_protocol(enum model_kind kind);

/**
 * scmi_view_take - take a resource away, or give it back
 * @agent: the agent
 * @kind: a kind
 * @id: the resource, which exists for the agent
 * @take: take it; it is there again when it was given back as often
 *
 * What the agent asked for of it is forgotten when it is taken.
 */
void scmi_view_take(struct scmi_agent *agent, enum model_kind kind, uint32_t id,
		    bool take);

/**
 * scmi_view_drop - forget what an agent asked for of all resources
 * @agent: the agent
 *
 * Others who subscribed hear of what is changed by that. Asynchronous commands
 * that are under way end as DENIED.
 */
void scmi_view_drop(struct scmi_agent *agent);

#endif /* SCMI_PLATFORM_VIEW_H */

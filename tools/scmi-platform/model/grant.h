/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Agents as they are configured: what each is granted of the model's resources,
 * kind by kind, and with which right. Without configured agents each one that
 * is opened may do all.
 */
#ifndef SCMI_PLATFORM_GRANT_H
#define SCMI_PLATFORM_GRANT_H

#include "model.h"

enum model_kind {
	MODEL_KIND_CLOCK,
	MODEL_KIND_POWER,
	MODEL_KIND_PERF,
	MODEL_KIND_SENSOR,
	MODEL_KIND_RESET,
	MODEL_KIND_VOLTAGE,
	MODEL_KIND_POWERCAP,
	MODEL_KIND_PIN,
	MODEL_KIND_PIN_GROUP,
	MODEL_KIND_PIN_FUNCTION,
	MODEL_KINDS
};

/* Each includes those before it. */
enum model_right {
	MODEL_RIGHT_NONE,
	MODEL_RIGHT_SEE, /* it exists: attributes and names */
	MODEL_RIGHT_READ, /* what it is like, and to be told of changes */
	MODEL_RIGHT_CONTROL, /* to change it */
};

/* Bytes of an agent's name, the final NUL included (SCMI short names). */
#define MODEL_AGENT_NAME_SIZE 16

/* Notifications that wait for one agent, unless it is configured otherwise. */
#define MODEL_EVENTS_MAX 1024

struct model_grant {
	uint32_t id; /* the resource */
	enum model_right right; /* not NONE */
};

/* An agent's identifier of a resource is its place in the list. */
struct model_grants {
	struct model_grant *list;
	size_t n;
};

struct model_members {
	uint32_t *ids;
	size_t n;
};

/* What a management agent gives and takes together. */
struct model_device {
	char name[MODEL_NAME_SIZE];
	struct model_members members[MODEL_KINDS];
};

struct model_agent {
	char name[MODEL_AGENT_NAME_SIZE];
	char *socket; /* NULL: not given */
	bool management; /* it may do with others what base_manage.c does */
	struct model_members denied; /* devices, until it is given them */
	uint32_t commands_per_s; /* 0: any number */
	uint32_t burst; /* of those, at once; not 0 */
	uint32_t events_max; /* notifications that wait for it; not 0 */
	struct model_grants grants[MODEL_KINDS];
	bool has_system; /* else the model's is as good for it */
	struct model_system system;
};

/**
 * struct model_kind_info - where the resources of a kind are
 * @list: the setting that lists some of them
 * @what: one of them, as messages have it
 * @objects: offset of the pointer to them in a model; each begins with its name
 * @count: offset of their number
 * @size: bytes of one
 */
struct model_kind_info {
	const char *list;
	const char *what;
	size_t objects;
	size_t count;
	size_t size;
};

extern const struct model_kind_info model_kinds[MODEL_KINDS];

/* Return: how many resources of a kind there are. */
size_t model_count(const struct scmi_model *model, enum model_kind kind);

/* Used by scmi_model_free(). */
void model_free_agents(struct scmi_model *model);
void model_free_devices(struct scmi_model *model);

#endif /* SCMI_PLATFORM_GRANT_H */

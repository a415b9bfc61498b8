/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What clients of the control socket may ask for: a table, one row a command.
 */
#ifndef SCMI_PLATFORM_CONTROL_CMD_H
#define SCMI_PLATFORM_CONTROL_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct fault_set;
struct glue;
struct scmi_agent;
struct scmi_model;

/**
 * struct control_service - one agent, as it is served
 * @name: the configuration's for it; NULL when it names none
 * @socket: where its front end connects
 * @agent: the agent
 * @glue: its device
 */
struct control_service {
	const char *name;
	const char *socket;
	struct scmi_agent *agent;
	struct glue *glue;
};

/**
 * struct control_platform - what commands are about
 * @model: the resources
 * @faults: the rules
 * @services: all agents
 * @n_services: how many
 */
struct control_platform {
	struct scmi_model *model;
	struct fault_set *faults;
	const struct control_service *services;
	size_t n_services;
};

/* As &control_config.run; @ctx is the struct control_platform. */
bool control_cmd_run(void *ctx, const char *line, FILE *out);

#endif /* SCMI_PLATFORM_CONTROL_CMD_H */

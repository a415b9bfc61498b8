/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The platform's configuration file: parsed and validated into a model.
 */
#ifndef SCMI_PLATFORM_CONFIG_H
#define SCMI_PLATFORM_CONFIG_H

#include <stdio.h>

struct scmi_model;

/**
 * config_load - read a configuration file
 * @path: the file
 * @err: where messages go: "file:line: field: what is wrong", one a line
 *
 * Return: the model, to be freed with scmi_model_free(); NULL after at least
 * one line on @err.
 */
struct scmi_model *config_load(const char *path, FILE *err);

/**
 * config_n_agents - count the agents that the file lists
 * @model: the model
 *
 * Return: their number, each with a name and perhaps a socket; 0 when it lists
 * none: then each agent that is opened may do all.
 */
size_t config_n_agents(const struct scmi_model *model);
const char *config_agent_name(const struct scmi_model *model, size_t i);
const char *config_agent_socket(const struct scmi_model *model, size_t i);

void scmi_model_free(struct scmi_model *model);

#endif /* SCMI_PLATFORM_CONFIG_H */

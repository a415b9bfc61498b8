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

void scmi_model_free(struct scmi_model *model);

#endif /* SCMI_PLATFORM_CONFIG_H */

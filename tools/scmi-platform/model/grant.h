/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What there can be in a model that agents are granted, kind by kind.
 */
#ifndef SCMI_PLATFORM_GRANT_H
#define SCMI_PLATFORM_GRANT_H

#include <stddef.h>
#include <stdint.h>

struct scmi_model;

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

/* Return: how many resources of a kind there are. */
size_t model_count(const struct scmi_model *model, enum model_kind kind);

#endif /* SCMI_PLATFORM_GRANT_H */

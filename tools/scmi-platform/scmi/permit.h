/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What management agents let others do with devices, which are resources that
 * are given and taken together. Nobody gets more than the configuration grants:
 * what is denied is taken away of that. It keeps its identifier, and answers
 * DENIED until it is given back.
 */
#ifndef SCMI_PLATFORM_PERMIT_H
#define SCMI_PLATFORM_PERMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scmi_agent;

/**
 * struct scmi_permission - of one agent for one device
 * @denied: the whole device is
 * @protocols: those for which it is, a bit each, of the identifiers from
 *	SCMI_BASE on
 */
struct scmi_permission {
	bool denied;
	uint32_t protocols;
};

/**
 * scmi_permit_open - make room for an agent's permissions
 * @agent: the agent; scmi_permit_reset() is to follow
 *
 * Return: false when memory is short; scmi_permit_close() is right then, too.
 */
bool scmi_permit_open(struct scmi_agent *agent);
void scmi_permit_close(struct scmi_agent *agent);

/**
 * scmi_permit_device - give an agent a device, or take it
 * @agent: the agent
 * @device: the device
 * @allow: give it
 */
void scmi_permit_device(struct scmi_agent *agent, size_t device, bool allow);

/* The same with those of its resources that are a protocol's. */
void scmi_permit_protocol(struct scmi_agent *agent, size_t device,
			  uint8_t protocol, bool allow);

/* All permissions are as configured again. */
void scmi_permit_reset(struct scmi_agent *agent);

#endif /* SCMI_PLATFORM_PERMIT_H */

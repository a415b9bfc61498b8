/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The base protocol's files among themselves: base.c has the table and what each
 * agent may know, base_manage.c what a management agent does with others.
 */
#ifndef SCMI_PLATFORM_BASE_H
#define SCMI_PLATFORM_BASE_H

#include "protocol.h"

/* Return: how many agents there are, as far as this one may know. */
size_t base_n_agents(const struct scmi_agent *agent);

/**
 * base_agent_name - name an agent to another
 * @agent: who wants to know
 * @id: whose name
 * @name: filled
 *
 * Return: SCMI_SUCCESS, SCMI_NOT_FOUND, or SCMI_DENIED: only a management agent
 * knows of others.
 */
enum scmi_status base_agent_name(const struct scmi_agent *agent, uint32_t id,
				 const char **name);

enum scmi_status base_set_device_permissions(struct scmi_msg *msg);
enum scmi_status base_set_protocol_permissions(struct scmi_msg *msg);
enum scmi_status base_reset_agent_configuration(struct scmi_msg *msg);

#endif /* SCMI_PLATFORM_BASE_H */

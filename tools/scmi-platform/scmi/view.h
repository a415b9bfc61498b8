/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of the model an agent has to do with, kind by kind.
 */
#ifndef SCMI_PLATFORM_VIEW_H
#define SCMI_PLATFORM_VIEW_H

#include "../model/grant.h"

struct scmi_agent;

/**
 * scmi_view_drop - forget what an agent asked for of all resources
 * @agent: the agent
 *
 * Others who subscribed hear of what is changed by that.
 */
void scmi_view_drop(struct scmi_agent *agent);

#endif /* SCMI_PLATFORM_VIEW_H */

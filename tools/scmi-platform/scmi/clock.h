/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock protocol's files among themselves: clock.c has the table, states
 * and parents, clock_rate.c the rates.
 */
#ifndef SCMI_PLATFORM_CLOCK_H
#define SCMI_PLATFORM_CLOCK_H

#include "protocol.h"

/**
 * clock_get - read a clock's identifier
 * @msg: the command
 * @id: filled
 *
 * Return: the clock; NULL when there is no such one.
 */
struct model_clock *clock_get(struct scmi_msg *msg, uint32_t *id);

enum scmi_status clock_describe_rates(struct scmi_msg *msg);
enum scmi_status clock_rate_set(struct scmi_msg *msg);
enum scmi_status clock_rate_get(struct scmi_msg *msg);
enum scmi_status clock_rate_notify(struct scmi_msg *msg);
enum scmi_status clock_rate_change_requested_notify(struct scmi_msg *msg);

#endif /* SCMI_PLATFORM_CLOCK_H */

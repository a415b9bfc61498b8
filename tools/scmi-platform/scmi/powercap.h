/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The powercap protocol's files among themselves: powercap.c has the table,
 * caps and averaging intervals, powercap_power.c what is measured.
 */
#ifndef SCMI_PLATFORM_POWERCAP_H
#define SCMI_PLATFORM_POWERCAP_H

#include "protocol.h"

/**
 * powercap_get - read a domain's identifier
 * @msg: the command
 * @id: filled
 *
 * Return: the domain; NULL when there is no such one.
 */
const struct model_powercap *powercap_get(struct scmi_msg *msg, uint32_t *id);

/* Return: the cap that holds for a domain; 0 when there is none. */
uint32_t powercap_cap(const struct scmi_model *model, uint32_t id);

/* Return: the interval over which a domain's power is averaged, us. */
uint32_t powercap_interval_us(const struct scmi_model *model, uint32_t id);

/* Return: what a domain draws, averaged. */
uint32_t powercap_power(const struct scmi_model *model, uint32_t id,
			uint64_t now);

/**
 * powercap_resample - measure at another interval from now on
 * @model: whose
 * @id: the domain, whose interval has changed
 * @now: the time
 */
void powercap_resample(const struct scmi_model *model, uint32_t id,
		       uint64_t now);

enum scmi_status powercap_measurements_get(struct scmi_msg *msg);
enum scmi_status powercap_measurements_notify(struct scmi_msg *msg);

#endif /* SCMI_PLATFORM_POWERCAP_H */

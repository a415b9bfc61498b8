/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pin control protocol's files among themselves: pinctrl.c has the table,
 * what there is and who has it, pinctrl_settings.c functions and settings.
 */
#ifndef SCMI_PLATFORM_PINCTRL_H
#define SCMI_PLATFORM_PINCTRL_H

#include "protocol.h"

/* The selectors of all messages. */
enum pinctrl_selector {
	PINCTRL_PIN = 0,
	PINCTRL_GROUP = 1,
	PINCTRL_FUNCTION = 2,
};

/**
 * struct pinctrl_target - what a message is about
 * @selector: a pin, a group or a function
 * @id: the model's identifier
 * @name: its name
 * @members: a group's pins, a function's groups or pins, whether they exist for
 *	the agent or not; of a pin itself, at @id, so a target stays where it
 *	was found
 * @member_kind: of which kind they are
 * @n_members: how many
 */
struct pinctrl_target {
	enum pinctrl_selector selector;
	uint32_t id;
	const char *name;
	const uint32_t *members;
	size_t n_members;
	enum model_kind member_kind;
};

/**
 * pinctrl_find - find what a message is about
 * @msg: the command
 * @id: its identifier in the message
 * @selector: its selector
 * @last: the last selector that the command knows
 * @target: filled
 *
 * Return: SCMI_SUCCESS, SCMI_INVALID_PARAMETERS for a selector that is not
 * known, SCMI_NOT_FOUND, SCMI_DENIED for want of the right.
 */
enum scmi_status pinctrl_find(struct scmi_msg *msg, uint32_t id,
			      uint32_t selector, enum pinctrl_selector last,
			      struct pinctrl_target *target);

/**
 * pinctrl_in_use - has another agent exclusive control of one of the pins?
 * @agent: other than this one
 * @target: a pin or a group
 */
bool pinctrl_in_use(const struct scmi_agent *agent,
		    const struct pinctrl_target *target);

enum scmi_status pinctrl_settings_get(struct scmi_msg *msg);
enum scmi_status pinctrl_settings_configure(struct scmi_msg *msg);

#endif /* SCMI_PLATFORM_PINCTRL_H */

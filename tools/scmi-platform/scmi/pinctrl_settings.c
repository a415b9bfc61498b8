// SPDX-License-Identifier: GPL-2.0-only
/*
 * What pins do, and how: functions and settings. What is set on a group is set
 * on each of its pins; what can be read of it is its first pin's.
 */
#include "pinctrl.h"

/* PINCTRL_SETTINGS_GET's attributes. */
#define GET_RESERVED	   0xfff00000u
#define GET_WHAT_SHIFT	   18
#define GET_WHAT_MASK	   0x3u
#define GET_SELECTOR_SHIFT 16
#define GET_SELECTOR_MASK  0x3u
#define GET_SKIP_SHIFT	   8
#define GET_SKIP_MASK	   0xffu
#define GET_TYPE_MASK	   0xffu

enum what {
	GET_ONE = 0,
	GET_ALL = 1,
	GET_FUNCTION = 2,
};

#define REMAINING_SHIFT 24

/* PINCTRL_SETTINGS_CONFIGURE's attributes. */
#define SET_RESERVED	  0xfffff800u
#define SET_FUNCTION	  0x400u
#define SET_COUNT_SHIFT	  2
#define SET_COUNT_MASK	  0xffu
#define SET_SELECTOR_MASK 0x3u

#define SETTING_SIZE (2 * WIRE_WORD)

static struct model_pin *pin_of(const struct scmi_msg *msg,
				const struct pinctrl_target *target, size_t i)
{
	return &msg->agent->model->pins[target->members[i]];
}

/* The one that is selected for all of its pins. */
static uint32_t function_of(const struct scmi_msg *msg,
			    const struct pinctrl_target *target)
{
	uint32_t function = pin_of(msg, target, 0)->function;
	size_t i;

	for (i = 1; i < target->n_members; i++)
		if (pin_of(msg, target, i)->function != function)
			return MODEL_NO_FUNCTION;
	return function;
}

static void put_function(struct scmi_msg *msg, uint32_t function)
{
	if (function != MODEL_NO_FUNCTION)
		function = scmi_view_local(msg->agent, MODEL_KIND_PIN_FUNCTION,
					   function);
	wire_put(&msg->rsp, function);
}

static void put_setting(struct wire_writer *w,
			const struct model_setting *setting)
{
	wire_put(w, setting->type);
	wire_put(w, setting->value);
}

static enum scmi_status put_one(struct scmi_msg *msg,
				const struct model_pin *pin, uint32_t type)
{
	const struct model_setting *setting =
		model_setting_find(pin->settings, pin->n_settings, type);

	if (!setting)
		return SCMI_INVALID_PARAMETERS;
	wire_put(&msg->rsp, 1);
	put_setting(&msg->rsp, setting);
	return SCMI_SUCCESS;
}

static enum scmi_status put_all(struct scmi_msg *msg,
				const struct model_pin *pin, uint32_t skip)
{
	size_t i, n, left;

	if (skip > pin->n_settings)
		return SCMI_INVALID_PARAMETERS;
	left = pin->n_settings - skip;
	n = wire_fit(&msg->rsp, left, SETTING_SIZE);
	/* A part without any would be asked for again and again. */
	if (left && !n)
		return SCMI_COMMS_ERROR;
	wire_put(&msg->rsp, (left - n) << REMAINING_SHIFT | n);
	for (i = skip; i < skip + n; i++)
		put_setting(&msg->rsp, &pin->settings[i]);
	return SCMI_SUCCESS;
}

enum scmi_status pinctrl_settings_get(struct scmi_msg *msg)
{
	uint32_t id = wire_get(&msg->req), how = wire_get(&msg->req);
	struct pinctrl_target target;
	const struct model_pin *pin;
	enum scmi_status status;

	status = pinctrl_find(msg, id,
			      how >> GET_SELECTOR_SHIFT & GET_SELECTOR_MASK,
			      PINCTRL_GROUP, &target);
	if (status)
		return status;
	if (how & GET_RESERVED)
		return SCMI_INVALID_PARAMETERS;
	put_function(msg, function_of(msg, &target));
	pin = pin_of(msg, &target, 0);
	switch (how >> GET_WHAT_SHIFT & GET_WHAT_MASK) {
	case GET_ONE:
		return put_one(msg, pin, how & GET_TYPE_MASK);
	case GET_ALL:
		return put_all(msg, pin, how >> GET_SKIP_SHIFT & GET_SKIP_MASK);
	case GET_FUNCTION:
		wire_put(&msg->rsp, 0);
		return SCMI_SUCCESS;
	}
	return SCMI_INVALID_PARAMETERS;
}

static bool can_do(const struct model_pin_function *function,
		   const struct pinctrl_target *target)
{
	bool is_pin = target->selector == PINCTRL_PIN;
	size_t i;

	if (function->pin_only != is_pin)
		return false;
	for (i = 0; i < function->n_members; i++)
		if (function->members[i] == target->id)
			return true;
	return false;
}

/* @function is the agent's, and becomes the model's. */
static enum scmi_status check_function(struct scmi_msg *msg,
				       const struct pinctrl_target *target,
				       uint32_t *function)
{
	if (*function == MODEL_NO_FUNCTION)
		return SCMI_SUCCESS;
	if (!scmi_find(msg, MODEL_KIND_PIN_FUNCTION, *function, function))
		return msg->refused == SCMI_NOT_FOUND ? SCMI_INVALID_PARAMETERS
						      : msg->refused;
	return can_do(&msg->agent->model->pin_functions[*function], target)
		       ? SCMI_SUCCESS
		       : SCMI_NOT_SUPPORTED;
}

static enum scmi_status check_setting(const struct model_pin *pin,
				      uint32_t type, uint32_t value)
{
	const struct model_setting *setting =
		model_setting_find(pin->settings, pin->n_settings, type);

	if (!setting)
		return SCMI_NOT_SUPPORTED;
	if (value > setting->max)
		return SCMI_INVALID_PARAMETERS;
	return setting->allow_set ? SCMI_SUCCESS : SCMI_DENIED;
}

/* @settings is a copy: they are read twice, so that all are set or none. */
static enum scmi_status check_settings(const struct scmi_msg *msg,
				       const struct pinctrl_target *target,
				       struct wire_reader settings)
{
	enum scmi_status status = SCMI_SUCCESS;
	size_t i;

	while (!status && settings.left) {
		uint32_t type = wire_get(&settings);
		uint32_t value = wire_get(&settings);

		for (i = 0; !status && i < target->n_members; i++)
			status = check_setting(pin_of(msg, target, i), type,
					       value);
	}
	return status;
}

static void apply_settings(const struct scmi_msg *msg,
			   const struct pinctrl_target *target,
			   struct wire_reader settings)
{
	size_t i;

	while (settings.left) {
		uint32_t type = wire_get(&settings);
		uint32_t value = wire_get(&settings);

		for (i = 0; i < target->n_members; i++) {
			struct model_pin *pin = pin_of(msg, target, i);

			model_setting_find(pin->settings, pin->n_settings, type)
				->value = value;
		}
	}
}

static void apply_function(const struct scmi_msg *msg,
			   const struct pinctrl_target *target,
			   uint32_t function)
{
	size_t i;

	for (i = 0; i < target->n_members; i++)
		pin_of(msg, target, i)->function = function;
}

/* All that can be wrong, in the order in which it is told. */
static enum scmi_status check_configure(struct scmi_msg *msg,
					const struct pinctrl_target *target,
					uint32_t how, uint32_t *function)
{
	enum scmi_status status = SCMI_SUCCESS;

	if (how & SET_RESERVED)
		return SCMI_INVALID_PARAMETERS;
	if (how & SET_FUNCTION)
		status = check_function(msg, target, function);
	if (!status)
		status = check_settings(msg, target, msg->req);
	if (!status && pinctrl_in_use(msg->agent, target))
		status = SCMI_DENIED;
	return status;
}

enum scmi_status pinctrl_settings_configure(struct scmi_msg *msg)
{
	uint32_t id = wire_get(&msg->req), function = wire_get(&msg->req);
	uint32_t how = wire_get(&msg->req);
	struct pinctrl_target target;
	enum scmi_status status;

	if (msg->req.left !=
	    (how >> SET_COUNT_SHIFT & SET_COUNT_MASK) * SETTING_SIZE)
		return SCMI_PROTOCOL_ERROR;
	status = pinctrl_find(msg, id, how & SET_SELECTOR_MASK, PINCTRL_GROUP,
			      &target);
	if (!status)
		status = check_configure(msg, &target, how, &function);
	if (status)
		return status;
	if (how & SET_FUNCTION)
		apply_function(msg, &target, function);
	apply_settings(msg, &target, msg->req);
	return SCMI_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * How an agent has a sensor set up: state, timestamps, update interval.
 */
#include "sensor.h"

#define CONFIG_SECONDS_SHIFT 16
#define CONFIG_EXP_SHIFT     11
#define CONFIG_EXP_MASK	     0x1fu
#define CONFIG_INTERVAL	     0xfffff800u
#define CONFIG_ROUND_AUTO    0x400u
#define CONFIG_ROUND_UP	     0x200u
#define CONFIG_TIMESTAMPS    0x2u
#define CONFIG_ENABLED	     0x1u
#define CONFIG_RESERVED	     0x1fcu

bool sensor_interval_encode(uint32_t us, uint32_t *seconds, int *exp)
{
	*exp = -6;
	while (us && us % 10 == 0 && *exp < 0) {
		us /= 10;
		(*exp)++;
	}
	*seconds = us;
	return us <= UINT16_MAX;
}

/* The interval of a SENSOR_CONFIG_SET; a huge one is all too long anyway. */
static uint64_t interval_us(uint32_t config)
{
	uint64_t us = config >> CONFIG_SECONDS_SHIFT;
	int exp = config >> CONFIG_EXP_SHIFT & CONFIG_EXP_MASK;

	if (exp > 15)
		exp -= 32;
	for (; exp > -6 && us < UINT32_MAX; exp--)
		us *= 10;
	for (; exp < -6; exp++)
		us /= 10;
	return us;
}

enum scmi_status sensor_config_get(struct scmi_msg *msg)
{
	uint32_t id, seconds, config = 0;
	const struct model_sensor *sensor = sensor_get(msg, &id);
	const struct scmi_sensor_view *view;
	int exp;

	if (!sensor)
		return msg->refused;
	view = &msg->agent->sensors[id];
	if (sensor->n_intervals &&
	    sensor_interval_encode(view->interval_us, &seconds, &exp))
		config |= seconds << CONFIG_SECONDS_SHIFT |
			  sensor_exp(exp, CONFIG_EXP_SHIFT);
	if (view->timestamps)
		config |= CONFIG_TIMESTAMPS;
	if (view->enabled)
		config |= CONFIG_ENABLED;
	wire_put(&msg->rsp, config);
	return SCMI_SUCCESS;
}

static enum model_round rounding(uint32_t config)
{
	if (config & CONFIG_ROUND_AUTO)
		return MODEL_ROUND_NEAREST;
	return config & CONFIG_ROUND_UP ? MODEL_ROUND_UP : MODEL_ROUND_DOWN;
}

/* The interval that is meant; 0 in the command leaves it as it is. */
static enum scmi_status wanted_interval(const struct model_sensor *sensor,
					uint32_t config, uint32_t *us)
{
	uint32_t seconds;
	int exp;

	if (!(config & CONFIG_INTERVAL))
		return SCMI_SUCCESS;
	if (!sensor->n_intervals)
		return SCMI_NOT_SUPPORTED;
	if (!model_interval_round(sensor, interval_us(config), rounding(config),
				  us))
		return SCMI_INVALID_PARAMETERS;
	/* A step of a segment may be one that messages cannot name. */
	return sensor_interval_encode(*us, &seconds, &exp)
		       ? SCMI_SUCCESS
		       : SCMI_INVALID_PARAMETERS;
}

enum scmi_status sensor_config_set(struct scmi_msg *msg)
{
	uint32_t id, config, us;
	const struct model_sensor *sensor = sensor_get(msg, &id);
	struct scmi_sensor_view *view;
	enum scmi_status status;

	if (!sensor)
		return msg->refused;
	view = &msg->agent->sensors[id];
	config = wire_get(&msg->req);
	if (config & CONFIG_RESERVED)
		return SCMI_INVALID_PARAMETERS;
	if (config & CONFIG_TIMESTAMPS && !sensor->timestamps)
		return SCMI_NOT_SUPPORTED;
	us = view->interval_us;
	status = wanted_interval(sensor, config, &us);
	if (status)
		return status;
	view->interval_us = us;
	view->timestamps = config & CONFIG_TIMESTAMPS;
	view->enabled = config & CONFIG_ENABLED;
	sensor_resample(msg->agent, id, msg->now);
	return SCMI_SUCCESS;
}

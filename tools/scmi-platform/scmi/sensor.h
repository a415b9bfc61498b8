/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sensor protocol's files among themselves: sensor.c has the table and the
 * readings, sensor_describe.c what the sensors are, sensor_config.c how they
 * are set up, sensor_notify.c what they report by themselves.
 */
#ifndef SCMI_PLATFORM_SENSOR_H
#define SCMI_PLATFORM_SENSOR_H

#include "protocol.h"

/* Power of ten of a timestamp's unit, seconds: nanoseconds. */
#define SENSOR_TIMESTAMP_EXP -9

/* A five-bit two's complement exponent in its place. */
static inline uint32_t sensor_exp(int exp, unsigned int shift)
{
	return ((uint32_t)exp & 0x1fu) << shift;
}

/**
 * sensor_get - read a sensor's identifier
 * @msg: the command
 * @id: filled
 *
 * Return: the sensor; NULL when there is no such one.
 */
const struct model_sensor *sensor_get(struct scmi_msg *msg, uint32_t *id);

/* Values that one reading has. */
static inline size_t sensor_values(const struct model_sensor *sensor)
{
	return sensor->n_axes ? sensor->n_axes : 1;
}

/**
 * sensor_put_reading - write a sensor's reading, one entry an axis
 * @w: where to
 * @agent: for whom; decides on timestamps
 * @id: the sensor
 * @now: the time of the reading
 */
void sensor_put_reading(struct wire_writer *w, const struct scmi_agent *agent,
			uint32_t id, uint64_t now);

/**
 * sensor_interval_encode - an interval as messages have it
 * @us: the interval
 * @seconds: filled: 16 bits
 * @exp: filled: power of ten, -6 .. 0
 *
 * Return: false when no such pair is exactly the interval.
 */
bool sensor_interval_encode(uint32_t us, uint32_t *seconds, int *exp);

/**
 * sensor_resample - take up sampling, or give it up, as is now asked for
 * @agent: whose settings have changed
 * @id: the sensor
 * @now: the time
 */
void sensor_resample(struct scmi_agent *agent, uint32_t id, uint64_t now);

enum scmi_status sensor_description_get(struct scmi_msg *msg);
enum scmi_status sensor_axis_description_get(struct scmi_msg *msg);
enum scmi_status sensor_list_update_intervals(struct scmi_msg *msg);
enum scmi_status sensor_name_get(struct scmi_msg *msg);
enum scmi_status sensor_axis_name_get(struct scmi_msg *msg);
enum scmi_status sensor_config_get(struct scmi_msg *msg);
enum scmi_status sensor_config_set(struct scmi_msg *msg);
enum scmi_status sensor_trip_point_notify(struct scmi_msg *msg);
enum scmi_status sensor_trip_point_config(struct scmi_msg *msg);
enum scmi_status sensor_continuous_update_notify(struct scmi_msg *msg);

#endif /* SCMI_PLATFORM_SENSOR_H */

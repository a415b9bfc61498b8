// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <stdlib.h>
#include <string.h>

/* Five bits of two's complement. */
#define EXP_MIN	       -16
#define EXP_MAX	       15
#define RESOLUTION_MAX 0x7ffffff

#define INTERVAL_DEFAULT_US 1000000

/* Types of sensors (DEN0056, 4.7.2.5), those that are asked for. */
static const struct parse_choice types[] = {
	{ "none", 0x00 },
	{ "unspecified", 0x01 },
	{ "celsius", 0x02 },
	{ "fahrenheit", 0x03 },
	{ "kelvin", 0x04 },
	{ "volts", 0x05 },
	{ "amps", 0x06 },
	{ "watts", 0x07 },
	{ "joules", 0x08 },
	{ "coulombs", 0x09 },
	{ "lux", 0x0d },
	{ "rpm", 0x13 },
	{ "hertz", 0x14 },
	{ "seconds", 0x15 },
	{ "meters", 0x1f },
	{ "radians", 0x25 },
	{ "gravities", 0x28 },
	{ "gauss", 0x2d },
	{ "percent", 0x41 },
	{ "pascals", 0x42 },
	{ "counts", 0x43 },
	{ "radians_per_second", 0x57 },
	{ "meters_per_second_squared", 0x59 },
	{ "meters_per_second", 0x5a },
	{ NULL, 0 },
};

static void parse_value(struct parse *p, config_setting_t *setting,
			void *object)
{
	parse_wave(p, setting, &((struct model_axis *)object)->wave);
}

static const struct parse_field range_fields[] = {
	{ .name = "min",
	  PARSE_AT(struct model_axis, min),
	  .required = true,
	  .min = -PARSE_VALUE_MAX,
	  .max = PARSE_VALUE_MAX },
	{ .name = "max",
	  PARSE_AT(struct model_axis, max),
	  .required = true,
	  .min = -PARSE_VALUE_MAX,
	  .max = PARSE_VALUE_MAX },
};

static void parse_value_range(struct parse *p, config_setting_t *setting,
			      void *object)
{
	struct model_axis *axis = object;

	if (!parse_group(p, setting, range_fields, ARRAY_SIZE(range_fields),
			 axis))
		return;
	axis->has_range = true;
	if (axis->min > axis->max)
		parse_error(p, setting, "min is greater than max");
}

static const struct parse_field axis_fields[] = {
	PARSE_NAME(struct model_axis),
	PARSE_CHOICE("type", struct model_axis, type, types),
	PARSE_INT("scale", struct model_axis, scale, EXP_MIN, EXP_MAX),
	PARSE_FN("value", parse_value),
	PARSE_FN("range", parse_value_range),
	PARSE_INT("resolution", struct model_axis, resolution, 0,
		  RESOLUTION_MAX),
	PARSE_INT("resolution_exp", struct model_axis, resolution_exp, EXP_MIN,
		  EXP_MAX),
};

static void parse_axis(struct parse *p, config_setting_t *setting, void *object)
{
	parse_group(p, setting, axis_fields, ARRAY_SIZE(axis_fields), object);
}

/* A sensor without axes is one axis without a name. */
static void parse_scalar(struct parse *p, config_setting_t *setting,
			 void *object)
{
	struct model_sensor *sensor = object;

	parse_member(p, setting, axis_fields, ARRAY_SIZE(axis_fields),
		     &sensor->axes[0]);
}

static void parse_axes(struct parse *p, config_setting_t *setting, void *object)
{
	struct model_sensor *sensor = object;
	struct model_axis *axes;

	axes = parse_list(p, setting, MODEL_AXES_MAX, sizeof(*axes), parse_axis,
			  &sensor->n_axes);
	if (!axes)
		return;
	parse_unique(p, setting, axes, sizeof(*axes), sensor->n_axes);
	if (!sensor->n_axes)
		parse_error(p, setting, "has no axis");
	memcpy(sensor->axes, axes, sensor->n_axes * sizeof(*axes));
	free(axes);
}

/* How readings may be asked for. */
enum reading {
	READ_SYNC,
	READ_ASYNC,
	READ_BOTH,
};

static const struct parse_choice readings[] = {
	{ "sync", READ_SYNC },
	{ "async", READ_ASYNC },
	{ "both", READ_BOTH },
	{ NULL, 0 },
};

static void parse_reading(struct parse *p, config_setting_t *setting,
			  void *object)
{
	struct model_sensor *sensor = object;
	enum reading reading = READ_SYNC;

	parse_one_of(p, setting, readings, &reading, sizeof(reading));
	sensor->sync_read = reading != READ_ASYNC;
	sensor->async_read = reading != READ_SYNC;
}

static void check_interval(struct parse *p, const config_setting_t *setting,
			   uint64_t us)
{
	/* Messages have 16 bits and a power of ten for it. */
	while (us % 10 == 0 && us > UINT16_MAX)
		us /= 10;
	if (us > UINT16_MAX)
		parse_error(p, setting, "%llu is not 1..65535 * a power of ten",
			    (unsigned long long)us);
}

static uint64_t *parse_segment(struct parse *p, config_setting_t *setting,
			       size_t *count)
{
	struct model_range segment = { 0 };
	uint64_t *triplet;

	if (!parse_range(p, setting, PARSE_INTERVAL_MIN_US,
			 PARSE_INTERVAL_MAX_US, &segment))
		return NULL;
	triplet = calloc(3, sizeof(*triplet));
	if (!triplet) {
		parse_error(p, setting, "out of memory");
		return NULL;
	}
	triplet[0] = segment.min;
	triplet[1] = segment.max;
	triplet[2] = segment.step;
	*count = 3;
	return triplet;
}

static void parse_intervals(struct parse *p, config_setting_t *setting,
			    void *object)
{
	struct model_sensor *sensor = object;
	uint64_t *us;
	size_t i, n = 0;

	sensor->segmented = config_setting_is_group(setting);
	if (sensor->segmented)
		us = parse_segment(p, setting, &n);
	else
		us = parse_ascending(p, setting, MODEL_INTERVALS_MAX,
				     PARSE_INTERVAL_MIN_US,
				     PARSE_INTERVAL_MAX_US, &n);
	sensor->intervals_us = calloc(n ? n : 1, sizeof(*sensor->intervals_us));
	if (us && !sensor->intervals_us)
		parse_error(p, setting, "out of memory");
	for (i = 0; us && sensor->intervals_us && i < n; i++) {
		check_interval(p, setting, us[i]);
		sensor->intervals_us[i] = us[i];
		sensor->n_intervals = n;
	}
	free(us);
}

static const struct parse_field sensor_fields[] = {
	PARSE_NAME(struct model_sensor),
	PARSE_FN("type", parse_scalar),
	PARSE_FN("scale", parse_scalar),
	PARSE_FN("value", parse_scalar),
	PARSE_FN("range", parse_scalar),
	PARSE_FN("resolution", parse_scalar),
	PARSE_FN("resolution_exp", parse_scalar),
	PARSE_FN("axes", parse_axes),
	PARSE_INT("power_uw", struct model_sensor, power_uw, 0, UINT32_MAX),
	PARSE_FN("reading", parse_reading),
	PARSE_US("async_latency_us", struct model_sensor, async_latency_ns,
		 PARSE_LATENCY_MAX),
	PARSE_FN("update_intervals_us", parse_intervals),
	PARSE_INT("update_interval_us", struct model_sensor, interval_us,
		  PARSE_INTERVAL_MIN_US, PARSE_INTERVAL_MAX_US),
	PARSE_INT("trip_points", struct model_sensor, trip_points, 0,
		  MODEL_TRIP_POINTS_MAX),
	PARSE_BOOL("continuous", struct model_sensor, continuous),
	PARSE_BOOL("timestamps", struct model_sensor, timestamps),
	PARSE_BOOL("enabled", struct model_sensor, enabled),
};

/* What belongs to a single value has no place beside axes. */
static void check_axes(struct parse *p, config_setting_t *setting)
{
	config_setting_t *member;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sensor_fields); i++) {
		if (sensor_fields[i].parse != parse_scalar)
			continue;
		member = config_setting_get_member(setting,
						   sensor_fields[i].name);
		if (member)
			parse_error(p, member, "belongs into each of \"axes\"");
	}
}

static void check_first_interval(struct parse *p, config_setting_t *setting,
				 struct model_sensor *sensor)
{
	config_setting_t *member;
	uint32_t found;

	member = config_setting_get_member(setting, "update_interval_us");
	if (!member) {
		sensor->interval_us = sensor->n_intervals
					      ? sensor->intervals_us[0]
					      : INTERVAL_DEFAULT_US;
		return;
	}
	check_interval(p, member, sensor->interval_us);
	if (sensor->n_intervals &&
	    (!model_interval_round(sensor, sensor->interval_us,
				   MODEL_ROUND_NEAREST, &found) ||
	     found != sensor->interval_us))
		parse_error(p, member, "%u is not one of update_intervals_us",
			    sensor->interval_us);
}

static void parse_sensor(struct parse *p, config_setting_t *setting,
			 void *object)
{
	struct model_sensor *sensor = object;

	*sensor = (struct model_sensor){
		.async_latency_ns = PARSE_LATENCY_DEFAULT_NS,
		.sync_read = true,
		.enabled = true,
	};
	if (!parse_group(p, setting, sensor_fields, ARRAY_SIZE(sensor_fields),
			 sensor))
		return;
	if (config_setting_get_member(setting, "axes"))
		check_axes(p, setting);
	check_first_interval(p, setting, sensor);
}

void parse_sensors(struct parse *p, config_setting_t *setting, void *object)
{
	struct scmi_model *model = object;

	model->sensors = parse_list(p, setting, MODEL_RESOURCES_MAX,
				    sizeof(*model->sensors), parse_sensor,
				    &model->n_sensors);
	parse_unique(p, setting, model->sensors, sizeof(*model->sensors),
		     model->n_sensors);
}

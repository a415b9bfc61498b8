// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the sensors are: descriptors, axes, intervals, names.
 */
#include "sensor.h"

/* A sensor's attributes, low word. */
#define LOW_ASYNC		0x80000000u
#define LOW_CONTINUOUS		0x40000000u
#define LOW_LONG_NAME		0x20000000u
#define LOW_TIMESTAMP_EXP_SHIFT 10
#define LOW_TIMESTAMPS		0x200u
#define LOW_EXTENDED		0x100u
/* An axis' attributes, low word: its bit for names is another one. */
#define LOW_AXIS_LONG_NAME 0x200u

/* Attributes, high word. */
#define HIGH_AXES_SHIFT	 16
#define HIGH_SCALE_SHIFT 11
#define HIGH_AXES	 0x100u

#define RESOLUTION_EXP_SHIFT 27

#define DESCRIPTOR_SIZE 28
#define POWER_SIZE	4
#define RANGE_SIZE	20
#define AXIS_NAME_SIZE	(4 + SCMI_LONG_NAME)

#define SENSORS_REMAINING_SHIFT	  16
#define AXES_REMAINING_SHIFT	  26
#define INTERVALS_REMAINING_SHIFT 16
#define INTERVALS_SEGMENTED	  0x1000u

static bool is_long(const char *name)
{
	return strlen(name) >= SCMI_SHORT_NAME;
}

/* Resolution and range; not known are 0 and the widest range there is. */
static void put_range(struct wire_writer *w, const struct model_axis *axis)
{
	wire_put(w, axis->resolution | sensor_exp(axis->resolution_exp,
						  RESOLUTION_EXP_SHIFT));
	wire_put64(w, axis->has_range ? axis->min : INT64_MIN);
	wire_put64(w, axis->has_range ? axis->max : INT64_MAX);
}

static size_t extended_size(const struct model_sensor *sensor)
{
	/* Axes have ranges of their own. */
	return POWER_SIZE + (sensor->n_axes ? 0 : RANGE_SIZE);
}

static uint32_t low_attributes(const struct scmi_agent *agent, uint32_t id)
{
	const struct model_sensor *sensor = &agent->model->sensors[id];
	uint32_t low = 0;

	if (agent->p2a &&
	    scmi_right(agent, MODEL_KIND_SENSOR, id) >= MODEL_RIGHT_READ) {
		low |= sensor->trip_points;
		low |= sensor->async_read ? LOW_ASYNC : 0;
		low |= sensor->continuous ? LOW_CONTINUOUS : 0;
	}
	if (is_long(sensor->name))
		low |= LOW_LONG_NAME;
	if (sensor->timestamps)
		low |= LOW_TIMESTAMPS | sensor_exp(SENSOR_TIMESTAMP_EXP,
						   LOW_TIMESTAMP_EXP_SHIFT);
	return low;
}

static uint32_t high_attributes(const struct model_sensor *sensor)
{
	uint32_t high = sensor->axes[0].type;

	high |= sensor_exp(sensor->axes[0].scale, HIGH_SCALE_SHIFT);
	if (sensor->n_axes)
		high |= HIGH_AXES | (uint32_t)sensor->n_axes << HIGH_AXES_SHIFT;
	return high;
}

static void put_taken(struct scmi_msg *msg, uint32_t id)
{
	static const char none[SCMI_SHORT_NAME];

	wire_put(&msg->rsp, scmi_view_local(msg->agent, MODEL_KIND_SENSOR, id));
	wire_put(&msg->rsp, 0);
	wire_put(&msg->rsp, 0);
	wire_put_name(&msg->rsp, none, SCMI_SHORT_NAME);
}

static void put_sensor(struct scmi_msg *msg, uint32_t id, bool extended)
{
	const struct model_sensor *sensor = &msg->agent->model->sensors[id];

	/* One that was taken away keeps its place in the list, and no more. */
	if (!scmi_right(msg->agent, MODEL_KIND_SENSOR, id)) {
		put_taken(msg, id);
		return;
	}
	wire_put(&msg->rsp, scmi_view_local(msg->agent, MODEL_KIND_SENSOR, id));
	wire_put(&msg->rsp, low_attributes(msg->agent, id) |
				    (extended ? LOW_EXTENDED : 0));
	wire_put(&msg->rsp, high_attributes(sensor));
	wire_put_name(&msg->rsp, sensor->name, SCMI_SHORT_NAME);
	if (!extended)
		return;
	wire_put(&msg->rsp, sensor->power_uw);
	if (!sensor->n_axes)
		put_range(&msg->rsp, &sensor->axes[0]);
}

enum scmi_status sensor_description_get(struct scmi_msg *msg)
{
	const struct scmi_model *model = msg->agent->model;
	size_t n = scmi_view_count(msg->agent, MODEL_KIND_SENSOR), need;
	uint32_t first = wire_get(&msg->req), i = first, id;
	uint8_t *flags;

	if (first >= n)
		return SCMI_INVALID_PARAMETERS;
	flags = wire_claim(&msg->rsp, WIRE_WORD);
	for (; scmi_view_find(msg->agent, MODEL_KIND_SENSOR, i, &id); i++) {
		need = DESCRIPTOR_SIZE + extended_size(&model->sensors[id]);
		if (need <= wire_room(&msg->rsp))
			put_sensor(msg, id, true);
		/* A list has to get on in the smallest of messages too. */
		else if (i == first)
			put_sensor(msg, id, false);
		else
			break;
	}
	wire_store(flags,
		   (uint32_t)(n - i) << SENSORS_REMAINING_SHIFT | (i - first));
	return SCMI_SUCCESS;
}

static void put_axis(struct scmi_msg *msg, const struct model_axis *axis,
		     uint32_t id, bool extended)
{
	uint32_t low = extended ? LOW_EXTENDED : 0;

	if (is_long(axis->name))
		low |= LOW_AXIS_LONG_NAME;
	wire_put(&msg->rsp, id);
	wire_put(&msg->rsp, low);
	wire_put(&msg->rsp,
		 sensor_exp(axis->scale, HIGH_SCALE_SHIFT) | axis->type);
	wire_put_name(&msg->rsp, axis->name, SCMI_SHORT_NAME);
	if (extended)
		put_range(&msg->rsp, axis);
}

/* Reads identifier and first axis of a command about axes. */
static enum scmi_status get_axes(struct scmi_msg *msg,
				 const struct model_sensor **sensor,
				 uint32_t *first)
{
	uint32_t id;

	*sensor = sensor_get(msg, &id);
	if (!*sensor)
		return msg->refused;
	if (!(*sensor)->n_axes)
		return SCMI_NOT_SUPPORTED;
	*first = wire_get(&msg->req);
	if (*first >= (*sensor)->n_axes)
		return SCMI_INVALID_PARAMETERS;
	return SCMI_SUCCESS;
}

enum scmi_status sensor_axis_description_get(struct scmi_msg *msg)
{
	const struct model_sensor *sensor;
	uint32_t first, id;
	enum scmi_status status = get_axes(msg, &sensor, &first);
	uint8_t *flags;

	if (status)
		return status;
	flags = wire_claim(&msg->rsp, WIRE_WORD);
	for (id = first; id < sensor->n_axes; id++) {
		if (wire_room(&msg->rsp) >= DESCRIPTOR_SIZE + RANGE_SIZE)
			put_axis(msg, &sensor->axes[id], id, true);
		else if (id == first)
			put_axis(msg, &sensor->axes[id], id, false);
		else
			break;
	}
	wire_store(flags, (uint32_t)(sensor->n_axes - id)
					  << AXES_REMAINING_SHIFT |
				  (id - first));
	return SCMI_SUCCESS;
}

enum scmi_status sensor_axis_name_get(struct scmi_msg *msg)
{
	const struct model_sensor *sensor;
	uint32_t first, id;
	enum scmi_status status = get_axes(msg, &sensor, &first);
	size_t n, left;

	if (status)
		return status;
	left = sensor->n_axes - first;
	n = wire_fit(&msg->rsp, left, AXIS_NAME_SIZE);
	wire_put(&msg->rsp, (left - n) << AXES_REMAINING_SHIFT | n);
	for (id = first; id < first + n; id++) {
		wire_put(&msg->rsp, id);
		wire_put_name(&msg->rsp, sensor->axes[id].name, SCMI_LONG_NAME);
	}
	return SCMI_SUCCESS;
}

enum scmi_status sensor_name_get(struct scmi_msg *msg)
{
	uint32_t id;
	const struct model_sensor *sensor = sensor_get(msg, &id);

	return sensor ? scmi_put_long_name(msg, sensor->name) : msg->refused;
}

static uint32_t interval_word(uint32_t us)
{
	uint32_t seconds;
	int exp;

	/* Configuration lets in no other one. */
	if (!sensor_interval_encode(us, &seconds, &exp))
		return 0;
	return seconds << 5 | sensor_exp(exp, 0);
}

enum scmi_status sensor_list_update_intervals(struct scmi_msg *msg)
{
	uint32_t id, first, flags;
	const struct model_sensor *sensor = sensor_get(msg, &id);
	size_t i, n, left;

	if (!sensor)
		return msg->refused;
	if (!sensor->n_intervals)
		return SCMI_NOT_SUPPORTED;
	first = wire_get(&msg->req);
	if (first >= sensor->n_intervals || (sensor->segmented && first))
		return SCMI_INVALID_PARAMETERS;
	left = sensor->n_intervals - first;
	n = wire_fit(&msg->rsp, left, WIRE_WORD);
	/* A segment is one piece. */
	if (sensor->segmented && n != left)
		return SCMI_COMMS_ERROR;
	flags = sensor->segmented ? INTERVALS_SEGMENTED : 0;
	wire_put(&msg->rsp,
		 (left - n) << INTERVALS_REMAINING_SHIFT | flags | n);
	for (i = first; i < first + n; i++)
		wire_put(&msg->rsp, interval_word(sensor->intervals_us[i]));
	return SCMI_SUCCESS;
}

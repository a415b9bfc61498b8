// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sensors: readings, set-up, trip points, continuous updates.
 */
#include "fixture.h"

/* REQ: P-05, P-06 */

#define TRIP_NOTIFY 0x04
#define TRIP_CONFIG 0x05
#define READING_GET 0x06
#define CONFIG_GET  0x09
#define CONFIG_SET  0x0a
#define CONTINUOUS  0x0b

#define ASYNC	   1
#define ENABLED	   1
#define TIMESTAMPS 2
#define UP	   1
#define DOWN	   2
#define UPWARDS	   0x10000

#define TRIP   NOTE(SCMI_SENSOR, 0)
#define UPDATE NOTE(SCMI_SENSOR, 1)

static uint32_t reading(struct fixture *f, uint32_t sensor)
{
	assert_int_equal(send_words(f, SCMI_SENSOR, READING_GET, sensor, 0),
			 SCMI_SUCCESS);
	return rsp_word(f, 1);
}

static void a_reading_is_that_of_its_time(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(reading(f, SENSOR_TEMP), 0);
	f->now += NSEC_PER_SEC / 2;
	assert_int_equal(reading(f, SENSOR_TEMP), 500);
	f->now += NSEC_PER_SEC / 4;
	assert_int_equal(reading(f, SENSOR_TEMP), 750);
	f->now += NSEC_PER_SEC / 4;
	assert_int_equal(reading(f, SENSOR_TEMP), 0);
}

static void a_delayed_reading_is_that_of_its_end(void **state)
{
	struct fixture *f = *state;
	uint64_t end = NOW + 3 * NSEC_PER_MSEC;

	f->model->sensors[SENSOR_POWER].axes[0].wave =
		f->model->sensors[SENSOR_TEMP].axes[0].wave;
	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_POWER,
		   ENABLED | TIMESTAMPS);
	send_words(f, SCMI_SENSOR, READING_GET, SENSOR_POWER, ASYNC);
	assert_int_equal(scmi_agent_next(f->agent), end);
	/* Nobody looks before it is long over. */
	f->now += NSEC_PER_SEC;
	expect_event(f, DELAYED(SCMI_SENSOR, READING_GET), 0, SENSOR_POWER, 2,
		     0, end, end >> 32);
}

static void all_axes_are_in_a_delayed_reading(void **state)
{
	struct fixture *f = *state;

	f->model->sensors[SENSOR_AXES].async_read = true;
	send_words(f, SCMI_SENSOR, READING_GET, SENSOR_AXES, ASYNC);
	expect_event(f, DELAYED(SCMI_SENSOR, READING_GET), 0, SENSOR_AXES, 1, 0,
		     0, 0, -2, -1, 0, 0, 3, 0, 0, 0);
}

static void seven_axes_fit_an_event(void **state)
{
	struct fixture *f = *state;

	f->model->sensors[SENSOR_AXES].async_read = true;
	f->model->sensors[SENSOR_AXES].n_axes = MODEL_AXES_MAX;
	send_words(f, SCMI_SENSOR, READING_GET, SENSOR_AXES, ASYNC);
	assert_true(next_event(f));
	assert_int_equal(f->event_len, 12 + MODEL_AXES_MAX * 16);
}

/* Otherwise nobody could ever read it. */
static void without_p2a_channels_slow_sensors_are_read_at_once(void **state)
{
	struct fixture *f = *state;

	scmi_agent_reset(f->agent, false);
	assert_int_equal(reading(f, SENSOR_SLOW), 77);
}

static void timestamps_are_there_when_enabled(void **state)
{
	struct fixture *f = *state;

	f->now = NOW + (5ull << 32);
	reading(f, SENSOR_POWER);
	assert_int_equal(rsp_word(f, 3), 0);
	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_POWER,
		   ENABLED | TIMESTAMPS);
	reading(f, SENSOR_POWER);
	assert_int_equal(rsp_word(f, 3), (uint32_t)NOW);
	assert_int_equal(rsp_word(f, 4), 5);
}

static void a_disabled_sensor_cannot_be_read(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_TEMP, 0);
	assert_int_equal(send_words(f, SCMI_SENSOR, READING_GET, SENSOR_TEMP,
				    0),
			 SCMI_PROTOCOL_ERROR);
	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_TEMP, ENABLED);
	assert_int_equal(reading(f, SENSOR_TEMP), 0);
}

struct interval {
	uint32_t config; /* interval and rounding */
	uint32_t want; /* interval as CONFIG_GET tells it; 0: refused */
};

#define SEC(seconds, exp) ((uint32_t)(seconds) << 16 | (0x1f & (exp)) << 11)
#define ROUND_UP	  0x200
#define ROUND_AUTO	  0x400

static void an_update_interval_is_rounded_as_asked(void **state)
{
	static const struct interval all[] = {
		{ SEC(1, 0), SEC(1, 0) },
		{ SEC(5, -1), SEC(5, -1) },
		{ SEC(200, -3), SEC(1, -1) },
		{ SEC(200, -3) | ROUND_UP, SEC(5, -1) },
		{ SEC(400, -3) | ROUND_AUTO, SEC(5, -1) },
		{ SEC(9, 15), SEC(1, 0) },
		{ SEC(9, 15) | ROUND_UP, 0 },
		{ SEC(9, -16), 0 },
		{ SEC(9, -16) | ROUND_UP, SEC(1, -1) },
		{ 0, SEC(1, -1) },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(send_words(f, SCMI_SENSOR, CONFIG_SET,
					    SENSOR_TEMP,
					    all[i].config | ENABLED),
				 all[i].want ? SCMI_SUCCESS
					     : SCMI_INVALID_PARAMETERS);
		if (!all[i].want)
			continue;
		send_words(f, SCMI_SENSOR, CONFIG_GET, SENSOR_TEMP);
		assert_int_equal(rsp_word(f, 1), all[i].want | ENABLED);
	}
}

static void updates_come_once_an_interval(void **state)
{
	struct fixture *f = *state;
	int i;

	send_words(f, SCMI_SENSOR, CONTINUOUS, SENSOR_POWER, 1);
	for (i = 0; i < 3; i++) {
		assert_int_equal(scmi_agent_next(f->agent),
				 f->now + 50 * NSEC_PER_MSEC);
		assert_false(next_event(f));
		f->now += 50 * NSEC_PER_MSEC;
		expect_event(f, UPDATE, 0, SENSOR_POWER, 1500000, 0, 0, 0);
	}
	send_words(f, SCMI_SENSOR, CONTINUOUS, SENSOR_POWER, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	f->now += NSEC_PER_SEC;
	assert_false(next_event(f));
}

static void missed_updates_are_not_made_up_for(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_SENSOR, CONTINUOUS, SENSOR_POWER, 1);
	f->now += 1000 * NSEC_PER_SEC + 1;
	assert_true(next_event(f));
	assert_false(next_event(f));
	assert_int_equal(scmi_agent_next(f->agent),
			 f->now - 1 + 50 * NSEC_PER_MSEC);
}

static void a_disabled_sensor_sends_no_updates(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_SENSOR, CONTINUOUS, SENSOR_POWER, 1);
	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_POWER, 0);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	send_words(f, SCMI_SENSOR, CONFIG_SET, SENSOR_POWER, ENABLED);
	assert_int_equal(scmi_agent_next(f->agent), NOW + 50 * NSEC_PER_MSEC);
}

static void set_trip(struct fixture *f, uint32_t trip, uint32_t events,
		     int64_t value)
{
	assert_int_equal(send_words(f, SCMI_SENSOR, TRIP_CONFIG, SENSOR_TEMP,
				    trip << 4 | events, value, value >> 32),
			 SCMI_SUCCESS);
}

static void a_crossed_trip_point_is_notified_once(void **state)
{
	struct fixture *f = *state;
	int i;

	send_words(f, SCMI_SENSOR, TRIP_NOTIFY, SENSOR_TEMP, 1);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	set_trip(f, 1, UP, 250);
	for (i = 1; i <= 9; i++) {
		f->now += 100 * NSEC_PER_MSEC;
		if (i == 3)
			expect_event(f, TRIP, 0, SENSOR_TEMP, 1 | UPWARDS);
		assert_false(next_event(f));
	}
}

static void directions_are_told_apart(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_SENSOR, TRIP_NOTIFY, SENSOR_TEMP, 1);
	set_trip(f, 0, DOWN, 500);
	set_trip(f, 1, UP | DOWN, 850);
	f->now += 950 * NSEC_PER_MSEC;
	expect_event(f, TRIP, 0, SENSOR_TEMP, 1 | UPWARDS);
	assert_false(next_event(f));
	f->now += 50 * NSEC_PER_MSEC;
	expect_event(f, TRIP, 0, SENSOR_TEMP, 0);
	expect_event(f, TRIP, 0, SENSOR_TEMP, 1);
	assert_false(next_event(f));
}

static void a_negative_trip_point_is_what_it_says(void **state)
{
	struct fixture *f = *state;

	f->model->sensors[SENSOR_TEMP].axes[0].wave.base = -500;
	send_words(f, SCMI_SENSOR, TRIP_NOTIFY, SENSOR_TEMP, 1);
	set_trip(f, 0, UP, -250);
	f->now += 200 * NSEC_PER_MSEC;
	assert_false(next_event(f));
	f->now += 100 * NSEC_PER_MSEC;
	expect_event(f, TRIP, 0, SENSOR_TEMP, UPWARDS);
}

static void trip_points_are_silent_unless_asked(void **state)
{
	struct fixture *f = *state;

	set_trip(f, 0, UP, 100);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
	send_words(f, SCMI_SENSOR, TRIP_NOTIFY, SENSOR_TEMP, 1);
	set_trip(f, 0, 0, 100);
	assert_int_equal(scmi_agent_next(f->agent), SCMI_NEVER);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_reading_is_that_of_its_time),
		test(a_delayed_reading_is_that_of_its_end),
		test(all_axes_are_in_a_delayed_reading),
		test(seven_axes_fit_an_event),
		test(without_p2a_channels_slow_sensors_are_read_at_once),
		test(timestamps_are_there_when_enabled),
		test(a_disabled_sensor_cannot_be_read),
		test(an_update_interval_is_rounded_as_asked),
		test(updates_come_once_an_interval),
		test(missed_updates_are_not_made_up_for),
		test(a_disabled_sensor_sends_no_updates),
		test(a_crossed_trip_point_is_notified_once),
		test(directions_are_told_apart),
		test(a_negative_trip_point_is_what_it_says),
		test(trip_points_are_silent_unless_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

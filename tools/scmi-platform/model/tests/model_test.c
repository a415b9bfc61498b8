// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values over time, at their edges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../model.h"

#include <stdlib.h>

#define PERIOD	      1000000000ull
#define AMPLITUDE_MAX 1000000000000
#define BASE_MAX      1000000000000000
#define PERIOD_MAX    (86400000ull * MODEL_NS_PER_MS)

static int64_t at(enum model_shape shape, uint64_t now)
{
	const struct model_wave wave = { shape, 100, 1000, PERIOD };

	return model_wave_at(&wave, now);
}

static void a_constant_needs_no_period(void **state)
{
	const struct model_wave wave = { .base = -7 };

	(void)state;
	assert_int_equal(model_wave_at(&wave, 0), -7);
	assert_int_equal(model_wave_at(&wave, UINT64_MAX), -7);
}

static void a_sine_goes_up_first_and_stays_within(void **state)
{
	uint64_t now;

	(void)state;
	assert_int_equal(at(MODEL_SINE, 0), 100);
	assert_int_equal(at(MODEL_SINE, PERIOD / 4), 1100);
	assert_int_equal(at(MODEL_SINE, PERIOD / 2), 100);
	assert_int_equal(at(MODEL_SINE, PERIOD * 3 / 4), -900);
	/* sin(30 degrees) is a half */
	assert_in_range(at(MODEL_SINE, PERIOD / 12), 598, 602);
	for (now = 0; now < PERIOD; now += PERIOD / 777)
		assert_in_range(at(MODEL_SINE, now) + 900, 0, 2000);
}

static void a_ramp_goes_up_and_down(void **state)
{
	(void)state;
	assert_int_equal(at(MODEL_RAMP, 0), 100);
	assert_int_equal(at(MODEL_RAMP, PERIOD / 4), 600);
	assert_int_equal(at(MODEL_RAMP, PERIOD / 2), 1100);
	assert_int_equal(at(MODEL_RAMP, PERIOD * 3 / 4), 600);
	assert_int_equal(at(MODEL_RAMP, PERIOD), 100);
}

static void a_sawtooth_falls_at_once(void **state)
{
	(void)state;
	assert_int_equal(at(MODEL_SAWTOOTH, PERIOD / 2), 600);
	assert_in_range(at(MODEL_SAWTOOTH, PERIOD - 1), 1099, 1100);
	assert_int_equal(at(MODEL_SAWTOOTH, PERIOD), 100);
}

/* Under UBSan: no product may leave 64 bits. */
static void the_greatest_waves_do_not_overflow(void **state)
{
	struct model_wave wave = {
		.base = BASE_MAX,
		.amplitude = AMPLITUDE_MAX,
		.period_ns = PERIOD_MAX,
	};
	uint64_t now;

	(void)state;
	for (wave.shape = MODEL_SINE; wave.shape <= MODEL_SAWTOOTH;
	     wave.shape++)
		for (now = 0; now < PERIOD_MAX; now += PERIOD_MAX / 999)
			assert_in_range(model_wave_at(&wave, now),
					BASE_MAX - AMPLITUDE_MAX,
					BASE_MAX + AMPLITUDE_MAX);
}

static void a_range_ends_at_its_maximum_off_the_grid(void **state)
{
	const struct model_clock clock = { .min = 10, .max = 25, .step = 10 };
	uint64_t rate;

	(void)state;
	assert_true(model_clock_round(&clock, 21, MODEL_ROUND_UP, &rate));
	assert_int_equal(rate, 25);
	assert_true(model_clock_round(&clock, 25, MODEL_ROUND_DOWN, &rate));
	assert_int_equal(rate, 25);
	assert_true(model_clock_round(&clock, 24, MODEL_ROUND_DOWN, &rate));
	assert_int_equal(rate, 20);
	assert_true(model_clock_round(&clock, 23, MODEL_ROUND_NEAREST, &rate));
	assert_int_equal(rate, 25);
}

static void an_average_is_that_of_the_time_before(void **state)
{
	struct model_wave wave = { MODEL_SAWTOOTH, 0, 3600, PERIOD };
	uint64_t half = PERIOD / 2;

	(void)state;
	/* 16 points, the first at the end: 15/32 of 360 below the value there */
	assert_in_range(model_wave_average(&wave, half, PERIOD / 10, INT64_MAX),
			1800 - 170, 1800 - 167);
	assert_int_equal(model_wave_average(&wave, half, PERIOD / 10, 1000),
			 1000);
	/* The last nine of them are cut, the others are 1530 on average. */
	assert_in_range(model_wave_average(&wave, half, PERIOD / 10, 1620),
			(9 * 1620 + 7 * 1528) / 16, (9 * 1620 + 7 * 1531) / 16);
	/* Before the beginning of time it was what it was then. */
	assert_int_equal(model_wave_average(&wave, 0, PERIOD, INT64_MAX), 0);
	wave.shape = MODEL_CONSTANT;
	wave.base = -BASE_MAX;
	assert_int_equal(model_wave_average(&wave, half, PERIOD, INT64_MAX),
			 -BASE_MAX);
}

static void a_range_has_its_steps_and_its_ends(void **state)
{
	const struct model_range range = { -10, 25, 10 };
	int64_t value;

	(void)state;
	for (value = -12; value <= 27; value++)
		assert_int_equal(model_range_has(&range, value),
				 value == -10 || value == 0 || value == 10 ||
					 value == 20 || value == 25);
	assert_false(model_range_has(&range, INT64_MIN));
	assert_false(model_range_has(&range, INT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_constant_needs_no_period),
		cmocka_unit_test(a_sine_goes_up_first_and_stays_within),
		cmocka_unit_test(a_ramp_goes_up_and_down),
		cmocka_unit_test(a_sawtooth_falls_at_once),
		cmocka_unit_test(the_greatest_waves_do_not_overflow),
		cmocka_unit_test(a_range_ends_at_its_maximum_off_the_grid),
		cmocka_unit_test(an_average_is_that_of_the_time_before),
		cmocka_unit_test(a_range_has_its_steps_and_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

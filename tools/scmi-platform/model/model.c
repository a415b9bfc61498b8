// SPDX-License-Identifier: GPL-2.0-only
#include "model.h"
#include "config.h"
#include "grant.h"

#include <stdlib.h>

/* A turn is counted in tenths of a degree: products then fit 64 bits. */
#define HALF_TURN 1800
#define FULL_TURN (2 * HALF_TURN)

/* Sums of the greatest values stay within 64 bits. */
#define AVERAGE_POINTS 16

/*
 * Bhaskara's approximation, within 0.2 percent: integers give every host the
 * same values, and a simulated sensor needs no better.
 */
static int64_t half_sine(int64_t amplitude, int64_t angle)
{
	int64_t arc = angle * (HALF_TURN - angle);
	int64_t full = 5 * (int64_t)HALF_TURN * HALF_TURN / 4;

	return amplitude * 4 * arc / (full - arc);
}

static int64_t sine(int64_t amplitude, int64_t angle)
{
	if (angle < HALF_TURN)
		return half_sine(amplitude, angle);
	return -half_sine(amplitude, angle - HALF_TURN);
}

static int64_t ramp(int64_t amplitude, int64_t angle)
{
	if (angle > HALF_TURN)
		angle = FULL_TURN - angle;
	return amplitude * angle / HALF_TURN;
}

int64_t model_wave_at(const struct model_wave *wave, uint64_t now)
{
	int64_t angle = 0;

	if (wave->shape != MODEL_CONSTANT)
		angle = now % wave->period_ns * FULL_TURN / wave->period_ns;

	switch (wave->shape) {
	case MODEL_SINE:
		return wave->base + sine(wave->amplitude, angle);
	case MODEL_RAMP:
		return wave->base + ramp(wave->amplitude, angle);
	case MODEL_SAWTOOTH:
		return wave->base + wave->amplitude * angle / FULL_TURN;
	case MODEL_CONSTANT:
		break;
	}
	return wave->base;
}

int64_t model_wave_average(const struct model_wave *wave, uint64_t now,
			   uint64_t interval, int64_t limit)
{
	int64_t sum = 0, value;
	uint64_t before;
	int i;

	for (i = 0; i < AVERAGE_POINTS; i++) {
		before = interval / AVERAGE_POINTS * i;
		value = model_wave_at(wave, now > before ? now - before : 0);
		sum += value < limit ? value : limit;
	}
	return sum / AVERAGE_POINTS;
}

struct model_setting *model_setting_find(struct model_setting *settings,
					 size_t n, uint32_t type)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (settings[i].type == type)
			return &settings[i];
	return NULL;
}

/* One of two neighbours of a wanted value; either may be missing. */
static bool pick(const uint64_t *below, const uint64_t *above, uint64_t wanted,
		 enum model_round round, uint64_t *value)
{
	bool up = round == MODEL_ROUND_UP;

	if (round == MODEL_ROUND_NEAREST)
		up = !below || (above && *above - wanted < wanted - *below);
	if (up ? !above : !below)
		return false;
	*value = up ? *above : *below;
	return true;
}

static bool round_list(const uint64_t *rates, size_t n, uint64_t wanted,
		       enum model_round round, uint64_t *rate)
{
	size_t i = 0;

	while (i < n && rates[i] < wanted)
		i++;
	if (i < n && rates[i] == wanted) {
		*rate = wanted;
		return true;
	}
	return pick(i ? &rates[i - 1] : NULL, i < n ? &rates[i] : NULL, wanted,
		    round, rate);
}

/* The range's members are min, min + step ... and max. */
static bool round_range(uint64_t min, uint64_t max, uint64_t step,
			uint64_t wanted, enum model_round round, uint64_t *rate)
{
	uint64_t below, above;

	if (wanted < min)
		return pick(NULL, &min, wanted, round, rate);
	if (wanted > max)
		return pick(&max, NULL, wanted, round, rate);
	below = wanted - (wanted - min) % step;
	above = below == wanted ? wanted : below + step;
	if (above > max || wanted == max)
		above = max;
	if (wanted == max)
		below = max;
	return pick(&below, &above, wanted, round, rate);
}

bool model_clock_round(const struct model_clock *clock, uint64_t wanted,
		       enum model_round round, uint64_t *rate)
{
	if (clock->rates)
		return round_list(clock->rates, clock->n_rates, wanted, round,
				  rate);
	return round_range(clock->min, clock->max, clock->step, wanted, round,
			   rate);
}

bool model_interval_round(const struct model_sensor *sensor, uint64_t wanted_us,
			  enum model_round round, uint32_t *interval_us)
{
	uint64_t list[MODEL_INTERVALS_MAX], found;
	size_t i;
	bool ok;

	for (i = 0; i < sensor->n_intervals; i++)
		list[i] = sensor->intervals_us[i];
	if (sensor->segmented)
		ok = round_range(list[0], list[1], list[2], wanted_us, round,
				 &found);
	else
		ok = round_list(list, i, wanted_us, round, &found);
	if (ok)
		*interval_us = found;
	return ok;
}

bool model_range_has(const struct model_range *range, int64_t value)
{
	if (value < range->min || value > range->max)
		return false;
	return value == range->max || (value - range->min) % range->step == 0;
}

bool model_voltage_has(const struct model_voltage *domain, int32_t level)
{
	size_t i;

	if (!domain->levels)
		return model_range_has(&domain->range, level);
	for (i = 0; i < domain->n_levels; i++)
		if (domain->levels[i] == level)
			return true;
	return false;
}

static void free_pins(struct scmi_model *model)
{
	size_t i;

	for (i = 0; i < model->n_pins; i++)
		free(model->pins[i].settings);
	for (i = 0; i < model->n_pin_groups; i++)
		free(model->pin_groups[i].pins);
	for (i = 0; i < model->n_pin_functions; i++)
		free(model->pin_functions[i].members);
	free(model->pins);
	free(model->pin_groups);
	free(model->pin_functions);
}

void scmi_model_free(struct scmi_model *model)
{
	size_t i;

	if (!model)
		return;
	for (i = 0; i < model->n_clocks; i++) {
		free(model->clocks[i].rates);
		free(model->clocks[i].parents);
		free(model->clocks[i].extended);
	}
	for (i = 0; i < model->n_perf; i++)
		free(model->perf[i].levels);
	for (i = 0; i < model->n_sensors; i++)
		free(model->sensors[i].intervals_us);
	for (i = 0; i < model->n_voltages; i++)
		free(model->voltages[i].levels);
	free_pins(model);
	free(model->clocks);
	free(model->power);
	free(model->perf);
	free(model->sensors);
	free(model->resets);
	free(model->voltages);
	free(model->powercaps);
	free(model->system.requests);
	model_free_agents(model);
	model_free_devices(model);
	free(model);
}

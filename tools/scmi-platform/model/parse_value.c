// SPDX-License-Identifier: GPL-2.0-only
/*
 * What settings of several kinds of resources are made of: ranges, and values
 * that move with time.
 */
#include "parse.h"

/* A wave's sums and products stay within 64 bits. */
#define AMPLITUDE_MAX 1000000000000
#define PERIOD_MS_MAX 86400000

bool parse_range(struct parse *p, config_setting_t *setting, int64_t least,
		 int64_t greatest, struct model_range *range)
{
	const struct parse_field fields[] = {
		{ .name = "min",
		  PARSE_AT(struct model_range, min),
		  .required = true,
		  .min = least,
		  .max = greatest },
		{ .name = "max",
		  PARSE_AT(struct model_range, max),
		  .required = true,
		  .min = least,
		  .max = greatest },
		{ .name = "step",
		  PARSE_AT(struct model_range, step),
		  .required = !range->step,
		  .min = 1,
		  .max = greatest },
	};

	if (!parse_group(p, setting, fields, ARRAY_SIZE(fields), range))
		return false;
	if (range->min <= range->max)
		return true;
	parse_error(p, setting, "min is greater than max");
	return false;
}

static const struct parse_choice shapes[] = {
	{ "constant", MODEL_CONSTANT },
	{ "sine", MODEL_SINE },
	{ "ramp", MODEL_RAMP },
	{ "sawtooth", MODEL_SAWTOOTH },
	{ NULL, 0 },
};

static const struct parse_field wave_fields[] = {
	PARSE_CHOICE("shape", struct model_wave, shape, shapes),
	PARSE_INT("base", struct model_wave, base, -PARSE_VALUE_MAX,
		  PARSE_VALUE_MAX),
	PARSE_INT("amplitude", struct model_wave, amplitude, 0, AMPLITUDE_MAX),
	{ .name = "period_ms",
	  PARSE_AT(struct model_wave, period_ns),
	  .min = 1,
	  .max = PERIOD_MS_MAX,
	  .unit = MODEL_NS_PER_MS },
};

bool parse_wave(struct parse *p, config_setting_t *setting,
		struct model_wave *wave)
{
	if (!config_setting_is_group(setting))
		return parse_integer(p, setting, -PARSE_VALUE_MAX,
				     PARSE_VALUE_MAX, &wave->base);
	if (!parse_group(p, setting, wave_fields, ARRAY_SIZE(wave_fields),
			 wave))
		return false;
	if (wave->shape == MODEL_CONSTANT || wave->period_ns)
		return true;
	parse_error(p, setting, "has no \"period_ms\"");
	return false;
}

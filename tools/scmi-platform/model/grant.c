// SPDX-License-Identifier: GPL-2.0-only
#include "grant.h"
#include "model.h"

size_t model_count(const struct scmi_model *model, enum model_kind kind)
{
	switch (kind) {
	case MODEL_KIND_CLOCK:
		return model->n_clocks;
	case MODEL_KIND_POWER:
		return model->n_power;
	case MODEL_KIND_PERF:
		return model->n_perf;
	case MODEL_KIND_SENSOR:
		return model->n_sensors;
	case MODEL_KIND_RESET:
		return model->n_resets;
	case MODEL_KIND_VOLTAGE:
		return model->n_voltages;
	case MODEL_KIND_POWERCAP:
		return model->n_powercaps;
	case MODEL_KIND_PIN:
		return model->n_pins;
	case MODEL_KIND_PIN_GROUP:
		return model->n_pin_groups;
	case MODEL_KIND_PIN_FUNCTION:
		return model->n_pin_functions;
	case MODEL_KINDS:
		break;
	}
	return 0;
}

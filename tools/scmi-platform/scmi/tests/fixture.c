// SPDX-License-Identifier: GPL-2.0-only
#include "fixture.h"
#include "../../model/config.h"

#include <stdlib.h>

#define MHZ	   1000000ull
#define ALL_STATES ((1u << MODEL_SYSTEM_STATES) - 1)

static void *array(const void *from, size_t n, size_t size)
{
	void *to = calloc(n, size);

	assert_non_null(to);
	memcpy(to, from, n * size);
	return to;
}

static const struct model_clock clocks[] = {
	[CLOCK_FIXED] = { .name = "osc", .rate = 24 * MHZ, .enabled = true },
	[CLOCK_RANGE] = { .name = "pll",
			  .rate = 500 * MHZ,
			  .min = 100 * MHZ,
			  .max = 1000 * MHZ,
			  .step = 50 * MHZ,
			  .enable_latency_us = 7,
			  .async_latency_ns = NSEC_PER_MSEC,
			  .allow_state = true,
			  .allow_rate = true },
	[CLOCK_LIST] = { .name = "display_pixel_clock",
			 .rate = 5 * MHZ,
			 .parent = CLOCK_RANGE,
			 .allow_state = true,
			 .allow_rate = true,
			 .allow_parent = true },
};

static void add_clocks(struct scmi_model *model)
{
	static const uint64_t fixed[] = { 24 * MHZ };
	static const uint32_t parents[] = { CLOCK_FIXED, CLOCK_RANGE };
	static const struct model_setting extended[] = {
		{ MODEL_DUTY_CYCLE, 50, 100, true },
		{ 0x80, 7, UINT32_MAX, false },
	};
	uint64_t list[20];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = (i + 1) * MHZ;
	model->n_clocks = ARRAY_SIZE(clocks);
	model->clocks = array(clocks, ARRAY_SIZE(clocks), sizeof(clocks[0]));
	model->clocks[CLOCK_FIXED].rates = array(fixed, 1, sizeof(fixed[0]));
	model->clocks[CLOCK_FIXED].n_rates = 1;
	model->clocks[CLOCK_LIST].rates = array(list, 20, sizeof(list[0]));
	model->clocks[CLOCK_LIST].n_rates = 20;
	model->clocks[CLOCK_LIST].parents =
		array(parents, 2, sizeof(parents[0]));
	model->clocks[CLOCK_LIST].n_parents = 2;
	model->clocks[CLOCK_LIST].extended =
		array(extended, 2, sizeof(extended[0]));
	model->clocks[CLOCK_LIST].n_extended = 2;
}

static const struct model_power power[] = {
	[POWER_FIXED] = { .name = "cpu", .state = MODEL_POWER_ON },
	[POWER_SLOW] = { .name = "gpu_and_its_memory",
			 .state = MODEL_POWER_OFF,
			 .async_latency_ns = 2 * NSEC_PER_MSEC,
			 .allow_set = true },
};

static const struct model_perf perf[] = {
	[PERF_VALUES] = { .name = "cpu",
			  .n_levels = 3,
			  .sustained_freq_khz = 2000,
			  .sustained_level = 20,
			  .rate_limit_us = 9,
			  .allow_level = true,
			  .allow_limits = true },
	[PERF_INDEXED] = { .name = "gpu_and_its_memory",
			   .n_levels = 2,
			   .sustained_level = 20,
			   .allow_level = true,
			   .allow_limits = true,
			   .level_indexing = true },
	[PERF_FIXED] = { .name = "bus", .n_levels = 1, .sustained_level = 10 },
};

static void add_perf(struct scmi_model *model)
{
	static const struct model_level levels[] = {
		{ .perf = 10, .power = 100, .freq_khz = 1000, .latency_us = 1 },
		{ .perf = 20, .power = 300, .freq_khz = 2000, .latency_us = 2 },
		{ .perf = 30, .power = 900, .freq_khz = 3000, .latency_us = 3 },
	};
	size_t i;

	model->n_perf = ARRAY_SIZE(perf);
	model->perf = array(perf, ARRAY_SIZE(perf), sizeof(perf[0]));
	for (i = 0; i < model->n_perf; i++)
		model->perf[i].levels =
			array(levels, perf[i].n_levels, sizeof(levels[0]));
}

static const struct model_sensor sensors[] = {
	[SENSOR_TEMP] = {
		.name = "soc_temperature_sensor",
		.axes = { { .type = 2, .scale = -3,
			    .wave = { MODEL_SAWTOOTH, 0, 1000, NSEC_PER_SEC },
			    .has_range = true, .min = -1, .max = 1000,
			    .resolution = 5, .resolution_exp = -1 } },
		.power_uw = 50, .interval_us = 100000, .trip_points = 2,
		.sync_read = true, .enabled = true,
	},
	[SENSOR_POWER] = {
		.name = "power",
		.axes = { { .type = 7, .scale = -6, .wave.base = 1500000 } },
		.async_latency_ns = 3 * NSEC_PER_MSEC, .interval_us = 50000,
		.segmented = true, .sync_read = true, .async_read = true,
		.continuous = true, .timestamps = true, .enabled = true,
	},
	[SENSOR_AXES] = {
		.name = "accelerometer",
		.axes = { { .name = "x", .type = 0x59, .wave.base = 1,
			    .has_range = true, .min = -9, .max = 9 },
			  { .name = "y", .type = 0x59, .wave.base = -2 },
			  { .name = "z_perpendicular_to_board", .type = 0x59,
			    .scale = 1, .wave.base = 3 } },
		.n_axes = 3, .interval_us = 1000000,
		.sync_read = true, .enabled = true,
	},
	[SENSOR_SLOW] = {
		.name = "slow", .axes = { { .wave.base = 77 } },
		.interval_us = 1000000, .async_read = true, .enabled = true,
	},
	[SENSOR_OFF] = {
		.name = "off", .interval_us = 1000000, .sync_read = true,
	},
};

static void add_requests(struct scmi_model *model)
{
	static const struct model_request requests[] = {
		{ 10 * NSEC_PER_MSEC, MODEL_SYSTEM_SUSPEND },
		{ 20 * NSEC_PER_MSEC, MODEL_SYSTEM_SHUTDOWN },
	};

	model->system.n_requests = ARRAY_SIZE(requests);
	model->system.requests =
		array(requests, ARRAY_SIZE(requests), sizeof(requests[0]));
}

static void add_sensors(struct scmi_model *model)
{
	static const uint32_t list[] = { 100000, 500000, 1000000 };
	static const uint32_t segment[] = { 50000, 1000000, 50000 };

	model->n_sensors = ARRAY_SIZE(sensors);
	model->sensors =
		array(sensors, ARRAY_SIZE(sensors), sizeof(sensors[0]));
	model->sensors[SENSOR_TEMP].intervals_us = array(list, 3, 4);
	model->sensors[SENSOR_TEMP].n_intervals = 3;
	model->sensors[SENSOR_POWER].intervals_us = array(segment, 3, 4);
	model->sensors[SENSOR_POWER].n_intervals = 3;
}

static const struct model_reset resets[] = {
	[RESET_FIXED] = { .name = "cpu", .latency_us = MODEL_LATENCY_UNKNOWN },
	[RESET_SYNC] = { .name = "usb", .latency_us = 7, .allow_reset = true },
	[RESET_SLOW] = { .name = "gpu_and_its_memory",
			 .asserted = true,
			 .async = true,
			 .async_latency_ns = 2 * NSEC_PER_MSEC,
			 .implementation_states = 2,
			 .allow_reset = true },
};

static const struct model_voltage voltages[] = {
	[VOLTAGE_FIXED] = { .name = "io", .level = 1800000, .enabled = true },
	[VOLTAGE_RANGE] = { .name = "cpu",
			    .range = { 600000, 1225000, 50000 },
			    .level = 900000,
			    .async_latency_ns = 2 * NSEC_PER_MSEC,
			    .enabled = true,
			    .allow_state = true,
			    .allow_level = true },
	[VOLTAGE_LIST] = { .name = "bias_of_the_display",
			   .n_levels = 10,
			   .allow_state = true,
			   .allow_level = true },
};

static void add_voltages(struct scmi_model *model)
{
	static const int32_t fixed[] = { 1800000 };
	int32_t list[10];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = ((int32_t)i - 3) * 100000;
	model->n_voltages = ARRAY_SIZE(voltages);
	model->voltages =
		array(voltages, ARRAY_SIZE(voltages), sizeof(voltages[0]));
	model->voltages[VOLTAGE_FIXED].levels =
		array(fixed, 1, sizeof(fixed[0]));
	model->voltages[VOLTAGE_FIXED].n_levels = 1;
	model->voltages[VOLTAGE_LIST].levels =
		array(list, ARRAY_SIZE(list), sizeof(list[0]));
}

static const struct model_powercap powercaps[] = {
	[POWERCAP_SOC] = { .name = "soc",
			   .caps = { 1000, 10000, 500 },
			   .cap = 8000,
			   .intervals_us = { 1000, 100000, 1000 },
			   .interval_us = 10000,
			   .measured = true,
			   .power.base = 6000,
			   .sustainable_power = 7000,
			   .accuracy = 250,
			   .parent = MODEL_NO_PARENT },
	[POWERCAP_CPU] = { .name = "cpu_cluster_and_its_cache",
			   .caps = { 500, 5000, 100 },
			   .intervals_us = { 10000, 10000, 1 },
			   .interval_us = 10000,
			   .measured = true,
			   .power = { MODEL_SAWTOOTH, 1000, 3600,
				      NSEC_PER_SEC },
			   .parent = POWERCAP_SOC,
			   .async_latency_ns = 2 * NSEC_PER_MSEC },
	[POWERCAP_FIXED] = { .name = "modem",
			     .caps = { 2000, 2000, 1 },
			     .intervals_us = { 10000, 10000, 1 },
			     .interval_us = 10000,
			     .parent = MODEL_NO_PARENT },
};

static const struct model_pin pins[] = {
	[PIN_A] = { .name = "a", .n_settings = 3 },
	[PIN_B] = { .name = "b", .n_settings = 3 },
	[PIN_BARE] = { .name = "pin_that_is_bare" },
};

static void add_pins(struct scmi_model *model)
{
	static const struct model_setting settings[] = {
		{ 4, 1, 1, true },
		{ 10, 4, 12, true },
		{ 14, 1, 1, false },
	};
	size_t i;

	model->n_pins = ARRAY_SIZE(pins);
	model->pins = array(pins, ARRAY_SIZE(pins), sizeof(pins[0]));
	for (i = 0; i < ARRAY_SIZE(pins); i++) {
		model->pins[i].function = MODEL_NO_FUNCTION;
		if (pins[i].n_settings)
			model->pins[i].settings =
				array(settings, 3, sizeof(settings[0]));
	}
	model->pins[PIN_B].settings[1].max = 8;
}

static const struct model_pin_group pin_groups[] = {
	[GROUP_AB] = { .name = "ab", .n_pins = 2 },
	[GROUP_ALL] = { .name = "all", .n_pins = 3 },
};

static const struct model_pin_function pin_functions[] = {
	[FUNCTION_UART] = { .name = "uart", .n_members = 2 },
	[FUNCTION_GPIO] = { .name = "gpio",
			    .n_members = 2,
			    .pin_only = true,
			    .gpio = true },
	[FUNCTION_SPI] = { .name = "serial_peripheral", .n_members = 1 },
};

static void add_pin_groups(struct scmi_model *model)
{
	static const uint32_t all_pins[] = { PIN_A, PIN_B, PIN_BARE };
	static const uint32_t some_pins[] = { PIN_A, PIN_BARE };
	static const uint32_t groups[] = { GROUP_AB, GROUP_ALL };
	static const uint32_t group_all[] = { GROUP_ALL };

	model->n_pin_groups = ARRAY_SIZE(pin_groups);
	model->pin_groups = array(pin_groups, ARRAY_SIZE(pin_groups),
				  sizeof(pin_groups[0]));
	model->pin_groups[GROUP_AB].pins = array(all_pins, 2, 4);
	model->pin_groups[GROUP_ALL].pins = array(all_pins, 3, 4);
	model->n_pin_functions = ARRAY_SIZE(pin_functions);
	model->pin_functions = array(pin_functions, ARRAY_SIZE(pin_functions),
				     sizeof(pin_functions[0]));
	model->pin_functions[FUNCTION_UART].members = array(groups, 2, 4);
	model->pin_functions[FUNCTION_GPIO].members = array(some_pins, 2, 4);
	model->pin_functions[FUNCTION_SPI].members = array(group_all, 1, 4);
}

static const struct scmi_model empty = {
	.vendor = "vendor",
	.subvendor = "subvendor",
	.implementation = 0x01020304,
	.power_unit = MODEL_UNIT_MW,
	.system = { .offered = true,
		    .allowed = ALL_STATES & ~(1u << MODEL_SYSTEM_COLD_RESET),
		    .graceful_timeout_ms = 5 },
};

int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	log_set_level(LOG_SILENT);
	f->model = array(&empty, 1, sizeof(empty));
	add_clocks(f->model);
	f->model->n_power = ARRAY_SIZE(power);
	f->model->power = array(power, ARRAY_SIZE(power), sizeof(power[0]));
	add_perf(f->model);
	add_sensors(f->model);
	add_requests(f->model);
	f->model->n_resets = ARRAY_SIZE(resets);
	f->model->resets = array(resets, ARRAY_SIZE(resets), sizeof(resets[0]));
	add_voltages(f->model);
	f->model->n_powercaps = ARRAY_SIZE(powercaps);
	f->model->powercaps =
		array(powercaps, ARRAY_SIZE(powercaps), sizeof(powercaps[0]));
	add_pins(f->model);
	add_pin_groups(f->model);
	f->agent = scmi_agent_open(f->model);
	assert_non_null(f->agent);
	scmi_agent_reset(f->agent, true);
	f->now = NOW;
	*state = f;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	scmi_agent_close(f->agent);
	scmi_model_free(f->model);
	free(f);
	return 0;
}

void fixture_grant_all(struct model_agent *agent,
		       const struct scmi_model *model, enum model_right right)
{
	enum model_kind kind;
	size_t i;

	for (kind = 0; kind < MODEL_KINDS; kind++) {
		struct model_grants *grants = &agent->grants[kind];

		grants->n = model_count(model, kind);
		grants->list = calloc(grants->n, sizeof(*grants->list));
		assert_non_null(grants->list);
		for (i = 0; i < grants->n; i++)
			grants->list[i] = (struct model_grant){ i, right };
	}
}

void fixture_free_grants(struct model_agent *agent)
{
	enum model_kind kind;

	for (kind = 0; kind < MODEL_KINDS; kind++)
		free(agent->grants[kind].list);
}

uint32_t header_of(uint8_t protocol, uint8_t id)
{
	return TOKEN << WIRE_TOKEN_SHIFT |
	       (uint32_t)protocol << WIRE_PROTOCOL_SHIFT | id;
}

enum scmi_status fixture_send(struct fixture *f, uint8_t protocol, uint8_t id,
			      const uint32_t *words, size_t n)
{
	uint8_t req[64];
	enum scmi_status status;
	size_t i;

	assert_true(n + 1 <= sizeof(req) / WIRE_WORD);
	wire_store(req, header_of(protocol, id));
	for (i = 0; i < n; i++)
		wire_store(req + (i + 1) * WIRE_WORD, words[i]);
	f->rsp_len = scmi_agent_command(f->agent, f->now, req,
					(n + 1) * WIRE_WORD, f->rsp,
					sizeof(f->rsp));
	assert_true(f->rsp_len >= 2 * WIRE_WORD);
	assert_int_equal(wire_load(f->rsp), header_of(protocol, id));
	status = (enum scmi_status)(int32_t)wire_load(f->rsp + WIRE_WORD);
	if (status != SCMI_SUCCESS)
		assert_int_equal(f->rsp_len, 2 * WIRE_WORD);
	return status;
}

uint32_t rsp_word(const struct fixture *f, size_t i)
{
	assert_true((i + 2) * WIRE_WORD <= f->rsp_len);
	return wire_load(f->rsp + (i + 1) * WIRE_WORD);
}

bool next_event(struct fixture *f)
{
	memset(f->event, 0xa5, sizeof(f->event));
	if (!scmi_agent_peek(f->agent, f->now, &f->peeked))
		return false;
	assert_true(f->peeked.len <= sizeof(f->event));
	f->event_len = scmi_agent_pull(f->agent, f->event);
	assert_int_equal(f->event_len, f->peeked.len);
	return true;
}

uint32_t event_word(const struct fixture *f, size_t i)
{
	assert_true((i + 1) * WIRE_WORD <= f->event_len);
	return wire_load(f->event + i * WIRE_WORD);
}

void fixture_expect(struct fixture *f, const uint32_t *words, size_t n)
{
	bool delayed = wire_type(words[0]) == WIRE_DELAYED;
	size_t i;

	assert_true(next_event(f));
	for (i = 0; i < n && i * WIRE_WORD < f->event_len; i++)
		assert_int_equal(event_word(f, i), words[i]);
	assert_int_equal(f->event_len, n * WIRE_WORD);
	assert_int_equal(f->peeked.delayed, delayed);
}

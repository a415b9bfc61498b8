// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files: what they become, and how each mistake is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../config.h"
#include "../model.h"
#include "../../util.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH "scmi-config-test.conf"

/* Loads @content; @errors is filled, to be freed. */
static struct scmi_model *load(const char *content, char **errors)
{
	FILE *file = fopen(PATH, "w");
	struct scmi_model *model;
	size_t len;
	FILE *err;

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	err = open_memstream(errors, &len);
	model = config_load(PATH, err);
	fclose(err);
	unlink(PATH);
	return model;
}

static struct scmi_model *load_good(const char *content)
{
	char *errors;
	struct scmi_model *model = load(content, &errors);

	assert_string_equal(errors, "");
	assert_non_null(model);
	free(errors);
	return model;
}

static void the_default_configuration_is_good(void **state)
{
	struct scmi_model *model =
		config_load(SCMI_PLATFORM_DEFAULT_CONFIG, stderr);

	(void)state;
	assert_non_null(model);
	assert_int_equal(model->n_clocks, 6);
	assert_int_equal(model->n_power, 4);
	assert_int_equal(model->n_perf, 3);
	assert_int_equal(model->n_sensors, 6);
	assert_int_equal(model->n_resets, 3);
	assert_int_equal(model->n_voltages, 3);
	assert_int_equal(model->n_powercaps, 3);
	assert_int_equal(model->n_pins, 6);
	assert_int_equal(model->n_pin_groups, 4);
	assert_int_equal(model->n_pin_functions, 3);
	assert_true(model->system.offered);
	scmi_model_free(model);
}

static void an_empty_file_is_a_platform_without_resources(void **state)
{
	struct scmi_model *model = load_good("# nothing\n");

	(void)state;
	assert_string_equal(model->vendor, "scmi-virtio");
	assert_int_equal(model->n_clocks, 0);
	assert_false(model->system.offered);
	scmi_model_free(model);
}

static void clocks_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"clocks = (\n"
		"{ name = \"a\"; rates = [ 1, 5000000000 ]; rate = 5000000000;\n"
		"  parents = [ \"b\" ]; async_latency_us = 3; extended = (\n"
		"  { type = 200; value = 9; allow_set = false; },\n"
		"  { type = \"phase\"; max = 6283; },\n"
		"  { type = \"duty_cycle\"; value = 50; } ); },\n"
		"{ name = \"b\"; range = { min = 10; max = 30; step = 5; };\n"
		"  allow_rate = false; enabled = true; } );");
	const struct model_setting *extended;

	(void)state;
	assert_int_equal(model->n_clocks, 2);
	assert_int_equal(model->clocks[0].rate, 5000000000);
	assert_int_equal(model->clocks[0].n_rates, 2);
	assert_int_equal(model->clocks[0].parent, 1);
	assert_int_equal(model->clocks[0].async_latency_ns, 3000);
	extended = model->clocks[0].extended;
	assert_int_equal(model->clocks[0].n_extended, 3);
	assert_int_equal(extended[0].type, MODEL_DUTY_CYCLE);
	assert_int_equal(extended[0].value, 50);
	assert_int_equal(extended[0].max, 100);
	assert_true(extended[0].allow_set);
	assert_int_equal(extended[1].type, MODEL_PHASE);
	assert_int_equal(extended[1].max, 6283);
	assert_int_equal(extended[2].type, 200);
	assert_int_equal(extended[2].max, UINT32_MAX);
	assert_false(extended[2].allow_set);
	assert_true(model->clocks[0].allow_rate);
	assert_false(model->clocks[0].enabled);
	assert_int_equal(model->clocks[1].rate, 10);
	assert_int_equal(model->clocks[1].async_latency_ns, NSEC_PER_MSEC);
	assert_int_equal(model->clocks[1].step, 5);
	assert_false(model->clocks[1].allow_rate);
	assert_true(model->clocks[1].enabled);
	scmi_model_free(model);
}

static void domains_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"power_unit = \"uW\";\n"
		"power_domains = ( { name = \"a\"; state = \"on\"; } );\n"
		"perf_domains = ( { name = \"p\"; level = 20; levels = (\n"
		"{ perf = 10; power = 7; }, { perf = 20; latency_us = 9; } );\n"
		"} );");

	(void)state;
	assert_int_equal(model->power_unit, MODEL_UNIT_UW);
	assert_int_equal(model->power[0].state, MODEL_POWER_ON);
	assert_true(model->power[0].allow_set);
	assert_int_equal(model->perf[0].level, 1);
	assert_int_equal(model->perf[0].default_level, 1);
	assert_int_equal(model->perf[0].levels[0].power, 7);
	assert_int_equal(model->perf[0].levels[1].latency_us, 9);
	assert_int_equal(model->perf[0].sustained_level, 20);
	scmi_model_free(model);
}

static void sensors_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"sensors = (\n"
		"{ name = \"t\"; type = \"celsius\"; scale = -3; value = -40;\n"
		"  range = { min = -100; max = 100; }; reading = \"both\";\n"
		"  update_intervals_us = [ 1000, 2000 ];\n"
		"  update_interval_us = 2000; },\n"
		"{ name = \"v\"; axes = ( { name = \"x\"; value = {\n"
		"  shape = \"sine\"; base = 1; amplitude = 2;\n"
		"  period_ms = 3; }; } ); reading = \"async\"; } );");
	const struct model_sensor *sensor = model->sensors;

	(void)state;
	assert_int_equal(sensor->axes[0].type, 2);
	assert_int_equal(sensor->axes[0].scale, -3);
	assert_int_equal(sensor->axes[0].wave.base, -40);
	assert_int_equal(sensor->axes[0].min, -100);
	assert_true(sensor->sync_read && sensor->async_read);
	assert_int_equal(sensor->interval_us, 2000);
	assert_int_equal(sensor->n_axes, 0);
	assert_true(sensor->enabled);
	sensor++;
	assert_int_equal(sensor->n_axes, 1);
	assert_int_equal(sensor->axes[0].wave.period_ns, 3 * NSEC_PER_MSEC);
	assert_false(sensor->sync_read);
	assert_int_equal(sensor->interval_us, 1000000);
	scmi_model_free(model);
}

static void reset_domains_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"reset_domains = ( { name = \"a\"; },\n"
		"{ name = \"b\"; asserted = true; latency_us = 0; async = true;\n"
		"  async_latency_us = 5; implementation_states = 2147483648;\n"
		"  allow_reset = false; } );");
	const struct model_reset *domain = model->resets;

	(void)state;
	assert_int_equal(model->n_resets, 2);
	assert_int_equal(domain->latency_us, MODEL_LATENCY_UNKNOWN);
	assert_int_equal(domain->async_latency_ns, NSEC_PER_MSEC);
	assert_int_equal(domain->implementation_states, 0);
	assert_true(domain->allow_reset);
	assert_false(domain->asserted || domain->async);
	domain++;
	assert_int_equal(domain->latency_us, 0);
	assert_int_equal(domain->async_latency_ns, 5000);
	assert_int_equal(domain->implementation_states, 0x80000000);
	assert_false(domain->allow_reset);
	assert_true(domain->asserted && domain->async);
	scmi_model_free(model);
}

static void voltages_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"voltage_domains = (\n"
		"{ name = \"a\"; levels = [ -5000000, 0, 3300000 ];\n"
		"  level = 0; enabled = true; async_latency_us = 3; },\n"
		"{ name = \"b\"; range = { min = -10; max = 25; step = 10; };\n"
		"  level = 25; allow_state = false; allow_level = false; },\n"
		"{ name = \"c\"; range = { min = 1; max = 2; }; } );");
	const struct model_voltage *domain = model->voltages;

	(void)state;
	assert_int_equal(model->n_voltages, 3);
	assert_int_equal(domain->n_levels, 3);
	assert_int_equal(domain->levels[0], -5000000);
	assert_int_equal(domain->level, 0);
	assert_int_equal(domain->async_latency_ns, 3000);
	assert_true(domain->enabled && domain->allow_state);
	assert_true(domain->allow_level);
	domain++;
	assert_null(domain->levels);
	assert_int_equal(domain->range.min, -10);
	assert_int_equal(domain->range.step, 10);
	assert_int_equal(domain->level, 25);
	assert_int_equal(domain->async_latency_ns, NSEC_PER_MSEC);
	assert_false(domain->enabled || domain->allow_state);
	assert_false(domain->allow_level);
	domain++;
	assert_int_equal(domain->range.step, 1);
	assert_int_equal(domain->level, 1);
	scmi_model_free(model);
}

static void powercaps_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"powercap_domains = (\n"
		"{ name = \"a\"; caps = { min = 10; max = 35; step = 10; };\n"
		"  cap = 35; parent = \"b\"; sustainable_power = 20;\n"
		"  accuracy = 150; async_latency_us = 3; power = 7; },\n"
		"{ name = \"b\"; caps = { min = 1; max = 4294967295; };\n"
		"  intervals_us = { min = 1000; max = 9000; };\n"
		"  interval_us = 2000;\n"
		"  power = { shape = \"sine\"; base = 2; amplitude = 2;\n"
		"  period_ms = 3; }; },\n"
		"{ name = \"c\"; caps = { min = 5; max = 5; }; } );");
	const struct model_powercap *domain = model->powercaps;

	(void)state;
	assert_int_equal(model->n_powercaps, 3);
	assert_int_equal(domain->caps.step, 10);
	assert_int_equal(domain->cap, 35);
	assert_int_equal(domain->parent, 1);
	assert_int_equal(domain->sustainable_power, 20);
	assert_int_equal(domain->accuracy, 150);
	assert_int_equal(domain->async_latency_ns, 3000);
	assert_int_equal(domain->power.base, 7);
	assert_int_equal(domain->interval_us, 100000);
	domain++;
	assert_int_equal(domain->caps.max, UINT32_MAX);
	assert_int_equal(domain->caps.step, 1);
	assert_int_equal(domain->cap, 0);
	assert_int_equal(domain->interval_us, 2000);
	assert_true(domain->measured);
	assert_int_equal(domain->parent, MODEL_NO_PARENT);
	domain++;
	assert_false(domain->measured);
	scmi_model_free(model);
}

static void pins_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"pin_control = {\n"
		"functions = ( { name = \"f\"; groups = [ \"h\", \"g\" ]; },\n"
		"{ name = \"i\"; pins = [ \"q\" ]; gpio = true; } );\n"
		"groups = ( { name = \"g\"; pins = [ \"q\", \"p\" ]; },\n"
		"{ name = \"h\"; pins = [ \"p\" ]; } );\n"
		"pins = ( { name = \"p\"; settings = (\n"
		"{ type = 192; allow_set = false; },\n"
		"{ type = \"slew_rate\"; value = 2; max = 3; } ); },\n"
		"{ name = \"q\"; } ); };");
	const struct model_pin *pins = model->pins;

	(void)state;
	assert_int_equal(pins[0].n_settings, 2);
	assert_int_equal(pins[0].settings[0].type, 20);
	assert_int_equal(pins[0].settings[0].value, 2);
	assert_int_equal(pins[0].settings[0].max, 3);
	assert_int_equal(pins[0].settings[1].type, 192);
	assert_false(pins[0].settings[1].allow_set);
	assert_int_equal(pins[0].function, MODEL_NO_FUNCTION);
	assert_int_equal(pins[1].n_settings, 0);
	assert_int_equal(model->pin_groups[0].n_pins, 2);
	assert_int_equal(model->pin_groups[0].pins[0], 1);
	assert_int_equal(model->pin_groups[0].pins[1], 0);
	assert_int_equal(model->pin_functions[0].n_members, 2);
	assert_int_equal(model->pin_functions[0].members[0], 1);
	assert_false(model->pin_functions[0].pin_only);
	assert_false(model->pin_functions[0].gpio);
	assert_int_equal(model->pin_functions[1].members[0], 1);
	assert_true(model->pin_functions[1].pin_only);
	assert_true(model->pin_functions[1].gpio);
	scmi_model_free(model);
}

static void system_power_is_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"system_power = { allow_set = [ \"suspend\", \"shutdown\" ];\n"
		"  graceful_timeout_ms = 86400000;\n"
		"  requests = ( { after_ms = 0; state = \"suspend\"; },\n"
		"    { after_ms = 7; state = \"shutdown\"; } ); };");
	const struct model_request *requests = model->system.requests;

	(void)state;
	assert_true(model->system.offered);
	assert_int_equal(model->system.allowed,
			 1u << MODEL_SYSTEM_SUSPEND |
				 1u << MODEL_SYSTEM_SHUTDOWN);
	assert_int_equal(model->system.graceful_timeout_ms, 86400000);
	assert_int_equal(model->system.n_requests, 2);
	assert_int_equal(requests[0].after_ns, 0);
	assert_int_equal(requests[0].state, MODEL_SYSTEM_SUSPEND);
	assert_int_equal(requests[1].after_ns, 7 * NSEC_PER_MSEC);
	assert_int_equal(requests[1].state, MODEL_SYSTEM_SHUTDOWN);
	scmi_model_free(model);
}

static void an_empty_group_is_a_system_that_no_agent_controls(void **state)
{
	struct scmi_model *model = load_good("system_power = { };");

	(void)state;
	assert_true(model->system.offered);
	assert_int_equal(model->system.allowed, 0);
	assert_int_equal(model->system.graceful_timeout_ms, 0);
	assert_int_equal(model->system.n_requests, 0);
	scmi_model_free(model);
}

struct mistake {
	const char *content;
	const char *errors; /* without "PATH:" */
};

#define CLOCK(settings) \
	"clocks = ( {\n name = \"c\"; rates = [ 1 ];\n" settings "\n} );"
#define PERF(settings) "perf_domains = ( {\n name = \"p\";\n" settings "\n} );"
#define LEVELS	       " levels = ( { perf = 10; } );\n"
#define RESET(settings) \
	"reset_domains = ( {\n name = \"r\";\n" settings "\n} );"
#define VOLTAGE(settings) \
	"voltage_domains = ( {\n name = \"v\";\n" settings "\n} );"
#define POWERCAP(settings)                         \
	"powercap_domains = ( {\n name = \"p\";\n" \
	" caps = { min = 10; max = 30; step = 10; };\n" settings "\n} );"
#define PINS(settings) \
	"pin_control = {\n pins = ( { name = \"p\"; } );\n" settings "\n};"
#define REQUEST(settings) \
	"system_power = { requests = ( {\n" settings "\n} ); };"
#define UNKNOWN		 "is unknown here; known are: "
#define STATES		 "shutdown, cold_reset, warm_reset, power_up, suspend"
#define SENSOR(settings) "sensors = ( {\n name = \"s\";\n" settings "\n} );"

static const struct mistake mistakes[] = {
	{ "a = ", "1: syntax error near \"a =\"" },
	{ "clocks = ();\nclocks = ();\n",
	  "2: duplicate setting name near \"clocks = ();\"" },
	{ "identity = { name = 1; };",
	  "1: identity.name: is unknown here; known are: vendor, subvendor, implementation" },
	/* libconfig would end the program for a folder. */
	{ "clocks = ();\n@include \"/\"\n",
	  "2: other files cannot be included" },
	{ "/* */ @include \"/no/such\"\n@include \"/\"",
	  "1: other files cannot be included" },
	{ "clocks = 1;", "1: clocks: is an integer, a list ( ) is expected" },
	{ "clocks = ( 1 );",
	  "1: clocks[0]: is an integer, a group { } is expected" },
	{ "clocks = ( { rates = [ 1 ]; } );", "1: clocks[0]: has no \"name\"" },
	{ "identity = { vendor = \"0123456789abcdef\"; };",
	  "1: identity.vendor: has 16 bytes, 1 to 15 are expected" },
	{ "identity = { vendor = \"a b\"; };",
	  "1: identity.vendor: \"a b\": only letters, digits, _ . : + -" },
	{ "identity = { implementation = 4294967296; };",
	  "1: identity.implementation: 4294967296 is out of range (0 .. 4294967295)" },
	{ "power_unit = \"W\";",
	  "1: power_unit: \"W\" is not one of: abstract, mW, uW" },
	{ "power_unit = 1;",
	  "1: power_unit: is an integer, a string is expected" },
	{ CLOCK(" rate = 900000000000000000000;"),
	  "3: clocks[0].rate: 900000000000000000000 is out of range (0 .. 1000000000000000)" },
	{ CLOCK(" rate = -1;"),
	  "3: clocks[0].rate: -1 is out of range (0 .. 1000000000000000)" },
	{ CLOCK(" rate = 1.5;"),
	  "3: clocks[0].rate: is a number with a fraction, an integer is expected" },
	{ CLOCK(" rate = 2;"),
	  "3: clocks[0].rate: 2 is not a rate of this clock" },
	{ CLOCK(" enabled = 1;"),
	  "3: clocks[0].enabled: is an integer, true or false is expected" },
	{ CLOCK(" range = { min = 1; max = 2; };"),
	  "1: clocks[0]: has both \"rates\" and \"range\", give one" },
	{ "clocks = ( { name = \"c\"; } );",
	  "1: clocks[0]: has neither of \"rates\" and \"range\", give one" },
	{ "clocks = ( { name = \"c\"; range = { min = 2; max = 1; }; } );",
	  "1: clocks[0].range: min is greater than max" },
	{ "clocks = ( { name = \"c\"; range = { min = 2; }; } );",
	  "1: clocks[0].range: has no \"max\"" },
	{ "clocks = ( { name = \"c\"; rates = [ 2,\n 2 ]; } );",
	  "2: clocks[0].rates[1]: 2 is not above the one before" },
	{ "clocks = ( { name = \"c\"; rates = [ ]; } );",
	  "1: clocks[0].rates: has 0 members, 1 to 4095 are expected" },
	{ "clocks = ( { name = \"c\"; rates = 1; } );",
	  "1: clocks[0].rates: is an integer, an array [ ] or a list ( ) is expected" },
	{ CLOCK(" parents = [ \"d\" ];"),
	  "3: clocks[0].parents[0]: there is no clock \"d\"" },
	{ CLOCK(" parents = [ \"c\" ];"),
	  "3: clocks[0].parents: has the clock itself" },
	{ CLOCK(" parents = \"c\";"),
	  "3: clocks[0].parents: an array [ ] of clocks' names is expected" },
	{ CLOCK(" parents = [ 1 ];"),
	  "3: clocks[0].parents[0]: is an integer, a string is expected" },
	{ CLOCK(" parents = [ ];"),
	  "3: clocks[0].parents: has 0 members, 1 to 255 are expected" },
	{ "clocks = ( { name = \"c\"; rates = [ 1 ]; },\n"
	  "{ name = \"d\"; rates = [ 1 ]; parents = [ \"c\", \"c\" ]; } );",
	  "2: clocks[1].parents[1]: is in the list already" },
	{ CLOCK(" extended = 1;"),
	  "3: clocks[0].extended: is an integer, a list ( ) is expected" },
	{ CLOCK(" extended = ( { value = 1; } );"),
	  "3: clocks[0].extended[0]: has no \"type\"" },
	{ CLOCK(" extended = ( { type = \"colour\"; } );"),
	  "3: clocks[0].extended[0].type: \"colour\" is not one of: duty_cycle, phase" },
	{ CLOCK(" extended = ( { type = 127; } );"),
	  "3: clocks[0].extended[0].type: 127 is out of range (128 .. 255)" },
	{ CLOCK(" extended = ( { type = true; } );"),
	  "3: clocks[0].extended[0].type: is true or false, an integer is expected" },
	{ CLOCK(" extended = ( { type = 128; }, { type = 128; } );"),
	  "3: clocks[0].extended: has type 128 twice" },
	{ CLOCK(" extended = ( { type = 128; value = 2;\n max = 1; } );"),
	  "3: clocks[0].extended[0]: value is greater than max" },
	{ CLOCK(" extended = ( { type = \"duty_cycle\"; value = 101; } );"),
	  "3: clocks[0].extended: a duty cycle has up to 100 percent" },
	{ "clocks = { };",
	  "1: clocks: is a group { }, a list ( ) is expected" },
	{ "clocks = [ ];",
	  "1: clocks: is an array [ ], a list ( ) is expected" },
	{ "power_unit = ( );",
	  "1: power_unit: is a list ( ), a string is expected" },
	{ "power_unit = true;",
	  "1: power_unit: is true or false, a string is expected" },
	{ CLOCK(" parent = \"c\";"),
	  "3: clocks[0].parent: is not one of \"parents\"" },
	{ "clocks = ( { name = \"c\"; rates = [ 1 ]; },\n"
	  "{ name = \"c\"; rates = [ 1 ]; } );",
	  "2: clocks[1]: \"c\" is the name of [0] already" },
	{ "power_domains = ( { name = \"p\"; state = \"half\"; } );",
	  "1: power_domains[0].state: \"half\" is not one of: on, off" },
	{ PERF(""), "1: perf_domains[0]: has no \"levels\"" },
	{ PERF(" levels = ();"), "3: perf_domains[0].levels: has no level" },
	{ PERF(" levels = ( { power = 1; } );"),
	  "3: perf_domains[0].levels[0]: has no \"perf\"" },
	{ PERF(" levels = ( { perf = 0; } );"),
	  "3: perf_domains[0].levels[0].perf: 0 is out of range (1 .. 4294967295)" },
	{ PERF(" levels = ( { perf = 2; },\n { perf = 1; } );"),
	  "4: perf_domains[0].levels[1]: perf is not above the one before" },
	{ PERF(LEVELS " level = 11;"),
	  "4: perf_domains[0].level: 11 is the perf of no level" },
	{ PERF(LEVELS " sustained_level = 11;"),
	  "4: perf_domains[0].sustained_level: 11 is the perf of no level" },
	{ PERF(LEVELS " level_indexing = true;"),
	  "1: perf_domains[0]: level_indexing needs levels[0].freq_khz" },
	{ "reset_domains = 1;",
	  "1: reset_domains: is an integer, a list ( ) is expected" },
	{ "reset_domains = ( { async = true; } );",
	  "1: reset_domains[0]: has no \"name\"" },
	{ "reset_domains = ( { name = \"r\"; },\n { name = \"r\"; } );",
	  "2: reset_domains[1]: \"r\" is the name of [0] already" },
	{ RESET(" asserted = 1;"),
	  "3: reset_domains[0].asserted: is an integer, true or false is expected" },
	{ RESET(" latency_us = 60000001;"),
	  "3: reset_domains[0].latency_us: 60000001 is out of range (0 .. 60000000)" },
	{ RESET(" async = 1;"),
	  "3: reset_domains[0].async: is an integer, true or false is expected" },
	{ RESET(" async_latency_us = -1;"),
	  "3: reset_domains[0].async_latency_us: -1 is out of range (0 .. 60000000)" },
	{ RESET(" implementation_states = -1;"),
	  "3: reset_domains[0].implementation_states: -1 is out of range (0 .. 2147483648)" },
	{ RESET(" allow_reset = 1;"),
	  "3: reset_domains[0].allow_reset: is an integer, true or false is expected" },
	{ "system_power = ( );",
	  "1: system_power: is a list ( ), a group { } is expected" },
	{ "system_power = { x = 1; };",
	  "1: system_power.x: " UNKNOWN
	  "allow_set, graceful_timeout_ms, requests" },
	{ "system_power = { allow_set = \"suspend\"; };",
	  "1: system_power.allow_set: an array [ ] of states is expected" },
	{ "system_power = { allow_set = [ \"nap\" ]; };",
	  "1: system_power.allow_set[0]: \"nap\" is not one of: " STATES },
	{ "system_power = { allow_set = [ 1 ]; };",
	  "1: system_power.allow_set[0]: is an integer, a string is expected" },
	{ "system_power = { allow_set = [ \"suspend\",\n\"suspend\" ]; };",
	  "2: system_power.allow_set[1]: is allowed already" },
	{ "system_power = { graceful_timeout_ms = 86400001; };",
	  "1: system_power.graceful_timeout_ms: 86400001 is out of range (0 .. 86400000)" },
	{ REQUEST(" after_ms = 1;"),
	  "1: system_power.requests[0]: has no \"state\"" },
	{ REQUEST(" state = \"suspend\";"),
	  "1: system_power.requests[0]: has no \"after_ms\"" },
	{ REQUEST(" after_ms = 86400001; state = \"suspend\";"),
	  "2: system_power.requests[0].after_ms: 86400001 is out of range (0 .. 86400000)" },
	{ REQUEST(" after_ms = 1; state = \"nap\";"),
	  "2: system_power.requests[0].state: \"nap\" is not one of: " STATES },
	{ REQUEST(" after_ms = 2; state = \"suspend\"; },\n"
		  " { after_ms = 1; state = \"shutdown\";"),
	  "3: system_power.requests[1]: after_ms is below the one before" },
	{ SENSOR(" type = \"smell\";"), NULL },
	{ SENSOR(" value = { shape = \"sine\"; };"),
	  "3: sensors[0].value: has no \"period_ms\"" },
	{ SENSOR(" value = \"1\";"),
	  "3: sensors[0].value: is a string, an integer is expected" },
	{ SENSOR(" range = { min = 1; max = 0; };"),
	  "3: sensors[0].range: min is greater than max" },
	{ SENSOR(" axes = ();"), "3: sensors[0].axes: has no axis" },
	{ SENSOR(" axes = ( { } );"),
	  "3: sensors[0].axes[0]: has no \"name\"" },
	{ SENSOR(" axes = ( { name = \"x\"; } );\n scale = 1;"),
	  "4: sensors[0].scale: belongs into each of \"axes\"" },
	{ SENSOR(" axes = ( { name = \"x\"; },\n { name = \"x\"; } );"),
	  "4: sensors[0].axes[1]: \"x\" is the name of [0] already" },
	{ SENSOR(" reading = \"never\";"),
	  "3: sensors[0].reading: \"never\" is not one of: sync, async, both" },
	{ SENSOR(" trip_points = 17;"),
	  "3: sensors[0].trip_points: 17 is out of range (0 .. 16)" },
	{ SENSOR(" update_intervals_us = [ 999 ];"),
	  "3: sensors[0].update_intervals_us[0]: 999 is out of range (1000 .. 60000000)" },
	{ SENSOR(" update_intervals_us = [ 100001 ];"),
	  "3: sensors[0].update_intervals_us: 100001 is not 1..65535 * a power of ten" },
	{ SENSOR(" update_intervals_us = [ 1000 ];\n update_interval_us = 2000;"),
	  "4: sensors[0].update_interval_us: 2000 is not one of update_intervals_us" },
	{ SENSOR(" update_intervals_us = { min = 2000; max = 1000; step = 1; };"),
	  "3: sensors[0].update_intervals_us: min is greater than max" },
	{ SENSOR(" range = { min = 1; };"),
	  "3: sensors[0].range: has no \"max\"" },
	{ SENSOR(" update_intervals_us = { min = 1000; max = 2000; };"),
	  "3: sensors[0].update_intervals_us: has no \"step\"" },
	{ SENSOR(" axes = 1;"),
	  "3: sensors[0].axes: is an integer, a list ( ) is expected" },
	{ SENSOR(" colour = 1;"), NULL },
	{ VOLTAGE(""),
	  "1: voltage_domains[0]: has neither of \"levels\" and \"range\", give one" },
	{ VOLTAGE(" levels = [ 1 ];\n range = { min = 1; max = 2; };"),
	  "1: voltage_domains[0]: has both \"levels\" and \"range\", give one" },
	{ VOLTAGE(" levels = [ ];"),
	  "3: voltage_domains[0].levels: has 0 members, 1 to 4095 are expected" },
	{ VOLTAGE(" levels = [ 0, -1 ];"),
	  "3: voltage_domains[0].levels[1]: -1 is not above the one before" },
	{ VOLTAGE(" levels = [ -100000001 ];"),
	  "3: voltage_domains[0].levels[0]: -100000001 is out of range (-100000000 .. 100000000)" },
	{ VOLTAGE(" range = { min = -1; max = -2; };"),
	  "3: voltage_domains[0].range: min is greater than max" },
	{ VOLTAGE(" range = { min = -1; };"),
	  "3: voltage_domains[0].range: has no \"max\"" },
	{ VOLTAGE(" range = { min = 0; max = 2; step = 0; };"),
	  "3: voltage_domains[0].range.step: 0 is out of range (1 .. 100000000)" },
	{ VOLTAGE(" range = { min = 0; max = 9; step = 5; };\n level = 4;"),
	  "4: voltage_domains[0].level: 4 is not a level of this domain" },
	{ VOLTAGE(" levels = [ -5, 5 ];\n level = 0;"),
	  "4: voltage_domains[0].level: 0 is not a level of this domain" },
	{ VOLTAGE(" levels = [ 5 ];\n state = \"on\";"), NULL },
	{ "powercap_domains = ( { name = \"p\"; } );",
	  "1: powercap_domains[0]: has no \"caps\"" },
	{ "powercap_domains = ( { name = \"p\"; caps = { min = 0; max = 1; }; } );",
	  "1: powercap_domains[0].caps.min: 0 is out of range (1 .. 4294967295)" },
	{ "powercap_domains = ( { name = \"p\"; caps = { min = 2; max = 1; }; } );",
	  "1: powercap_domains[0].caps: min is greater than max" },
	{ POWERCAP(" cap = 15;"),
	  "4: powercap_domains[0].cap: 15 is not one of caps" },
	{ POWERCAP(" cap = 0;"),
	  "4: powercap_domains[0].cap: 0 is out of range (1 .. 4294967295)" },
	{ POWERCAP(" intervals_us = { min = 999; max = 1000; };"),
	  "4: powercap_domains[0].intervals_us.min: 999 is out of range (1000 .. 60000000)" },
	{ POWERCAP(" interval_us = 2000;"),
	  "4: powercap_domains[0].interval_us: 2000 is not one of intervals_us" },
	{ POWERCAP(" power = -1;"),
	  "4: powercap_domains[0].power: leaves 0 .. 4294967295" },
	{ POWERCAP(" power = 4294967296;"),
	  "4: powercap_domains[0].power: leaves 0 .. 4294967295" },
	{ POWERCAP(" power = { shape = \"sine\"; base = 1; amplitude = 2;\n"
		   "  period_ms = 1; };"),
	  "4: powercap_domains[0].power: leaves 0 .. 4294967295" },
	{ POWERCAP(" power = { shape = \"ramp\"; };"),
	  "4: powercap_domains[0].power: has no \"period_ms\"" },
	{ POWERCAP(" accuracy = 10001;"),
	  "4: powercap_domains[0].accuracy: 10001 is out of range (0 .. 10000)" },
	{ POWERCAP(" parent = \"q\";"),
	  "4: powercap_domains[0].parent: there is no powercap domain \"q\"" },
	{ POWERCAP(" parent = \"p\";"),
	  "4: powercap_domains[0].parent: makes the domain a part of itself" },
	{ POWERCAP(" parent = 1;"),
	  "4: powercap_domains[0].parent: is an integer, a string is expected" },
	{ "powercap_domains = (\n"
	  "{ name = \"p\"; caps = { min = 1; max = 2; }; parent = \"q\"; },\n"
	  "{ name = \"q\"; caps = { min = 1; max = 2; }; parent = \"r\"; },\n"
	  "{ name = \"r\"; caps = { min = 1; max = 2; }; parent = \"q\"; } );",
	  "3: powercap_domains[1].parent: makes the domain a part of itself\n" PATH
	  ":4: powercap_domains[2].parent: makes the domain a part of itself" },
	{ "powercap_domains = ( 1 );",
	  "1: powercap_domains[0]: is an integer, a group { } is expected" },
	{ "voltage_domains = ( { name = \"v\"; levels = [ 1 ]; },\n"
	  "{ name = \"v\"; levels = [ 1 ]; } );",
	  "2: voltage_domains[1]: \"v\" is the name of [0] already" },
	{ "pin_control = ();",
	  "1: pin_control: is a list ( ), a group { } is expected" },
	{ "pin_control = { };", "1: pin_control: has no \"pins\"" },
	{ "pin_control = { pins = ( { } ); };",
	  "1: pin_control.pins[0]: has no \"name\"" },
	{ "pin_control = { pins = ( { name = \"p\"; },\n{ name = \"p\"; } ); };",
	  "2: pin_control.pins[1]: \"p\" is the name of [0] already" },
	{ "pin_control = { pins = ( { name = \"p\";\n"
	  "settings = ( { type = 191; } ); } ); };",
	  "2: pin_control.pins[0].settings[0].type: 191 is out of range (192 .. 255)" },
	{ PINS(" groups = ( { name = \"g\"; } );"),
	  "3: pin_control.groups[0]: has no \"pins\"" },
	{ PINS(" groups = ( { name = \"g\"; pins = [ ]; } );"),
	  "3: pin_control.groups[0].pins: has 0 members, 1 to 512 are expected" },
	{ PINS(" groups = ( { name = \"g\"; pins = \"p\"; } );"),
	  "3: pin_control.groups[0].pins: an array [ ] of pins' names is expected" },
	{ PINS(" groups = ( { name = \"g\"; pins = [ \"q\" ]; } );"),
	  "3: pin_control.groups[0].pins[0]: there is no pin \"q\"" },
	{ PINS(" groups = ( { name = \"g\"; pins = [ \"p\", \"p\" ]; } );"),
	  "3: pin_control.groups[0].pins[1]: is in the list already" },
	{ PINS(" groups = ( { name = \"g\"; pins = [ \"p\" ]; },\n"
	       "{ name = \"g\"; pins = [ \"p\" ]; } );"),
	  "4: pin_control.groups[1]: \"g\" is the name of [0] already" },
	{ PINS(" functions = ( { name = \"f\"; } );"),
	  "3: pin_control.functions[0]: has neither of \"groups\" and \"pins\", give one" },
	{ PINS(" functions = ( { name = \"f\"; groups = [ ]; pins = [ ]; } );"),
	  "3: pin_control.functions[0]: has both \"groups\" and \"pins\", give one" },
	{ PINS(" functions = ( { name = \"f\"; groups = [ \"g\" ]; } );"),
	  "3: pin_control.functions[0].groups[0]: there is no group \"g\"" },
	{ PINS(" functions = ( { name = \"f\"; pins = [ \"q\" ]; } );"),
	  "3: pin_control.functions[0].pins[0]: there is no pin \"q\"" },
	{ PINS(" functions = ( { name = \"f\"; pins = [ \"p\" ]; },\n"
	       "{ name = \"f\"; pins = [ \"p\" ]; } );"),
	  "4: pin_control.functions[1]: \"f\" is the name of [0] already" },
	{ PINS(" colour = 1;"),
	  "3: pin_control.colour: is unknown here; known are: pins, groups, functions" },
};

static void check_mistake(const struct mistake *mistake)
{
	struct scmi_model *model;
	char *errors, want[512];

	model = load(mistake->content, &errors);
	assert_null(model);
	assert_non_null(strchr(errors, '\n'));
	if (mistake->errors) {
		snprintf(want, sizeof(want), PATH ":%s\n", mistake->errors);
		assert_string_equal(errors, want);
	}
	free(errors);
}

static void each_mistake_is_named_with_its_place(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		check_mistake(&mistakes[i]);
}

static void more_resources_than_there_is_room_for_are_refused(void **state)
{
	char *content, *errors;
	size_t i, len;
	FILE *out = open_memstream(&content, &len);

	(void)state;
	fputs("power_domains = (", out);
	for (i = 0; i <= MODEL_RESOURCES_MAX; i++)
		fprintf(out, "%s{ name = \"p%zu\"; }", i ? "," : "", i);
	fputs(");", out);
	fclose(out);
	assert_null(load(content, &errors));
	assert_string_equal(
		errors,
		PATH ":1: power_domains: has 513 members, 512 are the most\n");
	free(errors);
	free(content);
}

static void all_mistakes_are_told_at_once(void **state)
{
	const char *content = "clocks = ( {\n name = 1;\n rate = \"a\";\n"
			      " colour = 2; } );\nsensors = 5;\nx = 1;";
	char *errors, *at;
	size_t lines = 0;

	(void)state;
	assert_null(load(content, &errors));
	for (at = errors; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 5);
	assert_non_null(strstr(errors, PATH ":2: clocks[0].name: "));
	assert_non_null(strstr(errors, PATH ":3: clocks[0].rate: "));
	assert_non_null(strstr(errors, PATH ":4: clocks[0].colour: "));
	assert_non_null(strstr(errors, PATH ":5: sensors: "));
	assert_non_null(strstr(errors, PATH ":6: x: "));
	free(errors);
}

static void check_unreadable(const char *path, const char *want)
{
	char *errors;
	size_t len;
	FILE *err = open_memstream(&errors, &len);

	assert_null(config_load(path, err));
	fclose(err);
	assert_string_equal(errors, want);
	free(errors);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
	(void)state;
	check_unreadable("/no/such",
			 "/no/such: cannot be read: No such file or directory\n");
	check_unreadable("/", "/: cannot be read: Is a directory\n");
	check_unreadable("/dev/zero",
			 "/dev/zero: is larger than 1048576 bytes\n");
}

static void binary_files_are_refused(void **state)
{
	FILE *file = fopen(PATH, "w");

	(void)state;
	fwrite("a\0b", 1, 3, file);
	fclose(file);
	check_unreadable(PATH, PATH ": is no text: it has a NUL byte\n");
	unlink(PATH);
}

/* Messages have the file's path: a short one is had in a place of its own. */
static int enter_directory(void **state)
{
	char *directory = strdup("/tmp/scmi-config-XXXXXX");

	*state = directory;
	return !mkdtemp(directory) || chdir(directory);
}

static int leave_directory(void **state)
{
	char *directory = *state;
	int failed = chdir("/") || rmdir(directory);

	free(directory);
	return failed;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_configuration_is_good),
		cmocka_unit_test(an_empty_file_is_a_platform_without_resources),
		cmocka_unit_test(clocks_are_what_the_file_says),
		cmocka_unit_test(domains_are_what_the_file_says),
		cmocka_unit_test(sensors_are_what_the_file_says),
		cmocka_unit_test(reset_domains_are_what_the_file_says),
		cmocka_unit_test(voltages_are_what_the_file_says),
		cmocka_unit_test(powercaps_are_what_the_file_says),
		cmocka_unit_test(pins_are_what_the_file_says),
		cmocka_unit_test(system_power_is_what_the_file_says),
		cmocka_unit_test(
			an_empty_group_is_a_system_that_no_agent_controls),
		cmocka_unit_test(each_mistake_is_named_with_its_place),
		cmocka_unit_test(
			more_resources_than_there_is_room_for_are_refused),
		cmocka_unit_test(all_mistakes_are_told_at_once),
		cmocka_unit_test(a_file_that_cannot_be_read_says_why),
		cmocka_unit_test(binary_files_are_refused),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}

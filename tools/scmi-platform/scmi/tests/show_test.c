// SPDX-License-Identifier: GPL-2.0-only
/*
 * What people are told: the states of resources, and what an agent has set.
 */
#include "fixture.h"

#include <stdlib.h>

/* Return: all lines about a protocol; to be freed. */
static char *resources(struct fixture *f, const char *protocol)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_true(scmi_show_resources(f->model, protocol, f->now, out));
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Return: all lines about the agent; to be freed. */
static char *views(struct fixture *f)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	scmi_show_agent(f->agent, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void expect_text(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	free(text);
}

static void expect_line(char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("no \"%s\" in: %s", line, text);
	free(text);
}

static void resources_are_shown_as_they_are(void **state)
{
	static const struct {
		const char *protocol;
		const char *text;
	} cases[] = {
		{ "base", "" },
		{ "power domain",
		  "power domain 0 name=cpu state=on\n"
		  "power domain 1 name=gpu_and_its_memory state=off\n" },
		{ "system power", "" },
		{ "performance",
		  "performance 0 name=cpu level=10 max=30 min=10\n"
		  "performance 1 name=gpu_and_its_memory level=10 max=20 min=10\n"
		  "performance 2 name=bus level=10 max=10 min=10\n" },
		{ "clock",
		  "clock 0 name=osc enabled=yes rate=24000000\n"
		  "clock 1 name=pll enabled=no rate=500000000\n"
		  "clock 2 name=display_pixel_clock enabled=no rate=5000000 parent=pll\n" },
		{ "sensor", "sensor 0 name=soc_temperature_sensor value=0\n"
			    "sensor 1 name=power value=1500000\n"
			    "sensor 2 name=accelerometer value=1,-2,3\n"
			    "sensor 3 name=slow value=77\n"
			    "sensor 4 name=off value=0\n" },
		{ "reset domain",
		  "reset domain 0 name=cpu asserted=no\n"
		  "reset domain 1 name=usb asserted=no\n"
		  "reset domain 2 name=gpu_and_its_memory asserted=yes\n" },
		{ "voltage domain",
		  "voltage domain 0 name=io enabled=yes level=1800000\n"
		  "voltage domain 1 name=cpu enabled=yes level=900000\n"
		  "voltage domain 2 name=bias_of_the_display enabled=no level=0\n" },
		{ "powercap",
		  "powercap 0 name=soc cap=8000 interval=10000 power=6000\n"
		  "powercap 1 name=cpu_cluster_and_its_cache cap=0 interval=10000 power=4357\n"
		  "powercap 2 name=modem cap=0 interval=10000\n" },
		{ "pin control",
		  "pin control 0 name=a setting4=1 setting10=4 setting14=1\n"
		  "pin control 1 name=b setting4=1 setting10=4 setting14=1\n"
		  "pin control 2 name=pin_that_is_bare\n" },
	};
	size_t i;

	assert_int_equal(ARRAY_SIZE(cases), scmi_n_protocols);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		expect_text(resources(*state, cases[i].protocol),
			    cases[i].text);
}

static void all_protocols_are_shown_together(void **state)
{
	expect_line(resources(*state, ""), "power domain 0 name=cpu");
	expect_line(resources(*state, ""), "pin control 2 name=");
}

static void protocol_that_is_none_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_false(scmi_show_resources(f->model, "clocks", f->now, stderr));
}

static void an_agent_has_set_nothing_at_first(void **state)
{
	expect_text(views(*state), "");
}

static void what_an_agent_sets_is_shown_of_both(void **state)
{
	static const struct {
		uint8_t protocol;
		uint8_t id;
		uint32_t words[4];
		size_t n;
		const char *view;
		const char *protocol_name;
		const char *resource;
	} cases[] = {
		{ SCMI_POWER,
		  0x04,
		  { 0, POWER_SLOW, MODEL_POWER_ON },
		  3,
		  "power domain 1 name=gpu_and_its_memory vote=on\n",
		  "power domain",
		  "name=gpu_and_its_memory state=on\n" },
		{ SCMI_POWER,
		  0x06,
		  { POWER_FIXED, 1 },
		  2,
		  "power domain 0 name=cpu notify-changed\n",
		  "power domain",
		  "" },
		{ SCMI_SYSTEM,
		  0x05,
		  { 1 },
		  1,
		  "system power 0 name=system notify\n",
		  "system power",
		  "" },
		{ SCMI_SYSTEM,
		  0x03,
		  { 1, MODEL_SYSTEM_SHUTDOWN },
		  2,
		  "name=system notify shutdown-forced-later\n",
		  "system power",
		  "" },
		{ SCMI_SYSTEM,
		  0x03,
		  { 0, MODEL_SYSTEM_SUSPEND },
		  2,
		  "name=system state=suspend notify\n",
		  "system power",
		  "" },
		{ SCMI_PERF,
		  0x05,
		  { PERF_VALUES, 20, 20 },
		  3,
		  "performance 0 name=cpu max=20 min=20\n",
		  "performance",
		  "name=cpu level=20 max=20 min=20\n" },
		{ SCMI_PERF,
		  0x07,
		  { PERF_VALUES, 20 },
		  2,
		  "performance 0 name=cpu max=20 min=20 level=20\n",
		  "performance",
		  "" },
		{ SCMI_CLOCK,
		  0x07,
		  { CLOCK_RANGE, 1, 0 },
		  3,
		  "clock 1 name=pll vote=on\n",
		  "clock",
		  "name=pll enabled=yes" },
		{ SCMI_CLOCK,
		  0x07,
		  { CLOCK_RANGE, 0, 0 },
		  3,
		  "clock 1 name=pll vote=off\n",
		  "clock",
		  "name=pll enabled=no" },
		{ SCMI_CLOCK,
		  0x0a,
		  { CLOCK_LIST, 1 },
		  2,
		  "clock 2 name=display_pixel_clock notify-requested\n",
		  "clock",
		  "" },
		{ SCMI_SENSOR,
		  0x05,
		  { SENSOR_TEMP, 1 << 4 | 3, 500, 0 },
		  4,
		  "name=soc_temperature_sensor trip1=500+-\n",
		  "sensor",
		  "" },
		{ SCMI_SENSOR,
		  0x0a,
		  { SENSOR_OFF, 1 },
		  2,
		  "sensor 4 name=off enabled=yes\n",
		  "sensor",
		  "" },
		{ SCMI_RESET,
		  0x04,
		  { RESET_SLOW, 0, 0 },
		  3,
		  "name=gpu_and_its_memory vote=on\n",
		  "reset domain",
		  "name=gpu_and_its_memory asserted=no\n" },
		{ SCMI_RESET,
		  0x05,
		  { RESET_SYNC, 1 },
		  2,
		  "reset domain 1 name=usb notify\n",
		  "reset domain",
		  "" },
		{ SCMI_VOLTAGE,
		  0x07,
		  { VOLTAGE_RANGE, 0, 700000 },
		  3,
		  "voltage domain 1 name=cpu level=700000\n",
		  "voltage domain",
		  "name=cpu enabled=yes level=700000\n" },
		{ SCMI_POWERCAP,
		  0x05,
		  { POWERCAP_SOC, 0, 5000 },
		  3,
		  "powercap 0 name=soc cap=5000\n",
		  "powercap",
		  "name=soc cap=5000 interval=10000 power=5000\n" },
		{ SCMI_POWERCAP,
		  0x0b,
		  { POWERCAP_SOC, 1, 3, 9 },
		  4,
		  "name=soc cap=5000 notify-power=3..9\n",
		  "powercap",
		  "" },
		{ SCMI_POWERCAP,
		  0x07,
		  { POWERCAP_SOC, 0, 20000 },
		  3,
		  " interval=20000",
		  "powercap",
		  " interval=20000" },
		{ SCMI_PINCTRL,
		  0x07,
		  { GROUP_AB, 1 },
		  2,
		  "pin control 0 name=a requested\n"
		  "pin control 1 name=b requested\n",
		  "pin control",
		  "" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(fixture_send(f, cases[i].protocol, cases[i].id,
					      cases[i].words, cases[i].n),
				 SCMI_SUCCESS);
		expect_line(views(f), cases[i].view);
		expect_line(resources(f, cases[i].protocol_name),
			    cases[i].resource);
	}
	scmi_agent_reset(f->agent, true);
	expect_text(views(f), "");
}

static void expect_events(struct fixture *f, const char *expected)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	scmi_show_events(f->agent, out);
	assert_int_equal(fclose(out), 0);
	expect_text(text, expected);
}

static void events_are_counted(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	expect_events(f, " p2a=yes jobs=0 waiting=0 lost=0");
	send_words(f, SCMI_RESET, 0x05, RESET_SYNC, 1);
	for (i = 0; i < SCMI_NOTES_MAX + 3; i++)
		send_words(f, SCMI_RESET, 0x04, RESET_SYNC, 1, 0);
	send_words(f, SCMI_RESET, 0x04, RESET_SLOW, 5, 0);
	expect_events(f, " p2a=yes jobs=1 waiting=1024 lost=3");
	scmi_agent_reset(f->agent, false);
	expect_events(f, " p2a=no jobs=0 waiting=0 lost=0");
}

static void function_of_a_pin_is_shown(void **state)
{
	struct fixture *f = *state;

	f->model->pins[PIN_BARE].function = FUNCTION_UART;
	expect_line(resources(f, "pin control"),
		    "name=pin_that_is_bare function=uart\n");
}

/* The longest that there can be: no row may be cut. */
static void a_sensor_with_all_trip_points_is_shown_whole(void **state)
{
	struct fixture *f = *state;
	struct scmi_sensor_view *view = &f->agent->sensors[SENSOR_TEMP];
	size_t i;

	f->model->sensors[SENSOR_TEMP].trip_points = MODEL_TRIP_POINTS_MAX;
	for (i = 0; i < MODEL_TRIP_POINTS_MAX; i++)
		view->trips[i] = (struct scmi_trip){ INT64_MIN, 3 };
	view->interval_us = UINT32_MAX;
	view->enabled = false;
	view->timestamps = true;
	view->notify_trips = true;
	view->notify_updates = true;
	expect_line(views(f), " trip15=-9223372036854775808+-\n");
}

static void what_does_not_fit_is_cut(void **state)
{
	struct show s = { .len = 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 2 * SHOW_SIZE; i++)
		show_put(&s, " x");
	assert_int_equal(s.len, SHOW_SIZE - 1);
	assert_int_equal(strlen(s.text), SHOW_SIZE - 1);
}

/* POWER_STATE_CHANGED (DEN0056, 4.3.3.1) by the platform */
static void the_platform_switches_what_nobody_votes_for(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_POWER, 0x06, POWER_SLOW, 1);
	assert_true(scmi_power_set(f->model, f->now, POWER_SLOW, true));
	expect_event(f, NOTE(SCMI_POWER, 0), 0, POWER_SLOW, MODEL_POWER_ON);
	assert_true(scmi_power_set(f->model, f->now, POWER_SLOW, true));
	assert_false(next_event(f));
	send_words(f, SCMI_POWER, 0x04, 0, POWER_SLOW, MODEL_POWER_ON);
	assert_true(scmi_power_set(f->model, f->now, POWER_SLOW, false));
	assert_false(next_event(f));
	assert_false(scmi_power_set(f->model, f->now, 2, true));
}

/* RESET_ISSUED (DEN0056, 4.8.4.1) by the platform */
static void the_platform_resets_whoever_uses_it(void **state)
{
	struct fixture *f = *state;

	send_words(f, SCMI_RESET, 0x05, RESET_SYNC, 1);
	send_words(f, SCMI_RESET, 0x04, RESET_SYNC, 0, 0);
	assert_true(scmi_reset_issue(f->model, f->now, RESET_SYNC));
	expect_event(f, NOTE(SCMI_RESET, 0), 0, RESET_SYNC, 0);
	assert_false(scmi_reset_issue(f->model, f->now, 3));
	assert_false(next_event(f));
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(resources_are_shown_as_they_are),
		T(all_protocols_are_shown_together),
		T(protocol_that_is_none_is_refused),
		T(an_agent_has_set_nothing_at_first),
		T(what_an_agent_sets_is_shown_of_both),
		T(events_are_counted),
		T(function_of_a_pin_is_shown),
		T(a_sensor_with_all_trip_points_is_shown_whole),
		T(what_does_not_fit_is_cut),
		T(the_platform_switches_what_nobody_votes_for),
		T(the_platform_resets_whoever_uses_it),
	};

	return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}

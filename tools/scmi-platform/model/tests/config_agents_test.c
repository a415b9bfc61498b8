// SPDX-License-Identifier: GPL-2.0-only
/*
 * Agents in configuration files: what they are granted, and how each mistake is
 * named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../config.h"
#include "../grant.h"
#include "../../util.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* REQ */

#define PATH "scmi-config-agents-test.conf"

#define CLOCKS                                       \
	"clocks = ( { name = \"a\"; rates = [1]; }," \
	" { name = \"b\"; rates = [1]; } );\n"

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

static void expect_grant(const struct model_agent *agent, enum model_kind kind,
			 size_t i, uint32_t id, enum model_right right)
{
	assert_true(i < agent->grants[kind].n);
	assert_int_equal(agent->grants[kind].list[i].id, id);
	assert_int_equal(agent->grants[kind].list[i].right, right);
}

static void without_agents_the_file_says_nothing_of_them(void **state)
{
	struct scmi_model *model = load_good(CLOCKS);

	(void)state;
	assert_null(model->configured);
	assert_int_equal(model->n_configured, 0);
	scmi_model_free(model);
}

static void grants_keep_their_order_and_their_rights(void **state)
{
	struct scmi_model *model = load_good(
		"agents = ( { name = \"vm0\"; socket = \"/run/vm0\"; clocks = (\n"
		"{ name = \"b\"; right = \"read\"; }, \"a\" ); },\n"
		"{ name = \"vm1\"; clocks = (\n"
		"{ name = \"a\"; right = \"see\"; } ); } );\n" CLOCKS);
	const struct model_agent *agents = model->configured;

	(void)state;
	assert_int_equal(model->n_configured, 2);
	assert_string_equal(agents[0].name, "vm0");
	assert_string_equal(agents[0].socket, "/run/vm0");
	assert_int_equal(agents[0].grants[MODEL_KIND_CLOCK].n, 2);
	expect_grant(&agents[0], MODEL_KIND_CLOCK, 0, 1, MODEL_RIGHT_READ);
	expect_grant(&agents[0], MODEL_KIND_CLOCK, 1, 0, MODEL_RIGHT_CONTROL);
	assert_null(agents[1].socket);
	assert_int_equal(agents[1].grants[MODEL_KIND_CLOCK].n, 1);
	expect_grant(&agents[1], MODEL_KIND_CLOCK, 0, 0, MODEL_RIGHT_SEE);
	scmi_model_free(model);
}

static void each_kind_of_resource_can_be_granted(void **state)
{
	struct scmi_model *model = load_good(
		CLOCKS
		"power_domains = ( { name = \"p\"; } );\n"
		"perf_domains = ( { name = \"f\"; levels = ( { perf = 1; } ); } );\n"
		"sensors = ( { name = \"s\"; } );\n"
		"reset_domains = ( { name = \"r\"; } );\n"
		"voltage_domains = ( { name = \"v\"; levels = [ 1 ]; } );\n"
		"powercap_domains = ( { name = \"c\"; caps = { min = 1; max = 1; }; } );\n"
		"pin_control = { pins = ( { name = \"n\"; } );\n"
		"groups = ( { name = \"g\"; pins = [ \"n\" ]; } );\n"
		"functions = ( { name = \"u\"; groups = [ \"g\" ]; } ); };\n"
		"agents = ( { name = \"vm0\"; clocks = ( \"a\" );\n"
		"power_domains = ( \"p\" ); perf_domains = ( \"f\" );\n"
		"sensors = ( \"s\" ); reset_domains = ( \"r\" );\n"
		"voltage_domains = ( \"v\" ); powercap_domains = ( \"c\" );\n"
		"pins = ( \"n\" ); pin_groups = ( \"g\" );\n"
		"pin_functions = ( \"u\" ); } );\n");
	enum model_kind kind;

	(void)state;
	for (kind = 0; kind < MODEL_KINDS; kind++) {
		assert_int_equal(model->configured[0].grants[kind].n, 1);
		expect_grant(model->configured, kind, 0, 0,
			     MODEL_RIGHT_CONTROL);
	}
	scmi_model_free(model);
}

static void an_agents_system_is_its_own_or_as_for_all(void **state)
{
	struct scmi_model *model = load_good(
		"system_power = { graceful_timeout_ms = 7; };\n"
		"agents = ( { name = \"vm0\"; }, { name = \"vm1\"; system_power =\n"
		"{ allow_set = [ \"suspend\" ]; requests =\n"
		"( { after_ms = 1; state = \"shutdown\"; } ); }; } );");
	const struct model_agent *agents = model->configured;

	(void)state;
	assert_false(agents[0].has_system);
	assert_true(agents[1].has_system);
	assert_true(agents[1].system.offered);
	assert_int_equal(agents[1].system.allowed, 1u << MODEL_SYSTEM_SUSPEND);
	assert_int_equal(agents[1].system.graceful_timeout_ms, 0);
	assert_int_equal(agents[1].system.n_requests, 1);
	assert_int_equal(model->system.graceful_timeout_ms, 7);
	scmi_model_free(model);
}

static void limits_are_what_the_file_says(void **state)
{
	struct scmi_model *model = load_good(
		"agents = ( { name = \"vm0\"; }, { name = \"vm1\"; commands_per_s\n"
		"= 1000; burst = 5; events_max = 7; } );");
	const struct model_agent *agents = model->configured;

	(void)state;
	assert_int_equal(agents[0].commands_per_s, 0);
	assert_int_equal(agents[0].burst, 64);
	assert_int_equal(agents[0].events_max, 1024);
	assert_int_equal(agents[1].commands_per_s, 1000);
	assert_int_equal(agents[1].burst, 5);
	assert_int_equal(agents[1].events_max, 7);
	scmi_model_free(model);
}

static void devices_are_sets_of_resources(void **state)
{
	struct scmi_model *model = load_good(
		"devices = ( { name = \"uart\"; clocks = [ \"b\" ]; },\n"
		"{ name = \"soc\"; clocks = [ \"b\", \"a\" ]; power_domains = [ \"p\" ]; } );\n"
		"agents = ( { name = \"vm0\"; management = true; },\n"
		"{ name = \"vm1\"; denied = [ \"soc\" ]; } );\n"
		"power_domains = ( { name = \"p\"; } );\n" CLOCKS);
	const struct model_members *members = model->devices[1].members;

	(void)state;
	assert_int_equal(model->n_devices, 2);
	assert_string_equal(model->devices[0].name, "uart");
	assert_int_equal(members[MODEL_KIND_CLOCK].n, 2);
	assert_int_equal(members[MODEL_KIND_CLOCK].ids[0], 1);
	assert_int_equal(members[MODEL_KIND_POWER].n, 1);
	assert_int_equal(members[MODEL_KIND_PERF].n, 0);
	assert_true(model->configured[0].management);
	assert_int_equal(model->configured[0].denied.n, 0);
	assert_false(model->configured[1].management);
	assert_int_equal(model->configured[1].denied.n, 1);
	assert_int_equal(model->configured[1].denied.ids[0], 1);
	scmi_model_free(model);
}

#define DEVICE(settings) \
	"devices = ( { name = \"d\"; " settings " } );\n" CLOCKS
#define UNKNOWN "is unknown here; known are: "
#define OF_AGENTS \
	"name, socket, management, denied, commands_per_s, burst, events_max, "
#define KINDS "clocks, power_domains, perf_domains, sensors, reset_domains, "
#define MORE_KINDS \
	"voltage_domains, powercap_domains, pins, pin_groups, pin_functions, "
#define AGENT(settings) \
	"agents = ( { name = \"x\";\n" settings "\n} );\n" CLOCKS
#define LONG16 "0123456789abcdef"
#define LONG54 LONG16 LONG16 LONG16 "012345"

/* What is expected is the end of the first line, behind the path. */
static const struct {
	const char *content, *error;
} mistakes[] = {
	{ "agents = { };",
	  "1: agents: is a group { }, a list ( ) is expected" },
	{ "agents = ( );", "1: agents: has no agent" },
	{ "agents = ( 1 );",
	  "1: agents[0]: is an integer, a group { } is expected" },
	{ "agents = ( { } );", "1: agents[0]: has no \"name\"" },
	{ "agents = ( { name = \"" LONG16 "\"; } );",
	  "1: agents[0].name: has 16 bytes, 1 to 15 are expected" },
	{ "agents = ( { name = \"a b\"; } );",
	  "1: agents[0].name: \"a b\": only letters, digits, _ . : + -" },
	{ "agents = ( { name = \"x\"; },\n{ name = \"x\"; } );",
	  "2: agents[1]: \"x\" is the name of [0] already" },
	{ AGENT("sokcet = \"/x\";"),
	  "2: agents[0].sokcet: " UNKNOWN OF_AGENTS KINDS MORE_KINDS
	  "system_power" },
	{ AGENT("socket = 1;"),
	  "2: agents[0].socket: is an integer, a string is expected" },
	{ AGENT("socket = \"vm0.sock\";"),
	  "2: agents[0].socket: \"vm0.sock\" is not an absolute path" },
	{ AGENT("socket = \"\";"),
	  "2: agents[0].socket: \"\" is not an absolute path" },
	{ AGENT("socket = \"/" LONG54 LONG54 "\";"),
	  "2: agents[0].socket: is longer than 107 bytes" },
	{ "agents = ( { name = \"x\"; socket = \"/s\"; },\n"
	  "{ name = \"y\"; socket = \"/s\"; } );",
	  "2: agents[1]: \"/s\" is the socket of [0] already" },
	{ AGENT("clocks = [ \"a\" ];"),
	  "2: agents[0].clocks: is an array [ ], a list ( ) is expected" },
	{ AGENT("clocks = ( 1 );"),
	  "2: agents[0].clocks[0]: is an integer, a group { } is expected" },
	{ AGENT("clocks = ( \"c\" );"),
	  "2: agents[0].clocks[0]: there is no clock \"c\"" },
	{ AGENT("clocks = ( { right = \"see\"; } );"),
	  "2: agents[0].clocks[0]: has no \"name\"" },
	{ AGENT("clocks = ( { name = \"c\"; } );"),
	  "2: agents[0].clocks[0].name: there is no clock \"c\"" },
	{ AGENT("clocks = ( { name = \"a\"; right = \"own\"; } );"),
	  "2: agents[0].clocks[0].right: \"own\" is not one of: see, read, control" },
	{ AGENT("clocks = ( \"a\",\n{ name = \"a\"; right = \"see\"; } );"),
	  "3: agents[0].clocks[1]: is in the list already" },
	{ AGENT("power_domains = ( \"a\" );"),
	  "2: agents[0].power_domains[0]: there is no power domain \"a\"" },
	{ AGENT("commands_per_s = 0;"),
	  "2: agents[0].commands_per_s: 0 is out of range (1 .. 1000000)" },
	{ AGENT("burst = 0;"),
	  "2: agents[0].burst: 0 is out of range (1 .. 10000)" },
	{ AGENT("events_max = 1025;"),
	  "2: agents[0].events_max: 1025 is out of range (1 .. 1024)" },
	{ AGENT("denied = [ \"x\" ];"),
	  "2: agents[0].denied[0]: there is no device \"x\"" },
	{ AGENT("management = 1;"),
	  "2: agents[0].management: is an integer, true or false is expected" },
	{ "devices = ( { clocks = [ \"a\" ]; } );\n" CLOCKS,
	  "1: devices[0]: has no \"name\"" },
	{ DEVICE("clocks = [ \"c\" ];"),
	  "1: devices[0].clocks[0]: there is no clock \"c\"" },
	{ DEVICE("clocks = ( { name = \"a\"; } );"),
	  "1: devices[0].clocks[0]: is a group { }, a string is expected" },
	{ "devices = ( { name = \"d\"; },\n{ name = \"d\"; } );",
	  "2: devices[1]: \"d\" is the name of [0] already" },
	{ AGENT("system_power = { x = 1; };"),
	  "2: agents[0].system_power.x: " UNKNOWN
	  "allow_set, graceful_timeout_ms, requests" },
};

static void each_mistake_is_named_with_its_place(void **state)
{
	struct scmi_model *model;
	char *errors, *end, want[512];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(mistakes); i++) {
		model = load(mistakes[i].content, &errors);
		assert_null(model);
		end = strchr(errors, '\n');
		assert_non_null(end);
		*end = '\0';
		snprintf(want, sizeof(want), PATH ":%s", mistakes[i].error);
		assert_string_equal(errors, want);
		free(errors);
	}
}

static void more_agents_than_there_is_room_for_are_refused(void **state)
{
	char *content, *errors;
	size_t i, len;
	FILE *out = open_memstream(&content, &len);

	(void)state;
	fputs("agents = (", out);
	for (i = 0; i <= MODEL_AGENTS_MAX; i++)
		fprintf(out, "%s{ name = \"vm%zu\"; }", i ? "," : "", i);
	fputs(");", out);
	fclose(out);
	assert_null(load(content, &errors));
	assert_non_null(
		strstr(errors, "agents: has 65 members, 64 are the most"));
	free(errors);
	free(content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_agents_the_file_says_nothing_of_them),
		cmocka_unit_test(grants_keep_their_order_and_their_rights),
		cmocka_unit_test(each_kind_of_resource_can_be_granted),
		cmocka_unit_test(an_agents_system_is_its_own_or_as_for_all),
		cmocka_unit_test(limits_are_what_the_file_says),
		cmocka_unit_test(devices_are_sets_of_resources),
		cmocka_unit_test(each_mistake_is_named_with_its_place),
		cmocka_unit_test(
			more_agents_than_there_is_room_for_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

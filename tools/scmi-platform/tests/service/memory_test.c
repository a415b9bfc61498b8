// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is short: each allocation of the platform fails once, and its
 * user says so and leaves nothing behind. The linker puts what is here in place
 * of the C library's (see the Makefile).
 */
#include "log.h"
#include "model/config.h"
#include "scmi/scmi.h"
#include "scmi_hdr.h"
#include "service.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Allocations until one fails, that one included; 0: none does. */
static unsigned int countdown;

static bool fails(void)
{
	if (!countdown || --countdown)
		return false;
	errno = ENOMEM;
	return true;
}

#define WRAP(type, name, params, args)                      \
	type __real_##name params;                          \
	type __wrap_##name params;                          \
	type __wrap_##name params                           \
	{                                                   \
		return fails() ? NULL : __real_##name args; \
	}

WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, reallocarray, (void *p, size_t n, size_t size), (p, n, size))
WRAP(char *, strdup, (const char *s), (s))
WRAP(char *, strndup, (const char *s, size_t n), (s, n))
WRAP(FILE *, open_memstream, (char **at, size_t *len), (at, len))

/* What needs memory that a good file does not. */
static const char extraordinary[] =
	"clocks = ( { name = \"a\"; rates = [ 1 ];\n"
	"  rate = 99999999999999999999; } );\n";

/* Return: the model of @path, and what was said, to be freed. */
static struct scmi_model *load(const char *path, unsigned int nth, char **said)
{
	struct scmi_model *model;
	size_t len;
	FILE *err = open_memstream(said, &len);

	assert_non_null(err);
	countdown = nth;
	model = config_load(path, err);
	fclose(err);
	return model;
}

static void check_configuration(const char *path)
{
	struct scmi_model *model = NULL;
	unsigned int nth;
	char *said;

	for (nth = 1; !model; nth++) {
		model = load(path, nth, &said);
		if (!model)
			assert_non_null(strstr(said, "memory"));
		else
			assert_string_equal(said, "");
		free(said);
	}
	/* It was not one of the first that was enough. */
	assert_true(nth > 20);
	countdown = 0;
	scmi_model_free(model);
	scmi_model_free(NULL);
}

static void configuration_says_that_memory_is_short(void **state)
{
	(void)state;
	check_configuration(SCMI_PLATFORM_DEFAULT_CONFIG);
	/* One with agents */
	check_configuration(SCMI_PLATFORM_EXAMPLES "/two-vms.conf");
}

static void what_is_wrong_is_told_when_memory_suffices(void **state)
{
	const char *path = "/tmp/scmi-memory-test.conf";
	FILE *file = fopen(path, "w");
	bool enough = false;
	unsigned int nth;
	char *said;

	(void)state;
	assert_non_null(file);
	fputs(extraordinary, file);
	fclose(file);
	for (nth = 1; !enough; nth++) {
		assert_null(load(path, nth, &said));
		enough = strstr(said, "99999999999999999999");
		assert_true(enough || strstr(said, "memory"));
		free(said);
	}
	countdown = 0;
	remove(path);
}

static void agent_is_not_made_in_part(void **state)
{
	struct scmi_model *model =
		config_load(SCMI_PLATFORM_DEFAULT_CONFIG, stderr);
	struct scmi_agent *agent = NULL;
	unsigned int nth;

	(void)state;
	for (nth = 1; !agent; nth++) {
		countdown = nth;
		errno = 0;
		agent = scmi_agent_open(model);
		assert_true(agent || errno == ENOMEM);
		assert_ptr_equal(model->agents[0], agent);
	}
	assert_true(nth > 2);
	countdown = 0;
	scmi_agent_close(agent);
	scmi_agent_close(NULL);
	scmi_model_free(model);
}

static void device_and_back_end_are_not_made(void **state)
{
	const struct vhost_user_config config = { .path = "/tmp/scmi-memory" };

	(void)state;
	log_set_level(LOG_SILENT);
	countdown = 1;
	assert_null(glue_open(NULL, NULL, NULL));
	countdown = 1;
	assert_null(vhost_user_open(&config));
	assert_int_equal(countdown, 0);
}

static void fault_is_not_added_in_part(void **state)
{
	struct fault_set set = { 0 };
	unsigned int nth;

	(void)state;
	for (nth = 1; nth <= 2; nth++) {
		countdown = nth;
		assert_int_equal(fault_add(&set, "do=drop", stderr), -ENOMEM);
		assert_null(set.rules);
	}
	assert_int_equal(fault_add(&set, "do=drop", stderr), 0);
	fault_clear(&set);
}

/* CLOCK_RATE_SET (DEN0056, 4.6.2.6), asynchronous */
static void set_rate(struct front_end *fe)
{
	static const uint32_t words[] = { 0x14u << 10 | 0x05, 1, 1, 500000000,
					  0 };
	uint8_t req[sizeof(words)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		scmi_store32(req + 4 * i, words[i]);
	service_send(fe, 0, req, sizeof(req), 64);
}

/* The rule needs memory for what this command causes, and gets none. */
static void check_fault(const char *spec)
{
	static struct service s;
	static struct guest guest;
	struct front_end fe = { .loop = &s.loop, .guest = &guest };

	service_open(&s, 1);
	assert_int_equal(fault_add(&s.faults, spec, stderr), 0);
	guest_init(&guest, 16);
	fe_connect(&fe, s.agents[0].path);
	fe_start(&fe, FE_FEATURES);
	guest_add(&guest, 1, 0, NULL, 0, 64);
	fe_kick(&fe, 1);
	countdown = 1;
	set_rate(&fe);
	fe_pump_ms(&fe, 20);
	assert_int_equal(countdown, 0);
	fe_disconnect(&fe);
	guest_reset_rings(&guest);
	fault_clear(&s.faults);
	assert_true(service_answers(&s, 0, &guest));
	service_close(&s);
	guest_exit(&guest);
}

static void fault_without_memory_harms_nothing_else(void **state)
{
	(void)state;
	check_fault("do=delay:1");
	check_fault("do=hold:2");
	check_fault("do=delayed-twice");
	check_fault("do=event-burst:2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(configuration_says_that_memory_is_short),
		cmocka_unit_test(what_is_wrong_is_told_when_memory_suffices),
		cmocka_unit_test(agent_is_not_made_in_part),
		cmocka_unit_test(device_and_back_end_are_not_made),
		cmocka_unit_test(fault_is_not_added_in_part),
		cmocka_unit_test(fault_without_memory_harms_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

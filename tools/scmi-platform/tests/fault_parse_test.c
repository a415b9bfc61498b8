// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules for faults, as users write them.
 */
#include "fault.h"
#include "util.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fault_rule *parse(struct fault_set *set, const char *spec)
{
	assert_int_equal(fault_add(set, spec, stderr), 0);
	return set->rules;
}

static void rule_has_defaults(void **state)
{
	struct fault_set set = { 0 };
	const struct fault_rule *rule = parse(&set, "do=drop");

	(void)state;
	assert_int_equal(rule->what, FAULT_DROP);
	assert_int_equal(rule->where, FAULT_AT_COMMAND);
	assert_int_equal(rule->proto, FAULT_ANY);
	assert_int_equal(rule->msg, FAULT_ANY);
	assert_int_equal(rule->skip, 0);
	assert_int_equal(rule->count, 1);
	assert_true(rule->chance == UINT64_C(1) << 32);
	fault_clear(&set);
	assert_null(set.rules);
}

static void rule_is_read_in_any_order(void **state)
{
	struct fault_set set = { 0 };
	const char *spec =
		"do=event-short:3,seed=9,p=0.5,count=always,skip=4,msg=7,proto=20";
	const struct fault_rule *rule = parse(&set, spec);

	(void)state;
	assert_int_equal(rule->what, FAULT_SHORT);
	assert_int_equal(rule->where, FAULT_AT_EVENT);
	assert_int_equal(rule->arg, 3);
	assert_int_equal(rule->proto, 0x14);
	assert_int_equal(rule->msg, 7);
	assert_int_equal(rule->skip, 4);
	assert_true(rule->count == UINT64_MAX);
	assert_true(rule->chance == UINT64_C(1) << 31);
	assert_int_equal(rule->random, 9);
	fault_clear(&set);
}

static void rules_are_kept_in_order(void **state)
{
	struct fault_set set = { 0 };

	(void)state;
	parse(&set, "do=drop");
	parse(&set, "do=zeros");
	assert_int_equal(set.rules->what, FAULT_DROP);
	assert_int_equal(set.rules->next->what, FAULT_ZEROS);
	fault_clear(&set);
}

static void actions_have_defaults(void **state)
{
	static const struct {
		const char *spec;
		enum fault_do what;
		enum fault_where where;
		int64_t arg;
	} cases[] = {
		{ "do=delayed-first", FAULT_DELAYED_FIRST, FAULT_AT_COMMAND,
		  20 },
		{ "do=delayed-first:7", FAULT_DELAYED_FIRST, FAULT_AT_COMMAND,
		  7 },
		{ "do=reorder", FAULT_HOLD, FAULT_AT_COMMAND, 2 },
		{ "do=stuck", FAULT_STUCK, FAULT_AT_COMMAND, 0 },
		{ "do=bad-id", FAULT_BAD_ID, FAULT_AT_COMMAND, -1 },
		{ "do=event-bad-id:5", FAULT_BAD_ID, FAULT_AT_EVENT, 5 },
		{ "do=early-event", FAULT_EARLY_EVENT, FAULT_AT_START, 16 },
		{ "do=token:+3", FAULT_TOKEN, FAULT_AT_COMMAND, 3 },
		{ "do=token:-3", FAULT_TOKEN, FAULT_AT_COMMAND, -3 },
		{ "do=status:-2147483648", FAULT_STATUS, FAULT_AT_COMMAND,
		  INT32_MIN },
		{ "do=long:0x10", FAULT_LONG, FAULT_AT_COMMAND, 16 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fault_set set = { 0 };
		const struct fault_rule *rule = parse(&set, cases[i].spec);

		assert_int_equal(rule->what, cases[i].what);
		assert_int_equal(rule->where, cases[i].where);
		assert_true(rule->arg == cases[i].arg);
		fault_clear(&set);
	}
}

/* One line, with the text, the position and what was expected. */
static void mistakes_are_named_with_their_position(void **state)
{
	static const struct {
		const char *spec;
		unsigned int at;
		const char *says;
	} cases[] = {
		{ "", 1, "is none of" },
		{ "do", 1, "do= needs a value" },
		{ "do=", 4, "no action ''" },
		{ "do=nonsense", 4, "no action 'nonsense'" },
		{ "do=event-hold:2", 4, "no action 'event-hold'" },
		{ "do=event-early-event", 4, "no action" },
		{ "do=burst:3", 4, "no action 'burst'" },
		{ "do=drop:1", 8, "takes no number" },
		{ "do=short", 9, "needs a number" },
		{ "do=short:", 10, "needs a number" },
		{ "do=short:x", 10, "needs a number, not 'x'" },
		{ "do=short:1x", 10, "needs a number, not '1x'" },
		{ "do=short: 1", 10, "needs a number" },
		{ "do=short:-1", 10, "must be 0 to" },
		{ "do=hold:1", 9, "must be 2 to 1024" },
		{ "do=type:4", 9, "must be 0 to 3" },
		{ "do=delay:99999999999999999999", 10, "must be 1 to" },
		{ "proto=0x14", 11, "do=ACTION is missing" },
		{ "proto=256,do=drop", 7, "must be 0 to 255" },
		{ "proto=,do=drop", 7, "needs a number" },
		{ "msg=-1,do=drop", 5, "must be 0 to 255" },
		{ "skip=-1,do=drop", 6, "must be 0 to" },
		{ "count=0,do=drop", 7, "must be 1 to" },
		{ "count=alway,do=drop", 7, "needs a number" },
		{ "p=1.5,do=drop", 3, "p must be 0 to 1" },
		{ "p=nan,do=drop", 3, "p must be 0 to 1" },
		{ "p=-0.1,do=drop", 3, "p must be 0 to 1" },
		{ "p=0.5x,do=drop", 3, "p must be 0 to 1" },
		{ "do=drop,do=drop", 9, "do= is there twice" },
		{ "do=drop,", 9, "is none of" },
		{ ",do=drop", 1, "is none of" },
		{ "Do=drop", 1, "'Do' is none of" },
		{ "probability=1,do=drop", 1, "'probability' is none of" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fault_set set = { 0 };
		char line[512] = { 0 }, at[512];
		FILE *err = fmemopen(line, sizeof(line), "w");

		assert_int_not_equal(fault_add(&set, cases[i].spec, err), 0);
		fclose(err);
		assert_null(set.rules);
		snprintf(at, sizeof(at), "fault '%s', at %u: ", cases[i].spec,
			 cases[i].at);
		if (strncmp(line, at, strlen(at)) ||
		    !strstr(line, cases[i].says))
			fail_msg("'%s' gives: %s", cases[i].spec, line);
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	}
}

static void rule_keeps_its_number_when_another_goes(void **state)
{
	struct fault_set set = { 0 };

	(void)state;
	parse(&set, "do=drop");
	parse(&set, "do=zeros");
	parse(&set, "do=duplicate");
	fault_free(fault_unlink(&set, 2));
	assert_null(fault_unlink(&set, 2));
	assert_int_equal(set.rules->id, 1);
	assert_int_equal(set.rules->next->id, 3);
	fault_free(fault_unlink(&set, 3));
	parse(&set, "do=zeros");
	assert_int_equal(set.rules->next->id, 4);
	fault_clear(&set);
}

static void rules_are_bounded(void **state)
{
	struct fault_set set = { 0 };
	char line[128] = { 0 };
	FILE *err = fmemopen(line, sizeof(line), "w");
	unsigned int i;

	(void)state;
	for (i = 0; i < FAULT_RULES_MAX; i++)
		parse(&set, "do=drop");
	assert_int_equal(fault_add(&set, "do=drop", err), -ENOSPC);
	fclose(err);
	assert_string_equal(line, "there are 64 faults already\n");
	fault_free(fault_unlink(&set, 1));
	parse(&set, "do=drop");
	fault_clear(&set);
}

static void every_action_is_in_the_help_and_can_be_used(void **state)
{
	char text[8192] = { 0 }, *line, *rest = text;
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");
	unsigned int n = 0;

	(void)state;
	fault_print_actions(out);
	fclose(out);
	while ((line = strtok_r(rest, "\n", &rest))) {
		struct fault_set set = { 0 };
		bool both = !strncmp(line, "  [event-]", 10);
		char name[64], spec[128];
		size_t len;

		line += both ? 10 : 2;
		len = strcspn(line, ":[ ");
		snprintf(name, sizeof(name), "%.*s", (int)len, line);
		snprintf(spec, sizeof(spec), "do=%s%s", name,
			 line[len] == ':' ? ":2" : "");
		parse(&set, spec);
		if (both) {
			snprintf(spec, sizeof(spec), "do=event-%s%s", name,
				 line[len] == ':' ? ":2" : "");
			parse(&set, spec);
		}
		fault_clear(&set);
		n++;
	}
	assert_int_equal(n, 26);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_has_defaults),
		cmocka_unit_test(rule_is_read_in_any_order),
		cmocka_unit_test(rules_are_kept_in_order),
		cmocka_unit_test(actions_have_defaults),
		cmocka_unit_test(mistakes_are_named_with_their_position),
		cmocka_unit_test(rule_keeps_its_number_when_another_goes),
		cmocka_unit_test(rules_are_bounded),
		cmocka_unit_test(every_action_is_in_the_help_and_can_be_used),
	};

	return cmocka_run_group_tests_name("fault_parse", tests, NULL, NULL);
}

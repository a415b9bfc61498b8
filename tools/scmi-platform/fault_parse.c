// SPDX-License-Identifier: GPL-2.0-only
#include "fault.h"
#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define AT_COMMAND (1u << FAULT_AT_COMMAND)
#define AT_EVENT   (1u << FAULT_AT_EVENT)
#define AT_START   (1u << FAULT_AT_START)
#define AT_BOTH	   (AT_COMMAND | AT_EVENT)

/* Longest wait a test can want, in the action's own unit. */
#define MAX_MS (3600 * 1000)
#define MAX_US (60 * 1000 * 1000)

enum arg {
	ARG_NONE,
	ARG_OPTIONAL,
	ARG_REQUIRED,
};

/**
 * struct action - what may follow do=
 * @name: without "event-", which makes it one on events
 * @what: its meaning
 * @where: what it may be done to, one bit each
 * @arg: whether ":N" follows
 * @min: least N
 * @max: greatest N
 * @without: N when none is given
 * @arg_name: for help
 * @help: one line
 */
struct action {
	const char *name;
	enum fault_do what;
	unsigned int where;
	enum arg arg;
	int64_t min;
	int64_t max;
	int64_t without;
	const char *arg_name;
	const char *help;
};

static const struct action actions[] = {
	{ "short", FAULT_SHORT, AT_BOTH, ARG_REQUIRED, 0, UINT32_MAX, 0, ":N",
	  "N bytes of the message, used length N" },
	{ "long", FAULT_LONG, AT_BOTH, ARG_REQUIRED, 1, INT32_MAX, 0, ":N",
	  "used length N more than the buffer has" },
	{ "no-write", FAULT_NO_WRITE, AT_BOTH, ARG_NONE, 0, 0, 0, "",
	  "nothing written, used length as usual" },
	{ "zeros", FAULT_ZEROS, AT_BOTH, ARG_NONE, 0, 0, 0, "",
	  "zeros written, header included" },
	{ "token", FAULT_TOKEN, AT_BOTH, ARG_REQUIRED, -1023, 1023, 0, ":+N",
	  "token N higher, modulo 1024" },
	{ "proto", FAULT_PROTO, AT_BOTH, ARG_REQUIRED, 0, 0xff, 0, ":N",
	  "protocol id N in the header" },
	{ "msgid", FAULT_MSG, AT_BOTH, ARG_REQUIRED, 0, 0xff, 0, ":N",
	  "message id N in the header" },
	{ "type", FAULT_TYPE, AT_BOTH, ARG_REQUIRED, 0, 3, 0, ":N",
	  "message type N: 0 command, 2 delayed, 3 notification" },
	{ "reserved", FAULT_RESERVED, AT_BOTH, ARG_REQUIRED, 1, 15, 0, ":N",
	  "N in the reserved bits 28 to 31 of the header" },
	{ "status", FAULT_STATUS, AT_BOTH, ARG_REQUIRED, INT32_MIN, INT32_MAX,
	  0, ":N", "status N and nothing after it" },
	{ "duplicate", FAULT_DUPLICATE, AT_BOTH, ARG_NONE, 0, 0, 0, "",
	  "the buffer returned twice" },
	{ "bad-id", FAULT_BAD_ID, AT_BOTH, ARG_OPTIONAL, 0, UINT32_MAX, -1,
	  "[:N]", "the buffer returned as N, by default the queue's size" },
	{ "rewrite-after", FAULT_REWRITE, AT_BOTH, ARG_REQUIRED, 0, MAX_US, 0,
	  ":US", "another message put there US microseconds later" },
	{ "delay", FAULT_DELAY, AT_BOTH, ARG_REQUIRED, 1, MAX_MS, 0, ":MS",
	  "sent MS milliseconds later" },
	{ "drop", FAULT_DROP, AT_BOTH, ARG_NONE, 0, 0, 0, "",
	  "never sent; a command's buffer is not returned" },
	{ "hold", FAULT_HOLD, AT_COMMAND, ARG_REQUIRED, 2, 1024, 0, ":N",
	  "N replies held, then returned in reverse order" },
	{ "reorder", FAULT_HOLD, AT_COMMAND, ARG_NONE, 2, 2, 2, "",
	  "the same as hold:2" },
	{ "stuck", FAULT_STUCK, AT_COMMAND, ARG_OPTIONAL, 1, MAX_MS, 0, "[:MS]",
	  "cmdq stands still for MS milliseconds, or for good" },
	{ "delayed-first", FAULT_DELAYED_FIRST, AT_COMMAND, ARG_OPTIONAL, 1,
	  MAX_MS, 20, "[:MS]",
	  "delayed response, MS (20) ms later the response" },
	{ "delayed-same", FAULT_DELAYED_SAME, AT_COMMAND, ARG_NONE, 0, 0, 0, "",
	  "response and delayed response at the same time" },
	{ "delayed-error", FAULT_DELAYED_ERROR, AT_COMMAND, ARG_NONE, 0, 0, 0,
	  "", "error reply and delayed response at the same time" },
	{ "delayed-twice", FAULT_DELAYED_TWICE, AT_COMMAND, ARG_NONE, 0, 0, 0,
	  "", "the delayed response sent twice" },
	{ "delayed-drop", FAULT_DELAYED_DROP, AT_COMMAND, ARG_NONE, 0, 0, 0, "",
	  "the delayed response not sent" },
	{ "burst", FAULT_BURST, AT_EVENT, ARG_REQUIRED, 2, 1000000, 0, ":N",
	  "the event sent N times, as fast as there are buffers" },
	{ "early-event", FAULT_EARLY_EVENT, AT_START, ARG_OPTIONAL, 0, 4096, 16,
	  "[:N]", "a notification of N (16) zeros in the first buffer" },
	{ "early-delayed", FAULT_EARLY_DELAYED, AT_START, ARG_OPTIONAL, 0, 1023,
	  0, "[:N]", "a delayed response with token N (0), likewise" },
};

/**
 * struct parse - a rule on its way
 * @spec: the whole text
 * @at: what is being read
 * @err: where an error goes
 * @rule: the result
 * @has_do: do= was there
 */
struct parse {
	const char *spec;
	const char *at;
	FILE *err;
	struct fault_rule *rule;
	bool has_do;
};

/* Positions count from 1, as people do. */
__printf_format(2, 3) static int fail(struct parse *p, const char *fmt, ...)
{
	va_list args;

	fprintf(p->err, "fault '%s', at %zu: ", p->spec,
		(size_t)(p->at - p->spec) + 1);
	va_start(args, fmt);
	vfprintf(p->err, fmt, args);
	va_end(args);
	fputc('\n', p->err);
	return -EINVAL;
}

/* Return: length of what is left of this key or value. */
static int word(const struct parse *p, const char *stop)
{
	return (int)strcspn(p->at, stop);
}

static int parse_number(struct parse *p, const char *of, int64_t min,
			int64_t max, int64_t *value)
{
	long long v;
	char *end;

	errno = 0;
	v = strtoll(p->at, &end, 0);
	if (isspace((unsigned char)*p->at) || end == p->at ||
	    (*end && *end != ','))
		return fail(p, "%s needs a number, not '%.*s'", of,
			    word(p, ","), p->at);
	if (errno || v < min || v > max)
		return fail(p, "%s is %.*s, but must be %lld to %lld", of,
			    word(p, ","), p->at, (long long)min,
			    (long long)max);
	*value = v;
	p->at = end;
	return 0;
}

static int parse_chance(struct parse *p)
{
	double v;
	char *end;

	v = strtod(p->at, &end);
	if (!isdigit((unsigned char)*p->at) || (*end && *end != ',') ||
	    !(v >= 0 && v <= 1))
		return fail(p, "p must be 0 to 1, not '%.*s'", word(p, ","),
			    p->at);
	p->rule->chance = (uint64_t)(v * 4294967296.0);
	p->at = end;
	return 0;
}

static int parse_count(struct parse *p)
{
	int64_t v;

	if (word(p, ",") == 6 && !strncmp(p->at, "always", 6)) {
		p->rule->count = UINT64_MAX;
		p->at += 6;
		return 0;
	}
	if (parse_number(p, "count", 1, INT64_MAX, &v))
		return -EINVAL;
	p->rule->count = (uint64_t)v;
	return 0;
}

static const struct action *find_action(const char *name, size_t len,
					unsigned int where)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		const struct action *a = &actions[i];

		if (strlen(a->name) == len && !strncmp(a->name, name, len) &&
		    a->where & where)
			return a;
	}
	return NULL;
}

static int parse_arg(struct parse *p, const struct action *a)
{
	p->rule->arg = a->without;
	if (*p->at != ':')
		return a->arg == ARG_REQUIRED
			       ? fail(p, "%s needs a number: %s%s", a->name,
				      a->name, a->arg_name)
			       : 0;
	if (a->arg == ARG_NONE)
		return fail(p, "%s takes no number", a->name);
	p->at++;
	return parse_number(p, a->name, a->min, a->max, &p->rule->arg);
}

static int parse_action(struct parse *p)
{
	static const char prefix[] = "event-";
	const size_t prefix_len = sizeof(prefix) - 1;
	size_t len = (size_t)word(p, ":,");
	const struct action *a;

	if (p->has_do) {
		p->at -= strlen("do=");
		return fail(p, "do= is there twice");
	}
	if (len > prefix_len && !strncmp(p->at, prefix, prefix_len)) {
		a = find_action(p->at + prefix_len, len - prefix_len, AT_EVENT);
		p->rule->where = FAULT_AT_EVENT;
	} else {
		a = find_action(p->at, len, AT_COMMAND | AT_START);
		p->rule->where = a && a->where & AT_START ? FAULT_AT_START
							  : FAULT_AT_COMMAND;
	}
	if (!a)
		return fail(p, "there is no action '%.*s'", (int)len, p->at);
	p->rule->what = a->what;
	p->has_do = true;
	p->at += len;
	return parse_arg(p, a);
}

static int parse_byte(struct parse *p, const char *name, int *byte)
{
	int64_t v;

	if (parse_number(p, name, 0, 0xff, &v))
		return -EINVAL;
	*byte = (int)v;
	return 0;
}

static int parse_proto(struct parse *p)
{
	return parse_byte(p, "proto", &p->rule->proto);
}

static int parse_msg(struct parse *p)
{
	return parse_byte(p, "msg", &p->rule->msg);
}

static int parse_u64(struct parse *p, const char *name, uint64_t *value)
{
	int64_t v;

	if (parse_number(p, name, 0, INT64_MAX, &v))
		return -EINVAL;
	*value = (uint64_t)v;
	return 0;
}

static int parse_skip(struct parse *p)
{
	return parse_u64(p, "skip", &p->rule->skip);
}

static int parse_seed(struct parse *p)
{
	return parse_u64(p, "seed", &p->rule->random);
}

static const struct key {
	const char *name;
	int (*parse)(struct parse *p);
} keys[] = {
	{ "proto", parse_proto }, { "msg", parse_msg },	 { "skip", parse_skip },
	{ "count", parse_count }, { "p", parse_chance }, { "seed", parse_seed },
	{ "do", parse_action },
};

static int parse_item(struct parse *p)
{
	size_t len = (size_t)word(p, "=,");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strlen(keys[i].name) != len ||
		    strncmp(p->at, keys[i].name, len))
			continue;
		if (p->at[len] != '=')
			return fail(p, "%s= needs a value", keys[i].name);
		p->at += len + 1;
		return keys[i].parse(p);
	}
	return fail(p, "'%.*s' is none of proto, msg, skip, count, p, seed, do",
		    (int)len, p->at);
}

static int parse_rule(struct parse *p)
{
	int err;

	for (;;) {
		err = parse_item(p);
		if (err)
			return err;
		if (!*p->at)
			break;
		if (*p->at != ',')
			return fail(p, "a comma is expected, not '%c'", *p->at);
		p->at++;
	}
	return p->has_do ? 0 : fail(p, "do=ACTION is missing");
}

static void append(struct fault_set *set, struct fault_rule *rule)
{
	struct fault_rule **p = &set->rules;

	while (*p)
		p = &(*p)->next;
	*p = rule;
	rule->id = ++set->last_id;
	set->n_rules++;
}

/* Return: a rule that is still to be read; NULL when memory is short. */
static struct fault_rule *new_rule(const char *spec)
{
	struct fault_rule *rule = calloc(1, sizeof(*rule));

	if (!rule)
		return NULL;
	rule->spec = strdup(spec);
	if (!rule->spec) {
		free(rule);
		return NULL;
	}
	rule->proto = FAULT_ANY;
	rule->msg = FAULT_ANY;
	rule->count = 1;
	rule->chance = UINT64_C(1) << 32;
	return rule;
}

int fault_add(struct fault_set *set, const char *spec, FILE *err)
{
	struct parse p = { .spec = spec, .at = spec, .err = err };
	int ret;

	if (set->n_rules == FAULT_RULES_MAX) {
		fprintf(err, "there are %d faults already\n", FAULT_RULES_MAX);
		return -ENOSPC;
	}
	p.rule = new_rule(spec);
	if (!p.rule) {
		fputs("out of memory\n", err);
		return -ENOMEM;
	}
	ret = parse_rule(&p);
	if (ret)
		fault_free(p.rule);
	else
		append(set, p.rule);
	return ret;
}

void fault_print_actions(FILE *out)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		const struct action *a = &actions[i];
		const char *prefix = a->where == AT_BOTH    ? "[event-]"
				     : a->where == AT_EVENT ? "event-"
							    : "";
		int done =
			fprintf(out, "  %s%s%s", prefix, a->name, a->arg_name);

		fprintf(out, "%*s%s\n", done < 26 ? 26 - done : 1, "", a->help);
	}
}

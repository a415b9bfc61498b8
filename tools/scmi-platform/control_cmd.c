// SPDX-License-Identifier: GPL-2.0-only
#include "control_cmd.h"
#include "control.h"
#include "fault.h"
#include "glue.h"
#include "model/model.h"
#include "scmi/scmi.h"
#include "util.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Return: false after a reason on @out. */
static bool parse_number(const char *text, uint32_t *value, FILE *out)
{
	char *end;
	unsigned long v;

	errno = 0;
	v = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || v > UINT32_MAX) {
		fprintf(out, "a number is needed, not '%s'\n", text);
		return false;
	}
	*value = (uint32_t)v;
	return true;
}

/* Cuts the first word off @text. Return: what follows; "" for nothing. */
static const char *split(const char *text, char word[CONTROL_LINE_MAX])
{
	size_t len = strcspn(text, " ");

	snprintf(word, CONTROL_LINE_MAX, "%.*s", (int)len, text);
	return text + len + (text[len] == ' ');
}

/* Return: an agent's service; NULL after a reason on @out. */
static const struct control_service *
find_service(const struct control_platform *p, const char *number, FILE *out)
{
	uint32_t id;
	size_t i;

	if (!parse_number(number, &id, out))
		return NULL;
	for (i = 0; i < p->n_services; i++) {
		if (scmi_agent_id(p->services[i].agent) == id)
			return &p->services[i];
	}
	fprintf(out, "there is no agent %" PRIu32 "\n", id);
	return NULL;
}

static void show_stats(const struct glue_stats *stats, FILE *out)
{
	fprintf(out,
		" commands=%" PRIu64 " empty=%" PRIu64 " delayed=%" PRIu64
		" notifications=%" PRIu64 " dropped=%" PRIu64
		" refused=%" PRIu64,
		stats->commands, stats->empty, stats->delayed,
		stats->notifications, stats->dropped, stats->refused);
}

static bool show_agents(const struct control_platform *p, const char *arg,
			FILE *out)
{
	size_t i;

	(void)arg;
	for (i = 0; i < p->n_services; i++) {
		const struct control_service *service = &p->services[i];

		fprintf(out, "agent %u", scmi_agent_id(service->agent));
		if (service->name)
			fprintf(out, " name=%s", service->name);
		scmi_show_events(service->agent, out);
		show_stats(glue_stats(service->glue), out);
		fprintf(out, " socket=%s\n", service->socket);
	}
	return true;
}

static bool show_agent(const struct control_platform *p, const char *arg,
		       FILE *out)
{
	const struct control_service *service = find_service(p, arg, out);

	if (service)
		scmi_show_agent(service->agent, out);
	return service;
}

static bool show_resources(const struct control_platform *p, const char *arg,
			   FILE *out)
{
	if (scmi_show_resources(p->model, arg, loop_now(), out))
		return true;
	fprintf(out, "there is no protocol '%s'\n", arg);
	return false;
}

static bool show_faults(const struct control_platform *p, const char *arg,
			FILE *out)
{
	const struct fault_rule *rule;

	(void)arg;
	for (rule = p->faults->rules; rule; rule = rule->next)
		fprintf(out,
			"fault %u matched=%" PRIu64 " fired=%" PRIu64 " %s\n",
			rule->id, rule->seen, rule->fired, rule->spec);
	return true;
}

static bool add_fault(const struct control_platform *p, const char *arg,
		      FILE *out)
{
	if (fault_add(p->faults, arg, out))
		return false;
	fprintf(out, "fault %u\n", p->faults->last_id);
	return true;
}

/* Return: false when there is no such rule. */
static bool remove_rule(const struct control_platform *p, unsigned int id)
{
	struct fault_rule *rule = fault_unlink(p->faults, id);
	size_t i;

	if (!rule)
		return false;
	for (i = 0; i < p->n_services; i++)
		glue_release_fault(p->services[i].glue, rule);
	fault_free(rule);
	return true;
}

static bool remove_fault(const struct control_platform *p, const char *arg,
			 FILE *out)
{
	uint32_t id;

	if (!parse_number(arg, &id, out))
		return false;
	if (remove_rule(p, id))
		return true;
	fprintf(out, "there is no fault %" PRIu32 "\n", id);
	return false;
}

static bool clear_faults(const struct control_platform *p, const char *arg,
			 FILE *out)
{
	(void)arg;
	(void)out;
	while (p->faults->rules)
		remove_rule(p, p->faults->rules->id);
	return true;
}

static bool request_state(const struct control_platform *p, const char *arg,
			  FILE *out)
{
	char number[CONTROL_LINE_MAX];
	const char *word = split(arg, number);
	const struct control_service *service = find_service(p, number, out);
	enum model_system_state state;

	if (!service)
		return false;
	if (!model_system_state(word, &state)) {
		fprintf(out, "a system has no state '%s'\n", word);
		return false;
	}
	if (!scmi_system_request(service->agent, loop_now(), state)) {
		fputs("the agent has not subscribed to requests\n", out);
		return false;
	}
	return true;
}

static bool issue_reset(const struct control_platform *p, const char *arg,
			FILE *out)
{
	uint32_t id;

	if (!parse_number(arg, &id, out))
		return false;
	if (!scmi_reset_issue(p->model, loop_now(), id)) {
		fprintf(out, "there is no reset domain %" PRIu32 "\n", id);
		return false;
	}
	return true;
}

static bool set_power(const struct control_platform *p, const char *arg,
		      FILE *out)
{
	char number[CONTROL_LINE_MAX];
	const char *word = split(arg, number);
	bool on = !strcmp(word, "on");
	uint32_t id;

	if (!parse_number(number, &id, out))
		return false;
	if (!on && strcmp(word, "off")) {
		fprintf(out, "on or off is needed, not '%s'\n", word);
		return false;
	}
	if (!scmi_power_set(p->model, loop_now(), id, on)) {
		fprintf(out, "there is no power domain %" PRIu32 "\n", id);
		return false;
	}
	return true;
}

static bool show_help(const struct control_platform *p, const char *arg,
		      FILE *out);

/**
 * struct command - one row of the table
 * @word: its first word
 * @args: for help; none may be given when it is empty
 * @help: one line
 * @run: does it; as &control_config.run, with what follows the first word
 */
static const struct command {
	const char *word;
	const char *args;
	const char *help;
	bool (*run)(const struct control_platform *p, const char *arg,
		    FILE *out);
} commands[] = {
	{ "help", "", "these lines", show_help },
	{ "agents", "", "all agents, with what went through their queues",
	  show_agents },
	{ "agent", "N", "what agent N has set", show_agent },
	{ "resources", "[PROTOCOL]",
	  "the states of all resources, or of those of one protocol",
	  show_resources },
	{ "faults", "", "all rules, with how often each matched and fired",
	  show_faults },
	{ "fault-add", "SPEC", "a rule, as --fault has it; its number is told",
	  add_fault },
	{ "fault-remove", "N", "remove rule N; what it holds back goes on",
	  remove_fault },
	{ "fault-clear", "", "remove all rules", clear_faults },
	{ "request", "N STATE",
	  "ask agent N for a graceful transition of its system",
	  request_state },
	{ "reset", "N", "reset domain N", issue_reset },
	{ "power", "N on|off",
	  "power domain N's state as long as no agent has voted", set_power },
};

static bool show_help(const struct control_platform *p, const char *arg,
		      FILE *out)
{
	size_t i;

	(void)p;
	(void)arg;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "%s%s%s: %s\n", commands[i].word,
			*commands[i].args ? " " : "", commands[i].args,
			commands[i].help);
	return true;
}

static const struct command *find_command(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].word, word))
			return &commands[i];
	}
	return NULL;
}

bool control_cmd_run(void *ctx, const char *line, FILE *out)
{
	char word[CONTROL_LINE_MAX];
	const char *arg = split(line, word);
	const struct command *command = find_command(word);

	if (!command) {
		fprintf(out, "there is no command '%s': try help\n", word);
		return false;
	}
	if (*arg && !*command->args) {
		fprintf(out, "%s takes no argument\n", word);
		return false;
	}
	return command->run(ctx, arg, out);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Deliberate misbehaviour, for tests of drivers: rules that say which message
 * suffers what. Here they are read and matched; fault_run.h carries them out.
 *
 * A rule is written
 *	[proto=N,][msg=N,][skip=N,][count=N|always,][p=P,][seed=N,]do=ACTION
 * and looks, by its action, at commands as they arrive, at events as they
 * leave, or at the moment eventq starts.
 */
#ifndef SCMI_PLATFORM_FAULT_H
#define SCMI_PLATFORM_FAULT_H

#include <stdint.h>
#include <stdio.h>

#include "log.h"

enum fault_where {
	FAULT_AT_COMMAND,
	FAULT_AT_EVENT,
	FAULT_AT_START,
};

enum fault_do {
	/* What a message looks like in its buffer: see fault_shape.h. */
	FAULT_SHORT,
	FAULT_LONG,
	FAULT_NO_WRITE,
	FAULT_ZEROS,
	FAULT_TOKEN,
	FAULT_PROTO,
	FAULT_MSG,
	FAULT_TYPE,
	FAULT_RESERVED,
	FAULT_STATUS,
	FAULT_DUPLICATE,
	FAULT_BAD_ID,
	/* What becomes of it. */
	FAULT_REWRITE,
	FAULT_DELAY,
	FAULT_DROP,
	/* Commands only. */
	FAULT_HOLD,
	FAULT_STUCK,
	/* Asynchronous commands only. */
	FAULT_DELAYED_FIRST,
	FAULT_DELAYED_SAME,
	FAULT_DELAYED_ERROR,
	FAULT_DELAYED_TWICE,
	FAULT_DELAYED_DROP,
	/* Events only. */
	FAULT_BURST,
	/* When eventq starts. */
	FAULT_EARLY_EVENT,
	FAULT_EARLY_DELAYED,
};

/* As &fault_rule.proto and &fault_rule.msg: any. */
#define FAULT_ANY (-1)

/* Rules of one set: each message is compared with all of them. */
#define FAULT_RULES_MAX 64

/**
 * struct fault_rule - one rule
 * @next: the one to try after it
 * @id: its number, from 1; never another rule's
 * @spec: as the user wrote it
 * @where: what it looks at
 * @what: what it does
 * @arg: the action's number; its meaning depends on @what
 * @proto: protocol id, or %FAULT_ANY
 * @msg: message id, or %FAULT_ANY
 * @skip: matches to let pass first
 * @count: times to fire after that; UINT64_MAX for always
 * @chance: of 2^32, that a match fires
 * @random: state of its generator
 * @seen: matches so far
 * @fired: times it fired
 */
struct fault_rule {
	struct fault_rule *next;
	unsigned int id;
	char *spec;
	enum fault_where where;
	enum fault_do what;
	int64_t arg;
	int proto;
	int msg;
	uint64_t skip;
	uint64_t count;
	uint64_t chance;
	uint64_t random;
	uint64_t seen;
	uint64_t fired;
};

/**
 * struct fault_set - all rules
 * @rules: the first, which is tried first
 * @n_rules: how many there are
 * @last_id: the number of the newest
 * @limit: for lines about rules that fire
 */
struct fault_set {
	struct fault_rule *rules;
	unsigned int n_rules;
	unsigned int last_id;
	struct log_limit limit;
};

/**
 * fault_add - read a rule
 * @set: where it is added, after the others
 * @spec: its text
 * @err: gets one line, with the position, when it is wrong
 *
 * Return: 0, -EINVAL, -ENOSPC when there are as many as may be, or -ENOMEM;
 * for these two @err gets a line, too.
 */
int fault_add(struct fault_set *set, const char *spec, FILE *err);

/* Logs how often each rule matched and fired. */
void fault_report(const struct fault_set *set);

/**
 * fault_unlink - take a rule out of its set
 * @set: the set
 * @id: its number
 *
 * Return: the rule, to be freed with fault_free() when no device is holding
 * anything because of it, see fault_run_release(); NULL when there is none.
 */
struct fault_rule *fault_unlink(struct fault_set *set, unsigned int id);
void fault_free(struct fault_rule *rule);

/* Frees the rules. */
void fault_clear(struct fault_set *set);

/* Prints the actions, one a line, as --help shows them. */
void fault_print_actions(FILE *out);

/**
 * fault_match - find the rule for a message
 * @set: the rules
 * @where: what happens to the message
 * @hdr: its SCMI header
 *
 * The first rule that fires counts as such and is logged; those behind it are
 * not asked.
 *
 * Return: the rule, or NULL.
 */
const struct fault_rule *fault_match(struct fault_set *set,
				     enum fault_where where, uint32_t hdr);

#endif /* SCMI_PLATFORM_FAULT_H */

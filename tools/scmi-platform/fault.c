// SPDX-License-Identifier: GPL-2.0-only
#include "fault.h"
#include "scmi_hdr.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

static const char *const subjects[] = {
	[FAULT_AT_COMMAND] = "command",
	[FAULT_AT_EVENT] = "event",
	[FAULT_AT_START] = "start of eventq",
};

/* splitmix64: any seed will do, 0 included. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static bool concerns(const struct fault_rule *rule, enum fault_where where,
		     uint32_t hdr)
{
	if (rule->where != where)
		return false;
	/* At the start there is no message yet: the rule names its own. */
	if (where == FAULT_AT_START)
		return true;
	if (rule->proto != FAULT_ANY &&
	    (uint32_t)rule->proto != scmi_hdr_get(hdr, SCMI_HDR_PROTO))
		return false;
	return rule->msg == FAULT_ANY ||
	       (uint32_t)rule->msg == scmi_hdr_get(hdr, SCMI_HDR_MSG);
}

static bool fires(struct fault_rule *rule)
{
	if (rule->seen++ < rule->skip || rule->fired >= rule->count)
		return false;
	if (next_random(&rule->random) >> 32 >= rule->chance)
		return false;
	rule->fired++;
	return true;
}

const struct fault_rule *fault_match(struct fault_set *set,
				     enum fault_where where, uint32_t hdr)
{
	struct fault_rule *rule;

	for (rule = set->rules; rule; rule = rule->next) {
		if (!concerns(rule, where, hdr) || !fires(rule))
			continue;
		log_limited(&set->limit, LOG_INFO,
			    "fault '%s': %s 0x%02x of protocol 0x%02x, token %u (%" PRIu64
			    " so far)",
			    rule->spec, subjects[where],
			    scmi_hdr_get(hdr, SCMI_HDR_MSG),
			    scmi_hdr_get(hdr, SCMI_HDR_PROTO),
			    scmi_hdr_get(hdr, SCMI_HDR_TOKEN), rule->fired);
		return rule;
	}
	return NULL;
}

void fault_report(const struct fault_set *set)
{
	const struct fault_rule *rule = set->rules;

	for (; rule; rule = rule->next)
		log_info("fault '%s': matched %" PRIu64 ", fired %" PRIu64,
			 rule->spec, rule->seen, rule->fired);
}

struct fault_rule *fault_unlink(struct fault_set *set, unsigned int id)
{
	struct fault_rule **p = &set->rules;
	struct fault_rule *rule;

	while (*p && (*p)->id != id)
		p = &(*p)->next;
	rule = *p;
	if (rule) {
		*p = rule->next;
		set->n_rules--;
	}
	return rule;
}

void fault_free(struct fault_rule *rule)
{
	if (rule)
		free(rule->spec);
	free(rule);
}

void fault_clear(struct fault_set *set)
{
	while (set->rules)
		fault_free(fault_unlink(set, set->rules->id));
}

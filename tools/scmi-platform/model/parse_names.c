// SPDX-License-Identifier: GPL-2.0-only
/*
 * Settings that name other objects of the file.
 */
#include "parse.h"

#include <stdlib.h>
#include <string.h>

void parse_later(struct parse *p, config_setting_t *setting, void *object)
{
	(void)p;
	(void)setting;
	(void)object;
}

bool parse_reference(struct parse *p, const config_setting_t *setting,
		     const struct parse_names *names, uint32_t *id)
{
	const char *name = parse_string(p, setting);
	size_t i;

	if (!name)
		return false;
	for (i = 0; i < names->count; i++) {
		if (!strcmp((const char *)names->objects + i * names->size,
			    name)) {
			*id = i;
			return true;
		}
	}
	parse_error(p, setting, "there is no %s \"%s\"", names->what, name);
	return false;
}

static bool is_among(const uint32_t *ids, size_t n, uint32_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

uint32_t *parse_references(struct parse *p, config_setting_t *setting,
			   const struct parse_names *names, size_t max,
			   size_t *count)
{
	size_t i, n = config_setting_length(setting);
	uint32_t *ids, id;

	*count = 0;
	if (!config_setting_is_array(setting) &&
	    !config_setting_is_list(setting)) {
		parse_error(p, setting,
			    "an array [ ] of %ss' names is expected",
			    names->what);
		return NULL;
	}
	if (!n || n > max) {
		parse_error(p, setting,
			    "has %zu members, 1 to %zu are expected", n, max);
		return NULL;
	}
	ids = calloc(n, sizeof(*ids));
	if (!ids) {
		parse_error(p, setting, "out of memory");
		return NULL;
	}
	for (i = 0; i < n; i++) {
		config_setting_t *member = config_setting_get_elem(setting, i);

		if (!parse_reference(p, member, names, &id))
			continue;
		if (is_among(ids, *count, id))
			parse_error(p, member, "is in the list already");
		else
			ids[(*count)++] = id;
	}
	return ids;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Names go into the guest's debugfs and sysfs: no slash, no blank. */
#define NAME_CHARACTERS                                                  \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" \
	"_.:+-"

static void print_path(FILE *err, const config_setting_t *setting)
{
	const config_setting_t *parent = config_setting_parent(setting);

	if (!parent)
		return;
	print_path(err, parent);
	if (!config_setting_name(setting))
		fprintf(err, "[%d]", config_setting_index(setting));
	else if (config_setting_is_root(parent))
		fputs(config_setting_name(setting), err);
	else
		fprintf(err, ".%s", config_setting_name(setting));
}

void parse_error(struct parse *p, const config_setting_t *setting,
		 const char *format, ...)
{
	va_list args;

	fprintf(p->err, "%s:%u: ", p->path,
		config_setting_source_line(setting));
	print_path(p->err, setting);
	fputs(": ", p->err);
	va_start(args, format);
	vfprintf(p->err, format, args);
	va_end(args);
	fputc('\n', p->err);
	p->errors++;
}

static const char *type_name(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		return "a group { }";
	case CONFIG_TYPE_LIST:
		return "a list ( )";
	case CONFIG_TYPE_ARRAY:
		return "an array [ ]";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "an integer";
	case CONFIG_TYPE_FLOAT:
		return "a number with a fraction";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_STRING:
		return "a string";
	}
	return "something unknown";
}

static void wrong_type(struct parse *p, const config_setting_t *setting,
		       const char *expected)
{
	parse_error(p, setting, "is %s, %s is expected", type_name(setting),
		    expected);
}

bool parse_integer(struct parse *p, const config_setting_t *setting,
		   int64_t min, int64_t max, int64_t *value)
{
	int type = config_setting_type(setting);
	const char *huge = NULL;
	char digits[24];

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
		wrong_type(p, setting, "an integer");
		return false;
	}
	*value = config_setting_get_int64(setting);
	if (*value >= min && *value <= max)
		return true;
	snprintf(digits, sizeof(digits), "%" PRId64, *value);
	if (*value == INT64_MAX || *value == -INT64_MAX)
		huge = text_huge_at(p->text,
				    config_setting_source_line(setting));
	parse_error(p, setting,
		    "%s is out of range (%" PRId64 " .. %" PRId64 ")",
		    huge ? huge : digits, min, max);
	return false;
}

const char *parse_string(struct parse *p, const config_setting_t *setting)
{
	if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
		wrong_type(p, setting, "a string");
		return NULL;
	}
	return config_setting_get_string(setting);
}

static void store(void *to, size_t size, uint64_t value)
{
	uint8_t u8 = value;
	uint16_t u16 = value;
	uint32_t u32 = value;

	memcpy(to,
	       size == 1   ? (void *)&u8
	       : size == 2 ? (void *)&u16
	       : size == 4 ? (void *)&u32
			   : (void *)&value,
	       size);
}

static void parse_text(struct parse *p, const config_setting_t *setting,
		       size_t size, char *to)
{
	const char *string = parse_string(p, setting);
	size_t len = string ? strlen(string) : 0;

	if (!string)
		return;
	if (!len || len >= size)
		parse_error(p, setting, "has %zu bytes, 1 to %zu are expected",
			    len, size - 1);
	else if (strspn(string, NAME_CHARACTERS) != len)
		parse_error(p, setting,
			    "\"%s\": only letters, digits, _ . : + -", string);
	else
		memcpy(to, string, len + 1);
}

void parse_one_of(struct parse *p, const config_setting_t *setting,
		  const struct parse_choice *choices, void *to, size_t size)
{
	const char *string = parse_string(p, setting);
	const struct parse_choice *choice;
	char known[2048] = "";
	size_t len = 0;

	if (!string)
		return;
	for (choice = choices; choice->name; choice++) {
		if (!strcmp(choice->name, string)) {
			store(to, size, choice->value);
			return;
		}
		if (len < sizeof(known))
			len += snprintf(known + len, sizeof(known) - len,
					"%s%s", len ? ", " : "", choice->name);
	}
	parse_error(p, setting, "\"%s\" is not one of: %s", string, known);
}

static void parse_bool(struct parse *p, const config_setting_t *setting,
		       bool *to)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		wrong_type(p, setting, "true or false");
	else
		*to = config_setting_get_bool(setting);
}

static void parse_field(struct parse *p, config_setting_t *setting,
			const struct parse_field *field, void *object)
{
	char *to = (char *)object + field->offset;
	int64_t value;

	if (field->parse)
		field->parse(p, setting, object);
	else if (field->text)
		parse_text(p, setting, field->text, to);
	else if (field->choices)
		parse_one_of(p, setting, field->choices, to, field->size);
	else if (field->boolean)
		parse_bool(p, setting, (bool *)to);
	else if (parse_integer(p, setting, field->min, field->max, &value))
		store(to, field->size,
		      (uint64_t)value * (field->unit ? field->unit : 1));
}

static void unknown_setting(struct parse *p, const config_setting_t *setting,
			    const struct parse_field *fields, size_t n)
{
	char known[1024] = "";
	size_t i, len = 0;

	for (i = 0; i < n && len < sizeof(known); i++)
		len += snprintf(known + len, sizeof(known) - len, "%s%s",
				len ? ", " : "", fields[i].name);
	parse_error(p, setting, "is unknown here; known are: %s", known);
}

void parse_member(struct parse *p, config_setting_t *setting,
		  const struct parse_field *fields, size_t n, void *object)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(fields[i].name, config_setting_name(setting)))
			continue;
		parse_field(p, setting, &fields[i], object);
		return;
	}
	unknown_setting(p, setting, fields, n);
}

bool parse_group(struct parse *p, config_setting_t *setting,
		 const struct parse_field *fields, size_t n, void *object)
{
	unsigned int errors = p->errors;
	config_setting_t *member;
	size_t i;

	if (!config_setting_is_group(setting)) {
		wrong_type(p, setting, "a group { }");
		return false;
	}
	for (i = 0; (member = config_setting_get_elem(setting, i)); i++)
		parse_member(p, member, fields, n, object);
	for (i = 0; i < n; i++)
		if (fields[i].required &&
		    !config_setting_get_member(setting, fields[i].name))
			parse_error(p, setting, "has no \"%s\"",
				    fields[i].name);
	return p->errors == errors;
}

bool parse_either(struct parse *p, const config_setting_t *setting,
		  const char *a, const char *b)
{
	bool has_a = config_setting_get_member(setting, a);
	bool has_b = config_setting_get_member(setting, b);

	if (has_a != has_b)
		return true;
	parse_error(p, setting, "has %s \"%s\" and \"%s\", give one",
		    has_a ? "both" : "neither of", a, b);
	return false;
}

void *parse_list(struct parse *p, config_setting_t *setting, size_t max,
		 size_t size, parse_fn parse, size_t *count)
{
	size_t i, n = config_setting_length(setting);
	char *objects;

	*count = 0;
	if (!config_setting_is_list(setting)) {
		wrong_type(p, setting, "a list ( )");
		return NULL;
	}
	if (n > max) {
		parse_error(p, setting, "has %zu members, %zu are the most", n,
			    max);
		return NULL;
	}
	objects = calloc(n ? n : 1, size);
	if (!objects) {
		parse_error(p, setting, "out of memory");
		return NULL;
	}
	*count = n;
	for (i = 0; i < n; i++)
		parse(p, config_setting_get_elem(setting, i),
		      objects + i * size);
	return objects;
}

uint64_t *parse_ascending(struct parse *p, config_setting_t *setting,
			  size_t max_count, int64_t min, int64_t max,
			  size_t *count)
{
	size_t i, n = config_setting_length(setting);
	unsigned int errors = p->errors;
	uint64_t *values;
	int64_t value, last = min - 1;

	*count = 0;
	if (!config_setting_is_list(setting) &&
	    !config_setting_is_array(setting)) {
		wrong_type(p, setting, "an array [ ] or a list ( )");
		return NULL;
	}
	if (!n || n > max_count) {
		parse_error(p, setting,
			    "has %zu members, 1 to %zu are expected", n,
			    max_count);
		return NULL;
	}
	values = calloc(n, sizeof(*values));
	if (!values) {
		parse_error(p, setting, "out of memory");
		return NULL;
	}
	for (i = 0; i < n; i++) {
		config_setting_t *member = config_setting_get_elem(setting, i);

		if (!parse_integer(p, member, min, max, &value))
			continue;
		if (value <= last)
			parse_error(p, member,
				    "%" PRId64 " is not above the one before",
				    value);
		last = value;
		values[i] = value;
	}
	if (p->errors != errors) {
		free(values);
		return NULL;
	}
	*count = n;
	return values;
}

void parse_unique(struct parse *p, const config_setting_t *list,
		  const void *objects, size_t size, size_t count)
{
	const char *a, *b;
	size_t i, j;

	for (i = 0; i < count; i++) {
		a = (const char *)objects + i * size;
		for (j = 0; j < i; j++) {
			b = (const char *)objects + j * size;
			if (!*a || strcmp(a, b))
				continue;
			parse_error(p, config_setting_get_elem(list, i),
				    "\"%s\" is the name of [%zu] already", a,
				    j);
			break;
		}
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From libconfig's settings to the model's structures: one table row a
 * setting, so that what is unknown, missing, of a wrong type or out of range
 * is found in one place. Errors are written and counted; parsing goes on, to
 * find the others.
 */
#ifndef SCMI_PLATFORM_PARSE_H
#define SCMI_PLATFORM_PARSE_H

#include "grant.h"
#include "model.h"
#include "text.h"
#include "../util.h"

#include <libconfig.h>

/**
 * struct parse - a configuration file that is being parsed
 * @path: the file
 * @err: where messages go
 * @errors: how many there were
 * @text: the file's text
 * @model: what it is made into
 */
struct parse {
	const char *path;
	FILE *err;
	unsigned int errors;
	struct text *text;
	struct scmi_model *model;
};

/* Write "file:line: setting: message" and count it. */
void parse_error(struct parse *p, const config_setting_t *setting,
		 const char *format, ...) __printf_format(3, 4);

typedef void (*parse_fn)(struct parse *p, config_setting_t *setting,
			 void *object);

struct parse_choice {
	const char *name;
	int64_t value;
};

/**
 * struct parse_field - a setting of a group
 * @name: its name
 * @parse: what does it when @size is 0
 * @offset: where its value goes in the object
 * @size: bytes of that; integers, booleans and choices alike
 * @text: bytes that a string may have there, the NUL included
 * @required: it must be given
 * @boolean: it is true or false
 * @min: least value of an integer
 * @max: greatest one
 * @unit: it is stored times this; 0 is 1
 * @choices: values by name, ended by a NULL name; it is given as a string
 */
struct parse_field {
	const char *name;
	parse_fn parse;
	size_t offset;
	size_t size;
	size_t text;
	bool required;
	bool boolean;
	int64_t min, max;
	uint64_t unit;
	const struct parse_choice *choices;
};

#define PARSE_AT(type, member) \
	.offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define PARSE_INT(key, type, member, least, greatest) \
	{ .name = key, PARSE_AT(type, member), .min = least, .max = greatest }
#define PARSE_US(key, type, member, greatest) \
	{ .name = key,                        \
	  PARSE_AT(type, member),             \
	  .max = greatest,                    \
	  .unit = MODEL_NS_PER_US }
#define PARSE_BOOL(key, type, member) \
	{ .name = key, PARSE_AT(type, member), .boolean = true }
#define PARSE_CHOICE(key, type, member, list) \
	{ .name = key, PARSE_AT(type, member), .choices = list }
#define PARSE_NAME(type)                  \
	{ .name = "name",                 \
	  .offset = offsetof(type, name), \
	  .text = MODEL_NAME_SIZE,        \
	  .required = true }
#define PARSE_FN(key, function) { .name = key, .parse = function }

/* Greatest value of what is measured, and its negative the least. */
#define PARSE_VALUE_MAX 1000000000000000

/* Intervals, in microseconds, at which something is measured again. */
#define PARSE_INTERVAL_MIN_US 1000
#define PARSE_INTERVAL_MAX_US 60000000

/* Latencies and periods that are taken, in microseconds: up to a minute. */
#define PARSE_LATENCY_MAX 60000000
/*
 * How long an asynchronous command takes unless the file says so: long enough
 * for its response to arrive before its delayed response, which Linux warns
 * of otherwise.
 */
#define PARSE_LATENCY_DEFAULT_NS (1000 * MODEL_NS_PER_US)

/**
 * parse_group - parse a group into an object
 * @p: the file
 * @setting: the group, or what is there instead
 * @fields: what may be in it
 * @n: how many of them
 * @object: where values go; has the defaults already
 *
 * Return: whether it was a group with all that is required.
 */
bool parse_group(struct parse *p, config_setting_t *setting,
		 const struct parse_field *fields, size_t n, void *object);

/**
 * parse_member - parse one setting by the row of its name
 * @p: the file
 * @setting: the setting
 * @fields: what it may be
 * @n: how many of them
 * @object: where its value goes
 */
void parse_member(struct parse *p, config_setting_t *setting,
		  const struct parse_field *fields, size_t n, void *object);

/**
 * parse_either - check that a group has one of two settings
 * @p: the file
 * @setting: the group
 * @a: the name of the one
 * @b: the name of the other
 *
 * Return: whether it has one of them and not both.
 */
bool parse_either(struct parse *p, const config_setting_t *setting,
		  const char *a, const char *b);

/**
 * parse_list - parse a list, each member into an object of its own
 * @p: the file
 * @setting: the list, or what is there instead
 * @max: how many members it may have
 * @size: bytes of an object
 * @parse: does one
 * @count: filled
 *
 * Return: the objects, zeroed before @parse, to be freed; NULL when there is
 * none, after an error.
 */
void *parse_list(struct parse *p, config_setting_t *setting, size_t max,
		 size_t size, parse_fn parse, size_t *count);

/**
 * parse_ascending - parse an array of ascending integers
 * @p: the file
 * @setting: the array or list, or what is there instead
 * @max_count: how many it may have
 * @min: least value
 * @max: greatest value
 * @count: filled
 *
 * Return: the integers, to be freed; NULL when there is none, after an error.
 */
uint64_t *parse_ascending(struct parse *p, config_setting_t *setting,
			  size_t max_count, int64_t min, int64_t max,
			  size_t *count);

/**
 * parse_integer - parse an integer
 * @p: the file
 * @setting: the integer, or what is there instead
 * @min: least value
 * @max: greatest value
 * @value: filled
 *
 * Return: whether it was one.
 */
bool parse_integer(struct parse *p, const config_setting_t *setting,
		   int64_t min, int64_t max, int64_t *value);

/**
 * parse_range - parse a range of integers
 * @p: the file
 * @setting: a group of min, max and step, or what is there instead
 * @least: least value of min and max
 * @greatest: greatest value of all three
 * @range: filled; it has the default of its step already, 0 when there is none
 *
 * Return: whether it was one.
 */
bool parse_range(struct parse *p, config_setting_t *setting, int64_t least,
		 int64_t greatest, struct model_range *range);

/**
 * parse_wave - parse a value that may move with time
 * @p: the file
 * @setting: an integer or a group, or what is there instead
 * @wave: filled
 *
 * Return: whether it was one.
 */
bool parse_wave(struct parse *p, config_setting_t *setting,
		struct model_wave *wave);

/**
 * parse_one_of - parse a string that is one of several
 * @p: the file
 * @setting: the string, or what is there instead
 * @choices: values by name, ended by a NULL name
 * @to: where the value goes, untouched after an error
 * @size: bytes of that: 1, 2, 4 or 8
 */
void parse_one_of(struct parse *p, const config_setting_t *setting,
		  const struct parse_choice *choices, void *to, size_t size);

/* The string that a setting is; NULL, after an error, when it is none. */
const char *parse_string(struct parse *p, const config_setting_t *setting);

/**
 * parse_unique - find objects with the same name
 * @p: the file
 * @list: the list they come from
 * @objects: the objects, each beginning with its name
 * @size: bytes of an object
 * @count: how many
 */
void parse_unique(struct parse *p, const config_setting_t *list,
		  const void *objects, size_t size, size_t count);

/**
 * struct parse_names - what may be named, each object beginning with its name
 * @what: one of them, as messages have it
 * @objects: the objects
 * @size: bytes of an object
 * @count: how many
 */
struct parse_names {
	const char *what;
	const void *objects;
	size_t size;
	size_t count;
};

/**
 * parse_reference - parse a name into the number of what it names
 * @p: the file
 * @setting: the name, or what is there instead
 * @names: what it may name
 * @id: filled
 *
 * Return: whether it named one.
 */
bool parse_reference(struct parse *p, const config_setting_t *setting,
		     const struct parse_names *names, uint32_t *id);

/**
 * parse_references - parse an array of names, each another one
 * @p: the file
 * @setting: the array or list, or what is there instead
 * @names: what they may name
 * @max: how many it may have
 * @count: filled
 *
 * Return: the numbers of what they name, to be freed; NULL when there is none,
 * after an error.
 */
uint32_t *parse_references(struct parse *p, config_setting_t *setting,
			   const struct parse_names *names, size_t max,
			   size_t *count);

/* Rows of settings that list resources, one a kind. */
#define PARSE_KINDS(function)                                                 \
	PARSE_FN("clocks", function), PARSE_FN("power_domains", function),    \
		PARSE_FN("perf_domains", function),                           \
		PARSE_FN("sensors", function),                                \
		PARSE_FN("reset_domains", function),                          \
		PARSE_FN("voltage_domains", function),                        \
		PARSE_FN("powercap_domains", function),                       \
		PARSE_FN("pins", function), PARSE_FN("pin_groups", function), \
		PARSE_FN("pin_functions", function)

/* Return: the kind that the setting of such a row is for. */
enum model_kind parse_kind_of(const config_setting_t *list);

/* Return: the resources of a kind, when all of them are known. */
struct parse_names parse_kind_names(const struct scmi_model *model,
				    enum model_kind kind);

/* A setting that is parsed when all that it may name is known. */
void parse_later(struct parse *p, config_setting_t *setting, void *object);

/* Types from @oem_first on are the vendor's, up to PARSE_TYPE_MAX. */
#define PARSE_TYPE_MAX 255

/**
 * parse_settings - parse a list of settings that agents can read and change
 * @p: the file
 * @list: the list, or what is there instead
 * @types: types by name, ended by a NULL name
 * @oem_first: the least type that is given as a number
 * @count: filled
 *
 * Return: the settings by ascending type, to be freed; NULL when there is none,
 * after an error.
 */
struct model_setting *parse_settings(struct parse *p, config_setting_t *list,
				     const struct parse_choice *types,
				     uint32_t oem_first, size_t *count);

/* The lists of the file, each into its part of the model. */
void parse_clocks(struct parse *p, config_setting_t *setting, void *model);
void parse_power(struct parse *p, config_setting_t *setting, void *model);
void parse_perf(struct parse *p, config_setting_t *setting, void *model);
void parse_sensors(struct parse *p, config_setting_t *setting, void *model);
void parse_resets(struct parse *p, config_setting_t *setting, void *model);
void parse_voltages(struct parse *p, config_setting_t *setting, void *model);
void parse_powercaps(struct parse *p, config_setting_t *setting, void *model);

/* Groups of the file, each into its part of the model. */
void parse_pin_control(struct parse *p, config_setting_t *setting, void *model);
void parse_system(struct parse *p, config_setting_t *setting, void *model);

/* What an agent may do to its system, for all agents or one. */
void parse_system_power(struct parse *p, config_setting_t *setting,
			struct model_system *system);

/* The file's devices and then agents, when all that they may name is known. */
void parse_devices(struct parse *p, config_setting_t *list);
void parse_agents(struct parse *p, config_setting_t *list);

#endif /* SCMI_PLATFORM_PARSE_H */

// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include "grant.h"
#include "parse.h"

#include <stdlib.h>

static const struct scmi_model defaults = {
	.vendor = "scmi-virtio",
	.subvendor = "simulated",
	.power_unit = MODEL_UNIT_MW,
};

static const struct parse_field identity_fields[] = {
	{ .name = "vendor",
	  .offset = offsetof(struct scmi_model, vendor),
	  .text = MODEL_VENDOR_SIZE },
	{ .name = "subvendor",
	  .offset = offsetof(struct scmi_model, subvendor),
	  .text = MODEL_VENDOR_SIZE },
	PARSE_INT("implementation", struct scmi_model, implementation, 0,
		  UINT32_MAX),
};

static void parse_identity(struct parse *p, config_setting_t *setting,
			   void *model)
{
	parse_group(p, setting, identity_fields, ARRAY_SIZE(identity_fields),
		    model);
}

static const struct parse_choice power_units[] = {
	{ "abstract", MODEL_UNIT_ABSTRACT },
	{ "mW", MODEL_UNIT_MW },
	{ "uW", MODEL_UNIT_UW },
	{ NULL, 0 },
};

static const struct parse_field file_fields[] = {
	PARSE_FN("identity", parse_identity),
	PARSE_CHOICE("power_unit", struct scmi_model, power_unit, power_units),
	PARSE_FN("clocks", parse_clocks),
	PARSE_FN("power_domains", parse_power),
	PARSE_FN("perf_domains", parse_perf),
	PARSE_FN("sensors", parse_sensors),
	PARSE_FN("reset_domains", parse_resets),
	PARSE_FN("voltage_domains", parse_voltages),
	PARSE_FN("powercap_domains", parse_powercaps),
	PARSE_FN("pin_control", parse_pin_control),
	PARSE_FN("system_power", parse_system),
	/* They name what may be listed behind them. */
	PARSE_FN("devices", parse_later),
	PARSE_FN("agents", parse_later),
};

/* libconfig names neither the setting nor the word it stumbled over. */
static void syntax_error(struct parse *p, const config_t *config)
{
	int line = config_error_line(config);
	size_t len = 0;
	const char *near = line > 0 ? text_line(p->text, line, &len) : "";

	fprintf(p->err, "%s:%d: %s%s%.*s%s\n", p->path, line,
		config_error_text(config), len ? " near \"" : "", (int)len,
		near, len ? "\"" : "");
	p->errors++;
}

static void parse_root(struct parse *p, config_setting_t *root)
{
	config_setting_t *devices, *agents;

	parse_group(p, root, file_fields, ARRAY_SIZE(file_fields), p->model);
	devices = config_setting_get_member(root, "devices");
	if (devices)
		parse_devices(p, devices);
	agents = config_setting_get_member(root, "agents");
	if (agents)
		parse_agents(p, agents);
}

static void parse_file(struct parse *p)
{
	config_t config;

	config_init(&config);
	if (!config_read_string(&config, p->text->widened))
		syntax_error(p, &config);
	else
		parse_root(p, config_root_setting(&config));
	config_destroy(&config);
}

struct scmi_model *config_load(const char *path, FILE *err)
{
	struct text text;
	struct parse p = { .path = path, .err = err, .text = &text };

	if (!text_load(&text, path, err))
		return NULL;
	p.model = calloc(1, sizeof(*p.model));
	if (p.model) {
		*p.model = defaults;
		parse_file(&p);
	} else {
		fprintf(err, "%s: out of memory\n", path);
	}
	text_free(&text);
	if (p.errors) {
		scmi_model_free(p.model);
		return NULL;
	}
	return p.model;
}

size_t config_n_agents(const struct scmi_model *model)
{
	return model->n_configured;
}

const char *config_agent_name(const struct scmi_model *model, size_t i)
{
	return model->configured[i].name;
}

const char *config_agent_socket(const struct scmi_model *model, size_t i)
{
	return model->configured[i].socket;
}

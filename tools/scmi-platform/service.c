// SPDX-License-Identifier: GPL-2.0-only
#include "service.h"
#include "control_cmd.h"
#include "glue.h"
#include "log.h"
#include "model/config.h"
#include "options.h"
#include "scmi/scmi.h"
#include "systemd.h"
#include "vhost_user.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct service - one agent, served
 * @name: the agent's; NULL when the configuration names none
 * @path: its socket
 * @handed: likewise, when a service manager has chosen it
 * @client: the front end listens there
 * @agent: the front end's view of the model
 * @glue: the virtio device
 * @vu: its back end
 */
struct service {
	const char *name;
	const char *path;
	struct systemd_handed handed;
	bool client;
	struct scmi_agent *agent;
	struct glue *glue;
	struct vhost_user *vu;
};

static struct service *find(const struct services *services, const char *name,
			    size_t len)
{
	size_t i;

	for (i = 0; i < services->n; i++)
		if (services->list[i].name &&
		    strlen(services->list[i].name) == len &&
		    !memcmp(services->list[i].name, name, len))
			return &services->list[i];
	return NULL;
}

/* Whether something else is to listen at @path. */
static bool is_taken(const struct services *services,
		     const struct options *options, const char *path)
{
	size_t i;

	for (i = 0; i < services->n; i++)
		if (services->list[i].path &&
		    !strcmp(services->list[i].path, path))
			return true;
	return options->control && !strcmp(options->control, path);
}

/* Takes the first free one of @name, or with NULL of a name that is nobody's. */
static bool take_handed(const struct services *services,
			struct service *service, const struct options *options,
			const char *name)
{
	struct systemd_handed *handed = &service->handed;
	unsigned int i;

	for (i = 0; systemd_handed(i, handed); i++) {
		if (!*handed->path || is_taken(services, options, handed->path))
			continue;
		if (name ? strcmp(handed->name, name)
			 : !!find(services, handed->name, strlen(handed->name)))
			continue;
		service->path = handed->path;
		return true;
	}
	return false;
}

/* Names first, so that what is in order does not take what has one. */
static void take_all_handed(const struct services *services,
			    const struct options *options)
{
	struct service *service, *end = services->list + services->n;

	for (service = services->list; service < end; service++)
		if (!service->path && service->name)
			take_handed(services, service, options, service->name);
	for (service = services->list; service < end; service++)
		if (!service->path)
			take_handed(services, service, options, NULL);
}

/* The only agent is served where the command line says. */
static int plan_one(struct services *services, const struct options *options)
{
	if (options->n_agents)
		return options_wrong("the configuration lists no agent for --agent ",
				     options->agents[0]);
	services->list[0].path = options->socket;
	services->list[0].client = options->client;
	take_all_handed(services, options);
	if (!services->list[0].path)
		return options_wrong("--socket PATH is missing", "");
	return EXIT_SUCCESS;
}

/* "NAME=PATH", which options.c has checked. */
static int move_one(struct services *services, const char *arg)
{
	const char *path = strchr(arg, '=') + 1;
	struct service *service = find(services, arg, path - 1 - arg);

	if (!service)
		return options_wrong("no such agent: --agent ", arg);
	service->path = path;
	return EXIT_SUCCESS;
}

static int plan_all(struct services *services, const struct scmi_model *model,
		    const struct options *options)
{
	size_t i;

	if (options->client)
		return options_wrong(
			"the configuration lists agents, which cannot have --connect ",
			options->socket);
	if (options->socket)
		return options_wrong(
			"the configuration lists agents, use --agent NAME=PATH in place of --socket ",
			options->socket);
	for (i = 0; i < services->n; i++) {
		services->list[i].name = config_agent_name(model, i);
		services->list[i].path = config_agent_socket(model, i);
	}
	for (i = 0; i < options->n_agents; i++)
		if (move_one(services, options->agents[i]))
			return EXIT_USAGE;
	take_all_handed(services, options);
	for (i = 0; i < services->n; i++)
		if (!services->list[i].path)
			return options_wrong(
				"no socket, neither in the configuration nor by --agent, for ",
				services->list[i].name);
	return EXIT_SUCCESS;
}

int services_plan(struct services *services, const struct scmi_model *model,
		  const struct options *options)
{
	size_t n = config_n_agents(model);

	services->list = calloc(n ? n : 1, sizeof(*services->list));
	services->controlled = calloc(n ? n : 1, sizeof(*services->controlled));
	if (!services->list || !services->controlled) {
		log_error("out of memory");
		return EXIT_FAILURE;
	}
	services->n = n ? n : 1;
	return n ? plan_all(services, model, options)
		 : plan_one(services, options);
}

static int open_one(struct service *service, struct loop *loop,
		    struct scmi_model *model, struct options *options)
{
	struct vhost_user_config config = {
		.loop = loop,
		.path = service->path,
		.client = service->client,
		.features = glue_features(options->p2a, options->packed),
		.mem_slots = options->mem_slots,
		.queue_names = { "cmdq", "eventq" },
		.ops = &glue_ops,
	};

	service->agent = scmi_agent_open(model);
	if (!service->agent) {
		log_error("cannot make an agent: %s", strerror(errno));
		return -errno;
	}
	service->glue = glue_open(loop, service->agent, &options->faults);
	if (!service->glue) {
		log_error("out of memory");
		return -ENOMEM;
	}
	config.ctx = service->glue;
	service->vu = vhost_user_open(&config);
	return service->vu ? 0 : -EIO;
}

/* What a line about a service begins with. */
static const char *prefix(const struct service *service, char *buf, size_t size)
{
	if (!service->name)
		return "";
	snprintf(buf, size, "%s: ", service->name);
	return buf;
}

int services_open(struct services *services, struct loop *loop,
		  struct scmi_model *model, struct options *options)
{
	struct control_service *controlled = services->controlled;
	struct service *service;
	char name[32];
	int err;

	/* Agents are numbered as the configuration has them. */
	for (service = services->list; service < services->list + services->n;
	     service++) {
		err = open_one(service, loop, model, options);
		if (err)
			return err;
		log_info("%s%s %s", prefix(service, name, sizeof(name)),
			 service->client ? "connecting to" : "listening on",
			 service->path);
		*controlled++ = (struct control_service){
			.name = service->name,
			.socket = service->path,
			.agent = service->agent,
			.glue = service->glue,
		};
	}
	return 0;
}

void services_report(const struct services *services)
{
	const struct service *service;
	char buf[32];

	for (service = services->list; service < services->list + services->n;
	     service++) {
		const struct glue_stats *s = glue_stats(service->glue);
		const char *name = prefix(service, buf, sizeof(buf));

		log_info("%scommands: %" PRIu64 " answered, %" PRIu64
			 " unusable",
			 name, s->commands, s->empty);
		log_info("%sevents: %" PRIu64 " delayed responses, %" PRIu64
			 " notifications, %" PRIu64 " dropped",
			 name, s->delayed, s->notifications, s->dropped);
	}
}

/* The back end ends its driver, whose agent must still be there. */
void services_close(struct services *services)
{
	struct service *service;

	for (service = services->list; service < services->list + services->n;
	     service++) {
		vhost_user_close(service->vu);
		glue_close(service->glue);
		scmi_agent_close(service->agent);
	}
	free(services->controlled);
	free(services->list);
	*services = (struct services){ 0 };
}

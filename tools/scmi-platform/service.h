/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the process serves: agents, each by a device of its own on a socket of
 * its own.
 */
#ifndef SCMI_PLATFORM_SERVICE_H
#define SCMI_PLATFORM_SERVICE_H

#include <stddef.h>

struct control_service;
struct loop;
struct options;
struct scmi_model;
struct service;

/**
 * struct services - all of them
 * @list: one an agent
 * @controlled: the same, as the control socket knows them; filled when open
 * @n: how many
 */
struct services {
	struct service *list;
	struct control_service *controlled;
	size_t n;
};

/**
 * services_plan - find out who is to be served where
 * @services: filled; to be closed with services_close() in any case
 * @model: says who, and may say where
 * @options: may say where
 *
 * Of sockets that a service manager handed over, each agent that is not to be
 * served anywhere gets the one of its name, else the next that nobody else gets.
 *
 * Return: EXIT_SUCCESS, else EXIT_FAILURE or EXIT_USAGE after a line on stderr.
 */
int services_plan(struct services *services, const struct scmi_model *model,
		  const struct options *options);

/**
 * services_open - listen for the front ends of all
 * @services: planned; what it was planned with must outlive it, as @loop must
 * @loop: gives them time
 * @model: what they are about
 * @options: what to offer, and which faults to have; must outlive it
 *
 * Return: 0, or a negative number after an error line.
 */
int services_open(struct services *services, struct loop *loop,
		  struct scmi_model *model, struct options *options);

/* Log what went through each. */
void services_report(const struct services *services);

void services_close(struct services *services);

#endif /* SCMI_PLATFORM_SERVICE_H */

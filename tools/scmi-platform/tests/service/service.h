/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole platform in one process, on its default configuration: agents, each
 * with its device, its back end and its socket, which offer all that can be
 * offered. What drives it from outside is a front end (front_end.h), here or in
 * another process.
 */
#ifndef SCMI_PLATFORM_TESTS_SERVICE_H
#define SCMI_PLATFORM_TESTS_SERVICE_H

#include "fault.h"
#include "glue.h"
#include "loop.h"
#include "model/model.h"
#include "tests/front_end.h"
#include "vhost_user.h"

#include <sys/types.h>

/**
 * struct service_agent - one agent and all that is between it and its driver
 * @agent: what it asked for
 * @glue: its device
 * @vu: its back end
 * @path: its socket
 */
struct service_agent {
	struct scmi_agent *agent;
	struct glue *glue;
	struct vhost_user *vu;
	char path[64];
};

struct service {
	struct loop loop;
	struct scmi_model *model;
	struct fault_set faults;
	unsigned int n;
	struct service_agent agents[MODEL_AGENTS_MAX];
};

/**
 * service_open - start it
 * @s: filled
 * @n: how many agents; a program that cannot have them ends here
 */
void service_open(struct service *s, unsigned int n);
void service_close(struct service *s);

/* The socket of agent @i of the service that process @pid has opened. */
void service_path(char *path, size_t size, pid_t pid, unsigned int i);

/**
 * service_send - make a command available to an agent, and kick
 * @fe: the agent's front end, its driver started
 * @head: of two descriptors
 * @req: the command
 * @len: its length
 * @room: bytes for its response
 */
void service_send(struct front_end *fe, uint16_t head, const void *req,
		  size_t len, uint32_t room);

/**
 * service_answers - start a driver that does all as it should
 * @s: the platform
 * @i: which agent's; no front end is connected
 * @guest: a guest for it, its rings reset
 *
 * Return: whether it got the version of the base protocol.
 */
bool service_answers(struct service *s, unsigned int i, struct guest *guest);

#endif /* SCMI_PLATFORM_TESTS_SERVICE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line.
 */
#ifndef SCMI_PLATFORM_OPTIONS_H
#define SCMI_PLATFORM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "log.h"

/* The command line was wrong; 0 and 1 are EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/* Sockets that the command line can name, as many as a model has agents. */
#define OPTIONS_AGENTS_MAX 64

/**
 * struct options - what the user asked for
 * @socket: where to listen for the only agent; NULL when not given
 * @client: connect to who listens there instead
 * @agents: "NAME=PATH" each: where to listen for an agent of the configuration
 * @n_agents: how many of them
 * @control: where control clients connect; NULL for nowhere
 * @config: the configuration file
 * @check: only look at @config
 * @p2a: offer eventq
 * @packed: offer packed rings
 * @mem_slots: offer memory that comes in slots
 * @user: whom to become once all is open; NULL to stay
 * @seccomp: restrict system calls then
 * @level: what to log
 * @faults: deliberate misbehaviour
 */
struct options {
	const char *socket;
	bool client;
	const char *agents[OPTIONS_AGENTS_MAX];
	size_t n_agents;
	const char *control;
	char *config;
	bool check;
	bool p2a;
	bool packed;
	bool mem_slots;
	const char *user;
	bool seccomp;
	enum log_level level;
	struct fault_set faults;
};

/**
 * options_parse - read the command line
 * @options: filled
 * @argc: as main()
 * @argv: as main(); must stay
 *
 * Does not return for --help and --version, nor, after a line on stderr, for
 * a command line that is wrong.
 */
void options_parse(struct options *options, int argc, char **argv);

/**
 * options_wrong - say on stderr that the command line is wrong
 * @what: what is wrong
 * @arg: with what
 *
 * Return: EXIT_USAGE.
 */
int options_wrong(const char *what, const char *arg);

void options_free(struct options *options);

#endif /* SCMI_PLATFORM_OPTIONS_H */

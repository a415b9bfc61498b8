/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line.
 */
#ifndef SCMI_PLATFORM_OPTIONS_H
#define SCMI_PLATFORM_OPTIONS_H

#include <stdbool.h>

#include "fault.h"
#include "log.h"

/* The command line was wrong; 0 and 1 are EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/**
 * struct options - what the user asked for
 * @socket: where to listen; not NULL unless @check
 * @control: where control clients connect; NULL for nowhere
 * @config: the configuration file
 * @check: only look at @config
 * @p2a: offer eventq
 * @user: whom to become once all is open; NULL to stay
 * @seccomp: restrict system calls then
 * @level: what to log
 * @faults: deliberate misbehaviour
 */
struct options {
	const char *socket;
	const char *control;
	char *config;
	bool check;
	bool p2a;
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
void options_free(struct options *options);

#endif /* SCMI_PLATFORM_OPTIONS_H */

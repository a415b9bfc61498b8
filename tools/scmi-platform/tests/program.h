/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program in a process of its own, with a front end and a guest, for tests.
 * SCMI_PLATFORM names it.
 */
#ifndef SCMI_PLATFORM_TESTS_PROGRAM_H
#define SCMI_PLATFORM_TESTS_PROGRAM_H

#include "front_end.h"

#include <sys/types.h>

/**
 * struct fixture - a folder for one run, and who is in it
 * @dir: the folder
 * @socket: for --socket
 * @output: all that the program prints
 * @pid: the program; 0 when it does not run
 * @prepare: called in its process before it starts, stdout and stderr being
 *	     @output already; or NULL
 * @guest: behind @fe
 * @fe: connected by serve()
 */
struct fixture {
	char dir[32];
	char socket[64];
	char output[64];
	pid_t pid;
	void (*prepare)(struct fixture *f);
	struct guest guest;
	struct front_end fe;
};

/* For cmocka. The program is not started yet; it is killed in the end. */
int program_setup(void **state);
int program_teardown(void **state);

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Starts the program. @args end with NULL. */
void run(struct fixture *f, const char *const *args);

/* The same, and connects a front end to @f->socket. */
void serve(struct fixture *f, const char *const *args);

/* Return: its exit status; -1 when it was a signal. */
int wait_for_end(struct fixture *f);

/* Fails unless @text was printed, or, if it is empty, nothing. */
void expect_output(struct fixture *f, const char *text);

/* Runs the program and fails unless it ends and prints like that. */
void expect(struct fixture *f, const char *const *args, int status,
	    const char *output);

/* A command; its response has exactly @rsp_len bytes. */
void ask(struct fixture *f, const uint8_t *req, size_t req_len, uint8_t *rsp,
	 size_t rsp_len);

/* BASE PROTOCOL_VERSION (DEN0056, 4.2.2.1) of the default configuration. */
void ask_version(struct fixture *f, uint8_t *rsp);

#endif /* SCMI_PLATFORM_TESTS_PROGRAM_H */

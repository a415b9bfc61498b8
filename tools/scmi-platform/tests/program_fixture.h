/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program as users run it, for tests: started in a folder of its own, with
 * a guest and a front end for it. SCMI_PLATFORM names the program.
 */
#ifndef SCMI_PLATFORM_TESTS_PROGRAM_FIXTURE_H
#define SCMI_PLATFORM_TESTS_PROGRAM_FIXTURE_H

#include "both.h"
#include "front_end.h"

#include <sys/types.h>

/**
 * struct fixture - a folder for one run, and who is in it
 * @dir: the folder
 * @socket: for --socket
 * @output: all that the program prints
 * @config: for a configuration
 * @other_socket: of a second agent
 * @pid: the program; 0 when it does not run
 * @prepare: called in its process before it starts, stdout and stderr being
 *	     @output already; or NULL
 * @confined: the test is about the sandbox: it is there
 * @guest: behind @fe
 * @fe: connected by serve()
 * @other_guest: a second virtual machine, for platforms with two agents
 * @other: its front end
 */
struct fixture {
	char dir[32];
	char socket[64];
	char output[64];
	char config[64];
	char other_socket[64];
	pid_t pid;
	void (*prepare)(struct fixture *f);
	bool confined;
	struct guest guest;
	struct front_end fe;
	struct guest other_guest;
	struct front_end other;
};

/* For cmocka, see both.h. Nothing runs yet. */
int program_setup(void **state);
int program_teardown(void **state);

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/*
 * Starts it. All output goes to one file. @args end with NULL. Without the
 * sandbox if TEST_NO_SECCOMP is set (see the Makefile).
 */
void run(struct fixture *f, const char *const *args);

/* Starts it, and connects the front end. */
void serve(struct fixture *f, const char *const *args);

/* Return: its exit status; -1 when it was a signal. */
int wait_for_end(struct fixture *f);

/* Ends it as if it had crashed. */
void kill_program(struct fixture *f);

/* Its output has @text in it; none when that is empty. */
void expect_output(struct fixture *f, const char *text);

/* Runs it to its end. */
void expect(struct fixture *f, const char *const *args, int status,
	    const char *output);

/* A command; its response has exactly @rsp_len bytes. */
void ask_by(struct front_end *fe, const uint8_t *req, size_t req_len,
	    uint8_t *rsp, size_t rsp_len);
void ask(struct fixture *f, const uint8_t *req, size_t req_len, uint8_t *rsp,
	 size_t rsp_len);

/* BASE PROTOCOL_VERSION (DEN0056, 4.2.2.1) of the default configuration. */
void ask_version(struct fixture *f, uint8_t *rsp);

#endif /* SCMI_PLATFORM_TESTS_PROGRAM_FIXTURE_H */

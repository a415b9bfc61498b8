// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program as users run it: the command line, the socket, the real SCMI
 * side behind it. SCMI_PLATFORM names the program.
 */
#include "front_end.h"
#include "scmi_hdr.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util.h"

struct fixture {
	char dir[32];
	char socket[64];
	char output[64];
	pid_t pid;
	struct guest guest;
	struct front_end fe;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/program_test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->socket, sizeof(f->socket), "%s/socket", f->dir);
	snprintf(f->output, sizeof(f->output), "%s/output", f->dir);
	guest_init(&f->guest, 16);
	f->fe = (struct front_end){ .sock = -1, .guest = &f->guest };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->pid) {
		kill(f->pid, SIGKILL);
		waitpid(f->pid, NULL, 0);
	}
	if (f->fe.sock >= 0)
		close(f->fe.sock);
	unlink(f->socket);
	unlink(f->output);
	assert_int_equal(rmdir(f->dir), 0);
	guest_exit(&f->guest);
	free(f);
	return 0;
}

/* All output goes to one file. @args end with NULL. */
static void run(struct fixture *f, const char *const *args)
{
	const char *argv[16] = { "scmi-platform" };
	const char *program = getenv("SCMI_PLATFORM");
	unsigned int i;

	assert_non_null(program);
	for (i = 0; args[i]; i++)
		argv[i + 1] = args[i];
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid) {
		int fd = open(f->output, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, 1);
		dup2(fd, 2);
		execv(program, (char *const *)argv);
		_exit(127);
	}
}

/* Return: its exit status; -1 when it was a signal. */
static int wait_for_end(struct fixture *f)
{
	int status;

	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	f->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_output(struct fixture *f, const char *text)
{
	char buf[16384] = { 0 };
	FILE *file = fopen(f->output, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = '\0';
	fclose(file);
	if (!*text ? *buf : !strstr(buf, text))
		fail_msg("expected \"%s\" in: %s", text, buf);
}

static void expect(struct fixture *f, const char *const *args, int status,
		   const char *output)
{
	run(f, args);
	assert_int_equal(wait_for_end(f), status);
	expect_output(f, output);
}

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void serve(struct fixture *f, const char *const *args)
{
	run(f, args);
	fe_connect(&f->fe, f->socket);
}

static void help_and_version_are_printed(void **state)
{
	expect(*state, ARGS("--help"), 0, "Usage: scmi-platform --socket");
	expect(*state, ARGS("--help"), 0, "delayed-first[:MS]");
	expect(*state, ARGS("--version"), 0, "scmi-platform ");
}

static void wrong_usage_is_named(void **state)
{
	static const char *const none[] = { NULL };

	expect(*state, none, 2, "--socket PATH is missing");
	expect(*state, ARGS("--nonsense"), 2, "--nonsense");
	expect(*state, ARGS("--socket"), 2, "requires an argument");
	expect(*state, ARGS("--socket", "a", "b"), 2, "unexpected argument b");
	expect(*state, ARGS("--fault", "do=nonsense", "--check"), 2,
	       "fault 'do=nonsense', at 4: there is no action 'nonsense'");
}

static void check_is_silent_about_a_good_configuration(void **state)
{
	expect(*state, ARGS("--check"), 0, "");
}

static void configuration_comes_from_option_or_environment(void **state)
{
	expect(*state, ARGS("--check", "--config", "/nonexistent/a"), 1,
	       "/nonexistent/a");
	setenv("SCMI_PLATFORM_CONFIG", "/nonexistent/b", 1);
	expect(*state, ARGS("--check"), 1, "/nonexistent/b");
	unsetenv("SCMI_PLATFORM_CONFIG");
}

static void unusable_socket_is_named(void **state)
{
	struct fixture *f = *state;
	char path[256];

	expect(f, ARGS("--socket", "/nonexistent/socket"), 1,
	       "cannot listen on /nonexistent/socket: No such file");
	expect(f, ARGS("--socket", f->dir), 1, "exists and is no socket");
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	expect(f, ARGS("--socket", path), 1, "longer than 107 bytes");
	expect(f, ARGS("--socket", ""), 1, "is empty");
}

static void end_by_signal(void **state, int signal)
{
	struct fixture *f = *state;

	serve(f, ARGS("--socket", f->socket));
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	assert_int_equal(kill(f->pid, signal), 0);
	assert_int_equal(wait_for_end(f), 0);
	assert_int_not_equal(access(f->socket, F_OK), 0);
}

static void sigterm_leaves_nothing_behind(void **state)
{
	end_by_signal(state, SIGTERM);
}

static void sigint_leaves_nothing_behind(void **state)
{
	end_by_signal(state, SIGINT);
}

static void live_platform_is_not_disturbed(void **state)
{
	struct fixture *f = *state;
	pid_t first;

	serve(f, ARGS("--socket", f->socket));
	first = f->pid;
	unlink(f->output);
	expect(f, ARGS("--socket", f->socket), 1, "is in use");
	f->pid = first;
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
}

static void killed_platform_is_replaced(void **state)
{
	struct fixture *f = *state;

	serve(f, ARGS("--socket", f->socket));
	kill(f->pid, SIGKILL);
	wait_for_end(f);
	assert_int_equal(access(f->socket, F_OK), 0);
	fe_disconnect(&f->fe);
	serve(f, ARGS("--socket", f->socket));
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
}

/* A command; its response has exactly @rsp_len bytes. */
static void ask(struct fixture *f, const uint8_t *req, size_t req_len,
		uint8_t *rsp, size_t rsp_len)
{
	uint32_t id, len;

	guest_add(&f->guest, 0, 0, req, req_len, 64);
	guest_kick(&f->guest.rings[0]);
	assert_true(fe_used(&f->fe, 0, &id, &len));
	assert_int_equal(id, 0);
	assert_int_equal(len, rsp_len);
	memcpy(rsp, guest_room(&f->guest, 0, 0), rsp_len);
}

/* BASE PROTOCOL_VERSION (DEN0056, 4.2.2.1) of the default configuration. */
static void ask_version(struct fixture *f, uint8_t *rsp)
{
	uint8_t req[4];

	scmi_store32(req, 5u << 18 | 0x10u << 10);
	ask(f, req, sizeof(req), rsp, 12);
}

static void driver_is_answered(void **state)
{
	struct fixture *f = *state;
	uint8_t rsp[12];

	serve(f, ARGS("--socket", f->socket));
	fe_start(&f->fe, FE_FEATURES);
	ask_version(f, rsp);
	assert_int_equal(scmi_load32(rsp), 5u << 18 | 0x10u << 10);
	assert_int_equal(scmi_load32(rsp + 4), 0);
	assert_true(scmi_load32(rsp + 8) >= 0x20000);
}

static void no_p2a_is_not_offered(void **state)
{
	struct fixture *f = *state;

	serve(f, ARGS("--socket", f->socket, "--no-p2a"));
	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) ==
		    (FE_FEATURES & ~BIT_ULL(0)));
}

static void packed_rings_are_served_on_request(void **state)
{
	struct fixture *f = *state;
	uint8_t rsp[12];

	serve(f, ARGS("--socket", f->socket, "--packed"));
	guest_set_layout(&f->guest, true);
	fe_start(&f->fe, FE_PACKED);
	ask_version(f, rsp);
	assert_int_equal(scmi_load32(rsp + 4), 0);
}

static void fault_is_carried_out_and_logged(void **state)
{
	struct fixture *f = *state;
	uint8_t rsp[12];

	serve(f, ARGS("--socket", f->socket, "--fault", "do=token:+1"));
	fe_start(&f->fe, FE_FEATURES);
	ask_version(f, rsp);
	assert_int_equal(scmi_load32(rsp), 6u << 18 | 0x10u << 10);
	expect_output(f, "fault 'do=token:+1': command 0x00 of protocol 0x10");
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
	expect_output(f, "fault 'do=token:+1': matched 1, fired 1");
	expect_output(f, "commands: 1 answered");
}

/* SYSTEM_POWER_STATE_SET (DEN0056, 4.4.2.5), forceful. */
static void transitions_of_the_system_are_logged(void **state)
{
	struct fixture *f = *state;
	uint8_t req[12] = { 0 }, rsp[8];

	serve(f, ARGS("--socket", f->socket));
	fe_start(&f->fe, FE_FEATURES);
	scmi_store32(req, 0x12u << 10 | 0x3);
	scmi_store32(req + 8, 1);
	ask(f, req, sizeof(req), rsp, sizeof(rsp));
	assert_int_equal(scmi_load32(rsp + 4), 0);
	expect_output(f, "agent1: system cold reset");
}

static void quiet_and_verbose_choose_the_lines(void **state)
{
	struct fixture *f = *state;

	serve(f, ARGS("--socket", f->socket, "--quiet"));
	kill(f->pid, SIGTERM);
	wait_for_end(f);
	expect_output(f, "");
	fe_disconnect(&f->fe);
	serve(f, ARGS("--socket", f->socket, "--verbose"));
	fe_get_u64(&f->fe, VU_GET_FEATURES);
	expect_output(f, "GET_FEATURES");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(help_and_version_are_printed),
		T(wrong_usage_is_named),
		T(check_is_silent_about_a_good_configuration),
		T(configuration_comes_from_option_or_environment),
		T(unusable_socket_is_named),
		T(sigterm_leaves_nothing_behind),
		T(sigint_leaves_nothing_behind),
		T(live_platform_is_not_disturbed),
		T(killed_platform_is_replaced),
		T(driver_is_answered),
		T(no_p2a_is_not_offered),
		T(packed_rings_are_served_on_request),
		T(fault_is_carried_out_and_logged),
		T(transitions_of_the_system_are_logged),
		T(quiet_and_verbose_choose_the_lines),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}

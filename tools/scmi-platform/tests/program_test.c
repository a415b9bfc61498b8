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
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util.h"

struct fixture {
	char dir[32];
	char socket[64];
	char output[64];
	char config[64];
	char other_socket[64];
	pid_t pid;
	struct guest guest;
	struct front_end fe;
	/* A second virtual machine, for platforms with two agents. */
	struct guest other_guest;
	struct front_end other;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/program_test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->socket, sizeof(f->socket), "%s/socket", f->dir);
	snprintf(f->output, sizeof(f->output), "%s/output", f->dir);
	snprintf(f->config, sizeof(f->config), "%s/config", f->dir);
	snprintf(f->other_socket, sizeof(f->other_socket), "%s/other", f->dir);
	guest_init(&f->guest, 16);
	guest_init(&f->other_guest, 16);
	f->fe = (struct front_end){ .sock = -1, .guest = &f->guest };
	f->other = (struct front_end){ .sock = -1, .guest = &f->other_guest };
	*state = f;
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

static int teardown(void **state)
{
	struct fixture *f = *state;

	/* Ended so that it can say what it leaked. */
	if (f->pid) {
		kill(f->pid, SIGTERM);
		assert_int_equal(wait_for_end(f), 0);
	}
	if (f->fe.sock >= 0)
		close(f->fe.sock);
	if (f->other.sock >= 0)
		close(f->other.sock);
	unlink(f->socket);
	unlink(f->other_socket);
	unlink(f->config);
	unlink(f->output);
	assert_int_equal(rmdir(f->dir), 0);
	guest_exit(&f->guest);
	guest_exit(&f->other_guest);
	free(f);
	return 0;
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

static void copy_file(const char *from, const char *to, mode_t mode)
{
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, mode);
	struct stat st;

	assert_true(in >= 0 && out >= 0 && !fstat(in, &st));
	while (st.st_size > 0) {
		ssize_t n = sendfile(out, in, NULL, (size_t)st.st_size);

		assert_true(n > 0);
		st.st_size -= n;
	}
	close(in);
	close(out);
}

/* Below f->dir, as "make install" puts it there. */
static const char *const installed[] = {
	"/bin",
	"/share",
	"/share/scmi-platform",
	"/bin/scmi-platform",
	"/share/scmi-platform/default.conf",
};

static void configuration_beside_the_program_is_found(void **state)
{
	char *program = strdup(getenv("SCMI_PLATFORM"));
	struct fixture *f = *state;
	char paths[ARRAY_SIZE(installed)][80];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(installed); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s%s", f->dir,
			 installed[i]);
	for (i = 0; i < 3; i++)
		assert_int_equal(mkdir(paths[i], 0700), 0);
	copy_file(program, paths[3], 0700);
	setenv("SCMI_PLATFORM", paths[3], 1);
	/* The source tree's, as long as there is no other */
	expect(f, ARGS("--check"), 0, "");
	copy_file(program, paths[4], 0600);
	expect(f, ARGS("--check"), 1, paths[4]);
	setenv("SCMI_PLATFORM", program, 1);
	free(program);
	for (i = ARRAY_SIZE(installed); i--;)
		assert_int_equal(remove(paths[i]), 0);
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
static void ask_by(struct front_end *fe, const uint8_t *req, size_t req_len,
		   uint8_t *rsp, size_t rsp_len)
{
	uint32_t id, len;

	guest_add(fe->guest, 0, 0, req, req_len, 64);
	guest_kick(&fe->guest->rings[0]);
	assert_true(fe_used(fe, 0, &id, &len));
	assert_int_equal(id, 0);
	assert_int_equal(len, rsp_len);
	memcpy(rsp, guest_room(fe->guest, 0, 0), rsp_len);
}

static void ask(struct fixture *f, const uint8_t *req, size_t req_len,
		uint8_t *rsp, size_t rsp_len)
{
	ask_by(&f->fe, req, req_len, rsp, rsp_len);
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

#define AGENTS                                                                    \
	"power_domains = ( { name = \"gpu\"; }, { name = \"bus\"; } );\n"         \
	"agents = ( { name = \"vm0\"; power_domains = ( \"gpu\", \"bus\" ); },\n" \
	"{ name = \"vm1\"; power_domains = ( \"bus\" ); } );\n"

static void write_config(struct fixture *f, const char *text)
{
	FILE *file = fopen(f->config, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Both agents of AGENTS, each with its driver. */
static void serve_two(struct fixture *f)
{
	char first[128], second[128];

	snprintf(first, sizeof(first), "vm0=%s", f->socket);
	snprintf(second, sizeof(second), "vm1=%s", f->other_socket);
	write_config(f, AGENTS);
	serve(f,
	      ARGS("--config", f->config, "--agent", first, "--agent", second));
	fe_connect(&f->other, f->other_socket);
	fe_start(&f->fe, FE_FEATURES);
	fe_start(&f->other, FE_FEATURES);
}

/* A command of the power domain protocol with up to three words. */
static void ask_power(struct front_end *fe, uint8_t id, const uint32_t *words,
		      size_t n, uint8_t *rsp, size_t rsp_len)
{
	uint8_t req[16];
	size_t i;

	scmi_store32(req, 0x11u << 10 | id);
	for (i = 0; i < n; i++)
		scmi_store32(req + 4 + i * 4, words[i]);
	ask_by(fe, req, 4 + n * 4, rsp, rsp_len);
	assert_int_equal(scmi_load32(rsp + 4), 0);
}

/* REQ: X-01 */
static void each_socket_has_its_agents_view(void **state)
{
	struct fixture *f = *state;
	uint8_t rsp[24];

	serve_two(f);
	ask_power(&f->fe, 0x01, NULL, 0, rsp, 24);
	assert_int_equal(scmi_load32(rsp + 8), 2);
	ask_power(&f->other, 0x01, NULL, 0, rsp, 24);
	assert_int_equal(scmi_load32(rsp + 8), 1);
	expect_output(f, "vm0: listening on ");
	expect_output(f, "vm1: listening on ");
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
	expect_output(f, "vm1: commands: 1 answered");
	assert_int_not_equal(access(f->other_socket, F_OK), 0);
}

/* The bus is number 1 for the one and number 0 for the other. REQ: X-03 */
static void votes_end_with_their_connection_and_others_hear_of_it(void **state)
{
	const uint32_t on[] = { 0, 1, 0 }, subscribe[] = { 0, 1 };
	struct fixture *f = *state;
	const uint8_t *event;
	uint32_t id, len;
	uint8_t rsp[8];

	serve_two(f);
	ask_power(&f->fe, 0x04, on, 3, rsp, 8);
	ask_power(&f->other, 0x06, subscribe, 2, rsp, 8);
	guest_add(&f->other_guest, 1, 0, NULL, 0, 64);
	guest_kick(&f->other_guest.rings[1]);
	fe_disconnect(&f->fe);
	assert_true(fe_used(&f->other, 1, &id, &len));
	assert_int_equal(len, 16);
	event = guest_room(&f->other_guest, 1, 0);
	assert_int_equal(scmi_load32(event + 8), 0);
	assert_int_equal(scmi_load32(event + 12), 0x40000000);
}

static void agents_and_their_sockets_are_checked(void **state)
{
	struct fixture *f = *state;

	expect(f, ARGS("--agent", "vm0=/x"), 2,
	       "the configuration lists no agent for --agent vm0=/x");
	expect(f, ARGS("--agent", "vm0"), 2, "NAME=PATH is expected");
	expect(f, ARGS("--agent", "=/x"), 2, "NAME=PATH is expected");
	write_config(f, AGENTS);
	expect(f, ARGS("--config", f->config, "--check"), 0, "");
	expect(f, ARGS("--config", f->config, "--socket", f->socket), 2,
	       "use --agent NAME=PATH in place of --socket");
	expect(f, ARGS("--config", f->config, "--agent", "vm=/x"), 2,
	       "no such agent: --agent vm=/x");
	expect(f, ARGS("--config", f->config, "--agent", "vm0=/x"), 2,
	       "no socket, neither in the configuration nor by --agent, for vm1");
}

static void two_agents_on_one_socket_are_refused(void **state)
{
	struct fixture *f = *state;
	char first[128], second[128];

	snprintf(first, sizeof(first), "vm0=%s", f->socket);
	snprintf(second, sizeof(second), "vm1=%s", f->socket);
	write_config(f, AGENTS);
	expect(f,
	       ARGS("--config", f->config, "--agent", first, "--agent", second),
	       1, "is in use");
}

static void the_example_of_two_machines_is_good(void **state)
{
	expect(*state,
	       ARGS("--check", "--config",
		    SCMI_PLATFORM_EXAMPLES "/two-vms.conf"),
	       0, "");
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
		T(configuration_beside_the_program_is_found),
		T(unusable_socket_is_named),
		T(sigterm_leaves_nothing_behind),
		T(sigint_leaves_nothing_behind),
		T(live_platform_is_not_disturbed),
		T(killed_platform_is_replaced),
		T(driver_is_answered),
		T(no_p2a_is_not_offered),
		T(fault_is_carried_out_and_logged),
		T(transitions_of_the_system_are_logged),
		T(each_socket_has_its_agents_view),
		T(votes_end_with_their_connection_and_others_hear_of_it),
		T(agents_and_their_sockets_are_checked),
		T(two_agents_on_one_socket_are_refused),
		T(the_example_of_two_machines_is_good),
		T(quiet_and_verbose_choose_the_lines),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}

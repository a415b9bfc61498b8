// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be asked of a platform that runs, with scmi-platform-ctl as users
 * have it. SCMI_PLATFORM_CTL names that program.
 */
#include "control.h"
#include "program_fixture.h"
#include "scmi_hdr.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define POWER  0x11u
#define SYSTEM 0x12u
#define RESET  0x16u

/* "gpu" of the default configuration. */
#define GPU 1u

static char control[80];
static char said[1 << 16];

static void start(void **state)
{
	struct fixture *f = *state;

	snprintf(control, sizeof(control), "%s/control", f->dir);
	setenv("SCMI_PLATFORM_CONTROL", control, 1);
	serve(f, ARGS("--socket", f->socket, "--control", control));
	/* Who answers has opened all sockets. */
	fe_get_u64(&f->fe, VU_GET_QUEUE_NUM);
}

static int teardown(void **state)
{
	unlink(control);
	unsetenv("SCMI_PLATFORM_CONTROL");
	return program_teardown(state);
}

static void exec_ctl(const char *const *words, int in, int out)
{
	const char *argv[8] = { "scmi-platform-ctl" };
	unsigned int i;

	for (i = 0; words[i]; i++)
		argv[i + 1] = words[i];
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	close(in);
	close(out);
	execv(getenv("SCMI_PLATFORM_CTL"), (char *const *)argv);
	_exit(127);
}

static void read_all(int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(fd);
}

/* Runs the tool; what it prints is in @said. Return: its exit status. */
static int run_ctl(const char *input, const char *const *words)
{
	int in[2], out[2], status;
	pid_t pid;

	assert_non_null(getenv("SCMI_PLATFORM_CTL"));
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		close(in[1]);
		close(out[0]);
		exec_ctl(words, in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	assert_int_equal(write(in[1], input, strlen(input)), strlen(input));
	close(in[1]);
	read_all(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The command is done, and prints exactly that. */
static void done(const char *const *words, const char *expected)
{
	assert_int_equal(run_ctl("", words), 0);
	assert_string_equal(said, expected);
}

static void refused(const char *const *words, const char *why)
{
	char expected[2 * CONTROL_LINE_MAX];

	assert_int_equal(run_ctl("", words), 1);
	snprintf(expected, sizeof(expected), "scmi-platform-ctl: %s\n", why);
	assert_string_equal(said, expected);
}

static void done_and_says(const char *const *words, const char *part)
{
	assert_int_equal(run_ctl("", words), 0);
	if (!strstr(said, part))
		fail_msg("no \"%s\" in: %s", part, said);
}

/* A command with up to three words; it succeeds. */
static void command(struct fixture *f, uint32_t protocol, uint32_t id,
		    const uint32_t *words, size_t n)
{
	uint8_t req[16], rsp[8];
	size_t i;

	scmi_store32(req, protocol << 10 | id);
	for (i = 0; i < n; i++)
		scmi_store32(req + 4 + 4 * i, words[i]);
	ask(f, req, 4 + 4 * n, rsp, sizeof(rsp));
	assert_int_equal(scmi_load32(rsp + 4), 0);
}

static void subscribe(struct fixture *f, uint32_t protocol, uint32_t id,
		      uint32_t domain)
{
	const uint32_t words[] = { domain, 1 };

	guest_add(&f->guest, 1, 0, NULL, 0, 64);
	guest_kick(&f->guest.rings[1]);
	command(f, protocol, id, words, 2);
}

/* The next event has this header and these words. */
static void expect_event(struct fixture *f, uint32_t protocol,
			 const uint32_t *words, size_t n)
{
	const uint8_t *event = guest_room(&f->guest, 1, 0);
	uint32_t id, len;
	size_t i;

	assert_true(fe_used(&f->fe, 1, &id, &len));
	assert_int_equal(len, 4 + 4 * n);
	assert_int_equal(scmi_load32(event), protocol << 10 | 3u << 8);
	for (i = 0; i < n; i++)
		assert_int_equal(scmi_load32(event + 4 + 4 * i), words[i]);
}

static void help_lists_the_commands(void **state)
{
	start(state);
	done_and_says(ARGS("help"), "help: these lines\nagents: ");
	done_and_says(ARGS("help"), "\nfault-add SPEC: ");
	done_and_says(ARGS("help"), "\npower N on|off: ");
}

static void what_is_no_command_is_refused(void **state)
{
	start(state);
	refused(ARGS("nonsense"), "there is no command 'nonsense': try help");
	refused(ARGS("helpless"), "there is no command 'helpless': try help");
	refused(ARGS("agents", "1"), "agents takes no argument");
	refused(ARGS(""), "there is no command '': try help");
}

static void agents_are_counted(void **state)
{
	struct fixture *f = *state;
	char expected[256];
	uint8_t rsp[12];

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	ask_version(f, rsp);
	snprintf(expected, sizeof(expected),
		 "agent 1 p2a=yes jobs=0 waiting=0 lost=0 commands=1 empty=0 delayed=0 notifications=0 dropped=0 refused=0 socket=%s\n",
		 f->socket);
	done(ARGS("agents"), expected);
}

static void what_an_agent_has_set_goes_with_it(void **state)
{
	const uint32_t on[] = { 0, GPU, 0 };
	struct fixture *f = *state;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	done(ARGS("agent", "1"), "");
	command(f, POWER, 0x04, on, 3);
	done(ARGS("agent", "1"), "power domain 1 name=gpu vote=on\n");
	done_and_says(ARGS("resources", "power", "domain"),
		      "power domain 1 name=gpu state=on\n");
	fe_disconnect(&f->fe);
	/* The platform sees the end of one connection before the next. */
	fe_connect(&f->fe, f->socket);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	done(ARGS("agent", "1"), "");
	done_and_says(ARGS("resources", "power domain"),
		      "power domain 1 name=gpu state=off\n");
}

static void numbers_that_are_none_are_refused(void **state)
{
	start(state);
	refused(ARGS("agent", "2"), "there is no agent 2");
	refused(ARGS("agent", "0"), "there is no agent 0");
	refused(ARGS("agent"), "a number is needed, not ''");
	refused(ARGS("agent", "-1"), "a number is needed, not '-1'");
	refused(ARGS("agent", "1x"), "a number is needed, not '1x'");
	refused(ARGS("agent", "4294967297"),
		"a number is needed, not '4294967297'");
	refused(ARGS("agent", "99999999999999999999"),
		"a number is needed, not '99999999999999999999'");
}

static void resources_are_shown(void **state)
{
	start(state);
	done_and_says(ARGS("resources", "clock"),
		      "clock 0 name=osc_24m enabled=yes rate=24000000\n");
	assert_null(strstr(said, "sensor"));
	done_and_says(ARGS("resources"), "clock 0 name=osc_24m");
	done_and_says(ARGS("resources"), "sensor 0 name=");
	refused(ARGS("resources", "clocks"), "there is no protocol 'clocks'");
}

static void faults_are_added_and_counted(void **state)
{
	struct fixture *f = *state;
	uint8_t rsp[12];

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	done(ARGS("faults"), "");
	done(ARGS("fault-add", "skip=1,do=token:+1"), "fault 1\n");
	done(ARGS("fault-add", "do=event-drop"), "fault 2\n");
	ask_version(f, rsp);
	assert_int_equal(scmi_load32(rsp), 5u << 18 | 0x10u << 10);
	ask_version(f, rsp);
	assert_int_equal(scmi_load32(rsp), 6u << 18 | 0x10u << 10);
	done(ARGS("faults"), "fault 1 matched=2 fired=1 skip=1,do=token:+1\n"
			     "fault 2 matched=0 fired=0 do=event-drop\n");
	done(ARGS("fault-remove", "1"), "");
	done(ARGS("faults"), "fault 2 matched=0 fired=0 do=event-drop\n");
	done(ARGS("fault-clear"), "");
	done(ARGS("faults"), "");
}

static void faults_of_the_command_line_are_among_them(void **state)
{
	struct fixture *f = *state;

	snprintf(control, sizeof(control), "%s/control", f->dir);
	serve(f, ARGS("--socket", f->socket, "--control", control, "--fault",
		      "do=drop"));
	done(ARGS("--control", control, "faults"),
	     "fault 1 matched=0 fired=0 do=drop\n");
}

static void wrong_faults_are_refused(void **state)
{
	start(state);
	refused(ARGS("fault-add", "do=nonsense"),
		"fault 'do=nonsense', at 4: there is no action 'nonsense'");
	refused(ARGS("fault-add"),
		"fault '', at 1: '' is none of proto, msg, skip, count, p, seed, do");
	refused(ARGS("fault-remove", "1"), "there is no fault 1");
	refused(ARGS("fault-remove", "x"), "a number is needed, not 'x'");
	done(ARGS("faults"), "");
}

static void reply_is_released_with_its_fault(void **state)
{
	struct fixture *f = *state;
	uint8_t req[4];
	uint32_t id, len;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	done(ARGS("fault-add", "do=hold:9"), "fault 1\n");
	scmi_store32(req, 0x10u << 10);
	guest_add(&f->guest, 0, 0, req, sizeof(req), 64);
	guest_kick(&f->guest.rings[0]);
	/* Commands and clients have their turns: it is held by now. */
	do
		assert_int_equal(run_ctl("", ARGS("faults")), 0);
	while (!strstr(said, "fired=1"));
	assert_false(guest_used(&f->guest.rings[0], &id, &len));
	done(ARGS("fault-remove", "1"), "");
	assert_true(fe_used(&f->fe, 0, &id, &len));
	assert_int_equal(len, 12);
}

/* SYSTEM_POWER_STATE_NOTIFIER (DEN0056, 4.4.3.1): the platform, gracefully */
static void agent_is_asked_to_suspend(void **state)
{
	const uint32_t on[] = { 1 }, event[] = { 0, 1, 4, 0 };
	struct fixture *f = *state;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	refused(ARGS("request", "1", "suspend"),
		"the agent has not subscribed to requests");
	guest_add(&f->guest, 1, 0, NULL, 0, 64);
	guest_kick(&f->guest.rings[1]);
	command(f, SYSTEM, 0x05, on, 1);
	refused(ARGS("request", "1", "hibernate"),
		"a system has no state 'hibernate'");
	refused(ARGS("request", "7", "suspend"), "there is no agent 7");
	done(ARGS("request", "1", "suspend"), "");
	expect_event(f, SYSTEM, event, 4);
}

static void platform_resets_a_domain(void **state)
{
	const uint32_t event[] = { 0, 0, 0 };
	struct fixture *f = *state;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	subscribe(f, RESET, 0x05, 0);
	refused(ARGS("reset", "99"), "there is no reset domain 99");
	refused(ARGS("reset", "x"), "a number is needed, not 'x'");
	done(ARGS("reset", "0"), "");
	expect_event(f, RESET, event, 3);
}

static void platform_switches_a_domain(void **state)
{
	const uint32_t event[] = { 0, GPU, 0 };
	struct fixture *f = *state;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	subscribe(f, POWER, 0x06, GPU);
	refused(ARGS("power", "99", "on"), "there is no power domain 99");
	refused(ARGS("power", "1", "up"), "on or off is needed, not 'up'");
	refused(ARGS("power", "x", "on"), "a number is needed, not 'x'");
	done(ARGS("power", "1", "on"), "");
	expect_event(f, POWER, event, 3);
	done_and_says(ARGS("resources", "power domain"), "name=gpu state=on\n");
}

static void lines_of_stdin_are_commands(void **state)
{
	static const char *const none[] = { NULL };

	start(state);
	assert_int_equal(run_ctl("fault-add do=drop\nfaults\nfault-clear",
				 none),
			 0);
	assert_string_equal(said,
			    "fault 1\nfault 1 matched=0 fired=0 do=drop\n");
	assert_int_equal(run_ctl("nonsense\nfault-add do=drop\n", none), 1);
	done(ARGS("faults"), "fault 2 matched=0 fired=0 do=drop\n");
}

static void wrong_usage_of_the_tool_is_named(void **state)
{
	static const char *const none[] = { NULL };
	char path[256];

	start(state);
	assert_int_equal(run_ctl("", ARGS("--nonsense")), 2);
	assert_int_equal(run_ctl("", ARGS("help", "a\nb")), 2);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(run_ctl("", ARGS("--control", path, "help")), 2);
	unsetenv("SCMI_PLATFORM_CONTROL");
	assert_int_equal(run_ctl("", none), 2);
	assert_non_null(strstr(said, "--control PATH is missing"));
	assert_int_equal(run_ctl("", ARGS("--help")), 0);
	assert_non_null(strstr(said, "Usage: scmi-platform-ctl"));
	assert_int_equal(run_ctl("", ARGS("--version")), 0);
}

static void platform_that_is_not_there_is_named(void **state)
{
	(void)state;
	refused(ARGS("--control", "/nonexistent/control", "help"),
		"/nonexistent/control: No such file or directory");
}

static void long_lines_are_refused(void **state)
{
	static char line[100000];
	unsigned int i;

	start(state);
	memset(line, 'x', sizeof(line) - 1);
	refused(ARGS(line), "a line is too long");
	line[CONTROL_LINE_MAX] = '\0';
	/* Where the end falls is not the same each time. */
	for (i = 0; i < 20; i++)
		refused(ARGS(line), "a line is too long");
}

static void second_platform_leaves_the_socket_alone(void **state)
{
	struct fixture *f = *state;
	char other[80];
	pid_t first;

	start(state);
	first = f->pid;
	unlink(f->output);
	snprintf(other, sizeof(other), "%s.2", f->socket);
	expect(f, ARGS("--socket", other, "--control", control), 1,
	       "is in use");
	f->pid = first;
	done(ARGS("faults"), "");
}

static void socket_goes_with_the_platform(void **state)
{
	struct fixture *f = *state;

	start(state);
	done(ARGS("faults"), "");
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
	assert_int_not_equal(access(control, F_OK), 0);
}

/* Its answers are never read, and there are more than a socket holds. */
static void flood_of_a_client_harms_no_driver(void **state)
{
	static const char line[] = "resources\nfaults\nnonsense\n";
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct fixture *f = *state;
	uint8_t rsp[12];
	unsigned int i;
	int fd;

	start(state);
	fe_start(&f->fe, FE_FEATURES);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	strcpy(addr.sun_path, control);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	for (i = 0; i < 100000; i++)
		send(fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL);
	ask_version(f, rsp);
	done(ARGS("faults"), "");
	close(fd);
	ask_version(f, rsp);
}

#define T(name) cmocka_unit_test_setup_teardown(name, program_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(help_lists_the_commands),
		T(what_is_no_command_is_refused),
		T(agents_are_counted),
		T(what_an_agent_has_set_goes_with_it),
		T(numbers_that_are_none_are_refused),
		T(resources_are_shown),
		T(faults_are_added_and_counted),
		T(faults_of_the_command_line_are_among_them),
		T(wrong_faults_are_refused),
		T(reply_is_released_with_its_fault),
		T(agent_is_asked_to_suspend),
		T(platform_resets_a_domain),
		T(platform_switches_a_domain),
		T(lines_of_stdin_are_commands),
		T(wrong_usage_of_the_tool_is_named),
		T(platform_that_is_not_there_is_named),
		T(long_lines_are_refused),
		T(second_platform_leaves_the_socket_alone),
		T(socket_goes_with_the_platform),
		T(flood_of_a_client_harms_no_driver),
	};

	return cmocka_run_group_tests_name("control_cmd", tests, NULL, NULL);
}

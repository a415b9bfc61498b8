// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program as users run it with several agents: the command line, and the
 * real SCMI side as each of their drivers sees it.
 */
#include "program_fixture.h"
#include "scmi_hdr.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

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

/* Both agents of AGENTS, each with its driver, and one more option. */
static void serve_two_with(struct fixture *f, const char *option,
			   const char *arg)
{
	char first[128], second[128];

	snprintf(first, sizeof(first), "vm0=%s", f->socket);
	snprintf(second, sizeof(second), "vm1=%s", f->other_socket);
	write_config(f, AGENTS);
	serve(f, ARGS("--config", f->config, "--agent", first, "--agent",
		      second, option, arg));
	fe_connect(&f->other, f->other_socket);
	fe_start(&f->fe, FE_FEATURES);
	fe_start(&f->other, FE_FEATURES);
}

static void serve_two(struct fixture *f)
{
	serve_two_with(f, NULL, NULL);
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

/* Return: what the control socket at @path says to @line, up to its "ok". */
static const char *ask_control(const char *path, const char *line)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char said[4096];
	size_t len = 0;
	ssize_t n;

	strcpy(addr.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	assert_int_equal(send(fd, line, strlen(line), 0), strlen(line));
	shutdown(fd, SHUT_WR);
	while ((n = recv(fd, said + len, sizeof(said) - 1 - len, 0)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(fd);
	return said;
}

static void expect_control(const char *path, const char *line, const char *part)
{
	const char *said = ask_control(path, line);

	if (!strstr(said, part))
		fail_msg("no \"%s\" in: %s", part, said);
}

/* The numbers of resources are the platform's: the bus is 1 for both. */
static void control_socket_knows_all_agents(void **state)
{
	const uint32_t on[] = { 0, 0, 0 };
	struct fixture *f = *state;
	char control[80];
	uint8_t rsp[8];

	snprintf(control, sizeof(control), "%s/control", f->dir);
	serve_two_with(f, "--control", control);
	ask_power(&f->other, 0x04, on, 3, rsp, 8);
	expect_control(control, "agents\n", "agent 1 name=vm0 p2a=yes ");
	expect_control(control, "agents\n", "agent 2 name=vm1 p2a=yes ");
	assert_string_equal(ask_control(control, "agent 1\n"), "ok\n");
	assert_string_equal(ask_control(control, "agent 2\n"),
			    "power domain 1 name=bus vote=on\nok\n");
	expect_control(control, "fault-add do=drop\n", "fault 1\nok\n");
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
	assert_int_not_equal(access(control, F_OK), 0);
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
	expect(f, ARGS("--config", f->config, "--connect", f->socket), 2,
	       "which cannot have --connect");
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

#define T(name) \
	cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_socket_has_its_agents_view),
		T(votes_end_with_their_connection_and_others_hear_of_it),
		T(control_socket_knows_all_agents),
		T(agents_and_their_sockets_are_checked),
		T(two_agents_on_one_socket_are_refused),
		T(the_example_of_two_machines_is_good),
	};

	return cmocka_run_group_tests_name("program_agents", tests, NULL, NULL);
}

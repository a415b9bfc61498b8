// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program as users run it: the command line, the socket, the real SCMI
 * side behind it.
 */
#include "program_fixture.h"
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
#include <unistd.h>

#include <cmocka.h>

#include "util.h"

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
	       "scmi-platform: fault 'do=nonsense', at 4: there is no action 'nonsense'");
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

static void front_end_may_listen(void **state)
{
	struct fixture *f = *state;
	int listener = fe_listen(f->socket);
	unsigned int i;

	run(f, ARGS("--connect", f->socket));
	for (i = 0; i < 2; i++) {
		assert_true(fe_accept(&f->fe, listener, 5000));
		assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
		fe_disconnect(&f->fe);
	}
	close(listener);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
	/* It is not ours to remove. */
	assert_int_equal(access(f->socket, F_OK), 0);
	expect_output(f, "connecting to");
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
	kill_program(f);
	assert_int_equal(access(f->socket, F_OK), 0);
	fe_disconnect(&f->fe);
	serve(f, ARGS("--socket", f->socket));
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
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

static void memory_slots_are_offered_on_request(void **state)
{
	struct fixture *f = *state;
	uint64_t slots = BIT_ULL(VU_PROTOCOL_F_CONFIGURE_MEM_SLOTS);

	serve(f, ARGS("--socket", f->socket));
	assert_false(fe_get_u64(&f->fe, VU_GET_PROTOCOL_FEATURES) & slots);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_PROTOCOL_FEATURES, &slots,
				      sizeof(slots), NULL, 0),
			     0);
	kill_program(f);
	fe_disconnect(&f->fe);
	serve(f, ARGS("--socket", f->socket, "--mem-slots"));
	assert_true(fe_get_u64(&f->fe, VU_GET_PROTOCOL_FEATURES) & slots);
	assert_int_equal(fe_acked(&f->fe, VU_SET_PROTOCOL_FEATURES, &slots,
				  sizeof(slots), NULL, 0),
			 0);
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

#define T(name) \
	cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

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
		T(front_end_may_listen),
		T(live_platform_is_not_disturbed),
		T(killed_platform_is_replaced),
		T(driver_is_answered),
		T(no_p2a_is_not_offered),
		T(memory_slots_are_offered_on_request),
		T(packed_rings_are_served_on_request),
		T(fault_is_carried_out_and_logged),
		T(transitions_of_the_system_are_logged),
		T(quiet_and_verbose_choose_the_lines),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program as a service: sockets that a service manager made, what the
 * manager is told, and lines for the journal.
 */
#include "program_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define FIRST_FD 3

/* Return: a socket at @path of the fixture's folder. */
static int bound_socket(const char *path, int type)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	assert_true(strlen(path) < sizeof(addr.sun_path));
	strcpy(addr.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static void set_number(const char *name, long n)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", n);
	setenv(name, text, 1);
}

/* Puts @fd where services expect it; dup2() clears FD_CLOEXEC. */
static void hand_over(int fd, pid_t to)
{
	if (fd == FIRST_FD) {
		fd = dup(fd);
		close(FIRST_FD);
	}
	dup2(fd, FIRST_FD);
	set_number("LISTEN_PID", to);
	set_number("LISTEN_FDS", 1);
}

/* What the fixture's prepare() has to do; one test runs at a time. */
static int handed;

static void hand_over_to_program(struct fixture *f)
{
	(void)f;
	hand_over(handed, getpid());
}

static void hand_over_to_another(struct fixture *f)
{
	(void)f;
	hand_over(handed, getpid() + 1);
}

static void serve_at(struct fixture *f, int fd, const char *const *args)
{
	f->prepare = hand_over_to_program;
	handed = fd;
	serve(f, args);
	close(fd);
}

static void end_well(struct fixture *f)
{
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
}

/* The front end may connect before there is a platform, and is served. */
static void socket_of_the_manager_is_served_and_left(void **state)
{
	struct fixture *f = *state;
	int fd = bound_socket(f->socket, SOCK_STREAM);

	assert_int_equal(listen(fd, 4), 0);
	fe_connect(&f->fe, f->socket);
	f->prepare = hand_over_to_program;
	handed = fd;
	run(f, ARGS("--socket", f->socket));
	end_well(f);
	assert_int_equal(access(f->socket, F_OK), 0);
	close(fd);
}

static void socket_for_another_process_is_not_ours(void **state)
{
	struct fixture *f = *state;
	int fd = bound_socket(f->socket, SOCK_STREAM);

	assert_int_equal(listen(fd, 4), 0);
	f->prepare = hand_over_to_another;
	handed = fd;
	expect(f, ARGS("--socket", f->socket), 1, "is in use");
	close(fd);
}

static void socket_with_another_address_is_not_taken(void **state)
{
	struct fixture *f = *state;
	char path[sizeof(f->socket) + 2];
	int fd;

	snprintf(path, sizeof(path), "%s.x", f->socket);
	fd = bound_socket(path, SOCK_STREAM);
	assert_int_equal(listen(fd, 4), 0);
	serve_at(f, fd, ARGS("--socket", f->socket));
	end_well(f);
	assert_int_not_equal(access(f->socket, F_OK), 0);
	unlink(path);
}

static void socket_that_does_not_listen_is_not_taken(void **state)
{
	struct fixture *f = *state;

	serve_at(f, bound_socket(f->socket, SOCK_STREAM),
		 ARGS("--socket", f->socket));
	end_well(f);
	assert_int_not_equal(access(f->socket, F_OK), 0);
}

#define AGENTS "agents = ( { name = \"vm0\"; }, { name = \"vm1\"; } );\n"

static int handed_too;
static const char *names;

static void hand_over_two(struct fixture *f)
{
	/* Out of the way of where they are to be. */
	int first = fcntl(handed, F_DUPFD, 10);
	int second = fcntl(handed_too, F_DUPFD, 10);

	(void)f;
	dup2(first, FIRST_FD);
	dup2(second, FIRST_FD + 1);
	close(first);
	close(second);
	set_number("LISTEN_PID", getpid());
	set_number("LISTEN_FDS", 2);
	if (names)
		setenv("LISTEN_FDNAMES", names, 1);
}

/* The manager's are two, and both agents are served on them. */
static void serve_agents(struct fixture *f, const char *with)
{
	FILE *file = fopen(f->config, "w");

	assert_non_null(file);
	fputs(AGENTS, file);
	fclose(file);
	names = with;
	handed = bound_socket(f->socket, SOCK_STREAM);
	handed_too = bound_socket(f->other_socket, SOCK_STREAM);
	assert_int_equal(listen(handed, 4), 0);
	assert_int_equal(listen(handed_too, 4), 0);
	f->prepare = hand_over_two;
	serve(f, ARGS("--config", f->config));
	close(handed);
	close(handed_too);
	end_well(f);
	assert_int_equal(access(f->socket, F_OK), 0);
}

static void expect_agent(struct fixture *f, const char *agent, const char *path)
{
	char line[128];

	snprintf(line, sizeof(line), "%s: listening on %s\n", agent, path);
	expect_output(f, line);
}

static void sockets_are_agents_in_their_order(void **state)
{
	struct fixture *f = *state;

	serve_agents(f, NULL);
	expect_agent(f, "vm0", f->socket);
	expect_agent(f, "vm1", f->other_socket);
}

static void sockets_are_their_agents_by_name(void **state)
{
	struct fixture *f = *state;

	serve_agents(f, "vm1:vm0");
	expect_agent(f, "vm1", f->socket);
	expect_agent(f, "vm0", f->other_socket);
}

/* What is in order does not take what has the name of another. */
static void one_name_leaves_the_other_socket(void **state)
{
	struct fixture *f = *state;

	serve_agents(f, "vm1:unknown");
	expect_agent(f, "vm1", f->socket);
	expect_agent(f, "vm0", f->other_socket);
}

static void socket_need_not_be_named_again(void **state)
{
	const char *const none[] = { NULL };
	struct fixture *f = *state;
	int fd = bound_socket(f->socket, SOCK_STREAM);

	assert_int_equal(listen(fd, 4), 0);
	serve_at(f, fd, none);
	end_well(f);
	assert_int_equal(access(f->socket, F_OK), 0);
}

static void set_fds(const char *fds)
{
	setenv("LISTEN_FDS", fds, 1);
	set_number("LISTEN_PID", getpid());
}

static void too_many(struct fixture *f)
{
	(void)f;
	set_fds("99999999999999999999");
}

static void no_number(struct fixture *f)
{
	(void)f;
	set_fds("1x");
}

static void wrong_numbers_hand_over_nothing(void **state)
{
	struct fixture *f = *state;

	f->prepare = too_many;
	serve(f, ARGS("--socket", f->socket));
	end_well(f);
	fe_disconnect(&f->fe);
	f->prepare = no_number;
	serve(f, ARGS("--socket", f->socket));
	end_well(f);
}

static char manager[64];

static void have_manager(struct fixture *f)
{
	(void)f;
	setenv("NOTIFY_SOCKET", manager, 1);
}

static void expect_told(int fd, const char *text)
{
	struct timeval limit = { .tv_sec = 10 };
	char buf[64] = { 0 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	assert_true(recv(fd, buf, sizeof(buf) - 1, 0) > 0);
	assert_string_equal(buf, text);
}

static void manager_hears_of_start_and_end(void **state)
{
	struct fixture *f = *state;
	int fd;

	snprintf(manager, sizeof(manager), "%s/manager", f->dir);
	fd = bound_socket(manager, SOCK_DGRAM);
	f->prepare = have_manager;
	run(f, ARGS("--socket", f->socket));
	expect_told(fd, "READY=1");
	/* What is ready can be connected to. */
	fe_connect(&f->fe, f->socket);
	end_well(f);
	expect_told(fd, "STOPPING=1");
	close(fd);
	unlink(manager);
}

static void manager_that_cannot_be_reached_ends_nothing(void **state)
{
	struct fixture *f = *state;

	strcpy(manager, "/nonexistent/manager");
	f->prepare = have_manager;
	serve(f, ARGS("--socket", f->socket));
	end_well(f);
	expect_output(f, "cannot reach the service manager: No such");
}

static void have_journal(struct fixture *f)
{
	char text[64];
	struct stat st;

	(void)f;
	fstat(STDERR_FILENO, &st);
	snprintf(text, sizeof(text), "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", text, 1);
}

static void journal_gets_priorities(void **state)
{
	struct fixture *f = *state;

	f->prepare = have_journal;
	expect(f, ARGS("--socket", "/nonexistent/socket"), 1,
	       "<3>cannot listen on /nonexistent/socket");
	serve(f, ARGS("--socket", f->socket));
	end_well(f);
	expect_output(f, "<6>listening on ");
}

static void have_other_journal(struct fixture *f)
{
	(void)f;
	setenv("JOURNAL_STREAM", "1:2", 1);
}

static void stderr_that_is_not_the_journal_stays_readable(void **state)
{
	struct fixture *f = *state;

	f->prepare = have_other_journal;
	expect(f, ARGS("--socket", "/nonexistent/socket"), 1,
	       "scmi-platform: error: cannot listen on /nonexistent/socket");
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(socket_of_the_manager_is_served_and_left),
		T(socket_for_another_process_is_not_ours),
		T(socket_with_another_address_is_not_taken),
		T(socket_that_does_not_listen_is_not_taken),
		T(sockets_are_agents_in_their_order),
		T(sockets_are_their_agents_by_name),
		T(one_name_leaves_the_other_socket),
		T(socket_need_not_be_named_again),
		T(wrong_numbers_hand_over_nothing),
		T(manager_hears_of_start_and_end),
		T(manager_that_cannot_be_reached_ends_nothing),
		T(journal_gets_priorities),
		T(stderr_that_is_not_the_journal_stays_readable),
	};

	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}

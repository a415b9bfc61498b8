// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the program can still do once it serves.
 */
#include "program_fixture.h"

#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A user that every system has, and that nothing belongs to. */
#define NOBODY "nobody"

/* A driver is served: the program has come as far as it will. */
static void serve_driver(struct fixture *f, const char *const *args)
{
	uint8_t rsp[12];

	serve(f, args);
	fe_start(&f->fe, FE_FEATURES);
	ask_version(f, rsp);
}

static void end_well(struct fixture *f)
{
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_for_end(f), 0);
}

/* Fails unless the kernel has this line about the program. */
static void expect_status(struct fixture *f, const char *line)
{
	char path[64], text[4096] = { 0 };
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)f->pid);
	file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	if (!strstr(text, line))
		fail_msg("no \"%s\" in: %s", line, text);
}

/* What cannot be in a sandbox is not tested in one. */
static void confine(struct fixture *f)
{
	const char *without = getenv("TEST_NO_SECCOMP");

	if (without && !strcmp(without, "always"))
		skip();
	f->confined = true;
}

static void system_calls_are_restricted(void **state)
{
	struct fixture *f = *state;

	confine(f);
	serve_driver(f, ARGS("--socket", f->socket));
	expect_status(f, "\nNoNewPrivs:\t1\n");
	expect_status(f, "\nSeccomp:\t2\n");
	end_well(f);
}

/* The rarest of it: memory that a front end cuts off, a second front end. */
static void what_front_ends_can_cause_is_not_restricted(void **state)
{
	struct fixture *f = *state;
	struct front_end second = f->fe;
	uint8_t rsp[12];

	confine(f);
	serve_driver(f, ARGS("--socket", f->socket));
	fe_connect(&second, f->socket);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	close(second.sock);
	assert_int_equal(ftruncate(f->guest.memfd, 0), 0);
	fe_kick(&f->fe, 0);
	assert_true(fe_closed(&f->fe));
	fe_disconnect(&f->fe);
	assert_int_equal(ftruncate(f->guest.memfd, GUEST_SIZE), 0);
	guest_reset_rings(&f->guest);
	fe_connect(&f->fe, f->socket);
	fe_start(&f->fe, FE_FEATURES);
	ask_version(f, rsp);
	end_well(f);
	expect_output(f, "second front end refused");
	expect_output(f, "shared memory was cut off");
}

/* Rings of a driver that comes later, and memory that is made for them. */
static void a_front_end_that_listens_is_found_again(void **state)
{
	struct fixture *f = *state;
	struct fe_inflight in;
	uint8_t rsp[12];
	unsigned int i;
	int listener;

	confine(f);
	listener = fe_listen(f->socket);
	run(f, ARGS("--connect", f->socket, "--packed", "--mem-slots"));
	guest_set_layout(&f->guest, true);
	for (i = 0; i < 2; i++) {
		assert_true(fe_accept(&f->fe, listener, 5000));
		fe_get_inflight(&f->fe, &in);
		fe_set_inflight(&f->fe, &in);
		close(in.fd);
		fe_start(&f->fe, FE_PACKED);
		ask_version(f, rsp);
		fe_disconnect(&f->fe);
		guest_reset_rings(&f->guest);
	}
	close(listener);
	expect_status(f, "\nSeccomp:\t2\n");
	end_well(f);
}

static void system_calls_need_not_be_restricted(void **state)
{
	struct fixture *f = *state;

	serve_driver(f, ARGS("--socket", f->socket, "--no-seccomp"));
	expect_status(f, "\nSeccomp:\t0\n");
	/* Under a sanitizer this is where leaks are searched for. */
	end_well(f);
}

static void user_is_changed_for_good(void **state)
{
	const struct passwd *pw = getpwnam(NOBODY);
	struct fixture *f = *state;
	char line[64];

	if (geteuid() || !pw)
		skip();
	serve_driver(f, ARGS("--socket", f->socket, "--user", NOBODY));
	snprintf(line, sizeof(line), "\nUid:\t%u\t%u\t%u\t%u\n", pw->pw_uid,
		 pw->pw_uid, pw->pw_uid, pw->pw_uid);
	expect_status(f, line);
	snprintf(line, sizeof(line), "\nGid:\t%u\t%u\t%u\t%u\n", pw->pw_gid,
		 pw->pw_gid, pw->pw_gid, pw->pw_gid);
	expect_status(f, line);
	snprintf(line, sizeof(line), "\nGroups:\t%u ", pw->pw_gid);
	expect_status(f, line);
	end_well(f);
	/* The folder is not that user's. */
	assert_int_equal(access(f->socket, F_OK), 0);
}

static void user_may_be_who_it_is(void **state)
{
	const struct passwd *pw = getpwuid(geteuid());
	struct fixture *f = *state;

	if (!pw)
		skip();
	serve_driver(f, ARGS("--socket", f->socket, "--user", pw->pw_name));
	end_well(f);
}

static void user_that_is_none_is_refused(void **state)
{
	struct fixture *f = *state;

	expect(f, ARGS("--socket", f->socket, "--user", "no such user"), 1,
	       "there is no user 'no such user'");
	assert_int_not_equal(access(f->socket, F_OK), 0);
}

static void become_nobody(struct fixture *f)
{
	(void)f;
	if (setuid(getpwnam(NOBODY)->pw_uid))
		_exit(99);
}

static void user_that_cannot_be_had_is_refused(void **state)
{
	struct fixture *f = *state;

	/* That user may not start valgrind, which has files of its own. */
	if (geteuid() || !getpwnam(NOBODY) || getenv("TEST_UNDER"))
		skip();
	assert_int_equal(chmod(f->dir, 0777), 0);
	f->prepare = become_nobody;
	expect(f, ARGS("--socket", f->socket, "--user", "root"), 1,
	       "cannot become user 'root': Operation not permitted");
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, program_setup, program_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(system_calls_are_restricted),
		T(what_front_ends_can_cause_is_not_restricted),
		T(a_front_end_that_listens_is_found_again),
		T(system_calls_need_not_be_restricted),
		T(user_is_changed_for_good),
		T(user_may_be_who_it_is),
		T(user_that_is_none_is_refused),
		T(user_that_cannot_be_had_is_refused),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listening sockets: who may connect, and whose file is removed.
 */
#include "listener.h"
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct listener listener;
	char path[64];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	log_set_level(LOG_SILENT);
	snprintf(f->path, sizeof(f->path), "/tmp/listener_test.%d",
		 (int)getpid());
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	listener_close(&f->listener);
	unlink(f->path);
	free(f);
	return 0;
}

static void expect_mode(struct fixture *f, mode_t mode, mode_t expected)
{
	struct stat st;

	assert_int_equal(listener_open(&f->listener, f->path, mode), 0);
	assert_int_equal(lstat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, expected);
	listener_close(&f->listener);
}

static void file_has_its_mode_less_the_umask(void **state)
{
	mode_t mask = umask(027);

	expect_mode(*state, 0600, 0600);
	expect_mode(*state, LISTENER_UMASK, 0750);
	umask(mask);
}

static void file_is_removed_with_its_listener(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(listener_open(&f->listener, f->path, 0600), 0);
	assert_int_equal(access(f->path, F_OK), 0);
	listener_close(&f->listener);
	assert_int_not_equal(access(f->path, F_OK), 0);
}

static void file_of_another_is_not_removed(void **state)
{
	struct fixture *f = *state;
	struct listener other;

	assert_int_equal(listener_open(&f->listener, f->path, 0600), 0);
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(listener_open(&other, f->path, 0600), 0);
	listener_close(&f->listener);
	assert_int_equal(access(f->path, F_OK), 0);
	listener_close(&other);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(file_has_its_mode_less_the_umask),
		T(file_is_removed_with_its_listener),
		T(file_of_another_is_not_removed),
	};

	return cmocka_run_group_tests_name("listener", tests, NULL, NULL);
}

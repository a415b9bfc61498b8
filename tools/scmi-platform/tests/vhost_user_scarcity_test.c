// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors that have run out.
 */
#include "vu_fixture.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* The process may open @n more descriptors, as long as those it has are dense. */
static struct rlimit allow(unsigned int n)
{
	struct rlimit old, new;
	int fd = dup(0);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	new = old;
	new.rlim_cur = (rlim_t)fd + n;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &new), 0);
	return old;
}

static void restore(const struct rlimit *limit)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, limit), 0);
}

/* REQ: P-08 */
static void front_end_waits_while_descriptors_are_short(void **state)
{
	struct fixture *f = *state;
	struct rlimit limit;
	unsigned int turns = 0;

	/* valgrind closes what was accepted when that is one too many. */
	if (getenv("TEST_UNDER"))
		skip();
	fe_disconnect(&f->fe);
	/* Its own socket is the last that there is. */
	limit = allow(1);
	f->fe.loop = NULL;
	fe_connect(&f->fe, f->path);
	while (loop_step(&f->loop, 0))
		assert_true(++turns < 10);
	/* It is not tried again and again. */
	assert_int_equal(turns, 1);
	restore(&limit);

	f->fe.loop = &f->loop;
	fe_pump_ms(&f->fe, 1100);
	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) == f->features);
}

static void loop_that_cannot_be_made_leaves_nothing(void **state)
{
	struct loop loop;
	unsigned int n, before = count_fds();

	(void)state;
	for (n = 0; n < 2; n++) {
		struct rlimit limit = allow(n);

		assert_int_equal(loop_init(&loop), -EMFILE);
		restore(&limit);
		assert_int_equal(count_fds(), before);
	}
}

static void socket_that_cannot_be_made_is_an_error(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds();
	struct rlimit limit = allow(0);
	struct vhost_user *vu = open_back_end(f);

	restore(&limit);
	assert_null(vu);
	assert_int_equal(count_fds(), before);
}

#define T(name) cmocka_unit_test_setup_teardown(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(front_end_waits_while_descriptors_are_short),
		T(loop_that_cannot_be_made_leaves_nothing),
		T(socket_that_cannot_be_made_is_an_error),
	};

	return cmocka_run_group_tests_name("vhost_user_scarcity", tests, NULL,
					   NULL);
}

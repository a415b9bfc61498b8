// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end as a client: the front end listens, and may come and
 * go.
 */
#include "vu_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE 5000u /* milliseconds */

/* Nobody listens yet, and no back end is there. */
static int setup(void **state)
{
	struct fixture *f;

	vu_setup(state);
	f = *state;
	fe_disconnect(&f->fe);
	vhost_user_close(f->vu);
	f->vu = NULL;
	f->client = true;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	vhost_user_close(f->vu);
	f->vu = NULL;
	assert_null(f->loop.timers);
	return vu_teardown(state);
}

static void expect_all_of_it(struct fixture *f)
{
	guest_reset_rings(&f->guest);
	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	expect_service(f, 1);
}

static void front_end_that_is_there_is_served(void **state)
{
	struct fixture *f = *state;
	int listener = fe_listen(f->path);

	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	expect_all_of_it(f);
	close(listener);
}

static void front_end_may_come_later(void **state)
{
	struct fixture *f = *state;
	int listener;

	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	fe_pump_ms(&f->fe, 50);
	listener = fe_listen(f->path);
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	expect_all_of_it(f);
	close(listener);
}

/* Its socket stays, with nobody behind it, or is made again. */
static void front_end_may_go_and_come_back(void **state)
{
	struct fixture *f = *state;
	int listener = fe_listen(f->path);
	unsigned int i;

	f->vu = open_back_end(f);
	for (i = 1; i <= 3; i++) {
		assert_true(fe_accept(&f->fe, listener, PATIENCE));
		expect_all_of_it(f);
		close(listener);
		fe_disconnect(&f->fe);
		assert_int_equal(f->device.ended, i);
		fe_pump_ms(&f->fe, 10);
		listener = fe_listen(f->path);
	}
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	close(listener);
}

static void front_end_that_hangs_up_is_not_pestered(void **state)
{
	struct fixture *f = *state;
	int listener = fe_listen(f->path);
	uint64_t end = loop_now() + 600 * NSEC_PER_MSEC;
	unsigned int n = 0;

	f->vu = open_back_end(f);
	while (loop_now() < end) {
		if (!fe_accept(&f->fe, listener, 1))
			continue;
		fe_disconnect(&f->fe);
		n++;
	}
	assert_true(n >= 1 && n <= 4);
	close(listener);
}

static void wrong_message_costs_one_connection(void **state)
{
	struct fixture *f = *state;
	int listener = fe_listen(f->path);

	f->vu = open_back_end(f);
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	fe_send_u64(&f->fe, 9999, 0);
	assert_true(fe_closed(&f->fe));
	close(f->fe.sock);
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	expect_all_of_it(f);
	close(listener);
}

static void other_files_are_left_alone(void **state)
{
	struct fixture *f = *state;
	int fd = open(f->path, O_CREAT | O_RDWR, 0600);
	int listener;

	f->vu = open_back_end(f);
	assert_non_null(f->vu);
	fe_pump_ms(&f->fe, 50);
	assert_int_equal(access(f->path, F_OK), 0);
	close(fd);
	listener = fe_listen(f->path);
	assert_true(fe_accept(&f->fe, listener, PATIENCE));
	close(listener);
}

static void path_is_checked_at_once(void **state)
{
	struct fixture *f = *state;
	char path[sizeof(f->path)];

	strcpy(path, f->path);
	f->path[0] = '\0';
	assert_null(open_back_end(f));
	strcpy(f->path, path);
}

static void waiting_leaks_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned int before = count_fds();

	f->vu = open_back_end(f);
	fe_pump_ms(&f->fe, 600);
	assert_int_equal(count_fds(), before);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(front_end_that_is_there_is_served),
		T(front_end_may_come_later),
		T(front_end_may_go_and_come_back),
		T(front_end_that_hangs_up_is_not_pestered),
		T(wrong_message_costs_one_connection),
		T(other_files_are_left_alone),
		T(path_is_checked_at_once),
		T(waiting_leaks_nothing),
	};

	return cmocka_run_group_tests_name("vhost_user_client", tests, NULL,
					   NULL);
}

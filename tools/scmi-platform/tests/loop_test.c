// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event loop and the log's limit.
 */
#include "log.h"
#include "loop.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct loop loop;
	struct loop_watch watch[2];
	struct loop_timer timer[3];
	unsigned int order;
	unsigned int ran[3];
};

static struct fixture *current;

static void on_timer(struct loop_timer *timer)
{
	size_t i = (size_t)(timer - current->timer);

	assert_true(loop_now() >= timer->when);
	assert_false(timer->armed);
	current->ran[i] = ++current->order;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	unsigned int i;

	assert_int_equal(loop_init(&f->loop), 0);
	for (i = 0; i < 3; i++)
		f->timer[i].fn = on_timer;
	f->watch[0].fd = -1;
	f->watch[1].fd = -1;
	current = f;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	loop_exit(&f->loop);
	free(f);
	return 0;
}

static void run_ms(struct fixture *f, unsigned int ms)
{
	uint64_t end = loop_now() + ms * NSEC_PER_MSEC;

	while (loop_now() < end)
		loop_step(&f->loop, 1);
}

static void timers_run_in_order_of_time(void **state)
{
	struct fixture *f = *state;
	uint64_t now = loop_now();

	loop_timer_arm(&f->loop, &f->timer[0], now + 9 * NSEC_PER_MSEC);
	loop_timer_arm(&f->loop, &f->timer[1], now + 3 * NSEC_PER_MSEC);
	loop_timer_arm(&f->loop, &f->timer[2], now + 6 * NSEC_PER_MSEC);
	run_ms(f, 200);
	assert_int_equal(f->ran[1], 1);
	assert_int_equal(f->ran[2], 2);
	assert_int_equal(f->ran[0], 3);
}

static void timers_of_the_past_run_at_once(void **state)
{
	struct fixture *f = *state;

	loop_timer_arm(&f->loop, &f->timer[0], 0);
	loop_timer_arm(&f->loop, &f->timer[1], 0);
	assert_true(loop_step(&f->loop, 1000));
	assert_true(loop_step(&f->loop, 1000));
	assert_int_equal(f->ran[0], 1);
	assert_int_equal(f->ran[1], 2);
	assert_false(loop_step(&f->loop, 0));
}

static void timer_can_be_moved_and_cancelled(void **state)
{
	struct fixture *f = *state;
	uint64_t now = loop_now();

	loop_timer_arm(&f->loop, &f->timer[0], now + NSEC_PER_SEC);
	loop_timer_arm(&f->loop, &f->timer[0], now + NSEC_PER_MSEC);
	loop_timer_arm(&f->loop, &f->timer[1], now + NSEC_PER_MSEC);
	loop_timer_arm(&f->loop, &f->timer[1], now + NSEC_PER_SEC);
	loop_timer_arm(&f->loop, &f->timer[2], now + NSEC_PER_MSEC);
	/* As it is already: its place does not change. */
	loop_timer_arm(&f->loop, &f->timer[0], now + NSEC_PER_MSEC);
	assert_ptr_equal(f->loop.timers, &f->timer[0]);
	loop_timer_cancel(&f->loop, &f->timer[2]);
	loop_timer_cancel(&f->loop, &f->timer[2]);
	run_ms(f, 10);
	assert_int_equal(f->ran[0], 1);
	assert_int_equal(f->ran[1], 0);
	assert_int_equal(f->ran[2], 0);
	assert_true(f->timer[1].armed);
}

static void on_again(struct loop_timer *timer)
{
	current->order++;
	loop_timer_arm(&current->loop, timer, 0);
}

static void on_readable(struct loop_watch *watch, uint32_t events)
{
	uint64_t count;

	(void)events;
	assert_int_equal(read(watch->fd, &count, sizeof(count)), 8);
	current->loop.stop = true;
}

static void endless_timer_does_not_starve_descriptors(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(1, EFD_NONBLOCK);

	f->timer[0].fn = on_again;
	loop_timer_arm(&f->loop, &f->timer[0], 0);
	f->watch[0].fn = on_readable;
	assert_int_equal(loop_watch_add(&f->loop, &f->watch[0], fd), 0);
	loop_run(&f->loop);
	loop_watch_del(&f->loop, &f->watch[0]);
	loop_watch_del(&f->loop, &f->watch[0]);
	close(fd);
	assert_in_range(f->order, 0, 100);
}

static void on_remove_other(struct loop_watch *watch, uint32_t events)
{
	struct loop_watch *other = &current->watch[watch == current->watch];

	(void)events;
	current->order++;
	loop_watch_del(&current->loop, watch);
	loop_watch_del(&current->loop, other);
}

static void removed_watch_is_not_called(void **state)
{
	struct fixture *f = *state;
	int fd[2] = { eventfd(1, 0), eventfd(1, 0) };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		f->watch[i].fn = on_remove_other;
		assert_int_equal(loop_watch_add(&f->loop, &f->watch[i], fd[i]),
				 0);
	}
	run_ms(f, 5);
	assert_int_equal(f->order, 1);
	close(fd[0]);
	close(fd[1]);
}

static void on_writable(struct loop_watch *watch, uint32_t events)
{
	assert_int_equal(events & (EPOLLIN | EPOLLOUT), EPOLLOUT);
	current->order++;
	loop_watch_set(&current->loop, watch, EPOLLIN);
}

static void watch_waits_for_what_it_is_set_to(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(0, EFD_CLOEXEC);

	f->watch[0].fn = on_writable;
	assert_int_equal(loop_watch_add(&f->loop, &f->watch[0], fd), 0);
	run_ms(f, 5);
	assert_int_equal(f->order, 0);
	loop_watch_set(&f->loop, &f->watch[0], EPOLLOUT);
	assert_true(loop_step(&f->loop, 1000));
	assert_int_equal(f->order, 1);
	assert_false(loop_step(&f->loop, 0));
	loop_watch_del(&f->loop, &f->watch[0]);
	close(fd);
}

static unsigned int lines_in(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned int n = 0;
	int c;

	while ((c = fgetc(file)) != EOF)
		n += c == '\n';
	fclose(file);
	return n;
}

static void flood_of_lines_is_cut(void **state)
{
	char path[] = "/tmp/loop_test.XXXXXX";
	struct log_limit limit = { 0 };
	int fd = mkstemp(path), saved = dup(2);
	unsigned int i, first;

	(void)state;
	log_set_level(LOG_INFO);
	dup2(fd, 2);
	for (i = 0; i < 1000; i++)
		log_limited(&limit, LOG_INFO, "line %u", i);
	first = lines_in(path);
	/* Later on the loss is told, and lines come again. */
	limit.window -= 10 * NSEC_PER_SEC;
	log_limited(&limit, LOG_INFO, "last");
	log_debug("not wanted");
	dup2(saved, 2);
	i = lines_in(path);
	close(fd);
	close(saved);
	unlink(path);
	assert_int_equal(first, 10);
	assert_int_equal(i, 12);
	assert_int_equal(limit.suppressed, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(timers_run_in_order_of_time),
		T(timers_of_the_past_run_at_once),
		T(timer_can_be_moved_and_cancelled),
		T(endless_timer_does_not_starve_descriptors),
		T(removed_watch_is_not_called),
		T(watch_waits_for_what_it_is_set_to),
		cmocka_unit_test(flood_of_lines_is_cut),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}

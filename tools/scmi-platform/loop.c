// SPDX-License-Identifier: GPL-2.0-only
#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

uint64_t loop_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

int loop_init(struct loop *loop)
{
	/* No watch: the timers' own descriptor. */
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL };

	*loop = (struct loop){ .epoll_fd = -1, .timer_fd = -1 };

	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0)
		return -errno;

	loop->timer_fd =
		timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->timer_fd < 0 ||
	    epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->timer_fd, &ev)) {
		int err = -errno;

		loop_exit(loop);
		return err;
	}
	return 0;
}

void loop_exit(struct loop *loop)
{
	if (loop->timer_fd >= 0)
		close(loop->timer_fd);
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	loop->timer_fd = -1;
	loop->epoll_fd = -1;
}

int loop_watch_add(struct loop *loop, struct loop_watch *watch, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = watch };

	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &ev))
		return -errno;
	watch->fd = fd;
	return 0;
}

void loop_watch_set(struct loop *loop, struct loop_watch *watch,
		    uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = watch };

	epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, watch->fd, &ev);
}

void loop_watch_del(struct loop *loop, struct loop_watch *watch)
{
	if (watch->fd < 0)
		return;
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
	watch->fd = -1;
}

/* A time of zero would disarm the descriptor. */
static void set_alarm(struct loop *loop)
{
	uint64_t when = loop->timers ? max_u64(loop->timers->when, 1) : 0;
	struct itimerspec spec = {
		.it_value.tv_sec = (time_t)(when / NSEC_PER_SEC),
		.it_value.tv_nsec = (long)(when % NSEC_PER_SEC),
	};

	timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

static void list_remove(struct loop *loop, struct loop_timer *timer)
{
	struct loop_timer **p = &loop->timers;

	while (*p && *p != timer)
		p = &(*p)->next;
	if (*p)
		*p = timer->next;
	timer->armed = false;
}

/* Timers of one moment expire in the order in which they were armed. */
static void list_insert(struct loop *loop, struct loop_timer *timer)
{
	struct loop_timer **p = &loop->timers;

	while (*p && (*p)->when <= timer->when)
		p = &(*p)->next;
	timer->next = *p;
	*p = timer;
	timer->armed = true;
}

void loop_timer_arm(struct loop *loop, struct loop_timer *timer, uint64_t when)
{
	if (timer->armed && timer->when == when)
		return;
	if (timer->armed)
		list_remove(loop, timer);
	timer->when = when;
	list_insert(loop, timer);
	if (loop->timers == timer)
		set_alarm(loop);
}

/* The alarm may stay set: it then finds nothing to do. */
void loop_timer_cancel(struct loop *loop, struct loop_timer *timer)
{
	if (timer->armed)
		list_remove(loop, timer);
}

/* One timer a turn: a handler that arms one for now cannot hold up the loop. */
static void run_timer(struct loop *loop)
{
	struct loop_timer *timer = loop->timers;
	uint64_t expirations;

	if (read(loop->timer_fd, &expirations, sizeof(expirations)) < 0 &&
	    errno != EAGAIN)
		return;

	if (timer && timer->when <= loop_now()) {
		loop->timers = timer->next;
		timer->armed = false;
		timer->fn(timer);
	}
	set_alarm(loop);
}

bool loop_step(struct loop *loop, int timeout_ms)
{
	struct epoll_event ev;

	/* One at a time: a handler may remove what would come next. */
	if (epoll_wait(loop->epoll_fd, &ev, 1, timeout_ms) != 1)
		return false;

	if (ev.data.ptr) {
		struct loop_watch *watch = ev.data.ptr;

		watch->fn(watch, ev.events);
	} else {
		run_timer(loop);
	}
	return true;
}

void loop_run(struct loop *loop)
{
	while (!loop->stop)
		loop_step(loop, -1);
}

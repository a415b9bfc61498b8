/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event loop: file descriptors and timers of one thread.
 *
 * Handlers may add and remove any watch and timer, their own included: the
 * loop looks at one event at a time and keeps no pointer across a handler.
 */
#ifndef SCMI_PLATFORM_LOOP_H
#define SCMI_PLATFORM_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "util.h"

struct loop_timer;

/**
 * struct loop - one event loop
 * @epoll_fd: what it waits on
 * @timer_fd: carries the first timer's time
 * @timers: armed timers, the first to expire first
 * @stop: loop_run() returns
 */
struct loop {
	int epoll_fd;
	int timer_fd;
	struct loop_timer *timers;
	bool stop;
};

/**
 * struct loop_watch - interest in one file descriptor
 * @fd: the descriptor, owned by the caller; -1 when not watched
 * @fn: called with the EPOLL* events that are pending
 */
struct loop_watch {
	int fd;
	void (*fn)(struct loop_watch *watch, uint32_t events);
};

/**
 * struct loop_timer - interest in a moment
 * @next: the loop's list
 * @when: CLOCK_MONOTONIC nanoseconds
 * @armed: on the loop's list
 * @fn: called once, with the timer disarmed; may free the timer
 */
struct loop_timer {
	struct loop_timer *next;
	uint64_t when;
	bool armed;
	void (*fn)(struct loop_timer *timer);
};

/* Return: CLOCK_MONOTONIC in nanoseconds. */
uint64_t loop_now(void);

/* Return: 0, or -errno when the kernel gives no descriptor. */
int loop_init(struct loop *loop);
void loop_exit(struct loop *loop);

/**
 * loop_watch_add - call @watch->fn when @fd becomes readable or hangs up
 * @loop: the loop
 * @watch: with @fn set; must not be watching
 * @fd: stays the caller's, who removes the watch before closing it
 *
 * Return: 0 or -errno; -EPERM for a file that cannot be waited for.
 */
int loop_watch_add(struct loop *loop, struct loop_watch *watch, int fd);

/**
 * loop_watch_set - wait for something else than before
 * @loop: the loop
 * @watch: one that is added
 * @events: EPOLLIN, which is what loop_watch_add() waits for, EPOLLOUT, or both
 */
void loop_watch_set(struct loop *loop, struct loop_watch *watch,
		    uint32_t events);

/* Does nothing for a watch that is not added. */
void loop_watch_del(struct loop *loop, struct loop_watch *watch);

/* Arms @timer for @when, moving it when it is armed already. */
void loop_timer_arm(struct loop *loop, struct loop_timer *timer, uint64_t when);

/* Does nothing for a timer that is not armed. */
void loop_timer_cancel(struct loop *loop, struct loop_timer *timer);

/**
 * loop_step - wait for one event or timer, and handle it
 * @loop: the loop
 * @timeout_ms: as epoll_wait()
 *
 * Return: whether anything was handled.
 */
bool loop_step(struct loop *loop, int timeout_ms);

/* Handles events until a handler sets @loop->stop. */
void loop_run(struct loop *loop);

#endif /* SCMI_PLATFORM_LOOP_H */

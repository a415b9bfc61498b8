// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: bench ROUNDS MILLISECONDS
 *
 * Commands per second, and processor time of the platform per command, with the
 * rings in shared memory and no guest. The platform is a process of its own, on
 * its default configuration; this one is all of its front ends and drivers.
 *
 * Each case, so many agents with so many commands in flight each, is run for
 * that long, all of them one after the other, ROUNDS times; medians are printed.
 * Drivers negotiate EVENT_IDX as Linux does and want an interrupt for the next
 * response whenever they have taken all that were there.
 */
#include "scmi_hdr.h"
#include "tests/service/service.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NUM	   64u
#define ROOM	   128u
#define ROUNDS_MAX 1000
#define MS_MAX	   60000

/* As many as there may be. */
#define AGENTS_MANY MODEL_AGENTS_MAX

/* What drivers ask most: header, then parameters. */
static const struct command {
	uint32_t header;
	uint32_t params;
} commands[] = {
	{ 0x11u << 10 | 0x05, 1 }, /* POWER_STATE_GET */
	{ 0x13u << 10 | 0x08, 1 }, /* PERFORMANCE_LEVEL_GET */
	{ 0x14u << 10 | 0x06, 1 }, /* CLOCK_RATE_GET */
	{ 0x15u << 10 | 0x06, 2 }, /* SENSOR_READING_GET */
};

struct result {
	double per_second;
	double us;
};

/**
 * struct test_case - what is measured
 * @agents: that have commands at the same time
 * @in_flight: of each
 * @results: one a round
 */
static struct test_case {
	unsigned int agents;
	unsigned int in_flight;
	struct result results[ROUNDS_MAX];
} cases[] = {
	{ .agents = 1, .in_flight = 1 },
	{ .agents = 1, .in_flight = 16 },
	{ .agents = AGENTS_MANY, .in_flight = 1 },
	{ .agents = AGENTS_MANY, .in_flight = 16 },
};

struct client {
	struct guest guest;
	struct front_end fe;
	unsigned int n_sent;
	unsigned int in_flight;
};

/**
 * struct bench - the drivers
 * @clients: one an agent
 * @epoll_fd: waits for their interrupts
 * @platform: the clock that counts the platform's processor time
 * @answered: commands so far
 * @stopping: what is answered is not followed by another command
 */
struct bench {
	struct client clients[AGENTS_MANY];
	int epoll_fd;
	clockid_t platform;
	uint64_t answered;
	bool stopping;
};

_Noreturn static void fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(EXIT_FAILURE);
}

struct server {
	struct service service;
	struct loop_watch end;
};

static void on_end(struct loop_watch *watch, uint32_t events)
{
	(void)events;
	container_of(watch, struct server, end)->service.loop.stop = true;
}

/* The platform, until the other end of @fd is closed. */
_Noreturn static void serve(int fd)
{
	static struct server server = { .end.fn = on_end };
	struct loop *loop = &server.service.loop;

	service_open(&server.service, AGENTS_MANY);
	if (loop_watch_add(loop, &server.end, fd))
		fail("cannot wait for the end");
	loop_run(loop);
	loop_watch_del(loop, &server.end);
	service_close(&server.service);
	exit(EXIT_SUCCESS);
}

static void send_command(struct client *client, uint16_t head)
{
	const struct command *c =
		&commands[client->n_sent % ARRAY_SIZE(commands)];
	uint8_t req[3 * SCMI_HDR_SIZE] = { 0 };

	scmi_store32(req,
		     scmi_hdr_set(c->header, SCMI_HDR_TOKEN, client->n_sent++));
	guest_add(&client->guest, 0, head, req, (1 + c->params) * SCMI_HDR_SIZE,
		  ROOM);
	client->in_flight++;
}

/* Kicks unless the platform is still at work and will find them by itself. */
static void kick(struct client *client, uint16_t before)
{
	struct guest_ring *ring = &client->guest.rings[0];
	const uint16_t *event = (const uint16_t *)&ring->used->ring[ring->num];

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (vring_need_event(le16toh(__atomic_load_n(event, __ATOMIC_RELAXED)),
			     le16toh(ring->avail->idx), before))
		guest_kick(ring);
}

static void take_answers(struct bench *bench, struct client *client)
{
	struct guest_ring *ring = &client->guest.rings[0];
	uint16_t before = le16toh(ring->avail->idx);
	uint32_t id, len;

	while (guest_used(ring, &id, &len)) {
		const uint8_t *rsp =
			guest_room(&client->guest, 0, (uint16_t)id);

		if (len < 2 * SCMI_HDR_SIZE || scmi_load32(rsp + SCMI_HDR_SIZE))
			fail("a command failed");
		bench->answered++;
		client->in_flight--;
		if (!bench->stopping)
			send_command(client, (uint16_t)id);
	}
	if (before != le16toh(ring->avail->idx))
		kick(client, before);
}

/* Return: whether more was answered before the interrupt was asked for. */
static bool ask_for_interrupt(struct guest_ring *ring)
{
	__atomic_store_n(&ring->avail->ring[ring->num],
			 htole16(ring->last_used), __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return le16toh(__atomic_load_n(&ring->used->idx, __ATOMIC_ACQUIRE)) !=
	       ring->last_used;
}

static void on_interrupt(struct bench *bench, struct client *client)
{
	guest_interrupted(&client->guest.rings[0]);
	do {
		take_answers(bench, client);
	} while (ask_for_interrupt(&client->guest.rings[0]));
}

static void wait_for_interrupt(struct bench *bench)
{
	struct epoll_event events[AGENTS_MANY];
	int i, n = epoll_wait(bench->epoll_fd, events, AGENTS_MANY, 5000);

	if (n <= 0)
		fail("the platform does not answer");
	for (i = 0; i < n; i++)
		on_interrupt(bench, events[i].data.ptr);
}

static uint64_t now_on(clockid_t clock)
{
	struct timespec ts;

	if (clock_gettime(clock, &ts))
		fail("the platform is gone");
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

static void begin(struct bench *bench, const struct test_case *c)
{
	unsigned int i, j;

	bench->stopping = false;
	bench->answered = 0;
	for (i = 0; i < c->agents; i++) {
		struct client *client = &bench->clients[i];
		uint16_t before = le16toh(client->guest.rings[0].avail->idx);

		for (j = 0; j < c->in_flight; j++)
			send_command(client, (uint16_t)(2 * j));
		kick(client, before);
	}
}

static void finish(struct bench *bench, const struct test_case *c)
{
	unsigned int i;

	bench->stopping = true;
	for (i = 0; i < c->agents; i++)
		while (bench->clients[i].in_flight)
			wait_for_interrupt(bench);
}

static struct result measure(struct bench *bench, const struct test_case *c,
			     unsigned int ms)
{
	uint64_t start, end, used, answered;

	begin(bench, c);
	start = now_on(CLOCK_MONOTONIC);
	used = now_on(bench->platform);
	do {
		wait_for_interrupt(bench);
		end = now_on(CLOCK_MONOTONIC);
	} while (end - start < ms * NSEC_PER_MSEC);
	used = now_on(bench->platform) - used;
	answered = bench->answered;
	finish(bench, c);
	return (struct result){
		.per_second = 1e9 * answered / (end - start),
		.us = 0.001 * used / answered,
	};
}

static int by_per_second(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return (x->per_second > y->per_second) -
	       (x->per_second < y->per_second);
}

static int by_us(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return (x->us > y->us) - (x->us < y->us);
}

static void print_case(struct test_case *c, unsigned int n)
{
	struct result *r = c->results;
	double low, median, high;

	qsort(r, n, sizeof(*r), by_per_second);
	low = r[0].per_second;
	median = r[n / 2].per_second;
	high = r[n - 1].per_second;
	qsort(r, n, sizeof(*r), by_us);
	printf("%6u %10u %11.0f (%.0f .. %.0f) %8.2f (%.2f .. %.2f)\n",
	       c->agents, c->in_flight, median, low, high, r[n / 2].us, r[0].us,
	       r[n - 1].us);
}

static void connect_client(struct bench *bench, unsigned int i, pid_t pid)
{
	struct client *client = &bench->clients[i];
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = client };
	char path[64];

	guest_init(&client->guest, NUM);
	client->fe = (struct front_end){ .guest = &client->guest };
	service_path(path, sizeof(path), pid, i);
	fe_connect(&client->fe, path);
	fe_start(&client->fe, FE_FEATURES);
	/* There is one by now: rings signal when they start. */
	if (epoll_ctl(bench->epoll_fd, EPOLL_CTL_ADD,
		      client->guest.rings[0].call, &ev))
		fail("cannot wait for interrupts");
}

static void open_bench(struct bench *bench, pid_t pid)
{
	unsigned int i;

	bench->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (bench->epoll_fd < 0 || clock_getcpuclockid(pid, &bench->platform))
		fail(strerror(errno));
	for (i = 0; i < AGENTS_MANY; i++)
		connect_client(bench, i, pid);
}

static unsigned int parse_count(const char *text, unsigned int max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || !n || n > max) {
		fprintf(stderr, "bench: '%s': give a number, 1 to %u\n", text,
			max);
		exit(2);
	}
	return (unsigned int)n;
}

static void run(struct bench *bench, unsigned int rounds, unsigned int ms)
{
	unsigned int round, i;

	for (round = 0; round < rounds; round++)
		for (i = 0; i < ARRAY_SIZE(cases); i++)
			cases[i].results[round] = measure(bench, &cases[i], ms);
	puts("agents  in flight  commands a second    processor time of one, us");
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		print_case(&cases[i], rounds);
}

int main(int argc, char **argv)
{
	static struct bench bench;
	unsigned int rounds, ms;
	int status, pipe_fds[2];
	pid_t pid;

	if (argc != 3) {
		fputs("usage: bench ROUNDS MILLISECONDS\n", stderr);
		return 2;
	}
	rounds = parse_count(argv[1], ROUNDS_MAX);
	ms = parse_count(argv[2], MS_MAX);
	if (pipe(pipe_fds))
		fail(strerror(errno));
	pid = fork();
	if (pid < 0)
		fail(strerror(errno));
	if (!pid) {
		close(pipe_fds[1]);
		serve(pipe_fds[0]);
	}
	open_bench(&bench, pid);
	run(&bench, rounds, ms);
	close(pipe_fds[1]);
	if (waitpid(pid, &status, 0) != pid || status)
		fail("the platform did not end well");
	return EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control socket's connections: lines in, answers out, and clients that do
 * not do as they should.
 */
#include "control.h"
#include "log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

/* More than a socket holds. */
#define LONG_ANSWER (4u << 20)

struct fixture {
	struct loop loop;
	struct control *control;
	unsigned int commands;
	char path[64];
};

/* "echo" is answered with itself, "long" with a lot, all else is refused. */
static bool run(void *ctx, const char *line, FILE *out)
{
	struct fixture *f = ctx;
	unsigned int i;

	f->commands++;
	if (!strcmp(line, "echo")) {
		fputs("echo\n", out);
		return true;
	}
	if (!strcmp(line, "long")) {
		for (i = 0; i < LONG_ANSWER / 8; i++)
			fputs("1234567\n", out);
		return true;
	}
	fprintf(out, "no such command '%s'\n", line);
	return false;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct control_config config = { .path = f->path, .run = run };

	log_set_level(LOG_SILENT);
	snprintf(f->path, sizeof(f->path), "/tmp/control_test.%d",
		 (int)getpid());
	assert_int_equal(loop_init(&f->loop), 0);
	config.loop = &f->loop;
	config.ctx = f;
	f->control = control_open(&config);
	assert_non_null(f->control);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	control_close(f->control);
	assert_int_not_equal(access(f->path, F_OK), 0);
	assert_null(f->loop.timers);
	loop_exit(&f->loop);
	free(f);
	return 0;
}

/* Lets the platform do all that it can do now. */
static void pump(struct fixture *f)
{
	while (loop_step(&f->loop, 0))
		;
}

static int connect_client(struct fixture *f)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, f->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	pump(f);
	return fd;
}

static void say(struct fixture *f, int fd, const void *text, size_t len)
{
	assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), len);
	pump(f);
}

#define SAY(f, fd, text) say(f, fd, text, sizeof(text) - 1)

/* What came is exactly @text. */
static void expect(int fd, const char *text)
{
	char buf[4096] = { 0 };
	ssize_t n = recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT);

	assert_int_equal(n < 0 ? 0 : n, strlen(text));
	assert_string_equal(buf, text);
}

static void expect_closed(int fd)
{
	char c;
	ssize_t n = recv(fd, &c, 1, MSG_DONTWAIT);

	assert_true(!n || (n < 0 && errno == ECONNRESET));
	close(fd);
}

/* Somebody else is served. */
static void expect_service(struct fixture *f)
{
	int fd = connect_client(f);

	SAY(f, fd, "echo\n");
	expect(fd, "echo\nok\n");
	close(fd);
	pump(f);
}

static void command_is_answered(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);

	SAY(f, fd, "echo\n");
	expect(fd, "echo\nok\n");
	SAY(f, fd, "nonsense\n");
	expect(fd, "error: no such command 'nonsense'\n");
	SAY(f, fd, "\n");
	expect(fd, "error: no such command ''\n");
	close(fd);
}

static void nobody_else_may_connect(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_int_equal(lstat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void command_may_come_in_pieces(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);

	SAY(f, fd, "ec");
	assert_int_equal(f->commands, 0);
	SAY(f, fd, "ho\nec");
	expect(fd, "echo\nok\n");
	SAY(f, fd, "ho\n");
	expect(fd, "echo\nok\n");
	close(fd);
}

static void commands_may_come_together(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);

	SAY(f, fd, "echo\nx\necho\n");
	expect(fd, "echo\nok\nerror: no such command 'x'\necho\nok\n");
	close(fd);
}

static void client_may_stop_writing_before_it_reads(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);

	assert_int_equal(send(fd, "echo\necho\n", 10, 0), 10);
	shutdown(fd, SHUT_WR);
	pump(f);
	expect(fd, "echo\nok\necho\nok\n");
	expect_closed(fd);
}

static void longest_line_is_a_command(void **state)
{
	struct fixture *f = *state;
	char line[CONTROL_LINE_MAX];
	int fd = connect_client(f);

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	say(f, fd, line, sizeof(line));
	assert_int_equal(f->commands, 1);
	close(fd);
}

static void longer_line_ends_the_connection(void **state)
{
	struct fixture *f = *state;
	char line[CONTROL_LINE_MAX];
	int fd = connect_client(f);

	memset(line, 'x', sizeof(line));
	say(f, fd, line, sizeof(line));
	expect(fd, "error: a line is too long\n");
	expect_closed(fd);
	assert_int_equal(f->commands, 0);
	expect_service(f);
}

static void what_is_not_printable_is_no_command(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);
	char line[] = "echo\n";
	int c;

	for (c = -128; c < 128; c++) {
		if ((c >= ' ' && c <= '~') || c == '\n')
			continue;
		line[4] = (char)c;
		say(f, fd, line, 5);
		SAY(f, fd, "\n");
		expect(fd, "error: a line has printable characters only\n");
	}
	assert_int_equal(f->commands, 0);
	close(fd);
}

static void random_bytes_harm_nobody(void **state)
{
	struct fixture *f = *state;
	unsigned int seed = 1, i, n;
	char bytes[600];

	for (i = 0; i < 300; i++) {
		int fd = connect_client(f);

		for (n = 0; n < sizeof(bytes); n++)
			bytes[n] = (char)rand_r(&seed);
		send(fd, bytes, 1 + (size_t)rand_r(&seed) % sizeof(bytes),
		     MSG_NOSIGNAL);
		pump(f);
		close(fd);
	}
	pump(f);
	expect_service(f);
}

static void client_that_leaves_in_the_middle_is_forgotten(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < 3 * CONTROL_CLIENTS_MAX; i++) {
		int fd = connect_client(f);

		SAY(f, fd, "ec");
		close(fd);
		pump(f);
	}
	expect_service(f);
}

static void long_answer_waits_for_its_reader(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);
	static char buf[1 << 16];
	size_t total = 0;
	ssize_t n;

	SAY(f, fd, "long\necho\n");
	/* The next command waits, too. */
	assert_int_equal(f->commands, 1);
	expect_service(f);
	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		total += (size_t)n;
		pump(f);
	}
	assert_int_equal(total, LONG_ANSWER + strlen("ok\necho\nok\n"));
	close(fd);
}

static void client_that_leaves_a_long_answer_is_forgotten(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);

	SAY(f, fd, "long\n");
	close(fd);
	pump(f);
	expect_service(f);
}

/* What it sends beyond the bounds of its socket waits in its own process. */
static void flood_of_one_that_does_not_read_ends(void **state)
{
	struct fixture *f = *state;
	int fd = connect_client(f);
	unsigned int rounds = 0;

	while (send(fd, "long\n", 5, MSG_DONTWAIT | MSG_NOSIGNAL) == 5) {
		pump(f);
		assert_true(++rounds < 1000000);
	}
	assert_int_equal(f->commands, 1);
	expect_service(f);
	close(fd);
}

/* Two clients' commands take turns, however many of one are there already. */
static void flood_gives_way_to_others(void **state)
{
	struct fixture *f = *state;
	int flood = connect_client(f), fd = connect_client(f);
	unsigned int i;
	char c;

	for (i = 0; i < 100; i++)
		assert_int_equal(send(flood, "x\n", 2, 0), 2);
	assert_int_equal(send(fd, "echo\n", 5, 0), 5);
	for (i = 0; recv(fd, &c, 1, MSG_DONTWAIT) != 1; i++)
		assert_true(loop_step(&f->loop, 0) && i < 10);
	assert_true(f->commands < 5);
	close(flood);
	close(fd);
}

static void clients_are_bounded(void **state)
{
	struct fixture *f = *state;
	int fd[CONTROL_CLIENTS_MAX], one_more;
	unsigned int i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		fd[i] = connect_client(f);
	one_more = connect_client(f);
	expect(one_more, "error: too many clients are connected\n");
	expect_closed(one_more);
	SAY(f, fd[0], "echo\n");
	expect(fd[0], "echo\nok\n");
	close(fd[0]);
	pump(f);
	expect_service(f);
	for (i = 1; i < CONTROL_CLIENTS_MAX; i++)
		close(fd[i]);
}

static void end_with_clients_and_an_answer_is_clean(void **state)
{
	struct fixture *f = *state;

	/* The tear-down ends it; leaks would be found. */
	SAY(f, connect_client(f), "long\n");
	SAY(f, connect_client(f), "ec");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(command_is_answered),
		T(nobody_else_may_connect),
		T(command_may_come_in_pieces),
		T(commands_may_come_together),
		T(client_may_stop_writing_before_it_reads),
		T(longest_line_is_a_command),
		T(longer_line_ends_the_connection),
		T(what_is_not_printable_is_no_command),
		T(random_bytes_harm_nobody),
		T(client_that_leaves_in_the_middle_is_forgotten),
		T(long_answer_waits_for_its_reader),
		T(client_that_leaves_a_long_answer_is_forgotten),
		T(flood_of_one_that_does_not_read_ends),
		T(flood_gives_way_to_others),
		T(clients_are_bounded),
		T(end_with_clients_and_an_answer_is_clean),
	};

	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}

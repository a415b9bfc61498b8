// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls after the sandbox was entered, each in a process of its own.
 */
#include "log.h"
#include "sandbox.h"
#include "util.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PAGE 4096

/**
 * struct end - how a process ended
 * @status: its exit status; -1 when it was a signal
 * @said: what it printed
 */
struct end {
	int status;
	char said[512];
};

/* Before the sandbox is entered: what calls work on. */
static char *page;

/* The sandbox is one of who connects to front ends. */
static bool client;

static void call_in_sandbox(void (*call)(void), int output)
{
	dup2(output, STDERR_FILENO);
	log_set_level(LOG_ERROR);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (sandbox_enter(client))
		_exit(99);
	call();
	_exit(0);
}

static struct end run(void (*call)(void))
{
	struct end end = { .status = -1 };
	const char *without = getenv("TEST_NO_SECCOMP");
	int fd[2], status;
	pid_t pid;

	if (without && !strcmp(without, "always"))
		skip();
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		call_in_sandbox(call, fd[1]);
	close(fd[1]);
	assert_true(read(fd[0], end.said, sizeof(end.said) - 1) >= 0);
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		end.status = WEXITSTATUS(status);
	return end;
}

static void make_socket(void)
{
	syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}

static void make_internet_socket(void)
{
	syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void connect_nowhere(void)
{
	syscall(SYS_connect, -1, NULL, 0);
}

static void make_sockets(void)
{
	make_socket();
	connect_nowhere();
}

/* As long as it is that of buffers in flight. */
static void make_shared_memory(void)
{
	if (ftruncate(memfd_create("inflight", MFD_CLOEXEC), PAGE))
		_exit(98);
}

static void open_file(void)
{
	syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);
}

static void start_program(void)
{
	syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static void make_process(void)
{
	syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void become_user(void)
{
	syscall(SYS_setuid, 0);
}

static void signal_another(void)
{
	syscall(SYS_tgkill, 1, 1, 0);
}

static void map_code(void)
{
	syscall(SYS_mmap, NULL, PAGE, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_code(void)
{
	syscall(SYS_mprotect, page, PAGE, PROT_READ | PROT_EXEC);
}

static void expect_violation(void (*call)(void), int number)
{
	struct end end = run(call);
	char line[128];

	snprintf(line, sizeof(line),
		 "scmi-platform: error: system call %d is not allowed here: ended\n",
		 number);
	assert_int_equal(end.status, EXIT_SANDBOX);
	assert_string_equal(end.said, line);
}

static void calls_that_are_not_needed_end_the_process(void **state)
{
	static const struct {
		void (*call)(void);
		int number;
	} cases[] = {
		{ make_socket, SYS_socket },   { open_file, SYS_openat },
		{ start_program, SYS_execve }, { make_process, SYS_clone },
		{ become_user, SYS_setuid },   { signal_another, SYS_tgkill },
		{ map_code, SYS_mmap },	       { make_code, SYS_mprotect },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		expect_violation(cases[i].call, cases[i].number);
}

static void who_connects_may_make_unix_sockets_only(void **state)
{
	struct end end;

	(void)state;
	client = true;
	end = run(make_sockets);
	assert_int_equal(end.status, 0);
	assert_string_equal(end.said, "");
	expect_violation(make_internet_socket, SYS_socket);
	expect_violation(open_file, SYS_openat);
	client = false;
	expect_violation(connect_nowhere, SYS_connect);
}

static void memory_to_share_can_be_made(void **state)
{
	struct end end = run(make_shared_memory);

	(void)state;
	assert_int_equal(end.status, 0);
	assert_string_equal(end.said, "");
}

static void work(void)
{
	char *more = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (more == MAP_FAILED || mprotect(more, PAGE, PROT_READ) ||
	    munmap(more, PAGE))
		_exit(98);
	log_error("done");
}

static void work_goes_on(void **state)
{
	struct end end = run(work);

	(void)state;
	assert_int_equal(end.status, 0);
	assert_string_equal(end.said, "scmi-platform: error: done\n");
}

static void raise_signal(void)
{
	signal(SIGTERM, SIG_DFL);
	raise(SIGTERM);
}

static void error_of_our_own_is_a_signal(void **state)
{
	struct end end = run(raise_signal);

	(void)state;
	assert_int_equal(end.status, -1);
	assert_string_equal(end.said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_that_are_not_needed_end_the_process),
		cmocka_unit_test(who_connects_may_make_unix_sockets_only),
		cmocka_unit_test(memory_to_share_can_be_made),
		cmocka_unit_test(work_goes_on),
		cmocka_unit_test(error_of_our_own_is_a_signal),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "program_fixture.h"
#include "scmi_hdr.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

int program_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/program_test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->socket, sizeof(f->socket), "%s/socket", f->dir);
	snprintf(f->output, sizeof(f->output), "%s/output", f->dir);
	snprintf(f->config, sizeof(f->config), "%s/config", f->dir);
	snprintf(f->other_socket, sizeof(f->other_socket), "%s/other", f->dir);
	guest_init(&f->guest, 16);
	guest_init(&f->other_guest, 16);
	guest_set_layout(&f->guest, is_packed(state));
	f->fe = (struct front_end){ .sock = -1, .guest = &f->guest };
	f->other = (struct front_end){ .sock = -1, .guest = &f->other_guest };
	*state = f;
	return 0;
}

int program_teardown(void **state)
{
	struct fixture *f = *state;

	/* Ended so that it can say what it leaked. */
	if (f->pid) {
		kill(f->pid, SIGTERM);
		assert_int_equal(wait_for_end(f), 0);
	}
	if (f->fe.sock >= 0)
		close(f->fe.sock);
	if (f->other.sock >= 0)
		close(f->other.sock);
	unlink(f->socket);
	unlink(f->other_socket);
	unlink(f->config);
	unlink(f->output);
	assert_int_equal(rmdir(f->dir), 0);
	guest_exit(&f->guest);
	guest_exit(&f->other_guest);
	free(f);
	return 0;
}

static void exec_program(struct fixture *f, const char *const *args)
{
	const char *argv[17] = { "scmi-platform" };
	const char *program = getenv("SCMI_PLATFORM");
	unsigned int i, n = 1;
	int fd;

	if (!f->confined && getenv("TEST_NO_SECCOMP"))
		argv[n++] = "--no-seccomp";
	for (i = 0; args[i]; i++)
		argv[n++] = args[i];
	fd = open(f->output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
	if (f->prepare)
		f->prepare(f);
	execv(program, (char *const *)argv);
	_exit(127);
}

void run(struct fixture *f, const char *const *args)
{
	assert_non_null(getenv("SCMI_PLATFORM"));
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid)
		exec_program(f, args);
}

int wait_for_end(struct fixture *f)
{
	int status;

	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	f->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void kill_program(struct fixture *f)
{
	kill(f->pid, SIGKILL);
	assert_int_equal(wait_for_end(f), -1);
}

void expect_output(struct fixture *f, const char *text)
{
	char buf[16384] = { 0 };
	FILE *file = fopen(f->output, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = '\0';
	fclose(file);
	if (!*text ? *buf : !strstr(buf, text))
		fail_msg("expected \"%s\" in: %s", text, buf);
}

void expect(struct fixture *f, const char *const *args, int status,
	    const char *output)
{
	run(f, args);
	assert_int_equal(wait_for_end(f), status);
	expect_output(f, output);
}

void serve(struct fixture *f, const char *const *args)
{
	run(f, args);
	fe_connect(&f->fe, f->socket);
}

void ask_by(struct front_end *fe, const uint8_t *req, size_t req_len,
	    uint8_t *rsp, size_t rsp_len)
{
	uint32_t id, len;

	guest_add(fe->guest, 0, 0, req, req_len, 64);
	guest_kick(&fe->guest->rings[0]);
	assert_true(fe_used(fe, 0, &id, &len));
	assert_int_equal(id, 0);
	assert_int_equal(len, rsp_len);
	memcpy(rsp, guest_room(fe->guest, 0, 0), rsp_len);
}

void ask(struct fixture *f, const uint8_t *req, size_t req_len, uint8_t *rsp,
	 size_t rsp_len)
{
	ask_by(&f->fe, req, req_len, rsp, rsp_len);
}

void ask_version(struct fixture *f, uint8_t *rsp)
{
	uint8_t req[4];

	scmi_store32(req, 5u << 18 | 0x10u << 10);
	ask(f, req, sizeof(req), rsp, 12);
}

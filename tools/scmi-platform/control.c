// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"
#include "listener.h"
#include "log.h"
#include "util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONTROL_MODE 0600

/**
 * struct client - one connection
 * @watch: watches it; its fd is -1 without one
 * @control: whose
 * @in: what came and was not answered yet
 * @n_in: how much
 * @out: an answer on its way; NULL when there is none
 * @n_out: how long it is
 * @sent: how much of it is sent
 * @ending: the connection ends after this answer
 */
struct client {
	struct loop_watch watch;
	struct control *control;
	char in[CONTROL_LINE_MAX];
	size_t n_in;
	char *out;
	size_t n_out;
	size_t sent;
	bool ending;
};

/**
 * struct control - a control socket
 * @config: what the owner wants
 * @listener: where clients connect
 * @clients: places for them
 */
struct control {
	struct control_config config;
	struct listener listener;
	struct client clients[CONTROL_CLIENTS_MAX];
};

static void drop(struct client *client)
{
	int fd = client->watch.fd;

	if (fd < 0)
		return;
	loop_watch_del(client->control->config.loop, &client->watch);
	close(fd);
	free(client->out);
	client->out = NULL;
}

static bool is_printable(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (line[i] < ' ' || line[i] > '~')
			return false;
	}
	return true;
}

/* What is printed, and logged, of a line must be harmless where it is seen. */
static bool run_line(struct client *client, const char *line, size_t len,
		     FILE *out)
{
	const struct control_config *config = &client->control->config;

	if (is_printable(line, len))
		return config->run(config->ctx, line, out);
	fputs("a line has printable characters only\n", out);
	return false;
}

/* Takes @text; its @len matters if it is @ok. Return: 0 or -ENOMEM. */
static int begin_answer(struct client *client, bool ok, char *text, size_t len)
{
	int n;

	client->sent = 0;
	if (ok) {
		client->out = text;
		client->n_out = len;
		return 0;
	}
	n = asprintf(&client->out, "error: %s", text);
	free(text);
	if (n < 0) {
		client->out = NULL;
		return -ENOMEM;
	}
	client->n_out = (size_t)n;
	return 0;
}

static int answer(struct client *client, const char *line, size_t len)
{
	size_t n_text;
	char *text = NULL;
	FILE *out = open_memstream(&text, &n_text);
	bool ok;

	if (!out)
		return -ENOMEM;
	ok = run_line(client, line, len, out);
	if (ok)
		fputs("ok\n", out);
	if (fclose(out)) {
		free(text);
		return -ENOMEM;
	}
	return begin_answer(client, ok, text, n_text);
}

static char *end_of_line(struct client *client)
{
	return memchr(client->in, '\n', client->n_in);
}

static int answer_line(struct client *client)
{
	char *end = end_of_line(client);
	size_t len = (size_t)(end - client->in);
	int err;

	*end = '\0';
	err = answer(client, client->in, len);
	client->n_in -= len + 1;
	memmove(client->in, end + 1, client->n_in);
	return err;
}

static int refuse_line(struct client *client)
{
	char *why = strdup("a line is too long\n");

	client->ending = true;
	return why ? begin_answer(client, false, why, 0) : -ENOMEM;
}

static int receive(struct client *client)
{
	ssize_t n = recv(client->watch.fd, client->in + client->n_in,
			 sizeof(client->in) - client->n_in, MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (!n)
		return -ECONNRESET;
	client->n_in += (size_t)n;
	if (client->n_in == sizeof(client->in) && !end_of_line(client))
		return refuse_line(client);
	return 0;
}

static int send_some(struct client *client)
{
	ssize_t n = send(client->watch.fd, client->out + client->sent,
			 client->n_out - client->sent,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	client->sent += (size_t)n;
	if (client->sent < client->n_out)
		return 0;
	free(client->out);
	client->out = NULL;
	return client->ending ? -ECONNRESET : 0;
}

/*
 * One thing a turn, so that others have theirs. A command that is there already
 * waits for room for its answer, too: it then needs no event of its own.
 */
static void on_client(struct loop_watch *watch, uint32_t events)
{
	struct client *client = container_of(watch, struct client, watch);
	int err;

	(void)events;
	if (client->out)
		err = send_some(client);
	else if (end_of_line(client))
		err = answer_line(client);
	else
		err = receive(client);
	if (err) {
		drop(client);
		return;
	}
	loop_watch_set(client->control->config.loop, watch,
		       client->out || end_of_line(client) ? EPOLLOUT : EPOLLIN);
}

static struct client *free_client(struct control *control)
{
	unsigned int i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (control->clients[i].watch.fd < 0)
			return &control->clients[i];
	}
	return NULL;
}

static void connect_client(struct listener *listener, int fd)
{
	static const char full[] = "error: too many clients are connected\n";
	struct control *control =
		container_of(listener, struct control, listener);
	struct client *client = free_client(control);

	if (!client) {
		send(fd, full, sizeof(full) - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
		close(fd);
		return;
	}
	client->n_in = 0;
	client->ending = false;
	if (loop_watch_add(control->config.loop, &client->watch, fd))
		close(fd);
}

struct control *control_open(const struct control_config *config)
{
	struct control *control = calloc(1, sizeof(*control));
	unsigned int i;

	if (!control) {
		log_error("out of memory");
		return NULL;
	}
	control->config = *config;
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		control->clients[i].watch =
			(struct loop_watch){ .fd = -1, .fn = on_client };
		control->clients[i].control = control;
	}
	if (listener_open(&control->listener, config->path, CONTROL_MODE) ||
	    listener_accept(&control->listener, config->loop, connect_client)) {
		control_close(control);
		return NULL;
	}
	return control;
}

void control_close(struct control *control)
{
	unsigned int i;

	if (!control)
		return;
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		drop(&control->clients[i]);
	listener_close(&control->listener);
	free(control);
}

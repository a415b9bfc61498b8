// SPDX-License-Identifier: GPL-2.0-only
/*
 * scmi-raw: bare SCMI messages, out of a shell in a guest.
 */
#include "entry.h"
#include "message.h"
#include "options.h"
#include "../../scmi-platform/scmi_hdr.h"

#include <stdlib.h>
#include <unistd.h>

/**
 * struct sent - a command that was sent
 * @hdr: its header
 * @done: all that was to come back came
 */
struct sent {
	uint32_t hdr;
	bool done;
};

/**
 * struct run - the commands that are sent
 * @options: what to send
 * @messages: one for each MESSAGE
 * @n_messages: how many that are
 * @sent: all that was sent, in order
 * @n_sent: how many that are
 * @refused: how many the kernel did not take
 */
struct run {
	const struct options *options;
	struct message *messages;
	size_t n_messages;
	struct sent *sent;
	size_t n_sent;
	size_t refused;
};

static void *must_have(void *memory)
{
	if (memory)
		return memory;
	fputs("scmi-raw: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

static void prepare(struct message *m, const struct options *o,
		    const char *text)
{
	const char *wrong = message_parse(m, text);

	if (wrong)
		options_wrong(text, wrong);
	message_set(m, SCMI_HDR_TYPE, o->type);
	message_set(m, SCMI_HDR_RESERVED, o->reserved);
	if (o->length)
		message_resize(m, o->length);
}

/* All of the command line is read before anything is sent. */
static void run_prepare(struct run *run, const struct options *o)
{
	char **text = o->words + 1;
	size_t n = 0;

	while (text[n])
		n++;
	if (!n)
		options_wrong(o->words[0], "it needs a message");
	*run = (struct run){ .options = o, .n_messages = n };
	run->messages = must_have(calloc(n, sizeof(*run->messages)));
	run->sent = must_have(calloc(n * o->repeat, sizeof(*run->sent)));
	for (size_t i = 0; i < n; i++)
		prepare(&run->messages[i], o, text[i]);
}

static const char *entry_name(const struct options *o)
{
	static const char *const names[2][2] = {
		{ "message", "message_async" },
		{ "message_poll", "message_poll_async" },
	};

	return names[o->poll][o->async];
}

static void send_one(struct run *run, struct message *m)
{
	struct sent *sent = &run->sent[run->n_sent];
	unsigned int token = run->options->token + run->n_sent++;
	int err;

	message_set(m, SCMI_HDR_TOKEN, token);
	sent->hdr = scmi_load32(m->bytes);
	err = entry_write(entry_name(run->options), m);
	if (!err)
		return;
	printf("refused token=%u errno=%d\n",
	       scmi_hdr_get(sent->hdr, SCMI_HDR_TOKEN), err);
	sent->done = true;
	run->refused++;
}

static void send_all(struct run *run)
{
	for (unsigned int i = 0; i < run->options->repeat; i++)
		for (size_t k = 0; k < run->n_messages; k++)
			send_one(run, &run->messages[k]);
}

static size_t run_missing(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_sent; i++)
		n += !run->sent[i].done;
	return n;
}

/* After an error, or when it came first, no delayed response is to come. */
static bool is_last(const struct run *run, const struct message *m)
{
	return !run->options->async || !message_succeeded(m) ||
	       message_get(m, SCMI_HDR_TYPE) == SCMI_TYPE_DELAYED;
}

static void run_received(struct run *run, const struct message *m)
{
	uint32_t hdr = scmi_load32(m->bytes);

	for (size_t i = 0; i < run->n_sent; i++) {
		struct sent *sent = &run->sent[i];

		if (sent->done || (sent->hdr ^ hdr) & SCMI_HDR_ID)
			continue;
		sent->done = is_last(run, m);
		return;
	}
}

static int timed_out(size_t missing)
{
	printf("timeout missing=%zu\n", missing);
	return EXIT_FAILURE;
}

static int failed(const char *entry, int err)
{
	fprintf(stderr, "scmi-raw: raw/%s: %s\n", entry, strerror(-err));
	return EXIT_FAILURE;
}

/* Return: as entry_read(). A message is printed. */
static int receive(int fd, const struct options *o, struct message *m)
{
	int ret = entry_read(fd, m, entry_now() + o->timeout);

	if (ret > 0)
		message_print(m, stdout);
	return ret;
}

static int receive_all(struct run *run, int fd)
{
	static struct message m;
	size_t missing;
	int ret;

	while ((missing = run_missing(run))) {
		ret = receive(fd, run->options, &m);
		if (ret < 0)
			return failed("message", ret);
		if (!ret)
			return timed_out(missing);
		run_received(run, &m);
	}
	return run->refused ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int command_call(const struct options *o)
{
	struct run run;
	int fd;

	run_prepare(&run, o);
	if (entry_folder(o->instance))
		return EXIT_FAILURE;
	fd = entry_open("message");
	if (fd < 0)
		return failed("message", fd);
	send_all(&run);
	return receive_all(&run, fd);
}

static int command_send(const struct options *o)
{
	struct run run;

	run_prepare(&run, o);
	if (entry_folder(o->instance))
		return EXIT_FAILURE;
	send_all(&run);
	return run.refused ? EXIT_FAILURE : EXIT_SUCCESS;
}

static const char *queue_entry(const char *name)
{
	static const char *const queues[][2] = {
		{ "replies", "message" },
		{ "notifications", "notification" },
		{ "errors", "errors" },
	};

	for (size_t i = 0; name && i < sizeof(queues) / sizeof(*queues); i++)
		if (!strcmp(queues[i][0], name))
			return queues[i][1];
	options_wrong(name ? name : "read",
		      "a queue is replies, notifications or errors");
}

static int read_present(const char *entry, int fd)
{
	static struct message m;
	int ret;

	while ((ret = entry_read(fd, &m, 0)) > 0)
		message_print(&m, stdout);
	return ret < 0 ? failed(entry, ret) : EXIT_SUCCESS;
}

static int read_count(const struct options *o, const char *entry, int fd,
		      unsigned int count)
{
	static struct message m;
	int ret;

	for (; count; count--) {
		ret = receive(fd, o, &m);
		if (ret < 0)
			return failed(entry, ret);
		if (!ret)
			return timed_out(count);
	}
	return EXIT_SUCCESS;
}

static int command_read(const struct options *o)
{
	const char *entry = queue_entry(o->words[1]);
	const char *count = o->words[2];
	unsigned int n = 0;
	int fd;

	if (count)
		n = options_number(count, 1, 1000000);
	if (entry_folder(o->instance))
		return EXIT_FAILURE;
	fd = entry_open(entry);
	if (fd < 0)
		return failed(entry, fd);
	return count ? read_count(o, entry, fd, n) : read_present(entry, fd);
}

static int command_reset(const struct options *o)
{
	struct message any = { .len = 1 };
	int err;

	if (o->words[1])
		options_wrong(o->words[1], "reset takes no argument");
	if (entry_folder(o->instance))
		return EXIT_FAILURE;
	err = entry_write("reset", &any);
	return err ? failed("reset", err) : EXIT_SUCCESS;
}

static const struct {
	const char *name;
	int (*run)(const struct options *o);
} commands[] = {
	{ "call", command_call },
	{ "send", command_send },
	{ "read", command_read },
	{ "reset", command_reset },
};

int main(int argc, char **argv)
{
	struct options o;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	options_read(&o, argc, argv);
	if (!o.words[0])
		options_wrong("", "a command is missing");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (!strcmp(commands[i].name, o.words[0]))
			return commands[i].run(&o);
	}
	options_wrong(o.words[0], "no such command");
}

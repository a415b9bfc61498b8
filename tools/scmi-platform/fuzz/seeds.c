// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: seeds FOLDER
 *
 * Writes what the fuzzers begin with, a folder for each: the byte vectors of the
 * unit tests as messages, the default configuration and its parts, a fault of
 * each kind, and a few steps of a good front end and of a good driver.
 */
#include "model/config.h"
#include "scmi/tests/vectors.h"
#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *top;

static void fail(const char *path)
{
	fprintf(stderr, "seeds: %s: %s\n", path, strerror(errno));
	exit(EXIT_FAILURE);
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) && errno != EEXIST)
		fail(path);
}

static void write_seed(const char *fuzzer, const void *data, size_t len)
{
	static unsigned int n;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", top, fuzzer);
	make_folder(path);
	snprintf(path, sizeof(path), "%s/%s/%04u", top, fuzzer, n++);
	file = fopen(path, "w");
	if (!file || fwrite(data, 1, len, file) != len || fclose(file))
		fail(path);
}

static unsigned int index_of(const struct scmi_protocol *protocol, uint8_t id)
{
	unsigned int i = 0;

	while (protocol->commands[i].id != id)
		i++;
	return i;
}

static unsigned int index_of_protocol(enum scmi_protocol_id id)
{
	unsigned int i = 0;

	while (scmi_protocols[i]->id != id)
		i++;
	return i;
}

/**
 * struct script - steps of scmi_fuzz.c, written as seeds of a thousand bytes
 * @bytes: those of the next seed
 * @len: how many
 */
struct script {
	uint8_t bytes[2048];
	size_t len;
};

/* Of the first byte: with each of the configurations */
static void write_script(struct script *s)
{
	if (s->len) {
		s->bytes[0] = 0;
		write_seed("scmi", s->bytes, s->len);
		s->bytes[0] = 1;
		write_seed("scmi", s->bytes, s->len);
	}
	s->len = 0;
}

/*
 * A command of the first agent, with room for its answer; then 20 ms pass, and
 * events are taken.
 */
static void put_command(struct script *s, unsigned int protocol,
			unsigned int command, const uint8_t *params, size_t n)
{
	static const uint8_t wait[] = { 4, 0, 1, 20, 3, 0, 4 };
	const struct scmi_command *row =
		&scmi_protocols[protocol]->commands[command];

	if (!s->len)
		s->len = 1;
	s->bytes[s->len++] = 0;
	s->bytes[s->len++] = 0;
	s->bytes[s->len++] = protocol;
	s->bytes[s->len++] = command;
	if (row->flags & SCMI_MORE_FOLLOWS)
		s->bytes[s->len++] = n - row->req;
	s->bytes[s->len++] = row->id;
	memcpy(s->bytes + s->len, params, n);
	s->len += n;
	s->bytes[s->len++] = 64;
	memcpy(s->bytes + s->len, wait, sizeof(wait));
	s->len += sizeof(wait);
	if (s->len > 1000)
		write_script(s);
}

static void write_vectors(void)
{
	struct script script = { 0 };
	size_t i;

	for (i = 0; i < n_vectors; i++) {
		unsigned int p = index_of_protocol(vectors[i].protocol);
		uint8_t params[64];
		size_t n = encode(vectors[i].req, params);

		put_command(&script, p,
			    index_of(scmi_protocols[p], vectors[i].id), params,
			    n);
	}
	write_script(&script);
}

/*
 * The vectors are of another configuration, with other resources: each command
 * once more, about the first three, and one that is not there.
 */
static void put_row(struct script *s, const struct scmi_agent *agent,
		    unsigned int protocol, unsigned int command)
{
	/* Resource, flags and value, or flags, resource and value */
	static const uint32_t words[][4] = {
		{ 0, 1, 600000 },
		{ 0, 2, 1000 },
		{ 0, 4, 0 },
		{ 1, 0, 500000000 },
	};
	const struct scmi_protocol *p = scmi_protocols[protocol];
	uint32_t ids[] = { 0, 1, 2, p->count ? p->count(agent) : 3 };
	uint8_t params[64] = { 0 };
	unsigned int i, id, j;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		for (id = 0; id < ARRAY_SIZE(ids); id++) {
			for (j = 0; j < ARRAY_SIZE(words[0]); j++)
				wire_store(params + j * WIRE_WORD, words[i][j]);
			wire_store(params + (i == 3) * WIRE_WORD, ids[id]);
			put_command(s, protocol, command, params,
				    p->commands[command].req);
		}
}

static void write_rows(void)
{
	struct scmi_model *model =
		config_load(SCMI_PLATFORM_DEFAULT_CONFIG, stderr);
	struct script script = { 0 };
	struct scmi_agent *agent;
	unsigned int p, c;

	if (!model)
		fail(SCMI_PLATFORM_DEFAULT_CONFIG);
	agent = scmi_agent_open(model);
	if (!agent)
		fail(SCMI_PLATFORM_DEFAULT_CONFIG);
	for (p = 0; p < scmi_n_protocols; p++)
		for (c = 0; c < scmi_protocols[p]->n_commands; c++)
			put_row(&script, agent, p, c);
	write_script(&script);
	scmi_agent_close(agent);
	scmi_model_free(model);
}

/* The default configuration: as a whole, and each of its settings alone */
static void write_configurations(void)
{
	static const char refused[] = "@include \"/\"\n";
	static char text[65536];
	FILE *file = fopen(SCMI_PLATFORM_DEFAULT_CONFIG, "r");
	size_t len, begin = 0, i;

	if (!file)
		fail(SCMI_PLATFORM_DEFAULT_CONFIG);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	write_seed("config", refused, strlen(refused));
	write_seed("config", text, len);
	for (i = 1; i <= len; i++) {
		if (i < len &&
		    (text[i - 1] != '\n' || !isalpha((unsigned char)text[i])))
			continue;
		write_seed("config", text + begin, i - begin);
		begin = i;
	}
}

static void write_faults(void)
{
	static const char *const rules[] = {
		"do=short:5",
		"proto=0x14,msg=5,do=token:+1",
		"count=always,p=0.01,seed=3,do=delay:50",
		"count=2,skip=1,do=hold:2\ncount=always,do=reorder",
		"do=long:16\ndo=zeros\ndo=no-write\ndo=duplicate\ndo=bad-id",
		"do=proto:1\ndo=msgid:2\ndo=type:3\ndo=reserved:4\ndo=status:-5",
		"do=rewrite-after:0\ndo=rewrite-after:10\ndo=drop",
		"do=stuck:5",
		"do=delayed-first:2\ncount=2,do=delayed-same",
		"do=delayed-error\ncount=3,do=delayed-twice\ndo=delayed-drop",
		"do=event-burst:8\ncount=4,do=event-drop\ndo=event-delay:1",
		"do=event-duplicate\ndo=event-bad-id:3\ndo=event-short:6",
		"proto=0x15,do=early-event:32",
		"proto=0x14,msg=5,do=early-delayed:7",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		write_seed("fault", rules[i], strlen(rules[i]));
}

/*
 * A step of socket_fuzz.c: a request that is to be answered, with words of zero.
 * Regions of memory have five; with others an eventfd comes.
 */
static size_t put_request(uint8_t *to, uint8_t request, uint8_t n_words,
			  bool fd)
{
	size_t len = 0;

	to[len++] = 0;
	to[len++] = 9 + 16 * fd;
	to[len++] = request;
	to[len++] = n_words;
	if (fd) {
		to[len++] = 0;
		to[len++] = n_words < 5;
	}
	while (n_words--) {
		to[len++] = 5;
		to[len++] = 0;
	}
	return len;
}

/*
 * Each request of vhost-user, twice, to rings that run: with so many words, and
 * with a descriptor or none.
 */
static void write_requests(void)
{
	static const uint8_t n_words[] = { 0, 1, 5 };
	uint8_t request, seed[64] = { 3, 5, 0 };
	size_t i, len;

	for (request = 1; request <= 40; request++)
		for (i = 0; i < ARRAY_SIZE(n_words) * 2; i++) {
			len = 3;
			len += put_request(seed + len, request, n_words[i / 2],
					   i % 2);
			len += put_request(seed + len, request, n_words[i / 2],
					   i % 2);
			write_seed("socket", seed, len);
		}
}

/* Steps of socket_fuzz.c */
static void write_front_ends(void)
{
	/* Packed rings: feature 34 is asked for, and 0 given up. A command */
	static const uint8_t packed[] = {
		3, 4, 34, 0, 4, 0, 0, 4, 0, 0x40, 0, 0, 0, 6, 0,
	};
	/*
	 * All rings started; a buffer for events; a command of the base protocol
	 * and one that fails, each with its kick
	 */
	static const uint8_t good[] = {
		3, 5, 0, 4, 1, 0, 0, 0, 4,    0, 0, 4, 0, 0x40,
		0, 0, 0, 4, 0, 1, 4, 1, 0x40, 0, 0, 0, 6, 0,
	};
	/* One whose answer goes where memory is cut off; it comes again. */
	static const uint8_t cut[] = {
		3, 5, 0, 7, 4, 0, 0, 4, 0, 0x40, 0, 0, 1, 8, 3, 5, 0,
	};

	write_seed("socket", good, sizeof(good));
	write_seed("socket", packed, sizeof(packed));
	write_seed("socket", cut, sizeof(cut));
	write_requests();
}

/* Steps of ring_fuzz.c */
static void write_rings(void)
{
	/* A readable and a writable part, taken and given back */
	static const uint8_t direct[] = {
		3, 4,  0, 0, 2, 0, 3, 64, 1, 1, 0, 1, 2, 9,
		3, 64, 2, 0, 2, 0, 4, 64, 0, 0, 5, 0, 3, 8,
	};
	/* An indirect table of two descriptors */
	static const uint8_t indirect[] = {
		3, 4, 0, 64, 2, 0,  3, 64, 1, 1, 0, 65, 2, 9, 3, 64, 2, 0,
		0, 0, 2, 0,  3, 19, 4, 0,  2, 0, 4, 64, 0, 0, 5, 0,  3, 8,
	};

	/* A readable and a writable part in a packed ring, given back */
	static const uint8_t packed[] = {
		11, 4,	2, 0, 1,  2, 0, 3, 64, 0, 2, 9,
		3,  64, 2, 4, 64, 0, 0, 5, 0,  3, 8,
	};

	write_seed("ring", direct, sizeof(direct));
	write_seed("ring", packed, sizeof(packed));
	write_seed("ring", indirect, sizeof(indirect));
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: seeds FOLDER\n");
		return 2;
	}
	top = argv[1];
	make_folder(top);
	write_vectors();
	write_rows();
	write_configurations();
	write_faults();
	write_front_ends();
	write_rings();
	return EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCMI messages of several agents, on the default configuration or on one that
 * gives them views. Agents come, go and are reset, and time passes, never
 * backwards.
 *
 * REQ: P-08
 *
 * An input is the configuration, then a sequence of steps: a byte that says
 * which, then what it needs.
 */
#include "input.h"
#include "log.h"
#include "model/config.h"
#include "scmi/protocol.h"

#include <stdio.h>
#include <stdlib.h>

#define AGENTS 3

/* Bytes of the longest request and of the largest room for a response. */
#define BYTES_MAX 512

struct world {
	struct scmi_model *model;
	struct scmi_agent *agents[AGENTS];
	uint64_t now;
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_set_level(LOG_SILENT);
	return 0;
}

static void check_response(uint32_t header, const uint8_t *rsp, size_t len,
			   size_t room)
{
	if (!len)
		return;
	fuzz_expect(len >= 2 * WIRE_WORD && len <= room);
	fuzz_expect(wire_load(rsp) == (header & WIRE_HEADER_MASK));
	/* REQ: P-03 */
	fuzz_expect(!wire_load(rsp + WIRE_WORD) || len == 2 * WIRE_WORD);
}

/* Both buffers are as long as they are said to be, for the sanitizer. */
static void send_message(struct world *w, struct input *in,
			 struct scmi_agent *agent, const uint8_t *from,
			 size_t len)
{
	size_t room = input_u8(in) * 2u;
	uint8_t *req = malloc(len ? len : 1);
	uint8_t *rsp = malloc(room ? room : 1);
	size_t n;

	fuzz_expect(req && rsp);
	memcpy(req, from, len);
	n = scmi_agent_command(agent, w->now, req, len, rsp, room);
	if (n)
		check_response(wire_load(req), rsp, n, room);
	free(req);
	free(rsp);
}

/* A command that exists, of its length, sometimes with more behind it. */
static void send_command(struct world *w, struct input *in,
			 struct scmi_agent *agent)
{
	const struct scmi_protocol *protocol =
		scmi_protocols[input_below(in, scmi_n_protocols)];
	const struct scmi_command *command =
		&protocol->commands[input_below(in, protocol->n_commands)];
	size_t len = WIRE_WORD + command->req;
	uint8_t req[BYTES_MAX];

	if (command->flags & SCMI_MORE_FOLLOWS)
		len += input_u8(in);
	wire_store(req, (uint32_t)input_u8(in) << WIRE_TOKEN_SHIFT |
				(uint32_t)protocol->id << WIRE_PROTOCOL_SHIFT |
				command->id);
	input_bytes(in, req + WIRE_WORD, len - WIRE_WORD);
	send_message(w, in, agent, req, len);
}

static void send_anything(struct world *w, struct input *in,
			  struct scmi_agent *agent)
{
	size_t len = input_u8(in);
	uint8_t req[BYTES_MAX];

	input_bytes(in, req, len);
	send_message(w, in, agent, req, len);
}

static void take_events(struct world *w, struct input *in,
			struct scmi_agent *agent)
{
	unsigned int n = input_u8(in);
	uint8_t buf[SCMI_EVENT_SIZE];
	struct scmi_event event;

	while (n--) {
		if (!scmi_agent_peek(agent, w->now, &event)) {
			/* Else the caller would ask for ever. */
			fuzz_expect(scmi_agent_next(agent) > w->now);
			break;
		}
		fuzz_expect(event.len >= WIRE_WORD && event.len <= sizeof(buf));
		fuzz_expect(scmi_agent_pull(agent, buf) == event.len);
	}
}

/* Microseconds, milliseconds, or whole seconds */
static void pass_time(struct world *w, struct input *in)
{
	static const uint64_t units[] = { 1000, 1000000, 1000000000 };

	w->now += units[input_below(in, 3)] * input_u8(in);
}

static void come_or_go(struct world *w, struct scmi_agent **agent)
{
	if (*agent) {
		scmi_agent_close(*agent);
		*agent = NULL;
		return;
	}
	*agent = scmi_agent_open(w->model);
	/* There are no more than the configuration lists. */
	fuzz_expect(*agent || w->model->configured);
	if (*agent)
		scmi_agent_reset(*agent, true);
}

enum step {
	COMMAND,
	COMMAND_AGAIN, /* most steps should be one */
	ANYTHING,
	EVENTS,
	TIME,
	RESET,
	COME_OR_GO,
	STEPS
};

static void step(struct world *w, struct input *in)
{
	enum step what = input_below(in, STEPS);
	struct scmi_agent **agent = &w->agents[input_below(in, AGENTS)];

	if (what == TIME)
		pass_time(w, in);
	else if (what == COME_OR_GO)
		come_or_go(w, agent);
	if (!*agent)
		return;
	if (what == COMMAND || what == COMMAND_AGAIN)
		send_command(w, in, *agent);
	else if (what == ANYTHING)
		send_anything(w, in, *agent);
	else if (what == EVENTS)
		take_events(w, in, *agent);
	else if (what == RESET)
		scmi_agent_reset(*agent, input_u8(in) & 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const configs[] = {
		SCMI_PLATFORM_DEFAULT_CONFIG,
		SCMI_PLATFORM_EXAMPLES "/two-vms.conf",
	};
	struct input in = { .at = data, .left = size };
	struct world w = { .now = 1000000000 };
	unsigned int i;

	w.model = config_load(configs[input_below(&in, 2)], stderr);
	fuzz_expect(w.model);
	come_or_go(&w, &w.agents[0]);
	while (in.left)
		step(&w, &in);
	for (i = 0; i < AGENTS; i++)
		scmi_agent_close(w.agents[i]);
	scmi_model_free(w.model);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files. One is refused with a reason, or it is good and agents
 * can be served from it: each command is sent once, about the first resources,
 * in the first seconds.
 */
#include "input.h"
#include "log.h"
#include "model/config.h"
#include "scmi/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * libconfig forgets a string that does not end. Its own matter, and nothing that
 * could grow: a platform reads few files.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig\n";
}

static int file = -1;
static char path[32];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_set_level(LOG_SILENT);
	file = memfd_create("config", MFD_CLOEXEC);
	fuzz_expect(file >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return 0;
}

static void send_commands(struct scmi_agent *agent,
			  const struct scmi_protocol *protocol, uint64_t now)
{
	uint8_t req[128] = { 0 }, rsp[128];
	size_t i, len;

	/* The second parameter is often a switch: on. */
	wire_store(req + 2 * WIRE_WORD, 1);
	for (i = 0; i < protocol->n_commands; i++) {
		wire_store(req, (uint32_t)protocol->id << WIRE_PROTOCOL_SHIFT |
					protocol->commands[i].id);
		len = scmi_agent_command(agent, now, req,
					 WIRE_WORD + protocol->commands[i].req,
					 rsp, sizeof(rsp));
		fuzz_expect(len >= 2 * WIRE_WORD && len <= sizeof(rsp));
	}
}

static void serve(struct scmi_model *model)
{
	struct scmi_agent *agent = scmi_agent_open(model);
	uint8_t buf[SCMI_EVENT_SIZE];
	struct scmi_event event;
	uint64_t now;
	size_t i;

	fuzz_expect(agent);
	scmi_agent_reset(agent, true);
	for (now = 1000000000; now < 4000000000; now += 1000000000) {
		for (i = 0; i < scmi_n_protocols; i++)
			send_commands(agent, scmi_protocols[i], now);
		while (scmi_agent_peek(agent, now, &event)) {
			fuzz_expect(event.len <= sizeof(buf));
			scmi_agent_pull(agent, buf);
		}
	}
	scmi_agent_close(agent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scmi_model *model;
	char *said = NULL;
	size_t len = 0;
	FILE *err = open_memstream(&said, &len);

	fuzz_expect(err);
	fuzz_expect(!ftruncate(file, 0));
	fuzz_expect(pwrite(file, data, size, 0) == (ssize_t)size);
	model = config_load(path, err);
	fclose(err);
	fuzz_expect(!len == !!model);
	if (model)
		serve(model);
	scmi_model_free(model);
	free(said);
	return 0;
}

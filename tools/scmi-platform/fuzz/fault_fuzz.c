// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault language, a rule a line, and what rules that are right do to the
 * whole platform: a driver sends commands, asynchronous ones among them, and has
 * buffers for events. Afterwards, without rules, all must be well.
 */
#include "input.h"
#include "scmi_hdr.h"
#include "tests/service/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUM	     64u
#define ROOM	     128u
#define LINE_MAX_LEN 200u

static struct service service;
static struct guest guest;
static FILE *nowhere;

/* CLOCK_RATE_SET, asynchronous, and SENSOR_READING_GET of the first ones. */
static const uint32_t commands[][5] = {
	{ 0x14u << 10 | 0x05, 1, 1, 500000000, 0 },
	{ 0x15u << 10 | 0x06, 0, 0, 0, 0 },
};

static void stop(void)
{
	service_close(&service);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	service_open(&service, 1);
	/* Its socket is not to stay. */
	atexit(stop);
	guest_init(&guest, NUM);
	nowhere = fopen("/dev/null", "w");
	fuzz_expect(nowhere);
	return 0;
}

static void add_rules(struct input *in)
{
	char line[LINE_MAX_LEN];
	size_t len = 0;

	while (in->left) {
		line[len] = (char)input_u8(in);
		if (line[len] != '\n' && ++len < sizeof(line) - 1)
			continue;
		line[len] = '\0';
		fault_add(&service.faults, line, nowhere);
		len = 0;
	}
	line[len] = '\0';
	fault_add(&service.faults, line, nowhere);
}

static void send_commands(struct front_end *fe)
{
	uint8_t req[sizeof(commands[0])];
	uint16_t head;
	size_t i;

	for (head = 0; head < NUM; head += 2) {
		const uint32_t *words =
			commands[head / 2 % ARRAY_SIZE(commands)];

		for (i = 0; i < ARRAY_SIZE(commands[0]); i++)
			scmi_store32(req + i * 4, words[i]);
		scmi_store32(req, scmi_hdr_set(words[0], SCMI_HDR_TOKEN, head));
		service_send(fe, head, req,
			     words[0] == commands[0][0] ? 20 : 12, ROOM);
	}
}

static void drive(void)
{
	struct front_end fe = { .loop = &service.loop, .guest = &guest };
	uint16_t head;

	guest_reset_rings(&guest);
	fe_connect(&fe, service.agents[0].path);
	fe_start(&fe, FE_FEATURES);
	for (head = 0; head < NUM; head++)
		guest_add(&guest, 1, head, NULL, 0, ROOM);
	fe_kick(&fe, 1);
	send_commands(&fe);
	fe_disconnect(&fe);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .left = size };

	add_rules(&in);
	if (service.faults.rules)
		drive();
	fault_clear(&service.faults);
	guest_reset_rings(&guest);
	fuzz_expect(service_answers(&service, 0, &guest));
	return 0;
}

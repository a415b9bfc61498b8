// SPDX-License-Identifier: GPL-2.0-only
#include "service.h"
#include "guest_mem.h"
#include "log.h"
#include "model/config.h"
#include "scmi/protocol.h"
#include "scmi_hdr.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void service_path(char *path, size_t size, pid_t pid, unsigned int i)
{
	snprintf(path, size, "/tmp/scmi-service.%d.%u", (int)pid, i);
}

static void open_agent(struct service *s, unsigned int i)
{
	struct service_agent *a = &s->agents[i];
	struct vhost_user_config config = {
		.loop = &s->loop,
		.path = a->path,
		.features = glue_features(true, true),
		.mem_slots = true,
		.queue_names = { "cmdq", "eventq" },
		.ops = &glue_ops,
	};

	service_path(a->path, sizeof(a->path), getpid(), i);
	a->agent = scmi_agent_open(s->model);
	assert(a->agent);
	a->glue = glue_open(&s->loop, a->agent, &s->faults);
	assert(a->glue);
	config.ctx = a->glue;
	a->vu = vhost_user_open(&config);
	assert(a->vu);
}

void service_open(struct service *s, unsigned int n)
{
	/* As the program does. */
	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_SILENT);
	*s = (struct service){ .n = n };
	assert(!loop_init(&s->loop));
	assert(!guest_mem_catch_sigbus());
	s->model = config_load(SCMI_PLATFORM_DEFAULT_CONFIG, stderr);
	assert(s->model && n <= MODEL_AGENTS_MAX);
	while (n--)
		open_agent(s, n);
}

void service_close(struct service *s)
{
	unsigned int i;

	for (i = 0; i < s->n; i++) {
		vhost_user_close(s->agents[i].vu);
		glue_close(s->agents[i].glue);
		scmi_agent_close(s->agents[i].agent);
	}
	fault_clear(&s->faults);
	scmi_model_free(s->model);
	loop_exit(&s->loop);
}

void service_send(struct front_end *fe, uint16_t head, const void *req,
		  size_t len, uint32_t room)
{
	guest_add(fe->guest, 0, head, req, len, room);
	fe_kick(fe, 0);
}

bool service_answers(struct service *s, unsigned int i, struct guest *guest)
{
	struct front_end fe = { .loop = &s->loop, .guest = guest };
	uint8_t req[SCMI_HDR_SIZE];
	const uint8_t *rsp = guest_room(guest, 0, 0);
	uint32_t id = 1, len = 0;
	bool used;

	scmi_store32(req, scmi_hdr_set(0, SCMI_HDR_PROTO, SCMI_BASE));
	fe_connect(&fe, s->agents[i].path);
	fe_start(&fe, FE_FEATURES);
	service_send(&fe, 0, req, sizeof(req), 3 * SCMI_HDR_SIZE);
	used = fe_used(&fe, 0, &id, &len);
	fe_disconnect(&fe);
	return used && !id && len == 3 * SCMI_HDR_SIZE &&
	       scmi_load32(rsp) == scmi_load32(req) &&
	       scmi_load32(rsp + 8) == scmi_base_protocol.version;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "fake_agent.h"
#include "fault_run.h"
#include "scmi/scmi.h"
#include "scmi_hdr.h"
#include "util.h"

#include <assert.h>
#include <unistd.h>

#define EVENTS_MAX 64

struct fake_event {
	bool delayed;
	uint64_t when;
	size_t len;
	uint8_t data[256];
};

struct scmi_agent {
	struct fake_event events[EVENTS_MAX];
	unsigned int n;
};

struct fake_agent fake;
static struct scmi_agent agent;

void fake_agent_init(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(&agent, 0, sizeof(agent));
}

void fake_agent_post(bool delayed, const void *data, size_t len, uint64_t when)
{
	struct fake_event *e = &agent.events[agent.n++];

	assert(agent.n <= EVENTS_MAX && len <= sizeof(e->data));
	e->delayed = delayed;
	e->when = when;
	e->len = len;
	memcpy(e->data, data, len);
}

unsigned int fake_agent_pending(void)
{
	return agent.n;
}

struct scmi_agent *scmi_agent_open(struct scmi_model *model)
{
	(void)model;
	return &agent;
}

void scmi_agent_close(struct scmi_agent *a)
{
	(void)a;
}

void scmi_agent_reset(struct scmi_agent *a, bool p2a)
{
	a->n = 0;
	fake.p2a = p2a;
	fake.resets++;
}

static void post_delayed(uint32_t hdr, uint64_t when)
{
	uint8_t msg[FAKE_RSP_LEN] = { 0 };

	scmi_store32(msg, scmi_hdr_set(hdr, SCMI_HDR_TYPE, SCMI_TYPE_DELAYED));
	fake_agent_post(true, msg, sizeof(msg), when);
}

void scmi_agent_on_event(struct scmi_agent *a, void (*wake)(void *ctx),
			 void *ctx)
{
	(void)a;
	fake.wake = wake;
	fake.wake_ctx = ctx;
}

uint64_t scmi_agent_ready(const struct scmi_agent *a)
{
	(void)a;
	return fake.ready;
}

size_t scmi_agent_command(struct scmi_agent *a, uint64_t now, const void *req,
			  size_t req_len, void *rsp, size_t rsp_size)
{
	uint8_t *out = rsp;

	(void)a;
	assert(req_len <= sizeof(fake.req));
	memcpy(fake.req, req, req_len);
	fake.req_len = req_len;
	fake.room = rsp_size;
	if (req_len < SCMI_HDR_SIZE || rsp_size < FAKE_RSP_LEN)
		return 0;

	fake.commands++;
	scmi_store32(out, scmi_load32(req));
	scmi_store32(out + 4, (uint32_t)fake.status);
	if (fake.status)
		return 8;
	memset(out + 8, FAKE_PATTERN, 4);
	if (fake.p2a && fault_is_async(req, req_len))
		post_delayed(scmi_load32(req), now + fake.latency);
	return FAKE_RSP_LEN;
}

uint64_t scmi_agent_next(const struct scmi_agent *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->events[i].when > fake.looked)
			return a->events[i].when;
	return SCMI_NEVER;
}

void scmi_agent_run(struct scmi_agent *a, uint64_t now)
{
	(void)a;
	fake.looked = now;
}

bool scmi_agent_peek(struct scmi_agent *a, uint64_t now,
		     struct scmi_event *event)
{
	fake.looked = now;
	if (!a->n || a->events[0].when > now) {
		usleep((useconds_t)(fake.pause / 1000));
		fake.pause = 0;
		return false;
	}
	event->len = a->events[0].len;
	event->delayed = a->events[0].delayed;
	return true;
}

size_t scmi_agent_pull(struct scmi_agent *a, void *buf)
{
	size_t len = a->events[0].len;

	assert(a->n);
	if (buf)
		memcpy(buf, a->events[0].data, len);
	memmove(&a->events[0], &a->events[1], --a->n * sizeof(a->events[0]));
	return len;
}

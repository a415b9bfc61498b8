// SPDX-License-Identifier: GPL-2.0-only
#include "stack.h"
#include "log.h"
#include "scmi/scmi.h"
#include "scmi_hdr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

int stack_setup(void **state)
{
	struct stack *s = calloc(1, sizeof(*s));
	struct vhost_user_config config = {
		.path = s->path,
		.features = glue_features(true, is_packed(state)),
		.queue_names = { "cmdq", "eventq" },
		.ops = &glue_ops,
	};

	log_set_level(LOG_SILENT);
	snprintf(s->path, sizeof(s->path), "/tmp/platform_test.%d",
		 (int)getpid());
	fake_agent_init();
	assert_int_equal(loop_init(&s->loop), 0);
	guest_init(&s->guest, STACK_NUM);
	guest_set_layout(&s->guest, is_packed(state));
	s->features = is_packed(state) ? FE_PACKED : FE_FEATURES;
	s->glue = glue_open(&s->loop, scmi_agent_open(NULL), &s->faults);
	assert_non_null(s->glue);
	config.loop = &s->loop;
	config.ctx = s->glue;
	s->vu = vhost_user_open(&config);
	assert_non_null(s->vu);
	s->fe = (struct front_end){ .loop = &s->loop, .guest = &s->guest };
	fe_connect(&s->fe, s->path);
	*state = s;
	return 0;
}

int stack_teardown(void **state)
{
	struct stack *s = *state;

	if (s->fe.sock >= 0)
		fe_disconnect(&s->fe);
	vhost_user_close(s->vu);
	glue_close(s->glue);
	fault_clear(&s->faults);
	assert_null(s->loop.timers);
	loop_exit(&s->loop);
	guest_exit(&s->guest);
	free(s);
	return 0;
}

void stack_fault(struct stack *s, const char *spec)
{
	assert_int_equal(fault_add(&s->faults, spec, stderr), 0);
}

void stack_command(struct stack *s, uint16_t head, uint32_t hdr, uint32_t flags)
{
	uint8_t req[12];

	scmi_store32(req, hdr);
	scmi_store32(req + 4, flags);
	scmi_store32(req + 8, flags);
	guest_add(&s->guest, 0, head, req, sizeof(req), 32);
	fe_kick(&s->fe, 0);
}

void stack_buffers(struct stack *s, unsigned int n, uint32_t room)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		guest_add(&s->guest, 1, (uint16_t)i, NULL, 0, room);
	fe_kick(&s->fe, 1);
}

void stack_expect_reply(struct stack *s, uint16_t head, uint32_t hdr)
{
	const uint8_t *rsp = guest_room(&s->guest, 0, head);
	uint32_t id, len;

	assert_true(fe_used(&s->fe, 0, &id, &len));
	assert_int_equal(id, head);
	assert_int_equal(len, FAKE_RSP_LEN);
	assert_int_equal(scmi_load32(rsp), hdr);
	assert_int_equal(scmi_load32(rsp + 4), 0);
	assert_int_equal(rsp[8], FAKE_PATTERN);
}

void stack_expect_nothing(struct stack *s, unsigned int ring, unsigned int ms)
{
	uint32_t id, len;

	fe_pump_ms(&s->fe, ms);
	assert_false(guest_used(&s->guest.rings[ring], &id, &len));
}

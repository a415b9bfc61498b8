// SPDX-License-Identifier: GPL-2.0-only
#include "glue_dev.h"
#include "fault_shape.h"
#include "scmi/scmi.h"
#include "scmi_hdr.h"

#include <linux/virtio_config.h>
#include <linux/virtio_scmi.h>
#include <stdlib.h>

uint64_t glue_features(bool p2a, bool packed)
{
	return BIT_ULL(VIRTIO_F_VERSION_1) |
	       BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) |
	       BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
	       (packed ? BIT_ULL(VIRTIO_F_RING_PACKED) : 0) |
	       (p2a ? BIT_ULL(VIRTIO_SCMI_F_P2A_CHANNELS) : 0);
}

void glue_return_unused(struct virtq *vq, const struct virtq_elem *elem)
{
	virtq_push(vq, elem->head, 0);
	virtq_flush(vq);
}

uint32_t glue_header(const uint8_t *msg, size_t len)
{
	return len < SCMI_HDR_SIZE ? 0 : scmi_load32(msg);
}

static void answer(struct glue *glue, const struct fault_rule *rule,
		   size_t req_len, size_t len)
{
	const struct fault_msg msg = {
		.vq = glue->cmdq,
		.elem = &glue->elem,
		.data = glue->msg,
		.len = len,
	};

	if (rule) {
		fault_run_reply(&glue->faults, rule, &msg,
				glue->p2a &&
					fault_is_async(glue->req, req_len));
		return;
	}
	fault_put(glue->cmdq, &glue->elem, NULL, glue->msg, len);
	virtq_notify(glue->cmdq);
}

static void handle_command(struct glue *glue)
{
	size_t req_len = virtq_elem_read(glue->cmdq, &glue->elem, glue->req,
					 sizeof(glue->req));
	size_t room = min_size(glue->elem.in_len, sizeof(glue->msg));
	const struct fault_rule *rule =
		fault_match(glue->faults.set, FAULT_AT_COMMAND,
			    glue_header(glue->req, req_len));
	size_t len = scmi_agent_command(glue->agent, loop_now(), glue->req,
					req_len, glue->msg, room);

	if (len) {
		glue->stats.commands++;
		answer(glue, rule, req_len, len);
		return;
	}
	glue->stats.empty++;
	log_limited(&glue->limit, LOG_WARNING,
		    "cmdq: %zu bytes with room for %zu are no command: returned unused",
		    req_len, room);
	glue_return_unused(glue->cmdq, &glue->elem);
}

/* What is too fast waits in the ring, and is looked for in its time. */
static bool may_go_on(struct glue *glue)
{
	uint64_t ready = scmi_agent_ready(glue->agent);

	if (!ready || ready <= loop_now())
		return true;
	loop_timer_arm(glue->loop, &glue->more, ready);
	return false;
}

static void handle_commands(struct glue *glue)
{
	unsigned int i;

	for (i = 0; i < GLUE_BUDGET; i++) {
		enum virtq_pop found;

		if (!glue->cmdq || glue->faults.stuck || !may_go_on(glue))
			break;
		found = virtq_pop(glue->cmdq, &glue->elem);
		if (found == VIRTQ_EMPTY)
			break;
		if (found == VIRTQ_ELEM)
			handle_command(glue);
	}
	if (i == GLUE_BUDGET)
		loop_timer_arm(glue->loop, &glue->more, loop_now());
	/* A command may have caused an event. */
	glue_send_events(glue);
}

static void on_more(struct loop_timer *timer)
{
	handle_commands(container_of(timer, struct glue, more));
}

static void on_wake(void *ctx)
{
	handle_commands(ctx);
}

static void on_begin(void *ctx, uint64_t features)
{
	struct glue *glue = ctx;

	glue->p2a = features & BIT_ULL(VIRTIO_SCMI_F_P2A_CHANNELS);
	scmi_agent_reset(glue->agent, glue->p2a);
	log_info("driver started%s", glue->p2a ? "" : ", without eventq");
}

static void on_end(void *ctx)
{
	struct glue *glue = ctx;

	scmi_agent_reset(glue->agent, false);
}

/* Without P2A_CHANNELS there is no eventq, whatever the front end set up. */
static void on_start(void *ctx, unsigned int index, struct virtq *vq)
{
	struct glue *glue = ctx;

	if (index == GLUE_CMDQ) {
		glue->cmdq = vq;
	} else if (glue->p2a) {
		glue->eventq = vq;
		fault_run_start_events(&glue->faults);
	}
}

static void on_stop(void *ctx, unsigned int index)
{
	struct glue *glue = ctx;

	if (index == GLUE_CMDQ) {
		glue->cmdq = NULL;
		loop_timer_cancel(glue->loop, &glue->more);
		fault_run_stop_commands(&glue->faults);
	} else {
		glue->eventq = NULL;
		loop_timer_cancel(glue->loop, &glue->due);
		fault_run_stop_events(&glue->faults);
	}
}

static void on_kick(void *ctx, unsigned int index)
{
	struct glue *glue = ctx;

	if (index == GLUE_CMDQ)
		handle_commands(glue);
	else
		glue_send_events(glue);
}

const struct vhost_user_ops glue_ops = {
	.begin = on_begin,
	.end = on_end,
	.start = on_start,
	.stop = on_stop,
	.kick = on_kick,
};

struct glue *glue_open(struct loop *loop, struct scmi_agent *agent,
		       struct fault_set *faults)
{
	struct glue *glue = calloc(1, sizeof(*glue));

	if (!glue)
		return NULL;
	glue->loop = loop;
	glue->agent = agent;
	glue->more.fn = on_more;
	glue->due.fn = glue_on_due;
	fault_run_init(&glue->faults, loop, faults, on_wake, glue);
	scmi_agent_on_event(agent, glue_on_event, glue);
	return glue;
}

void glue_close(struct glue *glue)
{
	if (!glue)
		return;
	scmi_agent_on_event(glue->agent, NULL, NULL);
	loop_timer_cancel(glue->loop, &glue->more);
	loop_timer_cancel(glue->loop, &glue->due);
	fault_run_stop_commands(&glue->faults);
	fault_run_stop_events(&glue->faults);
	free(glue);
}

void glue_release_fault(struct glue *glue, const struct fault_rule *rule)
{
	fault_run_release(&glue->faults, rule);
}

const struct glue_stats *glue_stats(const struct glue *glue)
{
	return &glue->stats;
}

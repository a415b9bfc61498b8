// SPDX-License-Identifier: GPL-2.0-only
#include "fault_shape.h"
#include "scmi_hdr.h"
#include "util.h"

#include <stdbool.h>

/**
 * struct shape - what the driver gets to see
 * @len: bytes written
 * @used: bytes said to be written
 * @id: the buffer's name in the used ring
 * @times: how often it is returned
 */
struct shape {
	size_t len;
	uint32_t used;
	uint32_t id;
	unsigned int times;
};

static void set_field(void *msg, size_t len, uint32_t mask, uint32_t value)
{
	if (len >= SCMI_HDR_SIZE)
		scmi_store32(msg, scmi_hdr_set(scmi_load32(msg), mask, value));
}

static void set_token(void *msg, size_t len, int64_t by)
{
	if (len >= SCMI_HDR_SIZE)
		set_field(msg, len, SCMI_HDR_TOKEN,
			  scmi_hdr_get(scmi_load32(msg), SCMI_HDR_TOKEN) +
				  (uint32_t)by);
}

/* Status is the first return value; an error has no other (5.17.6.1.1). */
static void set_status(struct shape *shape, char *msg, int64_t status)
{
	if (shape->len < SCMI_HDR_SIZE + SCMI_STATUS_SIZE)
		return;
	scmi_store32(msg + SCMI_HDR_SIZE, (uint32_t)status);
	shape->len = SCMI_HDR_SIZE + SCMI_STATUS_SIZE;
	shape->used = (uint32_t)shape->len;
}

static void distort(struct shape *s, const struct fault_rule *rule,
		    const struct virtq *vq, const struct virtq_elem *elem,
		    void *msg)
{
	uint32_t arg = (uint32_t)rule->arg;

	switch (rule->what) {
	case FAULT_SHORT:
		s->len = min_size(s->len, arg);
		s->used = arg;
		break;
	case FAULT_LONG:
		s->used = elem->in_len + arg;
		break;
	case FAULT_NO_WRITE:
		s->len = 0;
		break;
	case FAULT_ZEROS:
		memset(msg, 0, s->len);
		break;
	case FAULT_TOKEN:
		set_token(msg, s->len, rule->arg);
		break;
	case FAULT_PROTO:
		set_field(msg, s->len, SCMI_HDR_PROTO, arg);
		break;
	case FAULT_MSG:
		set_field(msg, s->len, SCMI_HDR_MSG, arg);
		break;
	case FAULT_TYPE:
		set_field(msg, s->len, SCMI_HDR_TYPE, arg);
		break;
	case FAULT_RESERVED:
		set_field(msg, s->len, SCMI_HDR_RESERVED, arg);
		break;
	case FAULT_STATUS:
		set_status(s, msg, rule->arg);
		break;
	case FAULT_DUPLICATE:
		s->times = 2;
		break;
	case FAULT_BAD_ID:
		s->id = rule->arg < 0 ? vq->num : arg;
		break;
	default:
		break;
	}
}

void fault_put(struct virtq *vq, const struct virtq_elem *elem,
	       const struct fault_rule *rule, void *msg, size_t len)
{
	struct shape s = {
		.len = len,
		.used = (uint32_t)len,
		.id = elem->head,
		.times = 1,
	};
	size_t written;

	if (rule)
		distort(&s, rule, vq, elem, msg);
	written = virtq_elem_write(vq, elem, msg, s.len);
	if (written < s.len)
		s.used = (uint32_t)written;
	/* The right return counts; what is wrong comes in place of it. */
	if (s.id == elem->head) {
		virtq_push(vq, elem->head, s.used);
		s.times--;
	}
	while (s.times--)
		virtq_push_raw(vq, s.id, s.used);
	virtq_publish(vq);
}

// SPDX-License-Identifier: GPL-2.0-only
/* What the device does. It keeps to nothing, but to memory that it was given. */
#include "fake_hostile.h"
#include "fuzz.h"
#include "hook.h"
#include "pdu.h"

#include "uapi/scmi_virtio.h"

#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <linux/virtio_config.h>

/* Messages that one call of the driver may handle, and a batch that was begun */
#define BUDGET_MAX 80

static unsigned int choose_queue(struct fuzz *f)
{
	return fuzz_byte(f) % SCMI_VIRTIO_VQ_COUNT;
}

/* Between a reset and the next start there are none. */
static bool there(struct fuzz *f, unsigned int queue)
{
	return f->fake->q[queue].vq;
}

/**
 * fuzz_device_forget - the device was reset: it has no memory any more
 * @f: the run
 */
void fuzz_device_forget(struct fuzz *f)
{
	memset(f->q, 0, sizeof(f->q));
	f->lawless = false;
}

/* --- buffers come --- */

static void take(struct fuzz *f, unsigned int queue, unsigned int max)
{
	struct fuzz_queue *q = &f->q[queue];

	while (max-- && there(f, queue) && !q->garbled && q->n < FUZZ_QUEUE &&
	       fake_take(f->fake, queue, &q->held[q->n]))
		q->n++;
}

void fuzz_take(struct fuzz *f)
{
	unsigned int queue = choose_queue(f);

	take(f, queue, 1 + fuzz_byte(f) % 16);
}

/* --- and go --- */

/* Return: false if there is none; else it is among the past ones. */
static bool pick(struct fuzz *f, unsigned int queue, struct fake_buffer *buffer)
{
	struct fuzz_queue *q = &f->q[queue];
	unsigned int i;

	if (!there(f, queue))
		return false;
	if (!q->n)
		take(f, queue, 1);
	if (!q->n)
		return false;
	i = fuzz_byte(f) % q->n;
	*buffer = q->held[i];
	q->held[i] = q->held[--q->n];
	q->past[q->past_n++ % FUZZ_PAST] = *buffer;
	return true;
}

static bool is_success(const struct fake_buffer *buffer, u32 used)
{
	return used >= sizeof(struct scmi_virtio_response) &&
	       used <= buffer->room &&
	       !get_unaligned_le32(buffer->response + 4);
}

/* Nobody may believe in a success that the device has not sent. */
static void earn(struct fuzz *f, unsigned int queue,
		 const struct fake_buffer *buffer, u32 used)
{
	u32 hdr = get_unaligned_le32(buffer->response) & SCMI_VIO_HDR_DEFINED;
	int i;

	if (!is_success(buffer, used))
		return;
	for (i = 0; i < FUZZ_CALLS; i++) {
		struct fuzz_call *call = &f->calls[i];

		if (queue == CMDQ)
			call->earned |= hdr == call->hdr &&
					hdr == fake_header(buffer);
		else
			call->earned_late |=
				hdr == (call->hdr | SCMI_VIO_DELAYED << 8);
	}
}

static void give_back(struct fuzz *f, unsigned int queue,
		      const struct fake_buffer *buffer, u32 used)
{
	earn(f, queue, buffer, used);
	fake_return(f->fake, queue, buffer, used);
}

void fuzz_answer(struct fuzz *f)
{
	struct scmi_virtio_response *response;
	struct fake_buffer buffer;

	if (!pick(f, CMDQ, &buffer))
		return;
	response = buffer.response;
	response->hdr = cpu_to_le32(fake_header(&buffer));
	response->status = 0;
	memset(response->values, fuzz_byte(f), FAKE_PAYLOAD);
	give_back(f, CMDQ, &buffer,
		  sizeof(*response) + fuzz_byte(f) % (FAKE_PAYLOAD + 1));
}

/* Lengths that are nearly right, and any */
static u32 choose_length(struct fuzz *f, size_t room)
{
	u8 how = fuzz_byte(f);

	switch (how % 8) {
	case 0:
		return how >> 3;
	case 1:
		return room + (how >> 3);
	case 2:
		return U32_MAX - (how >> 3);
	case 3:
		return fuzz_u32(f);
	default:
		return min_t(u32, 8 + how, room);
	}
}

static u32 choose_header(struct fuzz *f, u32 right)
{
	u8 how = fuzz_byte(f);

	switch (how % 8) {
	case 0:
		return fuzz_u32(f);
	case 1:
		return right ^ BIT(how >> 3);
	case 2:
		return scmi_vio_pdu_header(0x10 + (how >> 5), how >> 3,
					   f->calls[(how >> 3) % FUZZ_CALLS]
						   .token);
	default:
		return right;
	}
}

static void fill(struct fuzz *f, const struct fake_buffer *buffer, u32 hdr)
{
	memset(buffer->response, fuzz_byte(f), buffer->room);
	put_unaligned_le32(hdr, buffer->response);
	if (fuzz_byte(f) % 2)
		put_unaligned_le32(0, buffer->response + 4);
}

void fuzz_answer_wrongly(struct fuzz *f)
{
	struct fake_buffer buffer;

	if (!pick(f, CMDQ, &buffer))
		return;
	fill(f, &buffer, choose_header(f, fake_header(&buffer)));
	give_back(f, CMDQ, &buffer, choose_length(f, buffer.room));
}

static void notify(struct fuzz *f)
{
	struct fake_buffer buffer;

	if (!pick(f, EVENTQ, &buffer))
		return;
	put_unaligned_le32(SCMI_VIO_NOTIFICATION << 8 | 0x14 << 10,
			   buffer.response);
	fake_return(f->fake, EVENTQ, &buffer, 12);
}

void fuzz_notify(struct fuzz *f)
{
	notify(f);
}

/* Mostly a delayed response for one of the callers, since that is judged most. */
void fuzz_send_anything(struct fuzz *f)
{
	struct fake_buffer buffer;
	struct fuzz_call *call;
	u32 hdr;

	if (!pick(f, EVENTQ, &buffer))
		return;
	call = &f->calls[fuzz_byte(f) % FUZZ_CALLS];
	hdr = call->hdr | SCMI_VIO_DELAYED << 8;
	fill(f, &buffer, choose_header(f, hdr));
	give_back(f, EVENTQ, &buffer, choose_length(f, buffer.room));
}

/* More than one interrupt handles: a worker goes on. */
void fuzz_flood(struct fuzz *f)
{
	unsigned int n = fuzz_byte(f);

	while (n--) {
		notify(f);
		f->actions++;
		if (n % 64 == 0)
			fuzz_settle(f);
	}
}

void fuzz_return_again(struct fuzz *f)
{
	unsigned int queue = choose_queue(f), n;
	struct fuzz_queue *q = &f->q[queue];

	n = min(q->past_n, FUZZ_PAST);
	if (!n || !there(f, queue))
		return;
	q->garbled = true;
	fake_return(f->fake, queue, &q->past[fuzz_byte(f) % n],
		    choose_length(f, q->past[0].room));
}

void fuzz_return_nothing(struct fuzz *f)
{
	struct fake_buffer buffer = { .slots = 1 };
	unsigned int queue = choose_queue(f);
	u32 id = fuzz_byte(f);

	/* Any that might be in use, or none that can be */
	if (id & 1)
		id = fuzz_u32(f);
	if (!there(f, queue))
		return;
	f->q[queue].garbled = true;
	buffer.head = id >> 1;
	fake_return(f->fake, queue, &buffer, choose_length(f, FAKE_PAYLOAD));
}

/* --- memory --- */

/* Also after it was given back, while the driver is at it, or others have it. */
void fuzz_rewrite(struct fuzz *f)
{
	unsigned int queue = choose_queue(f), n;
	struct fuzz_queue *q = &f->q[queue];
	struct fake_buffer *buffer = NULL;
	u8 how = fuzz_byte(f);

	n = min(q->past_n, FUZZ_PAST);
	if (how % 2 && n)
		buffer = &q->past[(how >> 1) % n];
	else if (q->n)
		buffer = &q->held[(how >> 1) % q->n];
	if (!buffer || !there(f, queue))
		return;
	memset(buffer->response, fuzz_byte(f), buffer->room);
	put_unaligned_le32(fuzz_u32(f), buffer->response);
}

void fuzz_jump(struct fuzz *f)
{
	unsigned int queue = choose_queue(f);
	u16 by = fuzz_u32(f);

	if (!there(f, queue))
		return;
	f->q[queue].garbled = true;
	f->lawless = true;
	fake_jump(f->fake, queue, by);
}

void fuzz_scribble(struct fuzz *f)
{
	unsigned int queue = choose_queue(f);
	u16 at = fuzz_u32(f);

	if (!there(f, queue))
		return;
	f->q[queue].garbled = true;
	f->lawless = true;
	fake_scribble(f->fake, queue, at, fuzz_byte(f));
}

void fuzz_suppress(struct fuzz *f)
{
	unsigned int queue = choose_queue(f);
	u16 flags = fuzz_byte(f), event = fuzz_u32(f);

	if (there(f, queue))
		fake_suppress(f->fake, queue, flags, event);
}

/* --- interrupts, status --- */

static void raise_irq(struct fuzz *f, unsigned int queue)
{
	unsigned int before = hook_calls(HOOK_TAKEN);

	fake_interrupt(f->fake, queue);
	KUNIT_EXPECT_LE_MSG(f->test, hook_calls(HOOK_TAKEN) - before,
			    BUDGET_MAX, "an interrupt that does not end");
}

void fuzz_interrupt(struct fuzz *f)
{
	raise_irq(f, choose_queue(f));
}

void fuzz_storm(struct fuzz *f)
{
	unsigned int queue = choose_queue(f), n = fuzz_byte(f) % 64;

	while (n--) {
		raise_irq(f, queue);
		f->actions++;
	}
}

void fuzz_change_status(struct fuzz *f)
{
	if (fuzz_byte(f) % 4 == 0)
		f->fake->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	virtio_config_changed(&f->fake->vdev);
}

void fuzz_vanish(struct fuzz *f)
{
	fake_vdev_break(f->fake);
}

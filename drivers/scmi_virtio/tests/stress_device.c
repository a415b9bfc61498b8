// SPDX-License-Identifier: GPL-2.0-only
/* What the device does. It keeps to what is agreed about notifications. */
#include "fake_suppress.h"
#include "stress.h"

#include <linux/cleanup.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/* Bits of a header that make it another command's, of no call that there is. */
#define OTHER_MESSAGE  0x80
#define OTHER_PROTOCOL (0x40 << 10)
#define OTHER_TOKEN    BIT(18)
#define RESERVED_BITS  0xf0000000

/* --- buffers come --- */

static bool holds(const struct stress_queue *q, const void *response)
{
	unsigned int i;

	for (i = 0; i < q->n; i++) {
		if (q->held[i].b.response == response)
			return true;
	}
	return false;
}

/* What the driver wrote is kept, and what it may not touch now is marked. */
static void buffer_mark(struct stress *s, struct stress_buffer *buffer)
{
	const struct fake_buffer *b = &buffer->b;

	stress_check(s, b->request_len <= sizeof(buffer->request),
		     "a request of %zu bytes", b->request_len);
	stress_check(s,
		     b->room ==
			     sizeof(struct scmi_virtio_response) + FAKE_PAYLOAD,
		     "room for %zu bytes", b->room);
	/* Nothing that an earlier message left can pass for a header. */
	stress_check(s, !get_unaligned((u64 *)b->response),
		     "a buffer came with an old header");
	memcpy(buffer->request, b->request, b->request_len);
	buffer->mark = 1 + stress_below(&s->device.rnd, 255);
	memset(b->response, buffer->mark, b->room);
}

static void device_saw(struct stress_device *device,
		       const struct stress_buffer *buffer)
{
	unsigned int i = device->seen_count++ % STRESS_SEEN;

	device->seen[i].hdr = fake_header(&buffer->b);
	device->seen[i].request = stress_request_of(buffer);
}

/**
 * stress_take - the device takes a buffer
 * @s: the run
 * @queue: which queue
 * @response: set to its device-writable part
 *
 * Return: false if there is none, or the device sleeps.
 */
bool stress_take(struct stress *s, unsigned int queue, void **response)
{
	struct stress_device *device = &s->device;
	struct stress_queue *q = &device->q[queue];
	struct stress_buffer *buffer;

	guard(spinlock_irqsave)(&device->lock);
	buffer = &q->held[q->n];
	if (device->dead || q->mad || !s->fake->q[queue].vq ||
	    (q->asleep && !READ_ONCE(q->kicked)))
		return false;
	if (q->asleep)
		fake_want_kick(s->fake, queue, false);
	q->asleep = false;
	if (!fake_take(s->fake, queue, &buffer->b))
		return false;
	if (!stress_check(s, !holds(q, buffer->b.response),
			  "queue %u: a buffer came twice", queue) ||
	    !stress_check(s, q->n < STRESS_QUEUE - 1,
			  "queue %u: more buffers than descriptors", queue))
		return false;

	buffer_mark(s, buffer);
	if (queue == CMDQ)
		device_saw(device, buffer);
	*response = buffer->b.response;
	q->n++;
	return true;
}

/**
 * stress_request_of - the parameters of a command
 * @buffer: its buffer
 */
struct stress_request stress_request_of(const struct stress_buffer *buffer)
{
	struct stress_request request;

	memcpy(&request, buffer->request + sizeof(struct scmi_virtio_request),
	       sizeof(request));
	return request;
}

/**
 * stress_sleep - the device looks at a queue no more, until it is kicked
 * @s: the run
 * @queue: which queue
 */
void stress_sleep(struct stress *s, unsigned int queue)
{
	struct stress_queue *q = &s->device.q[queue];

	guard(spinlock_irqsave)(&s->device.lock);
	if (s->device.dead || q->mad || !s->fake->q[queue].vq || q->asleep)
		return;
	WRITE_ONCE(q->kicked, false);
	fake_want_kick(s->fake, queue, true);
	q->asleep = !fake_available(s->fake, queue);
}

/* --- what the driver must not do meanwhile --- */

static bool untouched(const struct stress_buffer *buffer)
{
	const struct fake_buffer *b = &buffer->b;

	return !memcmp(buffer->request, b->request, b->request_len) &&
	       !memchr_inv(b->response, buffer->mark, b->room);
}

/**
 * stress_check_device - is all as the device left it?
 * @s: the run
 * @queue: which queue
 */
void stress_check_device(struct stress *s, unsigned int queue)
{
	struct stress_queue *q = &s->device.q[queue];
	unsigned int i;

	guard(spinlock_irqsave)(&s->device.lock);
	for (i = 0; i < q->n; i++)
		stress_check(s, untouched(&q->held[i]),
			     "queue %u: the driver wrote to a buffer that the device holds",
			     queue);
	stress_check(s,
		     s->device.dead || !q->asleep || READ_ONCE(q->kicked) ||
			     !fake_available(s->fake, queue),
		     "queue %u: the device sleeps and was not kicked", queue);
}

/**
 * stress_held - how many buffers does the device hold?
 * @s: the run
 * @queue: which queue
 */
unsigned int stress_held(struct stress *s, unsigned int queue)
{
	guard(spinlock_irqsave)(&s->device.lock);
	return s->device.q[queue].n;
}

/* --- buffers go --- */

/* Return: false if there is none. */
static bool device_pick(struct stress *s, unsigned int queue,
			struct stress_buffer *picked)
{
	struct stress_queue *q = &s->device.q[queue];
	unsigned int i;

	lockdep_assert_held(&s->device.lock);
	if (s->device.dead || q->mad || !q->n)
		return false;
	i = stress_below(&s->device.rnd, q->n);
	*picked = q->held[i];
	q->held[i] = q->held[--q->n];
	stress_check(s, untouched(picked),
		     "queue %u: the driver wrote to a buffer that the device held",
		     queue);
	return true;
}

static void device_return(struct stress *s, unsigned int queue,
			  const struct fake_buffer *b, u32 used)
{
	lockdep_assert_held(&s->device.lock);
	fake_return(s->fake, queue, b, used);
	if (fake_wants_interrupt(s->fake, queue, b->slots ?: 1))
		s->device.q[queue].due = true;
	wake_up_all(&s->device.returns);
}

static u32 wrong_header(struct rnd_state *rnd, u32 hdr)
{
	static const u32 changes[] = { OTHER_MESSAGE, OTHER_PROTOCOL,
				       OTHER_TOKEN };

	return hdr ^ changes[stress_below(rnd, ARRAY_SIZE(changes))];
}

/* Return: the header that a response has. */
static u32 answer_header(struct stress *s, u32 hdr, u8 answer)
{
	struct rnd_state *rnd = &s->device.rnd;

	switch (answer) {
	case STRESS_RESERVED:
		return hdr | RESERVED_BITS;
	case STRESS_HEADER:
		return wrong_header(rnd, hdr);
	case STRESS_TYPE:
		return hdr | (1 + stress_below(rnd, 3)) << 8;
	case STRESS_UNTOUCHED:
		return 0;
	default:
		return hdr;
	}
}

/* Return: the bytes that the device says it wrote. */
static u32 answer_used(struct stress *s, const struct stress_request *request,
		       size_t room)
{
	struct rnd_state *rnd = &s->device.rnd;

	switch (request->answer) {
	case STRESS_SHORT:
		return stress_below(rnd, sizeof(struct scmi_virtio_response));
	case STRESS_LONG:
		return stress_one_in(rnd, 2) ? U32_MAX : room + 1;
	default:
		return sizeof(struct scmi_virtio_response) + request->len;
	}
}

/**
 * stress_answer - the device answers one of the commands it holds
 * @s: the run
 * @answered: set to what it held
 *
 * Return: false if there is none.
 */
bool stress_answer(struct stress *s, struct stress_buffer *answered)
{
	struct scmi_virtio_response *response;
	struct stress_request request;
	u32 hdr;

	guard(spinlock_irqsave)(&s->device.lock);
	if (!device_pick(s, CMDQ, answered))
		return false;

	request = stress_request_of(answered);
	hdr = fake_header(&answered->b);
	response = answered->b.response;
	response->hdr = cpu_to_le32(answer_header(s, hdr, request.answer));
	response->status =
		cpu_to_le32(request.answer == STRESS_ERROR ? request.error : 0);
	stress_fill(response->values, request.len, le32_to_cpu(request.serial));
	device_return(s, CMDQ, &answered->b,
		      answer_used(s, &request, answered->b.room));
	return true;
}

/**
 * stress_break - the device returns what it does not hold
 * @s: the run
 * @queue: which queue
 *
 * Only while it keeps another buffer: else the nonsense may stand where the
 * driver puts its next one, or where something else was returned.
 *
 * Return: false if it does not.
 */
bool stress_break(struct stress *s, unsigned int queue)
{
	const struct fake_buffer nonsense = { .head = 0x7fff, .slots = 1 };

	guard(spinlock_irqsave)(&s->device.lock);
	if (s->device.dead || s->device.q[queue].mad || !s->device.q[queue].n)
		return false;
	WRITE_ONCE(s->broken, true);
	s->device.q[queue].mad = true;
	s->device.q[queue].asleep = false;
	device_return(s, queue, &nonsense, 8);
	return true;
}

/* --- events --- */

static u32 event_delayed(struct stress *s, struct stress_event *event, u8 *at)
{
	struct scmi_virtio_response *response = (void *)at;
	struct stress_device *device = &s->device;
	struct rnd_state *rnd = &device->rnd;
	unsigned int known = min(device->seen_count, STRESS_SEEN), i;

	/* Of nobody, if nobody has ever asked. */
	event->hdr = SCMI_VIO_DELAYED << 8 | OTHER_PROTOCOL;
	if (known) {
		i = stress_below(rnd, known);
		event->hdr = device->seen[i].hdr | SCMI_VIO_DELAYED << 8;
		event->request = device->seen[i].request;
	}
	if (stress_one_in(rnd, 8))
		event->hdr = wrong_header(rnd, event->hdr);
	response->status = cpu_to_le32(event->request.late_error);
	stress_fill(response->values, event->request.len,
		    ~le32_to_cpu(event->request.serial));
	return sizeof(*response) + event->request.len;
}

static u32 event_notification(struct stress *s, struct stress_event *event,
			      u8 *at)
{
	event->hdr = SCMI_VIO_NOTIFICATION << 8 | 0x14 << 10;
	event->number = ++s->device.notifications;
	put_unaligned_le32(event->number, at + 4);
	stress_fill(at + 8, 4, event->number);
	return 12;
}

/* Return: bytes; the message is spoiled, and @event says how. */
static u32 event_spoil(struct stress *s, struct stress_event *event, u32 room)
{
	struct rnd_state *rnd = &s->device.rnd;

	switch (stress_below(rnd, 4)) {
	case 0:
		event->counter = SCMI_VIO_SHORT_MESSAGES;
		return stress_below(rnd, 5);
	case 1:
		event->counter = SCMI_VIO_OVERSIZE_MESSAGES;
		return stress_one_in(rnd, 2) ? U32_MAX : room + 1;
	case 2:
		event->counter = SCMI_VIO_SHORT_MESSAGES;
		event->hdr = SCMI_VIO_DELAYED << 8;
		return 4 + stress_below(rnd, 4);
	default:
		event->counter = SCMI_VIO_WRONG_TYPES;
		event->hdr = stress_below(rnd, 2) << 8;
		return room;
	}
}

static u32 event_write(struct stress *s, struct stress_event *event, u8 *at,
		       u32 room)
{
	struct rnd_state *rnd = &s->device.rnd;
	u32 used, wire;

	*event = (struct stress_event){ .counter = SCMI_VIO_COUNTERS };
	if (stress_one_in(rnd, 8)) {
		event->hdr = SCMI_VIO_NOTIFICATION << 8;
		used = event_spoil(s, event, room);
	} else if (stress_one_in(rnd, 2)) {
		used = event_delayed(s, event, at);
	} else {
		used = event_notification(s, event, at);
	}
	event->reserved = event->counter == SCMI_VIO_COUNTERS &&
			  stress_one_in(rnd, 8);
	wire = event->hdr | (event->reserved ? RESERVED_BITS : 0);
	put_unaligned_le32(wire, at);
	return used;
}

/**
 * stress_send_event - the device sends something on eventq
 * @s: the run
 * @event: set to what
 *
 * Return: false if it holds no buffer for it.
 */
bool stress_send_event(struct stress *s, struct stress_event *event)
{
	struct stress_buffer buffer;
	u32 used;

	guard(spinlock_irqsave)(&s->device.lock);
	if (!device_pick(s, EVENTQ, &buffer))
		return false;
	used = event_write(s, event, buffer.b.response, buffer.b.room);
	device_return(s, EVENTQ, &buffer.b, used);
	return true;
}

/* --- interrupts --- */

/**
 * stress_interrupt - raise an interrupt
 * @s: the run
 * @queue: of which queue
 * @spurious: even if the driver wants none
 *
 * Return: whether it was raised.
 */
bool stress_interrupt(struct stress *s, unsigned int queue, bool spurious)
{
	struct stress_queue *q = &s->device.q[queue];

	guard(spinlock_irqsave)(&s->device.irq[queue]);
	scoped_guard(spinlock, &s->device.lock) {
		if (s->device.deleted || !s->fake->q[queue].vq ||
		    !(q->due || spurious))
			return false;
		q->due = false;
	}
	fake_interrupt(s->fake, queue);
	return true;
}

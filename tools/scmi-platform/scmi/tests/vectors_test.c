// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each row of each protocol's table against its byte vectors; and for each row
 * what is derived from it, such as requests that are too short or too long.
 */
#include "fixture.h"
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>

/* REQ: P-03, P-05, P-06, P-08 */

/* A message with header @req, as it was received; the room is exact. */
static size_t exchange(struct fixture *f, uint8_t *req, size_t req_len,
		       uint8_t protocol, uint8_t id, size_t room)
{
	wire_store(req, header_of(protocol, id));
	memset(f->rsp, 0xa5, sizeof(f->rsp));
	f->rsp_len = scmi_agent_command(f->agent, f->now, req, req_len, f->rsp,
					room);
	return f->rsp_len;
}

static enum scmi_status status_of(const struct fixture *f)
{
	return (enum scmi_status)(int32_t)wire_load(f->rsp + WIRE_WORD);
}

static void check_vector(const struct vector *v)
{
	uint8_t req[64], want[256];
	size_t req_len = WIRE_WORD + encode(v->req, req + WIRE_WORD);
	size_t want_len = WIRE_WORD + encode(v->rsp, want + WIRE_WORD);
	struct fixture *f;
	void *state;

	wire_store(want, header_of(v->protocol, v->id));
	fixture_setup(&state);
	f = state;
	exchange(f, req, req_len, v->protocol, v->id, sizeof(f->rsp));
	if (f->rsp_len != want_len || memcmp(f->rsp, want, want_len))
		print_error("%s, protocol %#x, message %#x:\n", v->section,
			    v->protocol, v->id);
	assert_int_equal(f->rsp_len, want_len);
	assert_memory_equal(f->rsp, want, want_len);
	fixture_teardown(&state);
}

static void each_request_has_its_response(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < n_vectors; i++)
		check_vector(&vectors[i]);
}

static const struct vector *vector_of(const struct scmi_protocol *protocol,
				      const struct scmi_command *command,
				      bool good)
{
	size_t i;

	for (i = 0; i < n_vectors; i++)
		if (vectors[i].protocol == protocol->id &&
		    vectors[i].id == command->id &&
		    (!strncmp(vectors[i].rsp, OK, 8) || !good))
			return &vectors[i];
	return NULL;
}

/* What the best of requests gets in the least room that its row names. */
static enum scmi_status best_status(const struct scmi_protocol *protocol,
				    const struct scmi_command *command)
{
	/* A reading is as long as it is; the row knows of asynchronous ones. */
	if (protocol->id == SCMI_SENSOR && command->id == 0x06)
		return SCMI_COMMS_ERROR;
	/* The fixture's agent is not trusted with permissions. */
	if ((protocol->id == SCMI_PINCTRL && command->id == 0x0a) ||
	    (protocol->id == SCMI_BASE && command->id >= 0x09 &&
	     command->id <= 0x0b))
		return SCMI_DENIED;
	return SCMI_SUCCESS;
}

typedef void (*row_test)(struct fixture *f,
			 const struct scmi_protocol *protocol,
			 const struct scmi_command *command,
			 const struct vector *v);

/* Calls @test with each row's vector: one that succeeds, if it can. */
static void with_each_row(row_test test)
{
	size_t i, j;
	void *state;

	for (i = 0; i < scmi_n_protocols; i++) {
		const struct scmi_protocol *protocol = scmi_protocols[i];

		for (j = 0; j < protocol->n_commands; j++) {
			const struct scmi_command *row = &protocol->commands[j];
			bool good = row->handle &&
				    best_status(protocol, row) != SCMI_DENIED;

			fixture_setup(&state);
			test(state, protocol, row,
			     vector_of(protocol, row, good));
			fixture_teardown(&state);
		}
	}
}

static void row_has_vector(struct fixture *f,
			   const struct scmi_protocol *protocol,
			   const struct scmi_command *command,
			   const struct vector *v)
{
	uint8_t bytes[256];

	(void)f;
	if (!v)
		print_error("no vector for %s of the %s protocol\n",
			    command->name, protocol->name);
	assert_non_null(v);
	assert_int_equal(encode(v->req, bytes), command->req);
	if (command->handle)
		assert_true(encode(v->rsp, bytes) >= WIRE_WORD + command->rsp);
	else
		assert_string_equal(v->rsp, UNSUPPORT);
}

static void no_row_is_without_vector(void **state)
{
	(void)state;
	with_each_row(row_has_vector);
}

static void wrong_length(struct fixture *f,
			 const struct scmi_protocol *protocol,
			 const struct scmi_command *command,
			 const struct vector *v)
{
	size_t whole = WIRE_WORD + command->req, len;
	uint8_t req[80] = { 0 };

	encode(v->req, req + WIRE_WORD);
	for (len = WIRE_WORD; len < whole + 8; len++) {
		if (len == whole || !command->handle)
			continue;
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, sizeof(f->rsp)),
				 2 * WIRE_WORD);
		assert_int_equal(status_of(f), SCMI_PROTOCOL_ERROR);
	}
}

/* REQ: P-08 */
static void requests_of_another_length_are_protocol_errors(void **state)
{
	(void)state;
	with_each_row(wrong_length);
}

static void little_room(struct fixture *f, const struct scmi_protocol *protocol,
			const struct scmi_command *command,
			const struct vector *v)
{
	uint8_t req[80];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD), room;

	for (room = 0; room < 2 * WIRE_WORD; room++)
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, room),
				 0);
	for (; command->handle && room < 2 * WIRE_WORD + command->rsp; room++) {
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, room),
				 2 * WIRE_WORD);
		assert_int_equal(status_of(f), SCMI_COMMS_ERROR);
		assert_int_equal(f->rsp[2 * WIRE_WORD], 0xa5);
	}
}

/* REQ: P-03 */
static void responses_without_room_are_never_begun(void **state)
{
	(void)state;
	with_each_row(little_room);
}

static void least_room(struct fixture *f, const struct scmi_protocol *protocol,
		       const struct scmi_command *command,
		       const struct vector *v)
{
	size_t room = 2 * WIRE_WORD + command->rsp, len;
	uint8_t req[80];

	if (!command->handle)
		return;
	len = WIRE_WORD + encode(v->req, req + WIRE_WORD);
	exchange(f, req, len, protocol->id, command->id, room);
	assert_int_equal(status_of(f), best_status(protocol, command));
	assert_true(f->rsp_len <= room);
	assert_int_equal(f->rsp[room], 0xa5);
}

static void responses_fit_the_least_room_of_their_row(void **state)
{
	(void)state;
	with_each_row(least_room);
}

static void without_p2a(struct fixture *f, const struct scmi_protocol *protocol,
			const struct scmi_command *command,
			const struct vector *v)
{
	uint32_t id = command->id;
	bool offered = command->handle && !(command->flags & SCMI_NEEDS_P2A);
	uint8_t req[80];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD);

	scmi_agent_reset(f->agent, false);
	assert_int_equal(send_words(f, protocol->id, 0x02, id),
			 offered ? SCMI_SUCCESS : SCMI_NOT_FOUND);
	exchange(f, req, len, protocol->id, command->id, sizeof(f->rsp));
	assert_int_equal(status_of(f) == SCMI_NOT_SUPPORTED, !offered);
}

/* REQ: P-01 */
static void without_p2a_channels_notifications_do_not_exist(void **state)
{
	(void)state;
	with_each_row(without_p2a);
}

static void attributes_of_row(struct fixture *f,
			      const struct scmi_protocol *protocol,
			      const struct scmi_command *command,
			      const struct vector *v)
{
	(void)v;
	assert_int_equal(send_words(f, protocol->id, 0x02, command->id),
			 command->handle ? SCMI_SUCCESS : SCMI_NOT_FOUND);
	assert_true(strlen(command->name) > 0);
}

static void message_attributes_know_each_row(void **state)
{
	(void)state;
	with_each_row(attributes_of_row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_has_its_response),
		cmocka_unit_test(no_row_is_without_vector),
		cmocka_unit_test(
			requests_of_another_length_are_protocol_errors),
		cmocka_unit_test(responses_without_room_are_never_begun),
		cmocka_unit_test(responses_fit_the_least_room_of_their_row),
		cmocka_unit_test(
			without_p2a_channels_notifications_do_not_exist),
		cmocka_unit_test(message_attributes_know_each_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

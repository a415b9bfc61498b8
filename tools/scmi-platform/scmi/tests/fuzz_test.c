// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any message at all, from a printed seed: SCMI_FUZZ_SEED repeats a run,
 * SCMI_FUZZ_COUNT makes it longer.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* REQ: P-08 */

#define COUNT_DEFAULT 1000000
#define SEED_DEFAULT  0x5c4d1u

struct random {
	uint64_t state;
};

/* xorshift64*: the same everywhere for a seed. */
static uint32_t next(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (r->state * 0x2545f4914f6cdd1dull) >> 32;
}

static uint32_t below(struct random *r, uint32_t n)
{
	return next(r) % n;
}

static unsigned long setting(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

/* Mostly small numbers: they are identifiers, switches and indexes. */
static uint32_t word(struct random *r)
{
	switch (below(r, 4)) {
	case 0:
		return next(r);
	case 1:
		return 1u << below(r, 32);
	default:
		return below(r, 6);
	}
}

/* Mostly of a known message and its length; sometimes anything. */
static size_t make_request(struct random *r, uint8_t *req)
{
	const struct scmi_protocol *protocol =
		scmi_protocols[below(r, scmi_n_protocols)];
	const struct scmi_command *command =
		&protocol->commands[below(r, protocol->n_commands)];
	uint32_t header = next(r) & ~(0x3ffffu);
	size_t i, more = 0;

	for (i = 0; i < 32; i += WIRE_WORD)
		wire_store(req + i, word(r));
	header |= (uint32_t)protocol->id << WIRE_PROTOCOL_SHIFT | command->id;
	wire_store(req, below(r, 16) ? header : next(r));
	if (command->flags & SCMI_MORE_FOLLOWS)
		more = below(r, 3) * 2 * WIRE_WORD;
	return below(r, 16) ? WIRE_WORD + command->req + more : below(r, 33);
}

static size_t step(struct fixture *f, struct random *r)
{
	uint8_t req[32];
	size_t len = make_request(r, req);
	size_t room = below(r, 4) ? sizeof(f->rsp) - 1 : below(r, 64);

	f->now += below(r, 3) * below(r, NSEC_PER_MSEC);
	if (!below(r, 50000))
		scmi_agent_reset(f->agent, next(r) & 1);
	memset(f->rsp, 0xa5, sizeof(f->rsp));
	f->rsp_len =
		scmi_agent_command(f->agent, f->now, req, len, f->rsp, room);
	assert_true(f->rsp_len <= room);
	assert_true(!f->rsp_len || f->rsp_len >= 2 * WIRE_WORD);
	assert_int_equal(f->rsp[f->rsp_len < room ? room : f->rsp_len], 0xa5);
	return f->rsp_len;
}

static void take_events(struct fixture *f, struct random *r)
{
	uint32_t n = below(r, 3);

	while (n-- && next_event(f))
		assert_true(f->event_len >= WIRE_WORD);
}

static void garbage_is_answered_within_its_room(void **state)
{
	struct fixture *f = *state;
	unsigned long seed = setting("SCMI_FUZZ_SEED", SEED_DEFAULT);
	unsigned long i, count = setting("SCMI_FUZZ_COUNT", COUNT_DEFAULT);
	struct random r = { seed ? seed : 1 };
	unsigned long answered = 0;

	print_message("SCMI_FUZZ_SEED=%#lx\n", seed);
	for (i = 0; i < count; i++) {
		answered += step(f, &r) > 0;
		take_events(f, &r);
	}
	/* Most of it has to have got as far as a handler. */
	assert_true(answered > count / 2);
}

/* A fixture's answers and events, in one number. */
static uint64_t digest_of_run(void)
{
	struct random r = { SEED_DEFAULT };
	uint64_t digest = 0;
	struct fixture *f;
	size_t i, j, len;
	void *state;

	fixture_setup(&state);
	f = state;
	for (i = 0; i < 20000; i++) {
		len = step(f, &r);
		for (j = 0; j < len; j++)
			digest = digest * 31 + f->rsp[j];
		while (next_event(f))
			for (j = 0; j < f->event_len; j++)
				digest = digest * 31 + f->event[j];
	}
	fixture_teardown(&state);
	return digest;
}

static void time_is_what_the_caller_says_it_is(void **state)
{
	uint64_t first = digest_of_run();

	(void)state;
	usleep(50000);
	assert_int_equal(digest_of_run(), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(garbage_is_answered_within_its_room,
						fixture_setup,
						fixture_teardown),
		cmocka_unit_test(time_is_what_the_caller_says_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

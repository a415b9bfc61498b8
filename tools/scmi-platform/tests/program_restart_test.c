// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program is killed while a driver sends it commands, again and again:
 * whoever serves the driver next neither loses nor repeats an answer.
 */
#include "program_fixture.h"
#include "scmi_hdr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "util.h"

#define SLOTS  8u /* commands at a time, of two descriptors each */
#define KILLS  12u
#define BUSY   20u /* milliseconds between two, at most */
#define HEADER (0x10u << 10) /* BASE PROTOCOL_VERSION (DEN0056, 4.2.2.1) */

/**
 * struct driver - what the driver knows
 * @f: the program
 * @args: how it is started
 * @inflight: the memory of buffers in flight, if that is used
 * @tracked: it is
 * @token: of the command that is under way in each slot
 * @waiting: there is one
 * @sent: commands so far
 * @answered: answers so far
 */
struct driver {
	struct fixture *f;
	const char *const *args;
	struct fe_inflight inflight;
	bool tracked;
	uint32_t token[SLOTS];
	bool waiting[SLOTS];
	unsigned int sent;
	unsigned int answered;
};

static uint64_t features(const struct driver *d)
{
	return d->f->guest.rings[0].packed ? FE_PACKED : FE_FEATURES;
}

/*
 * Of a platform that is gone a front end knows only what the driver was shown.
 * With the memory of what is in flight, it need not even know that.
 */
static uint32_t base_of(const struct driver *d, unsigned int ring)
{
	const struct guest_ring *r = &d->f->guest.rings[ring];

	return d->tracked ? guest_origin(r) : guest_last_used(r);
}

static void begin(struct driver *d, bool first)
{
	uint32_t bases[2];
	unsigned int i;

	serve(d->f, d->args);
	fe_negotiate(&d->f->fe, features(d));
	if (d->tracked && first)
		fe_get_inflight(&d->f->fe, &d->inflight);
	else if (d->tracked)
		fe_set_inflight(&d->f->fe, &d->inflight);
	for (i = 0; i < 2; i++)
		bases[i] = base_of(d, i);
	fe_start_rings(&d->f->fe, features(d), bases);
}

static void send_command(struct driver *d, unsigned int slot)
{
	uint8_t req[4];

	d->token[slot] = d->sent++ % 1024;
	d->waiting[slot] = true;
	scmi_store32(req, d->token[slot] << 18 | HEADER);
	memset(guest_room(&d->f->guest, 0, (uint16_t)(2 * slot)), 0xee, 12);
	guest_add(&d->f->guest, 0, (uint16_t)(2 * slot), req, sizeof(req), 64);
	guest_kick(&d->f->guest.rings[0]);
}

static void take_answers(struct driver *d)
{
	uint32_t id, len;

	while (guest_used(&d->f->guest.rings[0], &id, &len)) {
		const uint8_t *rsp = guest_room(&d->f->guest, 0, (uint16_t)id);

		assert_true(id % 2 == 0 && id / 2 < SLOTS);
		assert_true(d->waiting[id / 2]);
		assert_int_equal(len, 12);
		assert_int_equal(scmi_load32(rsp),
				 d->token[id / 2] << 18 | HEADER);
		assert_int_equal(scmi_load32(rsp + 4), 0);
		d->waiting[id / 2] = false;
		d->answered++;
	}
}

static void be_busy(struct driver *d, uint64_t ns)
{
	uint64_t end = loop_now() + ns;
	unsigned int i;

	while (loop_now() < end) {
		take_answers(d);
		for (i = 0; i < SLOTS; i++) {
			if (!d->waiting[i] && rand() % 2)
				send_command(d, i);
		}
	}
}

static void finish(struct driver *d)
{
	uint64_t end = loop_now() + 5 * NSEC_PER_SEC;

	while (d->answered < d->sent && loop_now() < end) {
		take_answers(d);
		usleep(1000);
	}
	assert_int_equal(d->answered, d->sent);
	/* Nothing is left that would come now. */
	usleep(20000);
	take_answers(d);
	assert_int_equal(d->answered, d->sent);
}

static void survive(struct driver *d)
{
	unsigned int i, before = 0;

	srand(8);
	begin(d, true);
	for (i = 0; i < KILLS; i++) {
		be_busy(d, (uint64_t)rand() % (BUSY * NSEC_PER_MSEC) +
				   NSEC_PER_MSEC);
		kill_program(d->f);
		fe_disconnect(&d->f->fe);
		take_answers(d);
		before = d->answered;
		begin(d, false);
	}
	be_busy(d, BUSY * NSEC_PER_MSEC);
	finish(d);
	assert_true(d->answered > before);
	if (d->tracked)
		close(d->inflight.fd);
}

/*
 * REQ: L-06: every other answer comes late, so that answers are not in the
 * order of commands, and some are held whenever the program is killed.
 */
static void killed_platform_answers_each_command_once(void **state)
{
	struct fixture *f = *state;
	struct driver d = {
		.f = f,
		.args = ARGS("--socket", f->socket, "--packed", "--quiet",
			     "--fault", "count=always,p=0.5,do=delay:3"),
		.tracked = true,
	};

	survive(&d);
}

/* REQ: L-06: answers are in the order of commands. */
static void killed_platform_needs_no_memory_without_faults(void **state)
{
	struct fixture *f = *state;
	struct driver d = {
		.f = f,
		.args = ARGS("--socket", f->socket, "--packed", "--quiet"),
	};

	survive(&d);
}

#define T(name) BOTH(name, program_setup, program_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(killed_platform_answers_each_command_once),
		T(killed_platform_needs_no_memory_without_faults),
	};

	return cmocka_run_group_tests_name("program_restart", tests, NULL,
					   NULL);
}

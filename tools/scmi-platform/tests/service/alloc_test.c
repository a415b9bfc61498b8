// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing is allocated on a message's way: from the kick to the used buffer, of
 * commands of all protocols and of what they cause. AddressSanitizer counts,
 * which sees what the C library allocates inside, too.
 */
#include "scmi/tests/vectors.h"
#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NUM	256u
#define ROOM	128u
#define REQ_MAX 64u

/* Of the sanitizers' own header, which not all compilers bring. */
typedef void (*malloc_hook)(const volatile void *, size_t);
typedef void (*free_hook)(const volatile void *);
int __attribute__((weak))
__sanitizer_install_malloc_and_free_hooks(malloc_hook on_malloc,
					  free_hook on_free);

/* Volatile: compilers know that malloc() looks at no variable. */
static volatile bool counting;
static volatile unsigned int allocations;

static void on_malloc(const volatile void *p, size_t size)
{
	(void)p;
	(void)size;
	allocations = allocations + counting;
}

static void on_free(const volatile void *p)
{
	(void)p;
}

struct fixture {
	struct service service;
	struct guest guest;
	struct front_end fe;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	service_open(&f->service, 1);
	guest_init(&f->guest, NUM);
	f->fe = (struct front_end){ .loop = &f->service.loop,
				    .guest = &f->guest };
	fe_connect(&f->fe, f->service.agents[0].path);
	fe_start(&f->fe, FE_FEATURES);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fe_disconnect(&f->fe);
	service_close(&f->service);
	guest_exit(&f->guest);
	free(f);
	return 0;
}

static void skip_uncounted(void)
{
	static bool installed;

	if (!__sanitizer_install_malloc_and_free_hooks)
		skip();
	if (!installed)
		assert_true(__sanitizer_install_malloc_and_free_hooks(on_malloc,
								      on_free) >
			    0);
	installed = true;
	allocations = 0;
}

static void allocations_are_counted(void **state)
{
	void *volatile p;

	(void)state;
	skip_uncounted();
	counting = true;
	p = malloc(1);
	counting = false;
	free(p);
	assert_int_equal(allocations, 1);
}

static void add_event_buffers(struct fixture *f)
{
	uint32_t id, len;

	while (guest_used(&f->guest.rings[1], &id, &len))
		guest_add(&f->guest, 1, (uint16_t)id, NULL, 0, ROOM);
	fe_kick(&f->fe, 1);
}

/* The answer may be an error: the vectors are of another configuration. */
static void send_vector(struct fixture *f, const struct vector *v)
{
	uint8_t req[REQ_MAX];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD);
	uint32_t id, used;

	wire_store(req, (uint32_t)v->protocol << WIRE_PROTOCOL_SHIFT | v->id);
	counting = true;
	service_send(&f->fe, 0, req, len, ROOM);
	counting = false;
	assert_true(fe_used(&f->fe, 0, &id, &used));
	assert_true(used >= 2 * WIRE_WORD);
}

static void no_message_of_any_protocol_is_allocated(void **state)
{
	struct fixture *f = *state;
	const struct glue_stats *stats = glue_stats(f->service.agents[0].glue);
	uint16_t head;
	size_t i;

	skip_uncounted();
	for (head = 0; head < NUM; head++)
		guest_add(&f->guest, 1, head, NULL, 0, ROOM);
	for (i = 0; i < n_vectors; i++) {
		send_vector(f, &vectors[i]);
		add_event_buffers(f);
	}
	/* Time for what was asked for: delayed responses, samples */
	counting = true;
	fe_pump_ms(&f->fe, 200);
	counting = false;
	assert_int_equal(stats->commands, n_vectors);
	assert_true(stats->delayed > 0);
	assert_true(stats->notifications > 0);
	assert_int_equal(allocations, 0);
}

static void what_is_no_command_is_not_allocated(void **state)
{
	struct fixture *f = *state;
	unsigned int len;

	skip_uncounted();
	counting = true;
	for (len = 0; len < WIRE_WORD; len++)
		service_send(&f->fe, 0, "abc", len, ROOM);
	service_send(&f->fe, 0, "abcd", WIRE_WORD, WIRE_WORD);
	counting = false;
	assert_int_equal(glue_stats(f->service.agents[0].glue)->empty,
			 WIRE_WORD);
	assert_int_equal(allocations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_are_counted),
		cmocka_unit_test_setup_teardown(
			no_message_of_any_protocol_is_allocated, setup,
			teardown),
		cmocka_unit_test_setup_teardown(what_is_no_command_is_not_allocated,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

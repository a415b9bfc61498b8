// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end: when a driver begins, and when it ends.
 */
#include "vu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void begin_ring(struct fixture *f, unsigned int ring)
{
	fe_set_ring(&f->fe, ring, guest_origin(&f->guest.rings[ring]));
}

static void features_are_offered(void **state)
{
	struct fixture *f = *state;

	assert_true(fe_get_u64(&f->fe, VU_GET_FEATURES) == f->features);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_QUEUE_NUM), 2);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_MAX_MEM_SLOTS), 32);
}

static void driver_is_served(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	assert_int_equal(f->device.begun, 1);
	assert_int_equal(f->device.started, 3);
	assert_true(f->device.features ==
		    (f->features & ~BIT_ULL(VU_F_PROTOCOL_FEATURES)));
	expect_service(f, 0);
	expect_service(f, 1);
	assert_true(guest_interrupted(&f->guest.rings[0]));
}

static void ring_is_enabled_without_protocol_features(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features & ~BIT_ULL(VU_F_PROTOCOL_FEATURES));
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void pause_keeps_driver(void **state)
{
	struct fixture *f = *state;
	uint32_t base[2];

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	base[0] = fe_stop_ring(&f->fe, 0);
	base[1] = fe_stop_ring(&f->fe, 1);
	assert_int_equal(f->device.started, 0);
	fe_send_u64(&f->fe, VU_SET_FEATURES, f->features);
	fe_set_ring(&f->fe, 0, base[0]);
	fe_set_ring(&f->fe, 1, base[1]);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 1);
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void reset_begins_new_driver(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	fe_stop_ring(&f->fe, 0);
	fe_stop_ring(&f->fe, 1);
	guest_reset_rings(&f->guest);
	begin_ring(f, 0);
	begin_ring(f, 1);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 2);
	assert_int_equal(f->device.ended, 1);
	expect_service(f, 0);
}

/* A position that nobody left it at is not that of a paused guest. */
static void other_position_begins_new_driver(void **state)
{
	struct fixture *f = *state;
	uint32_t base;

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	expect_service(f, 0);
	base = fe_stop_ring(&f->fe, 0);
	fe_stop_ring(&f->fe, 1);
	fe_set_ring(&f->fe, 0, base - 1);
	begin_ring(f, 1);
	fe_kick(&f->fe, 0);
	assert_int_equal(f->device.begun, 2);
}

/* User Mode Linux disables its rings, and sets them up again unasked. */
static void rebind_without_get_base_works(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	expect_service(f, 0);
	fe_enable(&f->fe, 1, false);
	fe_enable(&f->fe, 0, false);
	assert_int_equal(f->device.started, 0);
	guest_reset_rings(&f->guest);
	fe_share_memory(&f->fe);
	begin_ring(f, 0);
	begin_ring(f, 1);
	fe_enable(&f->fe, 0, true);
	fe_enable(&f->fe, 1, true);
	fe_kick(&f->fe, 0);
	fe_kick(&f->fe, 1);
	assert_int_equal(f->device.begun, 2);
	expect_service(f, 0);
	expect_service(f, 1);
}

static void device_reset_stops_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	fe_send(&f->fe, VU_RESET_DEVICE, 0, NULL, 0, NULL, 0);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 1);
	assert_false(fe_closed(&f->fe));
}

static void status_is_kept_and_zero_stops_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	fe_send_u64(&f->fe, VU_SET_STATUS, 0xf);
	assert_int_equal(fe_get_u64(&f->fe, VU_GET_STATUS), 0xf);
	assert_int_equal(f->device.started, 3);
	fe_send_u64(&f->fe, VU_SET_STATUS, 0);
	assert_int_equal(f->device.started, 0);
	assert_int_equal(f->device.ended, 0);
}

static void reset_owner_disables_rings(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, f->features);
	fe_send(&f->fe, VU_RESET_OWNER, 0, NULL, 0, NULL, 0);
	assert_int_equal(f->device.started, 0);
	assert_false(fe_closed(&f->fe));
}

#define T(name) BOTH(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(features_are_offered),
		T(driver_is_served),
		T(ring_is_enabled_without_protocol_features),
		T(pause_keeps_driver),
		T(reset_begins_new_driver),
		T(other_position_begins_new_driver),
		T(rebind_without_get_base_works),
		T(device_reset_stops_rings),
		T(status_is_kept_and_zero_stops_rings),
		T(reset_owner_disables_rings),
	};

	return cmocka_run_group_tests_name("vhost_user_driver", tests, NULL,
					   NULL);
}

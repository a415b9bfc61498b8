// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vhost-user back end: the guest's memory, as a table or in slots.
 */
#include "guest_mem.h"
#include "vu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void bad_memory_tables_are_refused(void **state)
{
	struct fixture *f = *state;
	static const struct vu_region wrong[] = {
		{ .gpa = 0, .size = 0, .uva = 0, .offset = 0 },
		{ .gpa = UINT64_MAX - 100, .size = 4096 },
		{ .size = 4096, .uva = UINT64_MAX - 100 },
		{ .size = 4096, .offset = UINT64_MAX - 100 },
		{ .size = 4096, .offset = UINT64_MAX - 4095 },
		{ .size = GUEST_SIZE + 1 },
		{ .size = GUEST_SIZE, .offset = 4096 },
		{ .size = UINT64_MAX },
		{ .size = 1, .offset = INT64_MAX },
	};
	struct vu_mem_table table = { .num = 1 };
	unsigned int i;

	fe_start(&f->fe, FE_FEATURES);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		table.regions[0] = wrong[i];
		assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table,
					      40, &f->guest.memfd, 1),
				     0);
	}
	/* The memory that was there is still in use. */
	expect_service(f, 0);
}

/* Eight regions are fine, the ninth descriptor is one too many. */
static void full_table_may_not_have_another_descriptor(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_table table = { .num = VU_MEM_TABLE_MAX };
	unsigned int i;
	int fds[9];

	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = f->guest.memfd;
	for (i = 0; i < VU_MEM_TABLE_MAX; i++)
		table.regions[i] = (struct vu_region){
			.gpa = i * 4096,
			.uva = i * 4096,
			.size = 4096,
		};
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table,
				  sizeof(table), fds, 8),
			 0);
	fe_send(&f->fe, VU_SET_MEM_TABLE, VU_FLAG_NEED_REPLY, &table,
		sizeof(table), fds, 9);
	expect_closed(f);
}

static void table_must_agree_with_itself(void **state)
{
	struct fixture *f = *state;
	int fds[2] = { f->guest.memfd, f->guest.memfd };
	struct vu_mem_table table = {
		.num = 2,
		.regions = { { .gpa = 0, .uva = 0, .size = 0x2000 },
			     { .gpa = 0x1000, .uva = 0x8000, .size = 0x1000 } },
	};

	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.regions[1].gpa = 0x2000;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 40, fds,
				      2),
			     0);
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      1),
			     0);
	table.num = 9;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 0xffffffff;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 1;
	assert_int_not_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds,
				      2),
			     0);
	table.num = 2;
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds, 2),
			 0);
	/* As User Mode Linux 6.12 does: more bytes than regions. */
	table.num = 1;
	assert_int_equal(fe_acked(&f->fe, VU_SET_MEM_TABLE, &table, 72, fds, 1),
			 0);
}

static void memory_can_come_in_slots(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_reg reg = {
		.region = { .gpa = GUEST_GPA,
			    .uva = GUEST_UVA,
			    .size = GUEST_SIZE },
	};
	unsigned int before = count_fds(), i;

	fe_negotiate(&f->fe, FE_FEATURES);
	assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg, sizeof(reg),
				  &f->guest.memfd, 1),
			 0);
	for (i = 0; i < 2; i++) {
		fe_set_ring(&f->fe, i, 0);
		fe_enable(&f->fe, i, true);
		fe_kick(&f->fe, i);
	}
	expect_service(f, 0);
	assert_int_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &reg, sizeof(reg),
				  &f->guest.memfd, 1),
			 0);
	assert_int_equal(f->device.started, 0);
	assert_int_not_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &reg, sizeof(reg),
				      NULL, 0),
			     0);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	assert_int_equal(count_fds(), before);
}

/* What lies behind the guest's own memory, in a file of its own. */
#define MORE_SIZE 0x10000u

static const struct vu_mem_reg more = {
	.region = { .gpa = GUEST_GPA + GUEST_SIZE,
		    .uva = GUEST_UVA + GUEST_SIZE,
		    .size = MORE_SIZE },
};

/* Return: the length with which a buffer of @gpa comes back. */
static uint32_t answer_at(struct fixture *f, uint64_t gpa)
{
	const struct guest_piece piece = { gpa, 16, VRING_DESC_F_WRITE };
	uint32_t id, len;

	guest_chain(&f->guest.rings[0], 0, &piece, 1);
	fe_kick(&f->fe, 0);
	assert_true(fe_used(&f->fe, 0, &id, &len));
	return len;
}

static void memory_is_plugged_under_running_rings(void **state)
{
	struct fixture *f = *state;
	int fd = memfd_create("more", MFD_CLOEXEC);
	unsigned int i, before;

	assert_int_equal(ftruncate(fd, MORE_SIZE), 0);
	fe_start(&f->fe, f->features);
	before = count_fds();
	for (i = 0; i < 3; i++) {
		assert_int_equal(answer_at(f, more.region.gpa), 0);
		assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &more,
					  sizeof(more), &fd, 1),
				 0);
		assert_int_equal(answer_at(f, more.region.gpa), 1);
		/* A buffer may lie across where the two meet. */
		assert_int_equal(answer_at(f, more.region.gpa - 8), 1);
		assert_int_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &more,
					  sizeof(more), NULL, 0),
				 0);
	}
	assert_int_equal(f->device.begun, 1);
	assert_int_equal(f->device.started, 3);
	assert_int_equal(count_fds(), before);
	close(fd);
}

static void overlapping_slots_are_refused_under_running_rings(void **state)
{
	struct fixture *f = *state;
	static const struct vu_region wrong[] = {
		{ .gpa = GUEST_GPA, .uva = 0, .size = 4096 },
		{ .gpa = 0, .uva = GUEST_UVA, .size = 4096 },
		{ .gpa = GUEST_GPA - 4096, .uva = 0, .size = 4097 },
		{ .gpa = GUEST_GPA + GUEST_SIZE - 1, .uva = 0, .size = 4096 },
		{ .gpa = 0, .uva = 0, .size = GUEST_SIZE + 1 },
		{ .gpa = 0, .uva = 0, .size = 0 },
	};
	unsigned int i;

	fe_start(&f->fe, f->features);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct vu_mem_reg reg = { .region = wrong[i] };

		assert_int_not_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg,
					      sizeof(reg), &f->guest.memfd, 1),
				     0);
		assert_int_not_equal(fe_acked(&f->fe, VU_REM_MEM_REG, &reg,
					      sizeof(reg), NULL, 0),
				     0);
	}
	expect_service(f, 0);
	expect_service(f, 1);
}

/* A table takes the place of all slots, whoever sent them. */
static void table_replaces_slots(void **state)
{
	struct fixture *f = *state;
	int fd = memfd_create("more", MFD_CLOEXEC);

	assert_int_equal(ftruncate(fd, MORE_SIZE), 0);
	fe_start(&f->fe, f->features);
	assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &more, sizeof(more),
				  &fd, 1),
			 0);
	fe_share_memory(&f->fe);
	assert_int_equal(answer_at(f, more.region.gpa), 0);
	expect_service(f, 0);
	close(fd);
}

static void slots_have_a_limit(void **state)
{
	struct fixture *f = *state;
	struct vu_mem_reg reg = { .region = { .size = 4096 } };
	unsigned int i;

	for (i = 0; i < GUEST_MEM_REGIONS_MAX; i++) {
		reg.region.gpa = i * 4096;
		reg.region.uva = i * 4096;
		assert_int_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg,
					  sizeof(reg), &f->guest.memfd, 1),
				 0);
	}
	reg.region.gpa = i * 4096;
	reg.region.uva = i * 4096;
	assert_int_not_equal(fe_acked(&f->fe, VU_ADD_MEM_REG, &reg, sizeof(reg),
				      &f->guest.memfd, 1),
			     0);
}

static void changed_memory_is_used_at_once(void **state)
{
	struct fixture *f = *state;

	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
	fe_share_memory(&f->fe);
	assert_int_equal(f->device.started, 3);
	expect_service(f, 0);
}

static void ring_outside_of_memory_stops(void **state)
{
	struct fixture *f = *state;
	struct vhost_vring_addr addr = { .index = 0 };

	fe_start(&f->fe, FE_FEATURES);
	fe_send(&f->fe, VU_SET_VRING_ADDR, 0, &addr, sizeof(addr), NULL, 0);
	assert_int_equal(f->device.started, 2);
	assert_false(fe_closed(&f->fe));
	expect_service(f, 1);
}

static void truncated_memory_closes_the_connection_only(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(guest_mem_catch_sigbus(), 0);
	fe_start(&f->fe, FE_FEATURES);
	/* The test's own mapping must not be hit, so only ours looks. */
	assert_int_equal(ftruncate(f->guest.memfd, 0), 0);
	fe_kick(&f->fe, 0);
	assert_true(fe_closed(&f->fe));
	assert_int_equal(ftruncate(f->guest.memfd, GUEST_SIZE), 0);
	guest_reset_rings(&f->guest);
	fe_disconnect(&f->fe);
	fe_connect(&f->fe, f->path);
	fe_start(&f->fe, FE_FEATURES);
	expect_service(f, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, vu_setup, vu_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bad_memory_tables_are_refused),
		T(full_table_may_not_have_another_descriptor),
		T(table_must_agree_with_itself),
		T(memory_can_come_in_slots),
		BOTH(memory_is_plugged_under_running_rings, vu_setup,
		     vu_teardown),
		BOTH(overlapping_slots_are_refused_under_running_rings,
		     vu_setup, vu_teardown),
		BOTH(table_replaces_slots, vu_setup, vu_teardown),
		T(slots_have_a_limit),
		T(changed_memory_is_used_at_once),
		T(ring_outside_of_memory_stops),
		T(truncated_memory_closes_the_connection_only),
	};

	return cmocka_run_group_tests_name("vhost_user_memory", tests, NULL,
					   NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory: nothing outside of it is ever reached.
 */
#include "guest_mem.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PAGE	  4096u
#define FILE_SIZE (8 * PAGE)

/* Two regions of guest memory that touch, apart in the front end. */
#define LOW  0x10000u
#define UVA1 0x500000u
#define UVA2 0x900000u

struct fixture {
	struct guest_mem mem;
	int fd;
};

static struct guest_region region(uint64_t gpa, uint64_t uva, uint64_t size,
				  uint64_t offset)
{
	return (struct guest_region){
		.gpa = gpa,
		.uva = uva,
		.size = size,
		.offset = offset,
	};
}

static int add(struct fixture *f, uint64_t gpa, uint64_t uva, uint64_t size,
	       uint64_t offset)
{
	struct guest_region r = region(gpa, uva, size, offset);

	return guest_mem_add(&f->mem, &r, f->fd);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->fd = memfd_create("guest", MFD_CLOEXEC);
	assert_int_equal(ftruncate(f->fd, FILE_SIZE), 0);
	guest_mem_init(&f->mem);
	assert_int_equal(add(f, LOW, UVA1, PAGE, 0), 0);
	assert_int_equal(add(f, LOW + PAGE, UVA2, 2 * PAGE, 4 * PAGE), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	guest_mem_exit(&f->mem);
	close(f->fd);
	free(f);
	return 0;
}

static void copies_cross_touching_regions(void **state)
{
	struct fixture *f = *state;
	char out[16] = "0123456789abcde", in[16];
	char byte;

	assert_true(guest_mem_write(&f->mem, LOW + PAGE - 5, out, 16));
	assert_true(guest_mem_read(&f->mem, LOW + PAGE - 5, in, 16));
	assert_memory_equal(in, out, 16);
	assert_int_equal(pread(f->fd, &byte, 1, PAGE - 1), 1);
	assert_int_equal(byte, '4');
	assert_int_equal(pread(f->fd, &byte, 1, 4 * PAGE), 1);
	assert_int_equal(byte, '5');
}

static void copies_end_where_memory_does(void **state)
{
	struct fixture *f = *state;
	static char buf[4 * PAGE];

	assert_false(guest_mem_read(&f->mem, LOW - 1, buf, 2));
	assert_false(guest_mem_read(&f->mem, LOW + 3 * PAGE - 1, buf, 2));
	assert_false(guest_mem_write(&f->mem, LOW, buf, 3 * PAGE + 1));
	assert_true(guest_mem_write(&f->mem, LOW, buf, 3 * PAGE));
	assert_false(guest_mem_read(&f->mem, UINT64_MAX, buf, 2));
}

static void valid_means_all_of_it(void **state)
{
	struct fixture *f = *state;

	assert_true(guest_mem_valid(&f->mem, LOW, 3 * PAGE));
	assert_true(guest_mem_valid(&f->mem, LOW + 3 * PAGE - 1, 1));
	assert_false(guest_mem_valid(&f->mem, LOW, 3 * PAGE + 1));
	assert_false(guest_mem_valid(&f->mem, LOW - 1, 1));
	assert_false(guest_mem_valid(&f->mem, LOW, UINT64_MAX));
	assert_false(guest_mem_valid(&f->mem, UINT64_MAX, 1));
	assert_false(guest_mem_valid(&f->mem, UINT64_MAX, UINT64_MAX));
}

static void front_end_addresses_stay_in_one_region(void **state)
{
	struct fixture *f = *state;

	assert_non_null(guest_mem_at_uva(&f->mem, UVA1, PAGE));
	assert_null(guest_mem_at_uva(&f->mem, UVA1, PAGE + 1));
	assert_null(guest_mem_at_uva(&f->mem, UVA1 - 1, 1));
	assert_null(guest_mem_at_uva(&f->mem, UVA1 + PAGE, 1));
	assert_null(guest_mem_at_uva(&f->mem, UVA2, SIZE_MAX));
	assert_null(guest_mem_at_uva(&f->mem, UINT64_MAX, 2));
	assert_ptr_equal((char *)guest_mem_at_uva(&f->mem, UVA2, 1) + 100,
			 guest_mem_at_uva(&f->mem, UVA2 + 100, 1));
}

static void wrong_regions_are_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(add(f, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(add(f, 0, 0, FILE_SIZE + 1, 0), -EINVAL);
	assert_int_equal(add(f, 0, 0, PAGE, FILE_SIZE), -EINVAL);
	assert_int_equal(add(f, 0, 0, PAGE, UINT64_MAX - PAGE + 1), -EINVAL);
	assert_int_equal(add(f, 0, 0, UINT64_MAX, 1), -EINVAL);
	assert_int_equal(add(f, UINT64_MAX, 0, 2, 0), -EINVAL);
	assert_int_equal(add(f, 0, UINT64_MAX, 2, 0), -EINVAL);
	assert_int_equal(add(f, LOW - 1, 0, 2, 0), -EINVAL);
	assert_int_equal(add(f, LOW + 1, 0, 1, 0), -EINVAL);
	assert_int_equal(add(f, 0, UVA2 + 2 * PAGE - 1, 1, 0), -EINVAL);
	assert_int_equal(f->mem.n_regions, 2);
}

static void file_must_be_there_and_writable(void **state)
{
	struct fixture *f = *state;
	const struct guest_region r = region(0, 0, PAGE, 0);
	char path[32];
	int fd;

	assert_int_equal(guest_mem_add(&f->mem, &r, -1), -EBADF);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(guest_mem_add(&f->mem, &r, fd), -EACCES);
	close(fd);
	assert_int_equal(f->mem.n_regions, 2);
}

static void region_may_touch_the_end_of_the_address_space(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(add(f, UINT64_MAX - PAGE + 1, UINT64_MAX - PAGE + 1,
			     PAGE, 0),
			 0);
	/* Nor does it go on at the beginning. */
	assert_int_equal(add(f, 0, 0, PAGE, PAGE), 0);
	assert_true(guest_mem_valid(&f->mem, UINT64_MAX, 1));
	assert_false(guest_mem_valid(&f->mem, UINT64_MAX, 2));
	assert_non_null(guest_mem_at_uva(&f->mem, UINT64_MAX, 1));
}

static void offset_need_not_be_a_whole_page(void **state)
{
	struct fixture *f = *state;
	char byte = 'x', got;

	assert_int_equal(add(f, 0, 0, 100, PAGE + 100), 0);
	assert_true(guest_mem_write(&f->mem, 99, &byte, 1));
	assert_int_equal(pread(f->fd, &got, 1, PAGE + 199), 1);
	assert_int_equal(got, 'x');
	assert_false(guest_mem_valid(&f->mem, 100, 1));
}

static void region_is_removed_by_its_description(void **state)
{
	struct fixture *f = *state;
	struct guest_region r = region(LOW, UVA1, PAGE, 0);

	r.size++;
	assert_int_equal(guest_mem_remove(&f->mem, &r), -ENOENT);
	r.size--;
	assert_int_equal(guest_mem_remove(&f->mem, &r), 0);
	assert_int_equal(guest_mem_remove(&f->mem, &r), -ENOENT);
	assert_false(guest_mem_valid(&f->mem, LOW, 1));
	assert_true(guest_mem_valid(&f->mem, LOW + PAGE, 2 * PAGE));
}

static void truncated_file_is_survived(void **state)
{
	struct fixture *f = *state;
	char buf[16];

	assert_int_equal(guest_mem_catch_sigbus(), 0);
	memset(buf, 0xff, sizeof(buf));
	assert_true(guest_mem_write(&f->mem, LOW + PAGE, buf, sizeof(buf)));
	assert_int_equal(ftruncate(f->fd, PAGE), 0);
	assert_false(f->mem.lost);
	assert_true(guest_mem_read(&f->mem, LOW + PAGE, buf, sizeof(buf)));
	assert_int_equal(buf[0], 0);
	assert_true(f->mem.lost);
	assert_true(guest_mem_write(&f->mem, LOW + 2 * PAGE, buf, 1));
	guest_mem_clear(&f->mem);
	assert_false(f->mem.lost);
}

/* A fault that is not the guest's must not be hidden. */
static void other_bus_errors_still_end_the_process(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		int fd = memfd_create("other", 0);
		volatile char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
					MAP_SHARED, fd, 0);

		guest_mem_catch_sigbus();
		*p = 1;
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
	assert_false(f->mem.lost);
}

static void instances_come_and_go_in_any_order(void **state)
{
	struct guest_mem a, b, c;

	(void)state;
	guest_mem_init(&a);
	guest_mem_init(&b);
	guest_mem_init(&c);
	guest_mem_exit(&b);
	guest_mem_exit(&c);
	guest_mem_exit(&a);
	truncated_file_is_survived(state);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(copies_cross_touching_regions),
		T(copies_end_where_memory_does),
		T(valid_means_all_of_it),
		T(front_end_addresses_stay_in_one_region),
		T(wrong_regions_are_refused),
		T(file_must_be_there_and_writable),
		T(region_may_touch_the_end_of_the_address_space),
		T(offset_need_not_be_a_whole_page),
		T(region_is_removed_by_its_description),
		T(truncated_file_is_survived),
		T(other_bus_errors_still_end_the_process),
		T(instances_come_and_go_in_any_order),
	};

	return cmocka_run_group_tests_name("guest_mem", tests, NULL, NULL);
}

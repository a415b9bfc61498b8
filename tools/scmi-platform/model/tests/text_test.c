// SPDX-License-Identifier: GPL-2.0-only
/*
 * Widening a file's integers: what is one, and what must stay as it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../text.h"
#include "../../util.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void load(struct text *text, const char *content)
{
	char path[] = "/tmp/scmi-text-XXXXXX";
	int fd = mkstemp(path);
	bool ok;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	ok = text_load(text, path, stderr);
	unlink(path);
	assert_true(ok);
}

struct example {
	const char *source, *widened;
};

static void integers_alone_are_widened(void **state)
{
	static const struct example all[] = {
		{ "a=1;", "a=1L;" },
		{ "a = -5 ;", "a = -5L ;" },
		{ "a = +5;", "a = 5L;" },
		{ "a=0x1F;", "a=31L;" },
		{ "a=7L;", "a=7L;" },
		{ "a=7LL;", "a=7L;" },
		{ "a=3000000000;", "a=3000000000L;" },
		{ "a=[1,2, 3];", "a=[1L,2L, 3L];" },
		{ "a=010;", "a=10L;" },
		{ "a=1.5;", "a=1.5;" },
		{ "a=1e3;", "a=1e3;" },
		{ "a=-.5;", "a=-.5;" },
		{ "a=0x;", "a=0x;" },
		{ "a1=b2;", "a1=b2;" },
		{ "rate-2*3_4=1;", "rate-2*3_4=1L;" },
		{ "a=\"12\";", "a=\"12\";" },
		{ "a=\"\\\"12\";", "a=\"\\\"12\";" },
		{ "a=\"12", "a=\"12" },
		{ "# 12\na=1", "# 12\na=1L" },
		{ "// 12\na=1", "// 12\na=1L" },
		{ "/* 12\n12 */a=1", "/* 12\n12 */a=1L" },
		{ "/*/12*/a=1", "/*/12*/a=1L" },
		{ "/* 12", "/* 12" },
		{ "a=\"@include\"//@include", "a=\"@include\"//@include" },
		{ "", "" },
	};
	struct text text;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		load(&text, all[i].source);
		assert_string_equal(text.widened, all[i].widened);
		assert_int_equal(text.n_huge, 0);
		text_free(&text);
	}
}

static void integers_beyond_64_bits_are_remembered(void **state)
{
	struct text text;

	(void)state;
	load(&text, "a=1;\nb=9223372036854775808;c=-99999999999999999999;\n"
		    "d=9223372036854775807;e=0x10000000000000000;");
	assert_int_equal(text.n_huge, 3);
	assert_null(text_huge_at(&text, 1));
	assert_string_equal(text_huge_at(&text, 3), "0x10000000000000000");
	assert_string_equal(text_huge_at(&text, 2), "9223372036854775808");
	assert_string_equal(text_huge_at(&text, 2), "-99999999999999999999");
	assert_null(text_huge_at(&text, 2));
	assert_non_null(strstr(text.widened, "b=9223372036854775807L;"));
	assert_non_null(strstr(text.widened, "c=-9223372036854775807L;"));
	text_free(&text);
}

static void a_line_is_found_without_its_blanks(void **state)
{
	struct text text;
	const char *line;
	size_t len;

	(void)state;
	load(&text, "one\n\t two ;  \r\n\nfour");
	line = text_line(&text, 2, &len);
	assert_int_equal(len, 5);
	assert_memory_equal(line, "two ;", len);
	text_line(&text, 3, &len);
	assert_int_equal(len, 0);
	text_line(&text, 4, &len);
	assert_int_equal(len, 4);
	text_line(&text, 9, &len);
	assert_int_equal(len, 0);
	text_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_alone_are_widened),
		cmocka_unit_test(integers_beyond_64_bits_are_remembered),
		cmocka_unit_test(a_line_is_found_without_its_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

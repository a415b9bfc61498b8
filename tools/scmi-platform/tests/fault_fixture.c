// SPDX-License-Identifier: GPL-2.0-only
#include "fault_fixture.h"

struct stack *start_with(void **state, const char *spec)
{
	struct stack *s = *state;

	stack_fault(s, spec);
	fe_start(&s->fe, FE_FEATURES);
	return s;
}

void expect_sane(struct stack *s)
{
	stack_command(s, 10, HDR(99u), 0);
	stack_expect_reply(s, 10, HDR(99u));
}

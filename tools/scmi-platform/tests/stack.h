/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole platform in one process for tests, with the fake agent in place
 * of SCMI: front end, back end, device.
 */
#ifndef SCMI_PLATFORM_TESTS_STACK_H
#define SCMI_PLATFORM_TESTS_STACK_H

#include "both.h"
#include "fake_agent.h"
#include "fault.h"
#include "front_end.h"
#include "glue.h"

#define STACK_NUM 256u

struct stack {
	struct loop loop;
	struct guest guest;
	struct fault_set faults;
	struct glue *glue;
	struct vhost_user *vu;
	struct front_end fe;
	uint64_t features; /* all that are offered */
	char path[64];
};

/* For cmocka, see both.h. The driver is not started yet. */
int stack_setup(void **state);
int stack_teardown(void **state);

/* Adds a rule, which must be right. */
void stack_fault(struct stack *s, const char *spec);

/**
 * stack_command - make a command available, and kick
 * @s: the platform
 * @head: of two descriptors
 * @hdr: its header
 * @flags: what follows the header twice: in its first and second word
 */
void stack_command(struct stack *s, uint16_t head, uint32_t hdr,
		   uint32_t flags);

/* Makes @n buffers of @room bytes available in eventq, and kicks. */
void stack_buffers(struct stack *s, unsigned int n, uint32_t room);

/* Fails unless the reply to @hdr comes back in @head, as it should be. */
void stack_expect_reply(struct stack *s, uint16_t head, uint32_t hdr);

/* Fails if anything comes back in @ring within @ms. */
void stack_expect_nothing(struct stack *s, unsigned int ring, unsigned int ms);

#endif /* SCMI_PLATFORM_TESTS_STACK_H */

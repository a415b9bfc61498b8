/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An SCMI agent for tests of what is around it: it answers every command with
 * success and a known pattern, and has the events that the test gives it.
 */
#ifndef SCMI_PLATFORM_TESTS_FAKE_AGENT_H
#define SCMI_PLATFORM_TESTS_FAKE_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_RSP_LEN 12u /* header, status, four bytes of pattern */
#define FAKE_PATTERN 0xa5

/**
 * struct fake_agent - what the test may look at and choose
 * @commands: number of commands so far
 * @resets: number of resets so far
 * @p2a: from the last reset
 * @req: the last command
 * @req_len: its length
 * @room: room for its response
 * @latency: nanoseconds until an asynchronous command's delayed response
 * @status: of the answers
 * @looked: the last time at which it was looked what is due
 * @ready: when the next command may be handled
 * @wake: who looks at its events; NULL when nobody does
 * @wake_ctx: its argument
 * @pause: nanoseconds for which somebody else has the CPU, once, when nothing is
 *	due
 */
struct fake_agent {
	unsigned int commands;
	unsigned int resets;
	bool p2a;
	uint8_t req[16384];
	size_t req_len;
	size_t room;
	uint64_t latency;
	int32_t status;
	uint64_t looked;
	uint64_t ready;
	void (*wake)(void *ctx);
	void *wake_ctx;
	uint64_t pause;
};

extern struct fake_agent fake;

/* Forgets everything. */
void fake_agent_init(void);

/* The agent has an event of @len bytes from @when on; order is kept. */
void fake_agent_post(bool delayed, const void *data, size_t len, uint64_t when);

/* Return: events that were neither pulled nor dropped. */
unsigned int fake_agent_pending(void);

#endif /* SCMI_PLATFORM_TESTS_FAKE_AGENT_H */

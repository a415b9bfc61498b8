/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzzer's bytes, taken one value at a time. Where there are none left, they
 * are zeros: each input means something.
 */
#ifndef SCMI_PLATFORM_FUZZ_INPUT_H
#define SCMI_PLATFORM_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *at;
	size_t left;
};

/* What libFuzzer calls: once at the start, and for each input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, which libFuzzer then takes for a find. */
#define fuzz_expect(condition) \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/**
 * input_bytes - take bytes as they are
 * @in: the input
 * @buf: where to
 * @len: how many
 */
void input_bytes(struct input *in, void *buf, size_t len);

uint8_t input_u8(struct input *in);
uint16_t input_u16(struct input *in);
uint32_t input_u32(struct input *in);
uint64_t input_u64(struct input *in);

/* Return: one of 0 to @n - 1, of one byte. */
unsigned int input_below(struct input *in, unsigned int n);

/*
 * Values as they occur in messages and descriptors: mostly small ones, powers
 * of two, and addresses at or beside the tests' guest (guest.h).
 */
uint64_t input_gpa(struct input *in);
uint64_t input_uva(struct input *in);
uint32_t input_len(struct input *in);

#endif /* SCMI_PLATFORM_FUZZ_INPUT_H */

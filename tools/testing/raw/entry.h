/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of the kernel's SCMI raw mode, in debugfs. An entry is opened
 * either for writing or for reading: the kernel keeps one position for both,
 * so a message read moves the place where the next one written would start.
 */
#ifndef SCMI_RAW_ENTRY_H
#define SCMI_RAW_ENTRY_H

#include <stdint.h>

struct message;

/**
 * entry_folder - choose the SCMI instance
 * @instance: its number
 *
 * Return: 0, or -1 after a message.
 */
int entry_folder(unsigned int instance);

/**
 * entry_write - write one message
 * @name: the entry
 * @m: the message
 *
 * Return: 0, or the negative errno with which the kernel refuses it.
 */
int entry_write(const char *name, const struct message *m);

/**
 * entry_open - open an entry to read messages
 * @name: the entry
 *
 * Return: a descriptor, or a negative errno.
 */
int entry_open(const char *name);

/* Milliseconds of a clock that only goes forward. */
int64_t entry_now(void);

/**
 * entry_read - read one message
 * @fd: the entry
 * @m: the message
 * @deadline: until when to wait for it, by entry_now()
 *
 * Return: 1; 0 if none came in time; or a negative errno.
 */
int entry_read(int fd, struct message *m, int64_t deadline);

#endif /* SCMI_RAW_ENTRY_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rights that a platform needs at its start and not later.
 */
#ifndef SCMI_PLATFORM_PRIVILEGES_H
#define SCMI_PLATFORM_PRIVILEGES_H

/**
 * privileges_drop - become another user for good
 * @user: its name; its groups become those of the process
 *
 * Descriptors stay open, and what only the former user may remove stays
 * behind.
 *
 * Return: 0, or -errno after an error line.
 */
int privileges_drop(const char *user);

#endif /* SCMI_PLATFORM_PRIVILEGES_H */

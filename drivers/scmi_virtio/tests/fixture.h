/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites with a device share: the driver, a device, an instance on it.
 */
#ifndef SCMI_VIO_FIXTURE_H
#define SCMI_VIO_FIXTURE_H

#include "device.h"
#include "fake_core.h"
#include "fake_vdev.h"
#include "pdu.h"

#include <kunit/test.h>

/* A protocol and a message that nothing here knows more about. */
#define PROTOCOL 0x14
#define MESSAGE	 0x6

/* More than any machine takes */
#define FIXTURE_LONG_MS 10000

/* Within which those who wait are told (L-03) */
#define FIXTURE_SOON_MS 1000

/**
 * struct fixture - test->priv of a suite with a device
 * @fake: the device
 * @dev: as the driver sees it
 * @core: an instance on it
 */
struct fixture {
	struct fake_vdev *fake;
	struct scmi_vio_dev *dev;
	struct fake_core *core;
};

int fixture_suite_init(struct kunit_suite *suite);
void fixture_suite_exit(struct kunit_suite *suite);
int fixture_init(struct kunit *test);

void fixture_plug(struct kunit *test, const struct fake_config *config);
struct fake_config fixture_config(void);

struct fake_xfer *fixture_command(struct kunit *test, u16 token);
int fixture_try_command(struct kunit *test, u16 token);
void fixture_command_works(struct kunit *test, u16 token);
struct fake_xfer *fixture_async_command(struct kunit *test, u16 token);
void fixture_make_live(struct kunit *test);
struct fake_buffer fixture_take(struct kunit *test);
void fixture_answer(struct kunit *test, const struct fake_buffer *buffer);
void fixture_send_delayed(struct kunit *test, u32 hdr, s32 status);
unsigned long fixture_count(struct kunit *test, enum scmi_vio_counter counter);
void fixture_wait_resets(struct kunit *test, unsigned long n);
void fixture_wait_state(struct kunit *test, const char *state);

#endif /* SCMI_VIO_FIXTURE_H */

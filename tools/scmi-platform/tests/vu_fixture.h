/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vhost-user back end over a real socket for tests, with a device that
 * only notes what it is told, a guest, and a front end that is connected.
 */
#ifndef SCMI_PLATFORM_TESTS_VU_FIXTURE_H
#define SCMI_PLATFORM_TESTS_VU_FIXTURE_H

#include "both.h"
#include "front_end.h"
#include "vhost_user.h"

#define NUM 16u

/**
 * struct device - what it was told
 * @begun: drivers that began
 * @ended: drivers that ended
 * @started: active rings, one bit each
 * @kicks: kicks, for each ring
 * @features: of the last driver
 * @vq: active rings
 * @answer: buffers are returned with length 1
 */
struct device {
	unsigned int begun;
	unsigned int ended;
	unsigned int started;
	unsigned int kicks[2];
	uint64_t features;
	struct virtq *vq[2];
	bool answer;
};

struct fixture {
	struct loop loop;
	struct guest guest;
	struct device device;
	struct vhost_user *vu;
	struct front_end fe;
	uint64_t features; /* all that are offered */
	bool client; /* the back end connects */
	char path[64];
};

/*
 * For cmocka, see both.h. The driver is not started yet, and the device
 * answers.
 */
int vu_setup(void **state);
int vu_teardown(void **state);

/* Another back end at the same path. Return: NULL when there cannot be one. */
struct vhost_user *open_back_end(struct fixture *f);

/* Return: how many descriptors are open; what leaks makes it grow. */
unsigned int count_fds(void);

/* The ring answers: everything about it is right. */
void expect_service(struct fixture *f, unsigned int ring);

/*
 * What was sent last must have ended the connection, and nothing else. Leaves
 * the front end connected again.
 */
void expect_closed(struct fixture *f);

#endif /* SCMI_PLATFORM_TESTS_VU_FIXTURE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small model and one agent, for the tests of scmi/. Time stands still
 * unless a test moves it. The system may be put into every state but by a cold
 * reset, and has 5 ms to shut down gracefully. The platform asks for a suspend after
 * 10 ms and for a shutdown after 20 ms.
 */
#ifndef SCMI_PLATFORM_FIXTURE_H
#define SCMI_PLATFORM_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../protocol.h"
#include "../../util.h"

#define NOW   NSEC_PER_SEC
#define TOKEN 0x155u

/* Its clocks, domains and sensors, by what is special about them. */
enum {
	CLOCK_FIXED, /* 24 MHz, nothing may be set */
	CLOCK_RANGE, /* 100 .. 1000 MHz by 50, asynchronous sets take 1 ms */
	/*
	 * 20 rates, 1 .. 20 MHz; fed by the other two; long name; a duty cycle,
	 * and a vendor's configuration that may not be set
	 */
	CLOCK_LIST,
};

enum {
	POWER_FIXED, /* on for ever */
	POWER_SLOW, /* off; asynchronous sets take 2 ms; long name */
};

enum {
	PERF_VALUES, /* 10, 20, 30 */
	PERF_INDEXED, /* two levels; long name */
	PERF_FIXED, /* one level, nothing may be set */
};

enum {
	SENSOR_TEMP, /* sawtooth, 0 .. 1000 a second, two trip points */
	SENSOR_POWER, /* both ways to read, 3 ms; timestamps; continuous */
	SENSOR_AXES, /* three axes of 1, -2 and 3 */
	SENSOR_SLOW, /* delayed responses only */
	SENSOR_OFF, /* disabled, and can do nothing */
};

enum {
	RESET_FIXED, /* may not be reset */
	RESET_SYNC, /* out of reset */
	RESET_SLOW, /* in reset; asynchronous ones take 2 ms; long name */
};

enum {
	VOLTAGE_FIXED, /* 1.8 V for ever */
	VOLTAGE_RANGE, /* 600 .. 1225 mV by 50, asynchronous sets take 2 ms */
	VOLTAGE_LIST, /* ten levels, -300 .. 600 mV; long name */
};

enum {
	POWERCAP_SOC, /* draws 6000; the platform has a cap of 8000 */
	POWERCAP_CPU, /* part of it, 1000 .. 4600 a second; long name */
	POWERCAP_FIXED, /* not measured, nothing may be set */
};

enum {
	PIN_A, /* a pull-up, a drive strength of up to 12, a value to read */
	PIN_B, /* the same, but a drive strength of up to 8 */
	PIN_BARE, /* no settings; long name */
};

enum {
	GROUP_AB, /* the first two pins */
	GROUP_ALL, /* all three */
};

enum {
	FUNCTION_UART, /* of both groups */
	FUNCTION_GPIO, /* of the pins A and BARE */
	FUNCTION_SPI, /* of all pins; long name */
};

struct fixture {
	struct scmi_model *model;
	struct scmi_agent *agent;
	uint64_t now;
	uint8_t rsp[256];
	size_t rsp_len;
	uint8_t event[SCMI_EVENT_SIZE];
	size_t event_len;
	struct scmi_event peeked;
};

/* cmocka's set-up and tear-down; P2A channels are negotiated. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Everything, under the model's own identifiers, with one right. */
void fixture_grant_all(struct model_agent *agent,
		       const struct scmi_model *model, enum model_right right);
void fixture_free_grants(struct model_agent *agent);

/* A command with words for parameters; its status is returned. */
enum scmi_status fixture_send(struct fixture *f, uint8_t protocol, uint8_t id,
			      const uint32_t *words, size_t n);
#define send_words(f, protocol, id, ...)                                 \
	fixture_send(f, protocol, id, (const uint32_t[]){ __VA_ARGS__ }, \
		     sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* Word @i of the last response's return values, the status being 0. */
uint32_t rsp_word(const struct fixture *f, size_t i);

/* Take the next event; false when none is due. */
bool next_event(struct fixture *f);

/* Word @i of the last event, the header being 0. */
uint32_t event_word(const struct fixture *f, size_t i);

/* The next event is exactly these words, header first. */
void fixture_expect(struct fixture *f, const uint32_t *words, size_t n);
#define expect_event(f, ...)                                 \
	fixture_expect(f, (const uint32_t[]){ __VA_ARGS__ }, \
		       sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

uint32_t header_of(uint8_t protocol, uint8_t id);
#define DELAYED(protocol, id) (header_of(protocol, id) | WIRE_DELAYED << 8)
#define NOTE(protocol, id) \
	((uint32_t)(protocol) << 10 | WIRE_NOTIFICATION << 8 | (id))

#endif /* SCMI_PLATFORM_FIXTURE_H */

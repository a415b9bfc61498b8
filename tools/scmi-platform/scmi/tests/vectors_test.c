// SPDX-License-Identifier: GPL-2.0-only
/*
 * Byte vectors: for each row of each protocol's table at least one request and
 * its response, byte by byte; and for each row what is derived from it, such
 * as requests that are too short or too long.
 *
 * Vectors are hexadecimal, without header; blanks and semicolons do not count;
 * 'text'16 is text padded to 16 bytes. A response begins with its status. Section numbers
 * are those of DEN0056, 3.2.
 */
#include "fixture.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* REQ: P-03, P-05, P-06, P-08 */

struct vector {
	const char *section;
	enum scmi_protocol_id protocol;
	uint8_t id;
	const char *req;
	const char *rsp;
};

#define OK	  "00000000"
#define UNSUPPORT "ffffffff"
#define INVALID	  "feffffff"
#define DENIED	  "fdffffff"
#define NOT_FOUND "fcffffff"
#define RANGE	  "fbffffff"
#define PROTOCOL  "f6ffffff"
#define NOWHERE	  "ff00ffff"

static const struct vector vectors[] = {
	{ "4.2.2.1", SCMI_BASE, 0x00, "", OK "01000200" },
	{ "4.2.2.3", SCMI_BASE, 0x01, "", OK "04 01 0000" },
	{ "4.2.2.4", SCMI_BASE, 0x02, "06000000", OK "00000000" },
	{ "4.2.2.4 not offered", SCMI_BASE, 0x02, "08000000", NOT_FOUND },
	{ "4.2.2.4 unknown", SCMI_BASE, 0x02, "0c000000", NOT_FOUND },
	{ "4.2.2.4 huge", SCMI_BASE, 0x02, "06010000", NOT_FOUND },
	{ "4.2.2.5", SCMI_BASE, 0x03, "", OK "'vendor'16" },
	{ "4.2.2.6", SCMI_BASE, 0x04, "", OK "'subvendor'16" },
	{ "4.2.2.7", SCMI_BASE, 0x05, "", OK "04030201" },
	{ "4.2.2.8", SCMI_BASE, 0x06, "00000000", OK "04000000 11131415" },
	{ "4.2.2.8 skip", SCMI_BASE, 0x06, "03000000", OK "01000000 15000000" },
	{ "4.2.2.8 skip all", SCMI_BASE, 0x06, "04000000", OK "00000000" },
	{ "4.2.2.8 skip more", SCMI_BASE, 0x06, "05000000", INVALID },
	{ "4.2.2.10 platform", SCMI_BASE, 0x07, "00000000",
	  OK "00000000 'platform'16" },
	{ "4.2.2.10 self", SCMI_BASE, 0x07, "ffffffff",
	  OK "01000000 'agent1'16" },
	{ "4.2.2.10 other", SCMI_BASE, 0x07, "02000000", NOT_FOUND },
	{ "4.2.2", SCMI_BASE, 0x08, "01000000", UNSUPPORT },
	{ "4.2.2", SCMI_BASE, 0x09, "01000000 00000000 01000000", UNSUPPORT },
	{ "4.2.2", SCMI_BASE, 0x0a, "01000000 10000000 01000000", UNSUPPORT },
	{ "4.2.2", SCMI_BASE, 0x0b, "01000000 00000000", UNSUPPORT },
	{ "4.2.2.2", SCMI_BASE, 0x10, "01000200", OK },
	{ "4.2.2.2 newer", SCMI_BASE, 0x10, "02000200", UNSUPPORT },

	{ "4.3.2.1", SCMI_POWER, 0x00, "", OK "01000300" },
	{ "4.3.2.3", SCMI_POWER, 0x01, "",
	  OK "02000000 00000000 00000000 00000000" },
	{ "4.3.2.4", SCMI_POWER, 0x02, "06000000", OK "00000000" },
	{ "4.3.2.5 fixed", SCMI_POWER, 0x03, "00000000",
	  OK "00000090 'cpu'16" },
	{ "4.3.2.5 long name", SCMI_POWER, 0x03, "01000000",
	  OK "000000f8 'gpu_and_its_mem'16" },
	{ "4.3.2.5 nowhere", SCMI_POWER, 0x03, NOWHERE, NOT_FOUND },
	{ "4.3.2.6", SCMI_POWER, 0x04, "00000000 01000000 00000000", OK },
	{ "4.3.2.6 async", SCMI_POWER, 0x04, "01000000 01000000 00000040", OK },
	{ "4.3.2.6 flags", SCMI_POWER, 0x04, "02000000 01000000 00000000",
	  INVALID },
	{ "4.3.2.6 state", SCMI_POWER, 0x04, "00000000 01000000 01000000",
	  INVALID },
	{ "4.3.2.6 fixed", SCMI_POWER, 0x04, "00000000 00000000 00000000",
	  DENIED },
	{ "4.3.2.6 nowhere", SCMI_POWER, 0x04, "00000000 02000000 00000000",
	  NOT_FOUND },
	{ "4.3.2.7 on", SCMI_POWER, 0x05, "00000000", OK "00000000" },
	{ "4.3.2.7 off", SCMI_POWER, 0x05, "01000000", OK "00000040" },
	{ "4.3.2.7 nowhere", SCMI_POWER, 0x05, "02000000", NOT_FOUND },
	{ "4.3.2", SCMI_POWER, 0x06, "01000000 01000000", OK },
	{ "4.3.2 switch", SCMI_POWER, 0x06, "01000000 02000000", INVALID },
	{ "4.3.2 nowhere", SCMI_POWER, 0x06, "02000000 01000000", NOT_FOUND },
	{ "4.3.2", SCMI_POWER, 0x07, "01000000 01000000", OK },
	{ "4.3.2 switch", SCMI_POWER, 0x07, "01000000 03000000", INVALID },
	{ "4.3.2 nowhere", SCMI_POWER, 0x07, "02000000 00000000", NOT_FOUND },
	{ "4.3.2", SCMI_POWER, 0x08, "01000000",
	  OK "00000000 'gpu_and_its_memory'64" },
	{ "4.3.2 nowhere", SCMI_POWER, 0x08, "02000000", NOT_FOUND },
	{ "4.3.2.2", SCMI_POWER, 0x10, "01000300", OK },
	{ "4.3.2.2 older", SCMI_POWER, 0x10, "00000300", UNSUPPORT },

	{ "4.5.3.1", SCMI_PERF, 0x00, "", OK "00000400" },
	{ "4.5.3.3", SCMI_PERF, 0x01, "",
	  OK "03000100 00000000 00000000 00000000" },
	{ "4.5.3.4", SCMI_PERF, 0x02, "09000000", OK "00000000" },
	{ "4.5.3.4 FastChannels", SCMI_PERF, 0x02, "0b000000", NOT_FOUND },
	{ "4.5.3.5", SCMI_PERF, 0x03, "00000000",
	  OK "000000f0 09000000 d0070000 14000000 'cpu'16" },
	{ "4.5.3.5 indexed", SCMI_PERF, 0x03, "01000000",
	  OK "000000f6 00000000 00000000 14000000 'gpu_and_its_mem'16" },
	{ "4.5.3.5 fixed", SCMI_PERF, 0x03, "02000000",
	  OK "00000030 00000000 00000000 0a000000 'bus'16" },
	{ "4.5.3.5 nowhere", SCMI_PERF, 0x03, "03000000", NOT_FOUND },
	{ "4.5.3.6", SCMI_PERF, 0x04, "00000000 01000000",
	  OK "0200 0000;"
	     "14000000 2c010000 02000000 d0070000 02000000;"
	     "1e000000 84030000 03000000 b80b0000 03000000" },
	{ "4.5.3.6 end", SCMI_PERF, 0x04, "00000000 03000000", RANGE },
	{ "4.5.3.6 nowhere", SCMI_PERF, 0x04, "03000000 00000000", NOT_FOUND },
	{ "4.5.3.7", SCMI_PERF, 0x05, "00000000 14000000 0a000000", OK },
	{ "4.5.3.7 nothing", SCMI_PERF, 0x05, "00000000 00000000 00000000",
	  RANGE },
	{ "4.5.3.7 maximum", SCMI_PERF, 0x05, "00000000 1f000000 0a000000",
	  RANGE },
	{ "4.5.3.7 minimum", SCMI_PERF, 0x05, "00000000 14000000 09000000",
	  RANGE },
	{ "4.5.3.7 crossed", SCMI_PERF, 0x05, "00000000 0a000000 14000000",
	  INVALID },
	{ "4.5.3.7 no index", SCMI_PERF, 0x05, "01000000 03000000 01000000",
	  RANGE },
	{ "4.5.3.7 fixed", SCMI_PERF, 0x05, "02000000 0a000000 0a000000",
	  DENIED },
	{ "4.5.3.7 nowhere", SCMI_PERF, 0x05, "03000000 0a000000 0a000000",
	  NOT_FOUND },
	{ "4.5.3.8", SCMI_PERF, 0x06, "00000000", OK "1e000000 0a000000" },
	{ "4.5.3.8 indexed", SCMI_PERF, 0x06, "01000000",
	  OK "02000000 01000000" },
	{ "4.5.3.8 nowhere", SCMI_PERF, 0x06, "03000000", NOT_FOUND },
	{ "4.5.3.9", SCMI_PERF, 0x07, "00000000 14000000", OK },
	{ "4.5.3.9 too high", SCMI_PERF, 0x07, "00000000 1f000000", RANGE },
	{ "4.5.3.9 no index", SCMI_PERF, 0x07, "01000000 00000000", RANGE },
	{ "4.5.3.9 fixed", SCMI_PERF, 0x07, "02000000 0a000000", DENIED },
	{ "4.5.3.9 nowhere", SCMI_PERF, 0x07, "03000000 0a000000", NOT_FOUND },
	{ "4.5.3.10", SCMI_PERF, 0x08, "00000000", OK "0a000000" },
	{ "4.5.3.10 indexed", SCMI_PERF, 0x08, "01000000", OK "01000000" },
	{ "4.5.3.10 nowhere", SCMI_PERF, 0x08, "03000000", NOT_FOUND },
	{ "4.5.3", SCMI_PERF, 0x09, "00000000 01000000", OK },
	{ "4.5.3 switch", SCMI_PERF, 0x09, "00000000 02000000", INVALID },
	{ "4.5.3 nowhere", SCMI_PERF, 0x09, "03000000 01000000", NOT_FOUND },
	{ "4.5.3", SCMI_PERF, 0x0a, "00000000 01000000", OK },
	{ "4.5.3 switch", SCMI_PERF, 0x0a, "00000000 02000000", INVALID },
	{ "4.5.3 nowhere", SCMI_PERF, 0x0a, "03000000 01000000", NOT_FOUND },
	{ "4.5.3", SCMI_PERF, 0x0b, "00000000 07000000", UNSUPPORT },
	{ "4.5.3", SCMI_PERF, 0x0c, "01000000",
	  OK "00000000 'gpu_and_its_memory'64" },
	{ "4.5.3 nowhere", SCMI_PERF, 0x0c, "03000000", NOT_FOUND },
	{ "4.5.3.2", SCMI_PERF, 0x10, "00000400", OK },
	{ "4.5.3.2 older", SCMI_PERF, 0x10, "00000300", UNSUPPORT },

	{ "4.6.2.1", SCMI_CLOCK, 0x00, "", OK "00000300" },
	{ "4.6.2.3", SCMI_CLOCK, 0x01, "", OK "0300 20 00" },
	{ "4.6.2.4", SCMI_CLOCK, 0x02, "09000000", OK "00000000" },
	{ "4.6.2.5 fixed", SCMI_CLOCK, 0x03, "00000000",
	  OK "030000c0 'osc'16 00000000" },
	{ "4.6.2.5", SCMI_CLOCK, 0x03, "01000000",
	  OK "000000c0 'pll'16 07000000" },
	{ "4.6.2.5 long name", SCMI_CLOCK, 0x03, "02000000",
	  OK "000000f0 'display_pixel_c'16 00000000" },
	{ "4.6.2.5 nowhere", SCMI_CLOCK, 0x03, NOWHERE, NOT_FOUND },
	{ "4.6.2.6 list", SCMI_CLOCK, 0x04, "02000000 12000000",
	  OK "0200 0000 c0ea2101 00000000 002d3101 00000000" },
	{ "4.6.2.6 range", SCMI_CLOCK, 0x04, "01000000 00000000",
	  OK "0310 0000 00e1f505 00000000 00ca9a3b 00000000;"
	     "80f0fa02 00000000" },
	{ "4.6.2.6 end", SCMI_CLOCK, 0x04, "02000000 14000000", RANGE },
	{ "4.6.2.6 end of range", SCMI_CLOCK, 0x04, "01000000 01000000",
	  RANGE },
	{ "4.6.2.6 nowhere", SCMI_CLOCK, 0x04, "03000000 00000000", NOT_FOUND },
	{ "4.6.2.7", SCMI_CLOCK, 0x05, "00000000 02000000 40420f00 00000000",
	  OK },
	{ "4.6.2.7 async", SCMI_CLOCK, 0x05,
	  "01000000 02000000 40420f00 00000000", OK },
	{ "4.6.2.7 flags", SCMI_CLOCK, 0x05,
	  "10000000 02000000 40420f00 00000000", INVALID },
	{ "4.6.2.7 too low", SCMI_CLOCK, 0x05,
	  "00000000 02000000 3f420f00 00000000", INVALID },
	{ "4.6.2.7 too high", SCMI_CLOCK, 0x05,
	  "04000000 02000000 40420f00 01000000", INVALID },
	{ "4.6.2.7 fixed", SCMI_CLOCK, 0x05,
	  "00000000 00000000 00366e01 00000000", DENIED },
	{ "4.6.2.7 nowhere", SCMI_CLOCK, 0x05,
	  "00000000 03000000 00366e01 00000000", NOT_FOUND },
	{ "4.6.2.8", SCMI_CLOCK, 0x06, "00000000", OK "00366e01 00000000" },
	{ "4.6.2.8 nowhere", SCMI_CLOCK, 0x06, "03000000", NOT_FOUND },
	{ "4.6.2.9", SCMI_CLOCK, 0x07, "01000000 01000000 00000000", OK },
	{ "4.6.2.9 reserved", SCMI_CLOCK, 0x07, "01000000 02000000 00000000",
	  INVALID },
	{ "4.6.2.9 unchanged", SCMI_CLOCK, 0x07, "01000000 03000000 00000000",
	  INVALID },
	{ "4.6.2.9 duty cycle", SCMI_CLOCK, 0x07, "01000000 03000100 32000000",
	  INVALID },
	{ "4.6.2.9 fixed", SCMI_CLOCK, 0x07, "00000000 00000000 00000000",
	  DENIED },
	{ "4.6.2.9 nowhere", SCMI_CLOCK, 0x07, "03000000 01000000 00000000",
	  NOT_FOUND },
	{ "4.6.2.11", SCMI_CLOCK, 0x08, "02000000",
	  OK "00000000 'display_pixel_clock'64" },
	{ "4.6.2.11 nowhere", SCMI_CLOCK, 0x08, "03000000", NOT_FOUND },
	{ "4.6.2.12", SCMI_CLOCK, 0x09, "01000000 01000000", OK },
	{ "4.6.2.12 switch", SCMI_CLOCK, 0x09, "01000000 02000000", INVALID },
	{ "4.6.2.12 nowhere", SCMI_CLOCK, 0x09, "03000000 01000000",
	  NOT_FOUND },
	{ "4.6.2.13", SCMI_CLOCK, 0x0a, "01000000 01000000", OK },
	{ "4.6.2.13 switch", SCMI_CLOCK, 0x0a, "01000000 02000000", INVALID },
	{ "4.6.2.13 nowhere", SCMI_CLOCK, 0x0a, "03000000 01000000",
	  NOT_FOUND },
	{ "4.6.2.10 on", SCMI_CLOCK, 0x0b, "00000000 00000000",
	  OK "00000000 01000000 00000000" },
	{ "4.6.2.10 off", SCMI_CLOCK, 0x0b, "01000000 00000000",
	  OK "00000000 00000000 00000000" },
	{ "4.6.2.10 duty cycle", SCMI_CLOCK, 0x0b, "01000000 01000000",
	  INVALID },
	{ "4.6.2.10 nowhere", SCMI_CLOCK, 0x0b, "03000000 00000000",
	  NOT_FOUND },
	{ "4.6.2.14", SCMI_CLOCK, 0x0c, "02000000 00000000",
	  OK "02000000 00000000 01000000" },
	{ "4.6.2.14 skip", SCMI_CLOCK, 0x0c, "02000000 01000000",
	  OK "01000000 01000000" },
	{ "4.6.2.14 end", SCMI_CLOCK, 0x0c, "02000000 02000000", RANGE },
	{ "4.6.2.14 none", SCMI_CLOCK, 0x0c, "01000000 00000000", UNSUPPORT },
	{ "4.6.2.14 nowhere", SCMI_CLOCK, 0x0c, "03000000 00000000",
	  NOT_FOUND },
	{ "4.6.2.15", SCMI_CLOCK, 0x0d, "02000000 00000000", OK },
	{ "4.6.2.15 no parent", SCMI_CLOCK, 0x0d, "02000000 02000000",
	  INVALID },
	{ "4.6.2.15 no clock", SCMI_CLOCK, 0x0d, "02000000 03000000",
	  NOT_FOUND },
	{ "4.6.2.15 none", SCMI_CLOCK, 0x0d, "01000000 00000000", UNSUPPORT },
	{ "4.6.2.15 nowhere", SCMI_CLOCK, 0x0d, "03000000 00000000",
	  NOT_FOUND },
	{ "4.6.2.16", SCMI_CLOCK, 0x0e, "02000000", OK "01000000" },
	{ "4.6.2.16 none", SCMI_CLOCK, 0x0e, "01000000", UNSUPPORT },
	{ "4.6.2.16 nowhere", SCMI_CLOCK, 0x0e, "03000000", NOT_FOUND },
	{ "4.6.2.17", SCMI_CLOCK, 0x0f, "02000000", OK "000000e0" },
	{ "4.6.2.17 fixed", SCMI_CLOCK, 0x0f, "00000000", OK "00000000" },
	{ "4.6.2.17 nowhere", SCMI_CLOCK, 0x0f, "03000000", NOT_FOUND },
	{ "4.6.2.2", SCMI_CLOCK, 0x10, "00000300", OK },
	{ "4.6.2.2 older", SCMI_CLOCK, 0x10, "00000200", UNSUPPORT },

	{ "4.7.2.1", SCMI_SENSOR, 0x00, "", OK "01000300" },
	{ "4.7.2.3", SCMI_SENSOR, 0x01, "",
	  OK "0500 20 00 00000000 00000000 00000000" },
	{ "4.7.2.4", SCMI_SENSOR, 0x02, "0b000000", OK "00000000" },
	{ "4.7.2.5", SCMI_SENSOR, 0x03, "00000000",
	  OK "0500 0000;"
	     "00000000 02010020 02e80000 'soc_temperature'16 32000000;"
	     "050000f8 ffffffff ffffffff e8030000 00000000;"
	     "01000000 005f00c0 07d00000 'power'16 00000000;"
	     "00000000 00000000 00000080 ffffffff ffffff7f;"
	     "02000000 00010000 59010300 'accelerometer'16 00000000;"
	     "03000000 00010080 00000000 'slow'16 00000000;"
	     "00000000 00000000 00000080 ffffffff ffffff7f;"
	     "04000000 00010000 00000000 'off'16 00000000;"
	     "00000000 00000000 00000080 ffffffff ffffff7f" },
	{ "4.7.2.5 last", SCMI_SENSOR, 0x03, "04000000",
	  OK "0100 0000;"
	     "04000000 00010000 00000000 'off'16 00000000;"
	     "00000000 00000000 00000080 ffffffff ffffff7f" },
	{ "4.7.2.5 end", SCMI_SENSOR, 0x03, "05000000", INVALID },
	{ "4.7.2.8", SCMI_SENSOR, 0x04, "00000000 01000000", OK },
	{ "4.7.2.8 switch", SCMI_SENSOR, 0x04, "00000000 02000000", INVALID },
	{ "4.7.2.8 none", SCMI_SENSOR, 0x04, "01000000 01000000", UNSUPPORT },
	{ "4.7.2.8 nowhere", SCMI_SENSOR, 0x04, "05000000 01000000",
	  NOT_FOUND },
	{ "4.7.2.9", SCMI_SENSOR, 0x05, "00000000 13000000 2c010000 00000000",
	  OK },
	{ "4.7.2.9 reserved", SCMI_SENSOR, 0x05,
	  "00000000 17000000 2c010000 00000000", INVALID },
	{ "4.7.2.9 no such", SCMI_SENSOR, 0x05,
	  "00000000 23000000 2c010000 00000000", INVALID },
	{ "4.7.2.9 none", SCMI_SENSOR, 0x05,
	  "01000000 03000000 2c010000 00000000", UNSUPPORT },
	{ "4.7.2.9 nowhere", SCMI_SENSOR, 0x05,
	  "05000000 03000000 2c010000 00000000", NOT_FOUND },
	{ "4.7.2.12", SCMI_SENSOR, 0x06, "01000000 00000000",
	  OK "60e31600 00000000 00000000 00000000" },
	{ "4.7.2.12 axes", SCMI_SENSOR, 0x06, "02000000 00000000",
	  OK "01000000 00000000 00000000 00000000;"
	     "feffffff ffffffff 00000000 00000000;"
	     "03000000 00000000 00000000 00000000" },
	{ "4.7.2.12 async", SCMI_SENSOR, 0x06, "01000000 01000000", OK },
	{ "4.7.2.12 no async", SCMI_SENSOR, 0x06, "00000000 01000000",
	  UNSUPPORT },
	{ "4.7.2.12 async only", SCMI_SENSOR, 0x06, "03000000 00000000",
	  UNSUPPORT },
	{ "4.7.2.12 flags", SCMI_SENSOR, 0x06, "01000000 02000000", INVALID },
	{ "4.7.2.12 disabled", SCMI_SENSOR, 0x06, "04000000 00000000",
	  PROTOCOL },
	{ "4.7.2.12 nowhere", SCMI_SENSOR, 0x06, "05000000 00000000",
	  NOT_FOUND },
	{ "4.7.2.6", SCMI_SENSOR, 0x07, "02000000 00000000",
	  OK "03000000;"
	     "00000000 00010000 59000000 'x'16;"
	     "00000000 f7ffffff ffffffff 09000000 00000000;"
	     "01000000 00010000 59000000 'y'16;"
	     "00000000 00000000 00000080 ffffffff ffffff7f;"
	     "02000000 00030000 59080000 'z_perpendicular'16;"
	     "00000000 00000000 00000080 ffffffff ffffff7f" },
	{ "4.7.2.6 end", SCMI_SENSOR, 0x07, "02000000 03000000", INVALID },
	{ "4.7.2.6 none", SCMI_SENSOR, 0x07, "00000000 00000000", UNSUPPORT },
	{ "4.7.2.6 nowhere", SCMI_SENSOR, 0x07, "05000000 00000000",
	  NOT_FOUND },
	{ "4.7.2.7", SCMI_SENSOR, 0x08, "00000000 00000000",
	  OK "0300 0000 3f000000 bf000000 20000000" },
	{ "4.7.2.7 segment", SCMI_SENSOR, 0x08, "01000000 00000000",
	  OK "0310 0000 be000000 20000000 be000000" },
	{ "4.7.2.7 end", SCMI_SENSOR, 0x08, "00000000 03000000", INVALID },
	{ "4.7.2.7 none", SCMI_SENSOR, 0x08, "02000000 00000000", UNSUPPORT },
	{ "4.7.2.7 nowhere", SCMI_SENSOR, 0x08, "05000000 00000000",
	  NOT_FOUND },
	{ "4.7.2.10", SCMI_SENSOR, 0x09, "00000000", OK "01f80100" },
	{ "4.7.2.10 off", SCMI_SENSOR, 0x09, "04000000", OK "00000000" },
	{ "4.7.2.10 nowhere", SCMI_SENSOR, 0x09, "05000000", NOT_FOUND },
	{ "4.7.2.11", SCMI_SENSOR, 0x0a, "01000000 03000100", OK },
	{ "4.7.2.11 reserved", SCMI_SENSOR, 0x0a, "01000000 05000000",
	  INVALID },
	{ "4.7.2.11 no timestamps", SCMI_SENSOR, 0x0a, "00000000 03000000",
	  UNSUPPORT },
	{ "4.7.2.11 no intervals", SCMI_SENSOR, 0x0a, "02000000 01000100",
	  UNSUPPORT },
	{ "4.7.2.11 too long", SCMI_SENSOR, 0x0a, "01000000 01020200",
	  INVALID },
	{ "4.7.2.11 nowhere", SCMI_SENSOR, 0x0a, "05000000 01000000",
	  NOT_FOUND },
	{ "4.7.2", SCMI_SENSOR, 0x0b, "01000000 01000000", OK },
	{ "4.7.2 switch", SCMI_SENSOR, 0x0b, "01000000 02000000", INVALID },
	{ "4.7.2 none", SCMI_SENSOR, 0x0b, "00000000 01000000", UNSUPPORT },
	{ "4.7.2 nowhere", SCMI_SENSOR, 0x0b, "05000000 01000000", NOT_FOUND },
	{ "4.7.2", SCMI_SENSOR, 0x0c, "00000000",
	  OK "00000000 'soc_temperature_sensor'64" },
	{ "4.7.2 nowhere", SCMI_SENSOR, 0x0c, "05000000", NOT_FOUND },
	{ "4.7.2", SCMI_SENSOR, 0x0d, "02000000 02000000",
	  OK "01000000 02000000 'z_perpendicular_to_board'64" },
	{ "4.7.2 end", SCMI_SENSOR, 0x0d, "02000000 03000000", INVALID },
	{ "4.7.2 none", SCMI_SENSOR, 0x0d, "00000000 00000000", UNSUPPORT },
	{ "4.7.2 nowhere", SCMI_SENSOR, 0x0d, "05000000 00000000", NOT_FOUND },
	{ "4.7.2.2", SCMI_SENSOR, 0x10, "01000300", OK },
	{ "4.7.2.2 older", SCMI_SENSOR, 0x10, "00000200", UNSUPPORT },
};

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	assert_true(c && at);
	return at - digits;
}

/* 'text'NN; the width always has two digits. */
static const char *encode_text(const char *at, uint8_t *to, size_t *len)
{
	size_t n = strcspn(++at, "'");
	const char *end = at + n + 1;
	size_t width = (end[0] - '0') * 10 + end[1] - '0';

	memset(to + *len, 0, width);
	memcpy(to + *len, at, n);
	*len += width;
	return end + 2;
}

/* The bytes that a vector's text stands for. */
static size_t encode(const char *at, uint8_t *to)
{
	size_t len = 0;

	while (*at) {
		if (isspace((unsigned char)*at) || *at == ';') {
			at++;
		} else if (*at == '\'') {
			at = encode_text(at, to, &len);
		} else {
			to[len++] = hex_digit(at[0]) << 4 | hex_digit(at[1]);
			at += 2;
		}
	}
	return len;
}

/* A message with header @req, as it was received; the room is exact. */
static size_t exchange(struct fixture *f, uint8_t *req, size_t req_len,
		       uint8_t protocol, uint8_t id, size_t room)
{
	wire_store(req, header_of(protocol, id));
	memset(f->rsp, 0xa5, sizeof(f->rsp));
	f->rsp_len = scmi_agent_command(f->agent, f->now, req, req_len, f->rsp,
					room);
	return f->rsp_len;
}

static enum scmi_status status_of(const struct fixture *f)
{
	return (enum scmi_status)(int32_t)wire_load(f->rsp + WIRE_WORD);
}

static void check_vector(const struct vector *v)
{
	uint8_t req[64], want[256];
	size_t req_len = WIRE_WORD + encode(v->req, req + WIRE_WORD);
	size_t want_len = WIRE_WORD + encode(v->rsp, want + WIRE_WORD);
	struct fixture *f;
	void *state;

	wire_store(want, header_of(v->protocol, v->id));
	fixture_setup(&state);
	f = state;
	exchange(f, req, req_len, v->protocol, v->id, sizeof(f->rsp));
	if (f->rsp_len != want_len || memcmp(f->rsp, want, want_len))
		print_error("%s, protocol %#x, message %#x:\n", v->section,
			    v->protocol, v->id);
	assert_int_equal(f->rsp_len, want_len);
	assert_memory_equal(f->rsp, want, want_len);
	fixture_teardown(&state);
}

static void each_request_has_its_response(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		check_vector(&vectors[i]);
}

static const struct vector *vector_of(const struct scmi_protocol *protocol,
				      const struct scmi_command *command,
				      bool good)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		if (vectors[i].protocol == protocol->id &&
		    vectors[i].id == command->id &&
		    (!strncmp(vectors[i].rsp, OK, 8) || !good))
			return &vectors[i];
	return NULL;
}

typedef void (*row_test)(struct fixture *f,
			 const struct scmi_protocol *protocol,
			 const struct scmi_command *command,
			 const struct vector *v);

/* Calls @test with each row's vector: one that succeeds, if it can. */
static void with_each_row(row_test test)
{
	size_t i, j;
	void *state;

	for (i = 0; i < scmi_n_protocols; i++) {
		const struct scmi_protocol *protocol = scmi_protocols[i];

		for (j = 0; j < protocol->n_commands; j++) {
			const struct scmi_command *row = &protocol->commands[j];

			fixture_setup(&state);
			test(state, protocol, row,
			     vector_of(protocol, row, row->handle));
			fixture_teardown(&state);
		}
	}
}

static void row_has_vector(struct fixture *f,
			   const struct scmi_protocol *protocol,
			   const struct scmi_command *command,
			   const struct vector *v)
{
	uint8_t bytes[256];

	(void)f;
	if (!v)
		print_error("no vector for %s of the %s protocol\n",
			    command->name, protocol->name);
	assert_non_null(v);
	assert_int_equal(encode(v->req, bytes), command->req);
	if (command->handle)
		assert_true(encode(v->rsp, bytes) >= WIRE_WORD + command->rsp);
	else
		assert_string_equal(v->rsp, UNSUPPORT);
}

static void no_row_is_without_vector(void **state)
{
	(void)state;
	with_each_row(row_has_vector);
}

static void wrong_length(struct fixture *f,
			 const struct scmi_protocol *protocol,
			 const struct scmi_command *command,
			 const struct vector *v)
{
	size_t whole = WIRE_WORD + command->req, len;
	uint8_t req[80] = { 0 };

	encode(v->req, req + WIRE_WORD);
	for (len = WIRE_WORD; len < whole + 8; len++) {
		if (len == whole || !command->handle)
			continue;
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, sizeof(f->rsp)),
				 2 * WIRE_WORD);
		assert_int_equal(status_of(f), SCMI_PROTOCOL_ERROR);
	}
}

/* REQ: P-08 */
static void requests_of_another_length_are_protocol_errors(void **state)
{
	(void)state;
	with_each_row(wrong_length);
}

static void little_room(struct fixture *f, const struct scmi_protocol *protocol,
			const struct scmi_command *command,
			const struct vector *v)
{
	uint8_t req[80];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD), room;

	for (room = 0; room < 2 * WIRE_WORD; room++)
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, room),
				 0);
	for (; command->handle && room < 2 * WIRE_WORD + command->rsp; room++) {
		assert_int_equal(exchange(f, req, len, protocol->id,
					  command->id, room),
				 2 * WIRE_WORD);
		assert_int_equal(status_of(f), SCMI_COMMS_ERROR);
		assert_int_equal(f->rsp[2 * WIRE_WORD], 0xa5);
	}
}

/* REQ: P-03 */
static void responses_without_room_are_never_begun(void **state)
{
	(void)state;
	with_each_row(little_room);
}

static void least_room(struct fixture *f, const struct scmi_protocol *protocol,
		       const struct scmi_command *command,
		       const struct vector *v)
{
	size_t room = 2 * WIRE_WORD + command->rsp, len;
	uint8_t req[80];

	if (!command->handle)
		return;
	len = WIRE_WORD + encode(v->req, req + WIRE_WORD);
	exchange(f, req, len, protocol->id, command->id, room);
	/* A reading is as long as it is; the row knows of asynchronous ones. */
	if (protocol->id == SCMI_SENSOR && command->id == 0x06)
		assert_int_equal(status_of(f), SCMI_COMMS_ERROR);
	else
		assert_int_equal(status_of(f), SCMI_SUCCESS);
	assert_true(f->rsp_len <= room);
	assert_int_equal(f->rsp[room], 0xa5);
}

static void responses_fit_the_least_room_of_their_row(void **state)
{
	(void)state;
	with_each_row(least_room);
}

static void without_p2a(struct fixture *f, const struct scmi_protocol *protocol,
			const struct scmi_command *command,
			const struct vector *v)
{
	uint32_t id = command->id;
	bool offered = command->handle && !(command->flags & SCMI_NEEDS_P2A);
	uint8_t req[80];
	size_t len = WIRE_WORD + encode(v->req, req + WIRE_WORD);

	scmi_agent_reset(f->agent, false);
	assert_int_equal(send_words(f, protocol->id, 0x02, id),
			 offered ? SCMI_SUCCESS : SCMI_NOT_FOUND);
	exchange(f, req, len, protocol->id, command->id, sizeof(f->rsp));
	assert_int_equal(status_of(f) == SCMI_NOT_SUPPORTED, !offered);
}

/* REQ: P-01 */
static void without_p2a_channels_notifications_do_not_exist(void **state)
{
	(void)state;
	with_each_row(without_p2a);
}

static void attributes_of_row(struct fixture *f,
			      const struct scmi_protocol *protocol,
			      const struct scmi_command *command,
			      const struct vector *v)
{
	(void)v;
	assert_int_equal(send_words(f, protocol->id, 0x02, command->id),
			 command->handle ? SCMI_SUCCESS : SCMI_NOT_FOUND);
	assert_true(strlen(command->name) > 0);
}

static void message_attributes_know_each_row(void **state)
{
	(void)state;
	with_each_row(attributes_of_row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_has_its_response),
		cmocka_unit_test(no_row_is_without_vector),
		cmocka_unit_test(
			requests_of_another_length_are_protocol_errors),
		cmocka_unit_test(responses_without_room_are_never_begun),
		cmocka_unit_test(responses_fit_the_least_room_of_their_row),
		cmocka_unit_test(
			without_p2a_channels_notifications_do_not_exist),
		cmocka_unit_test(message_attributes_know_each_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read by sparse, and only by it, before each source: what newer kernels'
 * headers use and packaged sparse does not know. The values do not matter to
 * any check that sparse makes.
 */
#define __typeof_unqual__ __typeof__
/* MODULE_INFO() compares this with a size in a static assertion. */
#define __builtin_strlen(s) (sizeof(s) - 1)

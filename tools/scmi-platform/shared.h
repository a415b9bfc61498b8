/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to memory that someone else changes at the same time: one access
 * each, no tearing, no second look.
 */
#ifndef SCMI_PLATFORM_SHARED_H
#define SCMI_PLATFORM_SHARED_H

#define read_once(p)	    __atomic_load_n((p), __ATOMIC_RELAXED)
#define load_acquire(p)	    __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define write_once(p, v)    __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define full_barrier()	    __atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif /* SCMI_PLATFORM_SHARED_H */

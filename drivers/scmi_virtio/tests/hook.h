/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a test can step in: calls that the driver makes of the kernel. The
 * copy of the driver that is part of the test module is compiled with this in
 * front of each of its files, so that the driver itself knows nothing of it.
 */
#ifndef SCMI_VIO_HOOK_H
#define SCMI_VIO_HOOK_H

#ifdef SCMI_VIO_HOOKED
/* What the driver's files that print define, before any header is included. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#endif

#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/workqueue.h>

struct kunit;

/**
 * enum hook - a kind of call
 * @HOOK_ALLOC: anything that takes memory; can fail
 * @HOOK_ADD: of a buffer to a queue, its lock held; can fail
 * @HOOK_NOTIFY: of the device, without a lock; can fail, as on a broken queue
 * @HOOK_POLL: before virtqueue_poll(), with or without the queue's lock
 * @HOOK_TAKEN: after a buffer was taken off its queue, whose lock is held
 * @HOOK_REARM: before interrupts are enabled again, the queue's lock held
 * @HOOK_SYNCHRONIZE: before SRCU readers are waited for
 * @HOOK_RESET: before a device is reset
 * @HOOK_WAS_RESET: after it
 * @HOOK_BOUNCE: how much a device can reach; "fails": not all
 * @HOOK_ADD_DEVICE: before the core's device is added; can fail
 * @HOOKS: how many there are
 */
enum hook {
	HOOK_ALLOC,
	HOOK_ADD,
	HOOK_NOTIFY,
	HOOK_POLL,
	HOOK_TAKEN,
	HOOK_REARM,
	HOOK_SYNCHRONIZE,
	HOOK_RESET,
	HOOK_WAS_RESET,
	HOOK_BOUNCE,
	HOOK_ADD_DEVICE,
	HOOKS,
};

void hook_count(struct kunit *test, enum hook hook);
void hook_fail(struct kunit *test, enum hook hook, unsigned int nth, int err);
bool hook_failed(enum hook hook);
void hook_run(struct kunit *test, enum hook hook,
	      void (*fn)(struct kunit *test));
unsigned int hook_calls(enum hook hook);
void hook_core_name(struct kunit *test, const char *name);

/**
 * enum hook_clock - what the driver takes for the time, where it counts ticks
 * @HOOK_CLOCK_FAST: with every look there is another tick: nothing is held up
 * @HOOK_CLOCK_STOPPED: only hook_tick() moves it
 * @HOOK_CLOCK_REAL: jiffies
 */
enum hook_clock {
	HOOK_CLOCK_FAST,
	HOOK_CLOCK_STOPPED,
	HOOK_CLOCK_REAL,
};

void hook_clock(struct kunit *test, enum hook_clock clock);
void hook_tick(void);

/* The module's own init and exit. */
extern int (*const hook_module_init)(void);
extern void (*const hook_module_exit)(void);

int hook_enter(enum hook hook);
const char *hook_device_name(const char *name);
u64 hook_get_jiffies_64(void);

/* In fake_driver.c: nodes of tests are in no tree. */
struct device_node *hook_of_parse_phandle(const struct device_node *np,
					  const char *property, int index);
struct device_node *hook_of_find_compatible_node(struct device_node *from,
						 const char *type,
						 const char *compatible);

/* --- what takes memory --- */

static inline void *hook_kzalloc(size_t size, gfp_t gfp)
{
	return hook_enter(HOOK_ALLOC) ? NULL : kzalloc(size, gfp);
}

static inline void *hook_kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return hook_enter(HOOK_ALLOC) ? NULL : kcalloc(n, size, gfp);
}

static inline void *hook_kvzalloc(size_t size, gfp_t gfp)
{
	return hook_enter(HOOK_ALLOC) ? NULL : kvzalloc(size, gfp);
}

static inline void *hook_kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return hook_enter(HOOK_ALLOC) ? NULL : kvcalloc(n, size, gfp);
}

static inline void *hook_alloc_pages_exact(size_t size, gfp_t gfp)
{
	return hook_enter(HOOK_ALLOC) ? NULL : alloc_pages_exact(size, gfp);
}

static inline int hook_init_srcu_struct(struct srcu_struct *srcu)
{
	return hook_enter(HOOK_ALLOC) ?: init_srcu_struct(srcu);
}

static inline struct workqueue_struct *
hook_alloc_workqueue(const char *name, unsigned int flags, int max_active)
{
	if (hook_enter(HOOK_ALLOC))
		return NULL;
	return alloc_workqueue("%s", flags, max_active, name);
}

static inline struct platform_device *
hook_platform_device_alloc(const char *name, int id)
{
	if (hook_enter(HOOK_ALLOC))
		return NULL;
	return platform_device_alloc(hook_device_name(name), id);
}

static inline int hook_platform_device_add_data(struct platform_device *pdev,
						const void *data, size_t size)
{
	return hook_enter(HOOK_ALLOC)
		       ?: platform_device_add_data(pdev, data, size);
}

/* --- the queues --- */

static inline int hook_virtqueue_add_inbuf(struct virtqueue *vq,
					   struct scatterlist *sg,
					   unsigned int n, void *data,
					   gfp_t gfp)
{
	return hook_enter(HOOK_ADD)
		       ?: virtqueue_add_inbuf(vq, sg, n, data, gfp);
}

static inline int hook_virtqueue_add_sgs(struct virtqueue *vq,
					 struct scatterlist *sgs[],
					 unsigned int out, unsigned int in,
					 void *data, gfp_t gfp)
{
	return hook_enter(HOOK_ADD)
		       ?: virtqueue_add_sgs(vq, sgs, out, in, data, gfp);
}

/* As where the device refuses to be notified. */
static inline bool hook_virtqueue_notify(struct virtqueue *vq)
{
	if (!hook_enter(HOOK_NOTIFY))
		return virtqueue_notify(vq);
	__virtqueue_break(vq);
	return false;
}

static inline bool hook_virtqueue_poll(struct virtqueue *vq, unsigned int seen)
{
	hook_enter(HOOK_POLL);
	return virtqueue_poll(vq, seen);
}

static inline void *hook_virtqueue_get_buf(struct virtqueue *vq,
					   unsigned int *len)
{
	void *data = virtqueue_get_buf(vq, len);

	if (data)
		hook_enter(HOOK_TAKEN);
	return data;
}

static inline unsigned int
hook_virtqueue_enable_cb_prepare(struct virtqueue *vq)
{
	hook_enter(HOOK_REARM);
	return virtqueue_enable_cb_prepare(vq);
}

/* --- life and death --- */

static inline void hook_synchronize_srcu_expedited(struct srcu_struct *srcu)
{
	hook_enter(HOOK_SYNCHRONIZE);
	synchronize_srcu_expedited(srcu);
}

static inline void hook_virtio_reset_device(struct virtio_device *vdev)
{
	hook_enter(HOOK_RESET);
	virtio_reset_device(vdev);
	hook_enter(HOOK_WAS_RESET);
}

static inline size_t hook_virtio_max_dma_size(const struct virtio_device *vdev)
{
	return hook_enter(HOOK_BOUNCE) ? SZ_256K : virtio_max_dma_size(vdev);
}

static inline int hook_platform_device_add(struct platform_device *pdev)
{
	return hook_enter(HOOK_ADD_DEVICE) ?: platform_device_add(pdev);
}

#ifdef SCMI_VIO_HOOKED

#undef kzalloc
#define kzalloc hook_kzalloc
#undef kcalloc
#define kcalloc hook_kcalloc
#undef kvzalloc
#define kvzalloc hook_kvzalloc
#undef kvcalloc
#define kvcalloc hook_kvcalloc
#undef alloc_pages_exact
#define alloc_pages_exact hook_alloc_pages_exact
#undef init_srcu_struct
#define init_srcu_struct hook_init_srcu_struct
#undef alloc_workqueue
#define alloc_workqueue hook_alloc_workqueue

/* The test module has no init of its own, and this one is called late. */
#undef __init
#define __init
#undef __exit
#define __exit
#undef module_init
#define module_init(fn) int (*const hook_module_init)(void) = fn
#undef module_exit
#define module_exit(fn) void (*const hook_module_exit)(void) = fn

#define platform_device_alloc	    hook_platform_device_alloc
#define platform_device_add_data    hook_platform_device_add_data
#define virtqueue_add_inbuf	    hook_virtqueue_add_inbuf
#define virtqueue_add_sgs	    hook_virtqueue_add_sgs
#define virtqueue_notify	    hook_virtqueue_notify
#define virtqueue_poll		    hook_virtqueue_poll
#define virtqueue_get_buf	    hook_virtqueue_get_buf
#define virtqueue_enable_cb_prepare hook_virtqueue_enable_cb_prepare
#define synchronize_srcu_expedited  hook_synchronize_srcu_expedited
#define virtio_reset_device	    hook_virtio_reset_device
#define virtio_max_dma_size	    hook_virtio_max_dma_size
#define platform_device_add	    hook_platform_device_add
#define get_jiffies_64		    hook_get_jiffies_64
#define of_parse_phandle	    hook_of_parse_phandle
#define of_find_compatible_node	    hook_of_find_compatible_node

#endif /* SCMI_VIO_HOOKED */

#endif /* SCMI_VIO_HOOK_H */

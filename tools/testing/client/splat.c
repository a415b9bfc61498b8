// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does what the kernel's checkers are there to find, one thing each time it is
 * loaded, and does not stay: to see that whoever judges a guest notices.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *fault = "";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "kasan, ubsan, sleep, lockdep or leak");

/* Takes from the compiler that it knows @n. */
static int hidden(int n)
{
	OPTIMIZER_HIDE_VAR(n);
	return n;
}

static void splat_kasan(void)
{
	u8 *p = kzalloc(16, GFP_KERNEL);

	if (p)
		pr_info("read %u\n", READ_ONCE(p[hidden(16)]));
	kfree(p);
}

static void splat_ubsan(void)
{
	pr_info("shifted to %d\n", 1 << hidden(40));
}

static void splat_sleep(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
}

static void splat_lockdep(void)
{
	static DEFINE_MUTEX(a);
	static DEFINE_MUTEX(b);

	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);

	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
}

/* Several, since one may escape kmemleak by what is left on a stack. */
static void splat_leak(void)
{
	void *p;
	int i;

	for (i = 0; i < 8; i++) {
		p = kzalloc(64, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(p);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} faults[] = {
	{ "kasan", splat_kasan }, { "ubsan", splat_ubsan },
	{ "sleep", splat_sleep }, { "lockdep", splat_lockdep },
	{ "leak", splat_leak },
};

static int __init splat_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(faults[i].name, fault))
			continue;
		faults[i].run();
		return -ECANCELED;
	}
	return -EINVAL;
}

module_init(splat_init);

MODULE_DESCRIPTION("What the kernel's checkers should find, for tests of tests");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scripts of random bytes, each played to a new device. What must hold whatever
 * the device does: no checker of the kernel has anything to say; no caller is
 * told twice, or after it left, or of more than it asked for; an interrupt ends;
 * and after a reset the device is as good as new.
 */
#include "fuzz.h"
#include "fuzz_kept.h"
#include "hook.h"
#include "params.h"
#include "stress.h"

#include <linux/hex.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/virtio.h>

#define SCRIPT_LEN 1024

static unsigned int scripts = 300;
module_param(scripts, uint, 0444);
MODULE_PARM_DESC(scripts, "random scripts for a hostile device");

static struct {
	unsigned int len;
	u8 bytes[SCRIPT_LEN];
} given;

static int given_set(const char *text, const struct kernel_param *kp)
{
	size_t len = strcspn(text, "\n");

	if (len % 2 || len / 2 > SCRIPT_LEN ||
	    hex2bin(given.bytes, text, len / 2)) {
		pr_err("script: give up to %u bytes in hexadecimal\n",
		       SCRIPT_LEN);
		return -EINVAL;
	}
	given.len = len / 2;
	return 0;
}

static const struct kernel_param_ops given_ops = { .set = given_set };
module_param_cb(script, &given_ops, NULL, 0200);
MODULE_PARM_DESC(script, "one script for a hostile device, in hexadecimal");

/* --- steps --- */

static void nothing(struct fuzz *f)
{
}

static const struct {
	unsigned int weight;
	void (*step)(struct fuzz *f);
} steps[] = {
	{ 50, fuzz_call },
	{ 44, fuzz_look },
	{ 4, fuzz_give_up },
	{ 20, fuzz_take },
	{ 32, fuzz_answer },
	{ 20, fuzz_answer_wrongly },
	{ 10, fuzz_notify },
	{ 20, fuzz_send_anything },
	{ 2, fuzz_flood },
	{ 3, fuzz_return_again },
	{ 2, fuzz_return_nothing },
	{ 8, fuzz_rewrite },
	{ 1, fuzz_jump },
	{ 1, fuzz_scribble },
	{ 6, fuzz_suppress },
	{ 20, fuzz_interrupt },
	{ 1, fuzz_storm },
	{ 2, fuzz_change_status },
	{ 1, fuzz_vanish },
	{ 1, fuzz_instance },
	{ 1, fuzz_reset },
	{ 1, fuzz_sleep },
	{ 6, nothing },
};

static void step(struct fuzz *f)
{
	unsigned int n = fuzz_byte(f), i = 0;

	while (i < ARRAY_SIZE(steps) - 1 && n >= steps[i].weight)
		n -= steps[i++].weight;
	steps[i].step(f);
	f->actions++;
}

static bool harmed(const struct fuzz *f)
{
	return READ_ONCE(f->test->status) == KUNIT_FAILURE;
}

static bool stands_still(const struct fuzz *f, unsigned int queue)
{
	struct virtqueue *vq = f->fake->q[queue].vq;

	return vq ? virtqueue_is_broken(vq) || f->q[queue].garbled
		  : queue == CMDQ;
}

/* There is little to see on a broken queue, or of a device that sleeps. */
static void mend(struct fuzz *f)
{
	if ((stands_still(f, CMDQ) || stands_still(f, EVENTQ)) &&
	    fuzz_byte(f) % 8 == 0)
		fuzz_reset(f);
	else if (!f->core && fuzz_byte(f) % 4 == 0)
		fuzz_instance(f);
}

static void play(struct fuzz *f, const u8 *script, unsigned int len)
{
	f->script = script;
	f->len = len;
	f->at = 0;
	fuzz_plug(f);
	while (f->at < f->len && !harmed(f)) {
		step(f);
		fuzz_settle(f);
		mend(f);
		cond_resched();
	}
	if (!harmed(f))
		fuzz_recovers(f);
	fuzz_calls_over(f);
	fuzz_unplug(f);
}

/* --- what is left of a script that does harm --- */

static bool does_harm(struct fuzz *f, const u8 *script, unsigned int len)
{
	WRITE_ONCE(f->test->status, KUNIT_SUCCESS);
	play(f, script, len);
	return harmed(f);
}

/* Takes out what it does as much harm without, in ever smaller pieces. */
static unsigned int minimise(struct fuzz *f, u8 *script, unsigned int len)
{
	u8 *less = kunit_kzalloc(f->test, SCRIPT_LEN, GFP_KERNEL);
	unsigned int piece, at;

	for (piece = len / 2; less && piece; piece /= 2) {
		at = 0;
		while (at + piece <= len) {
			memcpy(less, script, at);
			memcpy(less + at, script + at + piece,
			       len - at - piece);
			if (does_harm(f, less, len - piece)) {
				len -= piece;
				memcpy(script, less, len);
			} else {
				at += piece;
			}
		}
	}
	WRITE_ONCE(f->test->status, KUNIT_FAILURE);
	return len;
}

/* %*ph prints 64 bytes at most. */
static void print_script(struct fuzz *f, const char *what, const u8 *script,
			 unsigned int len)
{
	char *text = kunit_kzalloc(f->test, 2 * len + 1, GFP_KERNEL);

	if (!text)
		return;
	*bin2hex(text, script, len) = '\0';
	kunit_err(f->test, "%s=%s\n", what, text);
}

static void report(struct fuzz *f, u8 *script, unsigned int len)
{
	print_script(f, "what does harm: make fuzz SCRIPT", script, len);
	len = minimise(f, script, len);
	print_script(f, "this is what it takes; again: make fuzz SCRIPT",
		     script, len);
}

/* --- cases --- */

static unsigned int draw_script(u8 *script, unsigned int n)
{
	struct rnd_state rnd;

	if (given.len) {
		memcpy(script, given.bytes, given.len);
		return given.len;
	}
	prandom_seed_state(&rnd, (u64)stress_params.seed << 32 | n);
	prandom_bytes_state(&rnd, script, SCRIPT_LEN);
	return SCRIPT_LEN;
}

/*
 * REQ: H-01, H-02, H-03, H-04, H-05, H-07, H-09, L-01: none of many, drawn by
 * lot, or one that was given.
 */
static void random_script_does_no_harm(struct kunit *test)
{
	u8 *script = kunit_kzalloc(test, SCRIPT_LEN, GFP_KERNEL);
	unsigned int n = given.len ? 1 : scripts, len = 0, i;
	struct fuzz *f = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, script);
	kunit_info(test, "seed %u, %u scripts", stress_params.seed, n);
	for (i = 0; i < n && !harmed(f); i++) {
		len = draw_script(script, i);
		play(f, script, len);
	}
	if (harmed(f))
		report(f, script, len);
	kunit_info(test, "%lu actions", f->actions);
}

static void kept_desc(const struct fuzz_kept *kept, char *name)
{
	strscpy(name, kept->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kept, fuzz_kept, kept_desc);

/* REQ: H-01, H-02, H-03, H-04, H-05, H-07: nor one that was found earlier. */
static void kept_script_does_no_harm(struct kunit *test)
{
	const struct fuzz_kept *kept = test->param_value;
	unsigned int len = strlen(kept->script) / 2;
	u8 *script = kunit_kzalloc(test, SCRIPT_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, script);
	KUNIT_ASSERT_LE(test, len, SCRIPT_LEN);
	KUNIT_ASSERT_EQ(test, hex2bin(script, kept->script, len), 0);
	play(test->priv, script, len);
}

static void fuzz_added(struct scmi_vio_dev *dev)
{
}

/* The one run that there is */
static struct fuzz *running;

static void fuzz_removed(struct scmi_vio_dev *dev)
{
	if (running && running->dev == dev)
		fuzz_leaving(running);
}

static const struct scmi_vio_dev_watcher fuzz_watcher = {
	.added = fuzz_added,
	.restarted = fuzz_added,
	.removed = fuzz_removed,
};

static int fuzz_suite_init(struct kunit_suite *suite)
{
	while (!stress_params.seed)
		stress_params.seed = get_random_u32();
	/* What breaks stays broken, until the script says otherwise. */
	scmi_vio_params.recover = false;
	return scmi_vio_device_init(&fuzz_watcher);
}

static void fuzz_suite_exit(struct kunit_suite *suite)
{
	scmi_vio_device_exit();
	scmi_vio_params.recover = true;
}

static void fuzz_free(void *data)
{
	running = NULL;
	kvfree(data);
}

static int fuzz_init(struct kunit *test)
{
	struct fuzz *f = kvzalloc(sizeof(*f), GFP_KERNEL);
	int i;

	if (!f)
		return -ENOMEM;
	f->test = test;
	for (i = 0; i < FUZZ_CALLS; i++)
		f->calls[i].token = i * 37;
	test->priv = f;
	running = f;
	hook_count(test, HOOK_TAKEN);
	return kunit_add_action_or_reset(test, fuzz_free, f);
}

static struct kunit_case fuzz_cases[] = {
	KUNIT_CASE_SLOW(random_script_does_no_harm),
	KUNIT_CASE_PARAM(kept_script_does_no_harm, kept_gen_params),
	{}
};

static struct kunit_suite fuzz_suite = {
	.name = "scmi_vio_fuzz",
	.suite_init = fuzz_suite_init,
	.suite_exit = fuzz_suite_exit,
	.init = fuzz_init,
	.test_cases = fuzz_cases,
};

kunit_test_suite(fuzz_suite);

// SPDX-License-Identifier: GPL-2.0-only
/* What can be seen from outside: there with the device, gone with it. */
#include "debugfs.h"
#include "fixture.h"

#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/seq_file.h>
#include <linux/string.h>

/* Room for the counters' file. */
#define TEXT_SIZE 4096

/* A mount of our own: nobody else's is needed, there may not be any yet. */
static struct vfsmount *debugfs;

static int debugfs_suite_init(struct kunit_suite *suite)
{
	debugfs = kern_mount(get_fs_type("debugfs"));
	if (IS_ERR(debugfs))
		return PTR_ERR(debugfs);
	scmi_vio_debugfs_init();
	return fixture_suite_init(suite);
}

static void debugfs_suite_exit(struct kunit_suite *suite)
{
	fixture_suite_exit(suite);
	scmi_vio_debugfs_exit();
	kern_unmount(debugfs);
}

static struct file *open_below(const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", KBUILD_MODNAME, name);
	return file_open_root_mnt(debugfs, path, O_RDONLY, 0);
}

static struct file *open_counters(struct kunit *test)
{
	struct fixture *f = test->priv;
	char name[64];

	snprintf(name, sizeof(name), "%s/counters", scmi_vio_dev_name(f->dev));
	return open_below(name);
}

/* Not left to a worker: an open file holds the module. */
static void close_file(void *file)
{
	__fput_sync(file);
}

static struct file *opened_counters(struct kunit *test)
{
	struct file *file = open_counters(test);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, close_file, file));
	return file;
}

/*
 * Such a file can be read into user space only, and there may be none: it is
 * shown into a buffer that goes with the file.
 */
static const char *text_of(struct kunit *test, struct file *file)
{
	struct seq_file *seq = file->private_data;

	seq->buf = kvzalloc(TEXT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seq->buf);
	seq->size = TEXT_SIZE - 1;
	KUNIT_ASSERT_EQ(test, seq->op->show(seq, SEQ_START_TOKEN), 0);
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(seq));
	return seq->buf;
}

/* REQ: H-06: each counter is a line, its name and its value. */
static void counters_can_be_read(struct kunit *test)
{
	struct fake_buffer buffer;
	enum scmi_vio_counter i;
	char line[64];
	const char *at;

	fixture_command(test, 5);
	buffer = fixture_take(test);
	fixture_answer(test, &buffer);
	fixture_command(test, 6);
	at = text_of(test, opened_counters(test));
	KUNIT_EXPECT_NOT_NULL(test, strstr(at, "commands 2\nreplies 1\n"));
	for (i = 0; i < SCMI_VIO_COUNTERS; i++) {
		snprintf(line, sizeof(line), "%s %lu\n",
			 scmi_vio_counter_name(i), fixture_count(test, i));
		KUNIT_ASSERT_EQ_MSG(test, 0, strncmp(at, line, strlen(line)),
				    "expected '%s' in '%s'", line, at);
		at += strlen(line);
	}
	KUNIT_EXPECT_STREQ(test, at, "");
}

/* Each device has a folder of its own. */
static void devices_have_their_own_counters(struct kunit *test)
{
	const struct fake_config config = fixture_config();
	const char *first, *second;

	fixture_command(test, 5);
	first = text_of(test, opened_counters(test));
	fixture_plug(test, &config);
	second = text_of(test, opened_counters(test));
	KUNIT_EXPECT_NOT_NULL(test, strstr(first, "commands 1\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(second, "commands 0\n"));
}

/* REQ: H-06: with the device its folder goes, and what was opened is dead. */
static void counters_go_with_the_device(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct file *file = opened_counters(test), *gone;
	char name[32];
	loff_t at = 0;

	strscpy(name, scmi_vio_dev_name(f->dev), sizeof(name));
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, 0, &at), 0);
	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
	gone = open_below(name);
	KUNIT_EXPECT_PTR_EQ(test, gone, ERR_PTR(-ENOENT));
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, 0, &at), -EIO);
}

/* The module's folder is there as long as it is, without a device as well. */
static void folder_goes_with_the_module(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct file *folder;

	fake_core_remove(f->core);
	fake_vdev_remove(f->fake);
	folder = open_below("");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, folder);
	__fput_sync(folder);
	scmi_vio_debugfs_exit();
	folder = open_below("");
	KUNIT_EXPECT_PTR_EQ(test, folder, ERR_PTR(-ENOENT));
	scmi_vio_debugfs_init();
}

static struct kunit_case debugfs_cases[] = {
	KUNIT_CASE(counters_can_be_read),
	KUNIT_CASE(devices_have_their_own_counters),
	KUNIT_CASE(counters_go_with_the_device),
	KUNIT_CASE(folder_goes_with_the_module),
	{}
};

static struct kunit_suite debugfs_suite = {
	.name = "scmi_vio_debugfs",
	.suite_init = debugfs_suite_init,
	.suite_exit = debugfs_suite_exit,
	.init = fixture_init,
	.test_cases = debugfs_cases,
};

kunit_test_suite(debugfs_suite);

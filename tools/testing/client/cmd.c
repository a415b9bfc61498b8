// SPDX-License-Identifier: GPL-2.0-only
/*
 * The line interface: /sys/kernel/debug/scmi_client/cmd
 *
 * Whoever opens the file has a session of his own: he writes a command as one
 * line and reads its result as one line, then end of file, then writes the
 * next. The command runs inside the write. The result is
 *
 *	ok us=MICROSECONDS [name=value]...
 *	err us=MICROSECONDS errno=-NUMBER
 *
 * A name that contains anything comes last. A line that is no command makes
 * the write fail with EINVAL; the usage is logged at debug level.
 *
 * With "on DEVICE" in front a command is for that SCMI instance, without it
 * for the first; "list" shows the instances and their protocols. The other
 * commands are in the tables of clock.c, perf.c, power.c, sensor.c, event.c
 * and load.c. A final "atomic" stands for a polled transfer, made with
 * interrupts off.
 */
#include "client.h"

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define LINE_MAX_SIZE	256
#define RESULT_MAX_SIZE 16384
#define WORDS_MAX	10

struct session {
	struct mutex mutex; /* one command at a time */
	spinlock_t atomic; /* held around transfers that must not sleep */
	size_t len, pos;
	char result[RESULT_MAX_SIZE + 64];
	char values[RESULT_MAX_SIZE];
};

static int cmd_info(struct client_call *call)
{
	struct client *c = client_get(0, call->device);
	const struct client_version *v;

	if (!c)
		return -ENODEV;
	v = c->sdev->handle->version;
	seq_buf_printf(call->out, " version=%u.%u implementation=0x%x",
		       v->major_ver, v->minor_ver, v->impl_ver);
	seq_buf_printf(call->out, " protocols=%u agents=%u", v->num_protocols,
		       v->num_agents);
	seq_buf_printf(call->out, " vendor=%s subvendor=%s", v->vendor_id,
		       v->sub_vendor_id);
	client_put(c);
	return 0;
}

static int cmd_list(struct client_call *call)
{
	client_list_all(call->out);
	return 0;
}

static const struct client_cmd common_cmds[] = {
	{ "info", "", "", cmd_info },
	{ "list", "", "", cmd_list },
	{},
};

/* Commands without a protocol have a verb only. */
static const struct group {
	const char *name;
	u8 proto;
	const struct client_cmd *cmds;
} groups[] = {
	{ NULL, 0, common_cmds },
	{ NULL, 0, client_event_cmds },
	{ NULL, 0, client_load_cmds },
	{ "clock", SCMI_PROTOCOL_CLOCK, client_clock_cmds },
	{ "perf", SCMI_PROTOCOL_PERF, client_perf_cmds },
	{ "power", SCMI_PROTOCOL_POWER, client_power_cmds },
	{ "sensor", SCMI_PROTOCOL_SENSOR, client_sensor_cmds },
};

static const struct client_cmd *verb_find(const struct client_cmd *cmd,
					  const char *word)
{
	while (cmd->verb && strcmp(cmd->verb, word))
		cmd++;
	return cmd->verb ? cmd : NULL;
}

/* Moves @words, which ends with NULL, past what names the command. */
static const struct client_cmd *cmd_find(char ***words, u8 *proto)
{
	const struct client_cmd *cmd = NULL;
	const struct group *g;
	char **w = *words;
	bool named;

	for (g = groups; g < groups + ARRAY_SIZE(groups) && !cmd; g++) {
		named = g->name && w[0] && !strcmp(g->name, w[0]);
		if (w[named] && named == !!g->name)
			cmd = verb_find(g->cmds, w[named]);
		if (cmd) {
			*proto = g->proto;
			*words = w + named + 1;
		}
	}
	return cmd;
}

/* Commands for an instance begin with its device. */
static const char *device_take(char ***words)
{
	char **w = *words;

	if (!w[0] || !w[1] || strcmp(w[0], "on"))
		return NULL;
	*words += 2;
	return w[1];
}

static int split(char *line, char **words)
{
	char *word;
	int n = 0;

	while ((word = strsep(&line, " \t\n"))) {
		if (!*word)
			continue;
		if (n == WORDS_MAX)
			return -EINVAL;
		words[n++] = word;
	}
	words[n] = NULL;
	return 0;
}

/* Values are unsigned, but a negative one may be written as such. */
static int parse_u64(const char *word, u64 *value)
{
	s64 negative;
	int ret;

	if (*word != '-')
		return kstrtou64(word, 0, value);
	ret = kstrtos64(word, 0, &negative);
	*value = negative;
	return ret;
}

static int parse_u32(const char *word, u64 *value)
{
	u32 v;
	int ret = kstrtou32(word, 0, &v);

	*value = v;
	return ret;
}

static int parse_option(const char *word, const char *option, u64 *value)
{
	*value = 1;
	return strcmp(word, option) ? -EINVAL : 0;
}

static int cmd_arg(struct client_call *call, char kind, int i, const char *word)
{
	switch (kind) {
	case 'n':
		return parse_u32(word, &call->arg[i]);
	case 'q':
		return parse_u64(word, &call->arg[i]);
	case 'w':
		call->word = word;
		return 0;
	case 'A':
		return parse_option(word, "atomic", &call->arg[i]);
	case 'O':
		return parse_option(word, "off", &call->arg[i]);
	}
	return -EINVAL;
}

static int cmd_args(struct client_call *call, const struct client_cmd *cmd,
		    char **words)
{
	const char *kind = cmd->args;
	int i;

	for (i = 0; kind[i] && words[i]; i++)
		if (cmd_arg(call, kind[i], i, words[i]))
			return -EINVAL;
	if (words[i] || (kind[i] && kind[i] != 'A' && kind[i] != 'O'))
		return -EINVAL;
	return 0;
}

static int cmd_run(const struct client_cmd *cmd, struct client_call *call,
		   u8 proto)
{
	int ret;

	if (!proto)
		return cmd->run(call);
	call->c = client_get(proto, call->device);
	if (!call->c)
		return -ENODEV;
	ret = cmd->run(call);
	client_put(call->c);
	return ret;
}

/* Values of a call that failed are not shown, they may be anything. */
static void session_run(struct session *s, const struct client_cmd *cmd,
			struct client_call *call, u8 proto)
{
	struct seq_buf out;
	ktime_t start;
	s64 us;
	int ret;

	seq_buf_init(&out, s->values, sizeof(s->values));
	call->out = &out;
	start = ktime_get();
	ret = cmd_run(cmd, call, proto);
	us = ktime_us_delta(ktime_get(), start);
	if (!ret && seq_buf_has_overflowed(&out))
		ret = -EMSGSIZE;
	if (ret)
		s->len = scnprintf(s->result, sizeof(s->result),
				   "err us=%lld errno=%d\n", us, ret);
	else
		s->len = scnprintf(s->result, sizeof(s->result),
				   "ok us=%lld%s\n", us, seq_buf_str(&out));
}

static int session_line(struct session *s, char *line)
{
	struct client_call call = { .lock = &s->atomic };
	char *all[WORDS_MAX + 1], **words = all;
	const struct client_cmd *cmd;
	u8 proto;

	if (split(line, words))
		return -EINVAL;
	call.device = device_take(&words);
	cmd = cmd_find(&words, &proto);
	if (!cmd) {
		pr_debug("unknown command '%s'\n", words[0] ?: "");
		return -EINVAL;
	}
	if (cmd_args(&call, cmd, words)) {
		pr_debug("usage: %s %s\n", cmd->verb, cmd->usage);
		return -EINVAL;
	}
	session_run(s, cmd, &call, proto);
	return 0;
}

static int cmd_open(struct inode *inode, struct file *file)
{
	struct session *s = kvzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	mutex_init(&s->mutex);
	spin_lock_init(&s->atomic);
	file->private_data = s;
	return stream_open(inode, file);
}

static int cmd_release(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

static ssize_t cmd_write(struct file *file, const char __user *buf, size_t len,
			 loff_t *pos)
{
	struct session *s = file->private_data;
	char line[LINE_MAX_SIZE];
	int ret;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, len))
		return -EFAULT;
	line[len] = '\0';

	guard(mutex)(&s->mutex);
	s->len = 0;
	s->pos = 0;
	ret = session_line(s, line);
	return ret ?: len;
}

static ssize_t cmd_read(struct file *file, char __user *buf, size_t len,
			loff_t *pos)
{
	struct session *s = file->private_data;
	size_t n;

	guard(mutex)(&s->mutex);
	n = min(len, s->len - s->pos);
	if (copy_to_user(buf, s->result + s->pos, n))
		return -EFAULT;
	s->pos += n;
	return n;
}

static const struct file_operations cmd_fops = {
	.owner = THIS_MODULE,
	.open = cmd_open,
	.release = cmd_release,
	.read = cmd_read,
	.write = cmd_write,
};

static struct dentry *cmd_dir;

void client_cmd_init(void)
{
	cmd_dir = debugfs_create_dir("scmi_client", NULL);
	debugfs_create_file("cmd", 0600, cmd_dir, NULL, &cmd_fops);
}

void client_cmd_exit(void)
{
	debugfs_remove(cmd_dir);
}

// SPDX-License-Identifier: GPL-2.0-only
/* Command line: BTF in, header out. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "layout.h"

/**
 * struct options - The command line
 * @file: BTF file, NULL with @unverified
 * @base: BTF file that @file is split from, or NULL
 * @output: Header to write, NULL for standard output
 * @unverified: Release to guess for, or NULL
 */
struct options {
	const char *file;
	const char *base;
	const char *output;
	const char *unverified;
};

static const char usage[] =
	"usage: scmi-layout [--output FILE] [--base BTF-FILE] BTF-FILE\n"
	"       scmi-layout [--output FILE] --unverified RELEASE\n"
	"\n"
	"Checks how a kernel lays out what its SCMI core shares with transports,\n"
	"and writes the header scmi_core_layout.h for that kernel.\n"
	"\n"
	"BTF-FILE is an ELF file with a .BTF section (vmlinux, a module) or bare\n"
	"BTF (/sys/kernel/btf/vmlinux).\n"
	"\n"
	"  --output FILE         write to FILE, not to standard output\n"
	"  --base BTF-FILE       BTF of the kernel, when BTF-FILE is of its module\n"
	"  --unverified RELEASE  guess by version, for a kernel without BTF\n"
	"  --help                this text\n"
	"\n"
	"Exit status: 0 written, 1 layout not understood, 2 wrong usage or output,\n"
	"3 no BTF, 4 no SCMI core that takes transports.\n";

static int quiet(enum libbpf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

/*
 * Asked for ahead of libbpf, whose error for a file without BTF differs from
 * version to version and may be the one for a missing file.
 */
static bool is_readable(const char *file)
{
	char byte;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, &byte, 1);

	if (n < 0)
		fprintf(stderr, "scmi-layout: %s: %s\n", file, strerror(errno));
	else if (!n)
		fprintf(stderr, "scmi-layout: %s: the file is empty\n", file);
	if (fd >= 0)
		close(fd);
	return n > 0;
}

static void complain_damaged(const char *file, int err)
{
	char why[128];

	libbpf_strerror(err, why, sizeof(why));
	fprintf(stderr,
		"scmi-layout: %s: not a BTF file, or a damaged one (%s)\n",
		file, why);
}

static struct btf *load(const char *file, struct btf *base)
{
	struct btf *btf;

	if (!is_readable(file))
		return NULL;
	btf = btf__parse_split(file, base);
	if (btf && btf__pointer_size(btf))
		return btf;
	if (btf)
		fprintf(stderr,
			"scmi-layout: %s: not the BTF of a kernel: it does not tell the size of a pointer\n",
			file);
	else if (errno == ENOENT || errno == ENODATA)
		fprintf(stderr,
			"scmi-layout: %s: no BTF in this file: the kernel was built without CONFIG_DEBUG_INFO_BTF=y, or stripped\n",
			file);
	else
		complain_damaged(file, errno);
	btf__free(btf);
	return NULL;
}

/* Removes what this program may have written, but never a device. */
static void remove_file(const char *path)
{
	struct stat st;

	if (path && !lstat(path, &st) && S_ISREG(st.st_mode))
		unlink(path);
}

static FILE *open_output(const char *output)
{
	FILE *out = output ? fopen(output, "w") : stdout;

	if (!out)
		fprintf(stderr, "scmi-layout: %s: %s\n", output,
			strerror(errno));
	return out;
}

static enum layout_status close_output(FILE *out, const char *output)
{
	bool failed = ferror(out);

	if (fclose(out) || failed) {
		fprintf(stderr, "scmi-layout: %s: %s\n",
			output ? output : "standard output", strerror(errno));
		remove_file(output);
		return LAYOUT_ERROR;
	}
	return LAYOUT_OK;
}

static enum layout_status guess(const struct options *o)
{
	bool has[FEATURE_COUNT] = { false };
	FILE *out;

	if (!version_features(o->unverified, has))
		return LAYOUT_NO_BTF;
	out = open_output(o->output);
	if (!out)
		return LAYOUT_ERROR;
	emit_unverified(out, o->unverified, has);
	return close_output(out, o->output);
}

static enum layout_status verify_loaded(const struct options *o,
					struct layout *l)
{
	enum layout_status status = layout_check(l);
	FILE *out;

	if (status == LAYOUT_REFUSED)
		fprintf(stderr,
			"scmi-layout: %s: the SCMI core of this kernel is not understood (%u difference%s); see \"Porting to a new kernel\" in Documentation/layout.rst\n",
			l->file, l->errors, l->errors == 1 ? "" : "s");
	if (status != LAYOUT_OK)
		return status;
	out = open_output(o->output);
	if (!out)
		return LAYOUT_ERROR;
	emit_verified(out, l);
	return close_output(out, o->output);
}

static enum layout_status verify(const struct options *o)
{
	struct layout l = { .file = o->file };
	enum layout_status status = LAYOUT_NO_BTF;
	struct btf *base = NULL;

	if (o->base) {
		base = load(o->base, NULL);
		if (!base)
			return LAYOUT_NO_BTF;
	}
	l.btf = load(o->file, base);
	if (l.btf)
		status = verify_loaded(o, &l);
	btf__free(l.btf);
	btf__free(base);
	return status;
}

static bool parse_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "base", required_argument, NULL, 'b' },
		{ "unverified", required_argument, NULL, 'u' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'o':
			o->output = optarg;
			break;
		case 'b':
			o->base = optarg;
			break;
		case 'u':
			o->unverified = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(LAYOUT_OK);
		default:
			return false;
		}
	}
	if (optind < argc)
		o->file = argv[optind++];
	return optind == argc && !o->file == !!o->unverified &&
	       !(o->base && o->unverified);
}

int main(int argc, char **argv)
{
	struct options o = { NULL };

	if (!parse_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return LAYOUT_ERROR;
	}
	libbpf_set_print(quiet);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	/* Whatever happens, no header of an earlier run is taken for ours. */
	remove_file(o.output);
	return o.unverified ? guess(&o) : verify(&o);
}

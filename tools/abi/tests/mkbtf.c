// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test fixtures for scmi-layout: a layout on record, as text, to BTF and back.
 *
 *	mkbtf [--big-endian] [--base BTF] LAYOUT BTF	text to BTF
 *	mkbtf --dump BTF				BTF to text
 *	mkbtf --shim LAYOUT				text to a C header
 */
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "fixture.h"

/* Whatever goes wrong here is a broken test, never a test result. */
void die(const char *what, const char *detail)
{
	fprintf(stderr, "mkbtf: %s: %s\n", what, detail);
	exit(1);
}

static void write_btf(const struct btf *btf, const char *path)
{
	__u32 size;
	const void *data = btf__raw_data(btf, &size);
	FILE *f = fopen(path, "w");

	if (!data || !f || fwrite(data, size, 1, f) != 1 || fclose(f))
		die(path, "cannot be written");
}

static int encode(int argc, char **argv)
{
	struct btf *base = NULL;
	struct btf *btf;
	bool big = false;

	if (argc && !strcmp(*argv, "--big-endian")) {
		big = true;
		argc--;
		argv++;
	}
	if (argc > 1 && !strcmp(*argv, "--base")) {
		base = btf__parse(argv[1], NULL);
		if (libbpf_get_error(base))
			die(argv[1], "no BTF");
		argc -= 2;
		argv += 2;
	}
	if (argc != 2)
		die("usage", "see the head of mkbtf.c");
	btf = base ? btf__new_empty_split(base) : btf__new_empty();
	if (libbpf_get_error(btf))
		die("btf", "out of memory");
	encode_layout(btf, argv[0]);
	if (btf__set_endianness(btf, big ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN))
		die("btf", "cannot set byte order");
	write_btf(btf, argv[1]);
	btf__free(btf);
	btf__free(base);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--dump"))
		return dump_layout(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "--shim"))
		return print_shim(argv[2]);
	return encode(argc - 1, argv + 1);
}

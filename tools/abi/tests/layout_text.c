// SPDX-License-Identifier: GPL-2.0-only
/* Layouts on record as text: read, written, and as C for compile tests. */
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "../layout.h"
#include "fixture.h"

static void quoted(const char *s, const char *key, char *to, size_t size)
{
	const char *start = strstr(s, key);
	size_t len;

	*to = '\0';
	if (!start)
		return;
	start += strlen(key);
	len = strcspn(start, "'");
	if (len >= size || start[len] != '\'')
		die("cannot be parsed", s);
	memcpy(to, start, len);
	to[len] = '\0';
}

static long number(const char *s, const char *key)
{
	const char *start = strstr(s, key);

	return start ? strtol(start + strlen(key), NULL, 10) : 0;
}

static void parse_line(const char *s, struct line *line)
{
	memset(line, 0, sizeof(*line));
	line->kind = !strncmp(s, "STRUCT ", 7)	 ? LINE_STRUCT
		     : !strncmp(s, "ENUM ", 5)	 ? LINE_ENUM
		     : !strncmp(s, "OPAQUE ", 7) ? LINE_OPAQUE
						 : LINE_ITEM;
	if (line->kind == LINE_ITEM && *s != '\t')
		die("cannot be parsed", s);
	quoted(s, "'", line->name, sizeof(line->name));
	quoted(s, " type='", line->type, sizeof(line->type));
	line->size = number(s, " size=");
	line->align = number(s, " align=");
	line->offset = number(s, " bits_offset=");
	line->bits = number(s, " bits=");
	line->value = number(s, " val=");
}

/**
 * read_line() - Next line of a layout on record
 * @f: Open file
 * @path: Its name, for messages
 * @line: Filled
 *
 * Return: false at the end of the file.
 */
bool read_line(FILE *f, const char *path, struct line *line)
{
	char s[512];

	while (fgets(s, sizeof(s), f)) {
		if (*s == '#' || *s == '\n')
			continue;
		parse_line(s, line);
		return true;
	}
	if (ferror(f))
		die(path, "cannot be read");
	return false;
}

/* Types the rules use by value, or the build compares, but do not describe. */
static const char *const opaque_types[] = {
	"_Bool",
	"bool",
	"char",
	"int",
	"unsigned int",
	"long int", /* libbpf tells the size of pointers from it. */
	"u8",
	"u16",
	"u32",
	"size_t",
	"spinlock_t",
	"refcount_t",
	"atomic_t",
	"struct completion",
	"struct hlist_node",
	"struct task_struct",
	"struct module",
	"struct device",
	"struct scmi_handle",
};

static __u32 lookup(const struct btf *btf, const char *c_type)
{
	static const unsigned int any = BIT(BTF_KIND_INT) |
					BIT(BTF_KIND_TYPEDEF) | KIND_STRUCT;

	if (!strncmp(c_type, "struct ", 7))
		return find_type(btf, c_type + 7, KIND_STRUCT, 0);
	return find_type(btf, c_type, any & ~KIND_STRUCT, 0);
}

static void dump_opaque(const struct btf *btf, const char *c_type)
{
	__u32 id = lookup(btf, c_type);

	if (id)
		printf("OPAQUE '%s' size=%lld align=%d\n", c_type,
		       (long long)btf__resolve_size(btf, id),
		       type_align(btf, id));
}

static void dump_struct(const struct btf *btf, const char *tag)
{
	int id = find_type(btf, tag, KIND_STRUCT, 0);
	const struct btf_type *t = id ? btf__type_by_id(btf, id) : NULL;

	if (!t)
		return;
	printf("STRUCT '%s' size=%u\n", tag, t->size);
	for (int i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = btf_members(t) + i;
		char *type = type_name(btf, m->type);

		printf("\t'%s' bits_offset=%u type='%s'\n",
		       btf__name_by_offset(btf, m->name_off),
		       btf_member_bit_offset(t, i), type);
		free(type);
	}
}

static void dump_enum(const struct btf *btf, const char *tag)
{
	int id = find_type(btf, tag, KIND_ENUM, 0);
	const struct btf_type *t = id ? btf__type_by_id(btf, id) : NULL;

	if (!t)
		return;
	printf("ENUM '%s' size=%u\n", tag, t->size);
	for (int i = 0; i < btf_vlen(t); i++)
		printf("\t'%s' val=%d\n",
		       btf__name_by_offset(btf, btf_enum(t)[i].name_off),
		       btf_enum(t)[i].val);
}

/**
 * dump_layout() - Prints the layout in a kernel's BTF, to be put on record
 * @path: The BTF file
 *
 * Return: exit status.
 */
int dump_layout(const char *path)
{
	struct btf *btf = btf__parse(path, NULL);

	if (libbpf_get_error(btf))
		die(path, "no BTF");
	for (size_t i = 0; i < ARRAY_SIZE(opaque_types); i++)
		dump_opaque(btf, opaque_types[i]);
	dump_enum(btf, "scmi_bad_msg");
	/* Backwards: what is held by value comes ahead of its holder. */
	for (size_t i = layout_struct_count; i--;)
		dump_struct(btf, layout_structs[i].name);
	btf__free(btf);
	return 0;
}

static void shim_type(const struct line *line)
{
	static const char *const in_c =
		"_Bool char unsigned int long int size_t";
	bool tag = !strncmp(line->name, "struct ", 7);

	if (!tag && strstr(in_c, line->name))
		return;
	if (!strcmp(line->name, "bool"))
		printf("typedef _Bool bool;\n");
	else if (tag)
		printf("%s { SHIM(%ld, %ld); };\n", line->name, line->size,
		       line->align);
	else if (line->name[0] == 'u')
		printf("typedef __UINT%ld_TYPE__ %s;\n", line->size * 8,
		       line->name);
	else
		printf("typedef struct { SHIM(%ld, %ld); } %s;\n", line->size,
		       line->align, line->name);
}

static const char shim_macros[] =
	"#define sizeof_field(t, m) sizeof(((t *)0)->m)\n"
	"#define typeof_member(t, m) __typeof__(((t *)0)->m)\n";

/**
 * print_shim() - Prints what the kernel's headers would declare
 * @path: The layout on record
 *
 * Return: exit status.
 */
int print_shim(const char *path)
{
	FILE *f = fopen(path, "r");
	struct line line;

	if (!f)
		die(path, "cannot be opened");
	fputs(shim_macros, stdout);
	while (read_line(f, path, &line))
		if (line.kind == LINE_OPAQUE)
			shim_type(&line);
	fclose(f);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/* A layout on record to BTF. */
#include <errno.h>
#include <string.h>

#include "../layout.h"
#include "fixture.h"

#define MAX_ITEMS 32

/**
 * struct block - A structure or enumeration while its lines are read
 * @head: Its first line
 * @items: Its members or enumerators
 * @count: Number of @items
 */
struct block {
	struct line head;
	struct line items[MAX_ITEMS];
	int count;
};

static int must(int status, const char *what)
{
	if (status < 0)
		die(what, strerror(-status));
	return status;
}

/* An array of integers of the right alignment stands in for the contents. */
static int encode_contents(struct btf *btf, const char *tag,
			   const struct line *line)
{
	int unit = must(btf__add_int(btf, "unit", line->align, 0), line->name);
	int contents =
		must(btf__add_array(btf, unit, unit, line->size / line->align),
		     line->name);
	int id = must(btf__add_struct(btf, tag, line->size), line->name);

	must(btf__add_field(btf, "contents", contents, 0, 0), line->name);
	return id;
}

static bool is_c_integer(const char *name)
{
	return strstr(name, "int") || !strcmp(name, "char") ||
	       !strcmp(name, "_Bool");
}

static void encode_opaque(struct btf *btf, const struct line *line)
{
	if (!strncmp(line->name, "struct ", 7))
		encode_contents(btf, line->name + 7, line);
	else if (is_c_integer(line->name))
		must(btf__add_int(btf, line->name, line->size, 0), line->name);
	else
		must(btf__add_typedef(btf, line->name,
				      encode_contents(btf, NULL, line)),
		     line->name);
}

static void encode_enum(struct btf *btf, const struct block *b)
{
	must(btf__add_enum(btf, b->head.name, b->head.size), b->head.name);
	for (int i = 0; i < b->count; i++)
		must(btf__add_enum_value(btf, b->items[i].name,
					 b->items[i].value),
		     b->items[i].name);
}

/* The types of all members first: adding one ends the list of members. */
static void encode_struct(struct btf *btf, const struct block *b)
{
	int types[MAX_ITEMS];

	for (int i = 0; i < b->count; i++)
		types[i] = parse_type(btf, b->items[i].type);
	must(btf__add_struct(btf, b->head.name, b->head.size), b->head.name);
	for (int i = 0; i < b->count; i++)
		must(btf__add_field(btf, b->items[i].name, types[i],
				    b->items[i].offset, b->items[i].bits),
		     b->items[i].name);
}

static void encode_block(struct btf *btf, const struct block *b)
{
	switch (b->head.kind) {
	case LINE_STRUCT:
		encode_struct(btf, b);
		break;
	case LINE_ENUM:
		encode_enum(btf, b);
		break;
	case LINE_OPAQUE:
		encode_opaque(btf, &b->head);
		break;
	default:
		break;
	}
}

/**
 * encode_layout() - Adds the types of a layout on record
 * @btf: Where to
 * @path: The layout
 */
void encode_layout(struct btf *btf, const char *path)
{
	struct block b = { .head.kind = LINE_ITEM };
	FILE *f = fopen(path, "r");
	struct line line;

	if (!f)
		die(path, strerror(errno));
	while (read_line(f, path, &line)) {
		if (line.kind != LINE_ITEM) {
			encode_block(btf, &b);
			b.head = line;
			b.count = 0;
		} else if (b.count < MAX_ITEMS) {
			b.items[b.count++] = line;
		} else {
			die("has too many members", b.head.name);
		}
	}
	encode_block(btf, &b);
	fclose(f);
}

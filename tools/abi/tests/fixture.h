/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layouts on record. One line is one of:
 *
 *	STRUCT 'tag' size=N			followed by its members:
 *		'name' bits_offset=N [bits=N] type='C type'
 *	ENUM 'tag' size=4			followed by its enumerators:
 *		'name' val=N
 *	OPAQUE 'C type' size=N align=N		a type known by size only
 *
 * Blank lines and lines that start with # are left out.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stdbool.h>
#include <stdio.h>

#include <bpf/btf.h>

/**
 * enum line_kind - What a line is
 * @LINE_STRUCT: Head of a structure
 * @LINE_ENUM: Head of an enumeration
 * @LINE_OPAQUE: A type known by size
 * @LINE_ITEM: A member or an enumerator
 */
enum line_kind {
	LINE_STRUCT,
	LINE_ENUM,
	LINE_OPAQUE,
	LINE_ITEM
};

/**
 * struct line - One line of a layout on record
 * @kind: What it is
 * @name: Tag, member, enumerator or C type
 * @type: C type of a member, else empty
 * @size: Bytes
 * @align: Bytes
 * @offset: Bits
 * @bits: Width of a bitfield, or 0
 * @value: Of an enumerator
 */
struct line {
	enum line_kind kind;
	char name[128];
	char type[160];
	long size;
	long align;
	long offset;
	long bits;
	long value;
};

/* mkbtf.c */
void die(const char *what, const char *detail);

/* layout_text.c */
bool read_line(FILE *f, const char *path, struct line *line);
int dump_layout(const char *path);
int print_shim(const char *path);

/* encode.c */
void encode_layout(struct btf *btf, const char *path);

/* c_type.c */
int parse_type(struct btf *btf, const char *text);

#endif /* FIXTURE_H */

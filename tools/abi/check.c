// SPDX-License-Identifier: GPL-2.0-only
/* A kernel's structures against the rules. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

/**
 * struct walk - State of a walk over the members of one structure
 * @l: The kernel
 * @rule: What is expected
 * @seen: Bit i is set when a member has had the name of rule i
 * @last: Member before, in the order of the rules; NULL at the start
 * @next: First rule that may match the next member
 * @end: First byte behind the members so far
 * @align: Largest alignment of a member
 */
struct walk {
	struct layout *l;
	const struct struct_rule *rule;
	unsigned long seen;
	const char *last;
	size_t next;
	long long end;
	int align;
};

/*
 * Prints and counts a difference: in a field of a structure, in the structure
 * (no field), or in the kernel as such (no structure).
 */
static __printf(4, 5) void complain(struct layout *l, const char *tag,
				    const char *field, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "scmi-layout: %s: ", l->file);
	if (tag)
		fprintf(stderr, "struct %s: ", tag);
	if (field)
		fprintf(stderr, "field '%s': ", field);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	l->errors++;
}

static const char *name_of(const struct btf *btf, __u32 name_off)
{
	const char *name = btf__name_by_offset(btf, name_off);

	return name && *name ? name : "<anonymous>";
}

static long long round_up(long long value, int align)
{
	return align > 1 ? (value + align - 1) / align * align : value;
}

/* First rule of a name, or the one without a name behind the last. */
static size_t first_rule(const struct struct_rule *rule, const char *name)
{
	size_t i = 0;

	while (rule->members[i].name && strcmp(rule->members[i].name, name))
		i++;
	return i;
}

/* First rule behind those of the name that rule @i has. */
static size_t next_name(const struct struct_rule *rule, size_t i)
{
	const struct member_rule *m = rule->members;
	const char *name = m[i].name;

	while (m[i].name && !strcmp(m[i].name, name))
		i++;
	return i;
}

static bool is_mandatory(const struct struct_rule *rule, size_t first)
{
	size_t end = next_name(rule, first);

	for (size_t i = first; i < end; i++)
		if (rule->members[i].feature == FEATURE_NONE)
			return true;
	return false;
}

static void check_type(struct walk *w, size_t first, const char *found)
{
	const struct member_rule *m = w->rule->members;
	size_t end = next_name(w->rule, first);
	bool one = end == first + 1;

	for (size_t i = first; i < end; i++) {
		if (strcmp(m[i].type, found))
			continue;
		if (m[i].feature != FEATURE_NONE)
			w->l->has[m[i].feature] = true;
		return;
	}
	complain(w->l, w->rule->name, m[first].name,
		 "expected '%s'%s%s%s, found '%s'", m[first].type,
		 one ? "" : " or '", one ? "" : m[end - 1].type, one ? "" : "'",
		 found);
}

static void check_name(struct walk *w, const char *name, const char *type,
		       long long offset)
{
	size_t first = first_rule(w->rule, name);

	if (!w->rule->members[first].name) {
		complain(w->l, w->rule->name, name,
			 "expected no such field, found '%s' at byte %lld",
			 type, offset);
		return;
	}
	if (first < w->next)
		complain(w->l, w->rule->name, name,
			 "expected ahead of '%s', found behind it", w->last);
	check_type(w, first, type);
	w->seen |= 1ul << first;
	if (first >= w->next) {
		w->next = next_name(w->rule, first);
		w->last = name;
	}
}

/*
 * The compiler will put each member at the first suitable byte. A kernel that
 * has it elsewhere was built with packing or alignment that is not declared.
 */
static void check_place(struct walk *w, const struct btf_type *t, int i,
			const char *name)
{
	const struct btf *btf = w->l->btf;
	__u32 type = btf_members(t)[i].type;
	long long offset = btf_member_bit_offset(t, i) / 8;
	long long size = btf__resolve_size(btf, type);
	int align = type_align(btf, type);
	long long place = round_up(w->end, align);

	if (size < 0 || align <= 0)
		complain(w->l, w->rule->name, name,
			 "expected a type of known size, found none");
	else if (place != offset)
		complain(w->l, w->rule->name, name,
			 "expected at byte %lld, found at byte %lld", place,
			 offset);
	if (size > 0)
		w->end = offset + size;
	if (align > w->align)
		w->align = align;
}

static void check_member(struct walk *w, const struct btf_type *t, int i)
{
	const struct btf *btf = w->l->btf;
	const char *name = name_of(btf, btf_members(t)[i].name_off);
	__u32 bits = btf_member_bitfield_size(t, i);
	__u32 bit = btf_member_bit_offset(t, i);
	char *type = type_name(btf, btf_members(t)[i].type);

	check_name(w, name, type, bit / 8);
	if (bits || bit % 8)
		complain(w->l, w->rule->name, name,
			 "expected whole bytes, found %u bits at bit %u", bits,
			 bit);
	check_place(w, t, i, name);
	free(type);
}

static void check_missing(struct walk *w)
{
	const struct struct_rule *rule = w->rule;

	for (size_t i = 0; rule->members[i].name; i = next_name(rule, i))
		if (is_mandatory(rule, i) && !(w->seen & 1ul << i))
			complain(w->l, rule->name, rule->members[i].name,
				 "expected '%s', found no such field",
				 rule->members[i].type);
}

static void check_struct(struct layout *l, const struct struct_rule *rule,
			 const struct btf_type *t)
{
	struct walk w = { .l = l, .rule = rule, .align = 1 };

	for (int i = 0; i < btf_vlen(t); i++)
		check_member(&w, t, i);
	check_missing(&w);
	if (t->size != round_up(w.end, w.align))
		complain(l, rule->name, NULL, "expected %lld bytes, found %u",
			 round_up(w.end, w.align), t->size);
}

static bool same_member(const struct btf *btf, const struct btf_type *a,
			const struct btf_type *b, int i)
{
	const struct btf_member *m = btf_members(a) + i;
	const struct btf_member *n = btf_members(b) + i;
	char *type_a = type_name(btf, m->type);
	char *type_b = type_name(btf, n->type);
	bool same =
		!strcmp(type_a, type_b) &&
		!strcmp(name_of(btf, m->name_off), name_of(btf, n->name_off)) &&
		m->offset == n->offset;

	free(type_a);
	free(type_b);
	return same;
}

/*
 * BTF keeps one structure twice when something it points to differs between
 * two source files. That is harmless; two structures of one name are not.
 */
static void check_twins(struct layout *l, const struct struct_rule *rule,
			int id, int twin)
{
	const struct btf_type *a = btf__type_by_id(l->btf, id);
	const struct btf_type *b = btf__type_by_id(l->btf, twin);
	bool same = a->size == b->size && btf_vlen(a) == btf_vlen(b);

	for (int i = 0; same && i < btf_vlen(a); i++)
		same = same_member(l->btf, a, b, i);
	if (!same)
		complain(l, rule->name, NULL,
			 "expected one layout, found two (types %d and %d)", id,
			 twin);
}

static void check_named(struct layout *l, const struct struct_rule *rule)
{
	int id = find_type(l->btf, rule->name, KIND_STRUCT, 0);
	int twin = id;

	if (!id) {
		complain(l, rule->name, NULL,
			 "expected, found no such structure");
		return;
	}
	check_struct(l, rule, btf__type_by_id(l->btf, id));
	while ((twin = find_type(l->btf, rule->name, KIND_STRUCT, twin)))
		check_twins(l, rule, id, twin);
}

static void check_enum(struct layout *l, const struct enum_rule *rule)
{
	long long value;
	bool any = false;
	int id = 0;

	while ((id = find_type(l->btf, rule->tag, KIND_ENUM, id))) {
		any = true;
		if (!enum_value(l->btf, id, rule->name, &value))
			complain(l, NULL, NULL,
				 "enum %s: expected %s, found no such name",
				 rule->tag, rule->name);
		else if (value != rule->value)
			complain(l, NULL, NULL,
				 "enum %s: %s: expected %d, found %lld",
				 rule->tag, rule->name, rule->value, value);
	}
	if (!any)
		complain(l, NULL, NULL,
			 "enum %s: expected %s, found no such enumeration",
			 rule->tag, rule->name);
}

static void check_kernel_struct(struct layout *l, const char *tag)
{
	int id = find_type(l->btf, tag, KIND_STRUCT, 0);
	int twin = id;

	if (!id)
		complain(l, tag, NULL,
			 "expected in any kernel, found no such structure");
	while (id && (twin = find_type(l->btf, tag, KIND_STRUCT, twin)))
		if (btf__type_by_id(l->btf, id)->size !=
		    btf__type_by_id(l->btf, twin)->size)
			complain(l, tag, NULL,
				 "expected one size, found two (types %d and %d)",
				 id, twin);
}

/* Older kernels and kernels without SCMI are no puzzle to report piecemeal. */
static bool has_core(struct layout *l)
{
	if (find_type(l->btf, "scmi_transport", KIND_STRUCT, 0))
		return true;
	if (find_type(l->btf, "scmi_desc", KIND_STRUCT, 0)) {
		complain(l, NULL, NULL,
			 "the SCMI core of this kernel takes no transports from outside");
		complain(l, NULL, NULL,
			 "it has no struct scmi_transport: Linux 6.12 or later is needed");
		return false;
	}
	complain(l, NULL, NULL,
		 "no SCMI core: the kernel has no CONFIG_ARM_SCMI_PROTOCOL=y");
	complain(l, NULL, NULL,
		 "is it a module? SCMI_BTF=scmi-module.ko SCMI_BTF_BASE=vmlinux");
	return false;
}

/**
 * layout_check() - Holds a kernel's structures against the rules
 * @l: The kernel; @l->has and @l->errors are filled
 *
 * Every difference is printed, not only the first.
 *
 * Return: LAYOUT_OK, LAYOUT_REFUSED or LAYOUT_NO_CORE.
 */
enum layout_status layout_check(struct layout *l)
{
	if (!has_core(l))
		return LAYOUT_NO_CORE;
	for (size_t i = 0; i < layout_struct_count; i++) {
		const struct struct_rule *rule = &layout_structs[i];

		if (rule->feature == FEATURE_NONE || l->has[rule->feature])
			check_named(l, rule);
	}
	for (size_t i = 0; i < layout_enum_count; i++)
		check_enum(l, &layout_enums[i]);
	for (size_t i = 0; i < layout_kernel_struct_count; i++)
		check_kernel_struct(l, layout_kernel_structs[i]);
	return l->errors ? LAYOUT_REFUSED : LAYOUT_OK;
}

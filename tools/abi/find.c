// SPDX-License-Identifier: GPL-2.0-only
/* What libbpf leaves to its users: types by name, and safe alignment. */
#include <string.h>

#include "layout.h"

/**
 * find_type() - Looks for the next type of a name
 * @btf: Where to look
 * @name: Its name or tag
 * @kinds: KIND_STRUCT or KIND_ENUM
 * @after: Id behind which the search starts, 0 for all
 *
 * Return: its id, or 0 if there is no further one.
 */
int find_type(const struct btf *btf, const char *name, unsigned int kinds,
	      int after)
{
	int count = btf__type_cnt(btf);

	for (int id = after + 1; id < count; id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);
		const char *found;

		if (!t || !(kinds & BIT(btf_kind(t))))
			continue;
		found = btf__name_by_offset(btf, t->name_off);
		if (found && !strcmp(found, name))
			return id;
	}
	return 0;
}

/**
 * enum_value() - Value of an enumerator
 * @btf: Where it is described
 * @id: Id of its enumeration
 * @name: Its name
 * @value: Where the value goes
 *
 * Return: whether the enumeration has it.
 */
bool enum_value(const struct btf *btf, int id, const char *name,
		long long *value)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	bool wide = btf_is_enum64(t);

	for (int i = 0; i < btf_vlen(t); i++) {
		__u32 off = wide ? btf_enum64(t)[i].name_off
				 : btf_enum(t)[i].name_off;
		const char *found = btf__name_by_offset(btf, off);

		if (!found || strcmp(found, name))
			continue;
		*value = wide ? (long long)btf_enum64_value(btf_enum64(t) + i)
			      : btf_enum(t)[i].val;
		return true;
	}
	return false;
}

/* Structures nest less deeply than this; a loop in broken BTF ends here. */
#define MAX_DEPTH 32

static int align_at(const struct btf *btf, __u32 id, int depth);

static int align_struct(const struct btf *btf, const struct btf_type *t,
			int depth)
{
	int align = 1;

	for (int i = 0; i < btf_vlen(t); i++) {
		int a = align_at(btf, btf_members(t)[i].type, depth);

		if (a <= 0)
			return a;
		if (a > align)
			align = a;
	}
	return align;
}

static int align_at(const struct btf *btf, __u32 id, int depth)
{
	const struct btf_type *t = id ? btf__type_by_id(btf, id) : NULL;
	int pointer = btf__pointer_size(btf);

	if (!t || depth >= MAX_DEPTH)
		return 0;
	if (btf_is_ptr(t))
		return pointer;
	if (btf_is_composite(t))
		return align_struct(btf, t, depth + 1);
	if (btf_is_array(t))
		return align_at(btf, btf_array(t)->type, depth + 1);
	if (btf_is_mod(t) || btf_is_typedef(t))
		return align_at(btf, t->type, depth + 1);
	if (btf_is_int(t) || btf_is_any_enum(t) || btf_is_float(t))
		return (int)t->size < pointer ? (int)t->size : pointer;
	return 0;
}

/**
 * type_align() - Alignment of a type
 * @btf: Where it is described
 * @id: Its id
 *
 * In place of btf__align_of(), which follows references of damaged BTF to
 * types that are not there.
 *
 * Return: alignment in bytes, or 0 for a type that is not complete or sound.
 */
int type_align(const struct btf *btf, __u32 id)
{
	return align_at(btf, id, 0);
}

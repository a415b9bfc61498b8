// SPDX-License-Identifier: GPL-2.0-only
/*
 * A type in C, in one spelling. libbpf's own dumper is not used for this: its
 * text is for compilers and may change with its version, this one is compared
 * with the rules.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "layout.h"

/* Nothing in the rules comes near it; a loop in broken BTF ends here. */
#define MAX_DEPTH 16

static char *declare(const struct btf *btf, __u32 id, char *decl, int depth);

static __printf(1, 2) char *text(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0) {
		perror("scmi-layout");
		exit(LAYOUT_ERROR);
	}
	va_end(args);
	return s;
}

/* Tags are notes for checkers; modifiers of pointers stand behind the star. */
static const struct btf_type *skip_tags(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && btf_is_type_tag(t) && i < MAX_DEPTH; i++)
		t = btf__type_by_id(btf, t->type);
	return t;
}

static char *named(const char *keyword, const char *name, const char *decl)
{
	if (!name || !*name)
		name = "<anonymous>";
	return text("%s%s%s%s", keyword, name, *decl ? " " : "", decl);
}

static char *pointer(const struct btf *btf, const struct btf_type *t,
		     const char *decl, int depth)
{
	const struct btf_type *to = skip_tags(btf, t->type);
	bool parens = to && (btf_is_func_proto(to) || btf_is_array(to));

	return declare(btf, t->type,
		       parens ? text("(*%s)", decl) : text("*%s", decl), depth);
}

static char *qualified(const struct btf *btf, const struct btf_type *t,
		       const char *qualifier, const char *decl, int depth)
{
	const struct btf_type *to = skip_tags(btf, t->type);
	char *inner, *s;

	if (to && btf_is_ptr(to))
		return declare(btf, t->type,
			       text("%s%s%s", qualifier, *decl ? " " : "",
				    decl),
			       depth);
	inner = declare(btf, t->type, text("%s", decl), depth);
	s = text("%s %s", qualifier, inner);
	free(inner);
	return s;
}

static char *parameters(const struct btf *btf, const struct btf_type *t,
			int depth)
{
	const struct btf_param *p = btf_params(t);
	char *list = text("%s", btf_vlen(t) ? "" : "void");

	for (int i = 0; i < btf_vlen(t); i++) {
		/* A last parameter without name and type is "...". */
		bool variadic = !p[i].type && !p[i].name_off &&
				i == btf_vlen(t) - 1;
		char *type = variadic ? text("...")
				      : declare(btf, p[i].type, text("%s", ""),
						depth);
		char *longer = text("%s%s%s", list, i ? ", " : "", type);

		free(type);
		free(list);
		list = longer;
	}
	return list;
}

static char *function(const struct btf *btf, const struct btf_type *t,
		      const char *decl, int depth)
{
	char *list = parameters(btf, t, depth);
	char *s = text("%s(%s)", decl, list);

	free(list);
	return declare(btf, t->type, s, depth);
}

static char *declare_kind(const struct btf *btf, const struct btf_type *t,
			  const char *decl, int depth)
{
	const char *name = btf__name_by_offset(btf, t->name_off);

	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPEDEF:
		return named("", name, decl);
	case BTF_KIND_STRUCT:
		return named("struct ", name, decl);
	case BTF_KIND_UNION:
		return named("union ", name, decl);
	case BTF_KIND_FWD:
		return named(btf_kflag(t) ? "union " : "struct ", name, decl);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return named("enum ", name, decl);
	case BTF_KIND_PTR:
		return pointer(btf, t, decl, depth);
	case BTF_KIND_CONST:
		return qualified(btf, t, "const", decl, depth);
	case BTF_KIND_VOLATILE:
		return qualified(btf, t, "volatile", decl, depth);
	case BTF_KIND_RESTRICT:
		return qualified(btf, t, "restrict", decl, depth);
	case BTF_KIND_TYPE_TAG:
		return declare(btf, t->type, text("%s", decl), depth);
	case BTF_KIND_ARRAY:
		return declare(btf, btf_array(t)->type,
			       text("%s[%u]", decl, btf_array(t)->nelems),
			       depth);
	case BTF_KIND_FUNC_PROTO:
		return function(btf, t, decl, depth);
	default:
		return text("<kind %u>", btf_kind(t));
	}
}

/* The type applied to the declarator @decl, which is freed. */
static char *declare(const struct btf *btf, __u32 id, char *decl, int depth)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	char *s;

	if (!id)
		s = named("", "void", decl);
	else if (!t)
		s = text("<no type %u>", id);
	else if (depth >= MAX_DEPTH)
		s = text("<nested too deeply>");
	else
		s = declare_kind(btf, t, decl, depth + 1);
	free(decl);
	return s;
}

/**
 * type_name() - Spells a type as an abstract declarator of C
 * @btf: Where it is described
 * @id: Its id
 *
 * Typedefs keep their names, type tags are left out, functions have their
 * parameters without names: "void (*)(struct scmi_chan_info *, size_t)".
 *
 * Return: the text, to be freed; never NULL.
 */
char *type_name(const struct btf *btf, __u32 id)
{
	return declare(btf, id, text("%s", ""), 0);
}

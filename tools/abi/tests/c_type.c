// SPDX-License-Identifier: GPL-2.0-only
/*
 * A type as C spells it, to BTF. As much of C as layouts on record need: names,
 * const, stars, function pointers.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../layout.h"
#include "fixture.h"

#define MAX_PARAMS 8

/**
 * struct parser - Where the parser is
 * @btf: Types go here
 * @text: The whole text, for messages
 * @at: Rest of it
 */
struct parser {
	struct btf *btf;
	const char *text;
	const char *at;
};

static int parse(struct parser *p);

static int checked(struct parser *p, int id)
{
	if (id < 0)
		die("cannot be encoded", p->text);
	return id;
}

static bool accept(struct parser *p, const char *token)
{
	size_t len = strlen(token);
	bool word = isalpha((unsigned char)*token);

	while (*p->at == ' ')
		p->at++;
	if (strncmp(p->at, token, len))
		return false;
	if (word && (isalnum((unsigned char)p->at[len]) || p->at[len] == '_'))
		return false;
	p->at += len;
	return true;
}

static void expect(struct parser *p, const char *token)
{
	if (!accept(p, token))
		die("is no type that is understood", p->text);
}

static const char *identifier(struct parser *p, char *to, size_t size)
{
	size_t n = 0;

	while (*p->at == ' ')
		p->at++;
	while (isalnum((unsigned char)p->at[n]) || p->at[n] == '_')
		n++;
	if (!n || n >= size)
		die("has no name where one is needed", p->text);
	memcpy(to, p->at, n);
	to[n] = '\0';
	p->at += n;
	return to;
}

static int by_name(struct parser *p, const char *name)
{
	int id = find_type(p->btf, name,
			   BIT(BTF_KIND_INT) | BIT(BTF_KIND_TYPEDEF), 0);

	if (!id)
		die("type is not on record", name);
	return id;
}

/* A structure not described yet is a forward declaration, as for C. */
static int tagged(struct parser *p, enum btf_fwd_kind kind)
{
	char tag[64];
	int id;

	identifier(p, tag, sizeof(tag));
	id = find_type(p->btf, tag,
		       kind == BTF_FWD_ENUM ? KIND_ENUM : KIND_STRUCT, 0);
	return id ? id : checked(p, btf__add_fwd(p->btf, tag, kind));
}

static int base(struct parser *p)
{
	char name[64];

	if (accept(p, "struct"))
		return tagged(p, BTF_FWD_STRUCT);
	if (accept(p, "enum"))
		return tagged(p, BTF_FWD_ENUM);
	if (accept(p, "void"))
		return 0;
	if (accept(p, "unsigned")) {
		expect(p, "int");
		return by_name(p, "unsigned int");
	}
	return by_name(p, identifier(p, name, sizeof(name)));
}

static int function(struct parser *p, int result)
{
	int types[MAX_PARAMS];
	int count = 0;
	int id;

	expect(p, "(");
	do {
		if (count == MAX_PARAMS)
			die("has too many parameters", p->text);
		types[count++] = parse(p);
	} while (accept(p, ","));
	expect(p, ")");
	id = checked(p, btf__add_func_proto(p->btf, result));
	for (int i = 0; i < count; i++)
		checked(p, btf__add_func_param(p->btf, NULL, types[i]));
	return id;
}

static int parse(struct parser *p)
{
	bool is_const = accept(p, "const");
	int id = base(p);

	if (is_const)
		id = checked(p, btf__add_const(p->btf, id));
	while (accept(p, "*")) {
		id = checked(p, btf__add_ptr(p->btf, id));
		if (accept(p, "const"))
			id = checked(p, btf__add_const(p->btf, id));
	}
	if (accept(p, "(")) {
		expect(p, "*");
		expect(p, ")");
		id = checked(p, btf__add_ptr(p->btf, function(p, id)));
	}
	return id;
}

/**
 * parse_type() - Adds what is needed to say a type
 * @btf: Where to
 * @text: The type in C
 *
 * Return: id of the type.
 */
int parse_type(struct btf *btf, const char *text)
{
	struct parser p = { .btf = btf, .text = text, .at = text };
	int id = parse(&p);

	if (*p.at)
		die("is no type that is understood", text);
	return id;
}

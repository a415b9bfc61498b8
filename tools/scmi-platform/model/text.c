// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
	struct text *text;
	const char *at;
	unsigned int line;
	FILE *out;
	unsigned int include; /* the line of the first one; 0: none */
	bool failed;
};

static char *slurp(FILE *file, size_t *len)
{
	char *data = malloc(TEXT_MAX + 2);

	if (!data)
		return NULL;
	*len = fread(data, 1, TEXT_MAX + 1, file);
	data[*len] = '\0';
	return data;
}

static char *read_file(const char *path, FILE *err)
{
	FILE *file = fopen(path, "r");
	char *data = NULL;
	size_t len = 0;

	if (file)
		data = slurp(file, &len);
	if (!data || ferror(file)) {
		fprintf(err, "%s: cannot be read: %s\n", path, strerror(errno));
	} else if (len > TEXT_MAX) {
		fprintf(err, "%s: is larger than %d bytes\n", path, TEXT_MAX);
	} else if (strlen(data) != len) {
		fprintf(err, "%s: is no text: it has a NUL byte\n", path);
	} else {
		fclose(file);
		return data;
	}
	if (file)
		fclose(file);
	free(data);
	return NULL;
}

/* Copies one character, and keeps count of lines. */
static void copy(struct lexer *lexer)
{
	if (*lexer->at == '\n')
		lexer->line++;
	fputc(*lexer->at++, lexer->out);
}

static void copy_until(struct lexer *lexer, const char *end)
{
	while (*lexer->at && strncmp(lexer->at, end, strlen(end)))
		copy(lexer);
}

static void copy_string(struct lexer *lexer)
{
	copy(lexer);
	while (*lexer->at && *lexer->at != '"') {
		if (*lexer->at == '\\' && lexer->at[1])
			copy(lexer);
		copy(lexer);
	}
	if (*lexer->at)
		copy(lexer);
}

static void copy_comment(struct lexer *lexer)
{
	bool block = lexer->at[1] == '*';

	copy(lexer);
	/* The star that opens a comment must not close it. */
	if (block)
		copy(lexer);
	copy_until(lexer, block ? "*/" : "\n");
}

static void remember_huge(struct lexer *lexer, const char *token, size_t len)
{
	struct text *text = lexer->text;
	struct text_huge *huge =
		reallocarray(text->huge, text->n_huge + 1, sizeof(*huge));

	if (!huge) {
		lexer->failed = true;
		return;
	}
	text->huge = huge;
	huge += text->n_huge++;
	huge->line = lexer->line;
	huge->token = strndup(token, len);
	if (!huge->token)
		lexer->failed = true;
}

/* A number's value, if it is an integer to its end. */
static bool to_integer(const char *token, size_t len, int64_t *value,
		       bool *huge)
{
	bool negative = *token == '-';
	const char *digits = token + (*token == '-' || *token == '+');
	int base = digits[0] == '0' && tolower(digits[1]) == 'x' ? 16 : 10;
	unsigned long long magnitude;
	char *end;

	errno = 0;
	magnitude = strtoull(digits, &end, base);
	*huge = errno == ERANGE || magnitude > INT64_MAX;
	if (*huge)
		magnitude = INT64_MAX;
	*value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
	while (*end == 'L')
		end++;
	return end == token + len;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static size_t token_length(const char *at)
{
	size_t len = *at == '-' || *at == '+';

	while (is_word(at[len]))
		len++;
	return len;
}

/* Names have digits, stars and minus signs too: a whole word is copied. */
static void copy_word(struct lexer *lexer)
{
	while (is_word(*lexer->at) || *lexer->at == '-' || *lexer->at == '*')
		copy(lexer);
}

static void copy_number(struct lexer *lexer)
{
	size_t len = token_length(lexer->at);
	int64_t value;
	bool huge;

	if (!to_integer(lexer->at, len, &value, &huge)) {
		copy(lexer);
		copy_word(lexer);
		return;
	}
	if (huge)
		remember_huge(lexer, lexer->at, len);
	fprintf(lexer->out, "%lldL", (long long)value);
	lexer->at += len;
}

static bool starts_number(const char *at)
{
	if (*at == '-' || *at == '+')
		at++;
	if (*at == '.')
		at++;
	return isdigit((unsigned char)*at);
}

/*
 * What is included would not be widened; and a folder, or what else cannot be
 * read to its end, makes libconfig's scanner end the program.
 */
static void find_include(struct lexer *lexer)
{
	if (!lexer->include && !strncmp(lexer->at, "@include", 8))
		lexer->include = lexer->line;
}

static void widen(struct lexer *lexer)
{
	while (*lexer->at) {
		find_include(lexer);
		if (*lexer->at == '"')
			copy_string(lexer);
		else if (*lexer->at == '#' || !strncmp(lexer->at, "//", 2) ||
			 !strncmp(lexer->at, "/*", 2))
			copy_comment(lexer);
		else if (starts_number(lexer->at))
			copy_number(lexer);
		else if (isalpha((unsigned char)*lexer->at))
			copy_word(lexer);
		else
			copy(lexer);
	}
}

bool text_load(struct text *text, const char *path, FILE *err)
{
	struct lexer lexer = { .text = text, .line = 1 };
	size_t len;

	memset(text, 0, sizeof(*text));
	text->source = read_file(path, err);
	if (!text->source)
		return false;
	lexer.out = open_memstream(&text->widened, &len);
	if (lexer.out) {
		lexer.at = text->source;
		widen(&lexer);
		lexer.failed |= fclose(lexer.out) == EOF;
	}
	if (!lexer.out || lexer.failed)
		fprintf(err, "%s: out of memory\n", path);
	else if (lexer.include)
		fprintf(err, "%s:%u: other files cannot be included\n", path,
			lexer.include);
	else
		return true;
	text_free(text);
	return false;
}

void text_free(struct text *text)
{
	size_t i;

	for (i = 0; i < text->n_huge; i++)
		free(text->huge[i].token);
	free(text->huge);
	free(text->widened);
	free(text->source);
	memset(text, 0, sizeof(*text));
}

const char *text_huge_at(struct text *text, unsigned int line)
{
	size_t i;

	for (i = 0; i < text->n_huge; i++) {
		if (text->huge[i].line != line)
			continue;
		/* Lines count from 1: it is not found a second time. */
		text->huge[i].line = 0;
		return text->huge[i].token;
	}
	return NULL;
}

const char *text_line(const struct text *text, unsigned int line, size_t *len)
{
	const char *at = text->source;

	while (--line && (at = strchr(at, '\n')))
		at++;
	if (!at)
		at = "";
	at += strspn(at, " \t\r");
	*len = strcspn(at, "\n");
	while (*len && isspace((unsigned char)at[*len - 1]))
		--*len;
	return at;
}

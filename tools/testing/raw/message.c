// SPDX-License-Identifier: GPL-2.0-only
#include "message.h"
#include "../../scmi-platform/scmi_hdr.h"

#include <errno.h>
#include <stdlib.h>

/*
 * Takes a number off @at, which goes on behind it. It may be negative, as a
 * value on the wire may be.
 */
static bool take_number(const char **at, int64_t min, int64_t max,
			uint32_t *value)
{
	long long n;
	char *end;

	/* strtoll() would pass over blanks. */
	if (**at != '-' && (**at < '0' || **at > '9'))
		return false;
	errno = 0;
	n = strtoll(*at, &end, 0);
	if (errno || end == *at || n < min || n > max)
		return false;
	*at = end;
	*value = (uint32_t)n;
	return true;
}

static bool append(struct message *m, uint32_t value)
{
	if (m->len + sizeof(value) > sizeof(m->bytes))
		return false;
	scmi_store32(m->bytes + m->len, value);
	m->len += sizeof(value);
	return true;
}

/* The values, each behind its separator */
static const char *parse_values(struct message *m, const char *at)
{
	uint32_t value;

	for (char separator = ':'; *at; separator = ',') {
		if (*at++ != separator)
			return "values begin with ':' and are separated by ','";
		if (!take_number(&at, INT32_MIN, UINT32_MAX, &value))
			return "a value is a number of 32 bits";
		if (!append(m, value))
			return "too many values";
	}
	return NULL;
}

const char *message_parse(struct message *m, const char *text)
{
	uint32_t protocol, id;

	if (!take_number(&text, 0, UINT8_MAX, &protocol))
		return "the protocol is a number from 0 to 255";
	if (*text++ != '.' || !take_number(&text, 0, UINT8_MAX, &id))
		return "'.' and a message id from 0 to 255 follow the protocol";
	m->len = 0;
	append(m, 0);
	message_set(m, SCMI_HDR_PROTO, protocol);
	message_set(m, SCMI_HDR_MSG, id);
	return parse_values(m, text);
}

void message_resize(struct message *m, size_t len)
{
	if (len > m->len)
		memset(m->bytes + m->len, 0, len - m->len);
	m->len = len;
}

uint32_t message_get(const struct message *m, uint32_t mask)
{
	if (m->len < SCMI_HDR_SIZE)
		return 0;
	return scmi_hdr_get(scmi_load32(m->bytes), mask);
}

void message_set(struct message *m, uint32_t mask, uint32_t value)
{
	uint32_t hdr = scmi_load32(m->bytes);

	scmi_store32(m->bytes, scmi_hdr_set(hdr, mask, value));
}

static bool has_status(const struct message *m)
{
	return message_get(m, SCMI_HDR_TYPE) != SCMI_TYPE_NOTIFY &&
	       m->len >= SCMI_HDR_SIZE + SCMI_STATUS_SIZE;
}

static int32_t message_status(const struct message *m)
{
	return (int32_t)scmi_load32(m->bytes + SCMI_HDR_SIZE);
}

bool message_succeeded(const struct message *m)
{
	return has_status(m) && !message_status(m);
}

/* Words as numbers, and what is left of one as pairs of digits */
static void print_payload(const struct message *m, size_t from, FILE *to)
{
	const char *before = " payload=";
	size_t i;

	for (i = from; i + 4 <= m->len; i += 4) {
		fprintf(to, "%s%#x", before, scmi_load32(m->bytes + i));
		before = ",";
	}
	if (i < m->len)
		fprintf(to, "%s+", i == from ? before : "");
	for (; i < m->len; i++)
		fprintf(to, "%02x", m->bytes[i]);
}

void message_print(const struct message *m, FILE *to)
{
	static const char *const types[] = {
		[SCMI_TYPE_COMMAND] = "response",
		[1] = "type1",
		[SCMI_TYPE_DELAYED] = "delayed",
		[SCMI_TYPE_NOTIFY] = "notification",
	};
	size_t from = SCMI_HDR_SIZE;

	if (m->len < SCMI_HDR_SIZE) {
		fprintf(to, "fragment");
		print_payload(m, 0, to);
		fputc('\n', to);
		return;
	}
	fprintf(to, "%s token=%u proto=0x%02x msg=0x%02x",
		types[message_get(m, SCMI_HDR_TYPE)],
		message_get(m, SCMI_HDR_TOKEN), message_get(m, SCMI_HDR_PROTO),
		message_get(m, SCMI_HDR_MSG));
	if (message_get(m, SCMI_HDR_RESERVED))
		fprintf(to, " reserved=%u", message_get(m, SCMI_HDR_RESERVED));
	if (has_status(m)) {
		fprintf(to, " status=%d", message_status(m));
		from += SCMI_STATUS_SIZE;
	}
	print_payload(m, from, to);
	fputc('\n', to);
}

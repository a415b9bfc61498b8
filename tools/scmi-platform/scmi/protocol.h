/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What dispatch (agent.c) and the protocols know of each other: a protocol is
 * a table, one row a command.
 */
#ifndef SCMI_PLATFORM_PROTOCOL_H
#define SCMI_PLATFORM_PROTOCOL_H

#include "agent.h"
#include "show.h"
#include "wire.h"

/* Status codes (DEN0056, 4.1.4). */
enum scmi_status {
	SCMI_SUCCESS = 0,
	SCMI_NOT_SUPPORTED = -1,
	SCMI_INVALID_PARAMETERS = -2,
	SCMI_DENIED = -3,
	SCMI_NOT_FOUND = -4,
	SCMI_OUT_OF_RANGE = -5,
	SCMI_BUSY = -6,
	SCMI_COMMS_ERROR = -7,
	SCMI_GENERIC_ERROR = -8,
	SCMI_HARDWARE_ERROR = -9,
	SCMI_PROTOCOL_ERROR = -10,
	SCMI_IN_USE = -11,
};

enum scmi_protocol_id {
	SCMI_BASE = 0x10,
	SCMI_POWER = 0x11,
	SCMI_SYSTEM = 0x12,
	SCMI_PERF = 0x13,
	SCMI_CLOCK = 0x14,
	SCMI_SENSOR = 0x15,
	SCMI_RESET = 0x16,
	SCMI_VOLTAGE = 0x17,
	SCMI_POWERCAP = 0x18,
	SCMI_PINCTRL = 0x19,
};

/* Bytes of a short name and of an extended one, the NULs included. */
#define SCMI_SHORT_NAME 16
#define SCMI_LONG_NAME	64

/**
 * struct scmi_msg - a command under way
 * @agent: who sent it
 * @now: the time
 * @header: the command's header, reserved bits cleared
 * @protocol: its protocol
 * @command: its row
 * @refused: why scmi_find() found nothing
 * @req: what is left of its parameters; their length was checked
 * @rsp: the response, header and status already there; room for what the
 *	command's row names was checked
 */
struct scmi_msg {
	struct scmi_agent *agent;
	uint64_t now;
	uint32_t header;
	const struct scmi_protocol *protocol;
	const struct scmi_command *command;
	enum scmi_status refused;
	struct wire_reader req;
	struct wire_writer rsp;
};

/* It exists for agents with P2A channels only. */
#define SCMI_NEEDS_P2A 0x1u
/* More follows its parameters, and the handler knows how much. */
#define SCMI_MORE_FOLLOWS 0x2u
/* The right to its resource that it takes; MODEL_RIGHT_SEE without them. */
#define SCMI_READ    0x4u
#define SCMI_CONTROL 0x8u

/**
 * struct scmi_command - one row of a protocol's table
 * @id: message identifier
 * @name: as the specification has it, for logs and tests
 * @req: bytes of its parameters, all of them but what is of any length, without
 *	header
 * @rsp: least bytes of its return values, without header and status
 * @flags: SCMI_..., or 0
 * @handle: does it; NULL for what the specification knows and we do not offer
 */
struct scmi_command {
	uint8_t id;
	const char *name;
	uint16_t req;
	uint16_t rsp;
	unsigned int flags;
	enum scmi_status (*handle)(struct scmi_msg *msg);
};

/**
 * struct scmi_protocol - one protocol
 * @id: protocol identifier
 * @name: for logs
 * @version: major in the upper, minor in the lower half
 * @count: resources of it that exist for an agent; a protocol without any is not
 *	offered to it; NULL for the base protocol, which always is
 * @message_attributes: of one of its messages, for one agent; NULL when none
 *	has any
 * @name_of: a resource's name; NULL when there are no resources
 * @kind: its resources; those that @show_view is about are the model's
 * @show: what state a resource is in; NULL when each agent has its own, as that
 *	of its system
 * @show_view: what an agent has set of it; nothing when it has set nothing
 * @commands: the table
 * @n_commands: its rows
 */
struct scmi_protocol {
	enum scmi_protocol_id id;
	const char *name;
	uint32_t version;
	size_t (*count)(const struct scmi_agent *agent);
	uint32_t (*message_attributes)(const struct scmi_agent *agent,
				       uint8_t id);
	const char *(*name_of)(const struct scmi_model *model, uint32_t id);
	enum model_kind kind;
	void (*show)(struct show *s, const struct scmi_model *model,
		     uint32_t id, uint64_t now);
	void (*show_view)(struct show *s, const struct scmi_agent *agent,
			  uint32_t id);
	const struct scmi_command *commands;
	size_t n_commands;
};

extern const struct scmi_protocol scmi_base_protocol;
extern const struct scmi_protocol scmi_power_protocol;
extern const struct scmi_protocol scmi_system_protocol;
extern const struct scmi_protocol scmi_perf_protocol;
extern const struct scmi_protocol scmi_clock_protocol;
extern const struct scmi_protocol scmi_sensor_protocol;
extern const struct scmi_protocol scmi_reset_protocol;
extern const struct scmi_protocol scmi_voltage_protocol;
extern const struct scmi_protocol scmi_powercap_protocol;
extern const struct scmi_protocol scmi_pinctrl_protocol;

/* All of them, in ascending order of their identifiers. */
extern const struct scmi_protocol *const scmi_protocols[];
extern const size_t scmi_n_protocols;

/* The same in every protocol (DEN0056, 4.1.1); see agent.c. */
enum scmi_status scmi_protocol_version(struct scmi_msg *msg);
enum scmi_status scmi_message_attributes(struct scmi_msg *msg);
enum scmi_status scmi_negotiate_version(struct scmi_msg *msg);

/**
 * scmi_protocol_offered - may this agent use this protocol?
 * @agent: the agent
 * @protocol: the protocol
 */
bool scmi_protocol_offered(const struct scmi_agent *agent,
			   const struct scmi_protocol *protocol);

/**
 * scmi_find - find the resource that a message names
 * @msg: the command; its row says which right it takes
 * @kind: of which kind
 * @local: the identifier in the message
 * @id: filled: the model's
 *
 * Return: false when it does not exist for the agent, or the agent lacks the
 * right; @msg has the status then.
 */
bool scmi_find(struct scmi_msg *msg, enum model_kind kind, uint32_t local,
	       uint32_t *id);

/* The same with the identifier that comes next in the message. */
bool scmi_get_id(struct scmi_msg *msg, enum model_kind kind, uint32_t *id);

/**
 * scmi_base_error - tell an agent of a message that gets no response
 * @agent: who sent it, and hears of it if it asked for that
 * @now: the time
 * @header: the message's
 * @status: what was wrong
 */
void scmi_base_error(struct scmi_agent *agent, uint64_t now, uint32_t header,
		     enum scmi_status status);

/**
 * scmi_put_long_name - write an extended name's response
 * @msg: the command
 * @name: the name
 *
 * Return: SCMI_SUCCESS.
 */
enum scmi_status scmi_put_long_name(struct scmi_msg *msg, const char *name);

/**
 * scmi_subscribe - do a ..._NOTIFY command, but for finding the resource
 * @msg: the command, its identifier already read, its switch not yet
 * @on: the subscription
 *
 * Return: SCMI_SUCCESS, or SCMI_INVALID_PARAMETERS for a switch that is
 * neither 0 nor 1.
 */
enum scmi_status scmi_subscribe(struct scmi_msg *msg, bool *on);

/**
 * scmi_start - accept the asynchronous form of a command
 * @msg: the command
 * @latency_ns: how long it takes
 * @run: does it then
 * @quiet: without a delayed response
 * @id: the resource
 * @value: what @run needs
 *
 * Return: SCMI_SUCCESS, or SCMI_BUSY when as many are under way as may be.
 */
enum scmi_status scmi_start(struct scmi_msg *msg, uint64_t latency_ns,
			    scmi_job_fn run, bool quiet, uint32_t id,
			    uint64_t value);

#endif /* SCMI_PLATFORM_PROTOCOL_H */

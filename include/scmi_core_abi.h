/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's SCMI core and a transport share, and no installed kernel
 * header declares.
 *
 * The declarations here are this project's own. They are worth something only
 * because scmi_core_layout.h, which the build makes out of the target kernel's
 * BTF, chooses the optional members (SCMI_CORE_*) and because every size,
 * offset and type is held against that BTF at the end of the declarations: a
 * kernel that differs does not build. Documentation/layout.rst has the story.
 *
 * Only core.c, instance.c and the tests include this file.
 */
#ifndef SCMI_CORE_ABI_H
#define SCMI_CORE_ABI_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/scmi_protocol.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#include "scmi_core_layout.h"

struct scmi_msg_payld;
struct scmi_shared_mem_operations;
struct scmi_transport_handle;

/**
 * enum scmi_bad_msg - What is wrong with a message, for bad_message_trace()
 * @MSG_UNEXPECTED: No command waits for it
 * @MSG_INVALID: It does not fit the command that waits for it
 * @MSG_UNKNOWN: Its type is not one of the specification's
 * @MSG_NOMEM: There was no memory to take it in
 * @MSG_MBOX_SPURIOUS: A mailbox rang without a message
 */
enum scmi_bad_msg {
	MSG_UNEXPECTED = -1,
	MSG_INVALID = -2,
	MSG_UNKNOWN = -3,
	MSG_NOMEM = -4,
	MSG_MBOX_SPURIOUS = -5,
};

/**
 * struct scmi_msg - One direction of a transfer
 * @buf: Payload; of one transfer tx.buf and rx.buf are the same memory
 * @len: Its length in bytes; in rx the most that may be stored, which
 *	fetch_response() lowers to what came
 */
struct scmi_msg {
	void *buf;
	size_t len;
};

/**
 * struct scmi_msg_hdr - A message header, field by field
 * @id: Message id within the protocol
 * @protocol_id: Protocol the message belongs to
 * @type: 0 command, 2 delayed response, 3 notification
 * @seq: Token, 0 to 1023
 * @status: The platform's status; a negative value, in two's complement
 * @poll_completion: The caller polls for the reply
 */
struct scmi_msg_hdr {
	u8 id;
	u8 protocol_id;
	u8 type;
	u16 seq;
	u32 status;
	bool poll_completion;
};

/**
 * struct scmi_xfer - One command on its way, or one notification
 * @transfer_id: Running number, for traces
 * @hdr: Header of the message
 * @tx: What is sent
 * @rx: Where the answer goes
 * @done: Completed by the core when the response is in
 * @async_done: Completed by the core when the delayed response is in; on the
 *	caller's stack, NULL when none is awaited
 * @pending: The core knows the transfer by its token
 * @node: The core's list of free, or table of pending, transfers
 * @users: References to the transfer
 * @busy: Held by the core while it delivers a message
 * @state: How far the exchange has come
 * @flags: The core's own
 * @lock: Guards @state and @busy
 * @priv: Whatever the transport passed to rx_callback() last
 */
struct scmi_xfer {
	int transfer_id;
	struct scmi_msg_hdr hdr;
	struct scmi_msg tx;
	struct scmi_msg rx;
	struct completion done;
	struct completion *async_done;
	bool pending;
	struct hlist_node node;
	refcount_t users;
	atomic_t busy;
	int state;
	int flags;
	spinlock_t lock; /* The core's: see @lock above. */
	void *priv;
};

/**
 * struct scmi_chan_info - The core's view of one channel
 * @id: Protocol number the channel was set up for
 * @dev: The device of that protocol
 * @is_p2a: Messages go from platform to agent
 * @rx_timeout_ms: How long the core waits for a response, in ms
 * @max_msg_size: Largest payload in bytes; scmi_core_chan_max_msg_size()
 * @handle: The SCMI instance
 * @no_completion_irq: Responses must be polled for; chan_setup() may set it
 * @transport_info: The transport's own
 */
struct scmi_chan_info {
	int id;
	struct device *dev;
	bool is_p2a;
	unsigned int rx_timeout_ms;
#if SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE
	unsigned int max_msg_size;
#endif
	struct scmi_handle *handle;
	bool no_completion_irq;
	void *transport_info;
};

/**
 * struct scmi_transport_ops - What the core asks of a transport
 * @chan_available: Whether this node has a channel of its own; @idx is 0 for
 *	commands, 1 for what the platform sends
 * @chan_setup: Attaches to the channel
 * @chan_free: Detaches; called once for each protocol that shares it
 * @get_max_msg: How many messages the channel can have in flight, 1 to 1024
 * @send_message: Sends; 0, or an error after which mark_txdone is not called
 * @mark_txdone: The core is through with the transfer
 * @fetch_response: Copies status and payload of a response to the transfer
 * @fetch_notification: Copies the payload of a notification to the transfer
 * @clear_channel: Gives the channel back to the platform
 * @poll_done: Whether the response of a polled transfer is there
 */
struct scmi_transport_ops {
	bool (*chan_available)(struct device_node *of_node, int idx);
	int (*chan_setup)(struct scmi_chan_info *cinfo, struct device *dev,
			  bool tx);
	int (*chan_free)(int id, void *p, void *data);
	unsigned int (*get_max_msg)(struct scmi_chan_info *base_cinfo);
	int (*send_message)(struct scmi_chan_info *cinfo,
			    struct scmi_xfer *xfer);
	void (*mark_txdone)(struct scmi_chan_info *cinfo, int ret,
			    struct scmi_xfer *xfer);
	void (*fetch_response)(struct scmi_chan_info *cinfo,
			       struct scmi_xfer *xfer);
	void (*fetch_notification)(struct scmi_chan_info *cinfo, size_t max_len,
				   struct scmi_xfer *xfer);
	void (*clear_channel)(struct scmi_chan_info *cinfo);
	bool (*poll_done)(struct scmi_chan_info *cinfo, struct scmi_xfer *xfer);
};

/**
 * struct scmi_desc - A transport as it describes itself to the core
 * @ops: Its operations
 * @max_rx_timeout_ms: Wait for a response, in ms; the core overwrites it with
 *	the value of the device tree, if there is one
 * @max_msg: Messages in flight when there is no get_max_msg()
 * @max_msg_size: Largest payload in bytes, the header not counted
 * @atomic_threshold: Set by the core: latency in us up to which a command is
 *	fit for atomic context
 * @no_completion_irq: Set by the core: the device tree says to poll
 * @force_polling: Poll for every response
 * @sync_cmds_completed_on_ret: The response is there when send_message returns
 * @atomic_enabled: Nothing on the way of a command sleeps
 *
 * Some members are const, so an object is filled by scmi_core_desc_init().
 */
struct scmi_desc {
	const struct scmi_transport_ops *ops;
	int max_rx_timeout_ms;
	int max_msg;
	int max_msg_size;
#if SCMI_CORE_HAS_ATOMIC_THRESHOLD
	unsigned int atomic_threshold;
#endif
#if SCMI_CORE_HAS_NO_COMPLETION_IRQ
	bool no_completion_irq;
#endif
	const bool force_polling;
	const bool sync_cmds_completed_on_ret;
	const bool atomic_enabled;
};

/**
 * struct scmi_message_operations - The core's own packing of messages
 * @response_size: Bytes a response of the transfer takes
 * @command_size: Bytes the command of the transfer takes
 * @tx_prepare: Packs header and payload
 * @read_header: Header of a packed message
 * @fetch_response: Unpacks a response
 * @fetch_notification: Unpacks a notification
 *
 * Declared so that its layout is watched; this transport packs its messages
 * itself, because the core's functions trust the lengths of the device.
 */
struct scmi_message_operations {
	size_t (*response_size)(struct scmi_xfer *xfer);
	size_t (*command_size)(struct scmi_xfer *xfer);
	void (*tx_prepare)(struct scmi_msg_payld *msg, struct scmi_xfer *xfer);
	u32 (*read_header)(struct scmi_msg_payld *msg);
	void (*fetch_response)(struct scmi_msg_payld *msg, size_t len,
			       struct scmi_xfer *xfer);
	void (*fetch_notification)(struct scmi_msg_payld *msg, size_t len,
				   size_t max_len, struct scmi_xfer *xfer);
};

/**
 * struct scmi_transport_core_operations - What the core offers a transport
 * @bad_message_trace: Puts a refused message into the core's trace
 * @rx_callback: Hands a message up; @msg_hdr in CPU byte order
 * @shmem: For transports over shared memory, not used here
 * @msg: For transports over messages; NULL in a kernel without HAVE_MSG
 */
struct scmi_transport_core_operations {
	void (*bad_message_trace)(struct scmi_chan_info *cinfo, u32 msg_hdr,
				  enum scmi_bad_msg err);
	void (*rx_callback)(struct scmi_chan_info *cinfo, u32 msg_hdr,
			    void *priv);
	const struct scmi_shared_mem_operations *shmem;
	const struct scmi_message_operations *msg;
};

#if SCMI_CORE_HAS_TRANSPORT_HANDLE
/**
 * struct scmi_transport_handle - How in-tree transports find their supplier
 * @supplier_get: Takes the device that serves the next instance
 * @supplier_put: Gives it back
 *
 * The core itself never calls these; a transport that brings its own platform
 * driver leaves scmi_transport.th NULL.
 */
struct scmi_transport_handle {
	struct device *(*supplier_get)(const struct scmi_transport_handle *th);
	int (*supplier_put)(const struct scmi_transport_handle *th,
			    struct device *dev);
};
#endif

/**
 * struct scmi_transport - Platform data of the "arm-scmi" platform device
 * @supplier: Device that must outlive the SCMI instance
 * @desc: The description; scmi_core_desc_attach(), scmi_core_desc()
 * @core_ops: Where the core stores the address of its operations
 * @th: See &struct scmi_transport_handle
 */
struct scmi_transport {
	struct device *supplier;
#if SCMI_CORE_DESC_BY_VALUE
	struct scmi_desc desc;
#else
	struct scmi_desc *desc;
#endif
	struct scmi_transport_core_operations **core_ops;
#if SCMI_CORE_HAS_TRANSPORT_HANDLE
	const struct scmi_transport_handle *th;
#endif
};

/*
 * The declarations above against the kernel's BTF. SCMI_CORE_LAYOUT() has rows
 * for each structure, member and enumerator; it is empty if the layout was
 * guessed (SCMI_CORE_LAYOUT_VERIFIED is 0).
 */
#define SCMI_CORE_ASSERT_STRUCT(type, size)          \
	static_assert(sizeof(struct type) == (size), \
		      "struct " #type ": expected " #size " bytes, as in BTF")

#define SCMI_CORE_ASSERT_OFFSET(type, member, offset)            \
	static_assert(offsetof(struct type, member) == (offset), \
		      "struct " #type ": field " #member         \
		      ": expected at byte " #offset ", as in BTF")

#define SCMI_CORE_ASSERT_SIZE(type, member, size)                            \
	static_assert(sizeof_field(struct type, member) == (size),           \
		      "struct " #type ": field " #member ": expected " #size \
		      " bytes, as in BTF")

#define SCMI_CORE_ASSERT_TYPE(type, member, ...)                      \
	static_assert(__same_type(typeof_member(struct type, member), \
				  __VA_ARGS__),                       \
		      "struct " #type ": field " #member              \
		      ": expected " #__VA_ARGS__ ", as in BTF")

#define SCMI_CORE_ASSERT_ENUM(name, value)    \
	static_assert((int)(name) == (value), \
		      #name ": expected " #value ", as in BTF")

/*
 * Structures of the kernel's own headers: is the BTF of the same kernel? Sparse
 * does not know all their attributes and arrives at other sizes.
 */
#ifdef __CHECKER__
#define SCMI_CORE_ASSERT_KERNEL(type, size) \
	static_assert(sizeof(struct type) && (size))
#else
#define SCMI_CORE_ASSERT_KERNEL(type, size)                       \
	static_assert(sizeof(struct type) == (size),              \
		      "struct " #type                             \
		      " has another size in the BTF file (" #size \
		      "): it is not of the kernel built for")
#endif

SCMI_CORE_LAYOUT(SCMI_CORE_ASSERT_STRUCT, SCMI_CORE_ASSERT_OFFSET,
		 SCMI_CORE_ASSERT_SIZE, SCMI_CORE_ASSERT_TYPE,
		 SCMI_CORE_ASSERT_ENUM, SCMI_CORE_ASSERT_KERNEL)

/**
 * scmi_core_desc_init() - Fills a description from a template
 * @desc: To be filled; one for each instance, because the core writes to it
 * @template: Static description of the transport
 */
static inline void scmi_core_desc_init(struct scmi_desc *desc,
				       const struct scmi_desc *template)
{
	memcpy(desc, template, sizeof(*desc));
}

#if SCMI_CORE_DESC_BY_VALUE

/**
 * scmi_core_desc_attach() - Puts the description into the platform data
 * @trans: Platform data to be
 * @desc: Description, which must live as long as the "arm-scmi" device does:
 *	older cores keep a pointer to it, newer ones a copy
 */
static inline void scmi_core_desc_attach(struct scmi_transport *trans,
					 struct scmi_desc *desc)
{
	memcpy(&trans->desc, desc, sizeof(trans->desc));
}

/**
 * scmi_core_desc() - The description the core works with
 * @trans: Platform data of the "arm-scmi" device, not what it was copied from
 *
 * Return: the description with what the core has set from the device tree.
 */
static inline const struct scmi_desc *
scmi_core_desc(const struct scmi_transport *trans)
{
	return &trans->desc;
}

#else

static inline void scmi_core_desc_attach(struct scmi_transport *trans,
					 struct scmi_desc *desc)
{
	trans->desc = desc;
}

static inline const struct scmi_desc *
scmi_core_desc(const struct scmi_transport *trans)
{
	return trans->desc;
}

#endif /* SCMI_CORE_DESC_BY_VALUE */

#if SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE

/**
 * scmi_core_chan_max_msg_size() - Largest payload on a channel
 * @cinfo: Channel
 * @desc: Description the channel's instance was made with
 *
 * Newer cores let the device tree override the description, unchecked: the
 * caller clamps.
 *
 * Return: size in bytes, the header not counted.
 */
static inline unsigned int
scmi_core_chan_max_msg_size(const struct scmi_chan_info *cinfo,
			    const struct scmi_desc *desc)
{
	return cinfo->max_msg_size;
}

#else

static inline unsigned int
scmi_core_chan_max_msg_size(const struct scmi_chan_info *cinfo,
			    const struct scmi_desc *desc)
{
	return desc->max_msg_size;
}

#endif /* SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE */

#endif /* SCMI_CORE_ABI_H */

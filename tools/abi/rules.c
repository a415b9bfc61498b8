// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is understood: the table to extend for a new kernel, together with
 * include/scmi_core_abi.h.
 */
#include "layout.h"

const char *const layout_feature_names[FEATURE_COUNT] = {
	[FEATURE_DESC_BY_VALUE] = "SCMI_CORE_DESC_BY_VALUE",
	[FEATURE_ATOMIC_THRESHOLD] = "SCMI_CORE_HAS_ATOMIC_THRESHOLD",
	[FEATURE_NO_COMPLETION_IRQ] = "SCMI_CORE_HAS_NO_COMPLETION_IRQ",
	[FEATURE_CHAN_MAX_MSG_SIZE] = "SCMI_CORE_HAS_CHAN_MAX_MSG_SIZE",
	[FEATURE_TRANSPORT_HANDLE] = "SCMI_CORE_HAS_TRANSPORT_HANDLE",
};

static const struct member_rule transport[] = {
	{ "supplier", "struct device *" },
	{ "desc", "struct scmi_desc *" },
	{ "desc", "struct scmi_desc", FEATURE_DESC_BY_VALUE },
	{ "core_ops", "struct scmi_transport_core_operations **" },
	{ "th", "const struct scmi_transport_handle *",
	  FEATURE_TRANSPORT_HANDLE },
	{ NULL },
};

static const struct member_rule desc[] = {
	{ "ops", "const struct scmi_transport_ops *" },
	{ "max_rx_timeout_ms", "int" },
	{ "max_msg", "int" },
	{ "max_msg_size", "int" },
	{ "atomic_threshold", "unsigned int", FEATURE_ATOMIC_THRESHOLD },
	{ "no_completion_irq", "bool", FEATURE_NO_COMPLETION_IRQ },
	{ "force_polling", "const bool" },
	{ "sync_cmds_completed_on_ret", "const bool" },
	{ "atomic_enabled", "const bool" },
	{ NULL },
};

static const struct member_rule chan_info[] = {
	{ "id", "int" },
	{ "dev", "struct device *" },
	{ "is_p2a", "bool" },
	{ "rx_timeout_ms", "unsigned int" },
	{ "max_msg_size", "unsigned int", FEATURE_CHAN_MAX_MSG_SIZE },
	{ "handle", "struct scmi_handle *" },
	{ "no_completion_irq", "bool" },
	{ "transport_info", "void *" },
	{ NULL },
};

static const struct member_rule transport_ops[] = {
	{ "chan_available", "bool (*)(struct device_node *, int)" },
	{ "chan_setup",
	  "int (*)(struct scmi_chan_info *, struct device *, bool)" },
	{ "chan_free", "int (*)(int, void *, void *)" },
	{ "get_max_msg", "unsigned int (*)(struct scmi_chan_info *)" },
	{ "send_message",
	  "int (*)(struct scmi_chan_info *, struct scmi_xfer *)" },
	{ "mark_txdone",
	  "void (*)(struct scmi_chan_info *, int, struct scmi_xfer *)" },
	{ "fetch_response",
	  "void (*)(struct scmi_chan_info *, struct scmi_xfer *)" },
	{ "fetch_notification",
	  "void (*)(struct scmi_chan_info *, size_t, struct scmi_xfer *)" },
	{ "clear_channel", "void (*)(struct scmi_chan_info *)" },
	{ "poll_done",
	  "bool (*)(struct scmi_chan_info *, struct scmi_xfer *)" },
	{ NULL },
};

static const struct member_rule core_operations[] = {
	{ "bad_message_trace",
	  "void (*)(struct scmi_chan_info *, u32, enum scmi_bad_msg)" },
	{ "rx_callback", "void (*)(struct scmi_chan_info *, u32, void *)" },
	{ "shmem", "const struct scmi_shared_mem_operations *" },
	{ "msg", "const struct scmi_message_operations *" },
	{ NULL },
};

static const struct member_rule message_operations[] = {
	{ "response_size", "size_t (*)(struct scmi_xfer *)" },
	{ "command_size", "size_t (*)(struct scmi_xfer *)" },
	{ "tx_prepare",
	  "void (*)(struct scmi_msg_payld *, struct scmi_xfer *)" },
	{ "read_header", "u32 (*)(struct scmi_msg_payld *)" },
	{ "fetch_response",
	  "void (*)(struct scmi_msg_payld *, size_t, struct scmi_xfer *)" },
	{ "fetch_notification",
	  "void (*)(struct scmi_msg_payld *, size_t, size_t, struct scmi_xfer *)" },
	{ NULL },
};

static const struct member_rule xfer[] = {
	{ "transfer_id", "int" },
	{ "hdr", "struct scmi_msg_hdr" },
	{ "tx", "struct scmi_msg" },
	{ "rx", "struct scmi_msg" },
	{ "done", "struct completion" },
	{ "async_done", "struct completion *" },
	{ "pending", "bool" },
	{ "node", "struct hlist_node" },
	{ "users", "refcount_t" },
	{ "busy", "atomic_t" },
	{ "state", "int" },
	{ "flags", "int" },
	{ "lock", "spinlock_t" },
	{ "priv", "void *" },
	{ NULL },
};

static const struct member_rule msg_hdr[] = {
	{ "id", "u8" },
	{ "protocol_id", "u8" },
	{ "type", "u8" },
	{ "seq", "u16" },
	{ "status", "u32" },
	{ "poll_completion", "bool" },
	{ NULL },
};

static const struct member_rule msg[] = {
	{ "buf", "void *" },
	{ "len", "size_t" },
	{ NULL },
};

static const struct member_rule transport_handle[] = {
	{ "supplier_get",
	  "struct device *(*)(const struct scmi_transport_handle *)" },
	{ "supplier_put",
	  "int (*)(const struct scmi_transport_handle *, struct device *)" },
	{ NULL },
};

/* scmi_transport first: its features say whether scmi_transport_handle is. */
const struct struct_rule layout_structs[] = {
	{ "scmi_transport", transport },
	{ "scmi_desc", desc },
	{ "scmi_chan_info", chan_info },
	{ "scmi_transport_ops", transport_ops },
	{ "scmi_transport_core_operations", core_operations },
	{ "scmi_message_operations", message_operations },
	{ "scmi_xfer", xfer },
	{ "scmi_msg_hdr", msg_hdr },
	{ "scmi_msg", msg },
	{ "scmi_transport_handle", transport_handle, FEATURE_TRANSPORT_HANDLE },
};

const size_t layout_struct_count = ARRAY_SIZE(layout_structs);

const struct enum_rule layout_enums[] = {
	{ "scmi_bad_msg", "MSG_UNEXPECTED", -1 },
	{ "scmi_bad_msg", "MSG_INVALID", -2 },
	{ "scmi_bad_msg", "MSG_UNKNOWN", -3 },
	{ "scmi_bad_msg", "MSG_NOMEM", -4 },
	{ "scmi_bad_msg", "MSG_MBOX_SPURIOUS", -5 },
};

const size_t layout_enum_count = ARRAY_SIZE(layout_enums);

/*
 * Their sizes change with nearly every release and configuration, so a BTF
 * file of another kernel than the headers' is noticed.
 */
const char *const layout_kernel_structs[] = {
	"task_struct",
	"module",
	"device",
	"scmi_handle",
};

const size_t layout_kernel_struct_count = ARRAY_SIZE(layout_kernel_structs);

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scmi-layout: reads out of BTF how a kernel lays out what its SCMI core
 * shares with transports, and refuses what include/scmi_core_abi.h does not
 * declare.
 */
#ifndef SCMI_LAYOUT_H
#define SCMI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <bpf/btf.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define BIT(n)		    (1u << (n))
#define __printf(fmt, args) __attribute__((__format__(printf, fmt, args)))

/* What find_type() can look for. */
#define KIND_STRUCT BIT(BTF_KIND_STRUCT)
#define KIND_ENUM   (BIT(BTF_KIND_ENUM) | BIT(BTF_KIND_ENUM64))

/**
 * enum layout_status - Exit status of the program
 * @LAYOUT_OK: The layout is understood and written
 * @LAYOUT_REFUSED: A structure differs from what is declared
 * @LAYOUT_ERROR: Wrong usage, or the output cannot be written
 * @LAYOUT_NO_BTF: The file cannot be read, or holds no (sound) BTF
 * @LAYOUT_NO_CORE: The kernel has no SCMI core to register a transport with
 */
enum layout_status {
	LAYOUT_OK = 0,
	LAYOUT_REFUSED = 1,
	LAYOUT_ERROR = 2,
	LAYOUT_NO_BTF = 3,
	LAYOUT_NO_CORE = 4,
};

/**
 * enum layout_feature - In what supported kernels differ
 * @FEATURE_NONE: Every kernel has it
 * @FEATURE_DESC_BY_VALUE: scmi_transport holds the description itself
 * @FEATURE_ATOMIC_THRESHOLD: scmi_desc.atomic_threshold
 * @FEATURE_NO_COMPLETION_IRQ: scmi_desc.no_completion_irq
 * @FEATURE_CHAN_MAX_MSG_SIZE: scmi_chan_info.max_msg_size
 * @FEATURE_TRANSPORT_HANDLE: scmi_transport.th and its structure
 * @FEATURE_COUNT: Number of the above
 */
enum layout_feature {
	FEATURE_NONE,
	FEATURE_DESC_BY_VALUE,
	FEATURE_ATOMIC_THRESHOLD,
	FEATURE_NO_COMPLETION_IRQ,
	FEATURE_CHAN_MAX_MSG_SIZE,
	FEATURE_TRANSPORT_HANDLE,
	FEATURE_COUNT
};

/* Preprocessor name of each feature, indexed by enum layout_feature. */
extern const char *const layout_feature_names[FEATURE_COUNT];

/**
 * struct member_rule - What one member of a structure may look like
 * @name: Its name; rules of one name are alternatives and stand together
 * @type: Its type, as type_name() spells it
 * @feature: What its presence means. A name whose every rule has a feature may
 *	be missing, any other is mandatory.
 */
struct member_rule {
	const char *name;
	const char *type;
	enum layout_feature feature;
};

/**
 * struct struct_rule - A structure that must be understood member by member
 * @name: Its tag
 * @members: Its members in the order of include/scmi_core_abi.h, ended by one
 *	without a name
 * @feature: Looked at only in a kernel that has this
 */
struct struct_rule {
	const char *name;
	const struct member_rule *members;
	enum layout_feature feature;
};

/**
 * struct enum_rule - An enumerator whose value is relied upon
 * @tag: Tag of the enumeration
 * @name: The enumerator
 * @value: Its value
 */
struct enum_rule {
	const char *tag;
	const char *name;
	int value;
};

extern const struct struct_rule layout_structs[];
extern const size_t layout_struct_count;
extern const struct enum_rule layout_enums[];
extern const size_t layout_enum_count;
/* Structures of the kernel's public headers that tell one kernel from another */
extern const char *const layout_kernel_structs[];
extern const size_t layout_kernel_struct_count;

/**
 * struct layout - A kernel's BTF and what was found in it
 * @file: Name of the BTF file, for messages
 * @btf: Its contents
 * @has: Features found
 * @errors: Differences found and printed
 */
struct layout {
	const char *file;
	struct btf *btf;
	bool has[FEATURE_COUNT];
	unsigned int errors;
};

/* render.c */
char *type_name(const struct btf *btf, __u32 id);

/* find.c */
int find_type(const struct btf *btf, const char *name, unsigned int kinds,
	      int after);
bool enum_value(const struct btf *btf, int id, const char *name,
		long long *value);
int type_align(const struct btf *btf, __u32 id);

/* check.c */
enum layout_status layout_check(struct layout *l);

/* emit.c */
void emit_verified(FILE *out, const struct layout *l);
void emit_unverified(FILE *out, const char *release,
		     const bool has[FEATURE_COUNT]);

/* versions.c */
bool version_features(const char *release, bool has[FEATURE_COUNT]);

#endif /* SCMI_LAYOUT_H */

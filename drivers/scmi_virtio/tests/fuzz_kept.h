/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scripts that have done harm, to this driver or to one that lacked a rule, as
 * small as they could be made; and what it was. A change to what the bytes of a
 * script mean makes other scripts of them, that are worth nothing.
 */
#ifndef SCMI_VIO_FUZZ_KEPT_H
#define SCMI_VIO_FUZZ_KEPT_H

/* A script is one word, however long. */
/* clang-format off */
static const struct fuzz_kept {
	const char *name;
	const char *script;
} fuzz_kept[] = {
	{ "short response",
	"8784301d85fda05ea6195bd783a82b8f3bf75a889fb14e9e7f08c28822b7441ae83f90"
	},
	{ "bytes that did not come",
	"520c18e44c4e7f23f83c70"
	},
	{ "more than asked for",
	"4280d6b1c00b2858c2e26c24f724beea4b14b9ac11340e7c8b087c416f"
	},
	{ "another header",
	"b0006b5f05c94fc6d9cbab720e0167312a6e5b5e119b3159db01e7020a6fda0a4036"
	},
	{ "oversize response",
	"108c140bf301fab4a4e0de95fee64662eed43c1adee9242df0c4a9183b19735c8c997c2b70653108b2d857b708454b"
	},
	{ "delayed response twice",
	"bb82bda78acf56ada5f2b5100398b27bbd0471cd1d16bdc2cdbb455b59c415df71814bc3307a24495e28ea173a8c74d8cc4fbf"
	},
	{ "any type on eventq",
	"08080048390400640620c01492827d8ffec9a7f2d7"
	},
	{ "delayed response after an abort",
	"50d4d7cb1603b24dd2f4d800135a3e07488393ea50f348dfcd326c68ba253dc4452733174b14c0bfbeccdff322803b1d"
	},
	{ "buffer lost at a timeout",
	"389413da621cfbb4f78c95dff132ef"
	},
	{ "token that stays",
	"c29f16bfe66814a3f6754d724c18"
	},
	{ "delayed response not asked for",
	"df2bc3840b4e72e9e61fca017f3dc4a6a54f90f078c3c2fa63ce66fd74cf7020268c01ed55ea93"
	},
};

/* clang-format on */

#endif /* SCMI_VIO_FUZZ_KEPT_H */

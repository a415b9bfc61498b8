# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # read by what is sourced here
#
# For the cases that need what only the kernels of tools/testing/uml have: the
# SCMI core's raw mode and counters, and all of its consumers.

VIA=uml
# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../cases/lib.sh"

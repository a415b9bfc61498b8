# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # read by what is sourced here
#
# For the cases that need what only the kernels of tools/testing/uml have: the
# SCMI core's raw mode and counters, and all of its consumers.

VIA=uml
# shellcheck source=tools/testing/cases/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../cases/lib.sh"

# boot_consumers TITLE KERNEL OPTION... <SCRIPT: boot with all of the kernel's
# consumers in use, the IIO driver's sensor included
boot_consumers()
{
	local title=$1 kernel=$2
	shift 2
	uml_config "$kernel" |
		sed 's/"gauss"/"meters_per_second_squared"/' >"$work/consumers"
	boot "$title" --kernel "$kernel" --bus uml \
		--config "$work/consumers" --dtbo "$top/dts/scmi-virtio.dtso" \
		--dtbo "$testing/uml/consumers.dtso" "$@"
}

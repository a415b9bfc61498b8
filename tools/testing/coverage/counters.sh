# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# In front of the scripts that run in the guests of tools/testing/coverage.

# hand_over: prints, as text, what the lines of the project's modules have
# counted, those of modules that were unloaded included
hand_over()
{
	gcov=/sys/kernel/debug/gcov
	mkdir /tmp/gcov
	cd "$gcov" || exit 1
	find . -name '*.gcda' | while read -r f; do
		mkdir -p "/tmp/gcov/${f%/*}"
		# Files of debugfs have no size for an archiver to go by.
		cat "$f" >"/tmp/gcov/$f"
	done
	echo COUNTERS
	tar -c -z -f - -C /tmp/gcov . | base64
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Memory that nobody frees, as kmemleak sees it. In a guest, in front of what
# runs there.

kmemleak=/sys/kernel/debug/kmemleak

# The kernel's own start leaves some behind, among it the settings of unused
# consoles. It is the only one of that name, and runs no module. All else
# counts, so there is no need to clear anything before a test, which would also
# hide what the modules lost when they were loaded.
kmemleak_ours()
{
	awk '
	/^unreferenced object/ { first = $0; ours = 0; next }
	first != "" {
		ours = !/comm "swapper\/0", pid 1,/
		if (ours)
			print first
		first = ""
	}
	ours' $kmemleak
}

# kmemleak_scan: prints what is lost. Only what is older than 5 s is looked at,
# and the first scan may still find an address on some stack.
kmemleak_scan()
{
	sleep 6
	echo scan >$kmemleak || return
	sleep 1
	echo scan >$kmemleak || return
	kmemleak_ours
}

no_leaks()
{
	leaks=$(kmemleak_scan) || return
	echo "$leaks"
	[ -z "$leaks" ]
}

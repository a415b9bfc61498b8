# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the module $(MODULE), a path without .ko, again where its sources have
# changed, in the folder where kbuild has built it before. kbuild keeps, beside
# each file, the command that made it and what it was made from, for a make to
# read: this does the same in a tenth of the time. It is no use where sources
# come, go or call what they did not call before in another module.

pound := \#
objects := $(shell cat $(MODULE).mod)
hidden = $(dir $1).$(notdir $1).cmd

$(MODULE).ko: $(MODULE).o
	$(savedcmd_$@)

$(MODULE).o: $(objects)
	$(savedcmd_$@)

$(objects):
	$(savedcmd_$@)

include $(foreach f,$(objects) $(MODULE).o $(MODULE).ko,$(call hidden,$f))

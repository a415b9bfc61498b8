# SPDX-License-Identifier: GPL-2.0-only
# As much of the kernel's makefiles as compat/layout.mk uses.
obj := module
src := module
objtree := objtree
HOSTCC := cc
HOSTPKG_CONFIG := pkg-config
CONFIG_SHELL := sh
KBUILD_EXTMOD := module
ARCH := there
SUBARCH := here

# Built again if a prerequisite is newer or the command has changed.
if_changed = $(if $(or $(filter-out FORCE,$?),$(if $(wildcard $@),,new),$(call \
	other,$(cmd_$(1)))),mkdir -p $(@D); rm -f $@.cmd; $(cmd_$(1)) && \
	printf '%s' '$(call flat,$(cmd_$(1)))' > $@.cmd,@:)
flat = $(subst ','\'',$(strip $(1)))
other = $(if $(wildcard $@.cmd),$(if $(filter-out \
	x$(subst $(space),~,$(strip $(1))),x$(subst \
	$(space),~,$(file <$@.cmd))),other),other)
empty :=
space := $(empty) $(empty)

all: module/scmi_core_layout.h
FORCE:
.PHONY: all FORCE

scmi-layout-root := $(top)
scmi-layout-users := user.o
include $(top)/compat/layout.mk

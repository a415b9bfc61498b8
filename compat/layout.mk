# SPDX-License-Identifier: GPL-2.0-only
#
# scmi_core_layout.h out of the BTF of the kernel that is built for, for the
# Kbuild file of a module that needs include/scmi_core_abi.h:
#
#	scmi-layout-root := $(src)/../..
#	scmi-layout-users := $(scmi_virtio-y)
#	include $(scmi-layout-root)/compat/layout.mk
#
# scmi-layout-root is the top of this project, scmi-layout-users are the
# objects of this directory that must not be compiled before the header.
#
# Variables of the make command line:
#	SCMI_BTF=FILE		BTF of the kernel, if it is not where it should be
#	SCMI_BTF_BASE=FILE	the kernel's own BTF, if SCMI_BTF is of its module
#	ALLOW_UNVERIFIED_LAYOUT=1	without any BTF go on by kernel version

# The kernel's build tree has vmlinux (in the headers packages of Debian one
# with nothing in it but BTF). The running kernel's BTF serves only a build
# for just that kernel. Inside a kernel tree, vmlinux is of the build before.
scmi-layout-running := $(shell uname -r)/$(SUBARCH)
scmi-layout-own := $(firstword \
	$(if $(KBUILD_EXTMOD),$(wildcard $(objtree)/vmlinux)) \
	$(if $(filter $(scmi-layout-running),$(KERNELRELEASE)/$(ARCH)), \
		$(wildcard /sys/kernel/btf/vmlinux)))

scmi-layout-tool-src := $(addprefix $(scmi-layout-root)/tools/abi/, \
	scmi-layout.c check.c emit.c find.c render.c rules.c versions.c)
scmi-layout-tool-hdr := $(scmi-layout-root)/tools/abi/layout.h

# Not a hostprogs entry: those live beside their sources, where the makes of
# two modules would write the same objects at the same time.
quiet_cmd_scmi_layout_tool = HOSTCC  $@
      cmd_scmi_layout_tool = $(CONFIG_SHELL) \
	$(scmi-layout-root)/compat/build-layout-tool $@ \
	'$(HOSTCC)' '$(KBUILD_HOSTCFLAGS) $(HOSTCFLAGS)' '$(HOSTPKG_CONFIG)' \
	$(scmi-layout-tool-src)

$(obj)/scmi-layout: $(scmi-layout-tool-src) $(scmi-layout-tool-hdr) \
		$(scmi-layout-root)/compat/build-layout-tool FORCE
	$(call if_changed,scmi_layout_tool)

quiet_cmd_scmi_layout = LAYOUT  $@
      cmd_scmi_layout = $(CONFIG_SHELL) \
	$(scmi-layout-root)/compat/make-layout $(obj)/scmi-layout $@ \
	$(KERNELRELEASE) '$(SCMI_BTF)' '$(SCMI_BTF_BASE)' \
	'$(scmi-layout-own)' '$(ALLOW_UNVERIFIED_LAYOUT)'

$(obj)/scmi_core_layout.h: $(obj)/scmi-layout \
		$(scmi-layout-root)/compat/make-layout \
		$(wildcard $(SCMI_BTF) $(SCMI_BTF_BASE) $(scmi-layout-own)) FORCE
	$(call if_changed,scmi_layout)

$(addprefix $(obj)/,$(scmi-layout-users)): $(obj)/scmi_core_layout.h

targets += scmi-layout scmi_core_layout.h
clean-files += scmi-layout scmi_core_layout.h
ccflags-y += -I$(obj) -I$(scmi-layout-root)/include

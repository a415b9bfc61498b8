# SPDX-License-Identifier: GPL-2.0-only
#
# kbuild reads the file Kbuild; this one is for people: see "make help".

T := tools/testing

# What was set on the command line goes on to kbuild (C=2, W=1, CC=, SCMI_BTF=,
# ALLOW_UNVERIFIED_LAYOUT=1, INSTALL_MOD_PATH= ...); these are for us.
pass = $(filter-out KERNEL=% KDIR=% FULL=%,$(-*-command-variables-*-))
target = $(if $(KERNEL),--kernel '$(KERNEL)',$(if $(KDIR),--kdir '$(KDIR)'))

modules:
	@$(T)/modules $(target) $(pass)

modules_install:
	@$(T)/modules $(target) --install $(pass)

platform:
	@$(T)/setup
	@$(MAKE) --no-print-directory -C tools/scmi-platform

demo:
	@$(T)/demo

kunit:
	@$(T)/uml/kunit

coverage:
	@$(T)/coverage/coverage
	@$(T)/coverage/platform

mutants:
	@$(T)/mutants/run

stress:
	@$(T)/uml/stress

# One script that is to be repeated is the module's.
fuzz:
	@$(T)/uml/fuzz
	@$(if $(SCRIPT),:,$(T)/setup && \
		$(MAKE) --no-print-directory -C tools/scmi-platform fuzz)

soak:
	@$(T)/soak

check:
	@$(T)/check

check-full:
	@FULL=1 $(T)/check

format:
	@$(T)/format

setup:
	@$(T)/setup

clean:
	@rm -rf build

help:
	@echo 'Build:'
	@echo '  modules           for the running kernel, or for KDIR=FOLDER,'
	@echo '                    or KERNEL=6.12, KERNEL=7.2 ...: the newest stock'
	@echo '                    Debian arm64 kernel of that series, into'
	@echo '                    build/modules/SERIES/'
	@echo '                    SCMI_BTF=FILE gives the kernel'"'"'s BTF by hand;'
	@echo '                    C=, W=, CC= ... go on to kbuild'
	@echo '  modules_install   install what "modules" built (not with KERNEL=)'
	@echo '  platform          the SCMI platform, build/platform/scmi-platform'
	@echo '  clean             remove build/; downloads stay in the cache'
	@echo 'Try and test:'
	@echo '  demo              boot a stock guest and show what it finds'
	@echo '                    (SHELL_IN_GUEST=1 ends in a shell there)'
	@echo '  kunit             the module'"'"'s KUnit tests, under User Mode Linux with'
	@echo '                    every checker of the kernel on'
	@echo '  coverage          which of the module'"'"'s lines and branches they run, and'
	@echo '                    which of the platform'"'"'s its unit tests run'
	@echo '  mutants           take the driver'"'"'s rules out one by one: a test must'
	@echo '                    notice (tools/testing/mutants/run --help)'
	@echo '  stress            random scripts of device, callers and life cycle, and'
	@echo '                    threads that race (STEPS=125000 on each of eight rings,'
	@echo '                    ROUNDS=100, SEED= ...; tools/testing/uml/stress --help)'
	@echo '  fuzz              a device that does anything, and what the driver makes of'
	@echo '                    it (SCRIPTS=2000, SEED= ...; tools/testing/uml/fuzz --help);'
	@echo '                    then front ends, drivers and files that do anything, and'
	@echo '                    what the platform makes of them (SECONDS=60 each)'
	@echo '  soak              devices, drivers, modules and platforms that come and'
	@echo '                    go, hundreds of times; takes hours (ROUNDS=200)'
	@echo '  check             all tests; tools/testing/check STAGE runs one'
	@echo '  check-full        the same, with every kernel and every case'
	@echo '  format            let clang-format put every C file right'
	@echo '  setup             install the host packages that are missing'
	@echo 'A guest of your own: tools/testing/guest --help'

.PHONY: modules modules_install platform demo kunit coverage mutants stress fuzz \
	soak check check-full format setup clean help

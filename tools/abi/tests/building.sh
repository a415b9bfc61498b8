# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # mkbtf, here, top, layouts: set by run
# compat/layout.mk: where a build takes BTF from, and what it says without.

mkdir -p objtree module
"$mkbtf" "$layouts/7.2.txt" 7.2.btf
"$mkbtf" "$layouts/6.12.txt" 6.12.btf

# build RELEASE [VARIABLE...]: the header, with a kernel's makefiles as far as
# layout.mk knows them.
build() {
	release=$1
	shift
	make -s -f "$here/kbuild.mk" top="$top" KERNELRELEASE="$release" "$@" \
		>log 2>&1
}

# says MESSAGE...: all of them are in the log.
says() {
	for message; do
		grep -qF -- "$message" log || return 1
	done
}

set +e

rm -rf module/*
cp 7.2.btf objtree/vmlinux
build 7.2.12-test && [ "$(features module/scmi_core_layout.h)" = 11111 ]
verdict $? "a build takes the BTF of the kernel's build tree" log

before=$(stat -c %y module/scmi_core_layout.h module/scmi-layout)
build 7.2.12-test &&
	[ "$(stat -c %y module/scmi_core_layout.h module/scmi-layout)" = "$before" ]
verdict $? "a second build has nothing to do" log

sleep 0.01
cp 6.12.btf objtree/vmlinux
build 7.2.12-test && [ "$(features module/scmi_core_layout.h)" = 00000 ]
verdict $? "a kernel whose BTF has changed is looked at again" log

! build 7.2.12-test SCMI_BTF=7.2.btf &&
	says "7.2.btf: not of the kernel built for, whose BTF in objtree/vmlinux is another" &&
	[ ! -e module/scmi_core_layout.h ]
verdict $? "a named file that is not of the kernel stops the build" log

cp 7.2.btf same.btf
cp 7.2.btf objtree/vmlinux
build 7.2.12-test SCMI_BTF=same.btf &&
	[ "$(features module/scmi_core_layout.h)" = 11111 ]
verdict $? "a named file that agrees with the kernel is taken" log

sed "s/'max_msg' /'max_msgs' /" "$layouts/7.2.txt" >mutant.txt
"$mkbtf" mutant.txt objtree/vmlinux
! build 7.2.12-test SCMI_BTF=7.2.btf && says "not of the kernel built for"
verdict $? "a kernel not understood is not talked away by a named file" log

grep '^OPAQUE' "$layouts/7.2.txt" >base.txt
"$mkbtf" base.txt objtree/vmlinux
grep -v '^OPAQUE' "$layouts/7.2.txt" >part.txt
"$mkbtf" --base objtree/vmlinux part.txt part.btf
build 7.2.12-test SCMI_BTF=part.btf SCMI_BTF_BASE=objtree/vmlinux &&
	[ "$(features module/scmi_core_layout.h)" = 11111 ]
verdict $? "a core built as a module is found where it is named" log

rm objtree/vmlinux
build 6.12.1-test SCMI_BTF=7.2.btf ALLOW_UNVERIFIED_LAYOUT=1 &&
	[ "$(features module/scmi_core_layout.h)" = 11111 ] &&
	grep -q 'VERIFIED 1' module/scmi_core_layout.h
verdict $? "BTF wins over a guess that is allowed" log

! build 7.2.12-test SCMI_BTF=nowhere.btf ALLOW_UNVERIFIED_LAYOUT=1 &&
	says "nowhere.btf: No such file or directory" &&
	[ ! -e module/scmi_core_layout.h ]
verdict $? "a named file that is missing stops the build" log

: >no.btf
! build 7.2.12-test SCMI_BTF=no.btf ALLOW_UNVERIFIED_LAYOUT=1 &&
	says "no.btf: the file is empty" && [ ! -e module/scmi_core_layout.h ]
verdict $? "a named file without BTF stops the build" log

! build 7.2.12-test &&
	says "Linux 7.2.12-test: no BTF" "SCMI_BTF=FILE" \
		"ALLOW_UNVERIFIED_LAYOUT=1" && [ ! -e module/scmi_core_layout.h ]
verdict $? "without BTF the build stops and says how to give it" log

build 7.2.12-test ALLOW_UNVERIFIED_LAYOUT=1 &&
	says "warning: Linux 7.2.12-test: the layout of the SCMI core is guessed" &&
	grep -q 'VERIFIED 0' module/scmi_core_layout.h
verdict $? "without BTF a guess goes on if it is allowed, with a warning" log

! build 6.14.0-test ALLOW_UNVERIFIED_LAYOUT=1 &&
	says "Linux 6.14.0-test: no layout on record" &&
	[ ! -e module/scmi_core_layout.h ]
verdict $? "a version not on record stops the build though a guess is allowed" log

cc -c -x c /dev/null -o objtree/vmlinux
! build 7.2.12-test && says "Linux 7.2.12-test: no BTF" "SCMI_BTF=FILE"
verdict $? "a vmlinux without BTF is as good as none" log

"$mkbtf" mutant.txt objtree/vmlinux
! build 7.2.12-test ALLOW_UNVERIFIED_LAYOUT=1 &&
	says "struct scmi_desc: field 'max_msgs': expected no such field" &&
	[ ! -e module/scmi_core_layout.h ]
verdict $? "a layout not understood stops the build though a guess is allowed" log

# The running kernel's BTF is of use for no other release or architecture.
rm -f objtree/vmlinux
! build "$(uname -r)x" ARCH=here SUBARCH=here && says "no BTF"
verdict $? "the running kernel's BTF does not serve another release" log

! build "$(uname -r)" ARCH=there SUBARCH=here && says "no BTF"
verdict $? "the running kernel's BTF does not serve another architecture" log

if [ -r /sys/kernel/btf/vmlinux ]; then
	build "$(uname -r)" ARCH=here SUBARCH=here
	says /sys/kernel/btf/vmlinux || [ -e module/scmi_core_layout.h ]
	verdict $? "the running kernel's BTF serves a build for it" log
else
	ok "the running kernel's BTF serves a build for it # SKIP it has none"
fi

! build 7.2.12-test HOSTCC=false &&
	says "libbpf 1.0 or later is missing on this build host: install libbpf-dev, libelf-dev and zlib1g-dev"
verdict $? "a build host without libbpf is told what to install" log

set -e

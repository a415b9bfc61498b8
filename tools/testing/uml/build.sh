# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what who sources this uses, and sets
#
# Building User Mode Linux out of Debian's sources, shared by "kernel" and
# "builtin". Who sources this has set $top, has a function fragments(), and sets
# $series and $config before anything is called, $build and $log before a build.

uml=$top/tools/testing/uml
kernels=$cache/uml

in_root()
{
	"$top/tools/testing/root" run "$@"
}

# Sets $tarball.
find_sources()
{
	[ "$(host_arch)" = amd64 ] ||
		die "User Mode Linux runs on x86 only, this is $(host_arch)"
	"$top/tools/testing/root" ensure >/dev/null
	"$top/tools/testing/kernels/source" "$series" scripts >/dev/null
	tarball=$cache/source/$series/linux-source-$series.tar.xz
}

configuration()
{
	for f in $(fragments); do
		cat "$uml/$f.config"
	done
}

# All that makes this kernel what it is. How it is built is not in it, so that
# a new comment in a script does not cost everyone ten minutes.
key()
{
	{
		configuration | grep CONFIG_
		sha256sum <"$tarball"
		"$top/tools/testing/root" exec gcc --version
	} | sha256sum | cut -c1-12
}

# Drivers and architectures that are not built need only their Kconfig files.
unpack()
{
	name=linux-source-$series
	tar -xJf "$tarball" -C "$build" --strip-components=1 \
		--wildcards --wildcards-match-slash \
		--exclude="$name/drivers/gpu/*.[ch]" \
		--exclude="$name/drivers/net/*.[ch]" \
		--exclude="$name/drivers/media/*.[ch]" \
		--exclude="$name/drivers/staging/*.[ch]" \
		--exclude="$name/sound/*.[ch]" \
		--exclude="$name/Documentation/*.rst" \
		--exclude="$name/Documentation/*.yaml" \
		--exclude="$name/arch/[!ux]*/*.[chS]" \
		--exclude="$name/arch/*.dts*" ||
		die "cannot unpack $tarball"
}

# make_tree ARGUMENT...: quiet; what it said is in $log
make_tree()
{
	in_root nice -n 10 make -s -C "$build" ARCH=um -j2 \
		LOCALVERSION="-$config" "$@" >>"$log" 2>&1 </dev/null || {
		grep -m 5 -E '(error|\*\*\*)' "$log" >&2 || :
		die "User Mode Linux $series ($config) does not build, see $log"
	}
}

# Kconfig drops what it cannot have without a word.
check_configuration()
{
	configuration | grep CONFIG_ | while read -r line; do
		case $line in
		'# '*' is not set')
			option=${line#'# '}
			option=${option%% *}
			! grep -q "^$option=" "$build/.config"
			;;
		*) grep -qxF "$line" "$build/.config" ;;
		esac || die "Linux $series does not take the line '$line' of tools/testing/uml/*.config"
	done
}

configure()
{
	configuration >"$build/all.config"
	make_tree KCONFIG_ALLCONFIG=all.config allnoconfig
	check_configuration
}

# The BTF of the SCMI core alone, out of an object with debug information that
# is made for this: a whole kernel with it takes twice the time, and a module
# in the tree would need the types of a kernel that is yet to be built.
core_btf()
{
	core=drivers/firmware/arm_scmi/driver.o
	make_tree KCFLAGS=-g "$core"
	in_root pahole -J --btf_encode_detached="$build/core.btf" \
		"$build/$core" >>"$log" 2>&1 ||
		die "pahole finds no types in the SCMI core, see $log"
}

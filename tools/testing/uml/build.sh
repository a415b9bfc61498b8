# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what who sources this uses, and sets
#
# Building User Mode Linux out of Debian's sources, shared by "kernel" and
# "builtin". Who sources this has set $top and has a function fragments(), both
# as kernels/tree.sh wants it, sets $series and $config before anything is called,
# and $source, $build and $log before a build.

. "$top/tools/testing/kernels/tree.sh"

kernels=$cache/uml

# Sets $tarball, $arguments and $compiler.
find_sources()
{
	[ "$(host_arch)" = amd64 ] ||
		die "User Mode Linux runs on x86 only, this is $(host_arch)"
	"$top/tools/testing/root" ensure >/dev/null
	"$top/tools/testing/kernels/source" "$series" scripts >/dev/null
	tarball=$cache/source/$series/linux-source-$series.tar.xz
	arguments="ARCH=um LOCALVERSION=-$config"
	compiler=gcc
}

# All that makes this kernel what it is. How it is built is not in it, so that
# a new comment in a script does not cost everyone ten minutes.
key()
{
	{
		configuration | grep CONFIG_
		sha256sum <"$tarball"
		"$top/tools/testing/root" exec "$compiler" --version
	} | sha256sum | cut -c1-12
}

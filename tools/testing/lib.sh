# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# What the scripts of tools/testing share. Sourced under "set -eu" by scripts
# that have set $top, the root of the project.

me=${0##*/}
cache=${SCMI_VIRTIO_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/scmi-virtio}

case $cache in
/*) ;;
*) cache=$PWD/$cache ;;
esac
export SCMI_VIRTIO_CACHE="$cache"

# The Debian release that ships the kernels, QEMU and the cross compiler used.
suite=trixie

say()
{
	printf '%s: %s\n' "$me" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# A mistake in how a script was called, as opposed to something that failed.
misuse()
{
	say "$* (--help shows the options)"
	exit 2
}

# make_folder VARIABLE NAME: a temporary folder. The variable says where before
# the folder is there: a signal may come at any time, and end mktemp(1) when it
# has made one and not said so; what a trap is to remove has to be known before.
make_folder()
{
	eval "$1=\${TMPDIR:-/tmp}/$2.$$.$(date +%N)"
	eval "mkdir -m 700 \"\$$1\"" || die "cannot create a folder in ${TMPDIR:-/tmp}"
}

# One slow step at a time is announced, so that nobody wonders.
progress()
{
	[ -n "${SCMI_VIRTIO_QUIET:-}" ] || printf '  %s\n' "$*" >&2
}

# used KIND VERSION: for the record that "make check-full" leaves of its run
used()
{
	[ -z "${SCMI_VIRTIO_USED:-}" ] || echo "$*" >>"$SCMI_VIRTIO_USED"
}

# lock NAME: wait for NAME; held until unlock or the end of this process.
lock()
{
	mkdir -p "$cache/lock" ||
		die "cannot create $cache: set SCMI_VIRTIO_CACHE to a writable folder"
	exec 9>"$cache/lock/$1"
	flock 9
}

unlock()
{
	exec 9>&-
}

# as_root COMMAND...: for the few steps that need it
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "root is needed for '$*', and sudo is not installed"
	fi
}

# wait_for_socket PATH PID: until PID listens there; fails if it ends, or after 5 s
wait_for_socket()
{
	for _ in $(seq 100); do
		[ ! -S "$1" ] || return 0
		kill -0 "$2" 2>/dev/null || return 1
		sleep 0.05
	done
	return 1
}

host_arch()
{
	dpkg --print-architecture
}

# help_of FILE: the comment block at the top of a script is its help text
help_of()
{
	sed -n '/^# Usage:/,/^[^#]/ { s/^# \{0,1\}//p }' "$1"
}

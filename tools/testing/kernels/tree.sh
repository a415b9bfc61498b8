# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154 # what who sources this sets
#
# Kernels configured and built out of a source tree, and the project as a part
# of such a tree. Who sources this has set $top, has a function fragments()
# that names parts of a configuration, files below tools/testing without their
# ".config", and sets before a build:
#
#   series, config   which kernel, for messages
#   tarball          Debian's, with the sources
#   source           the source tree
#   build            where objects go, which may be the same
#   arguments        make's: ARCH=, CROSS_COMPILE=, CC=, in one word each
#   log              what make says

in_root()
{
	"$top/tools/testing/root" run "$@"
}

# Drivers and architectures that are not built need only their Kconfig files.
# unpack LETTERS: of $tarball into $source, and of the architectures those that
# begin with one of LETTERS
unpack()
{
	name=linux-source-$series
	tar -xJf "$tarball" -C "$source" --strip-components=1 \
		--wildcards --wildcards-match-slash \
		--exclude="$name/drivers/gpu/*.[ch]" \
		--exclude="$name/drivers/net/*.[ch]" \
		--exclude="$name/drivers/media/*.[ch]" \
		--exclude="$name/drivers/staging/*.[ch]" \
		--exclude="$name/sound/*.[ch]" \
		--exclude="$name/Documentation/*.rst" \
		--exclude="$name/Documentation/*.yaml" \
		--exclude="$name/arch/[!$1]*/*.[chS]" \
		--exclude="$name/arch/*.dts*" ||
		die "cannot unpack $tarball"
}

configuration()
{
	for f in $(fragments); do
		cat "$top/tools/testing/$f.config"
	done
}

# run_make ARGUMENT...
run_make()
{
	[ "$build" = "$source" ] || set -- O="$build" "$@"
	# shellcheck disable=SC2086 # several words
	in_root nice -n 10 make -s -C "$source" $arguments -j2 "$@" </dev/null
}

# make_tree ARGUMENT...: quiet; what it said is in $log
make_tree()
{
	run_make "$@" >>"$log" 2>&1 || {
		grep -m 5 -E '(error|\*\*\*)' "$log" >&2 || :
		die "Linux $series ($config) does not build, see $log"
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
		esac || die "Linux $series ($config) does not take the line '$line' of $(fragments | tr '\n' ' ')"
	done
}

configure()
{
	configuration >"$build/all.config"
	make_tree KCONFIG_ALLCONFIG="$build/all.config" allnoconfig
	check_configuration
}

# The BTF of the SCMI core alone, out of an object with debug information that
# is made for this: a whole kernel with it takes twice the time, and a module
# in the tree would need the types of a kernel that is yet to be built.
# core_btf ARGUMENT...
core_btf()
{
	core=drivers/firmware/arm_scmi/driver.o
	make_tree "$@" "$core"
	[ -n "$(find "$build/core.btf" -newer "$build/$core" 2>/dev/null)" ] ||
		in_root pahole -J --btf_encode_detached="$build/core.btf" \
			"$build/$core" >>"$log" 2>&1 ||
		die "pahole finds no types in the SCMI core, see $log"
}

# What the module and its tests are built from
grafted_files()
{
	find Kbuild drivers include compat tools/abi -type f ! -name '*.o' \
		! -name '.*'
}

# Brings over what is not there or differs, and takes away what is gone. Times
# are no help: a file can be older than an object made before it came.
copy_sources()
{
	copies=$source/drivers/scmi_virtio
	mkdir -p "$copies"
	grafted_files | LC_ALL=C sort >"$copies/.files.new"
	[ ! -e "$copies/.files" ] ||
		LC_ALL=C comm -23 "$copies/.files" "$copies/.files.new" |
		while read -r f; do
			rm -f "$copies/$f"
		done
	mv "$copies/.files.new" "$copies/.files"
	while read -r f; do
		cmp -s "$f" "$copies/$f" && continue
		mkdir -p "$(dirname "$copies/$f")"
		cp "$f" "$copies/$f"
	done <"$copies/.files"
}

# The project becomes a folder of the kernel's drivers.
graft()
{
	copy_sources
	echo 'obj-y += scmi_virtio/' >>"$source/drivers/Makefile"
	sed -i '$ i source "drivers/scmi_virtio/drivers/scmi_virtio/Kconfig"' \
		"$source/drivers/Kconfig"
	tail -n 2 "$source/drivers/Kconfig" | tr -d '\n' |
		grep -q 'Kconfig"endmenu$' ||
		die "drivers/Kconfig of Linux $series does not end as expected"
}

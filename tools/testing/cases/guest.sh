# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# In front of every script of a case, in the guest, run by busybox sh. A script
# calls "check" for each property; what was printed before that is shown when
# it does not hold.

client=/sys/kernel/debug/scmi_client/cmd
virtio_driver=/sys/bus/virtio/drivers/scmi_vio
node_driver=/sys/bus/platform/drivers/scmi_vio_transport

# check NAME COMMAND...
check()
{
	check_name=$1
	shift
	if "$@"; then
		echo "RESULT ok $check_name"
	else
		echo "RESULT fail $check_name"
	fi
}

finish()
{
	echo END
	exit 0
}

# What cannot be waited for or done makes the rest pointless.
give_up()
{
	echo "$*"
	dmesg | tail -n 30
	exit 1
}

# --- commands of the client module ---

# scmi WORD...: prints the result's line; fails if the command did. Here and
# below nothing is run that the shell can do itself: where all checkers of the
# kernel are on, a program takes longer to start than a command to be answered.
scmi()
{
	result=$({ echo "$*" >&3 && IFS= read -r line <&3 && echo "$line"; } \
		3<>$client 2>&1) || result="err us=0 errno=none $result"
	echo "$result"
	[ "${result%% *}" = ok ]
}

# field NAME LINE: the value of name=value
field()
{
	case " $2" in
	*" $1="*) ;;
	*) return ;;
	esac
	value=" $2"
	value=${value##*" $1="}
	echo "${value%% *}"
}

# count NAME LINE: the same, and 0 if it is not there
count()
{
	value=$(field "$1" "$2")
	echo "${value:-0}"
}

# fails ERRNO MAX-MS WORD...: the command fails so, within that time
fails()
{
	want=$1
	max=$2
	shift 2
	scmi "$@" >/tmp/line
	line=$(cat /tmp/line)
	echo "$*: $line (expected errno=$want within $max ms)"
	[ "$(field errno "$line")" = "$want" ] &&
		[ "$(field us "$line")" -le $((max * 1000)) ]
}

# gives NAME VALUE WORD...: the command succeeds with name=value
gives()
{
	key=$1
	want=$2
	shift 2
	line=$(scmi "$@") || :
	echo "$*: $line (expected $key=$want)"
	[ "${line%% *}" = ok ] && [ "$(field "$key" "$line")" = "$want" ]
}

works()
{
	line=$(scmi "$@") || :
	echo "$*: $line"
	[ "${line%% *}" = ok ]
}

# load_is_clean WORD...: a load without errors and wrong replies
load_is_clean()
{
	line=$(scmi load "$@") || :
	echo "load $*: $line"
	[ "${line%% *}" = ok ] && [ "$(field commands "$line")" -gt 0 ] &&
		[ "$(field errors "$line")" = 0 ] &&
		[ "$(field wrong "$line")" = 0 ] && [ "$(field gone "$line")" = 0 ]
}

# --- states ---

same()
{
	[ "$1" = "$2" ] || {
		echo "got '$1', expected '$2'"
		return 1
	}
}

at_least()
{
	[ "$1" -ge "$2" ] || {
		echo "got $1, expected $2 or more"
		return 1
	}
}

at_most()
{
	[ "$1" -le "$2" ] || {
		echo "got $1, expected $2 or less"
		return 1
	}
}

# not COMMAND...
not()
{
	! "$@"
}

# within SECONDS COMMAND...: becomes true
within()
{
	tries=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			echo "not in time: $*"
			return 1
		}
		usleep 50000
	done
}

# repeat TIMES COMMAND...: until it fails
repeat()
{
	times=$1
	shift
	for round in $(seq "$times"); do
		"$@" || {
			echo "failed in round $round: $*; the log ends:"
			dmesg | tail -n 25
			return 1
		}
	done
}

# slab_used: memory in small pieces that cannot be had back, in kB
slab_used()
{
	echo 3 >/proc/sys/vm/drop_caches
	usleep 300000
	awk '$1 == "SUnreclaim:" { print $2 }' /proc/meminfo
}

# How many protocols the client is bound to
clients()
{
	scmi list | wc -w | awk '{ print $1 - 2 }'
}

is_up()
{
	[ "$(clients)" -ge 4 ]
}

is_down()
{
	[ "$(clients)" -eq 0 ]
}

# Pairing is done in the background.
wait_up()
{
	within "${1:-10}" is_up || give_up "the SCMI instance did not come up"
}

# counter NAME: of all devices
counter()
{
	cat /sys/kernel/debug/scmi_virtio/*/counters 2>/dev/null |
		awk -v name="$1" '$1 == name { n += $2 } END { print n + 0 }'
}

# Counters of what a device that behaves never does
problems()
{
	cat /sys/kernel/debug/scmi_virtio/*/counters 2>/dev/null | awk '
	/^(commands|replies|delayed|notifications|superseded|resets|renewed) / { next }
	!($1 in n) { name[++names] = $1 }
	{ n[$1] += $2 }
	END {
		for (i = 1; i <= names; i++)
			if (n[name[i]])
				print name[i] "=" n[name[i]]
	}'
}

log_has()
{
	dmesg | grep -q -- "$1" || {
		echo "no '$1' in the log, which ends:"
		dmesg | tail -n 12
		return 1
	}
}

log_count()
{
	dmesg | grep -c -- "$1"
}

# Warnings and errors about SCMI. Not counted: that such a module taints, that a
# delayed response came first, which is legal but worth a word to Linux, and
# that its hwmon driver finds no thermal zone in a guest.
complaints()
{
	dmesg -r | awk -F "[<>]" '$2 % 8 <= 4 && /scmi/ &&
		!/taint|valid OoO|Thermal zone misconfigured/'
}

virtio_device()
{
	for d in "$virtio_driver"/virtio*; do
		[ ! -e "$d" ] || basename "$d"
	done
}

node_device()
{
	for d in "$node_driver"/*; do
		[ ! -L "$d/of_node" ] || basename "$d"
	done
}

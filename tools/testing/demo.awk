# SPDX-License-Identifier: GPL-2.0-only
#
# Draws a platform from a seed: writes its configuration to "conf", and to
# "facts" what a guest must find, a name and a value a line; to "pair" the agents
# that two guests are, behind the same resources, and to "pair_facts" what they must
# find. The generator is our own because those of awks differ.

function random(n)
{
	state = (state * 16807) % 2147483647
	return int(state / 2147483647 * n)
}

function between(low, high)
{
	return low + random(high - low + 1)
}

# Pronounceable, and never the same twice
function word(syllables,    w, i)
{
	do {
		w = ""
		for (i = 0; i < syllables; i++)
			w = w substr("bdfgklmnprstvz", 1 + random(14), 1) \
				substr("aeiou", 1 + random(5), 1)
	} while (w in used)
	used[w] = 1
	return w
}

function fact(name, value)
{
	printf "%s\t%s\n", name, value >facts
}

function out(text)
{
	print text >conf
}

function identity(    vendor, subvendor, version)
{
	vendor = word(between(2, 5))
	subvendor = word(between(2, 5))
	version = between(1, 2147483646)
	out("identity = { vendor = \"" vendor "\"; subvendor = \"" subvendor \
		"\"; implementation = " version "; };")
	fact("platform vendor", vendor)
	fact("platform sub-vendor", subvendor)
	fact("platform implementation", sprintf("0x%x", version))
}

function clock_list(    n, i, rate, rates)
{
	n = between(2, 8)
	for (i = 0; i < n; i++) {
		rate += between(1000, 90000000)
		rates = rates (i ? "," : "") rate
		chosen[i] = rate
	}
	wanted = chosen[n - 1]
	now = chosen[random(n - 1)]
	shown = rates
	return "rates = [ " rates " ]; "
}

function clock_range(    min, step, steps)
{
	min = between(1000, 300000000)
	step = between(1000, 1000000)
	steps = between(10, 500)
	now = min + step * random(steps - 1)
	wanted = min + step * steps
	shown = min ".." wanted " by " step
	return sprintf("range = { min = %d; max = %d; step = %d; }; ", min,
		wanted, step)
}

function clocks(    n, i, name, on, text)
{
	n = between(4, 7)
	changed = random(n)
	out("clocks = (")
	for (i = 0; i < n; i++) {
		# Some names are longer than the message that lists them holds.
		name = word(2) "_" word(i % 2 ? 2 : 9)
		on = random(2)
		text = random(2) ? clock_list() : clock_range()
		out("\t{ name = \"" name "\"; " text "rate = " now \
			"; enabled = " (on ? "true" : "false") "; }" \
			(i < n - 1 ? "," : ""))
		names["clocks", i] = name
		fact("clock " i " name", name)
		fact("clock " i " rates", shown)
		fact("clock " i " rate", now)
		if (i == changed)
			fact("changed clock " i " rate", wanted)
		fact("polled clock " i " enabled", on)
	}
	count["clocks"] = n
	out(");")
}

function power_domains(    n, i, name, on)
{
	n = between(2, 4)
	out("power_domains = (")
	for (i = 0; i < n; i++) {
		name = word(between(2, 8))
		on = random(2)
		out("\t{ name = \"" name "\"; state = \"" (on ? "on" : "off") \
			"\"; }" (i < n - 1 ? "," : ""))
		names["power_domains", i] = name
		fact("power-domain " i " name", name)
		fact("power-domain " i " in genpd", name)
		fact("switched power-domain " i " state", on ? "off" : "on")
	}
	count["power_domains"] = n
	out(");")
}

function perf_domains(    n, i, j, levels, name, level, power, opps, text, cur)
{
	n = between(1, 3)
	out("power_unit = \"mW\";")
	out("perf_domains = (")
	for (i = 0; i < n; i++) {
		name = word(between(2, 8))
		levels = between(2, 6)
		level = power = 0
		opps = text = ""
		for (j = 0; j < levels; j++) {
			level += between(100, 900)
			power += between(10, 500)
			cur = j == 0 || random(2) ? level : cur
			text = text (j ? ", " : "") "{ perf = " level \
				"; power = " power "; }"
			opps = opps (j ? "," : "") sprintf("%.0f:%d", level * 1000000, power)
		}
		# Levels are MHz: so says the sustained one.
		out("\t{ name = \"" name "\"; levels = ( " text " ); level = " cur \
			"; sustained_level = " level "; sustained_freq_khz = " \
			level * 1000 "; }" (i < n - 1 ? "," : ""))
		fact("perf-domain " i " name", name)
		fact("perf-domain " i " points", opps)
		fact("perf-domain " i " level", cur)
	}
	out(");")
}

# The types by their numbers in messages
function sensors(    n, i, type, types, scale, name, value, async, text)
{
	split("celsius 2 volts 5 amps 6 watts 7 lux 13 rpm 19", types, " ")
	n = between(3, 6)
	notified = 0
	out("sensors = (")
	for (i = 0; i < n; i++) {
		name = word(between(2, 9))
		type = 1 + 2 * random(6)
		scale = between(-6, 2)
		value = between(-1000000, 1000000)
		async = i > 0 && (i == 1 || random(2))
		text = async ? "reading = \"async\"; async_latency_us = 3000; " : ""
		if (i == notified)
			text = "continuous = true; update_intervals_us = " \
				"[ 20000 ]; "
		out("\t{ name = \"" name "\"; type = \"" types[type] \
			"\"; scale = " scale "; value = " value "; " text "}" \
			(i < n - 1 ? "," : ""))
		fact("sensor " i " name", name)
		fact("sensor " i " unit", types[type] " e" scale)
		fact("sensor " i " reading", (async ? "later: " : "at once: ") value)
		if (i == notified)
			fact("notified sensor " i " value", value)
	}
	out(");")
}

# A guest sees that they are there, not what they are called.
function reset_domains(    n, i)
{
	n = between(1, 4)
	out("reset_domains = (")
	for (i = 0; i < n; i++)
		out("\t{ name = \"" word(between(2, 9)) "\"; }" \
			(i < n - 1 ? "," : ""))
	out(");")
}

# grant WHO LIST WHAT: about half of a list, at least one, from a place on that is
# drawn: an agent knows them by their places in what it is granted
function grant(who, list, what,    n, i, first, text)
{
	n = between(1, int((count[list] + 1) / 2))
	first = random(count[list])
	for (i = 0; i < n; i++) {
		text = text (i ? ", " : "") \
			"\"" names[list, (first + i) % count[list]] "\""
		printf "%s %s %d name\t%s\n", who, what, i, \
			names[list, (first + i) % count[list]] >pair_facts
	}
	printf "%s %s count\t%d\n", who, what, n >pair_facts
	printf "\t%s = ( %s );\n", list, text >pair
}

function agent(who)
{
	printf "{\n\tname = \"%s\";\n", who >pair
	grant(who, "clocks", "clock")
	grant(who, "power_domains", "power-domain")
	printf "}" >pair
}

function agents()
{
	printf "agents = (" >pair
	agent("left")
	printf ", " >pair
	agent("right")
	printf ");\n" >pair
}

BEGIN {
	state = seed % 2147483646 + 1
	for (i = 0; i < 10; i++)
		random(2)
	identity()
	clocks()
	power_domains()
	perf_domains()
	sensors()
	reset_domains()
	out("system_power = { };")
	agents()
}

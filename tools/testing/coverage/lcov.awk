# SPDX-License-Identifier: GPL-2.0-only
#
# Makes the format of lcov, which "report" beside this reads, of what
# "gcov --stdout --branch-probabilities --branch-counts" prints of one object after
# the other: lines, branches and functions of sources in FOLDER (-v folder=), their
# names relative to it. What several objects have of a header adds up.

# " 5*: 12:text", "#####: 12:text", "-: 12:text" and "-: 0:Source:name"
/^ *[^ :]+: *[0-9]+:/ {
	match($0, /^ *[^ :]+: *[0-9]+:/)
	split(substr($0, 1, RLENGTH), part, ":")
	gsub(/[ *]/, "", part[1])
	line = part[2] + 0
	text = substr($0, RLENGTH + 1)
	if (!line) {
		if (sub(/^Source:/, "", text))
			begin_source(text)
		next
	}
	for (; n_pending; n_pending--)
		begin_function(pending[n_pending])
	if (file == "" || part[1] == "-")
		next
	if (line > last[file])
		last[file] = line
	count[file, line] += part[1] ~ /^[#=]/ ? 0 : part[1]
}

# The next line is its first.
/^function / { pending[++n_pending] = $2 }

# "branch  0 taken 5 (fallthrough)", "branch  1 never executed"
/^branch / && file != "" {
	taken[file, line, $2] += $3 == "taken" ? $4 : 0
	if ($2 >= n_branches[file, line])
		n_branches[file, line] = $2 + 1
}

function begin_source(path)
{
	file = ""
	if (index(path, folder "/") != 1)
		return
	file = substr(path, length(folder) + 2)
	if (!(file in last))
		files[++n_files] = file
	last[file] += 0
}

function begin_function(name)
{
	if (!known[file, name]++)
		functions[file, ++n_functions[file]] = line "," name
}

function print_file(f,    i, j, lf, lh, brf, brh)
{
	print "SF:" f
	for (i = 1; i <= n_functions[f]; i++)
		print "FN:" functions[f, i]
	for (i = 1; i <= last[f]; i++) {
		if (!((f, i) in count))
			continue
		print "DA:" i "," count[f, i]
		lf++
		lh += count[f, i] > 0
		brf += n_branches[f, i]
		for (j = 0; j < n_branches[f, i]; j++)
			brh += taken[f, i, j] > 0
	}
	print "LF:" lf + 0 "\nLH:" lh + 0 "\nBRF:" brf + 0 "\nBRH:" brh + 0
	print "end_of_record"
}

END {
	for (k = 1; k <= n_files; k++)
		print_file(files[k])
}

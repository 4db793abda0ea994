#!/bin/sh
# arrows.sh -- an #include "…" goes to its own room or to one that the room may know (KNOWS in the Makefile)
set -u

offences()
{
	for room in $(make -s rooms); do
		allowed=$(printf '%s ' "$room"; make -s "knows/$room")
		# shellcheck disable=SC2046 # no file of the house has a blank in its name
		grep -Hn '^#[[:space:]]*include[[:space:]]*"' /dev/null $(find "$room" -maxdepth 1 -name '*.[ch]') |
			awk -F'"' -v room="$room" -v allowed=" $allowed " '{
				to = $2
				if (!sub("/[^/]*$", "", to) || !index(allowed, " " to " "))
					print $1 "\"" $2 "\": " room " may not know " (to == $2 ? "a name without its room" : to)
			}'
	done
}

found=$(offences)
[ -z "$found" ] || { echo "$found"; exit 1; }

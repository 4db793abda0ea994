#!/bin/sh
# map.sh -- print the house by the captions of its files
set -u

for room in $(make -s rooms); do
	knows=$(make -s "knows/$room")
	printf '\n%s%s\n' "$room" "${knows:+  -> $knows}"
	find "$room" -maxdepth 1 -name '*.[ch]' | sed 's/\.[ch]$//' | sort -u | while read -r unit; do
		file=$unit.h
		[ -e "$file" ] || file=$unit.c
		printf '  %-14s %s\n' "${unit##*/}" "$(sed -n '1,2s/^.* -- //p' "$file" | sed 's: *\*/$::')"
	done
done

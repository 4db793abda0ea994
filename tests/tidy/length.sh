#!/bin/sh
# length.sh -- no function is longer than 100 lines; those over 60 are listed as a question
# usage: tests/tidy/length.sh FILE.c...
awk '
	FNR == 1 { inside = 0 }
	/^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^{/ { inside = 1; from = FNR }
	/^}/ && inside {
		inside = 0
		lines = FNR - from + 1
		if (lines > 60)
			print FILENAME ":" from ": " name " has " lines " lines" (lines > 100 ? ", 100 is the limit" : "")
		if (lines > 100)
			bad = 1
	}
	END { exit bad }' /dev/null "$@"

#!/bin/sh
# dead.sh -- no header that nobody includes, no function offered to others that nobody else calls
#
# usage: tests/tidy/dead.sh ROOT OBJECT...      ROOT: where the objects lie
# The objects are all there are, tests too: what only its own file calls should be static.
set -u

root=$1
shift
bad=0

lonely=$(find nat policy rtp sbc tests -name '*.h' 2>/dev/null | while read -r header; do
	grep -rqF --include='*.[ch]' "#include \"$header\"" nat policy rtp sbc tests 2>/dev/null ||
		echo "$header: nobody includes it"
done)
[ -z "$lonely" ] || { echo "$lonely"; bad=1; }

for object; do
	nm -g "$object" | awk -v object="${object#"$root"/}" '{ print object, $(NF - 1), $NF }'
done | awk '
	BEGIN { split("main malloc calloc realloc free", names, " "); for (i in names) called_by_name[names[i]] = 1 } # by libc
	$2 == "U" { called[$3] = 1; next }
	$1 !~ /^tests\/(unit|sim|bench|fuzz)\// && $2 ~ /^[TDRB]$/ && !called_by_name[$3] { home[$3] = $1 }
	END {
		for (name in home)
			if (!(name in called)) {
				print home[name] ": " name " is used nowhere else: static, or dead"
				bad = 1
			}
		exit bad
	}' || bad=1
exit $bad

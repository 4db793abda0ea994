#!/bin/sh
# captions.sh -- every file's first comment is `name.ext -- what it is`, and the name is its own
# usage: tests/tidy/captions.sh FILE...
set -u

bad=0
for file; do
	name=$(basename "$file")
	case $file in
	*.sh) opening="2s/^# $name -- [^ ].*/yes/p" ;;
	*.py) opening="1s/^\"\"\"$name -- [^ ].*/yes/p" ;;
	*) opening="1s:^/\* $name -- [^ ].*:yes:p; 2s:^ \* $name -- [^ ].*:yes:p" ;;
	esac
	[ "$(sed -n "$opening" "$file")" ] || { echo "$file: does not open with '$name -- what it is'"; bad=1; }
done
exit $bad

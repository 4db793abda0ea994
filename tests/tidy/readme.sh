#!/bin/sh
# readme.sh -- README's map names every folder of the house and of tests/, and no folder that is not there
set -u

[ -f README.md ] || { echo "no README.md"; exit 1; }
bad=0
for room in $(make -s rooms) tests pcaps; do
	[ ! -d "$room" ] || grep -qE "(^|[^[:alnum:]/])$room(/|[^[:alnum:]_/-]|$)" README.md ||
		{ echo "README.md does not name $room/"; bad=1; }
done
for folder in tests/*/; do
	name=$(basename "$folder")
	grep 'tests/' README.md | grep -qw "$name" || { echo "README.md does not name tests/$name/"; bad=1; }
done
# shellcheck disable=SC2013 # words it is
for folder in $(grep -oE '(^|[^[:alnum:]/._-])(nat|policy|rtp|sbc|tests|pcaps)(/[a-z]+)*/' README.md | grep -oE '[a-z].*'); do
	[ -d "$folder" ] || { echo "README.md names $folder, which is not there"; bad=1; }
done
exit $bad

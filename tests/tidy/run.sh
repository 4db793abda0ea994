#!/bin/sh
# run.sh -- keep the house as DESIGN and STYLE say: one line a check, what offends below it
#
# usage: tests/tidy/run.sh
# Builds first what it reads the symbols of. Exit status 1 if any check fails.
set -u

cd "$(dirname "$0")/../.." || exit 1
tidy=tests/tidy
build=${BUILD:-build}
sources=$(find nat policy rtp sbc tests -name '*.c' 2>/dev/null | sort)
headers=$(find nat policy rtp sbc tests -name '*.h' 2>/dev/null | sort)
scripts=$(find tests .ci -name '*.sh' -o -path .ci/run | sort)
python=$(find tests -name '*.py' | sort)
make -s -j2 BUILD="$build" all unit sim >"$build/tidy.log" 2>&1 || { cat "$build/tidy.log"; exit 1; }

objects_of()
{
	for source; do
		object=$build/obj/${source%.c}.o
		[ ! -e "$object" ] || echo "$object"
	done
}

failed=0
check()
{
	name=$1
	shift
	if found=$("$@" 2>&1); then
		echo "ok - $name"
	else
		echo "not ok - $name"
		failed=1
	fi
	[ -z "$found" ] || echo "$found" | sed 's/^/    /'
}

# shellcheck disable=SC2046,SC2086 # lists of words
{
	house=$(objects_of $(echo "$sources" | grep -v '^tests/'))
	lab=$(objects_of $(echo "$sources" | grep '^tests/lab/'))
	all=$(objects_of $sources)
	check "includes go down (arrows)" $tidy/arrows.sh
	check "nobody asks the machine but those who may (imports)" $tidy/imports.sh "$build/obj" $house $lab
	check "no variable outlives its engine (statics)" $tidy/statics.sh "$build/obj" $house
	check "every file opens with its caption" $tidy/captions.sh $sources $headers $(echo "$scripts" | grep '\.sh$') $python
	check "every file is laid out" $tidy/layout.sh $sources $headers
	check "nothing is dead" $tidy/dead.sh "$build/obj" $all
	check "no function over 100 lines" $tidy/length.sh $sources
	check "README's map is whole" $tidy/readme.sh
	command -v shellcheck >/dev/null && check "scripts pass shellcheck" shellcheck -x -P SCRIPTDIR -S warning $scripts
	check "each check sees a planted mistake" $tidy/selftest.sh
}
exit $failed

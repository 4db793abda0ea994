#!/bin/sh
# run.sh -- build every fuzz target and feed it for some seconds
#
# usage: tests/fuzz/run.sh [SECONDS]      10 by default, each
# What a target finds worth keeping stays in build/fuzz/corpus/NAME; tests/fuzz/NAME/ seeds it. An
# input that breaks a target is left in build/fuzz/NAME-*.
set -u

cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-10}
build=build/fuzz
failed=0

ls tests/fuzz/*.c >/dev/null 2>&1 || { echo "no fuzz target"; exit 1; }
mkdir -p $build/tests/fuzz
make -s -j2 CC=clang BUILD=$build SANITIZE=-fsanitize=fuzzer-no-link,address,undefined fuzz || exit 1

fed()
{
	mkdir -p "$build/corpus/$1"
	seeds=tests/fuzz/$1
	[ -d "$seeds" ] || seeds=
	"$build/tests/fuzz/$1" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/$1-" "$build/corpus/$1" ${seeds:+"$seeds"} >"$build/$1.log" 2>&1
}

for source in tests/fuzz/*.c; do
	name=$(basename "$source" .c)
	if fed "$name"; then
		echo "ok - $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log") inputs in $seconds s"
	else
		echo "not ok - $name"
		tail -n 40 "$build/$name.log"
		failed=1
	fi
done
exit $failed

#!/bin/sh
# run.sh -- every test there is, step by step; ends with "N passed, M failed"
#
# usage: tests/run.sh [STEP...]      all steps by default; `make test` installs what they need first
# A step prints one line; one that fails also prints its log's end (build/log/STEP has all of it). A
# step counts as one test, and so does each check of a Check program and each `ok - …` line inside.
set -u

cd "$(dirname "$0")/.." || exit 1
log=build/log
mkdir -p $log
rm -f $log/*
passed=0
failed=0

built() # CC DIRECTORY [SANITIZE]
{
	make -j2 CC="$1" BUILD="$2" SANITIZE="${3-}" all unit sim
}

# Every program but those of many seeds is run, whatever the one before it said.
programs() # BUILD FOLDER
{
	bad=0
	for source in $(find "$2" -name '*.c' ! -path '*/sim/storm.c' ! -path '*/sim/agree.c' | sort); do
		"$1/${source%.c}" || { echo "failed: $1/${source%.c}"; bad=1; }
	done
	return $bad
}

# Half of the seeds on each core.
seeds() # PROGRAM SEEDS
{
	half=$(($2 / 2))
	"$1" --from 1 --count $half &
	"$1" --from $((half + 1)) --count $half && bad=0 || bad=1
	wait $! && return $bad
}

sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

gcc_build()   { built gcc build; }
clang_build() { built clang build/clang; }
unit()        { programs build tests/unit; }
simulated()   { programs build tests/sim; }
storm()       { seeds build/tests/sim/storm 1000; }
agree()       { seeds build/tests/sim/agree "${AGREE:-2500}"; } # of 40 calls each
broken()      { python3 tests/policy/broken.py build/sbc; }
mutants()     { python3 tests/policy/mutants.py build; }
asan_build()  { built gcc build/asan "$sanitizers"; }
asan_unit()   { programs build/asan tests/unit; }
asan_sim()    { programs build/asan tests/sim; }
asan_storm()  { seeds build/asan/tests/sim/storm 100; }
asan_agree()  { seeds build/asan/tests/sim/agree 50; }
fuzz()        { tests/fuzz/run.sh 10; }
templates()   { python3 tests/policy/templates.py build; }
tidy()        { tests/tidy/run.sh; }
sipp()        { tests/real/sipp.sh build/sbc; }
kamailio()    { tests/real/kamailio.sh build/sbc; }
tls()         { tests/real/tls.sh build/sbc; }
srtp()        { tests/real/srtp.sh build/sbc; }
failover()    { tests/real/failover.sh build/sbc; }
registrar()   { tests/real/registrar.sh build/sbc; }
demo()        { tests/real/demo.sh build/sbc; }
cli()         { tests/real/cli.sh build/sbc; }
reload()      { tests/real/reload.sh build/sbc; }
valgrind()    { tests/real/valgrind.sh build/sbc; }

# Check's own line is "95%: Checks: 20, Failures: 1, Errors: 0".
count() # LOG
{
	awk '
		/^[0-9]+%: Checks: / { gsub(/,/, ""); passed += $3 - $5 - $7; failed += $5 + $7 }
		/^ok - /             { passed++ }
		/^not ok - /         { failed++ }
		END                  { print passed + 0, failed + 0 }' "$1"
}

step()
{
	began=$(date +%s)
	if "$1" >"$log/$1" 2>&1; then
		said=ok
		passed=$((passed + 1))
	else
		said="not ok"
		failed=$((failed + 1))
	fi
	# shellcheck disable=SC2046 # two words
	set -- "$1" $(count "$log/$1")
	passed=$((passed + $2))
	failed=$((failed + $3))
	echo "$said - $1 ($(($(date +%s) - began)) s)"
	[ "$said" = ok ] || tail -n 40 "$log/$1" | sed 's/^/    /'
}

[ $# -gt 0 ] || set -- gcc_build clang_build unit simulated storm agree broken mutants templates \
	asan_build asan_unit asan_sim asan_storm asan_agree fuzz tidy \
	cli reload sipp kamailio tls srtp failover registrar demo valgrind
for name; do
	step "$name"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

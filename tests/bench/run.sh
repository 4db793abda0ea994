#!/bin/sh
# run.sh -- what it costs: a timer, a decision, and a call beside Kamailio in the same run
#
# usage: tests/bench/run.sh [BUILD]      about four minutes; an idle machine tells the truth
set -eu

cd "$(dirname "$0")/../.."
build=${1:-build}
make -s "BUILD=$build" all "$build/tests/bench/timer" "$build/tests/bench/decide"

echo "A timer, started and stopped while others are pending:"
"$build/tests/bench/timer"
echo
echo "A decision over 10,000 rules, 10,000 ranges and a file of 1,000,000 numbers:"
"$build/tests/bench/decide"
echo
echo "CPU seconds per 1,000 calls (INVITE to BYE, 183, no media packets):"
tests/bench/call.sh "$build/sbc"

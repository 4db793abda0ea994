#!/bin/bash
# valgrind.sh -- 200 calls, some cancelled, some refused, under valgrind: no leak, no invalid access
#
# usage: tests/real/valgrind.sh BUILD/sbc
. "$(dirname "$0")/lib.sh"

calls=${CALLS:-200}

none_failed()
{
	grep -q 'Successful call  *|.*| *'"$calls"' *$' "$work/uac/out" || { tail -n 40 "$work/uac/out"; return 1; }
}

clean()
{
	left_clean && grep -q 'ERROR SUMMARY: 0 errors' "$work/valgrind" || { tail -n 60 "$work/valgrind"; return 1; }
}

start_sbc valgrind --leak-check=full --show-leak-kinds=definite,indirect,possible \
	--errors-for-leak-kinds=definite,indirect,possible --error-exitcode=9 --fair-sched=yes --log-file="$work/valgrind"
plan "$calls" 2 2
answer_calls "$calls"
make_calls "$calls" 20 "$office"
check "valgrind: $calls calls, none failed" none_failed
stop_sbc
check "valgrind: no leak, no invalid access" clean
sed -n 's/^==[0-9]*== *\(in use at exit.*\|still reachable.*\|total heap usage.*\)/# \1/p' "$work/valgrind"
exit "$failed"

#!/bin/bash
# sipp.sh -- sipp on both sides: many calls with early media; nothing fails, nothing is kept, every CDR is true
#
# usage: tests/real/sipp.sh BUILD/sbc
# CALLS=1000 RATE=200 by default; SETTLE=33: seconds until the last transaction has gone (RFC 3261, 64*T1)
. "$(dirname "$0")/lib.sh"

calls=${CALLS:-1000} rate=${RATE:-200} settle=${SETTLE:-33}

descriptors()
{
	find "/proc/$sbc_pid/fd" -mindepth 1 | wc -l
}

sockets()
{
	ss -Huanp | grep -c "pid=$sbc_pid,"
}

same() # WHAT BEFORE COMMAND
{
	[ "$("$3")" -eq "$2" ] || { echo "$1: $2 before, $("$3") now"; return 1; }
}

resident_kb()
{
	awk '/^VmRSS/ { print $2 }' "/proc/$sbc_pid/status"
}

within_percent() # BEFORE AFTER
{
	awk -v before="$1" -v after="$2" 'BEGIN {
		printf "%d kB left by one batch, %d kB by the next: %+.2f %%\n", before, after, (after / before - 1) * 100
		exit after > before * 1.01
	}'
}

none_failed()
{
	local failures
	failures=$(sed -n 's/.*Failed call  *|.*| *\([0-9]*\) *$/\1/p' "$work/uac/out" "$work/uas/out" | sort -un | tr '\n' ' ')
	[ "$failures" = "0 " ] || { echo "failed: $failures"; cat "$work"/ua[cs]/*errors.log | head -c 2000; return 1; }
}

agree()
{
	python3 "$here/agree.py" "$work/cdr.jsonl" "$calls" "$work/uac/log" "$work/uas/log"
}

batch() # NAME
{
	: >"$work/cdr.jsonl"
	answer_calls "$calls"
	make_calls "$calls" "$rate" "$office"
	within 20 gone "$uas_pid"
	check "$1: $calls calls at $rate/s, none failed" none_failed
	check "$1: caller, callee and CDR agree on each" within 5 agree
	check "$1: no media port is held" within 5 same "UDP sockets" "$sockets_before" sockets
	check "$1: no descriptor is held" within 5 same "descriptors" "$descriptors_before" descriptors
}

gone()
{
	! kill -0 "$1" 2>/dev/null
}

start_sbc
sockets_before=$(sockets)
descriptors_before=$(descriptors)

plan "$calls" 0 0
batch "early media"
sleep "$settle"

# A leak grows with every batch. How high a burst of messages piled up does not: so the next batches get a try too.
for try in again "a third time" "a fourth time"; do
	before=$(resident_kb)
	batch "early media $try"
	sleep "$settle"
	after=$(resident_kb)
	echo "# $(within_percent "$before" "$after")"
	within_percent "$before" "$after" >/dev/null && break
done
check "memory is back within 1 %" within_percent "$before" "$after"

plan "$calls" 2 2
batch "5 % cancelled, 5 % refused"
stop_sbc
check "SIGTERM: leaves clean" left_clean
exit "$failed"

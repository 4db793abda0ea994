#!/bin/bash
# call.sh -- CPU seconds per 1,000 calls: the SBC, and Kamailio hiding topology as a stateful proxy, in one run
#
# usage: tests/bench/call.sh BUILD/sbc
# The same calls of tests/real/uac.xml and uas.xml for both, without media packets. What a program uses while
# idle is measured first and taken off; what it does when the calls are over (33 s of timers) counts.
. "$(dirname "$0")/../real/lib.sh"

bench=$here/../bench
settle=33
hertz=$(getconf CLK_TCK)

# cpu PID: user and system seconds of a process and its children
cpu()
{
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v pid="$1" -v hertz="$hertz" '$1 == pid || $4 == pid { ticks += $14 + $15 } END { print ticks / hertz }'
}

start_kamailio()
{
	mkdir -p "$work/kamailio"
	sed "s/@OFFICE@/$office/g; s/@INTERNET@/$internet/g; s/@PBX@/$pbx/g; s/@PROVIDER@/$provider/g" \
		"$bench/kamailio.cfg" >"$work/kamailio/kamailio.cfg"
	start kamailio kamailio -f kamailio.cfg -DD -E -w "$work/kamailio" -Y "$work/kamailio" \
		-P "$work/kamailio/pid" -m 256 -M 16
	within 10 listens "$office" || { cat "$work/kamailio/out"; die "Kamailio does not listen"; }
}

# measured PID CALLS RATE: sets $per_thousand
measured()
{
	local idle_from idle_to from to
	sleep 1
	idle_from=$(cpu "$1")
	sleep 5
	idle_to=$(cpu "$1")
	from=$(cpu "$1")
	plan "$2" 0 0
	answer_calls "$2"
	make_calls "$2" "$3" "$office" || die "calls failed at $3/s: $(cat "$work"/ua?/*errors.log | head -c 500)"
	wait "$uas_pid"
	sleep "$settle"
	to=$(cpu "$1")
	per_thousand=$(awk -v from="$from" -v to="$to" -v idle="$idle_from $idle_to" -v calls="$2" -v rate="$3" \
		-v settle="$settle" 'BEGIN {
			split(idle, at, " ")
			print (to - from - (at[2] - at[1]) / 5 * (calls / rate + settle)) * 1000 / calls
		}')
}

caller=$work/silent.xml
grep -v rtp_stream "$here/uac.xml" >"$caller"

printf '%10s %14s %14s %8s\n' "calls/s" "SBC, CPU-s" "Kamailio" "ratio"
for rate in 100 500; do
	calls=$((rate * 10))
	start_sbc
	measured "$sbc_pid" "$calls" "$rate"
	ours=$per_thousand
	stop_sbc
	start_kamailio
	kamailio_pid=$pid
	measured "$kamailio_pid" "$calls" "$rate"
	kill "$kamailio_pid"
	wait "$kamailio_pid"
	awk -v rate="$rate" -v ours="$ours" -v theirs="$per_thousand" \
		'BEGIN { printf "%10d %14.2f %14.2f %8.2f\n", rate, ours, theirs, ours / theirs }'
done

#!/bin/bash
# kamailio.sh -- Kamailio as the provider's edge, baresip as the phone behind it and as the PBX: a tone each way
#
# usage: tests/real/kamailio.sh BUILD/sbc
# One call out, one call in; then tshark finds nothing of one side on the other.
. "$(dirname "$0")/lib.sh"

start_edge()
{
	mkdir -p "$work/edge"
	sed "s/@EDGE@/$provider/g; s/@SBC@/$internet/g; s/@PHONE@/$phone/g" "$here/edge.cfg" >"$work/edge/edge.cfg"
	start edge kamailio -f edge.cfg -DD -E -w "$work/edge" -Y "$work/edge" -P "$work/edge/pid" -m 32 -M 8
	within 10 listens "$provider" || { cat "$work/edge/out"; die "Kamailio does not listen"; }
}

established() # NAME
{
	grep -q 'Call established' "$work/$1/out" || { tail -n 30 "$work/$1/out"; return 1; }
}

ended() # NAME
{
	grep -q 'terminated (duration' "$work/$1/out"
}

recorded() # ROWS
{
	[ "$(wc -l <"$work/cdr.jsonl")" -eq "$1" ] || { cat "$work/cdr.jsonl"; return 1; }
}

# one call: who calls hangs up after three seconds, who answers would talk on
call() # WAY CALLER HZ CALLEE HZ
{
	check "$1: the call is established" within 10 established "$2"
	within 10 ended "$2" && within 5 ended "$4"
	check "$1: the callee hears the caller" hears "$4" "$3"
	check "$1: the caller hears the callee" hears "$2" "$5"
}

start_sbc
start_edge
start_capture "udp and net $net.0.0/16"

start_phone phone "$phone" 0912345678 1000 20
phone_pid=$pid
start_phone pbx "$pbx" 1001 440 3 "sip:0912345678@$office:$port"
call out pbx 440 phone 1000
kill "$pid" "$phone_pid"
wait "$pid" "$phone_pid"
rm -rf "$work/phone" "$work/pbx"

start_phone pbx "$pbx" 1001 440 20
start_phone phone "$phone" 0912345678 1000 3 "sip:02873000001@$provider:$port"
call in phone 1000 pbx 440

check "two CDRs" within 5 recorded 2
stop_capture
check "nothing of one side is on the other" "$here/leak.sh" "$work/call.pcap" "$office" "$internet"
stop_sbc
check "SIGTERM: leaves clean" left_clean
exit "$failed"

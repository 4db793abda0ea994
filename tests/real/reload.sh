#!/bin/bash
# reload.sh -- sbc reload, confirm and status beside an SBC that runs, and while sipp makes calls
#
# usage: tests/real/reload.sh BUILD/sbc      about 25 s
. "$(dirname "$0")/lib.sh"

file=$work/policy.yaml

# say COMMAND...: what it says is in $work/said
say()
{
	"$sbc" "$@" >"$work/said" 2>&1
}

# says PATTERN COMMAND...: it succeeds and says so; refuses: it fails and says so
says()
{
	say "${@:2}" && grep -q -- "$1" "$work/said" || { cat "$work/said"; return 1; }
}

refuses()
{
	! say "${@:2}" && grep -q -- "$1" "$work/said" || { cat "$work/said"; return 1; }
}

logs()
{
	grep -q -- "$1" "$work/sbc/out"
}

is_private()
{
	[ "$(stat -c %a "$work/control")" = 600 ]
}

# Twenty times the same file, while calls are made
reload_often()
{
	for _ in $(seq 20); do
		says "reloaded" reload "$file" || return 1
		sleep 0.2
	done
}

all_answered()
{
	[ "$(grep -c '"to":"viettel","status":200' "$work/cdr.jsonl")" -eq 200 ]
}

start_sbc() # with a socket to command it
{
	write_policy
	echo "control: $work/control" >>"$file"
	start sbc "$sbc" run "$file"
	sbc_pid=$pid
	within 10 listens "$office" || { cat "$work/sbc/out"; die "the SBC does not listen"; }
}

start_sbc
check "the socket is for its owner only" is_private
check "status names each peer and its machines" says "viettel  *0 calls, up: $provider:$port over UDP" status "$file"
check "nothing is on trial" refuses "nothing is on trial" confirm "$file"
check "the file as it is" says "policy.yaml: reloaded" reload "$file"

sed -i 's/send: viettel/send: vietel/' "$file"
check "a file with a mistake is not sent" refuses "no peer 'vietel' (did you mean 'viettel'" reload "$file"
kill -HUP "$sbc_pid"
check "SIGHUP tells it in the log" within 5 logs "SIGHUP: .*no peer 'vietel'"
check "and the policy stays" logs "not reloaded; the policy in force stays"
sed -i 's/send: vietel/send: viettel/' "$file"

sed -i "s/udp:$internet:$port/udp:$internet:5099/" "$file"
check "a listener that goes needs a restart" refuses "does not listen at UDP $internet:$port any more: that needs a restart" reload "$file"
sed -i "s/udp:$internet:5099/udp:$internet:$port/" "$file"

check "on trial for ten seconds" says "on trial: the old policy comes back in 10s" reload "$file" --confirm 10s
check "status says so" says "on trial" status "$file"
check "nobody confirms, and the old policy is back" within 15 logs "back to the policy before: nobody confirmed it in time"
check "on trial, with a guard" says "falls by 5 %" reload "$file" --confirm 5m --guard 'answered -5%'
check "confirmed" says "it stays" confirm "$file"
check "what a guard is" refuses "answered -5%" reload "$file" --guard 'answered'

check "what nobody should say to the socket harms nobody" python3 "$here/control.py" "$work/control"
check "and it is there still" says "viettel" status "$file"
sed "s/:$port/:5099/g" "$file" >"$work/second.yaml"
start second "$sbc" run "$work/second.yaml"
second_pid=$pid
wait "$second_pid"
check "a second SBC does not take the socket of the first" [ $? -eq 1 ]
check "and says so" grep -q "control: $work/control: Address already in use" "$work/second/out"
check "the first answers still" says "viettel" status "$file"

plan 200 0 0
answer_calls 200
make_calls 200 40 "$office" &
calls=$!
check "twenty reloads while calls are made" reload_often
wait "$calls"
check "no call was lost" [ $? -eq 0 ]
check "and all are on record as answered" within 5 all_answered

stop_sbc
check "the SBC stopped clean" left_clean
check "its socket is gone" test ! -e "$work/control"
check "nobody answers any more" refuses "nobody answers there" status "$file"
exit "$failed"

#!/bin/bash
# cli.sh -- the program from outside: what a person types, what comes back, the exit status
#
# usage: tests/real/cli.sh SBC
# Needs nothing but loopback; bash for its /dev/udp. A line a case; exit status 1 if any failed.
set -u

[ -f "$1" ] && [ -x "$1" ] || { echo "not ok - there is no program $1"; exit 2; }
sbc=$(realpath "$1")
work=$(mktemp -d)
failed=0
running=

clean_up()
{
	[ -z "$running" ] || kill -KILL "$running" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
cd "$work" || exit 1

# case_ends STATUS SENTENCE: the last `try` ended so, and every `and_*` since then held
case_ends()
{
	if [ "$status" = "$1" ] && [ -z "$missing" ]; then
		echo "ok - $2"
		return
	fi
	failed=1
	echo "not ok - $2"
	[ "$status" = "$1" ] || echo "    exit status $status, not $1"
	printf '%s' "$missing"
	sed 's/^/    stdout: /' out | head -20
	sed 's/^/    stderr: /' err | head -20
}

try()
{
	missing=
	timeout 20 "$sbc" "$@" >out 2>err </dev/null
	status=$?
}

and_says() # FILE PATTERN
{
	grep -q -- "$2" "$1" || missing+="    $1 lacks: $2"$'\n'
}

and_says_once()
{
	[ "$(cat out err | grep -c -- "$1")" = 1 ] || missing+="    not said once: $1"$'\n'
}

and_is_silent()
{
	[ ! -s "$1" ] || missing+="    $1 is not empty"$'\n'
}

policy() # PBX_LISTENER CDR
{
	cat <<-YAML
	name: test
	sides:
	  office:
	    listen: $1
	  internet:
	    listen: udp:127.0.0.1:15071
	peers:
	  pbx:
	    side:    office
	    address: 127.0.0.1
	  viettel:
	    side:    internet
	    address: 127.0.0.9
	routes:
	  - out:
	      from:   pbx
	      called: +84*
	      send:   viettel
	YAML
	[ -z "$2" ] || echo "cdr: $2"
}

start() # FILE [OPTION...]: in the background, until it listens
{
	missing=
	: >out # what the one before said is no sign of this one
	"$sbc" run "$@" >out 2>err </dev/null &
	running=$!
	for _ in $(seq 100); do
		grep -q started out && return
		kill -0 "$running" 2>/dev/null || return
		sleep 0.05
	done
	missing+="    it does not start"$'\n'
}

ends() # within 10 s
{
	for _ in $(seq 200); do
		kill -0 "$running" 2>/dev/null || break
		sleep 0.05
	done
	if kill -KILL "$running" 2>/dev/null; then
		missing+="    it had to be killed"$'\n'
	fi
	wait "$running" 2>/dev/null
	status=$?
	running=
}

invite() # NUMBER: one INVITE to the office's listener, answers unheard
{
	printf '%s\r\n' "INVITE sip:$1@127.0.0.1:15070 SIP/2.0" \
		"Via: SIP/2.0/UDP 127.0.0.1:15079;branch=z9hG4bK$1$RANDOM" "Max-Forwards: 70" \
		"From: <sip:1001@127.0.0.1>;tag=a$1" "To: <sip:$1@127.0.0.1>" "Call-ID: cli-$1-$RANDOM" \
		"CSeq: 1 INVITE" "Contact: <sip:1001@127.0.0.1:15079>" "Content-Type: application/sdp" \
		"Content-Length: 100" "" "v=0" "o=- 1 1 IN IP4 127.0.0.1" "s=-" "c=IN IP4 127.0.0.1" "t=0 0" \
		"m=audio 15090 RTP/AVP 8" "a=sendrecv" >message
	length=$(sed '1,/^\r$/d' message | wc -c)
	sed -i "s/^Content-Length: .*/Content-Length: $length\r/" message
	cat message >/dev/udp/127.0.0.1/15070
}

until_says() # PATTERN: in the log within 5 s
{
	for _ in $(seq 100); do
		grep -q -- "$1" out && return
		sleep 0.05
	done
	missing+="    the log lacks: $1"$'\n'
}

policy udp:127.0.0.1:15070 "" >good.yaml
policy udp:127.0.0.1:15070 records.jsonl >records.yaml
policy udp:127.0.0.1:15070 /dev/full >full.yaml
policy udp:127.0.0.1:15070 nowhere/records.jsonl >nowhere.yaml
policy udp:192.0.2.77:15070 "" >foreign.yaml
sed 's/send:   viettel/send:   vietel/; s/^name:/nmae:/' good.yaml >wrong.yaml

# words
try; and_says err "^usage: sbc COMMAND"; and_is_silent out
case_ends 2 "no command: how it is used, on stderr"
try chekc good.yaml; and_says err "no command 'chekc'"; and_says err "check"
case_ends 2 "an unknown command is named beside those there are"
try help; and_says out "sbc run FILE"; and_says out "sbc explain FILE"; and_is_silent err
case_ends 0 "help lists every command"
try --help; and_says out "sbc run FILE"
case_ends 0 "--help is help"
try help explain; and_says out "^usage: sbc explain FILE --from"; and_says out "Mon 10:00"
case_ends 0 "help of one command tells more"
try help nothing; and_says err "no command 'nothing'"
case_ends 2 "help of no command"
try version; and_says out "^sbc [0-9.]*, libre [0-9.]*$"; and_is_silent err
case_ends 0 "version names itself and libre"
try check; and_says err "no policy file is given"; and_says err "^usage: sbc check FILE$"
case_ends 2 "check without a file: how it is used"
try run good.yaml --debgu; and_says err "no option --debgu"
case_ends 2 "an unknown option is named"
missing=; "$sbc" help >/dev/full 2>err; status=$?; : >out; and_says err "not all could be written to stdout"
case_ends 1 "a full disk under stdout is an error"

# check
try check good.yaml; and_says out "^good.yaml: ok, 2 sides, 2 peers, 1 rule$"; and_is_silent err
case_ends 0 "a good file is counted"
try check wrong.yaml; and_says err "^wrong.yaml:1:1: .*nmae"; and_says err "^wrong.yaml:.*vietel.*viettel"
and_is_silent out
case_ends 1 "every mistake is said, with its line and what was meant"
try check missing.yaml; and_says err "^missing.yaml: no such file$"
case_ends 1 "a missing file"
try check .; and_says err "^\.: it is a directory, not a file$"
case_ends 1 "a directory is no policy"
try check /dev/zero; and_says err "^/dev/zero: not a text file"
case_ends 1 "no text is no policy"
mkfifo pipe; { cat good.yaml; echo "include: pipe"; } >piped.yaml
try check piped.yaml; and_says err "^pipe:1:1: the file is empty"
case_ends 1 "a pipe into which nobody writes holds nobody up"
try check <(cat good.yaml); and_says out ": ok, 2 sides, 2 peers, 1 rule$"
case_ends 0 "a file that another command writes"

# explain
try explain good.yaml --from pbx --caller 1001 --called +84912345678; and_says out "viettel"
and_says out "good.yaml:1[5-9]"; and_is_silent err
case_ends 0 "explain names the target and the line that sends there"
try explain --called=999 good.yaml --at "Mon 10:00" --caller 1001 --from pbx; and_says out "404"
case_ends 0 "explain of a number without a rule, options in any order"
try explain good.yaml --from nobody --caller 1 --called 2; and_says err "no peer 'nobody'; there are pbx, viettel$"
case_ends 1 "an unknown peer is answered with those there are"
awk '{ print } /^peers:/ { for (i = 1; i <= 40; i++) print "  peer" i ": {side: office, address: 127.1.0." i "}" }' \
	good.yaml >many.yaml
try explain many.yaml --from nobody --caller 1 --called 2; and_says err "peer30 and 12 more$"
case_ends 1 "of very many peers, thirty are listed"
sed 's/called: +84\*/called: +84*\n      header: {X-Line: 4*}\n      codec: pcma\n      transport: tls/' good.yaml >detailed.yaml
try explain detailed.yaml --from pbx --caller 1001 --called +84912345678 --header "X-Line: 41" --header "X-T:" \
	--codec pcmu --codec pcma --transport tls; and_says out "rule out sends to viettel"; and_is_silent err
case_ends 0 "explain of a call with headers, codecs and a transport"
try explain detailed.yaml --from pbx --caller 1001 --called +84912345678 --header X-Line; and_says err "Name: value"
case_ends 2 "a header it cannot read"
try explain detailed.yaml --from pbx --caller 1001 --called +84912345678 --transport carrier-pigeon; and_says err "udp, tcp"
case_ends 2 "a transport that is none"
try explain good.yaml --from pbx --called 2; and_says err "\-\-caller is missing"
case_ends 2 "explain wants a caller"
try explain good.yaml --from pbx --caller 1 --called 2 --at tomorrow; and_says err "Mon 10:00"
case_ends 2 "a time it cannot read"
try explain wrong.yaml --from pbx --caller 1 --called 2; and_says err "^wrong.yaml:"
case_ends 1 "explain of a file with mistakes says them"

sed 's/^  viettel:/  idle: {side: office, address: 127.0.0.5}\n  viettel:/' good.yaml >warned.yaml
try check warned.yaml; and_says out "^warned.yaml:11:3: warning: no rule sends to peer 'idle'"
and_says out "^warned.yaml: ok, 2 sides, 3 peers, 1 rule, 1 warning$"; and_is_silent err
case_ends 0 "a warning is said and counted, and stops nobody"
cp good.yaml open.yaml; chmod 0646 open.yaml
try check open.yaml; and_says out "^open.yaml: warning: others can change this file (mode 0646): chmod o-w$"
case_ends 0 "a file that others can change"
sed 's/address: 127.0.0.9/address: 127.0.0.9\n    login: {user: u, password: hush}/' good.yaml >secret.yaml
chmod 0644 secret.yaml
try check secret.yaml; and_says out "^secret.yaml: warning: others can read this file, and it has passwords (mode 0644): chmod o-r$"
and_says out "secret.yaml:14:5: warning: the password of peer 'viettel' is written in the file"
! grep -q hush out err || missing+="    the password is printed"$'\n'
case_ends 0 "a password that others can read, not printed"
chmod 0600 secret.yaml; try check secret.yaml; and_says out "1 warning$"
case_ends 0 "a password that others cannot read"
echo hush >password; chmod 0644 password
sed "s,password: hush,password: file:$work/password," secret.yaml >elsewhere.yaml
try check elsewhere.yaml; and_says out "/password: warning: others can read or change this password (mode 0644)"
and_says out "1 warning$"
case_ends 0 "a password's own file that others can read"
{ cat good.yaml; echo "expect: [{from: pbx, called: +8499, sent: pbx}]"; } >expect.yaml
try check expect.yaml; and_says err "^expect.yaml:19:10: expected sent to pbx, but rule 'out' (line 15) sends to viettel$"
case_ends 1 "an expectation that does not hold is a mistake at its line"

# explain --invite
invite_text()
{
	printf '%s\n' "INVITE sip:$1@127.0.0.1:15070 SIP/2.0" "Via: SIP/2.0/UDP 127.0.0.1:15079;branch=z9hG4bKa" \
		"From: <sip:1001@127.0.0.1>;tag=a" "To: <sip:$1@127.0.0.1>" "Call-ID: a" "CSeq: 1 INVITE" \
		"Contact: <sip:1001@127.0.0.1:15079>" "Content-Type: application/sdp" "Content-Length: 7" "" \
		"v=0" "o=- 1 1 IN IP4 127.0.0.1" "s=-" "c=IN IP4 127.0.0.1" "t=0 0" "m=audio 15090 RTP/AVP 8"
}
invite_text +84912345678 >invite.txt
try explain good.yaml --invite invite.txt --side office --source 127.0.0.1:15079
and_says out "127.0.0.1 on side office is peer pbx"; and_says out "rule out sends to viettel"
and_says out "^What leaves first, to 127.0.0.9:5060 over UDP:$"
and_says out "^INVITE sip:+84912345678@127.0.0.9 SIP/2.0"; and_says out "^m=audio .* RTP/AVP 8"; and_is_silent err
case_ends 0 "an INVITE from a file: the steps, and the INVITE that would leave"
try explain good.yaml --invite invite.txt --from pbx; cp out first
try explain good.yaml --invite invite.txt --from pbx; cmp -s out first || missing+="    it differs each time"$'\n'
case_ends 0 "what leaves is the same each time"
invite_text 999 >invite.txt
try explain good.yaml --invite invite.txt --from pbx; and_says out "^SIP/2.0 404 Not Found"
case_ends 0 "an INVITE that is refused: the answer"
try explain good.yaml --invite invite.txt --from nobody; and_says err "no peer 'nobody'"
case_ends 1 "an INVITE from a peer that is none"
try explain good.yaml --invite invite.txt --side nowhere --source 127.0.0.1; and_says err "no side 'nowhere'; there are "
case_ends 1 "an INVITE on a side that is none"
try explain good.yaml --invite invite.txt --side office --source here; and_says err "'here' is no address"
case_ends 1 "an INVITE from an address that is none"
try explain good.yaml --invite invite.txt; and_says err "needs --from, or --side and --source"
case_ends 2 "an INVITE from nowhere"
try explain good.yaml --invite good.yaml --from pbx; and_says err "^good.yaml: it is no SIP request$"; and_is_silent out
case_ends 1 "a file that is no INVITE"
try explain good.yaml --invite missing.txt --from pbx; and_says err "missing.txt: no such file"
case_ends 1 "an INVITE that is not there"

# diff
sed 's/called: +84\*/called: +849*/' good.yaml >new.yaml
try diff good.yaml good.yaml; and_says out "^none of [0-9]* sample calls would be decided otherwise$"; and_is_silent err
case_ends 0 "a file and itself"
try diff good.yaml new.yaml; and_says out "^[0-9]* of [0-9]* sample calls, such as pbx calls +84000000000 on "
and_says out "    now no rule matches: rejected with 404 Not Found (was: rule 'out' sends to viettel)"
and_says out "^routes.out.called is now +849\* (line 17, was +84\*)$"
case_ends 1 "what another file would decide otherwise, and what stands otherwise in it"
try diff good.yaml; and_says err "no second policy file"
case_ends 2 "diff wants two files"
try diff good.yaml wrong.yaml; and_says err "^wrong.yaml:1:1: "
case_ends 2 "diff of a file with mistakes says them"
try diff good.yaml new.yaml --last 5; and_says err "beside --cdrs"
case_ends 2 "the last records of no file"
try diff good.yaml new.yaml --cdrs missing.jsonl; and_says err "missing.jsonl: no such file"
case_ends 2 "records that are not there"

# keys
try keys; and_says out "^| .peers.\*.side. | the name of a side |"; and_is_silent err
case_ends 0 "every key, for people"
try keys --schema; and_says out '"$schema"'; and_is_silent err
case_ends 0 "every key, for editors"
try keys good.yaml; and_says err "it takes no file"
case_ends 2 "keys of no file"

# run: what stops it from starting
try run wrong.yaml; and_says err "^wrong.yaml:1:1: "; and_is_silent out
case_ends 1 "run says mistakes and does not start"
try run nowhere.yaml; and_says err "nowhere/records.jsonl: No such file or directory"
and_is_silent out
case_ends 1 "records that cannot be written are said before anything listens"
try run foreign.yaml; and_says_once "192.0.2.77:15070"; and_says_once "foreign.yaml:4"
case_ends 1 "an address of another machine: one sentence with its line"

start good.yaml
holder=$running
try run good.yaml; and_says_once "127.0.0.1:15070"; and_says_once "good.yaml:4"
case_ends 1 "a port in use: one sentence with its line"
running=$holder
missing=; kill -TERM "$running"; ends; and_says out stopped; and_is_silent err
case_ends 0 "SIGTERM ends it clean"

# run: signals
start good.yaml; kill -INT "$running"; ends; and_says out stopped
case_ends 0 "SIGINT ends it clean"
start good.yaml; kill -HUP "$running"; until_says SIGHUP; kill -TERM "$running"; ends
case_ends 0 "SIGHUP is answered with what to do, and does not end it"

start records.yaml; invite +84912345678; until_says routed
kill -TERM "$running"; sleep 0.3
kill -0 "$running" 2>/dev/null || missing+="    it left a call that its caller still waits for"$'\n'
kill -TERM "$running"; ends
case_ends 1 "SIGTERM waits for the call, a second one does not"

# run: records
rm -f records.jsonl
start records.yaml; invite 999; until_says " cdr "; and_says records.jsonl '"404"\|404'
kill -TERM "$running"; ends
case_ends 0 "a refused call is on record at once"

id=$(sed 's/^{"id":"\([^"]*\)".*/\1/' records.jsonl | tail -1)
try explain records.yaml --cdr "$id"; and_says out "^call $id of 20.*: then rule (none), status 404; by this file:$"
and_says out "127.0.0.1 on side office is peer pbx"; and_says out "called '999' is '999'"
and_says out "no rule matches"; and_is_silent err
case_ends 0 "a call on record, explained"
echo "not a record" >>records.jsonl
try explain records.yaml --cdr nothing; and_says err "no call 'nothing' among 1; lines left out: 1 without a record$"
case_ends 1 "a call that is not on record"
try explain good.yaml --cdr "$id"; and_says err "good.yaml has no 'cdr': name the records with --cdrs"
case_ends 1 "records that the file does not name"
sed 's/called: +84\*/called: [+84*, 999]/' good.yaml >new.yaml
try diff good.yaml new.yaml --cdrs records.jsonl; and_says err "^records.jsonl: 1 records; lines left out: 1 without a record$"
and_says out "^1 of 1 calls, such as 127.0.0.1 1001 calls 999 on "
and_says out "    rule 'out' now sends to viettel (was: no rule matches: rejected with 404 Not Found)"
case_ends 1 "calls on record that another file would decide otherwise"
try diff good.yaml new.yaml --cdrs records.jsonl --last 1; and_says out "^none of 0 calls"
case_ends 1 "the last record alone, which is none"

start full.yaml; invite 999; until_says " lost "; and_says out "machine .*/dev/full: No space left on device"
and_says out "    | {"
kill -TERM "$running"; ends
case_ends 0 "a full disk: said once, the record is in the log"

exit $failed

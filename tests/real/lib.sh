#!/bin/bash
# lib.sh -- what the tests with real peers share: a network of their own, programs ended by pid, checks
#
# Sourced with the SBC's binary as the test's first argument. Everything runs on 127.N.0.0/16, with N
# from the test's own pid, so that tests do not meet. KEEP=1 keeps the work folder.
# shellcheck disable=SC2034 # its variables are for those who source it
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sbc=$(realpath "${1:-$here/../../build/sbc}")
net=127.$((20 + $$ % 200))
office=$net.1.1 pbx=$net.1.2         # the SBC's inner address; who calls
internet=$net.2.1 provider=$net.2.2  # the SBC's outer address; whom it calls
phone=$net.3.2                       # behind the provider
port=5060
work=$(mktemp -d)
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
pids=()
failed=0

die()
{
	echo "not ok - $*"
	exit 1
}

end_all()
{
	local pid
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || "${as_root[@]}" kill "$pid" 2>/dev/null; done
	wait
	if [ "${KEEP-}" ]; then echo "kept $work"; else rm -rf "$work"; fi
}
trap end_all EXIT
trap 'exit 1' INT TERM

# start NAME COMMAND...: in the background and in a folder of its own, $work/NAME; its pid is in $pid
start()
{
	local name=$1
	shift
	mkdir -p "$work/$name"
	(cd "$work/$name" && exec "$@" >out 2>&1 </dev/null) &
	pid=$!
	pids+=("$pid")
}

# within SECONDS COMMAND...: until it succeeds; says what it said at last
within()
{
	local tries=$(($1 * 10)) said
	shift
	until said=$("$@" 2>&1); do
		((tries-- > 0)) || { echo "$said"; return 1; }
		sleep 0.1
	done
}

# check NAME COMMAND...: one line, and what the command said if it fails
check()
{
	local name=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "ok - $name"
	else
		echo "not ok - $name"
		sed 's/^/    /' <<<"$said"
		failed=1
	fi
}

# start_capture FILTER: what the loopback carries, into $work/call.pcap
start_capture()
{
	start capture "${as_root[@]}" tcpdump -i lo -s 0 -U --immediate-mode -w "$work/call.pcap" "$1"
	capture_pid=$pid
	within 5 test -s "$work/call.pcap" || { cat "$work/capture/out"; die "tcpdump cannot capture"; }
}

stop_capture()
{
	"${as_root[@]}" kill "$capture_pid"
	wait "$capture_pid"
}

listens() # ADDRESS
{
	[ "$(ss -Huln src "$1:$port")" ]
}

# The policy of these tests; $1, $2: more lines for the peers `pbx` and `viettel`
write_policy()
{
	cat >"$work/policy.yaml" <<-END
		name: test
		sides:
		  office:   {listen: [udp:$office:$port]}
		  internet: {listen: [udp:$internet:$port]}
		media:
		  ports:   20000-39999
		  silence: 60s
		numbering:
		  vietnam: {country: 84, national: 0, international: 00}
		peers:
		  pbx:
		    side:       office
		    address:    $pbx
		    numbers:    vietnam
		    extensions: {1xxx: +842873000xxx}
		  viettel:
		    side:    internet
		    server:  $provider:$port
		    numbers: vietnam
		routes:
		  - out: {from: pbx, called: +84*, send: viettel}
		  - in:  {from: viettel, called: +842873000xxx, send: pbx}
		cdr: $work/cdr.jsonl
		log: text
	END
}

# start_sbc [WRAPPER...]: its pid is in $sbc_pid
start_sbc()
{
	write_policy
	start sbc "$@" "$sbc" run "$work/policy.yaml"
	sbc_pid=$pid
	within 30 listens "$office" && within 5 listens "$internet" && return
	cat "$work/sbc/out"
	die "the SBC does not listen"
}

# stop_sbc: SIGTERM; how it ended is in $sbc_status, for left_clean
stop_sbc()
{
	kill -TERM "$sbc_pid"
	wait "$sbc_pid"
	sbc_status=$?
}

left_clean()
{
	[ "$sbc_status" -eq 0 ] || { echo "exit status $sbc_status"; tail -n 30 "$work/sbc/out"; return 1; }
}

# plan CALLS CANCELLED REFUSED: the numbers of so many calls; of 40, so many end in 487, and so many in 486 or 603
plan()
{
	awk -v calls="$1" -v cancelled="$2" -v refused="$3" 'BEGIN {
		print "SEQUENTIAL"
		for (i = 0; i < calls; i++) {
			turn = i % 40
			end = 100 + i % 300
			if (turn < cancelled)
				end = 487
			else if (turn < cancelled + refused)
				end = turn % 2 ? 486 : 603
			printf "1%03d;0912%03d%03d;\n", i % 1000, i % 1000, end
		}
	}' >"$work/plan.csv"
}

# answer_calls N: a provider at $provider; its log is $work/uas/log
answer_calls()
{
	start uas sipp -sf "$here/uas.xml" -i "$provider" -mi "$provider" -p "$port" -rtp_echo -m "$1" -nostdin \
		-trace_err -trace_logs -log_file log -recv_timeout 20000 -timeout 120
	uas_pid=$pid
	within 5 listens "$provider" || die "sipp as a provider does not listen"
}

# make_calls N RATE TARGET: as the plan says, from $pbx, with the scenario $caller; its log is $work/uac/log
make_calls()
{
	start uac sipp -sf "${caller:-$here/uac.xml}" -i "$pbx" -mi "$pbx" -p "$port" -inf "$work/plan.csv" -m "$1" -r "$2" -nostdin \
		-trace_err -trace_logs -log_file log -recv_timeout 20000 -timeout 120 "$3:$port"
	wait "$pid"
}

# Ten packets of 20 ms, for sipp to play as early media
mkdir -p "$work/uac"
head -c 1600 /dev/zero | tr '\0' '\325' >"$work/uac/tone.al"

# start_phone NAME ADDRESS USER HZ SECONDS [DIAL]: a baresip that plays a tone and records what it hears.
# It answers, or calls DIAL; it hangs up when its tone is over. $mediaenc: how it encrypts, if at all.
start_phone()
{
	local name=$1 address=$2 user=$3 hertz=$4 seconds=$5 dial=${6-}
	mkdir -p "$work/$name"
	python3 "$here/tone.py" make "$work/$name/tone.wav" "$hertz" "$seconds"
	cat >"$work/$name/config" <<-END
		poll_method     epoll
		net_interface   $address
		sip_listen      $address:$port
		rtp_ports       40000-49998
		audio_source    aufile,$work/$name/tone.wav
		audio_player    aubridge,$name
		audio_alert     aubridge,$name-alert
		module_path     /usr/lib/baresip/modules
		module          g711.so
		module          aufile.so
		module          aubridge.so
		module          sndfile.so
		module          srtp.so
		module_tmp      account.so
		module_app      menu.so
		snd_path        $work/$name
	END
	echo "\"$name\" <sip:$user@$address>;regint=0;answermode=auto;audio_codecs=pcma${mediaenc:+;mediaenc=$mediaenc}" >"$work/$name/accounts"
	touch "$work/$name/contacts"
	start "$name" baresip -f "$work/$name" -t 30 ${dial:+-e "/dial $dial"}
	within 5 listens "$address" || { cat "$work/$name/out"; die "baresip $name does not listen"; }
}

hears() # NAME HZ
{
	ls "$work/$1"/dump-*-dec.wav >/dev/null 2>&1 || { echo "$1 recorded nothing"; return 1; }
	python3 "$here/tone.py" hear "$work/$1"/dump-*-dec.wav "$2"
}

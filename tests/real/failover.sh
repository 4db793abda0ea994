#!/bin/bash
# failover.sh -- a provider that is a name: two Kamailios behind it, one is killed during calls and comes back
#
# usage: tests/real/failover.sh BUILD/sbc
# dnsmasq tells the name (SRV, two addresses) and is killed too at the end.
. "$(dirname "$0")/lib.sh"

dns=$net.2.53:5353
first=$net.2.2 second=$net.2.3 # the provider's hosts

write_policy()
{
	cat >"$work/policy.yaml" <<-END
		name: failover
		sides:
		  office:   {listen: [udp:$office:$port]}
		  internet: {listen: [udp:$internet:$port]}
		names: {servers: [$dns]}
		peers:
		  pbx:     {side: office, address: $pbx}
		  viettel: {side: internet, server: sip.viettel.test, health: {retry: 2s}}
		routes:
		  - out: {from: pbx, send: viettel}
		cdr: $work/cdr.jsonl
		log: text
	END
}

start_names()
{
	start names dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user="$(id -un)" \
		--pid-file= --log-facility=- --bind-interfaces --listen-address="${dns%:*}" --port="${dns#*:}" --local-ttl=10 \
		--srv-host=_sip._udp.sip.viettel.test,hosts.viettel.test,$port,10,50 \
		--host-record=hosts.viettel.test,"$first" --host-record=hosts.viettel.test,"$second"
	names_pid=$pid
	within 5 hears_questions || { cat "$work/names/out"; die "dnsmasq does not listen"; }
}

hears_questions()
{
	[ "$(ss -Huln src "$dns")" ]
}

# start_host NAME ADDRESS: it does not stay in the dialog, so a call that is up does not need it
start_host()
{
	mkdir -p "$work/$1"
	sed "s/@EDGE@/$2/g; s/@SBC@/$internet/g; s/@PHONE@/$phone/g; /record_route/d" "$here/edge.cfg" >"$work/$1/host.cfg"
	start "$1" kamailio -f host.cfg -DD -E -w "$work/$1" -Y "$work/$1" -P "$work/$1/pid" -m 32 -M 8
	within 10 listens "$2" || { cat "$work/$1/out"; die "Kamailio $1 does not listen"; }
}

# The phones: whoever hangs up is answered where he is, not at the host that the call came by.
start_phones()
{
	mkdir -p "$work/phones"
	sed "/request=\"BYE\"/,/<action>/s|<action>|&<setdest host=\"$internet\" port=\"$port\" protocol=\"udp\"/>|" \
		"$here/uas.xml" >"$work/phones/uas.xml"
	start phones sipp -sf uas.xml -i "$phone" -mi "$phone" -p "$port" -rtp_echo -nostdin -trace_err -timeout 180
	within 5 listens "$phone" || die "sipp as the phones does not listen"
}

# kill_host ADDRESS: with all its processes, without a word
kill_host()
{
	local processes
	processes=$(ss -Hulnp src "$1:$port" | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u)
	[ "$processes" ] || die "nobody listens at $1"
	# shellcheck disable=SC2086 # a list of numbers
	kill -KILL $processes
	until ! listens "$1"; do sleep 0.05; done
}

# begin_wave NAME PORT FIRST CALLS TALK_MS: calls to FIRST, FIRST + 1…, ten a second; its sipp is in $pid
begin_wave()
{
	mkdir -p "$work/$1"
	cp "$work/uac/tone.al" "$work/$1"
	sed "s/milliseconds=\"300\"/milliseconds=\"$5\"/" "$here/uac.xml" >"$work/$1/uac.xml"
	{ echo SEQUENTIAL; seq "$3" $(($3 + $4 - 1)) | sed 's/.*/1001;0&;/'; } >"$work/$1/plan.csv"
	start "$1" sipp -sf uac.xml -i "$pbx" -mi "$pbx" -p "$2" -inf plan.csv -m "$4" -r 10 -nostdin \
		-trace_err -trace_logs -log_file log -recv_timeout 20000 -timeout 60 "$office:$port"
}

wave() # NAME FIRST CALLS
{
	begin_wave "$1" "$port" "$2" "$3" 300
	wait "$pid" || { cat "$work/$1"/*errors.log; return 1; }
}

waited() # CALLED CALLS MOST_MS [AT]
{
	python3 "$here/delays.py" "$work/cdr.jsonl" "$@"
}

up()
{
	grep -q "$first:$port is up" "$work/sbc/out"
}

ended_well() # STATUS of the sipp whose calls were in progress
{
	[ "$1" -eq 0 ] || { cat "$work"/running/*errors.log; return 1; }
}

start_names
start_host first "$first"
start_host second "$second"
start_phones
start_sbc
sleep 1 # the name is asked for at once; a call that comes before has no provider

begin_wave running 5070 912340001 20 8000
running_pid=$pid
sleep 4
kill_host "$first"
check "calls are made while a host is dead" wave dying 912341001 12
check "and after that" wave dead 912342001 20
check "no call waits for the dead host any more" within 5 waited 0912342 20 400 "$second:$port"
wait "$running_pid"
check "no call in progress is lost" ended_well $?
check "nor cut" within 5 waited 0912340 20 400

start_host first "$first"
check "the host that comes back is heard" within 15 up
check "calls are made" wave back 912343001 20
check "it has calls again" within 5 waited 0912343 20 400 "$first:$port"

kill "$names_pid"
sleep 15 # longer than the TTL
check "calls are made without a name server" wave nameless 912344001 20
check "and none waits for it" within 5 waited 0912344 20 400
check "while the host was dead, calls waited for less than 4 s" within 40 waited 0912341 12 3999

stop_sbc
check "SIGTERM: leaves clean" left_clean
exit "$failed"

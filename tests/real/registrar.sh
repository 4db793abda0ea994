#!/bin/bash
# registrar.sh -- Kamailio as a registrar that wants a login: refresh, calls both ways, its death, and no secret anywhere
#
# usage: tests/real/registrar.sh BUILD/sbc
# Two Kamailios behind one name (dnsmasq, SRV): the first grants 10 s, is killed, and the second knows us.
. "$(dirname "$0")/lib.sh"

dns=$net.2.53:5353
first=$net.2.2 second=$net.2.3 # the provider's hosts
account=02873000000
password=Tr0ub4dor-$$-secret
export FPT_PASSWORD=c0rrecth0rse-$$-secret # of a peer that never asks
plain=b4tterystaple-$$-secret              # of one that must prove itself, and never calls

write_policy()
{
	echo "$password" >"$work/password"
	chmod 600 "$work/password"
	cat >"$work/policy.yaml" <<-END
		name: hanoi
		sides:
		  office:   {listen: [udp:$office:$port]}
		  internet: {listen: [udp:$internet:$port]}
		names: {servers: [$dns]}
		peers:
		  pbx:     {side: office, address: $pbx}
		  viettel:
		    side:     internet
		    server:   sip.viettel.test
		    health:   {retry: 2s, ping: 2s}
		    register: {user: $account, password: file:$work/password}
		  fpt:
		    side:      internet
		    address:   $net.2.9
		    login:     {user: acme, password: env:FPT_PASSWORD}
		    challenge: {user: fpt, password: $plain}
		routes:
		  - out: {from: pbx, send: [viettel, fpt]}
		  - in:  {from: [viettel, fpt], send: pbx}
		cdr: $work/cdr.jsonl
		log: text
	END
}

start_names()
{
	start names dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user="$(id -un)" \
		--pid-file= --log-facility=- --bind-interfaces --listen-address="${dns%:*}" --port="${dns#*:}" --local-ttl=60 \
		--srv-host=_sip._udp.sip.viettel.test,one.viettel.test,$port,10,50 --host-record=one.viettel.test,"$first" \
		--srv-host=_sip._udp.sip.viettel.test,two.viettel.test,$port,20,50 --host-record=two.viettel.test,"$second"
	within 5 hears_questions || { cat "$work/names/out"; die "dnsmasq does not listen"; }
}

hears_questions()
{
	[ "$(ss -Huln src "$dns")" ]
}

start_host() # NAME ADDRESS
{
	mkdir -p "$work/$1"
	sed "s/@EDGE@/$2/g; s/@PHONE@/$phone/g; s/@PASSWORD@/$password/g" "$here/registrar.cfg" >"$work/$1/host.cfg"
	start "$1" kamailio -f host.cfg -DD -E -w "$work/$1" -Y "$work/$1" -P "$work/$1/pid" -m 32 -M 8
	within 10 listens "$2" || { cat "$work/$1/out"; die "Kamailio $1 does not listen"; }
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

registered_at() # ADDRESS
{
	grep -q "registered at $1:$port for 10 s" "$work/sbc/out" || { tail -n 20 "$work/sbc/out"; return 1; }
}

# call FROM TO NUMBER: one, by sipp; whoever is called listens already
call()
{
	rm -rf "$work/caller"
	mkdir -p "$work/caller"
	cp "$work/uac/tone.al" "$work/caller"
	printf 'SEQUENTIAL\n1001;%s;\n' "$3" >"$work/caller/plan.csv"
	start caller sipp -sf "$here/uac.xml" -i "$1" -mi "$1" -p 5070 -inf plan.csv -m 1 -nostdin \
		-trace_err -recv_timeout 20000 -timeout 30 "$2:$port"
	wait "$pid" || { cat "$work/caller"/*errors.log; tail -n 20 "$work/sbc/out"; return 1; }
}

start_names
start_host first "$first"
start_host second "$second"
start phone sipp -sf "$here/uas.xml" -i "$phone" -mi "$phone" -p "$port" -rtp_echo -nostdin -trace_err -timeout 180
within 5 listens "$phone" || die "sipp as the phones does not listen"
start pbx sipp -sf "$here/uas.xml" -i "$pbx" -mi "$pbx" -p "$port" -rtp_echo -nostdin -trace_err -timeout 180
within 5 listens "$pbx" || die "sipp as the PBX does not listen"
start_capture "udp and net $net.0.0/16"
start_sbc

check "the registrar knows us" within 5 registered_at "$first"
check "a call out, with a login" call "$pbx" "$office" 912345100
check "a call in, by our account" call "$phone" "$first" "$account"
sleep 12 # longer than it grants, and than its nonces live
check "still known: a call in" call "$phone" "$first" "$account"

kill_host "$first"
check "the registrar dies: the other one knows us" within 20 registered_at "$second"
check "a call out by that one" call "$pbx" "$office" 912345100
check "a call in by that one" call "$phone" "$second" "$account"

! ldd "$sbc" | grep -q libasan || die "a core of a sanitized program fills the disk: give a plain one"
check "a core can be taken" gcore -o "$work/core" "$sbc_pid"
stop_sbc
stop_capture
check "SIGTERM: leaves clean" left_clean

nobody() # the registrar answers 404 for whom it does not know
{
	! call "$phone" "$second" "$account" >/dev/null 2>&1
}
check "the registrar was told that we left" nobody

# lacks FILE...: none of the passwords is in any of them, as bytes or wide
lacks()
{
	local file secret
	for file; do
		[ -s "$file" ] || { echo "$file: not there"; return 1; }
		for secret in "$password" "$FPT_PASSWORD" "$plain"; do
			{ strings -a -n 4 "$file"; strings -a -n 4 -e l "$file"; } | grep -nF "$secret" && { echo "in $file"; return 1; }
		done
	done
	return 0
}
check "no password is in the log" lacks "$work/sbc/out"
check "in a record" lacks "$work/cdr.jsonl"
check "on the wire" lacks "$work/call.pcap"
check "in the program's memory" lacks "$work"/core.*
"$sbc" check "$work/policy.yaml" >"$work/checked" 2>&1
"$sbc" explain "$work/policy.yaml" --from pbx --caller 1001 --called 912345100 >"$work/explained" 2>&1
check "in what check and explain say" lacks "$work/checked" "$work/explained"
exit "$failed"

#!/bin/bash
# tls.sh -- a provider that speaks TLS (Kamailio), a tone each way; and those whom the SBC must not believe
#
# usage: tests/real/tls.sh BUILD/sbc
# Certificates are made by openssl, signed by an authority of the test's own.
. "$(dirname "$0")/lib.sh"

tls=5061
expired=$net.2.3 other=$net.2.4 unknown=$net.2.5 plain=$net.2.6 # providers that are not what they should be

# authority NAME: a key and a root, $work/NAME.key and .pem
authority()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
		-keyout "$work/$1.key" -out "$work/$1.pem" 2>/dev/null
}

# certificate NAME AUTHORITY SAN DAYS: $work/NAME.pem, chain and key
certificate()
{
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -addext "subjectAltName=$3" \
		-keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null &&
		openssl x509 -req -in "$work/$1.csr" -CA "$work/$2.pem" -CAkey "$work/$2.key" -CAcreateserial \
			-copy_extensions copy -days "$4" -out "$work/$1.crt" 2>/dev/null &&
		cat "$work/$1.crt" "$work/$1.key" >"$work/$1.pem" || die "openssl cannot make a certificate for $1"
}

write_policy()
{
	cat >"$work/policy.yaml" <<-END
		name: test
		sides:
		  office:
		    listen: [udp:$office:$port, tcp:$office:$port]
		  internet:
		    listen: [udp:$internet:$port, tls:$internet:$tls]
		    tls:    {certificate: $work/sbc.pem, roots: $work/ca.pem}
		media:
		  ports: 20000-39999
		peers:
		  pbx:      {side: office, address: $pbx}
		  provider: {side: internet, address: $provider, server: "tls:$provider:$tls"}
		  expired:  {side: internet, address: $expired, server: "tls:$expired:$tls"}
		  other:    {side: internet, address: $other, server: "tls:$other:$tls"}
		  unknown:  {side: internet, address: $unknown, server: "tls:$unknown:$tls"}
		  plain:    {side: internet, address: $plain, server: "tls:$plain:$tls"}
		routes:
		  - expired: {from: pbx, called: 71, send: expired}
		  - other:   {from: pbx, called: 72, send: other}
		  - unknown: {from: pbx, called: 73, send: unknown}
		  - plain:   {from: pbx, called: 74, send: plain}
		  - out:     {from: pbx, send: provider}
		  - in:      {from: provider, send: pbx}
		cdr: $work/cdr.jsonl
		log: text
	END
}

listens_tcp() # ADDRESS PORT
{
	[ "$(ss -Htln src "$1:$2")" ]
}

start_edge()
{
	mkdir -p "$work/edge"
	sed "s,@EDGE@,$provider,g; s,@SBC@,$internet,g; s,@PHONE@,$phone,g; s,@WORK@,$work,g" "$here/tls.cfg" >"$work/edge/edge.cfg"
	start edge kamailio -f edge.cfg -DD -E -w "$work/edge" -Y "$work/edge" -P "$work/edge/pid" -m 32 -M 8
	within 10 listens_tcp "$provider" "$tls" || { cat "$work/edge/out"; die "Kamailio does not listen"; }
}

# impostor NAME ADDRESS: a TLS server with that certificate
impostor()
{
	start "$1" openssl s_server -accept "$2:$tls" -cert "$work/$1.pem" -key "$work/$1.pem" -quiet
	within 5 listens_tcp "$2" "$tls" || die "openssl does not listen at $2"
}

established() # NAME
{
	grep -q 'Call established' "$work/$1/out" || { tail -n 30 "$work/$1/out"; return 1; }
}

ended() # NAME
{
	grep -q 'terminated (duration' "$work/$1/out"
}

# one call: who calls hangs up after three seconds, who answers would talk on
call() # WAY CALLER HZ CALLEE HZ
{
	check "$1: the call is established" within 10 established "$2"
	within 10 ended "$2" && within 5 ended "$4"
	check "$1: the callee hears the caller" hears "$4" "$3"
	check "$1: the caller hears the callee" hears "$2" "$5"
}

# dial NUMBER: one call whose end does not matter
dial()
{
	start "dial-$1" timeout 10 sipp -sn uac -s "$1" -i "$pbx" -p 5080 -m 1 -nostdin "$office:$port"
	wait "$pid"
}

says() # TEXT
{
	grep -qF "$1" "$work/sbc/out" || { grep connection "$work/sbc/out"; return 1; }
}

# handshake OPTION...: what openssl says of the SBC's TLS
handshake()
{
	local said
	said=$(openssl s_client -connect "$internet:$tls" -CAfile "$work/ca.pem" -verify_return_error "$@" </dev/null 2>&1) &&
		grep -q "Verification: OK" <<<"$said" || { tail -n 20 <<<"$said"; return 1; }
}

refuses() # OPTION...
{
	! handshake "$@" >/dev/null
}

# A connection that says nothing, until it is closed: then $work/hung-up is there
keep_silent()
{
	start silent bash -c "exec 3<>/dev/tcp/$internet/$tls && cat <&3 && touch $work/hung-up"
}

no_plain_text()
{
	! "${as_root[@]}" tcpdump -nn -A -r "$work/call.pcap" "tcp port $tls" 2>/dev/null | grep -q "INVITE sip:"
}

authority ca
authority stranger
certificate sbc ca "IP:$internet,DNS:sbc.example" 2
certificate provider ca "IP:$provider" 2
certificate expired ca "IP:$expired" -1
certificate other ca "DNS:sip.other.example" 2
certificate unknown stranger "IP:$unknown" 2

start_sbc
start_edge
impostor expired "$expired"
impostor other "$other"
impostor unknown "$unknown"
start plain python3 -m http.server --bind "$plain" "$tls"
within 5 listens_tcp "$plain" "$tls" || die "python does not listen"
start_capture "net $net.0.0/16"

check "its certificate bears its name" handshake -verify_ip "$internet"
check "it speaks TLS 1.2" handshake -tls1_2
check "it speaks TLS 1.3" handshake -tls1_3
check "it does not speak TLS 1.1" refuses -tls1_1 -cipher DEFAULT@SECLEVEL=0
keep_silent

start_phone phone "$phone" 0912345678 1000 20
phone_pid=$pid
start_phone pbx "$pbx" 1001 440 3 "sip:0912345678@$office:$port"
call out pbx 440 phone 1000
kill "$pid" "$phone_pid"
wait "$pid" "$phone_pid"
rm -rf "$work/phone" "$work/pbx"

start_phone pbx "$pbx" 1001 440 20
start_phone phone "$phone" 0912345678 1000 3 "sip:1001@$provider:$port"
call in phone 1000 pbx 440

dial 71
dial 72
dial 73
dial 74
check "one whose certificate has expired is not called" says "no TLS to $expired:$tls: its certificate has expired"
check "one of another name is not called" says "no TLS to $other:$tls: its certificate names somebody else"
check "one of an unknown issuer is not called" says "no TLS to $unknown:$tls: its certificate is of an issuer that is not among our roots"
check "one that does not speak TLS is given up" says "no TLS to $plain:$tls: wrong version number"
check "one that never shakes hands is hung up on" within 15 test -f "$work/hung-up"
stop_capture
check "no SIP can be read on the wire" no_plain_text
stop_sbc
check "SIGTERM: leaves clean" left_clean
exit "$failed"

#!/bin/bash
# srtp.sh -- a provider that takes nothing but SRTP, and a PBX that has none: both hear each other, both ways
#
# usage: tests/real/srtp.sh BUILD/sbc      about 10 s; needs the right to capture on the loopback
. "$(dirname "$0")/lib.sh"

write_policy()
{
	cat >"$work/policy.yaml" <<-END
		sides:
		  office:   {listen: udp:$office:$port}
		  internet: {listen: udp:$internet:$port}
		peers:
		  pbx: {side: office, address: $pbx}
		  fpt: {side: internet, server: $provider:$port, media: {srtp: required}}
		routes:
		  - out: {from: pbx, send: fpt}
		  - in:  {from: fpt, send: pbx}
		cdr: $work/cdr.jsonl
	END
}

ended() # NAME
{
	grep -q 'terminated (duration' "$work/$1/out"
}

# An RTP packet of 20 ms of G.711 has 172 bytes in clear, and 182 with the tag of AES_CM_128_HMAC_SHA1_80.
is_encrypted()
{
	local sizes
	sizes=$(tshark -r "$work/call.pcap" -Y "udp && !sip && !icmp && !(udp.length < 100)" -T fields -e udp.length 2>/dev/null |
		sort | uniq -c)
	awk '$2 == 180 { bad = 1 } $2 == 190 { good = $1 } END { exit bad || good < 200 }' <<<"$sizes" ||
		{ echo "packets and their UDP lengths: $sizes"; return 1; }
}

# call NAME: until that phone has hung up
call()
{
	within 15 ended "$1" || { tail -n 20 "$work/sbc/out"; die "$1's call does not end"; }
}

start_sbc
start_capture "udp and host $internet"
mediaenc=srtp-mand start_phone provider "$provider" 0912345678 1000 20
provider_pid=$pid
start_phone pbx "$pbx" 1001 440 3 "sip:0912345678@$office:$port"
pbx_pid=$pid
call pbx
check "the provider heard the PBX through SRTP" hears provider 440
check "the PBX heard the provider" hears pbx 1000
stop_capture
check "no packet between the SBC and the provider was in clear" is_encrypted
kill "$provider_pid" "$pbx_pid" 2>/dev/null
wait "$provider_pid" "$pbx_pid"

start_phone pbx2 "$pbx" 1001 440 20
mediaenc=srtp-mand start_phone provider2 "$provider" 0912345678 1000 3 "sip:1001@$internet:$port"
call provider2
check "the PBX heard the provider that called" hears pbx2 1000
check "the provider that called heard the PBX" hears provider2 440
stop_sbc
check "the SBC stopped clean" left_clean
exit "$failed"

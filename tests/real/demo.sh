#!/bin/bash
# demo.sh -- a call from a PBX through the SBC to a provider, drawn: both legs, what each side saw, the CDR
#
# usage: tests/real/demo.sh BUILD/sbc      a few seconds; needs the right to capture on the loopback
. "$(dirname "$0")/lib.sh"

pbx=127.0.10.20 office=127.0.10.1 internet=127.0.20.1 provider=127.0.20.50 port=15060

ended()
{
	grep -q 'terminated (duration' "$work/$1/out"
}

start sbc "$sbc" run "$here/demo.yaml"
sbc_pid=$pid
within 5 listens "$office" || { cat "$work/sbc/out"; die "the SBC does not listen"; }
start_capture "udp and (host $office or host $internet)"
start_phone provider "$provider" 0912345678 1000 20
start_phone Reception "$pbx" 1001 440 2 "sip:0912345678@$office:$port"
within 10 ended Reception && within 3 ended provider
within 2 test -s "$work/sbc/calls.json"
stop_capture

python3 "$here/ladder.py" "$work/call.pcap" "$pbx" "$office" "$internet" "$provider" "$port" || failed=1
echo
echo "The call's record (cdr: calls.json):"
python3 - "$work/sbc/calls.json" <<-'END' || failed=1
	import json, sys
	for name, value in json.loads(open(sys.argv[1]).readline()).items():
	    for i, item in enumerate(value if isinstance(value, list) else [value]):
	        text = ", ".join(f"{k} {v}" for k, v in item.items()) if isinstance(item, dict) else item
	        print(f"  {'' if i else name:<12}{text}")
END
echo
check "the provider heard the PBX's 440 Hz" hears provider 440
check "the PBX heard the provider's 1000 Hz" hears Reception 1000
stop_sbc
check "the SBC stopped clean" left_clean
exit "$failed"

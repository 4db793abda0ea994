#!/bin/bash
# leak.sh -- nothing that identifies one side is in any packet of the other, as tshark sees both
#
# usage: tests/real/leak.sh CAPTURE INNER OUTER      the SBC's own addresses on the two sides
# What identifies a side: addresses, hosts, ports, tags, Call-IDs, branches, agents, names of sessions,
# in whatever either end said there. Numbers and what people are called may cross, and the SBC's media
# ports (20000-39999) serve one side now and the other later.
set -u

capture=$1 inner=$2 outer=$3

# learnt ADDRESS: the words that identify the side, one a line
learnt()
{
	tshark -r "$capture" -Y "sip && ip.addr == $1" -T fields -E separator='|' -E aggregator='|' -E occurrence=a \
		-e ip.src -e ip.dst -e sip.Call-ID -e sip.from.tag -e sip.to.tag -e sip.Via.branch \
		-e sip.Via.sent-by.address -e sip.Via.sent-by.port -e sip.from.host -e sip.to.host -e sip.r-uri.host \
		-e sip.contact.host -e sip.contact.port -e sip.Record-Route.host -e sip.User-Agent -e sip.Server \
		-e sdp.owner.username -e sdp.owner.sessionid -e sdp.owner.address -e sdp.session_name \
		-e sdp.connection_info.address -e sdp.media.port 2>/dev/null
	tshark -r "$capture" -Y "udp && ip.addr == $1" -T fields -E separator='|' -e udp.srcport -e udp.dstport 2>/dev/null
}

words()
{
	learnt "$1" | tr '|' '\n' | sed 's/^ *//; s/ *$//' | grep -vxE '.{0,3}|5060|[23][0-9]{4}|127\.0\.0\.1' | sort -u
}

# What the SBC sent there. The side's own equipment may well be of the other's make, and say so.
bytes()
{
	tshark -r "$capture" -Y "udp && ip.src == $1" -T fields -e udp.payload 2>/dev/null |
		perl -ne 'chomp; print pack("H*", $_), "\n"'
}

# crossed FROM TO: the words of one side that are in the bytes of the other
crossed()
{
	bytes "$2" | LC_ALL=C grep -aoFwf <(words "$1") | sort | uniq -c
}

bad=0
for way in "$inner $outer" "$outer $inner"; do
	# shellcheck disable=SC2086 # two words
	set -- $way
	count=$(words "$1" | wc -l)
	found=$(crossed "$1" "$2")
	[ "$count" -ge 10 ] || { echo "only $count words learnt of $1's side: no capture?"; bad=1; }
	[ -z "$found" ] || { echo "of $1's side, on $2's:"; echo "$found"; bad=1; }
	echo "$count words of $1's side looked for"
done
exit $bad

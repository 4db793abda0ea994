"""ladder.py -- draw one captured call: both legs side by side, and what each side was told of the other

usage: ladder.py CAPTURE PBX INNER OUTER PROVIDER PORT      a pcap of the loopback, addresses, the SIP port
"""
import re
import struct
import sys

LANE = 37  # between the posts of the two legs
BOLD, DIM, OFFICE, INTERNET, PLAIN = ("\033[1m", "\033[2m", "\033[36m", "\033[33m", "\033[0m")
if not sys.stdout.isatty():
    BOLD = DIM = OFFICE = INTERNET = PLAIN = ""


def packets(path):
    """(seconds, source, source port, destination, destination port, payload) of each UDP packet."""
    with open(path, "rb") as capture:
        data = capture.read()
    at = 24
    while at + 16 <= len(data):
        seconds, micros, length = struct.unpack_from("<III", data, at)
        ip = data[at + 16 + 14 : at + 16 + length]
        at += 16 + length
        udp = ip[(ip[0] & 15) * 4 :]
        source, destination = (".".join(map(str, ip[i : i + 4])) for i in (12, 16))
        yield seconds + micros / 1e6, source, *struct.unpack_from("!H", udp), destination, *struct.unpack_from(
            "!H", udp, 2
        ), udp[8:]


class Message:
    def __init__(self, when, to_right, side, payload):
        self.when, self.to_right, self.side = when, to_right, side
        self.text = payload.decode("utf-8", "replace")
        self.first, *self.lines = self.text.split("\r\n")

    def is_request(self):
        return not self.first.startswith("SIP/2.0")

    def header(self, *names):
        """The value of the first header that has one of these names."""
        for line in self.lines:
            name, _, value = line.partition(":")
            if name.lower() in names:
                return value.strip()
        return ""

    def sdp(self, letter):
        return next((line[2:] for line in self.lines if line.startswith(letter + "=")), "")

    def label(self):
        if self.is_request():
            method, uri = self.first.split()[:2]
            user = re.match(r"sip:([^@]*)@", uri)
            return f"{method} {user[1]}" if method == "INVITE" and user else method
        return " ".join(self.first.split()[1:3])


def parts(message):
    """What identifies the one who wrote a message: name, value."""
    sdp_media = message.sdp("m").split()
    bare = lambda value: re.sub(r";.*", "", value)
    param = lambda value, name: (re.search(name + r"=([^;> ]+)", value) or ["", ""])[1]
    via = message.header("via", "v")
    yield "request", message.first.split()[1] if message.is_request() else ""
    yield "Via", bare(via).removeprefix("SIP/2.0/UDP ") if message.is_request() else ""
    yield "branch", param(via, "branch") if message.is_request() else ""
    yield "From", bare(message.header("from", "f")) if message.is_request() else ""
    yield "From tag", param(message.header("from", "f"), "tag") if message.is_request() else ""
    yield "To tag", param(message.header("to", "t"), "tag")
    yield "Call-ID", message.header("call-id", "i")
    yield "Contact", re.sub(r".*<|>.*", "", message.header("contact", "m"))
    yield "User-Agent", message.header("user-agent", "server")
    yield "SDP o=", message.sdp("o")
    yield "SDP s=", message.sdp("s")
    yield "SDP c=", message.sdp("c").removeprefix("IN IP4 ") + (f" port {sdp_media[1]}" if sdp_media else "")


def arrow(label, to_right, line="-"):
    dashes = line * (LANE - len(label) - 5)
    return f"{line}{line} {label} {dashes}>" if to_right else f"<{dashes} {label} {line}{line}"


def rung(when, side, shaft):
    empty = " " * LANE
    left, right = (shaft, empty) if side == 0 else (empty, shaft)
    stamp = f"{when * 1000:7.0f} ms" if when is not None else " " * 10
    return f"{DIM}{stamp}{PLAIN} |{OFFICE}{left}{PLAIN}|   |{INTERNET}{right}{PLAIN}|"


def draw(messages, media, began):
    title = f"PBX {sys.argv[2]}", f"{sys.argv[3]} SBC {sys.argv[4]}", f"{sys.argv[5]} provider"
    middle = title[1].center(2 * LANE + 7 - len(title[0]) - len(title[2]) + 2)
    print(f"\n{BOLD}{' ' * 11}{title[0]}{middle}{title[2]}{PLAIN}\n")
    talked = False
    for message in messages:
        if message.first.startswith("BYE") and not talked:
            talked = True
            for to_right in (True, False):
                legs = [arrow(f"{media[side, to_right]} RTP packets", to_right, "=") for side in (0, 1)]
                print(f"{' ' * 11}|{OFFICE}{legs[0]}{PLAIN}|   |{INTERNET}{legs[1]}{PLAIN}|")
        print(rung(message.when - began, message.side, arrow(message.label(), message.to_right)))


def short(text, width):
    return text if len(text) <= width else text[: width - 1] + "…"


def compare(title, left, right):
    office, provider = "on the office's wire", "on the provider's wire"
    print(f"\n{BOLD}{title:<14}{office:<43}{provider}{PLAIN}")
    for (name, inner), (_, outer) in zip(parts(left), parts(right)):
        if inner or outer:
            print(f"  {name:<12}{OFFICE}{short(inner or '-', 41):<43}{INTERNET}{short(outer or '-', 43)}{PLAIN}")


def identifiers(messages, addresses):
    """Words by which a side could be known, from all its messages."""
    words = set(addresses)
    for message in messages:
        for name, value in parts(message):
            if name in ("branch", "From tag", "To tag", "Call-ID", "SDP o="):
                words.add(value)
            elif name in ("Via", "Contact", "User-Agent", "SDP s=") and message.to_right == (message.side == 0):
                words.add(value)
    return {word for word in words if len(word) > 3}


def crossed(messages, addresses):
    """How many words of each side were looked for in the other's messages, and those found."""
    found, count = [], 0
    for side in (0, 1):
        own = [message for message in messages if message.side == side]
        told = "".join(m.text for m in messages if m.side != side and m.to_right == (side == 0))
        words = identifiers(own, addresses[side])
        count += len(words)
        found += [word for word in words if word in told]
    return count, found


def main(capture, pbx, inner, outer, provider, port):
    messages, media = [], {(side, way): 0 for side in (0, 1) for way in (True, False)}
    for when, source, source_port, destination, destination_port, payload in packets(capture):
        side = 0 if inner in (source, destination) else 1
        to_right = destination == inner or source == outer
        if int(port) in (source_port, destination_port):
            messages.append(Message(when, to_right, side, payload))
        elif payload[:1] == b"\x80" and len(payload) > 100:
            media[side, to_right] += 1
    invites = [m for m in messages if m.first.startswith("INVITE")]
    answers = [m for m in messages if m.first.startswith("SIP/2.0 200") and "INVITE" in m.header("cseq")]
    if len({m.side for m in invites}) < 2 or len({m.side for m in answers}) < 2:
        sys.exit("no call on both legs was captured")

    draw(messages, media, messages[0].when)
    by_side = lambda group: [next(m for m in group if m.side == side) for side in (0, 1)]
    compare("INVITE", *by_side(invites))
    compare("200", *by_side(answers))
    count, found = crossed(messages, ((pbx, inner), (provider, outer)))
    print(f"\n{count} identifiers of one side were looked for on the other: {len(found) or 'none'} found.")
    for word in found:
        print(f"  leaked: {word}")
    sys.exit(bool(found))


main(*sys.argv[1:])

"""mutants.py -- each line of POLICY.md's example changed in turn: something must notice

usage: tests/policy/mutants.py BUILD

A mutant is hanoi.yaml with one change, a row of CHANGES. `sbc check` must refuse it, or a story of
tests/sim/hanoi.c must fail; one that nobody notices must be a row of UNSEEN, which says why, and one
that is noticed must not be there. Each line that is not a comment has a row of its own at least. If
POLICY.md is at hand, hanoi.yaml must be its example as it stands.
"""
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BOOK = HERE.parents[2] / "shared" / "POLICY.md"

# A line of the file as it begins, with the lines above it that tell it apart; what stands in it; what
# stands there instead (None: the line is taken out).
CHANGES = [
    ("name:", "hanoi", "hue"),
    ("name:", "", None),
    ("sides:", "sides", "side"),
    ("sides: office:", "office", "offices"),
    ("sides: office: listen:", "udp:192.168.10.2, ", ""),
    ("sides: office: listen:", ", tcp:192.168.10.2", ""),
    ("sides: office: listen:", "udp:192.168.10.2", "udp:192.168.10.3"),
    ("sides: office: listen:", "tcp:192.168.10.2", "tcp:192.168.10.3"),
    ("sides: office: listen:", "", None),
    ("sides: internet:", "internet", "world"),
    ("sides: internet: listen:", "udp:203.0.113.5, ", ""),
    ("sides: internet: listen:", "tcp:203.0.113.5, ", ""),
    ("sides: internet: listen:", ", tls:203.0.113.5", ""),
    ("sides: internet: listen:", "", None),
    ("sides: internet: tls:", "edge.pem", "other.pem"),
    ("sides: internet: tls:", "", None),
    ("media:", "media", "medium"),
    ("media: ports:", "20000-39999", "30000-39999"),
    ("media: ports:", "20000-39999", "20000-29999"),
    ("media: ports:", "", None),
    ("media: silence:", "60s", "50s"),
    ("media: silence:", "60s", "70s"),
    ("media: silence:", "60s", "0s"),
    ("media: silence:", "", None),
    ("numbering:", "numbering", "numbers"),
    ("numbering: vietnam:", "vietnam", "laos"),
    ("numbering: vietnam:", "country: 84", "country: 856"),
    ("numbering: vietnam:", "national: 0", "national: 1"),
    ("numbering: vietnam:", "international: 00", "international: 011"),
    ("numbering: vietnam:", "113, ", ""),
    ("numbering: vietnam:", "114, ", ""),
    ("numbering: vietnam:", ", 115", ""),
    ("numbering: vietnam:", "", None),
    ("peers:", "peers", "peer"),
    ("peers: pbx:", "pbx", "pabx"),
    ("peers: pbx: side:", "office", "internet"),
    ("peers: pbx: side:", "", None),
    ("peers: pbx: address:", "192.168.10.20", "192.168.10.21"),
    ("peers: pbx: address:", "", None),
    ("peers: pbx: numbers:", "vietnam", "e164"),
    ("peers: pbx: numbers:", "", None),
    ("peers: pbx: extensions:", "1xxx:", "2xxx:"),
    ("peers: pbx: extensions:", "+842873000xxx", "+842874000xxx"),
    ("peers: pbx: extensions:", "", None),
    ("peers: viettel:", "viettel", "vinaphone"),
    ("peers: viettel: side:", "internet", "office"),
    ("peers: viettel: side:", "", None),
    ("peers: viettel: server:", "sip.viettel.example", "sip.vnpt.example"),
    ("peers: viettel: server:", "", None),
    ("peers: viettel: register:", "02873000000", "02873000001"),
    ("peers: viettel: register:", "VIETTEL_PASSWORD", "FPT_PASSWORD"),
    ("peers: viettel: register:", "", None),
    ("peers: viettel: numbers:", "vietnam", "e164"),
    ("peers: viettel: numbers:", "", None),
    ("peers: viettel: limit:", "calls: 30", "calls: 29"),
    ("peers: viettel: limit:", "calls: 30", "calls: 31"),
    ("peers: viettel: limit:", "rate: 5/s", "rate: 4/s"),
    ("peers: viettel: limit:", "rate: 5/s", "rate: 6/s"),
    ("peers: viettel: limit:", "rate: 5/s", "rate: 5/m"),
    ("peers: viettel: limit:", "", None),
    ("peers: fpt:", "fpt", "vnpt"),
    ("peers: fpt: side:", "internet", "office"),
    ("peers: fpt: side:", "", None),
    ("peers: fpt: server:", "tls:", ""),
    ("peers: fpt: server:", "sip.fpt.example", "sip.vnpt.example"),
    ("peers: fpt: server:", "", None),
    ("peers: fpt: login:", "acme", "another"),
    ("peers: fpt: login:", "FPT_PASSWORD", "VIETTEL_PASSWORD"),
    ("peers: fpt: login:", "", None),
    ("peers: fpt: numbers:", "e164", "vietnam"),
    ("peers: fpt: numbers:", "", None),
    ("peers: fpt: media:", "required", "no"),
    ("peers: fpt: media:", "required", "allowed"),
    ("peers: fpt: media:", "pcma, pcmu", "pcmu, pcma"),
    ("peers: fpt: media:", "pcma, pcmu", "pcma"),
    ("peers: fpt: media:", "", None),
    ("hours:", "hours", "hour"),
    ("hours: office:", "office", "offices"),
    ("hours: office:", "Mon-", "Thu-"),
    ("hours: office:", "-Fri", "-Sat"),
    ("hours: office:", "-Fri", "-Thu"),
    ("hours: office:", "08:00", "07:59"),
    ("hours: office:", "08:00", "08:01"),
    ("hours: office:", "18:00", "17:59"),
    ("hours: office:", "18:00", "18:01"),
    ("hours: office:", "Asia/Ho_Chi_Minh", "Asia/Tokyo"),
    ("hours: office:", "", None),
    ("routes:", "routes", "rules"),
    ("routes: - emergency:", "emergency", "emergencies"),
    ("routes: - emergency: called:", "113, ", ""),
    ("routes: - emergency: called:", "114, ", ""),
    ("routes: - emergency: called:", ", 115", ""),
    ("routes: - emergency: called:", "", None),
    ("routes: - emergency: send:", "viettel, fpt", "viettel"),
    ("routes: - emergency: send:", "viettel, fpt", "fpt, viettel"),
    ("routes: - emergency: send:", "", None),
    ("routes: - emergency: emergency:", "", None),
    ("routes: - blocked callers:", "blocked callers", "blocked"),
    ("routes: - blocked callers: caller:", "caller", "called"),
    ("routes: - blocked callers: caller:", "blocked.txt", "allowed.txt"),
    ("routes: - blocked callers: caller:", "", None),
    ("routes: - blocked callers: reject:", "603", "403"),
    ("routes: - blocked callers: reject:", "", None),
    ("routes: - premium:", "premium", "expensive"),
    ("routes: - premium: from:", "pbx", "viettel"),
    ("routes: - premium: from:", "", None),
    ("routes: - premium: called:", "+841900*", "+84190*"),
    ("routes: - premium: called:", "+841900*", "+841900"),
    ("routes: - premium: called:", "", None),
    ("routes: - premium: reject:", "403", "404"),
    ("routes: - premium: reject:", " Premium numbers are closed", ""),
    ("routes: - premium: reject:", "", None),
    ("routes: - abroad:", "abroad", "foreign"),
    ("routes: - abroad: from:", "pbx", "viettel"),
    ("routes: - abroad: from:", "", None),
    ("routes: - abroad: not:", "+84*", "+1*"),
    ("routes: - abroad: not:", "", None),
    ("routes: - abroad: hours:", "", None),
    ("routes: - abroad: limit:", "300", "299"),
    ("routes: - abroad: limit:", "300", "301"),
    ("routes: - abroad: limit:", "day", "hour"),
    ("routes: - abroad: limit:", "day", "week"),
    ("routes: - abroad: limit:", ", per: caller", ""),
    ("routes: - abroad: limit:", "", None),
    ("routes: - abroad: send:", "fpt", "viettel"),
    ("routes: - abroad: send:", "", None),
    ("routes: - out:", "out", "outward"),
    ("routes: - out: from:", "pbx", "fpt"),
    ("routes: - out: from:", "", None),
    ("routes: - out: called:", "+84*", "+849*"),
    ("routes: - out: called:", "", None),
    ("routes: - out: send:", "viettel, fpt", "fpt, viettel"),
    ("routes: - out: send:", "viettel, fpt", "viettel"),
    ("routes: - out: send:", "", None),
    ("routes: - out: next:", "408, ", ""),
    ("routes: - out: next:", "430, ", ""),
    ("routes: - out: next:", ", 5xx", ""),
    ("routes: - out: next:", "5xx", "4xx"),
    ("routes: - out: next:", "6s", "5s"),
    ("routes: - out: next:", "6s", "7s"),
    ("routes: - out: next:", "", None),
    ("routes: - in:", "in", "inward"),
    ("routes: - in: from:", "viettel, ", ""),
    ("routes: - in: from:", ", fpt", ""),
    ("routes: - in: from:", "", None),
    ("routes: - in: called:", "+842873000000", "+842873000001"),
    ("routes: - in: called:", "+842873000099", "+842873000098"),
    ("routes: - in: called:", "+842873000099", "+842873000100"),
    ("routes: - in: called:", "", None),
    ("routes: - in: send:", "pbx", "fpt"),
    ("routes: - in: send:", "", None),
    ("expect:", "expect", "expects"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "from: pbx", "from: fpt"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "1001", "9001"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "called: 0912345678", "called: 00912345678"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "Mon 10:00", "Mon 12:00"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "[viettel, fpt]", "fpt"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "as: 0912345678", "as: +84912345678"),
    ("expect: - {from: pbx, caller: 1001, called: 09", "", None),
    ("expect: - {from: pbx, caller: 1001, called: 001", "from: pbx", "from: viettel"),
    ("expect: - {from: pbx, caller: 1001, called: 001", "1001", "9001"),
    ("expect: - {from: pbx, caller: 1001, called: 001", "0014155550100", "0084912345678"),
    ("expect: - {from: pbx, caller: 1001, called: 001", "Sun", "Mon"),
    ("expect: - {from: pbx, caller: 1001, called: 001", "404", "403"),
    ("expect: - {from: pbx, caller: 1001, called: 001", "", None),
    ("expect: - {from: viettel", "from: viettel", "from: pbx"),
    ("expect: - {from: viettel", "02873000001", "02873000101"),
    ("expect: - {from: viettel", "sent: pbx", "sent: fpt"),
    ("expect: - {from: viettel", "as: 1001", "as: 1002"),
    ("expect: - {from: viettel", "", None),
]

# (line, what, instead): why nobody notices.
UNSEEN = {
    ("name:", "hanoi", "hue"): "for people, and the realm of a `challenge`, which this file has not",
    ("name:", "", None): "as above: then it is sbc",
    ("sides: internet: tls:", "edge.pem", "other.pem"): "tests/real/tls.sh opens such files, a simulated world has none",
    ("media: ports:", "20000-39999", "20000-29999"): "it takes 5,000 calls to get there; tests/sim/media.c has a file with few",
    ("media: ports:", "", None): "what is written is what holds without it",
    ("media: silence:", "", None): "what is written is what holds without it",
    ("routes: - out: next:", "", None): "what is written is what holds without it",
    ("routes: - in: from:", "", None): "the PBX alone is left, and rule out takes its calls to +84 before",
    ("expect: - {from: pbx, caller: 1001, called: 09", "Mon 10:00", "Mon 12:00"): "right at any time, as it should be",
    ("expect: - {from: pbx, caller: 1001, called: 09", "", None): "nobody proves what nobody expects",
    ("expect: - {from: pbx, caller: 1001, called: 001", "", None): "nobody proves what nobody expects",
    ("expect: - {from: viettel", "", None): "nobody proves what nobody expects",
}


def lines_of(text):
    """Each line that says something: its number, and its beginning behind those of its sections."""
    above = []
    for number, line in enumerate(text.splitlines()):
        said = line.split("#")[0].strip()
        if not said:
            continue
        depth = len(line) - len(line.lstrip())
        above = [(d, s) for d, s in above if d < depth]
        begin = said if said.startswith("- {") else re.match(r"(- )?[^:]+:", said)[0]
        above.append((depth, begin))
        yield number, " ".join(s for _, s in above)


def mutant(text, change):
    """The file with the change made."""
    where, what, instead = change
    found = [n for n, path in lines_of(text) if path == where or (path.startswith(where) and "- {" in where)]
    if len(found) != 1:
        raise ValueError(f"{where}: {len(found)} lines")

    lines = text.split("\n")
    line = lines[found[0]]
    if instead is None:
        lines[found[0]] = "#"
    elif line.count(what) < 1:
        raise ValueError(f"{where}: no '{what}' in it")
    else:
        lines[found[0]] = line.replace(what, instead, 1)
    return found[0], "\n".join(lines)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def who_notices(build, text):
    """"check: …" or "story: …", or None if nobody does."""
    with tempfile.TemporaryDirectory() as folder:
        policy = pathlib.Path(folder, "policy")
        policy.mkdir()
        pathlib.Path(folder, "lab").mkdir()
        (policy / "hanoi.yaml").write_text(text)
        shutil.copy(HERE / "blocked.txt", policy)
        checked = run(f"{build}/sbc", "check", f"{policy}/hanoi.yaml")
        if checked.returncode:
            return "check: " + checked.stderr.split("hanoi.yaml:", 1)[-1].split("\n")[0]

        told = run(f"{build}/tests/sim/hanoi", "--policies", f"{folder}/lab", "--seed", "1")
        if told.returncode:
            failed = re.search(r"FAILED (\w+)", told.stderr)
            return "story: " + (failed[1] if failed else told.stderr.strip()[:80])
        return None


def words(change):
    where, what, instead = change
    return f"{where} {'(out)' if instead is None else what + ' -> ' + instead}"


def complaints(text, changes):
    """What is wrong with the table itself."""
    touched = {mutant(text, change)[0] for change in changes}
    for number, path in lines_of(text):
        if number not in touched:
            yield f"no row changes line {number + 1}: {path}"
    for change in UNSEEN:
        if change not in changes:
            yield f"UNSEEN has a row that CHANGES has not: {words(change)}"
    if BOOK.exists():
        example = re.search(r"```yaml\n(.*?)```", BOOK.read_text(), re.S)[1]
        if example != text:
            yield f"hanoi.yaml is not the example of {BOOK}"


def main(build):
    text = (HERE / "hanoi.yaml").read_text()
    bad = list(complaints(text, CHANGES))
    sound = who_notices(build, text)
    if sound:
        bad.append(f"the file as it stands fails: {sound}")

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        noticed = list(pool.map(lambda change: who_notices(build, mutant(text, change)[1]), CHANGES))
    for change, who in zip(CHANGES, noticed):
        why = UNSEEN.get(change)
        print(f"{words(change):76} {who or 'nobody: ' + (why or 'WHY?')}")
        if bool(who) == bool(why):
            bad.append(f"{'noticed, and yet in UNSEEN' if who else 'nobody notices'}: {words(change)}")

    print(f"{len(CHANGES)} mutants, {sum(map(bool, noticed))} noticed, {len(UNSEEN)} cannot be")
    for what in bad:
        print("not ok -", what)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

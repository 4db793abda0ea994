"""broken.py -- fifty broken policy files, each with the messages that `sbc check` must say of it

usage: tests/policy/broken.py SBC [--write]

Of each broken/NAME.yaml all that is said must be broken/NAME.expect, byte for byte. Besides, whatever
stands there: no message comes twice, and where it names a text or a key, that stands at the line and
column that it says, in the file that it says. --write makes the .expect files anew: read them then.
"""
import pathlib
import re
import subprocess
import sys

FILES_MIN = 50
MANY = 10  # mistakes in one file; one file at least has so many

HERE = pathlib.Path(__file__).resolve().parent / "broken"
PLACE = re.compile(r"([^:]+):(\d+):(\d+): (?:warning: )?(.*)")
NAMED = re.compile(r"(?:rule |a second \w+ )?'([^']+)'")
# These name what the file says in other words, or a section by what stands in it.
RETOLD = re.compile(
    r".*(is listened on already|is not a prefix and|the same: write one|is a list:|is a section:"
    r"|is a name:|cannot be read|has networks only)"
)


def check(sbc, name):
    """What sbc check says of the file, and its exit status."""
    done = subprocess.run([sbc, "check", name], cwd=HERE, capture_output=True, timeout=20, check=False)
    return done.stderr.decode() + done.stdout.decode(), done.returncode


def stands_there(line, column, text):
    """Whether the text begins at the column, or the value of the key that it is."""
    here = line[column - 1:].lstrip("\"'").replace("\\\\", "\\")
    before = line[:column - 1].rstrip()
    return here.startswith(text) or before.endswith(text + ":") or text == here[:len(text)]


def misplaced(message):
    """Why the place that a message names cannot be right; None if it can."""
    place = PLACE.fullmatch(message)
    if not place:
        return None if ": ok, " in message else "no file:line:column"

    path, line_number, column, text = place[1], int(place[2]), int(place[3]), place[4]
    lines = (HERE / path).read_bytes().decode(errors="replace").split("\n")
    if line_number > len(lines):
        return f"{path} has no line {line_number}"

    line = lines[line_number - 1]
    named = NAMED.match(text)
    if column > len(line) + 1:
        return f"line {line_number} of {path} has no column {column}"
    if named and not RETOLD.match(text) and not stands_there(line, column, named[1]):
        return f"'{named[1]}' does not stand there, but: {line[column - 1:]}"
    return None


def faults(said, status, expected):
    """All that is wrong with what was said of one file."""
    messages = said.splitlines()
    yield from (f"said twice: {m}" for m in sorted(set(messages)) if messages.count(m) > 1)
    yield from (f"{m}\n        {why}" for m in messages for why in [misplaced(m)] if why)
    if status != (0 if messages and ": ok, " in messages[-1] else 1):
        yield f"exit status {status}"
    if said != expected:
        yield "expected:\n" + expected + "    said:\n" + said


def main(sbc, write):
    files = sorted(HERE.glob("*.yaml"))
    bad = 0
    many = 0
    for file in files:
        said, status = check(sbc, file.name)
        expect = file.with_suffix(".expect")
        if write:
            expect.write_text(said)
        wrong = list(faults(said, status, expect.read_text() if expect.exists() else ""))
        many += said.count("\n") >= MANY
        bad += bool(wrong)
        print("not ok" if wrong else "ok", "-", file.stem)
        for what in wrong:
            print("   ", what)
    if len(files) < FILES_MIN or not many:
        print(f"not ok - {FILES_MIN} files, one of them with {MANY} mistakes")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve()), "--write" in sys.argv[2:]))

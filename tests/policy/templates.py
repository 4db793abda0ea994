"""templates.py -- each line of a template, and each word in it, taken out in turn: something must notice

usage: tests/policy/templates.py BUILD

`sbc check` must refuse what is left, by a mistake or by the template's own `expect`, or a story of
tests/sim/templates*.c must fail, in which the other end has its habits. What nobody notices must fit
a row of UNSEEN, which says why.
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "policy" / "templates"

# What is taken out of which lines (expressions), and why nothing can fail without it.
UNSEEN = [
    (r"name: .*", r"name: .*", "for people"),
    (r"expect:", r".*", "nobody proves what nobody expects"),
    (r"emergency: +yes.*", r"emergency.*", "it passes limits, and this template has none that it could meet"),
    (r"from: .*", r"from.*", "of a rule: nobody else calls such numbers in these stories"),
    (r"from: .*", r"teams[23]", "calls come from Microsoft's networks, which are those of `teams`"),
    (r"called: +\+\*", r"called.*", "the last rule for who calls out: all that is left"),
    (r"vietnam: \{country.*", r"international: 00", "both ends write numbers by this plan, so none is rewritten"),
    (r"next: .*408.*", r"430", "what no provider here says"),
]


def words_of(line):
    """What can be taken out of a line: all of it, each pair in braces, each entry of a list."""
    said = re.split(r"\s#", line)[0]
    yield said.strip(), None
    for found in re.finditer(r"(, )?([a-z-]+: (?:\[[^\]]*\]|[^,{}\[\]]+))(?=[,}])", said):
        yield found[2], found[0]
    for found in re.finditer(r"(, )?([^\s,\[\]{}]+)(?=[,\]])", said):
        if "[" in said[: found.start() + 1]:
            yield found[2], found[0]


def mutants(text):
    """Each line's number, what goes, and the file without it."""
    lines = text.split("\n")
    proofs = lines.index("expect:")
    for number, line in enumerate(lines[:proofs]):
        if not re.split(r"\s#|^#", line)[0].strip():
            continue
        for what, part in words_of(line):
            less = "#" if part is None else re.sub(r"([\[{]), ", r"\1", line.replace(part, "", 1))
            yield number, what, "\n".join(lines[:number] + [less] + lines[number + 1 :])


def stories_of(name):
    """The program that tells this template's stories, and their names."""
    for source in sorted((ROOT / "tests" / "sim").glob("templates*.c")):
        found = re.findall(rf'SIM_TEST\((\w+),\s*LAB_TEMPLATE\("{name}"\)\)', source.read_text())
        if found:
            return source.stem, found
    return None, []


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def who_notices(build, name, text):
    """"check" or a story's name, or None if nobody does."""
    program, stories = stories_of(name)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "policy", "templates", name + ".yaml")
        lab = pathlib.Path(folder, "tests", "lab")
        file.parent.mkdir(parents=True)
        lab.mkdir(parents=True)
        file.write_text(text)
        if run(f"{build}/sbc", "check", str(file)).returncode:
            return "check"

        for story in stories:
            if run(f"{build}/tests/sim/{program}", "--policies", str(lab), "--only", story, "--seed", "1").returncode:
                return story
        return None


def reason(line, what):
    said = line.strip()
    for where, word, why in UNSEEN:
        if re.match(where, said) and re.fullmatch(word, what):
            return why
    return None


def try_all(build, name):
    """What is wrong with one template; prints a line that counts."""
    text = (TEMPLATES / f"{name}.yaml").read_text()
    if who_notices(build, name, text):
        return [f"{name} as it stands fails: {who_notices(build, name, text)}"]

    rows = list(mutants(text))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        noticed = list(pool.map(lambda row: who_notices(build, name, row[2]), rows))

    bad = []
    for (number, what, _), who in zip(rows, noticed):
        if not who and not reason(text.split("\n")[number], what):
            bad.append(f"nobody notices: {name}.yaml:{number + 1} without {what}")
    if not bad:
        print(f"ok - {name}: {len(rows)} words taken out, {sum(map(bool, noticed))} noticed")
    return bad


def main(build):
    names = sorted(file.stem for file in TEMPLATES.glob("*.yaml"))
    bad = [f"{name} has no story" for name in names if not stories_of(name)[1]]
    for name in names:
        bad += try_all(build, name)
    for what in bad:
        print("not ok -", what)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

#!/usr/bin/env python3
"""Holds the samples to the `// heaplight:` comment beside each line (docs/contracts.md).

    check_samples.py HEAPLIGHT [FILE…]     every samples/*.cpp, *.c and *.rs, or only FILE…
    check_samples.py --self-test           proves that each check can fail

Prints each disagreement as `file:line: expected …, report says …`, then `N passed, N failed`. Samples in Rust
are left out where there is no rustc.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Optional

ROOT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"//\s*heaplight:(.*)")
EXPECT = re.compile(
    r"(?:(?P<stage>written|built)\s+)?"
    r"(?:none|(?P<kind>allocate|deallocate|destroy|unknown)"
    r"(?:\s+(?P<certainty>always|sometimes|exceptional))?"
    r"(?:\s+(?P<bytes>\d+)\s+B)?"
    r"(?:\s+in\s+(?P<loop>loop))?"
    r"(?:\s+at\s+(?P<phase>startup|thread|run|exit))?)"
)
STRENGTH = ("exceptional", "sometimes", "always")
HEAP_KINDS = ("allocate", "deallocate", "unknown")


class Expectation(NamedTuple):
    text: str
    stage: str
    kind: Optional[str]  # None: the line is clean
    certainty: Optional[str] = None
    marks: tuple = ()  # (field, value) pairs that one mark must have


def parse(text):
    """The expectations of a comment's text after `heaplight:`; ValueError names what can't be read."""
    expectations = []
    for part in (part.strip() for part in text.split(";")):
        match = EXPECT.fullmatch(part)
        if not match:
            raise ValueError(f"can't read the expectation '{part}'")
        marks = []
        if match["bytes"]:
            marks.append(("bytes", int(match["bytes"])))
        if match["loop"]:
            marks.append(("in_loop", True))
        if match["phase"]:
            marks.append(("phase", match["phase"]))
        stage = match["stage"] or "built"
        expectations.append(Expectation(part, stage, match["kind"], match["certainty"], tuple(marks)))
    return expectations


def holds(expectation, effects):
    effects = [e for e in effects if e["stage"] == expectation.stage]
    if expectation.kind is None:
        return not any(e["kind"] in HEAP_KINDS for e in effects)
    effects = [e for e in effects if e["kind"] == expectation.kind]
    if expectation.certainty and strongest(effects) != expectation.certainty:
        return False
    return any(all(e.get(field) == value for field, value in expectation.marks) for e in effects)


def strongest(effects):
    return max((e["certainty"] for e in effects), key=STRENGTH.index, default=None)


def say(effects):
    """What the report has for a line, in the words of the comments."""
    def words(e):
        size = f" {e['bytes']} B" if "bytes" in e else ""
        loop = " in loop" if e.get("in_loop") else ""
        return f"{e['stage']} {e['kind']} {e['certainty']}{size}{loop} at {e['phase']}"

    return "; ".join(sorted({words(e) for e in effects})) or "nothing"


def effects_by_line(report):
    """{file: {line: [effect]}} over all units; files without a line that has effects included."""
    table = {}
    for unit in report["units"]:
        table.setdefault(unit["source"], {})
        for line in unit["lines"]:
            table.setdefault(line["file"], {}).setdefault(line["line"], []).extend(line["effects"])
    return table


def check_file(file, source, table, must_expect):
    """(passed, [failure]) of one file: its text held against its lines in the report."""
    passed, failures, seen = 0, [], set()
    for number, text in enumerate(source.splitlines(), 1):
        comment = COMMENT.search(text)
        if not comment:
            continue
        seen.add(number)
        effects = table.get(number, [])
        try:
            expectations = parse(comment[1])
        except ValueError as error:
            failures.append(f"{file}:{number}: {error}")
            continue
        wrong = [e for e in expectations if not holds(e, effects)]
        passed += len(expectations) - len(wrong)
        failures += [f"{file}:{number}: expected {e.text}, report says {say(effects)}" for e in wrong]
    if must_expect and not seen:
        failures.append(f"{file}:1: has no expectation")
    return passed, failures + unexpected(file, table, seen)


def unexpected(file, table, seen):
    """Lines without a comment that may allocate, or may for all that is known."""
    failures = []
    for number, effects in sorted(table.items()):
        marks = [e for e in effects if e["stage"] == "built" and e["certainty"] != "exceptional"
                 and e["kind"] in ("allocate", "unknown")]
        if marks and number not in seen:
            failures.append(f"{file}:{number}: unexpected: no comment, report says {say(marks)}")
    return failures


def check_report(sample, report, read):
    """(passed, [failure]) of a sample's report; READ gives the text of a file that it names, None where there is none."""
    failures = [f"{p['source']}: {p['message']}" for p in report.get("problems", [])]
    passed, table = 0, effects_by_line(report)
    for file in sorted({sample, *table}):
        source = read(file)
        if source is None:
            continue
        good, bad = check_file(file, source, table.get(file, {}), must_expect=file == sample)
        passed, failures = passed + good, failures + bad
    return passed, failures


def check_sample(heaplight, sample):
    run = subprocess.run([heaplight, "annotate", "--format", "json", sample], cwd=ROOT,
                         stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode != 0:
        return 0, [f"{sample}: heaplight exits with {run.returncode}: {run.stderr.strip()}"]
    return check_report(sample, json.loads(run.stdout), text_of)


def text_of(file):
    """None of what stands nowhere here, as the sources of a library that came compiled: nothing is said of its lines."""
    path = ROOT / file
    return path.read_text() if path.is_file() else None


def samples():
    endings = ["*.cpp", "*.c", "*.rs"]
    if not shutil.which("rustc"):
        print("the samples in Rust are left out: there is no rustc")
        endings.pop()
    return sorted(str(p.relative_to(ROOT)) for ending in endings for p in (ROOT / "samples").glob(ending))


def effect(kind="allocate", certainty="always", stage="built", phase="run", **more):
    return dict(kind=kind, certainty=certainty, stage=stage, phase=phase, **more)


ONE, SOMETIMES = [effect()], [effect(certainty="sometimes")]

# A source, the effects of its last line, and whether the check must fail.
SELF_TEST = [
    ("x; // heaplight: none", [], False),
    ("x; // heaplight: none", [effect("destroy")], False),
    ("x; // heaplight: none", [effect(stage="written")], False),
    *[("x; // heaplight: none", [effect(kind)], True) for kind in HEAP_KINDS],
    ("x; // heaplight: written none", [effect(stage="written"), effect()], True),
    ("x; // heaplight: allocate", ONE, False),
    ("x; // heaplight: allocate", [], True),
    ("x; // heaplight: allocate", [effect(stage="written")], True),
    ("x; // heaplight: deallocate; allocate", ONE, True),
    ("x; // heaplight: allocate always", SOMETIMES, True),
    ("x; // heaplight: allocate sometimes", ONE + SOMETIMES, True),
    ("x; // heaplight: allocate always", ONE + SOMETIMES, False),
    ("x; // heaplight: allocate 24 B", [effect(bytes=24)], False),
    ("x; // heaplight: allocate 24 B", [effect(bytes=8)], True),
    ("x; // heaplight: allocate 24 B", ONE, True),
    ("x; // heaplight: allocate in loop", [effect(in_loop=True)], False),
    ("x; // heaplight: allocate in loop", [effect(in_loop=False)], True),
    ("x; // heaplight: allocate at startup", [effect(phase="startup")], False),
    ("x; // heaplight: allocate at startup", ONE, True),
    ("x; // heaplight: allocate 8 B at exit", [effect(bytes=8), effect(phase="exit")], True),
    ("x; // heaplight: written allocate always 4 B; built none",
     [effect(stage="written", bytes=4)], False),
    ("x; // heaplight: allocates", ONE, True),
    ("x; // heaplight:", [], True),
    ("x; // heaplight: allocate 24", [effect(bytes=24)], True),
    ("x;", [], True),
    ("// heaplight: none\nx;", [effect()], True),
    ("// heaplight: none\nx;", [effect("unknown", "sometimes")], True),
    ("// heaplight: none\nx;", [effect(certainty="exceptional")], False),
    ("// heaplight: none\nx;", [effect("deallocate")], False),
]


def self_test():
    passed, failures = 0, []
    for source, effects, must_fail in SELF_TEST:
        last = source.count("\n") + 1
        lines = [{"file": "a.cpp", "line": last, "effects": effects}]
        report = {"units": [{"source": "a.cpp", "lines": lines}], "problems": []}
        _, found = check_report("a.cpp", report, lambda file: source)
        if bool(found) == must_fail:
            passed += 1
        else:
            failures.append(f"{source!r} with {say(effects)}: failures {found}")
    broken = {"units": [], "problems": [{"source": "a.cpp", "message": "can't be read"}]}
    _, found = check_report("a.cpp", broken, lambda file: "// heaplight: none")
    if not found:
        failures.append("a problem in the report passes")
    return passed + bool(found), failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        passed, failures = self_test()
    elif args.heaplight:
        heaplight = str(Path(args.heaplight).resolve())
        results = [check_sample(heaplight, sample) for sample in args.files or samples()]
        passed, failures = sum(r[0] for r in results), [f for r in results for f in r[1]]
    else:
        parser.error("which heaplight?")
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not passed)


if __name__ == "__main__":
    main()

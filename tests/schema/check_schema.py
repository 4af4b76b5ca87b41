#!/usr/bin/env python3
"""Holds real reports to docs/report.schema.json, and the schema to refusing broken ones.

    check_schema.py HEAPLIGHT [FILE…]      a few samples, or FILE…, each plain and with --asm

Beyond the schema, every index must name a frame of its unit, and two runs must write the same bytes.
Prints what is wrong, then `N passed, N failed`.
"""

import argparse
import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text())
FEW = 8
GOOD = {
    "heaplight": "0.1.0", "schema": 1, "problems": [{"source": "b.cpp", "message": "no such file"}],
    "units": [{
        "source": "a.cpp", "language": "c++", "standard": "c++20", "notes": ["a flag was left out"],
        "target": "x86_64-pc-linux-gnu", "optimization": "2",
        "functions": [{"name": "f()", "symbol": "_Z1fv", "file": "a.cpp", "line": 1, "end_line": 3,
                       "phase": "run", "effects": []}],
        "lines": [{"file": "a.cpp", "line": 2, "effects": [
            {"kind": "unknown", "stage": "built", "certainty": "sometimes", "phase": "run", "direct": True,
             "in_loop": False, "callee": "g()", "bytes": 4, "element_bytes": 4, "type": "int", "subject": "p",
             "reason": "no body: g()", "path": [1, 0]},
            {"kind": "allocate", "stage": "written", "certainty": "always", "phase": "startup", "direct": True,
             "in_loop": False, "elided": True, "callee": "malloc", "path": [0]}]}],
        "assembly": [{"text": "\tretq", "symbol": "_Z1fv", "frame": 0, "effect": "allocate"}],
        "frames": [{"function": "f()", "file": "a.cpp", "line": 2, "column": 3, "in": 1},
                   {"function": "g()", "file": "a.cpp", "line": 1, "column": 1}],
    }],
}
OPTIONAL = {"standard", "notes", "elided", "bytes", "element_bytes", "type", "subject", "assembly", "frame",
            "effect", "in"}
NAMELESS = ("lines", 0, "effects", 0, "callee")  # an unknown call may have no name


def broken_reports(value, report, path=()):
    """(what was broken, report) with each field in turn left out, of a wrong type, or out of range."""
    def changed(change):
        result = copy.deepcopy(report)
        parent = result
        for step in path[:-1]:
            parent = parent[step]
        change(parent, path[-1])
        return result

    name = ".".join(map(str, path))
    if path and isinstance(path[-1], str) and path[-1] not in OPTIONAL and path[-5:] != NAMELESS:
        yield f"no {name}", changed(lambda parent, key: parent.pop(key))
    if path:
        yield f"{name} is null", changed(lambda parent, key: parent.__setitem__(key, None))
    if isinstance(value, int) and not isinstance(value, bool):
        yield f"{name} is -1", changed(lambda parent, key: parent.__setitem__(key, -1))
    if path and path[-1] in ("kind", "stage", "certainty", "phase", "language", "effect"):
        yield f"{name} is 'other'", changed(lambda parent, key: parent.__setitem__(key, "other"))
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from broken_reports(child, report, (*path, key))


def self_test(validator):
    """[failure], and how many broken reports were refused: the schema must know good from broken."""
    failures = [f"a good report is refused: {e.message}" for e in validator.iter_errors(GOOD)]
    more = copy.deepcopy(GOOD)
    more["later"] = more["units"][0]["frames"][0]["later"] = 1
    failures += [f"a field that was added is refused: {e.message}" for e in validator.iter_errors(more)]
    misplaced = copy.deepcopy(GOOD)
    misplaced["units"][0]["lines"][0]["effects"][0]["kind"] = "allocate"
    rows = [*broken_reports(GOOD, GOOD), ("a reason without unknown", misplaced)]
    passing = [f"a broken report passes: {what}" for what, report in rows if validator.is_valid(report)]
    return failures + passing, len(rows) - len(passing)


def dangling(unit):
    """Where the unit names frames that it doesn't have."""
    count = len(unit["frames"])
    effects = [e for owner in unit["functions"] + unit["lines"] for e in owner["effects"]]
    used = [i for e in effects for i in e["path"]]
    used += [a["frame"] for a in unit.get("assembly", []) if "frame" in a]
    used += [f["in"] for f in unit["frames"] if "in" in f]
    return [f"frame {i} of {count} is named" for i in sorted(set(used)) if i >= count]


def annotate(heaplight, source, options):
    return subprocess.run([heaplight, "annotate", "--format", "json", *options, source], cwd=ROOT, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def check(validator, heaplight, source, options):
    """[failure] of one report."""
    try:
        text = annotate(heaplight, source, options)
    except subprocess.CalledProcessError as error:
        return [f"{source} {' '.join(options)}: exit status {error.returncode}"]
    report = json.loads(text)
    failures = [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(report)]
    if not failures:
        failures = [f for unit in report["units"] for f in dangling(unit)]
    if not report["units"] or any(("assembly" in unit) != ("--asm" in options) for unit in report["units"]):
        failures.append("no units, or assembly where none was asked for, or none where it was")
    if text != annotate(heaplight, source, options):
        failures.append("a second run writes other bytes")
    return [f"{source} {' '.join(options)}: {f}" for f in failures]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    samples = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "samples").glob("*.c*"))
    files = args.files or samples[:: max(1, len(samples) // FEW)]
    failures, passed = self_test(validator)
    for source in files:
        for options in ([], ["--asm"]):
            found = check(validator, args.heaplight.resolve(), source, options)
            failures += found
            passed += not found
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not files)


if __name__ == "__main__":
    main()

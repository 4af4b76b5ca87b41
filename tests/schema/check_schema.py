#!/usr/bin/env python3
"""Holds real reports to docs/report.schema.json, and the schema to refusing broken ones.

    check_schema.py HEAPLIGHT [FILE…]      a few samples, or FILE…, each plain and with --asm

Beyond the schema, every index must name a frame of its unit, and two runs must write the same bytes.
Prints what is wrong, then `N passed, N failed`.
"""

import copy
import json
import subprocess

import checking
from checking import ROOT

COUNTS = {"allocations": 3, "bytes": 96, "frees": 1, "freed_bytes": 32, "lost_blocks": 2, "lost_bytes": 64}
GOOD = {
    "heaplight": "0.1.0", "schema": 1, "problems": [{"source": "b.cpp", "message": "no such file"}],
    "runs": [{"source": "run.json", "program": "./server"}],
    "units": [{
        "source": "a.cpp", "language": "c++", "standard": "c++20", "notes": ["a flag was left out"],
        "target": "x86_64-pc-linux-gnu", "optimization": "2",
        "functions": [{"name": "f()", "symbol": "_Z1fv", "file": "a.cpp", "line": 1, "end_line": 3,
                       "phase": "run", "effects": []}],
        "absent_stage": "built",
        "unplaced": [{"name": "g()", "symbol": "_Z1gv", "phase": "run", "effects": []}],
        "unmarked": [{"file": "a.cpp", "line": 3, "missing": ["allocate"], "observed": dict(COUNTS)}],
        "lines": [{"file": "a.cpp", "line": 2, "observed": dict(COUNTS), "effects": [
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
            "effect", "in", "runs", "unmarked", "unplaced",
            "absent_stage"}
NAMELESS = ("lines", 0, "effects", 0, "callee")  # an unknown call may have no name


def broken_reports(value, report, path=()):
    """(what was broken, report) with each field in turn left out, of a wrong type, or out of range."""
    name = ".".join(map(str, path))
    observed = path[-3:-2] == ("lines",) and path[-1] == "observed"  # of a line in no run
    if path and isinstance(path[-1], str) and path[-1] not in OPTIONAL and path[-5:] != NAMELESS and not observed:
        yield f"no {name}", checking.without(report, path)
    if path:
        yield f"{name} is null", checking.replaced(report, path, None)
    if isinstance(value, int) and not isinstance(value, bool):
        yield f"{name} is -1", checking.replaced(report, path, -1)
    if path and path[-1] in ("kind", "stage", "certainty", "phase", "language", "effect", "absent_stage"):
        yield f"{name} is 'other'", checking.replaced(report, path, "other")
    for key, child in checking.children(value):
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
    effects = [e for owner in unit["functions"] + unit["lines"] + unit.get("unplaced", []) for e in owner["effects"]]
    used = [i for e in effects for i in e["path"]]
    used += [a["frame"] for a in unit.get("assembly", []) if "frame" in a]
    used += [f["in"] for f in unit["frames"] if "in" in f]
    return [f"frame {i} of {count} is named" for i in sorted(set(used)) if i >= count]


def annotate(heaplight, source, options):
    return subprocess.run([heaplight, "annotate", "--format", "json", *options, source], cwd=ROOT, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def check_report(validator, heaplight, source, options):
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


def check(validator, heaplight, source):
    """[failure], and how many reports were right."""
    found = [check_report(validator, heaplight, source, options) for options in ([], ["--asm"])]
    return sum(found, []), sum(not failures for failures in found)


if __name__ == "__main__":
    checking.main(__doc__, "report.schema.json", self_test, check)

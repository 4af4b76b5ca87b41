#!/usr/bin/env python3
"""Holds explanations to docs/explain.schema.json and to the reports of the same files.

    check_explain.py HEAPLIGHT [FILE…]      a few samples, or FILE…

Each line that a report marks is explained: by the same kinds, each as sure as the report says, and a line that it
doesn't mark by none. Prints what is wrong, then `N passed, N failed`.
"""

import json
import subprocess

import checking
from checking import ROOT

LINES = 4
SURER = ["exceptional", "sometimes", "always"]
STEP = {"function": "f()", "entry": "start", "file": "a.cpp", "line": 2, "column": 3}
GOOD = {
    "heaplight": "0.1.0", "schema": 1, "asked": "f", "more_functions": 1,
    "other_functions": [{"function": "a::f()", "symbol": "_ZN1a1fEv", "file": "a.cpp", "line": 9}],
    "problems": [{"source": "b.cpp", "message": "no such file"}],
    "explained": [{
        "function": "f()", "symbol": "_Z1fv", "file": "a.cpp", "line": 1, "has_code": True, "removed": ["destroy"],
        "observed": {"allocations": 3, "bytes": 96, "frees": 1, "freed_bytes": 32, "lost_blocks": 2, "lost_bytes": 64},
        "unmarked": ["allocate"],
        "effects": [
            {"kind": "unknown", "phase": "run", "others": 0, "ways": [
                {"certainty": "always", "in_loop": False, "entry": "call", "reason": "no body: g()",
                 "advice": "give it", "steps": [STEP]}]},
            {"kind": "allocate", "phase": "exit", "others": 2, "ways": [
                {"certainty": "always", "in_loop": False, "entry": "call", "callee": "malloc", "steps": [STEP]}]}]}],
}


def broken(value, path=()):
    """(what was broken, explanation): each field of GOOD in turn left out or null."""
    name = ".".join(map(str, path))
    if path:
        yield f"{name} is null", checking.replaced(GOOD, path, None)
        if isinstance(path[-1], str) and path[-1] not in ("file", "line", "other_functions", "observed", "unmarked") or path[-2:-1] == ("steps",):
            yield f"no {name}", checking.without(GOOD, path)
    if path and path[-1] in ("kind", "phase", "certainty", "entry"):
        yield f"{name} is 'other'", checking.replaced(GOOD, path, "other")
    for key, child in checking.children(value):
        yield from broken(child, (*path, key))


def self_test(validator):
    failures = [f"a good explanation is refused: {e.message}" for e in validator.iter_errors(GOOD)]
    # A list may be empty, so that what stands in it may go.
    rows = [(what, one) for what, one in broken(GOOD) if not (what.startswith("no ") and what[-1].isdigit())]
    passing = [f"a broken explanation passes: {what}" for what, one in rows if validator.is_valid(one)]
    return failures + passing, len(rows) - len(passing)


def run(heaplight, *args):
    return json.loads(subprocess.run([heaplight, *args, "--format", "json"], cwd=ROOT, check=True,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout)


def strongest(pairs):
    best = {}
    for kind, certainty in pairs:
        best[kind] = max(best.get(kind, 0), SURER.index(certainty))
    return {kind: SURER[rank] for kind, rank in best.items()}


def told(report, file, line):
    """The kinds that the report gives the line in what ships. Whose objects die is told of direct ones alone."""
    return strongest((e["kind"], e["certainty"]) for unit in report["units"] for row in unit["lines"]
                     for e in row["effects"] if (row["file"], row["line"]) == (file, line)
                     and e["stage"] == "built" and e["kind"] != "destroy")


def explained(explanation):
    return strongest((e["kind"], e["ways"][0]["certainty"]) for e in explanation["explained"][0]["effects"]
                     if e["kind"] != "destroy")


def check(validator, heaplight, source):
    """[failure], and how many lines were right."""
    report = run(heaplight, "annotate", source)
    count = len((ROOT / source).read_text().splitlines())
    marked = sorted({row["line"] for unit in report["units"] for row in unit["lines"] if row["file"] == source})
    clean = [line for line in range(1, count + 1) if line not in marked]
    failures, passed = [], 0
    for line in marked[:LINES] + clean[:1]:
        one = run(heaplight, "explain", f"{source}:{line}")
        found = [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(one)]
        wanted, given = told(report, source, line), explained(one)
        if wanted != given:
            found.append(f"the report says {wanted}, the explanation {given}")
        failures += [f"{source}:{line}: {f}" for f in found]
        passed += not found
    return failures, passed


if __name__ == "__main__":
    checking.main(__doc__, "explain.schema.json", self_test, check)

#!/usr/bin/env python3
"""Holds what lint writes as JSON to docs/lint.schema.json.

    check_lint.py VIEWS HEAPLIGHT     VIEWS is heaplight-lint-views; HEAPLIGHT lints the samples as well

Prints what is wrong, then `N passed, N failed`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import checking
import jsonschema
from checking import ROOT, changed, replaced, without

SCHEMA = json.loads((ROOT / "docs" / "lint.schema.json").read_text())
# One of everything, with the least that each must have; `also` holds what may be absent.
GOOD = {
    "heaplight": "0.1.0", "schema": 1,
    "findings": [{"rule": "heap-allocate", "severity": "error", "standing": "counts", "message": "m",
                  "certainty": "always", "phase": "run", "in_loop": False}],
    "gone": [{"rule": "heap-old", "file": "a.cpp", "message": "m", "count": 1}],
    "problems": [{"source": "b.cpp", "message": "no such file"}],
    "summary": {"units": 1, "promises": 2, "errors": 1, "warnings": 0, "suppressed": 0, "known": 0, "gone": 1},
}
PLACE = {"file": "a.cpp", "line": 1, "column": 2}
ALSO = {
    **PLACE, "function": "f()", "symbol": "_Z1fv", "callee": "malloc", "reason": "r", "size": "8 B", "mend": "m",
    "path": [{**PLACE, "function": "f()", "user": True, "inlined": False}], "fingerprint": "0a", "justification": "j",
    "promise": {**PLACE, "text": "[[clang::nonblocking]]"}, "fixes": [{**PLACE, "length": 0, "text": ""}],
}
WORDS = ("rule", "severity", "standing", "certainty", "phase")


def places(value, path=()):
    """The path of everything in VALUE but itself."""
    for key, child in checking.children(value):
        yield (*path, key)
        yield from places(child, (*path, key))


def broken():
    """(what was broken, report)"""
    full = changed(GOOD, ("findings", 0), lambda parent, key: parent[key].update(ALSO))
    for path in places(full):
        name = ".".join(map(str, path))
        yield f"{name} is null", replaced(full, path, None)
        if path[-1] in WORDS and "gone" not in path:
            yield f"{name} is 'other'", replaced(full, path, "other")
        if path[-1] in ("line", "column"):
            yield f"{name} is 0", replaced(full, path, 0)
    for path in places(GOOD):
        if isinstance(path[-1], str):
            yield f"no {'.'.join(map(str, path))}", without(GOOD, path)


def self_test(validator):
    full = changed(GOOD, ("findings", 0), lambda parent, key: parent[key].update(ALSO))
    failures = [f"a good report is refused: {e.message}" for good in (GOOD, full) for e in validator.iter_errors(good)]
    return failures + [f"a broken report passes: {what}" for what, report in broken() if validator.is_valid(report)]


def undescribed(value, described, path=""):
    """What a report holds and the schema doesn't tell of."""
    if isinstance(value, list):
        for child in value:
            yield from undescribed(child, described, path)
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in described:
                yield f"{path}.{key} is not described"
            yield from undescribed(child, described, f"{path}.{key}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("views", type=Path)
    parser.add_argument("heaplight", type=Path)
    args = parser.parse_args()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    described = set(SCHEMA["properties"]) | {key for part in SCHEMA["$defs"].values() for key in part.get("properties", ())}
    failures, passed = self_test(validator), 0
    commands = {name: [args.views.resolve(), name, "json"] for name in ("clean", "sample", "hostile")}
    for name in ("samples/lint/audio-callback.cpp", "samples/vector-growth-allocates-in-loop.cpp"):
        commands[name] = [args.heaplight.resolve(), "lint", name, "--rules=*", "--exit-zero", "--format", "json"]
    for name, command in commands.items():
        text = subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout
        report = json.loads(text)
        found = [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(report)]
        found += sorted(set(undescribed(report, described)))
        failures += [f"{name}: {f}" for f in found]
        passed += not found
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()

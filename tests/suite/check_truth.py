#!/usr/bin/env python3
"""Measure which functions of functions.cpp allocate, and hold it against their `truth:` comments.

    check_truth.py [--oracle DIR] [--compiler clang++-22]

Builds functions.cpp with driver.cpp, runs the driver under heap_oracle.py of the folder DIR and
calls a function allocating if an allocation was seen on any of its lines. Tail calls are left
unoptimized in this build: a function that ends in one would be gone from the stack by the time
its callee allocates.

Exit 0 when all comments agree, 1 when one disagrees or a function is never called, 2 when the
suite can't be built or run, 77 when there is no oracle to measure with.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from truth import read_cases

HERE = pathlib.Path(__file__).resolve().parent
ORACLE = HERE.parents[2] / "shared" / "oracle"
SKIPPED = 77
FLAGS = ["-O2", "-g", "-std=c++20", "-pthread", "-fno-optimize-sibling-calls"]
FLAGS += ["-Wno-deprecated-declarations"]  # the library's own use of get_temporary_buffer


def measure(oracle, compiler, folder):
    """The lines of functions.cpp that allocated: {line: allocations}."""
    program, facts = folder / "driver", folder / "facts.json"
    sources = [str(HERE / name) for name in ("functions.cpp", "driver.cpp")]
    subprocess.run([compiler, *FLAGS, *sources, "-o", str(program)], check=True)
    run = [sys.executable, str(oracle / "heap_oracle.py"), "--root", str(HERE), "--out", str(facts)]
    # Run elsewhere: relative file names of foreign debug info must not resolve to this folder.
    subprocess.run([*run, "--", str(program), str(HERE / "functions.cpp")], check=True, cwd=folder)
    measured = json.loads(facts.read_text(encoding="utf-8"))
    if measured["exit"] != 0:
        raise RuntimeError(f"the driver failed with status {measured['exit']}")
    lines = measured["lines"].get("functions.cpp", {})
    return {int(line): fact["allocations"] for line, fact in lines.items() if fact["allocations"]}


def disagreements(cases, allocating, driver):
    """One message for each case whose comment is wrong, or that the driver leaves out."""
    for case in cases:
        if not re.search(rf"\b{case.name}\(", driver):
            yield f"{case.first}: {case.name} is never called by the driver"
        lines = [line for line in sorted(allocating) if case.covers(line)]
        if bool(lines) != case.allocates:
            seen = f"allocated on line {lines[0]}" if lines else "never allocated"
            yield f"{case.first}: {case.name} is said to be `{case.truth}`, but {seen}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--oracle", type=pathlib.Path, default=ORACLE, help="folder of the oracle")
    parser.add_argument("--compiler", default="clang++-22")
    args = parser.parse_args()
    oracle = args.oracle.resolve()
    if not (oracle / "heap_oracle.py").exists():
        print(f"skipped: no heap_oracle.py in {args.oracle}", file=sys.stderr)
        return SKIPPED

    try:
        cases = read_cases(HERE / "functions.cpp")
        with tempfile.TemporaryDirectory() as folder:
            allocating = measure(oracle, args.compiler, pathlib.Path(folder))
    except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"error: the truth could not be measured: {error}", file=sys.stderr)
        return 2
    wrong = list(disagreements(cases, allocating, (HERE / "driver.cpp").read_text(encoding="utf-8")))
    for message in wrong:
        print(f"functions.cpp:{message}")
    count = sum(case.allocates for case in cases)
    print(f"{len(cases)} functions: {count} allocate, {len(cases) - count} innocent, {len(wrong)} wrong")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())

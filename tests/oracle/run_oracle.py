#!/usr/bin/env python3
"""Holds reports against what real runs did to the heap, line by line.

    run_oracle.py HEAPLIGHT [--oracle DIR] [FILE…]

Builds each sample and json_driver.cpp with clang or rustc, runs it under the oracle's recorder, and lets
the oracle's check_recall.py compare: no line that allocated or freed may lack a mark, and no line marked
`always` may have run without allocating (known from a second, coverage build). Then two broken reports
are made of a good one, which the check must refuse.

Without rustc the samples in Rust are left out, and without its library for coverage builds the second look
at them. Exits with 77, ctest's sign for skipped, where the oracle's folder is not there.
"""

import argparse
import copy
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import rust

ROOT = Path(__file__).resolve().parents[2]
DRIVER = "tests/oracle/json_driver.cpp"
SKIPPED = 77


class Failure(Exception):
    """What went wrong with one program, ready to print."""


def command(args, env=None):
    """Runs ARGS at the top of the repository and returns its stdout."""
    run = subprocess.run([str(a) for a in args], cwd=ROOT, env=dict(os.environ, **(env or {})),
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if run.returncode != 0:
        raise Failure(f"{' '.join(map(str, args))}\nexits with {run.returncode}\n{run.stdout}{run.stderr}".rstrip())
    return run.stdout


def flags_of(source):
    """(compiler, flags): those that heaplight is told as well."""
    if source.endswith(".rs"):
        return rust.rustc(), list(rust.FLAGS)
    if source.endswith(".c"):
        return "clang-22", ["-O2", "-g", "-std=c17"]
    return "clang++-22", ["-O2", "-g", "-std=c++20"]


def measure(source, oracle, work):
    """Runs SOURCE's program under the recorder; the file of facts.

    Built without tail calls: a line that ends in one is gone from the stack when its callee allocates.
    """
    program, facts = work / "program", work / "facts.json"
    if source.endswith(".rs"):
        rust.build_measured(source, program, command)
    else:
        compiler, flags = flags_of(source)
        command([compiler, *flags, "-fno-optimize-sibling-calls", source, "-o", program])
    command([sys.executable, oracle / "heap_oracle.py", "--root", ROOT, "--out", facts, "--", program],
            env={"TMPDIR": str(work.parent),  # the recorder is built there, once for all programs
                 "RUST_BACKTRACE": "0"})
    status = json.loads(facts.read_text())["exit"]
    if status < 0:
        raise Failure(f"the program died of signal {-status}")
    return facts


def cover(source, work):
    """Runs a coverage build of SOURCE; the file that says which lines were executed, None where that can't be had."""
    program, raw, profile, executed = (work / n for n in ("covered", "raw", "profile", "executed.json"))
    if source.endswith(".rs"):
        if not rust.can_cover():
            return None
        rust.build_covered(source, program, command)
    else:
        compiler, flags = flags_of(source)
        command([compiler, *flags, "-fprofile-instr-generate", "-fcoverage-mapping", source, "-o", program])
    subprocess.run([program], cwd=ROOT, env=dict(os.environ, LLVM_PROFILE_FILE=str(raw)),
                   stdin=subprocess.DEVNULL, capture_output=True)
    command(["llvm-profdata-22", "merge", raw, "-o", profile])
    executed.write_text(command(["llvm-cov-22", "export", "-format=text", program, f"-instr-profile={profile}"]))
    return executed


def annotate(heaplight, source, work):
    report = work / "report.json"
    report.write_text(command([heaplight, "annotate", "--format", "json", source, "--", *flags_of(source)[1]]))
    return report


def compare(oracle, facts, report, executed):
    more = ["--executed", executed] if executed else []
    command([sys.executable, oracle / "check_recall.py", facts, report, *more])


def broken_reports(report):
    """A report that misses all there is, and one that says of every line that it always allocates."""
    blind = json.loads(report.read_text())
    boastful = copy.deepcopy(blind)
    always = {"kind": "allocate", "stage": "built", "certainty": "always", "phase": "run"}
    for unit in blind["units"]:
        unit["lines"] = [dict(line, effects=[]) for line in unit["lines"]]
    for unit in boastful["units"]:
        unit["lines"] = [{"file": unit["source"], "line": n, "effects": [always]} for n in range(1, 1000)]
    return {"blind": blind, "boastful": boastful}


def check_controls(oracle, facts, report, executed):
    for name, broken in broken_reports(report).items():
        file = report.with_name(f"{name}.json")
        file.write_text(json.dumps(broken))
        try:
            compare(oracle, facts, file, executed)
        except Failure:
            continue
        raise Failure(f"the check lets a {name} report pass")


def check(heaplight, source, oracle, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        facts, executed = measure(source, oracle, work), cover(source, work)
        report = annotate(heaplight, source, work)
        compare(oracle, facts, report, executed)
        if source == DRIVER:
            check_controls(oracle, facts, report, executed)


def samples():
    endings = ["*.cpp", "*.c", "*.rs"]
    if not rust.rustc():
        print("the samples in Rust are left out: there is no rustc")
        endings.pop()
    return sorted(str(p.relative_to(ROOT)) for ending in endings for p in (ROOT / "samples").glob(ending))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("--oracle", type=Path, default=ROOT.parent / "shared" / "oracle")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    heaplight, oracle = args.heaplight.resolve(), args.oracle.resolve()
    if not (oracle / "heap_oracle.py").exists():
        print(f"skipped: there is no oracle at {args.oracle}")
        sys.exit(SKIPPED)
    failed, sources = 0, args.files or [*samples(), DRIVER]
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            try:
                check(heaplight, source, oracle, folder)
            except Failure as failure:
                failed += 1
                print(f"{source}: {failure}\n", flush=True)
    print(f"{len(sources) - failed} passed, {failed} failed")
    sys.exit(bool(failed) or not sources)


if __name__ == "__main__":
    main()

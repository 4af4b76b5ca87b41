#!/usr/bin/env python3
"""Holds the reports of whole real programs against what real runs did to the heap, line by line.

    run_programs.py HEAPLIGHT [--only NAME] [--oracle DIR] [--level O3] [--each] [--show N]

Builds each program of programs.py (kept in build/bench/), runs it under the oracle's recorder, annotates its whole
database, and lets the oracle's check_recall.py compare, with a coverage build to tell which lines were executed. Then
prints how many lines allocated, how many of them have no mark (missed) or nothing but `unknown`, how many that are
marked `always` ran without allocating (lies), and what the unknown calls are that stand alone on their lines.

--each annotates each file by itself, so that no call into another file is seen through.

Exits with 1 where a line is missed, a line lies, or more than 2 % of the lines that allocated are only unknown; with
77, ctest's sign for skipped, where the oracle's folder is not there or the sources can't be fetched.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from fetch import ROOT, Unavailable
from programs import PROGRAMS

SKIPPED = 77
UNKNOWN_LIMIT = 0.02
KINDS = {"allocate": "allocations", "deallocate": "frees"}


class Failure(Exception):
    """What went wrong with one program, ready to print."""


class Line(NamedTuple):
    file: str
    number: int
    kind: str
    count: int

    def __str__(self):
        return f"{self.file}:{self.number} {self.kind} ({self.count})"


def command(args, env=None):
    """Runs ARGS at the top of the repository; the finished run, whatever its status."""
    return subprocess.run([str(a) for a in args], cwd=ROOT, env=dict(os.environ, **(env or {})),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")


def checked(args, env=None):
    """Runs ARGS and returns its stdout."""
    run = command(args, env)
    if run.returncode != 0:
        raise Failure(f"{' '.join(map(str, args))}\nexits with {run.returncode}\n{run.stdout}{run.stderr}".rstrip())
    return run.stdout


def built(program, variant):
    try:
        return program.build(variant)
    except subprocess.CalledProcessError as error:
        raise Failure(f"doesn't build:\n{error.stdout}") from error


def measure(program, oracle):
    """Runs PROGRAM under the recorder; the file of facts."""
    executable, facts = built(program, "measured"), program.folder() / "facts.json"
    checked([sys.executable, oracle / "heap_oracle.py", "--root", ROOT, "--out", facts, "--", executable],
            env={"TMPDIR": str(program.folder())})
    status = json.loads(facts.read_text())["exit"]
    if status != 0:
        raise Failure(f"the program exits with {status}")
    return facts


def cover(program):
    """Runs PROGRAM's coverage build; the file that says which lines were executed."""
    executable = built(program, "covered")
    raw, profile, executed = (program.folder() / n for n in ("raw", "profile", "executed.json"))
    checked([executable], env={"LLVM_PROFILE_FILE": str(raw)})
    checked(["llvm-profdata-22", "merge", raw, "-o", profile])
    executed.write_text(checked(["llvm-cov-22", "export", "-format=text", executable, f"-instr-profile={profile}"]))
    return executed


def annotate(heaplight, program, each):
    """The files of PROGRAM's reports: one for all of it, or one for each of its units or packages."""
    reports = []
    for number, inputs in enumerate(program.inputs(each)):
        report = program.folder() / (f"report-{number}.json" if each else "report.json")
        report.write_text(checked([heaplight, "annotate", "--format", "json", *inputs]))
        reports.append(report)
    return reports


def check_recall(oracle):
    """The oracle's check as a module, so that what is counted here is read as it reads it."""
    spec = importlib.util.spec_from_file_location("check_recall", oracle / "check_recall.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured_lines(facts, sources):
    """Every line of FACTS that allocated or freed, in one of the folders SOURCES."""
    for file, lines in json.loads(facts.read_text())["lines"].items():
        if not any((ROOT / file).is_relative_to(folder) for folder in sources):
            continue
        for number, fact in lines.items():
            for kind, what in KINDS.items():
                if fact[what]:
                    yield Line(file, int(number), kind, fact[what])


def unknown_calls(reports):
    """{(file, line): the callee and reason of each unknown call in the built stage}"""
    calls = {}
    for report in reports:
        for unit in json.loads(report.read_text())["units"]:
            for line in unit["lines"]:
                names = {reason(e) for e in line["effects"] if e["kind"] == "unknown" and e["stage"] == "built"}
                calls.setdefault((os.path.normpath(line["file"]), line["line"]), set()).update(names)
    return calls


def reason(effect):
    return effect.get("reason") or effect.get("callee", "")


def figures(lines, marks, find):
    """(marked, only unknown, missed): LINES by what their mark says."""
    marked, unknown, missed = [], [], []
    for line in lines:
        have = find(marks, line.file).get(line.number, {})
        (marked if line.kind in have else unknown if "unknown" in have else missed).append(line)
    return marked, unknown, missed


def show_reasons(unknown, reports, most):
    calls = unknown_calls(reports)
    counts = Counter(r for line in unknown for r in calls.get((line.file, line.number), ()))
    for name, count in counts.most_common(most):
        print(f"    {count:6} {name}")


def check(name, args):
    """Prints the figures of one program; Failure where they are over the limits."""
    program = PROGRAMS[name]().at(args.level)
    facts, executed = measure(program, args.oracle), cover(program)
    reports = annotate(args.heaplight, program, args.each)
    recall = check_recall(args.oracle)
    lines = list(measured_lines(facts, program.source_folders()))
    unknown_allocating = report_figures(name, lines, reports, args, recall)
    verdict = command([sys.executable, args.oracle / "check_recall.py", facts, *reports, "--executed", executed,
                       "--show", "1000000"])
    print(verdict.stdout, end="")
    if verdict.returncode != 0:
        raise Failure(f"missed lines or lies, listed above{verdict.stderr}")
    if unknown_allocating > UNKNOWN_LIMIT:
        raise Failure(f"{unknown_allocating:.1%} of the lines that allocated are only unknown, over {UNKNOWN_LIMIT:.0%}")


def report_figures(name, lines, reports, args, recall):
    """Prints what became of the measured LINES; the share of those that allocated and are only unknown."""
    marks = recall.marks_of(reports)
    share = 0.0
    for kind in KINDS:
        chosen = [line for line in lines if line.kind == kind]
        if not chosen:
            raise Failure(f"no line was seen to {kind}: the run measured nothing")
        marked, unknown, missed = figures(chosen, marks, recall.find)
        print(f"{name}: {kind}: {len(chosen)} lines, {len(marked)} marked, {len(missed)} missed, {len(unknown)} only unknown "
              f"({len(unknown) / len(chosen):.1%})")
        for line in missed:
            print(f"    missed: {line}")
        show_reasons(unknown, reports, args.show)
        if kind == "allocate":
            share = len(unknown) / len(chosen)
    return share


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=lambda p: Path(p).resolve())
    parser.add_argument("--oracle", type=lambda p: Path(p).resolve(), default=ROOT.parent / "shared" / "oracle")
    parser.add_argument("--only", choices=PROGRAMS, action="append", metavar="NAME", help=", ".join(PROGRAMS))
    parser.add_argument("--level", default="O2", choices=("O0", "O1", "O2", "O3", "Os", "Oz"), help="of optimization")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="reasons of unknown calls to list")
    args = parser.parse_args()
    if not (args.oracle / "heap_oracle.py").exists():
        print(f"skipped: there is no oracle at {args.oracle}")
        sys.exit(SKIPPED)
    failed, left_out = [], []
    for name in args.only or PROGRAMS:
        try:
            check(name, args)
        except Unavailable as error:
            left_out.append(name)
            print(f"{name}: left out: {error}", flush=True)
        except Failure as failure:
            failed.append(name)
            print(f"{name}: {failure}\n", flush=True)
    chosen = len(args.only or PROGRAMS)
    print(f"{chosen - len(failed) - len(left_out)} passed, {len(failed)} failed, {len(left_out)} left out")
    sys.exit(1 if failed else SKIPPED if left_out else 0)


if __name__ == "__main__":
    main()

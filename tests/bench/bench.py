#!/usr/bin/env python3
"""What heaplight costs beside the compiler.

    bench.py HEAPLIGHT [-n RUNS] [--only NAME] [--check]

  units      CPU time (user and system) and peak memory of `heaplight annotate` of one file against
             `clang -O2 -g -c`, and with `--asm` against `clang -O2 -g -S`. Each run of one is followed by a
             run of the other, with nothing in the cache but the libraries; the table shows median seconds and
             the median of the pairs' ratios.
  project    CPU time of annotating re2's whole database against building it.
  libraries  CPU time of reading the C and C++ libraries.
  link       time and memory of linking a made-up program of many functions.
  lint       CPU time of `heaplight lint` against `heaplight annotate` of the same units, in pairs as above; of linting
             a made-up project of 100 units again; and of both over re2's database against clang-tidy-22 with
             cppcoreguidelines-no-malloc and cppcoreguidelines-owning-memory.
  recorder   CPU time of programs with the recorder of `heaplight run`, beside heaptrack and without either.
  page       what the HTML page of a small file and of sqlite3.c weighs, when chromium first paints it, and
             whether any place scrolled to stays blank.
  programs   what real programs did to the heap against their reports (tests/programs/run_programs.py).

--only leaves out what neither stands in a section of that name nor bears a name with NAME in it. --check exits with
1 when something is over its limit. Other people's sources come out of npm packages, fetched once into build/bench/;
what can't be fetched, or isn't built, is left out, and a line says so.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parents[1] / "programs"))

import libraries
import link
import lint
import page
import programs
import project
import recorder
from cost import CommandFailed, ROOT, cost
from fetch import Unavailable, sqlite_source

MEMORY_LIMIT = 1.4
COLUMNS = "{:<22}{:<8}{:>12}{:>10}{:>8}{:>8}{:>9}{:>8}  {}"


class Unit(NamedTuple):
    path: Path
    compiler: str
    flags: tuple


class Mode(NamedTuple):
    name: str
    heaplight: tuple
    clang: str
    limit: float


class Row(NamedTuple):
    unit: str
    mode: Mode
    heaplight: float
    clang: float
    time: float
    memory: float

    def over(self):
        return self.time > self.mode.limit or self.memory > MEMORY_LIMIT


MODES = (Mode("plain", (), "-c", 0.9), Mode("--asm", ("--asm",), "-S", 1.15))


def units(args):
    cpp = ("-O2", "-g", "-std=c++20")
    for name in ("json_unit.cpp", "containers_unit.cpp"):
        yield Unit(ROOT / "tests" / "bench" / name, "clang++-22", cpp)
    if wanted(args, "units", "sqlite3.c"):
        yield Unit(sqlite_source(), "clang-22", ("-O2", "-g"))


def measure(heaplight, unit, mode, runs):
    with tempfile.TemporaryDirectory() as folder:
        libraries = Path(folder) / "libraries"
        project.warm_libraries(heaplight, libraries)
        ours = [heaplight, "annotate", *mode.heaplight, unit.path, "--", *unit.flags]
        theirs = [unit.compiler, *unit.flags, mode.clang, unit.path, "-o", Path(folder) / "out"]

        def uncached():
            with tempfile.TemporaryDirectory() as cache:
                shutil.copytree(libraries, cache, dirs_exist_ok=True)
                return cost(ours, {"XDG_CACHE_HOME": cache})

        uncached(), cost(theirs)  # both from a warm file cache
        pairs = [(uncached(), cost(theirs)) for _ in range(runs)]
    return Row(unit.path.name, mode,
               median(a.seconds for a, _ in pairs), median(b.seconds for _, b in pairs),
               median(a.seconds / b.seconds for a, b in pairs),
               median(a.kibibytes / b.kibibytes for a, b in pairs))


def show(row):
    print(COLUMNS.format(row.unit, row.mode.name, f"{row.heaplight:.2f}", f"{row.clang:.2f}", f"{row.time:.2f}",
                         row.mode.limit, f"{row.memory:.2f}", MEMORY_LIMIT, "over" if row.over() else "ok"), flush=True)


def wanted(args, *names):
    return not args.only or args.only == names[0] or any(args.only in name for name in names[1:])


def bench_units(args):
    print(COLUMNS.format("unit", "mode", "heaplight s", "clang s", "ratio", "limit", "memory", "limit", ""))
    for unit in units(args):
        if wanted(args, "units", unit.path.name):
            for mode in MODES:
                row = measure(args.heaplight, unit, mode, args.runs)
                show(row)
                yield row.over()


def bench_project(args):
    program = programs.re2()
    programs.build(program, "plain")  # what doesn't build shall not be measured
    project.header()
    for row in project.measure(args.heaplight, program, programs.write_database(program)):
        project.show(row)
        yield row.over()


def bench_libraries(args):
    libraries.header()
    for row in libraries.measure(args.heaplight):
        libraries.show(row)
        yield row.over()


def bench_link(args):
    rows = list(link.measure(args.heaplight))
    link.header()
    for row in rows:
        link.show(row)
        yield row.over()


def lint_subjects(args, database):
    json_unit = ROOT / "tests" / "bench" / "json_unit.cpp"
    # What takes little time is measured more often.
    runs = {lint.FRESH: args.runs, lint.LIBRARIES: args.runs, lint.WARM: 4 * args.runs}
    yield lint.Subject(json_unit.name, (json_unit, "--", "-O2", "-g", "-std=c++20"), "json.yaml", runs)
    yield lint.Subject("sqlite3.c", (sqlite_source(), "--", "-O2", "-g"), "sqlite.yaml", runs)
    yield lint.Subject("re2", ("-p", database), "re2.yaml", {lint.FRESH: 1, lint.WARM: args.runs})


def bench_lint(args):
    database = programs.write_database(programs.re2())
    lint.paired_header()
    rows = []
    for row in lint.beside_annotate(args.heaplight, lint_subjects(args, database)):
        lint.show_paired(row)
        yield row.over()
        rows.append(row)
    lint.single_header()
    for row in lint.many(args.heaplight, args.runs):
        lint.show_single(row)
        yield row.over()
    lint.beside_header()
    try:
        for row in lint.beside_clang_tidy(database, [row for row in rows if row.subject == "re2"]):
            lint.show_beside(row)
    except FileNotFoundError as error:
        print(f"left out: {lint.CLANG_TIDY}, which is not here ({error.strerror})")


def bench_recorder(args):
    recorder.header()
    for row in recorder.measure(args.heaplight, args.runs):
        recorder.show(row)
        yield row.over()


def bench_page(args):
    page.header()
    small = ROOT / "tests" / "page" / "inputs" / "order-book.cpp"
    for row in page.measure(args.heaplight, ((small, ("-O2", "-std=c++20"), True), (sqlite_source(), ("-O2",), False))):
        page.show(row)
        yield row.over()


def bench_programs(args):
    """Over where they fail; what they leave out they say themselves."""
    script = ROOT / "tests" / "programs" / "run_programs.py"
    yield subprocess.run([sys.executable, script, args.heaplight], stdin=subprocess.DEVNULL).returncode not in (0, 77)


SECTIONS = {
    "units": (bench_units, ("json_unit.cpp", "containers_unit.cpp", "sqlite3.c")),
    "project": (bench_project, ("re2",)),
    "libraries": (bench_libraries, ("libstdc++", "libc")),
    "link": (bench_link, ()),
    "lint": (bench_lint, ()),
    "recorder": (bench_recorder, ()),
    "page": (bench_page, ()),
    "programs": (bench_programs, ()),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=lambda p: Path(p).resolve())
    parser.add_argument("-n", "--runs", type=int, default=5)
    parser.add_argument("--only", metavar="NAME", default="", help="a section, or part of what stands in one")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    over = 0
    for section, (bench, names) in SECTIONS.items():
        if not wanted(args, section, *names):
            continue
        try:
            for is_over in bench(args):
                over += is_over
        except (Unavailable, FileNotFoundError) as error:
            print(f"{section} left out: {error}")
        except CommandFailed as error:
            over += 1
            print(f"{section}: {error}")
        print(flush=True)
    sys.exit(bool(args.check and over))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What `annotate` costs beside the compiler on the same unit.

    bench.py HEAPLIGHT [-n RUNS] [--only UNIT] [--check]

CPU time (user and system) and peak memory of `heaplight annotate` against `clang -O2 -g -c`, and with
`--asm` against `clang -O2 -g -S`. Each run of one is followed by a run of the other; the table shows
median seconds and the median of the pairs' ratios. --check exits with 1 when a ratio is over its limit.

sqlite3.c comes out of the npm package better-sqlite3, fetched once into build/bench/; without npm or a
network that unit is left out, and a line says so.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "bench"
PACKAGE = "better-sqlite3@12.11.1"
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


class Cost(NamedTuple):
    seconds: float
    kibibytes: int


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


def fetch_sqlite():
    """The path of sqlite3.c, fetched if need be; OSError or a failed command where it can't be had."""
    target = CACHE / "sqlite3.c"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        pack = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=CACHE, check=True, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with tarfile.open(CACHE / pack.stdout.split()[-1]) as package:
            source = package.extractfile("package/deps/sqlite3/sqlite3.c")
            target.write_bytes(source.read())
    return target


def units():
    cpp = ("-O2", "-g", "-std=c++20")
    for name in ("json_unit.cpp", "containers_unit.cpp"):
        yield Unit(ROOT / "tests" / "bench" / name, "clang++-22", cpp)
    try:
        yield Unit(fetch_sqlite(), "clang-22", ("-O2", "-g"))
    except (OSError, KeyError, subprocess.CalledProcessError) as error:
        print(f"sqlite3.c left out: {PACKAGE} can't be fetched with npm ({error})")


def cost(command):
    """Runs COMMAND, output thrown away; ends the bench if it fails."""
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: exits with {process.returncode}: {' '.join(map(str, command))}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def measure(heaplight, unit, mode, runs):
    with tempfile.TemporaryDirectory() as folder:
        ours = [heaplight, "annotate", *mode.heaplight, unit.path, "--", *unit.flags]
        theirs = [unit.compiler, *unit.flags, mode.clang, unit.path, "-o", Path(folder) / "out"]
        cost(ours), cost(theirs)  # both from a warm file cache
        pairs = [(cost(ours), cost(theirs)) for _ in range(runs)]
    return Row(unit.path.name, mode,
               median(a.seconds for a, _ in pairs), median(b.seconds for _, b in pairs),
               median(a.seconds / b.seconds for a, b in pairs),
               median(a.kibibytes / b.kibibytes for a, b in pairs))


def show(row):
    print(COLUMNS.format(row.unit, row.mode.name, f"{row.heaplight:.2f}", f"{row.clang:.2f}", f"{row.time:.2f}",
                         row.mode.limit, f"{row.memory:.2f}", MEMORY_LIMIT, "over" if row.over() else "ok"), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("-n", "--runs", type=int, default=5)
    parser.add_argument("--only", metavar="UNIT", default="", help="units whose name has this in it")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    chosen = [unit for unit in units() if args.only in unit.path.name]
    print(COLUMNS.format("unit", "mode", "heaplight s", "clang s", "ratio", "limit", "memory", "limit", ""))
    over = 0
    for unit in chosen:
        for mode in MODES:
            row = measure(args.heaplight.resolve(), unit, mode, args.runs)
            show(row)
            over += row.over()
    sys.exit(bool(args.check and over))


if __name__ == "__main__":
    main()

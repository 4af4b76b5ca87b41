"""What `annotate` of a whole database costs beside building it: at first, again, and after a change."""

import contextlib
import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cost import ROOT, cost

COLD, AGAIN = 1.0, 0.03  # of the CPU time of building all units
COLUMNS = "{:<12}{:<40}{:>12}{:>10}{:>8}{:>8}  {}"
TRIVIAL = "int main() { delete new int; }\n"


class Row(NamedTuple):
    project: str
    what: str
    heaplight: float
    clang: float
    limit: float

    def ratio(self):
        return self.heaplight / self.clang

    def over(self):
        return self.ratio() > self.limit


def build_costs(folder):
    """
    {source: CPU seconds of compiling it} for each unit of the database in FOLDER, as many at a time as annotate
    compiles: processes that run beside each other take longer than one alone.
    """
    entries = json.loads((folder / "compile_commands.json").read_text())
    with tempfile.TemporaryDirectory() as out, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        def compile_unit(number):
            command = entries[number]["arguments"]
            command = [*command[:command.index("-o")], "-o", Path(out) / f"{number}.o"]
            return cost(command, cwd=entries[number]["directory"]).seconds

        return dict(zip((entry["file"] for entry in entries), pool.map(compile_unit, range(len(entries)))))


@contextlib.contextmanager
def changed(source):
    """SOURCE with a line more, as long as the caller works."""
    before = source.read_bytes()
    try:
        source.write_bytes(before + b"\nnamespace { [[maybe_unused]] int changedByTheBench; }\n")
        yield
    finally:
        source.write_bytes(before)


def between(before, after):
    """The costs that a run between two builds is held against: what a machine gives changes while minutes go by."""
    return {name: (before[name] + after[name]) / 2 for name in before}


def measure(heaplight, program, folder):
    """A Row for each state of the cache; PROGRAM's database is in FOLDER."""
    annotate = [heaplight, "annotate", "--format", "json", "-p", folder]
    source = changed_source(program)

    def run(cache):
        return cost(annotate, {"XDG_CACHE_HOME": str(cache)}).seconds

    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as warm:
        warm_libraries(heaplight, warm)
        first = build_costs(folder)
        cold = run(empty)
        second = build_costs(folder)
        known = run(warm)
        third = build_costs(folder)
        again = run(warm)
        with changed(source):
            after_change = run(warm)
    around_cold, around_known = between(first, second), between(second, third)
    total = sum(around_known.values())
    return [Row(program.name, "nothing cached", cold, sum(around_cold.values()), COLD),
            Row(program.name, "only libraries cached", known, total, COLD),
            Row(program.name, "nothing changed", again, total, AGAIN),
            Row(program.name, f"{source.name} changed", after_change, total, around_known[str(source)] / total + AGAIN)]


def warm_libraries(heaplight, cache):
    """Fills CACHE with what annotate keeps of the libraries that any C++ program is linked with."""
    with tempfile.TemporaryDirectory() as folder:
        trivial = Path(folder) / "trivial.cpp"
        trivial.write_text(TRIVIAL)
        cost([heaplight, "annotate", trivial], {"XDG_CACHE_HOME": str(cache)})


def changed_source(program):
    """A unit of the middling kind, and not one of ours."""
    sizes = sorted((u.source.stat().st_size, u.source) for u in program.units if "tests" not in u.source.relative_to(ROOT).parts)
    return sizes[len(sizes) * 3 // 4][1]


def show(row):
    print(COLUMNS.format(row.project, row.what, f"{row.heaplight:.2f}", f"{row.clang:.2f}", f"{row.ratio():.3f}",
                         f"{row.limit:.3f}", "over" if row.over() else "ok"), flush=True)


def header():
    print(COLUMNS.format("project", "cache", "heaplight s", "build s", "ratio", "limit", ""))

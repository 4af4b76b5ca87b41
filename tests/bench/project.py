"""What `annotate` of a whole database costs beside building it: at first, again, and after a change."""

import contextlib
import json
import tempfile
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
    """{source: CPU seconds of compiling it} for each unit of the database in FOLDER."""
    with tempfile.TemporaryDirectory() as out:
        seconds = {}
        for entry in json.loads((folder / "compile_commands.json").read_text()):
            command = entry["arguments"]
            command = [*command[:command.index("-o")], "-o", Path(out) / "unit.o"]
            seconds[entry["file"]] = cost(command, cwd=entry["directory"]).seconds
        return seconds


@contextlib.contextmanager
def changed(source):
    """SOURCE with a line more, as long as the caller works."""
    before = source.read_bytes()
    try:
        source.write_bytes(before + b"\nnamespace { [[maybe_unused]] int changedByTheBench; }\n")
        yield
    finally:
        source.write_bytes(before)


def measure(heaplight, program, folder):
    """
    A Row for each state of the cache; PROGRAM's database is in FOLDER. It is built before and after: what a
    machine gives changes while minutes go by, and the mean is what the runs in between had.
    """
    annotate = [heaplight, "annotate", "--format", "json", "-p", folder]
    source = changed_source(program)

    def run(cache):
        return cost(annotate, {"XDG_CACHE_HOME": str(cache)}).seconds

    before = build_costs(folder)
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as warm:
        cold = run(empty)
        warm_libraries(heaplight, warm)
        known = run(warm)
        again = run(warm)
        with changed(source):
            after_change = run(warm)
    after = build_costs(folder)
    built = {name: (before[name] + after[name]) / 2 for name in before}
    total = sum(built.values())
    return [Row(program.name, "nothing cached", cold, total, COLD),
            Row(program.name, "only libraries cached", known, total, COLD),
            Row(program.name, "nothing changed", again, total, AGAIN),
            Row(program.name, f"{source.name} changed", after_change, total, built[str(source)] / total + AGAIN)]


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

"""What reading the C and C++ libraries' machine code costs, at first and from the cache."""

import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from cost import cost
from project import TRIVIAL

LIBRARIES = ("libstdc++.so.6", "libc.so.6")
COLD, WARM = 3.0, 0.05  # CPU seconds
RUNS = 5
COLUMNS = "{:<52}{:>10}{:>8}  {}"


class Row(NamedTuple):
    what: str
    seconds: float
    limit: float

    def over(self):
        return self.seconds > self.limit


def path_of(library):
    found = subprocess.run(["clang++-22", f"-print-file-name={library}"], check=True, text=True, stdout=subprocess.PIPE)
    return Path(found.stdout.strip()).resolve()


def summarize(heaplight, folder):
    """CPU seconds of summarizing both libraries, nothing cached."""
    seconds = 0
    for number, library in enumerate(LIBRARIES):
        with tempfile.TemporaryDirectory() as cache:
            seconds += cost([heaplight, "summarize", path_of(library), "-o", folder / f"{number}.hls"],
                            {"XDG_CACHE_HOME": cache}).seconds
    return seconds


def measure(heaplight):
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as warm:
        folder = Path(name)
        trivial = folder / "trivial.cpp"
        trivial.write_text(TRIVIAL)
        yield Row("summarize libstdc++ and libc", summarize(heaplight, folder), COLD)

        def annotate(cache):
            return cost([heaplight, "annotate", trivial], {"XDG_CACHE_HOME": str(cache)}).seconds

        compiled = median(cost(["clang++-22", "-O2", "-g", "-c", trivial, "-o", folder / "o"]).seconds for _ in range(RUNS))
        first = annotate(warm)
        again = median(annotate(warm) for _ in range(RUNS))
        yield Row("annotate a trivial file: first beyond later runs", first - again, COLD)
        yield Row("annotate a trivial file: later runs beyond clang -c", again - compiled, WARM)


def show(row):
    print(COLUMNS.format(row.what, f"{row.seconds:.3f}", row.limit, "over" if row.over() else "ok"), flush=True)


def header():
    print(COLUMNS.format("libraries", "CPU s", "limit", ""))

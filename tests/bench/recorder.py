"""What the recorder of `heaplight run` costs beside heaptrack: programs that ask for much memory, as they are, with one
and with the other. heaptrack is run as people run it; what it takes in the program's own process alone, without the
programs that it writes to, is shown beside that.

Limits: the recorder adds at most half of what heaptrack adds; a program that is built with frame pointers, as
`heaplight run FILE` builds it, takes at most three times as long; one that asks for no memory takes no longer."""

import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from cost import ROOT, cost

HEAPTRACK = Path("/usr/lib/heaptrack/libheaptrack_preload.so")
SOURCES = ROOT / "tests" / "bench" / "recorded"
ADDED, SLOWER, QUIET = 0.5, 3.0, 1.03
COLUMNS = "{:<16}{:<16}{:>9}{:>12}{:>13}{:>12}{:>9}{:>8}{:>8}{:>8}  {}"


class Row(NamedTuple):
    program: str
    build: str
    plain: float
    recorded: float
    heaptrack: float  # NaN where it isn't installed.
    inside: float  # Of this, the program's own process.

    @property
    def slower(self):
        return self.recorded / self.plain

    @property
    def added(self):
        """The part of what heaptrack adds; NaN where that is nothing."""
        theirs = self.heaptrack - self.plain
        return (self.recorded - self.plain) / theirs if theirs > 0.05 * self.plain else float("nan")

    @property
    def limit(self):
        if self.program == "quiet.cpp":
            return QUIET
        return SLOWER if self.build == "frame pointers" else float("inf")

    def over(self):
        return self.slower > self.limit or (self.program != "quiet.cpp" and self.added > ADDED)


def probe_of(heaplight):
    found = sorted(heaplight.parents[1].glob("lib*/**/libheaplight-probe.so"))
    if not found:
        raise FileNotFoundError(f"no libheaplight-probe.so above {heaplight}")
    return found[0]


def measure(heaplight, runs):
    probe = probe_of(heaplight)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for source in sorted(SOURCES.glob("*.cpp")):
            for build, flags in (("-O2", ()), ("frame pointers", ("-fno-omit-frame-pointer",))):
                program = folder / "program"
                subprocess.run(["clang++-22", "-O2", "-g", "-std=c++20", *flags, source, "-o", program], check=True)
                yield row(source.name, build, [timed(program, probe, folder) for _ in range(runs)])


def timed(program, probe, folder):
    """Seconds as it is, with the recorder and with heaptrack, one after the other."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        plain = cost([program]).seconds
        recorded = cost([program], {"LD_PRELOAD": str(probe), "HEAPLIGHT_PROBE_FOLDER": out}).seconds
        theirs = inside = float("nan")
        if HEAPTRACK.exists():
            theirs = cost(["heaptrack", "-o", Path(out) / "all", program]).seconds
            inside = cost([program], {"LD_PRELOAD": str(HEAPTRACK), "DUMP_HEAPTRACK_OUTPUT": f"{out}/inside"}).seconds
    return plain, recorded, theirs, inside


def row(program, build, times):
    return Row(program, build, *(median(column) for column in zip(*times)))


def header():
    print(COLUMNS.format("program", "build", "plain s", "recorded s", "heaptrack s", "in process", "slower", "limit", "added", "limit",
                         ""))


def show(row):
    print(COLUMNS.format(row.program, row.build, f"{row.plain:.2f}", f"{row.recorded:.2f}", f"{row.heaptrack:.2f}",
                         f"{row.inside:.2f}", f"{row.slower:.2f}", row.limit, f"{row.added:.2f}", ADDED, "over" if row.over() else "ok"),
          flush=True)

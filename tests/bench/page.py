"""What the HTML page weighs, and when a browser shows it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from cost import ROOT

sys.path.append(str(ROOT / "tests" / "page"))

import check_page

COLUMNS = "{:<22}{:>10}{:>10}{:>8}{:>8}{:>10}{:>10}{:>10}{:>8}  {}"
PAINT_LIMIT = 2000  # ms
SHARE_LIMIT = 0.4  # of source and assembly
SMALL_LIMIT = 700_000  # bytes


class Row(NamedTuple):
    unit: str
    size: int
    raw: int
    small: bool
    paint: float
    source: float
    assembly: float
    blanks: int

    def over(self):
        heavy = self.size > (SMALL_LIMIT if self.small else SHARE_LIMIT * self.raw)
        return heavy or self.paint > PAINT_LIMIT or self.blanks > 0


def measure(heaplight, subjects):
    """Of each (source, flags, whether it is small). FileNotFoundError where there is no browser."""
    chromium = check_page.program("chromium", "chromium-browser", "google-chrome")
    if not chromium or not check_page.program("node") or not check_page.program("npm"):
        raise FileNotFoundError("node, npm or chromium is not here")
    folder = check_page.install(ROOT / "tests" / "page", ROOT / "build" / "bench")
    with tempfile.TemporaryDirectory() as temporary:
        for source, flags, small in subjects:
            page = Path(temporary) / "page.html"
            subprocess.run([heaplight, "annotate", source, "--format", "html", "-o", page, "--", *flags], cwd=ROOT, check=True)
            shown = subprocess.run(["node", "measure.mjs", page], cwd=folder, env=os.environ | {"CHROMIUM": chromium},
                                   check=True, capture_output=True, text=True).stdout
            yield Row(source.name, page.stat().st_size, raw_size(source, flags, Path(temporary)), small, **json.loads(shown))


def raw_size(source, flags, folder):
    """Bytes of the source and of the assembly that clang prints of it without debug sections."""
    out = folder / "out.s"
    clang = "clang++-22" if source.suffix == ".cpp" else "clang-22"
    subprocess.run([clang, *flags, "-g0", "-S", source, "-o", out], cwd=ROOT, check=True, capture_output=True)
    return source.stat().st_size + out.stat().st_size


def header():
    print(COLUMNS.format("page", "bytes", "of raw", "limit", "paint", "source", "assembly", "limit ms", "blanks", ""))


def show(row):
    limit = f"{SMALL_LIMIT // 1000} KB" if row.small else SHARE_LIMIT
    print(COLUMNS.format(row.unit, row.size, f"{row.size / row.raw:.2f}", limit, f"{row.paint:.0f}", f"{row.source:.0f}",
                         f"{row.assembly:.0f}", PAINT_LIMIT, row.blanks, "over" if row.over() else "ok"), flush=True)

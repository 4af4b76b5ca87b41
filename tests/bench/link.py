"""What linking a made-up program of many functions costs: the figures that heaplight-link-bench prints."""

import subprocess
from typing import NamedTuple

SECONDS, MEBIBYTES = 5.0, 1536.0
COLUMNS = "{:>12}{:>12}{:>10}{:>8}{:>10}{:>8}  {}"


class Row(NamedTuple):
    functions: int
    calls: int
    seconds: float
    mebibytes: float

    def over(self):
        return self.seconds > SECONDS or self.mebibytes > MEBIBYTES


def measure(heaplight):
    """Yields a Row for each line of the program beside HEAPLIGHT; FileNotFoundError where that isn't built."""
    run = subprocess.run([heaplight.with_name("heaplight-link-bench")], check=True, text=True, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE)
    for line in run.stdout.splitlines():
        functions, calls, seconds, mebibytes = line.split()[:4]
        yield Row(int(functions), int(calls), float(seconds), float(mebibytes))


def show(row):
    print(COLUMNS.format(row.functions, row.calls, f"{row.seconds:.2f}", SECONDS, f"{row.mebibytes:.0f}", MEBIBYTES,
                         "over" if row.over() else "ok"), flush=True)


def header():
    print(COLUMNS.format("functions", "calls", "link s", "limit", "MiB", "limit", ""))

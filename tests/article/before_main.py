"""How often an empty program allocates before its main, and what that was measured with."""

import platform
import re
import subprocess
import tempfile
from pathlib import Path

from samples import ROOT, Failure, run_of

EMPTY = "samples/empty-main-has-no-line-that-allocates"
COUNTING = "samples/global-allocator-counts.rs"
PRINTED = re.compile(r"There were (\d+) allocations before main")


def output(*command):
    return subprocess.run([str(c) for c in command], cwd=ROOT, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout


def versions():
    rustc = output("rustc", "--version").split()[1]
    clang = re.search(r"version (\S+)", output("clang-22", "--version"))[1]
    return f"Measured with rustc {rustc}, clang {clang} and glibc {platform.libc_ver()[1]}."


def through_rusts_allocator():
    """What the article's own counting allocator prints."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program"
        output("rustc", "--edition=2021", "-O", COUNTING, "-o", program)
        match = PRINTED.search(output(program))
    if not match:
        raise Failure(f"{COUNTING} doesn't print its count")
    return int(match[1])


def by_phase(run):
    """{phase: (allocations, bytes)} of all processes"""
    table = {}
    for process in run["processes"]:
        for phase, counts in process["phases"].items():
            allocations, size = table.get(phase, (0, 0))
            table[phase] = (allocations + counts["allocations"], size + counts["bytes"])
    return table


class BeforeMainRows:
    """The table of the two empty programs."""

    # How much glibc's part around `fn main` may differ: it reads /proc/self/maps line by line and asks for more
    # room where a path in there is long.
    TOLERANCE = 2

    def measure(self, program):
        rust, cpp = (by_phase(run_of(program, f"{EMPTY}.{ending}")) for ending in ("rs", "cpp"))
        return [["`fn main() {}`", self.words(*rust["before"]), str(rust["main"][0]), str(through_rusts_allocator())],
                ["`int main() {}`, C++", self.words(*cpp["before"]), "–", "–"]]

    @staticmethod
    def words(allocations, size):
        return f"{allocations}, {size:,} B" if allocations else "0"

    def agree(self, old, new, same_versions):
        """Whether two of these tables tell the same: to the letter but for glibc's part, with the same versions."""
        rows = [[line.strip("| \n").split(" | ") for line in text.splitlines()] for text in (old, new)]
        if [r[0] for r in rows[0]] != [r[0] for r in rows[1]]:
            return False
        if not same_versions:
            return True
        return all(self.cells_agree(a, b) for a, b in zip(*rows))

    def cells_agree(self, old, new):
        for column, (a, b) in enumerate(zip(old, new)):
            if column == 2 and a.isdigit() and b.isdigit():
                if abs(int(a) - int(b)) > self.TOLERANCE:
                    return False
            elif a != b:
                return False
        return len(old) == len(new)


BEFORE_MAIN_ROWS = BeforeMainRows()

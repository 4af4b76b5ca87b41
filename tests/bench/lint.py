"""What `lint` costs beside `annotate` of the same code, again over what has not changed, and beside clang-tidy."""

import json
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

import many_units
from cost import ROOT, cost
from project import changed, warm_libraries

BESIDE_ANNOTATE = 1.05
AGAIN = 1.0  # CPU seconds.
CLANG_TIDY = "clang-tidy-22"
CHECKS = "-*,cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory"
POLICIES = ROOT / "tests" / "bench" / "policies"

FRESH, LIBRARIES, WARM = "nothing cached", "only libraries cached", "nothing changed"
PAIRED = "{:<16}{:<26}{:>10}{:>12}{:>8}{:>8}  {}"
SINGLE = "{:<16}{:<26}{:>10}{:>20}  {}"
BESIDE = "{:<16}{:<26}{:>10}{:>16}"


class Subject(NamedTuple):
    """What is linted: the words behind the subcommand, and the policy that it is held to.

    It is measured so often with each of the caches.
    """

    name: str
    words: tuple
    policy: str
    runs: dict

    def lint(self, heaplight):
        return [heaplight, "lint", "--exit-zero", "--config-file", POLICIES / self.policy, *self.words]

    def annotate(self, heaplight):
        return [heaplight, "annotate", *self.words]


class Paired(NamedTuple):
    subject: str
    cache: str
    lint: float
    annotate: float
    ratio: float  # The median of the pairs', not the ratio of the medians.

    def over(self):
        return self.ratio > BESIDE_ANNOTATE


class Caches:
    """What a run finds in its cache: nothing, the libraries of any C++ program, or all that the subject needs."""

    def __init__(self, heaplight, folder):
        self.folder = Path(folder)
        self.libraries, self.warm = self.folder / "libraries", self.folder / "warm"
        warm_libraries(heaplight, self.libraries)

    def fill(self, commands):
        shutil.rmtree(self.warm, ignore_errors=True)
        for command in commands:
            self.seconds(command, WARM)

    def seconds(self, command, cache):
        if cache == WARM:
            return cost(command, {"XDG_CACHE_HOME": str(self.warm)}).seconds
        with tempfile.TemporaryDirectory(dir=self.folder) as fresh:
            if cache == LIBRARIES:
                shutil.copytree(self.libraries, fresh, dirs_exist_ok=True)
            return cost(command, {"XDG_CACHE_HOME": fresh}).seconds


def beside_annotate(heaplight, subjects):
    """Yields a Paired for each subject and cache: each run of lint is followed by one of annotate."""
    with tempfile.TemporaryDirectory() as folder:
        caches = Caches(heaplight, folder)
        for subject in subjects:
            lint, annotate = subject.lint(heaplight), subject.annotate(heaplight)
            caches.fill((lint, annotate))
            for cache, runs in subject.runs.items():
                pairs = [(caches.seconds(lint, cache), caches.seconds(annotate, cache)) for _ in range(runs)]
                yield Paired(subject.name, cache, median(a for a, _ in pairs), median(b for _, b in pairs),
                             median(a / b for a, b in pairs))


class Single(NamedTuple):
    cache: str
    seconds: float
    limit: float | None  # None: only shown.

    def over(self):
        return self.limit is not None and self.seconds > self.limit


def many(heaplight, runs):
    """Yields a Single for each state of the cache, of linting a project of many units."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as cache:
        folder = Path(name)
        many_units.write(folder)

        def lint():
            return cost([heaplight, "lint", "--exit-zero", "-p", "build"], {"XDG_CACHE_HOME": cache}, folder).seconds

        yield Single(FRESH, lint(), None)
        yield Single(WARM, median(lint() for _ in range(runs)), AGAIN)
        with changed(folder / "unit7.cpp"):
            yield Single("one unit changed", lint(), None)


class Beside(NamedTuple):
    """What another tool costs over the same units, and how much of that lint costs."""

    subject: str
    what: str
    seconds: float
    of_tidy: float


def beside_clang_tidy(folder, paired):
    """Yields a Beside for each tool; PAIRED are the rows of the program whose database is in FOLDER.

    FileNotFoundError where there is no clang-tidy.
    """
    files = [entry["file"] for entry in json.loads((folder / "compile_commands.json").read_text())]
    tidy = cost([CLANG_TIDY, "--quiet", f"--checks={CHECKS}", "-p", folder, *files]).seconds
    name = paired[0].subject
    yield Beside(name, CLANG_TIDY, tidy, 1)
    for row in paired:
        yield Beside(name, f"annotate, {row.cache}", row.annotate, row.annotate / tidy)
        yield Beside(name, f"lint, {row.cache}", row.lint, row.lint / tidy)


def verdict(row):
    return "over" if row.over() else "ok"


def show_paired(row):
    print(PAIRED.format(row.subject, row.cache, f"{row.lint:.2f}", f"{row.annotate:.2f}", f"{row.ratio:.3f}", BESIDE_ANNOTATE,
                        verdict(row)), flush=True)


def show_single(row):
    limit = "" if row.limit is None else row.limit
    print(SINGLE.format(f"{many_units.UNITS} units", row.cache, f"{row.seconds:.2f}", limit,
                        "" if row.limit is None else verdict(row)), flush=True)


def show_beside(row):
    print(BESIDE.format(row.subject, row.what, f"{row.seconds:.2f}", f"{row.of_tidy:.3f}"), flush=True)


def paired_header():
    print(PAIRED.format("lint", "cache", "lint s", "annotate s", "ratio", "limit", ""))


def single_header():
    print(SINGLE.format("lint", "cache", "lint s", "limit", ""))


def beside_header():
    print(BESIDE.format("lint", "what", "CPU s", "of clang-tidy"))

#!/usr/bin/env python3
"""Kills lint while it writes: its files are those of before or those of after, and never half of one.

    check_killed.py HEAPLIGHT [--times N] [--seed S]
    check_killed.py --self-test       a half file is noticed

Each of `-o FILE`, `--write-baseline FILE` and `--fix` is run to its end first, which tells how long it takes and what
the file is then; after that it is killed N times, at moments of that span. Prints what is wrong, then `N passed, N
failed`.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Enough findings that the files are larger than what one write takes.
MADE = 400
BEFORE = "what was there before\n" * 50_000


def source():
    return "".join(f"int *make{n}() [[clang::nonallocating]] {{ return new int({n}); }}\n"
                   f"int twice{n}(int n) {{ return 2 * n; }} // NOLINT(heap-deallocate)\n" for n in range(MADE))


# (name, arguments, the file that is written, what it holds before; None where that is the source)
TASKS = [
    ("-o", ["--format", "json", "-o", "report"], "report", BEFORE),
    ("--write-baseline", ["--write-baseline", "known.json"], "known.json", BEFORE),
    ("--fix", ["--fix"], "a.cpp", None),
]


def run(heaplight, folder, args, seconds=None):
    """Runs lint in FOLDER; kills it after SECONDS if it is still there."""
    process = subprocess.Popen([heaplight, "lint", "a.cpp", "--no-libraries", *args], cwd=folder,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return process.returncode


def lay(folder, name, before):
    Path(folder, "a.cpp").write_text(source())
    if before is not None:
        Path(folder, name).write_text(before)


def judge(found, before, after):
    """What is wrong with the text that was FOUND, if anything."""
    if found in (before, after):
        return None
    return f"{len(found)} bytes are neither those of before ({len(before)}) nor those of after ({len(after)})"


def check(heaplight, times, chance):
    failures, passed = [], 0
    for name, args, file, before in TASKS:
        with tempfile.TemporaryDirectory() as folder:
            lay(folder, file, before)
            run(heaplight, folder, args)  # Fills the cache.
            lay(folder, file, before)
            began = time.monotonic()
            status = run(heaplight, folder, args)
            span = time.monotonic() - began
            after = Path(folder, file).read_text()
            old = source() if before is None else before
            if status not in (0, 1) or after == old:
                failures.append(f"{name}: nothing is written, exit status {status}")
                continue
            moments = [span * chance.uniform(0, 1.1) for _ in range(times)]
            for moment in moments:
                lay(folder, file, before)
                run(heaplight, folder, args, moment)
                wrong = judge(Path(folder, file).read_text(), old, after)
                failures += [f"{name}, killed after {moment:.3f} s: {wrong}"] if wrong else []
                passed += not wrong
    return failures, passed


def self_test():
    failures = ["a half file passes"] if not judge("ha", "before", "half") else []
    failures += ["an empty file passes"] if not judge("", "before", "half") else []
    failures += [f"'{good}' is refused" for good in ("before", "half") if judge(good, "before", "half")]
    return failures, 4 - len(failures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if not args.self_test and not args.heaplight:
        parser.error("HEAPLIGHT is wanted")
    failures, passed = self_test() if args.self_test else check(args.heaplight.resolve(), args.times,
                                                                random.Random(args.seed))
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(bool(failures) or not passed)


if __name__ == "__main__":
    main()

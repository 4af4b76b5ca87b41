#!/usr/bin/env python3
"""Holds the output that README.md shows to what the tool prints.

    check_readme.py HEAPLIGHT [--update]

Each block between `<!-- output: ARGS -->` and `<!-- /output -->` must be what `heaplight ARGS` prints at the
top of the repository, 100 columns wide and without colour. --update writes it there instead.
"""

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(<!-- output: (?P<args>.+?) -->\n)(?P<shown>.*?)(<!-- /output -->)", re.DOTALL)


def output(heaplight, args):
    env = dict(os.environ, COLUMNS="100", NO_COLOR="1")
    run = subprocess.run([heaplight, *shlex.split(args)], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                         capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"heaplight {args}\nexits with {run.returncode}: {run.stderr}")
    return f"```text\n{run.stdout.rstrip()}\n```\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("--update", action="store_true")
    args = parser.parse_args()
    heaplight, readme = args.heaplight.resolve(), ROOT / "README.md"
    text, stale = readme.read_text(), 0
    blocks = list(BLOCK.finditer(text))
    fresh = BLOCK.sub(lambda m: m[1] + output(heaplight, m["args"]) + m[4], text)
    for old, new in zip(blocks, BLOCK.finditer(fresh)):
        if old["shown"] != new["shown"]:
            stale += 1
            print(*difflib.unified_diff(old["shown"].splitlines(), new["shown"].splitlines(), "README.md",
                                        f"heaplight {old['args']}", lineterm=""), sep="\n")
    if args.update:
        readme.write_text(fresh)
        print(f"{len(blocks)} blocks, {stale} updated")
        return
    if stale:
        print("README.md is stale: run tests/readme/check_readme.py build/release/bin/heaplight --update")
    print(f"{len(blocks) - stale} passed, {stale} failed")
    sys.exit(bool(stale) or not blocks)


if __name__ == "__main__":
    main()

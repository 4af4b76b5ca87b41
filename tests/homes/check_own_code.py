#!/usr/bin/env python3
"""Lints Heaplight's own code by its own policy, lib/.heaplight.yaml.

    check_own_code.py HEAPLIGHT BUILD      BUILD has the compile_commands.json
    check_own_code.py HEAPLIGHT BUILD --self-test      a breach that is written into a copy is found

The units that make promises, with those that they call; about a minute of CPU where nothing is cached.
"""

import argparse
import functools
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from projects import Checks, Folder

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "lib" / ".heaplight.yaml"
UNITS = ("Types.cpp", "reach/*.cpp", "read/machine/*.cpp")
# Fewer than these hold only where the policy's names fit no code any more.
PROMISES = 20
# What the self-test writes where, and so what it expects.
SEEDED, AFTER = "  step.constant = int64_t(new char[7]);\n", "void interpret(const llvm::MCInst &instruction"


def check(run, build, checks):
    units = sorted(str(path.relative_to(ROOT)) for glob in UNITS for path in (ROOT / "lib").glob(glob))
    status, out, err = run("lint", "-p", build, *units)
    checks.that(status == 0 and not out, f"exit status {status}: {out}{err}")
    held = re.search(r"(\d+) promises hold", err)
    checks.that(held and int(held[1]) >= PROMISES, f"too few promises: {err}")


def check_seeded(run, build, checks):
    name = "lib/read/machine/X86Decoder.cpp"
    lines = (ROOT / name).read_text().splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if AFTER in line)
    body = next(number for number in range(start, len(lines)) if lines[number].endswith("{\n")) + 1
    steps = json.loads((build / "compile_commands.json").read_text())
    step = next(step for step in steps if step["file"].endswith(name))
    for seeded in (False, True):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "X86Decoder.cpp"
            copy.write_text("".join(lines[:body] + [SEEDED] * seeded + lines[body:]))
            command = step["command"].replace(step["file"], str(copy))
            (copy.parent / "compile_commands.json").write_text(json.dumps(
                [{"directory": step["directory"], "file": str(copy), "command": command}]))
            status, out, err = run("lint", "-p", scratch, f"--config-file={POLICY}", "--rules=-heap-unknown", copy)
        place = f"X86Decoder.cpp:{body + 1}:"
        found = status == 1 and place in out and "error: " in out and "[heap-allocate]" in out
        checks.that(found if seeded else status == 0,
                    f"{'with' if seeded else 'without'} a breach: {status} {out}{err}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("build", type=Path)
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    checks, heaplight, build = Checks(), args.heaplight.resolve(), args.build.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Folder(scratch)
        folder.env["XDG_CACHE_HOME"] = os.environ.get("XDG_CACHE_HOME", folder.env["XDG_CACHE_HOME"])
        run = functools.partial(folder.run, heaplight, cwd=ROOT)
        (check_seeded if args.self_test else check)(run, build, checks)
    sys.exit(checks.status())


if __name__ == "__main__":
    main()

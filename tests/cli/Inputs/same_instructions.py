"""The instructions that `heaplight annotate --asm` shows of a Rust source against those of rustc's own assembly.

    same_instructions.py HEAPLIGHT SOURCE.rs [RUSTC FLAGS…]

Exits 1 with the first differences where they aren't the same to the letter, in the same order. Labels have numbers
of their own in each, and constants without a name hashes.
"""

import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SYMBOL = re.compile(r"^([A-Za-z_][\w.$]*):")
INSTRUCTION = re.compile(r"^\t[a-z]")


def plain(text):
    text = re.sub(r"\s*#.*", "", text)
    text = re.sub(r"anon\.[0-9a-f]+\.", "anon.", text)
    return re.sub(r"\s+", " ", re.sub(r"\.L[\w$.]+", ".L", text)).strip()


def of_rustc(source, flags):
    """symbol → its instructions."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.s"
        subprocess.run(["rustc", "--edition=2021", *flags, "-Ccodegen-units=1", "-Cdebuginfo=2",
                        "-Csymbol-mangling-version=v0", "--emit=asm=" + str(output), source],
                       check=True, cwd=folder, capture_output=True)
        functions, current = {}, None
        for line in output.read_text(errors="replace").splitlines():
            if start := SYMBOL.match(line):
                current = start[1]
            elif INSTRUCTION.match(line) and current:
                functions.setdefault(current, []).append(plain(line))
        return functions


def of_heaplight(heaplight, source, flags):
    out = subprocess.run([heaplight, "annotate", source, "--asm", "--format", "json", "--no-libraries", "--",
                          "--edition=2021", *flags], check=True, capture_output=True, text=True).stdout
    functions = {}
    for unit in json.loads(out)["units"]:
        for line in unit["assembly"]:
            if INSTRUCTION.match(line["text"]):
                functions.setdefault(line["symbol"], []).append(plain(line["text"]))
    return functions


def main():
    heaplight, source, *flags = sys.argv[1:]
    theirs = of_rustc(str(Path(source).resolve()), flags)
    ours = of_heaplight(heaplight, source, flags)
    wrong = []
    for symbol, instructions in ours.items():
        if theirs.get(symbol) != instructions:
            wrong += [symbol, *list(difflib.unified_diff(theirs.get(symbol, []), instructions, "rustc", "heaplight"))[:20]]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(ours)} functions, {sum(map(len, ours.values()))} instructions")
    sys.exit(bool(wrong) or not ours)


if __name__ == "__main__":
    main()

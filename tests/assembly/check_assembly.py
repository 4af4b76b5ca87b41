#!/usr/bin/env python3
"""Holds `heaplight annotate --asm` against clang itself.

    check_assembly.py HEAPLIGHT [--clang DIR]

For each unit below: the instructions are those that `clang -S` prints with the same flags, in the same
order; each call of an allocator or deallocator in a function of the user's is marked as such and is tied
to a line of the user's by its inline chain. Then broken listings are made of good ones, which the checks
must refuse.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CXX = ["-O2", "-std=c++20"]
BOTH = ("att", "intel")
UNITS = [
    ("tests/bench/json_unit.cpp", CXX, ("att",)),
    ("tests/bench/containers_unit.cpp", CXX, ("att",)),
    ("tests/suite/functions.cpp", CXX, BOTH),
    ("tests/suite/functions.cpp", ["-O0", "-std=c++20"], ("att",)),
    ("tests/suite/functions.cpp", ["-O3", "-std=c++20", "-fPIC", "-ffunction-sections"], ("att",)),
    ("tests/suite/functions.cpp", ["-Os", "-std=c++20", "-g", "-fno-plt"], ("att",)),
    ("samples/malloc-allocates.c", ["-O2", "-std=c17"], BOTH),
    ("samples/coroutine-frame-allocates.cpp", CXX, ("att",)),
    ("samples/thread-local-allocates-on-first-use.cpp", CXX, ("att",)),
    # Clang marks virtual calls and calls through pointers for us; the marks must leave no trace, and those that
    # the user's own flags ask for must stay.
    ("samples/virtual-call-is-unknown.cpp", CXX, ("att",)),
    ("samples/virtual-call-is-unknown.cpp", ["-O0", "-std=c++20"], ("att",)),
    ("samples/virtual-call-is-unknown.cpp", [*CXX, "-fdevirtualize-speculatively"], ("att",)),
    ("samples/virtual-call-is-unknown.cpp", [*CXX, "-fexperimental-call-graph-section"], ("att",)),
    ("samples/any-of-large-type-allocates.cpp", CXX, ("att",)),
]
# What frees and allocates by itself, by the names that the assembler sees.
HEAP = re.compile(r"\b(_Zn[wa][jm]\w*|_Zd[la]Pv\w*|malloc|calloc|realloc|free|strdup|__cxa_allocate_exception)\b")
CALL = re.compile(r"^\s*(call|jmp)")


def instructions_of(text):
    """The instructions of assembly as a compiler prints it."""
    lines = []
    inside = False
    for line in text.splitlines():
        if re.match(r"\s*#\s*-- (Begin|End) function", line.partition("\t")[2] or line):
            continue
        line = re.sub(r"\s+#[^\d:-].*$|\s+# .*$", "", line).rstrip()
        stripped = line.strip()
        if not stripped or stripped.startswith((".", "#")):
            continue
        if re.match(r'^("[^"]*"|[^\s:]+):', line):
            continue
        lines.append(stripped)
    return lines


def run(args):
    done = subprocess.run([str(a) for a in args], cwd=ROOT, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, args))}\nexits with {done.returncode}\n{done.stderr}")
    return done.stdout


def listing(tool, source, flags, syntax="att"):
    text = run([tool, "annotate", "--asm", "--syntax", syntax, "--format", "json", source, "--", *flags])
    return json.loads(text)["units"][0]


def is_label(entry):
    return entry["text"].endswith(":") and not entry["text"].startswith("\t")


def differences(unit, expected):
    """Where the listing leaves clang's own, one message at the most."""
    shown = [entry["text"].strip() for entry in unit["assembly"] if not is_label(entry)]
    for number, (ours, theirs) in enumerate(zip(shown, expected)):
        if ours != theirs:
            return [f"instruction {number}: {ours!r} here, {theirs!r} from clang"]
    if len(shown) != len(expected):
        return [f"{len(shown)} instructions here, {len(expected)} from clang"]
    return []


def chain_of(unit, number):
    while number is not None:
        yield unit["frames"][number]
        number = unit["frames"][number].get("in")


def untied(unit):
    """Heap calls of the user's functions that no line of the user's answers for, or that bear no mark."""
    own = {function["symbol"] for function in unit["functions"]}
    files = {function["file"] for function in unit["functions"]}
    found = []
    for entry in unit["assembly"]:
        if entry["symbol"] not in own or is_label(entry):
            continue
        if not (CALL.match(entry["text"]) and HEAP.search(entry["text"])):
            continue
        frames = list(chain_of(unit, entry.get("frame")))
        if not any(frame["file"] in files and frame["line"] for frame in frames):
            found.append(f"{entry['symbol']}: {entry['text'].strip()} is tied to no line")
        if "effect" not in entry:
            found.append(f"{entry['symbol']}: {entry['text'].strip()} bears no mark")
    return found


def heap_calls(unit):
    return sum(1 for entry in unit["assembly"] if CALL.match(entry["text"]) and HEAP.search(entry["text"]))


def self_test(unit, expected):
    """What the checks must refuse, made of a listing that they accept."""
    broken = json.loads(json.dumps(unit))
    own = {function["symbol"] for function in unit["functions"]}
    call = next(entry for entry in broken["assembly"]
                if entry["symbol"] in own and CALL.match(entry["text"]) and HEAP.search(entry["text"]))
    call.pop("frame")
    call.pop("effect")
    missing = json.loads(json.dumps(unit))
    missing["assembly"].pop(len(missing["assembly"]) // 2)
    return [message for message, refused in (
        ("a heap call without a line was not refused", untied(broken)),
        ("a listing that lacks a line was not refused", differences(missing, expected)),
        ("a changed listing was not refused", differences(unit, expected[1:])),
    ) if not refused]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    options = parser.parse_args()
    failed = passed = 0
    for source, flags, syntaxes in UNITS:
        compiler = "clang-22" if source.endswith(".c") else "clang++-22"
        for syntax in syntaxes:
            # Not -masm=intel, which reads inline assembly as Intel's as well.
            extra = ["-mllvm", "-x86-asm-syntax=intel"] if syntax == "intel" else []
            plain = [flag for flag in flags if flag != "-g"]
            expected = instructions_of(run([compiler, *plain, *extra, "-S", source, "-o", "-"]))
            unit = listing(options.heaplight, source, flags, syntax)
            complaints = differences(unit, expected) + (untied(unit) if syntax == "att" else [])
            if not expected or (syntax == "att" and "-O0" not in flags and not heap_calls(unit)):
                complaints.append("there is nothing to compare")
            if source.endswith("functions.cpp") and flags == CXX and syntax == "att":
                complaints += self_test(unit, expected)
            for complaint in complaints:
                print(f"{source} {' '.join(flags)} {syntax}: {complaint}")
            failed += bool(complaints)
            passed += not complaints
    print(f"{passed} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

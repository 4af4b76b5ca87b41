#!/usr/bin/env python3
"""Holds the shipped models against the machine code of the libraries that they speak of.

    compare_models.py HEAPLIGHT [--list]

Models correct machine code, so one that contradicts it says why. All entries that have no `why` are taken away,
but those of the allocators themselves; then the machine code of each name that they spoke of has to come to the
same kinds of effects, on ways that return normally, as they do. A call that machine code makes through a pointer
is expected where the entry itself names the arguments that are called. Skipped where there is no glibc for x86-64.
--list shows each name that machine code alone, with models for allocators only, tells otherwise.
"""

import argparse
import collections
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from shipped import LIBRARIES, Tool, allocators, entries, is_allocator, library, skip_elsewhere

KINDS = ("allocate", "deallocate", "unknown")
NORMAL = ("always", "sometimes")


def defined():
    """What a program can link with."""
    names = set()
    for name in LIBRARIES:
        text = subprocess.run(["llvm-nm-22", "-D", "--defined-only", "--format=just-symbols", library(name)],
                              capture_output=True, text=True, check=True).stdout
        for symbol in text.split():
            base, _, version = symbol.partition("@")
            if version.startswith("@") or "@" not in symbol:
                names.add(base)
    return names


def verdicts(tool, names, folder):
    """Name → the kinds of effects that a call of it has on ways that return normally."""
    names = sorted(names)
    source = Path(folder) / "calls.cpp"
    source.write_text("".join(f'extern "C" void f{n}() __asm__("{name}"); void call_{n}() {{ f{n}(); }}\n'
                              for n, name in enumerate(names)))
    found = {}
    for function in tool.report([source], "--stage", "built")["units"][0]["functions"]:
        number = re.match(r"call_(\d+)\(", function["name"])
        found[names[int(number[1])]] = {e["kind"] for e in function["effects"] if e["certainty"] in NORMAL}
    return found


def contradictions(entry, said, code):
    """How `code` differs from what is said of the entry's names: name → the kinds."""
    explained = {"unknown"} if "calls" in entry or "registers" in entry else set()
    found = {}
    for name in entry["names"]:
        if name in code:
            differing = (said[name] ^ code[name]) & set(KINDS) - explained
            if differing:
                found[name] = sorted(differing)
    return found


def complaints(known, heaplight, names):
    """Entries of `known` that contradict machine code and don't say why."""
    with tempfile.TemporaryDirectory() as folder:
        spoken = [e for e in known if "why" in e or is_allocator(e)]
        silent = [e for e in known if "why" not in e and not is_allocator(e)]
        names = names & {name for entry in silent for name in entry["names"]}
        said = verdicts(Tool(heaplight, Path(folder) / "all", known), names, folder)
        code = verdicts(Tool(heaplight, Path(folder) / "spoken", spoken), names, folder)
    found = []
    for entry in silent:
        for name, kinds in contradictions(entry, said, code).items():
            found.append(f"{entry['file']}: {name}: differs from its machine code in {', '.join(kinds)} "
                         "and the entry doesn't say why")
    return found


def figures(known, heaplight, names, shown):
    with tempfile.TemporaryDirectory() as folder:
        said = verdicts(Tool(heaplight, Path(folder) / "all", known), names, folder)
        code = verdicts(Tool(heaplight, Path(folder) / "bare", allocators(known)), names, folder)
    count = collections.Counter()
    for entry in known:
        for name in entry["names"]:
            if name not in names:
                count["not in these libraries"] += 1
                continue
            less, more = code[name] - said[name], said[name] - code[name]
            what = ("of the allocators" if is_allocator(entry) else "less and more than machine code" if less and more
                    else "less than machine code" if less else "more than machine code" if more
                    else "the same as machine code")
            count[what] += 1
            if shown and (less or more) and not is_allocator(entry):
                print(name, "less:", *sorted(less), "more:", *sorted(more))
    print(len(known), "entries;", "; ".join(f"{number} names {what}" for what, number in count.most_common()))


def self_test(known, heaplight):
    """Models that have to be refused: made of some that are not."""
    few = {"strlen", "strdup", "pthread_mutex_lock"}

    def refused(name, **changes):
        changed = []
        for entry in known:
            if name in entry["names"]:
                entry = {key: value for key, value in {**entry, **changes}.items() if value is not None}
            changed.append(entry)
        return any(f": {name}:" in text for text in complaints(changed, heaplight, few))

    return [text for text, fine in (
        ("a model that frees strdup of its allocation was not refused", refused("strdup", does={}, why=None)),
        ("a model that has strlen allocate was not refused", refused("strlen", does={"allocate": "always"}, why=None)),
        ("a model of pthread_mutex_lock without its reason was not refused", refused("pthread_mutex_lock", why=None)),
        ("a model of pthread_mutex_lock with a reason was refused", not refused("pthread_mutex_lock", why="so")),
    ) if not fine]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    skip_elsewhere()
    known = entries()
    names = defined() & {name for entry in known for name in entry["names"]}
    found = complaints(known, options.heaplight, names) + self_test(known, options.heaplight)
    figures(known, options.heaplight, names, options.list)
    for text in found:
        print(text)
    print(f"{len(names)} names, {len(found)} complaints")
    sys.exit(bool(found) or not names)


if __name__ == "__main__":
    main()

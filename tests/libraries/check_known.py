#!/usr/bin/env python3
"""Holds what is reported of well-known functions of glibc and libstdc++ against what is known of them.

    check_known.py HEAPLIGHT
    check_known.py --self-test

known.c and known.cpp beside this say it, a function a line. Each line has to be reported so, and so has a call of
its function from another unit; without libraries as with them, as programs for another machine have none to be
read. "by code" and "by model" say whether the libraries' machine code alone comes to the same, when no model but
those of the allocators themselves helps it. Skipped where there is no glibc for x86-64.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from shipped import Tool, allocators, entries, skip_elsewhere

HERE = Path(__file__).resolve().parent
KNOWN = ("known.c", "known.cpp")
LINE = re.compile(r"\btake_(?P<name>\w+)\(.* // (?P<does>innocent|allocates) by (?P<by>code|model): (?P<reason>.+)$")
NORMAL = ("always", "sometimes")

Expected = namedtuple("Expected", "file line name does by")


def expectations(file, text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = LINE.search(line)
        if match:
            found.append(Expected(file, number, match["name"], match["does"], match["by"]))
        elif "take_" in line:
            raise SystemExit(f"{file}:{number}: nothing is expected of it")
    return found


def normal_kinds(report):
    """(file name, line) → the kinds that it reaches on a way that returns normally."""
    kinds = {}
    for unit in report["units"]:
        for line in unit["lines"]:
            place = kinds.setdefault((Path(line["file"]).name, line["line"]), set())
            place.update(effect["kind"] for effect in line["effects"] if effect["certainty"] in NORMAL)
    return kinds


def is_right(does, kinds):
    return "allocate" in kinds if does == "allocates" else not kinds & {"allocate", "unknown"}


def complaints(expected, kinds, where):
    return [f"{e.name}: {e.file}:{e.line}: {where}, it should be that it {'is ' * (e.does == 'innocent')}{e.does}, "
            f"but what is reported is {sorted(kinds.get((e.file, e.line), set()))}"
            for e in expected if not is_right(e.does, kinds.get((e.file, e.line), set()))]


def by_complaints(expected, kinds):
    """`kinds` are what machine code alone tells."""
    found = []
    for e in expected:
        right = is_right(e.does, kinds.get((e.file, e.line), set()))
        if right != (e.by == "code"):
            found.append(f"{e.name}: {e.file}:{e.line}: machine code alone is {'right' if right else 'wrong'}, "
                         f"the line says by {e.by}")
    return found


def uncalled(expected, report):
    """Lines whose library function the compiler did away with."""
    found = []
    for e in expected:
        calls = [entry["text"] for unit in report["units"] for entry in unit.get("assembly", [])
                 if entry["symbol"] == f"take_{e.name}" and re.match(r"\s*(call|jmp)", entry["text"])]
        if not any(e.name in text for text in calls):
            found.append(f"{e.name}: {e.file}:{e.line}: the code that was made of it has no call of it: {calls}")
    return found


def through(expected):
    """A unit that calls each function, and what is expected of its lines."""
    lines = [f"void take_{e.name}(); void through_{e.name}(void) {{ take_{e.name}(); }}" for e in expected]
    return "\n".join(lines), [e._replace(file="through.c", line=n) for n, e in enumerate(expected, 1)]


def check(options):
    skip_elsewhere()
    expected = [e for file in KNOWN for e in expectations(file, (HERE / file).read_text())]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        text, outer = through(expected)
        unit = Path(folder) / "through.c"
        unit.write_text(text)
        files = [*(HERE / file for file in KNOWN), unit]
        shipped = Tool(options.heaplight, Path(folder) / "shipped")
        with_libraries = shipped.report(files, "--asm")
        kinds = normal_kinds(with_libraries)
        found += uncalled(expected, with_libraries)
        found += complaints(expected, kinds, "where it is called")
        found += complaints(outer, kinds, "where its caller is called")
        alone = normal_kinds(shipped.report(files, "--no-libraries"))
        found += complaints(expected + outer, alone, "without libraries")
        bare = Tool(options.heaplight, Path(folder) / "bare", allocators(entries()))
        found += by_complaints(expected, normal_kinds(bare.report(files)))
    for e in expected:  # Each expectation can fail.
        other = e._replace(does="innocent" if e.does == "allocates" else "allocates")
        if not complaints([other], kinds, ""):
            found.append(f"{e.name}: the contrary of what is known of it was not refused")
    for text in found:
        print(text)
    print(f"{len(expected)} functions, {len(found)} complaints")
    return bool(found) or not expected


def self_test():
    """What the checks must refuse, and must not."""
    text = "f(); // a comment\nint take_a(void) { return a(); } // innocent by code: here\n"
    [innocent] = expectations("x.c", text)
    allocates = innocent._replace(does="allocates", by="model")

    def kinds(*effects):
        lines = [{"file": "some/x.c", "line": 2, "effects": [{"kind": k, "certainty": c} for k, c in effects]}]
        return normal_kinds({"units": [{"lines": lines}]})

    clean, taking, throwing = kinds(), kinds(("allocate", "sometimes")), kinds(("allocate", "exceptional"))
    unseen = kinds(("unknown", "always"))
    assert innocent == Expected("x.c", 2, "a", "innocent", "code"), innocent
    assert not complaints([innocent], clean, "") and not complaints([innocent], throwing, "")
    assert complaints([innocent], taking, "") and complaints([innocent], unseen, "")
    assert not complaints([allocates], taking, "")
    assert complaints([allocates], clean, "") and complaints([allocates], throwing, "")
    assert not by_complaints([innocent], clean) and by_complaints([innocent], taking)
    assert not by_complaints([allocates], clean) and by_complaints([allocates], taking)
    calls = {"units": [{"assembly": [{"symbol": "take_a", "text": "\tcallq\ta@PLT"}]}]}
    assert not uncalled([innocent], calls) and uncalled([innocent._replace(name="b")], calls)
    try:
        expectations("x.c", "int take_a(void) { return a(); }\n")
    except SystemExit:
        return False
    print("a line without an expectation was not refused")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", nargs="?", type=Path)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        sys.exit(self_test())
    if not options.heaplight:
        parser.error("which heaplight?")
    sys.exit(check(options))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Holds lib/ to its rooms (lib/README.md): who may include what, who may print, who may name a container.

    check_rooms.py      checks lib/, after proving on small texts that each rule can be broken
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"read": {"read"}, "reach": {"reach"}, "report": {"reach", "report"}, "show": {"judge", "report", "show"},
         "judge": {"reach", "report", "judge"}, "probe": {"probe"}}
PLAIN = {"judge": {"read/Comments.h"}, "read": {"probe/Layout.h"}}  # headers of values alone, that another room may have
# Writers of a format, that know no code: the remarks that LLVM's own tools read.
WRITERS = {"show": ("llvm/Remarks/",)}
LLVM_ANYWHERE = ("llvm/ADT/", "llvm/Support/", "llvm/Demangle/")
INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')
PRINTS = re.compile(r"llvm::(outs|errs)\(|std::(cout|cerr|clog|exit|abort|quick_exit)\b|\b(printf|puts|exit|getenv)\(|fmt::print")
CONTAINER = re.compile(r'"[^"]*\b(vector\b|deque|basic_string|unordered_map|shared_ptr|unique_ptr|function<)[^"]*"')


def complaints(room, text):
    """(line, what is wrong) for the text of a file of ROOM; the empty room is lib/ itself."""
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        if include := INCLUDE.match(line):
            yield from ((number, wrong) for wrong in bad_include(room, include[1]))
        elif PRINTS.search(code):
            yield number, "lib/ prints nothing, ends nothing and reads no environment"
        elif CONTAINER.search(code):
            yield number, "no rule knows a container by name"


def bad_include(room, header):
    if header.startswith(("clang/", "llvm/")):
        if room != "read" and not header.startswith(LLVM_ANYWHERE + WRITERS.get(room, ())):
            yield f"{header} belongs to read/"
        return
    other = header.split("/")[0]
    if other in ROOMS and other not in ROOMS.get(room, ()) and header not in PLAIN.get(room, ()):
        yield f"{room or 'lib'}/ doesn't know {other}/"


def self_test():
    broken = [
        ("reach", '#include "llvm/IR/Module.h"'), ("show", "#include <clang/AST/Decl.h>"),
        ("reach", '#include "read/Model.h"'), ("judge", '#include "read/Model.h"'), ("reach", '#include "read/Comments.h"'), ("show", '#include "reach/Effects.h"'), ("read", '#include "probe/Walker.h"'),
        ("", '#include "reach/Effects.h"'), ("judge", '#include "llvm/Remarks/Remark.h"'), ("judge", '#include "show/Text.h"'), ("read", '#include "show/Text.h"'),
        ("show", "  llvm::outs() << 1;"), ("read", "  std::exit(2);"), ("read", '  getenv("PATH");'),
        ("read", '  if (name.contains("std::vector"))'),
    ]
    sound = [
        ("read", '#include "llvm/IR/Module.h"'), ("show", '#include "report/Report.h"'),
        ("judge", '#include "read/Comments.h"'), ("judge", '#include "judge/Rules.h"'),
        ("reach", '#include "llvm/ADT/StringRef.h"'), ("show", "// never printf(anything)"),
        ("show", '#include "llvm/Remarks/Remark.h"'), ("show", '#include "judge/Finding.h"'),
        ("reach", "  std::vector<int> order;"), ("show", '#include "Types.h"'),
    ]
    failures = [f"passes: {room}: {text}" for room, text in broken if not list(complaints(room, text))]
    return failures + [f"is refused: {room}: {text}" for room, text in sound if list(complaints(room, text))]


def main():
    failures, files = self_test(), sorted(p for e in ("*.h", "*.cpp") for p in (ROOT / "lib").rglob(e))
    for file in files:
        room = file.relative_to(ROOT / "lib").parts[0] if file.parent.name != "lib" else ""
        failures += [f"{file.relative_to(ROOT)}:{n}: {wrong}" for n, wrong in complaints(room, file.read_text())]
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(files)} files, {len(failures)} complaints")
    sys.exit(bool(failures) or not files)


if __name__ == "__main__":
    main()

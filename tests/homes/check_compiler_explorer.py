#!/usr/bin/env python3
"""Runs the script of docs/compiler-explorer.md as Compiler Explorer's clang-tidy-tool does, and reads it likewise.

    check_compiler_explorer.py HEAPLIGHT

The tool runs in the source's folder with what the user typed and the file; beside it lies compile_flags.txt with one
flag a row, among them those of a compile to assembly.
"""

import argparse
import re
import sys
import tempfile

from projects import Checks, Folder
from recipes import recipes

SOURCE = """#include <vector>
void store(std::vector<int> &queue, int sample) noexcept [[clang::nonallocating]] {
  queue.push_back(sample);
}
#ifndef ROOM
#error the user's flags are not read
#endif
int *room() noexcept [[clang::nonallocating]] { return new int(1); }
"""
FLAGS = ["-gdwarf-4", "-o", "{dir}/output.s", "-S", "--gcc-toolchain=/usr", "-fcolor-diagnostics",
         "-fno-crash-diagnostics", "-mllvm", "--x86-asm-syntax=intel", "-I/opt/compiler-explorer/libs/fmt/include",
         "-O2", "-std=c++20", "-DROOM=1"]
LINE = re.compile(r"^\s*<source>[(:](\d+)(:?,?(\d+):?)?[):]*\s*(.*)")


class Pane(Folder):
    def __init__(self, path, heaplight):
        super().__init__(path, heaplight)
        self.write({"tool": recipes("compiler-explorer.md")["heaplight-ce"], "ce/example.cpp": SOURCE})
        (self.path / "tool").chmod(0o755)
        self.env.pop("HOME", None)
        self.env.pop("XDG_CACHE_HOME")

    def show(self, flags, *typed):
        """Exit status, [(line, text)] that the editor marks, both outputs."""
        folder = self.path / "ce"
        self.write({"ce/compile_flags.txt": "\n".join(flag.format(dir=folder) for flag in flags)})
        source = f"{folder}/example.cpp"
        status, out, err = self.run(self.path / "tool", *typed, source, cwd="ce")
        rows = [row.replace("<stdin>", "<source>").replace(source, "<source>") for row in (out + err).splitlines()]
        found = [LINE.match(row) for row in rows]
        return status, [(int(match[1]), match[4]) for match in found if match], out + err


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    args = parser.parse_args()
    checks = Checks()
    properties = recipes("compiler-explorer.md")["c++.local.properties"]
    checks.that("tools.heap.class=clang-tidy-tool\n" in properties, "the document names another class")
    with tempfile.TemporaryDirectory() as scratch:
        pane = Pane(scratch, args.heaplight)
        status, marks, text = pane.show(FLAGS)
        warned = {line for line, message in marks if message.startswith("warning: ")}
        checks.that(status == 0 and warned == {3, 8}, f"the pane marks {marks}: {status} {text}")
        checks.that(pane.path.as_posix() not in text, f"a path of the server's is shown: {text}")
        checks.that("\x1b" not in text, "there are colours, which the pane has no use for")
        status, marks, text = pane.show(FLAGS, "--rules=-*,heap-unknown")
        checks.that(status == 0 and not marks, f"what the user types is not heard: {marks} {text}")
        status, marks, text = pane.show(FLAGS[:-1])
        checks.that(status == 2 and any(line == 6 for line, _ in marks), f"a failed compile: {status} {text}")
        checks.that({p.name for p in (pane.path / "ce").iterdir()} == {"example.cpp", "compile_flags.txt"},
                    "something was written beside the source")
    sys.exit(checks.status())


if __name__ == "__main__":
    main()

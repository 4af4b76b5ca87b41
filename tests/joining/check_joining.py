#!/usr/bin/env python3
"""Runs the recipes of docs/distributed.md on a small project of three units and a static library.

    check_joining.py HEAPLIGHT --tools DIR

DIR holds clang and llvm-ar. Each recipe has to make the same report as the sources do, to do nothing when
nothing has changed, and to remake what depends on a header that did, and nothing else. One header has a name
that is hard to write in a depfile.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.compile(r"<!-- recipe: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)
ODD = "od d #1 $x.h"
FILES = {
    "include/shapes.h": "struct Shape { double side; };\nShape *make_shape(double side);\n",
    "include/names.h": "char *make_name();\n",
    f"include/{ODD}": "enum { odd = 24 };\n",
    "include/gone.h": "enum { gone = 1 };\n",
    "main.cpp": '#include "shapes.h"\n#include "names.h"\nextern "C" void *take();\n'
                "int main() {\n  Shape *shape = make_shape(1);\n  char *name = make_name();\n"
                "  void *taken = take();\n  return shape && name && taken;\n}\n",
    "shapes.cpp": '#include "shapes.h"\n#include "gone.h"\n'
                  "Shape *make_shape(double side) { return new Shape{side}; }\n",
    "names.cpp": f'#include "names.h"\n#include "{ODD}"\nchar *make_name() {{ return new char[odd]; }}\n',
    "pool.c": "#include <stdlib.h>\nvoid *take(void) { return malloc(40); }\n",
}
SUMMARIES = ("main.hls", "shapes.hls", "names.hls")
FLAGS = ["-O2", "-std=c++20", "-Iinclude"]
STEPS = (  # What is changed, and which summaries that remakes.
    ("include/shapes.h", {"main.hls", "shapes.hls"}),
    ("include/names.h", {"main.hls", "names.hls"}),
    (f"include/{ODD}", {"names.hls"}),
    ("names.cpp", {"names.hls"}),
)

failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("FAILED:", text)


class Project:
    def __init__(self, folder, args):
        self.folder, self.args = Path(folder), args
        path = [str(args.heaplight.parent), str(args.tools), os.environ["PATH"]]
        self.env = dict(os.environ, PATH=os.pathsep.join(path), XDG_CACHE_HOME=str(self.folder / "cache"))
        for name, text in FILES.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.run("clang-22", "-O2", "-c", "pool.c", "-o", "pool.o")
        self.run("llvm-ar", "rc", "libpool.a", "pool.o")

    def run(self, *command, **more):
        run = subprocess.run(command, cwd=self.folder, env=dict(self.env, **more), capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)} exits with {run.returncode}:\n{run.stdout}{run.stderr}")
        return run.stdout

    def from_sources(self):
        units = ["main.cpp", "shapes.cpp", "names.cpp", "libpool.a"]
        return self.run("heaplight", "annotate", *units, "--", *FLAGS)

    def times(self):
        return {name: (self.folder / name).stat().st_mtime_ns for name in (*SUMMARIES, "heap.txt")}


def check_build(tool, recipe, args):
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, args)
        (project.folder / recipe[0]).write_text(recipe[1])
        project.run(tool)
        report = (project.folder / "heap.txt").read_text()
        check(report == project.from_sources(), f"{tool}: the joined report is not that of the sources:\n{report}")
        for line in ("make_shape(1);", "make_name();", "take();"):
            known = re.search(rf"^▲ .*{re.escape(line)} +allocates always", report, re.MULTILINE)
            check(known, f"{tool}: it is not known what {line} does:\n{report}")
        check("unknown" not in report, f"{tool}: something is unknown:\n{report}")
        before = project.times()
        project.run(tool)
        check(project.times() == before, f"{tool}: remakes what is unchanged")
        for changed, expected in STEPS:
            before = project.times()
            time.sleep(0.05)
            with open(project.folder / changed, "a", encoding="utf-8") as file:
                file.write("// changed\n")
            project.run(tool)
            after = project.times()
            remade = {name for name in SUMMARIES if after[name] != before[name]}
            check(remade == expected, f"{tool}: {changed} remakes {sorted(remade)}, not {sorted(expected)}")
            check(after["heap.txt"] != before["heap.txt"], f"{tool}: {changed} makes no new report")
        # A header that nobody includes any more may go.
        source = project.folder / "shapes.cpp"
        source.write_text(source.read_text().replace('#include "gone.h"\n', ""))
        (project.folder / "include/gone.h").unlink()
        project.run(tool)
        check((project.folder / "heap.txt").read_text() == project.from_sources(), f"{tool}: is behind the sources")


def check_remote(text, args):
    """The other machine is a folder with no headers."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, args)
        tools = project.folder / "tools"
        tools.mkdir()
        (tools / "ssh").write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n')
        (tools / "ssh").chmod(0o755)
        project.run("sh", "-ec", text, host="other", PATH=f"{tools}{os.pathsep}{project.env['PATH']}")
        joined = ["main.hls", "shapes.cpp", "names.cpp", "libpool.a"]
        shown = project.run("heaplight", "annotate", *joined, "--format", "text", "--", *FLAGS)

        def marked(text):
            return [line for line in text.splitlines() if re.search(r"make_shape\(1\)|make_name\(\);|take\(\);", line)]

        check(marked(shown) and marked(shown) == marked(project.from_sources()),
              f"remote: the lines of main.cpp are marked otherwise:\n{shown}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight", type=Path)
    parser.add_argument("--tools", type=Path, required=True)
    args = parser.parse_args()
    args.heaplight = args.heaplight.resolve()
    recipes = {m["name"]: m["text"] for m in RECIPE.finditer((ROOT / "docs/distributed.md").read_text())}
    check_build("make", ("Makefile", recipes["Makefile"]), args)
    check_build("ninja", ("build.ninja", recipes["build.ninja"]), args)
    check_remote(recipes["remote.sh"], args)
    print("failed" if failures else "passed")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Installs Heaplight from its build folder, and builds a project that finds it there by find_package.

    check_cmake.py BUILD

heaplight_lint(TARGET) fails the build where a promise is broken, also through another unit, and is quiet where
none is; of what has not changed, nothing is done again.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from projects import Checks, Folder

LISTS = """cmake_minimum_required(VERSION 3.20)
project(user C CXX)
find_package(Heaplight 0.1 REQUIRED)
add_subdirectory(engine)
"""
ENGINE = """add_library(engine store.cpp engine.h)
target_compile_definitions(engine PRIVATE "NAME=\\"a b\\"" ROOM=8)
heaplight_lint(engine @ARGUMENTS@)
target_sources(engine PRIVATE "odd name.cpp" pool.c)
"""
FILES = {
    "CMakeLists.txt": LISTS,
    "engine/.heaplight.yaml": "Contracts:\n  - functions: 'rt::*'\n    forbid: allocate\n",
    "engine/engine.h": "#pragma once\nenum { limit = 3 };\nint *more(int);\n",
    "engine/store.cpp": '#include "engine.h"\nnamespace rt {\nint store(int sample) {\n'
                        "  return *more(sample) + sizeof NAME;\n}\n} // namespace rt\n",
    "engine/pool.c": "int pool_size(void) { return ROOM; }\n",
}
CLEAN = '#include "engine.h"\nstatic int room[limit];\nint *more(int at) { return &room[at % limit]; }\n'
BREACH = '#include "engine.h"\nint *more(int at) { return new int(at); }\n'
FINDING, RULE = "engine/store.cpp:4:", "[heap-allocate]"
UNITS = ("store.cpp", "odd name.cpp", "pool.c")


class Project(Folder):
    def configure(self, generator, prefix, arguments=""):
        self.write({"engine/CMakeLists.txt": ENGINE.replace("@ARGUMENTS@", arguments)})
        return self.run("cmake", "-G", generator, "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}",
                        "-DCMAKE_BUILD_TYPE=Release")

    def build(self, **changed):
        """Exit status, all output, and the units that were summarized."""
        self.write({f"engine/{name}": text for name, text in changed.items()})
        status, out, err = self.run("cmake", "--build", "build")
        text = out + err
        return status, text, {unit for unit in UNITS if f"Summarizing {unit} of engine" in text}


def check(project, checks, setting):
    generator, prefix = setting

    def that(condition, what, built):
        checks.that(condition, f"{generator}: {what}: {built}")

    project.write({**FILES, "engine/odd name.cpp": CLEAN})
    configured = project.configure(generator, prefix)
    that(configured[0] == 0, "it is not found", configured)
    built = project.build()
    that(built[0] == 0 and built[2] == set(UNITS) and RULE not in built[1], "a clean project", built)
    built = project.build()
    that(built[0] == 0 and not built[2] and "Linting" not in built[1], "nothing has changed", built)
    built = project.build(**{"odd name.cpp": BREACH})
    that(built[0] != 0 and built[2] == {"odd name.cpp"}, "one source has changed", built)
    that(FINDING in built[1] and RULE in built[1], "a breach in another unit", built)
    built = project.build()
    that(built[0] != 0 and FINDING in built[1] and not built[2], "a finding that is left", built)
    built = project.build(**{"odd name.cpp": CLEAN, "engine.h": FILES["engine/engine.h"].replace("3", "4")})
    that(built[0] == 0 and built[2] == {"odd name.cpp", "store.cpp"}, "a header has changed", built)
    built = project.build(**{".heaplight.yaml": "Contracts:\n  - functions: 'rt::*'\n    forbid: none\n"})
    that(built[0] != 0 and ".heaplight.yaml:3:13: " in built[1] and not built[2], "a policy has changed", built)
    project.write({"engine/.heaplight.yaml": FILES["engine/.heaplight.yaml"]})


def check_options(project, checks, setting):
    generator, prefix = setting
    for arguments, fails, finds in (("OPTIONS --fail-on=error", False, True), ("OPTIONS --fail-on=error "
                                    "--warnings-as-errors=heap-*", True, True), ("POLICY lax.yaml", False, False)):
        project.write({"engine/lax.yaml": "Rules: '-heap-unknown'\n", "engine/odd name.cpp": BREACH})
        project.configure(generator, prefix, arguments)
        built = project.build()
        checks.that((bool(built[0]), FINDING in built[1]) == (fails, finds), f"{generator}: {arguments}: {built}")
    for arguments, words in (("OPTION --ascii", "takes POLICY FILE and OPTIONS"), (")\nheaplight_lint(nothing",
                             "no target of this name")):
        status, _, errors = project.configure(generator, prefix, arguments)
        checks.that(status and words in " ".join(errors.split()), f"{generator}: {arguments}: {errors}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    args = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        prefix = Path(scratch) / "installed"
        installed = Folder(scratch).run("cmake", "--install", args.build.resolve(), "--prefix", prefix)
        checks.that(installed[0] == 0, f"cmake --install: {installed}")
        for generator, program in (("Ninja", "ninja"), ("Unix Makefiles", "make")):
            if not shutil.which(program):
                print(f"left out: {generator}, which is not here")
                continue
            project = Project(Path(scratch) / program)
            project.path.mkdir()
            check(project, checks, (generator, prefix))
            check_options(project, checks, (generator, prefix))
    sys.exit(checks.status())


if __name__ == "__main__":
    main()

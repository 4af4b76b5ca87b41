#!/usr/bin/env python3
"""Builds a project in which CMake runs `heaplight;lint` where it would run clang-tidy.

    check_clang_tidy.py HEAPLIGHT

With Ninja and make, gcc and clang, CMake's own command line and -p: a broken promise fails the build and is
shown, what is clean says nothing, and `--fail-on=error` makes of it what clang-tidy's warnings are.
"""

import argparse
import shutil
import sys
import tempfile

from projects import BREACH, BREACH_LINE, CLEAN, POLICY, Checks, Folder

LISTS = """cmake_minimum_required(VERSION 3.20)
project(drop C CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_library(drop src/store.cpp src/pool.c)
target_include_directories(drop PRIVATE "${CMAKE_SOURCE_DIR}/with blank")
target_compile_definitions(drop PRIVATE "NAME=\\"a b\\"")
target_compile_options(drop PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fipa-pta>)
"""
POOL = '#include "size.h"\nvoid *pool_new(int class) { return class && sizeof NAME == size ? pool_new(0) : 0; }\n'
FILES = {"CMakeLists.txt": LISTS, "src/.heaplight.yaml": POLICY, "src/pool.c": POOL,
         "with blank/size.h": "enum { size = 4 };\n"}
FINDING = f"src/store.cpp:{BREACH_LINE}:"
COMPILERS = (("gcc", "g++"), ("clang-22", "clang++-22"))
GENERATORS = (("Ninja", "ninja"), ("Unix Makefiles", "make"))


class Project(Folder):
    def __init__(self, path, heaplight, how):
        super().__init__(path, heaplight)
        self.generator, self.compilers = how
        self.write(FILES)

    def build(self, store, lint):
        """Exit status and all output of a whole build whose linter is LINT."""
        self.write({"src/store.cpp": store})
        c, cxx = self.compilers
        status, out, err = self.run(
            "cmake", "-G", self.generator, "-S", ".", "-B", "build", "-DCMAKE_BUILD_TYPE=Release",
            f"-DCMAKE_C_COMPILER={c}", f"-DCMAKE_CXX_COMPILER={cxx}", f"-DCMAKE_CXX_CLANG_TIDY={lint}",
            f"-DCMAKE_C_CLANG_TIDY={lint}")
        if status:
            raise RuntimeError(f"cmake fails: {out}{err}")
        status, out, err = self.run("cmake", "--build", "build", "--clean-first")
        return status, out + err


def check(project, checks, name):
    status, text = project.build(CLEAN, "heaplight;lint")
    checks.that(status == 0, f"{name}: a clean project doesn't build: {text}")
    extra = [line for line in text.splitlines() if "heaplight" in line or "findings" in line]
    checks.that(not extra, f"{name}: a clean project isn't quiet: {extra}")

    status, text = project.build(BREACH, "heaplight;lint")
    checks.that(status != 0, f"{name}: a broken promise doesn't fail the build: {text}")
    checks.that(text.count(FINDING) == 1 and "[heap-allocate]" in text, f"{name}: no finding in: {text}")
    checks.that("error: " not in text.replace("heap-", ""), f"{name}: more is wrong than the promise: {text}")

    status, text = project.build(BREACH, "heaplight;lint;--fail-on=error")
    checks.that(status == 0 and FINDING in text, f"{name}: a warning isn't only shown: {status} {text}")
    status, text = project.build(BREACH, "heaplight;lint;--fail-on=error;--warnings-as-errors=heap-*")
    checks.that(status != 0 and FINDING in text, f"{name}: an error doesn't fail the build: {text}")


def check_database(project, checks, name):
    """CMake leaves out the compiler's command where there is a -p."""
    lint = f"heaplight;lint;-p;{project.path}/build"
    for store, fails in ((CLEAN, False), (BREACH, True)):
        status, text = project.build(store, lint)
        checks.that(bool(status) == fails, f"{name} by -p: exit status {status}: {text}")
        checks.that((FINDING in text) == fails, f"{name} by -p: {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    args = parser.parse_args()
    checks = Checks()
    for generator, program in GENERATORS:
        for compilers in COMPILERS:
            if not all(map(shutil.which, (program, "cmake", *compilers))):
                print(f"left out: {generator} with {compilers[1]}, which is not here")
                continue
            with tempfile.TemporaryDirectory() as folder:
                project = Project(folder, args.heaplight, (generator, compilers))
                name = f"{generator} with {compilers[1]}"
                check(project, checks, name)
                if compilers == COMPILERS[0]:
                    check_database(project, checks, name)
    sys.exit(checks.status())


if __name__ == "__main__":
    main()

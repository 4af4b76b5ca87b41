"""The real programs that reports are held against: which units, with which flags, and how they are built.

Each program gets a folder in build/bench/ with its compile_commands.json and a build.ninja of three builds: `plain`,
just what the database says; `measured`, without tail calls, since a line that ends in one is gone from the stack when
its callee allocates; and `covered`, which says which lines were executed.
"""

import ast
import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import crates
import fetch
from fetch import CACHE, ROOT

VARIANTS = {
    "plain": [],
    "measured": ["-fno-optimize-sibling-calls"],
    "covered": ["-fprofile-instr-generate", "-fcoverage-mapping"],
}
COMPILERS = {".c": "clang-22", ".cc": "clang++-22", ".cpp": "clang++-22"}


class Unit(NamedTuple):
    source: Path
    flags: tuple

    def compiler(self):
        return COMPILERS[self.source.suffix]


class Program(NamedTuple):
    name: str
    units: tuple
    libraries: tuple

    def folder(self):
        return CACHE / "programs" / self.name

    def at(self, level):
        """The same program, optimized at LEVEL, such as O3."""
        if level == "O2":
            return self
        units = tuple(u._replace(flags=tuple(f"-{level}" if f == "-O2" else f for f in u.flags)) for u in self.units)
        return self._replace(name=f"{self.name}-{level}", units=units)

    def build(self, variant):
        return build(self, variant)

    def inputs(self, each):
        """What to tell heaplight to annotate: one list of arguments for each report."""
        libraries = [f"--library={flag}" for flag in self.libraries if flag.startswith("-l")]
        database = ["-p", write_database(self), *libraries]
        return [[*database, unit.source] for unit in self.units] if each else [database]

    def source_folders(self):
        """The folders that the program's own files lie in: those of its units and those it names with -I."""
        flags = {f[2:] for u in self.units for f in u.flags if f.startswith("-I")}
        return {u.source.parent for u in self.units} | {Path(f) for f in flags}


def driver(name):
    return ROOT / "tests" / "programs" / name


# What our driver needs of abseil beyond what re2 does.
RE2_MORE = ("vendor/abseil-cpp/absl/strings/internal/stringify_sink.cc",)


def re2():
    """re2 with the abseil that its npm package brings; which files belong to it is what its own build says."""
    package = fetch.npm(fetch.RE2)
    target = ast.literal_eval((package / "binding.gyp").read_text())["targets"][0]
    sources = [package / s for s in (*target["sources"], *RE2_MORE) if s.startswith("vendor/")]
    flags = ("-O2", "-g", "-std=c++20", "-w", "-DNDEBUG", "-pthread", f"-I{package}/vendor/re2", f"-I{package}/vendor/abseil-cpp")
    return Program("re2", tuple(Unit(s, flags) for s in (driver("re2_driver.cpp"), *sources)), ("-pthread",))


def sqlite():
    """sqlite3.c with the switches that better-sqlite3 sets."""
    source = fetch.sqlite_source()
    defines = ast.literal_eval((source.parents[1] / "defines.gypi").read_text())["defines"]
    flags = ("-O2", "-g", "-std=gnu17", "-DNDEBUG", f"-I{source.parent}", *(f"-D{d}" for d in defines))
    return Program("sqlite", tuple(Unit(s, flags) for s in (driver("sqlite_driver.c"), source)), ("-lm", "-ldl", "-pthread"))


def leveldb():
    """leveldb for POSIX, as classic-level brings it, without snappy."""
    source = fetch.npm(fetch.LEVELDB) / "deps" / "leveldb" / "leveldb-1.20"
    left_out = ("c.cc", "db_bench.cc", "leveldbutil.cc")  # Not kept up to date, and two with a main of their own.
    sources = [s for folder in ("db", "table", "util", "port", "helpers/memenv")
               for s in sorted((source / folder).glob("*.cc"))
               if s.name not in left_out and not s.stem.endswith(("_test", "testharness", "testutil"))]
    flags = ("-O2", "-g", "-std=c++17", "-w", "-DNDEBUG", "-DLEVELDB_PLATFORM_POSIX=1", "-DOS_LINUX=1", "-pthread",
             f"-I{source}", f"-I{source}/include")
    return Program("leveldb", tuple(Unit(s, flags) for s in (driver("leveldb_driver.cpp"), *sources)), ("-pthread",))


def standard():
    """The C++ library alone, by the ways to the heap that are easy to lose."""
    return Program("standard", (Unit(driver("standard_driver.cpp"), ("-O2", "-g", "-std=c++20")),), ())


def posix():
    """The C library alone, as programs of C use it."""
    return Program("posix", (Unit(driver("posix_driver.c"), ("-O2", "-g", "-std=gnu17", "-pthread")),), ("-pthread",))


def json_program():
    """nlohmann/json as a folder of the program's own."""
    flags = ("-O2", "-g", "-std=c++20", f"-I{fetch.installed_headers('nlohmann')}")
    return Program("json", (Unit(ROOT / "tests" / "oracle" / "json_driver.cpp", flags),), ())


SPDLOG_FLAGS = ("-O2", "-g", "-std=c++20", "-DSPDLOG_FMT_EXTERNAL", "-pthread")


def spdlog():
    """spdlog as a shared library."""
    fetch.installed_headers("spdlog")
    flags = (*SPDLOG_FLAGS, "-DSPDLOG_SHARED_LIB", "-DSPDLOG_COMPILED_LIB")
    return Program("spdlog", (Unit(driver("spdlog_driver.cpp"), flags),), ("-lspdlog", "-lfmt", "-pthread"))


def spdlog_headers():
    """spdlog as headers alone, in a folder of the program's own."""
    flags = (*SPDLOG_FLAGS, f"-I{fetch.installed_headers('spdlog')}")
    return Program("spdlog-headers", (Unit(driver("spdlog_driver.cpp"), flags),), ("-lfmt", "-pthread"))


def smallvec():
    """Vectors that keep their first elements inside, generic through and through."""
    return crates.Workspace("smallvec", (crates.driver("smallvec", "smallvec"), crates.from_debian("smallvec", "2018")))


def regex():
    """Regular expressions: some 60,000 lines that allocate everywhere."""
    tables = tuple(f"unicode-{t}" for t in ("age", "bool", "case", "gencat", "perl", "script", "segment"))
    syntax = crates.from_debian("regex-syntax", "2018", ("unicode", *tables))
    features = ("std", "perf-cache", "perf-dfa", "perf-inline", "unicode", *tables)
    regex = crates.from_debian("regex", "2018", features, ("regex-syntax",))
    return crates.Workspace("regex", (crates.driver("regex", "regex"), regex, syntax))


PROGRAMS = {"re2": re2, "sqlite": sqlite, "leveldb": leveldb, "standard": standard, "posix": posix,
            "json": json_program, "spdlog": spdlog, "spdlog-headers": spdlog_headers, "smallvec": smallvec, "regex": regex}


def write_if_new(file, text):
    """Leaves a file that says the same alone, and its time with it."""
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def write_database(program):
    """The folder of PROGRAM's compile_commands.json."""
    entries = [{"directory": str(ROOT), "file": str(u.source),
                "arguments": [u.compiler(), *u.flags, "-c", str(u.source), "-o", f"{object_name(u)}"]}
               for u in program.units]
    write_if_new(program.folder() / "compile_commands.json", json.dumps(entries, indent=1) + "\n")
    return program.folder()


def object_name(unit):
    return str(unit.source.relative_to(ROOT)).replace("/", ".") + ".o"


def ninja_text(program):
    """One build.ninja for all three builds."""
    text = ["rule compile", "  command = $compiler $flags -MD -MF $out.d -c $in -o $out", "  depfile = $out.d", "  deps = gcc",
            "rule link", "  command = $compiler $flags $in -o $out $libraries"]
    linker = "clang++-22" if any(u.compiler() == "clang++-22" for u in program.units) else "clang-22"
    for variant, more in VARIANTS.items():
        objects = [f"{variant}/{object_name(u)}" for u in program.units]
        for unit, out in zip(program.units, objects):
            text += [f"build {out}: compile {unit.source}", f"  compiler = {unit.compiler()}",
                     f"  flags = {' '.join((*unit.flags, *more))}"]
        text += [f"build {variant}/program: link {' '.join(objects)}", f"  compiler = {linker}",
                 f"  flags = {' '.join(more)}", f"  libraries = {' '.join(program.libraries)}"]
    return "\n".join(text) + "\n"


def jobs():
    """As many as the processors that this process may use: `taskset` or a container may leave it fewer."""
    return len(os.sched_getaffinity(0))


def build(program, variant):
    """The path of PROGRAM's executable; subprocess.CalledProcessError, with the compiler's words, where it doesn't build."""
    folder = write_database(program)
    write_if_new(folder / "build.ninja", ninja_text(program))
    subprocess.run(["ninja", f"-j{jobs()}", "-C", folder, f"{variant}/program"], check=True, text=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return folder / variant / "program"

"""Rust sources → the programs that run_oracle.py runs."""

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

FLAGS = ("--edition=2021", "-C", "opt-level=3")
COVERED = ("-C", "instrument-coverage")


def rustc():
    """The path of rustc; None where there is none."""
    return shutil.which("rustc")


@cache
def can_cover():
    """Whether rustc came with the library that counts which lines are executed: not every package of it does."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "main.rs"
        source.write_text("fn main() {}\n")
        command = [rustc(), *COVERED, "-o", Path(folder) / "program", source]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def without_tail_calls(names):
    """The flags that keep the functions in the file NAMES from tail calls.

    A line that ends in one is gone from the stack when its callee allocates, and rustc has no flag of its own against
    them. LLVM takes the attribute that forbids them from a list of functions; of each that a crate doesn't have it
    complains, which is none of our business.
    """
    return ("-C", f"llvm-args=-forceattrs-csv-path={names}")


def list_functions(program, names):
    """Writes the functions of PROGRAM to NAMES; it must have been built with the same flags but an empty list."""
    table = subprocess.run(["llvm-nm-22", "--defined-only", "--format=posix", program], check=True, stdin=subprocess.DEVNULL,
                           capture_output=True, text=True)
    symbols = (line.split()[:2] for line in table.stdout.splitlines())
    functions = {name.split(".llvm.")[0] for name, kind in symbols if kind in "tTwW" and "," not in name}
    names.write_text("".join(f"{name},disable-tail-calls=true\n" for name in sorted(functions)))


def build_measured(source, program, run):
    """Builds SOURCE's PROGRAM without tail calls; RUN runs a command."""
    names = program.with_suffix(".names")
    command = [rustc(), *FLAGS, "-g", *without_tail_calls(names), "-o", program, source]
    names.write_text("")
    run(command)
    list_functions(program, names)
    run(command)


def build_covered(source, program, run):
    run([rustc(), *FLAGS, "-g", *COVERED, "-o", program, source])

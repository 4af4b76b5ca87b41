"""How lit runs tests/cli: `%heaplight`, `%samples`, `%exits STATUS COMMAND…`, LLVM's tools, and by name the
scripts in Inputs: `%{terminal}`.

Run by ctest, which passes where things are: --param heaplight= tools= out=.
"""

import os
import shutil
import sys

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))

config.name = "cli"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".c", ".cpp"]
config.excludes = ["Inputs"]
config.test_source_root = here
config.test_exec_root = lit_config.params["out"]

config.substitutions += [
    ("%heaplight", lit_config.params["heaplight"]),
    ("%samples", os.path.join(os.path.dirname(os.path.dirname(here)), "samples")),
    ("%exits", f"{sys.executable} {os.path.join(here, 'Inputs', 'exits.py')}"),
]
for name in ("terminal", "closed_pipe", "write_source", "same_units", "interrupt", "interrupt_group", "interrupt_once", "small_files",
             "same_instructions", "bitcode"):
    script = os.path.join(here, "Inputs", f"{name}.py")
    config.substitutions.append((f"%{{{name}}}", f"{sys.executable} {script}"))

if shutil.which("git"):
    config.available_features.add("git")
if shutil.which("rustc"):
    config.available_features.add("rustc")
if shutil.which("cargo"):
    config.available_features.add("cargo")
# No file is unreadable to root.
if os.geteuid() != 0:
    config.available_features.add("unprivileged")

# What decides about output and is not the test's own must not come from the caller.
for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
    config.environment.pop(name, None)
config.environment["TERM"] = "dumb"
# Never the caller's own cache, nor what an earlier run left.
cache = os.path.join(config.test_exec_root, "cache")
shutil.rmtree(cache, ignore_errors=True)
config.environment["XDG_CACHE_HOME"] = cache
config.environment["PATH"] = os.pathsep.join([lit_config.params["tools"], config.environment["PATH"]])
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME", "RUSTUP_HOME", "CARGO_HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

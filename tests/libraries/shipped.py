"""The shipped models, the libraries that they speak of, and heaplight with other models than those."""

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "lib/read/models"
LIBRARIES = ("libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1")
SKIPPED = 77
# The heap itself: its code takes and gives back what it has, and none of that is an effect.
ALLOCATORS = {"malloc", "calloc", "realloc", "reallocarray", "aligned_alloc", "posix_memalign", "valloc", "pvalloc",
              "free", "_Znwm", "_Znam", "_ZdlPv", "_ZdaPv", "__cxa_allocate_exception", "__cxa_free_exception",
              "__cxa_allocate_dependent_exception", "__cxa_free_dependent_exception"}


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


def library(name):
    """Where the linker would find it; None where it wouldn't."""
    path = Path(subprocess.run(["clang++-22", f"-print-file-name={name}"], capture_output=True, text=True,
                               check=True).stdout.strip())
    return path if path.is_absolute() else None


def skip_elsewhere():
    if platform.machine() != "x86_64":
        skip("what is known is known of x86-64")
    if not all(library(name) for name in LIBRARIES):
        skip("there is no glibc or no libstdc++ to be read")
    try:
        import yaml  # pylint: disable=import-outside-toplevel,unused-import
    except ImportError:
        skip("Python has no yaml to read models with")


def entries(folder=MODELS):
    """Those of all files, in the order in which heaplight reads them."""
    import yaml  # pylint: disable=import-outside-toplevel
    found = []
    for file in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text())["functions"]:
            found.append({**entry, "names": [str(name) for name in entry["names"]], "file": file.name})
    return found


def is_allocator(entry):
    return not ALLOCATORS.isdisjoint(entry["names"])


def allocators(known):
    return [entry for entry in known if is_allocator(entry)]


class Tool:
    """A heaplight of its own, with the models that it was given: those that ship, or `known`."""

    def __init__(self, heaplight, folder, known=None):
        self.program = folder / "bin/heaplight"
        self.program.parent.mkdir(parents=True)
        shutil.copy(heaplight, self.program)
        models = folder / "share/heaplight/models"
        if known is None:
            shutil.copytree(MODELS, models)
            return
        models.mkdir(parents=True)
        functions = [{key: value for key, value in entry.items() if key != "file"} for entry in known]
        # JSON is YAML.
        (models / "models.yaml").write_text(json.dumps({"heaplight-models": 1, "functions": functions}))

    def report(self, files, *flags):
        command = [self.program, "annotate", "--format", "json", *flags, *files, "--", "-O2", "-fno-builtin"]
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}\nexits with {run.returncode}\n{run.stderr}")
        return json.loads(run.stdout)

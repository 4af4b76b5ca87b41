"""Small projects for the tests of this folder, and how they run a command in one."""

import os
import subprocess
from pathlib import Path

# What the policy holds, and what breaks it; CLEAN beside it doesn't.
POLICY = "Contracts:\n  - functions: 'rt::*'\n    forbid: allocate\n"
BREACH = ("#include <vector>\nnamespace rt {\nvoid store(std::vector<int> &queue, int sample) {\n"
          "  queue.push_back(sample);\n}\n} // namespace rt\n")
BREACH_LINE = 4
CLEAN = ("#include <vector>\nnamespace rt {\nvoid store(std::vector<int> &queue, int sample) {\n"
         "  queue[0] = sample;\n}\n} // namespace rt\n")


class Folder:
    """Files of a project, and an environment in which HEAPLIGHT is found as `heaplight`."""

    def __init__(self, path, heaplight=None):
        self.path = Path(path)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("CMAKE_", "CLICOLOR"))}
        self.env.update(XDG_CACHE_HOME=str(self.path / "cache"), LC_ALL="C")
        if heaplight:
            self.env["PATH"] = f"{Path(heaplight).resolve().parent}{os.pathsep}{os.environ['PATH']}"

    def write(self, files):
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def run(self, *words, cwd=".", **more):
        """(exit status, stdout, stderr)"""
        done = subprocess.run([str(word) for word in words], cwd=self.path / cwd, env={**self.env, **more},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        return done.returncode, done.stdout, done.stderr


class Checks:
    """Counts what held; prints what did not."""

    def __init__(self):
        self.passed = self.failed = 0

    def that(self, condition, text):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", text)

    def status(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return bool(self.failed)

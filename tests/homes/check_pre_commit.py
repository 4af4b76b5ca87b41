#!/usr/bin/env python3
"""Runs the hook of .pre-commit-hooks.yaml as pre-commit does, and by pre-commit itself where that is here.

    check_pre_commit.py HEAPLIGHT

In a repository whose next commit brings a broken promise, one that is kept, and files that are no sources.
"""

import argparse
import json
import shlex
import shutil
import sys
import tempfile

import yaml
from projects import BREACH, BREACH_LINE, CLEAN, POLICY, Checks, Folder
from recipes import ROOT, recipes

HOOKS = ROOT / ".pre-commit-hooks.yaml"
FINDING = f"store.cpp:{BREACH_LINE}:"
FILES = {"store.cpp": BREACH, "kept.cpp": CLEAN.replace("store", "keep"), "part.h": "this is no C++ by itself\n",
         "notes.txt": "none\n", ".heaplight.yaml": POLICY}


def make(project):
    project.write(FILES)
    project.write({"build/compile_commands.json": json.dumps(
        [{"directory": str(project.path), "file": name, "command": f"c++ -O2 -c {name}"}
         for name in ("store.cpp", "kept.cpp")])})
    for words in (("init", "-q"), ("config", "user.name", "a"), ("config", "user.email", "a@example.com")):
        project.run("git", *words)


def check_by_hand(project, hook, arguments, checks):
    """`entry` is split as a shell would, then come args and the files of the types."""
    command = shlex.split(hook["entry"]) + arguments
    status, out, err = project.run(*command, "kept.cpp", "store.cpp")
    checks.that(status == 1 and out.count(FINDING) == 1, f"by hand: {status} {out}{err}")
    status, out, err = project.run(*command, "kept.cpp")
    checks.that(status == 0 and not out, f"by hand, what is clean: {status} {out}{err}")


def check_without_build(project, hook, checks):
    """By the hook's own args: pre-commit shows nothing of what passes, so a note would be lost."""
    command = shlex.split(hook["entry"]) + hook.get("args", [])
    status, out, err = project.run(*command, "../kept.cpp", cwd="empty")
    checks.that(status == 2 and "no compile_commands.json" in err, f"no build passes: {status} {out}{err}")
    status, out, err = project.run(*command, "kept.cpp")
    checks.that(status == 0, f"by the hook's own args: {status} {out}{err}")


def check_by_pre_commit(project, hook, arguments, checks):
    """The hook's definition as a local one: what it would be if it were cloned."""
    local = {"repos": [{"repo": "local", "hooks": [{**hook, "args": arguments}]}]}
    project.write({".pre-commit-config.yaml": yaml.safe_dump(local)})
    home = {"PRE_COMMIT_HOME": str(project.path / "pre-commit-home")}
    project.run("git", "add", *FILES, ".pre-commit-config.yaml")
    status, out, err = project.run("pre-commit", "run", **home)
    checks.that(status == 1 and out.count(FINDING) == 1, f"pre-commit: {status} {out}{err}")
    project.write({"store.cpp": CLEAN})
    project.run("git", "add", "store.cpp")
    status, out, err = project.run("pre-commit", "run", **home)
    checks.that(status == 0 and "Passed" in out, f"pre-commit, what is clean: {status} {out}{err}")
    status, out, err = project.run("pre-commit", "validate-manifest", HOOKS, **home)
    checks.that(status == 0, f"pre-commit doesn't take {HOOKS.name}: {out}{err}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heaplight")
    args = parser.parse_args()
    checks = Checks()
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text())}
    used = yaml.safe_load(recipes("lint-in-builds.md")[".pre-commit-config.yaml"])["repos"][0]["hooks"][0]
    checks.that(used["id"] in hooks, f"the document uses {used['id']}, of {list(hooks)}")
    hook = hooks["heaplight"]
    with tempfile.TemporaryDirectory() as scratch:
        project = Folder(scratch, args.heaplight)
        make(project)
        check_by_hand(project, hook, used["args"], checks)
        project.write({"empty/notes.txt": "no build\n"})
        check_without_build(project, hook, checks)
        if shutil.which("pre-commit"):
            check_by_pre_commit(project, hook, used["args"], checks)
        else:
            print("left out: pre-commit, which is not here")
    sys.exit(checks.status())


if __name__ == "__main__":
    main()

"""Programs in Rust that reports are held against: a driver of ours and crates from Debian's librust-*-dev packages.

Each is a workspace of cargo in build/bench/programs/, with the driver and a copy of each crate as its packages, so that
all of them are the user's code and nothing is fetched while it builds. Its three builds are those of programs.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import fetch
from fetch import CACHE, ROOT, Unavailable

sys.path.append(str(ROOT / "tests" / "oracle"))
import rust

LEVELS = {"O0": "0", "O1": "1", "O2": "2", "O3": "3", "Os": '"s"', "Oz": '"z"'}  # as cargo's profiles name them


class Crate(NamedTuple):
    """One package of a workspace."""

    name: str
    source: Path  # Its folder `src`, or the file of its main.
    edition: str
    features: tuple = ()
    needs: tuple = ()  # The names of others in the workspace.


class Workspace(NamedTuple):
    """A driver and the crates that it needs."""

    name: str
    crates: tuple  # The driver first.
    level: str = "O2"

    def folder(self):
        return CACHE / "programs" / self.name

    def at(self, level):
        return self if level == self.level else self._replace(name=f"{self.name}-{level}", level=level)

    def build(self, variant):
        return build(self, variant)

    def inputs(self, each):
        """What to tell heaplight to annotate: one list of arguments for each report."""
        write(self)
        packages = [["--package", c.name] for c in self.crates] if each else [[]]
        return [["--cargo", self.folder(), "--release", *package] for package in packages]

    def source_folders(self):
        return {self.folder() / c.name for c in self.crates}


def from_debian(name, edition, features=(), needs=()):
    return Crate(name, fetch.crate(f"librust-{name}-dev") / "src", edition, features, needs)


def driver(name, *needs):
    return Crate("driver", ROOT / "tests" / "programs" / f"{name}_driver.rs", "2021", (), needs)


def manifest(crate):
    features = {f: [] for f in crate.features}
    text = ["[package]", f'name = "{crate.name}"', 'version = "1.0.0"', f'edition = "{crate.edition}"', "[features]",
            f"default = {[*features]}", *(f"{f} = []" for f in features), "[dependencies]"]
    return "\n".join([*text, *(f'{n} = {{ path = "../{n}" }}' for n in crate.needs)]) + "\n"


def workspace_manifest(workspace):
    members = [c.name for c in workspace.crates]
    return "\n".join(["[workspace]", 'resolver = "2"', f"members = {members}", "[profile.release]", "debug = true",
                      f"opt-level = {LEVELS[workspace.level]}"]) + "\n"


def write_if_new(file, text):
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def write(workspace):
    """Writes WORKSPACE's folder."""
    folder = workspace.folder()
    write_if_new(folder / "Cargo.toml", workspace_manifest(workspace))
    for crate in workspace.crates:
        write_if_new(folder / crate.name / "Cargo.toml", manifest(crate))
        if crate.source.is_file():
            write_if_new(folder / crate.name / "src" / "main.rs", crate.source.read_text())
        elif not (folder / crate.name / "src").exists():
            shutil.copytree(crate.source, folder / crate.name / "src")


def cargo(workspace, target, flags):
    """Builds WORKSPACE into its folder TARGET with FLAGS for rustc; the driver's path."""
    env = dict(os.environ, RUSTFLAGS=" ".join(flags), CARGO_TARGET_DIR=str(target))
    subprocess.run(["cargo", "build", "--quiet", "--offline", "--release", f"-j{len(os.sched_getaffinity(0))}"],
                   cwd=workspace.folder(), env=env, check=True, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                   stderr=subprocess.STDOUT)
    return target / "release" / "driver"


def build(workspace, variant):
    """The path of the driver; subprocess.CalledProcessError where it doesn't build."""
    if not shutil.which("cargo"):
        raise Unavailable("there is no cargo")
    write(workspace)
    target = workspace.folder() / variant
    if variant == "covered":
        return cargo(workspace, target, rust.COVERED)
    if variant == "plain":
        return cargo(workspace, target, ())
    names = workspace.folder() / "names"
    names.write_text("")
    rust.list_functions(cargo(workspace, workspace.folder() / "named", rust.without_tail_calls(names)), names)
    shutil.rmtree(target, ignore_errors=True)  # cargo doesn't see that the list has changed
    return cargo(workspace, target, rust.without_tail_calls(names))

#!/usr/bin/env python3
"""Makes the .deb, installs it in a bare Debian, and runs it there.

    check_deb.py BUILD

Outside the quick tests: it downloads some hundred megabytes of packages. Works as root where debootstrap is
installed, with the package sources of this system; exit status 77 elsewhere.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "homes"))
from projects import BREACH, BREACH_LINE, POLICY, Checks  # noqa: E402

NEEDED = ("clang-22", "libllvm22", "libclang-cpp22", "libfmt9", "libprotobuf-lite32", "zlib1g", "libstdc++6", "libc6")
QUIET = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C")


def run(*words, **more):
    """stdout; what fails ends the test with what it printed."""
    done = subprocess.run([str(word) for word in words], env=QUIET, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, **more)
    if done.returncode:
        text = done.stdout[-3000:] + done.stderr[-3000:]
        sys.exit(f"{' '.join(map(str, words))}: exit status {done.returncode}\n{text}")
    return done.stdout


def package(build, folder):
    run("cpack", "-G", "DEB", "-B", folder, "--config", build / "CPackConfig.cmake", cwd=build)
    return next(folder.glob("*.deb"))


def check_fields(deb, build, checks):
    fields = run("dpkg-deb", "--field", deb)
    checks.that(re.search(r"^Package: heaplight$", fields, re.M), f"the package has another name: {fields}")
    depends = re.search(r"^Depends: (.*)$", fields, re.M)[1]
    names = {entry.split()[0] for entry in depends.split(", ")}
    checks.that(names >= set(NEEDED), f"it depends on {depends}, not on all of {NEEDED}")
    checks.that(re.search(r"^Maintainer: [^<]+ <\S+@\S+>$", fields, re.M), f"nobody maintains it: {fields}")
    local = [str(path) for path in (ROOT, build, Path.home()) if str(path) in fields]
    checks.that(not local, f"fields name {local}: {fields}")
    files = run("dpkg-deb", "--contents", deb)
    checks.that(all(" root/root " in row and " ./usr" in row or row.endswith(" ./") for row in files.splitlines()),
                f"files in odd places: {files}")
    for name in ("bin/heaplight", "share/heaplight/mends.yaml", "share/heaplight/models/cxx-heap.yaml",
                 "share/doc/heaplight/copyright", "lib/cmake/Heaplight/HeaplightConfig.cmake"):
        checks.that(f" ./usr/{name}\n" in files, f"/usr/{name} is missing")


class Bare:
    """A Debian of its own in a folder, with nothing but what Debian calls essential, and apt."""

    def __init__(self, folder):
        self.folder = folder
        sources = Path("/etc/apt").glob("sources.list*")
        release = re.search(r"^VERSION_CODENAME=(\w+)$", Path("/etc/os-release").read_text(), re.M)[1]
        run("debootstrap", "--variant=minbase", release, folder, mirror())
        (folder / "etc/apt/sources.list").unlink(missing_ok=True)
        for path in sources:
            copy = shutil.copy if path.is_file() else lambda a, b: shutil.copytree(a, b, dirs_exist_ok=True)
            copy(path, folder / "etc/apt" / path.name)
        for name in ("etc/resolv.conf", "etc/hosts"):
            shutil.copy(f"/{name}", folder / name)

    def run(self, *words):
        return run("chroot", self.folder, *words)

    def status(self, *words):
        done = subprocess.run([shutil.which("chroot"), self.folder, *words], stdin=subprocess.DEVNULL,
                              env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"}, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr


def mirror():
    """The first of this system's package sources."""
    texts = [path.read_text() for path in sorted(Path("/etc/apt").glob("sources.list*/**/*.sources"))]
    texts += [path.read_text() for path in Path("/etc/apt").glob("sources.list") if path.is_file()]
    found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian/?)(?:\s|$)", "\n".join(texts), re.M)
    return found[1] if found else "http://deb.debian.org/debian"


def check_program(bare, checks):
    files = {"work/store.cpp": BREACH, "work/.heaplight.yaml": POLICY, "work/pool.c":
             "#include <stdlib.h>\nvoid *take(void) {\n  return malloc(40);\n}\n"}
    for name, text in files.items():
        (bare.folder / name).parent.mkdir(exist_ok=True)
        (bare.folder / name).write_text(text)
    status, out, err = bare.status("heaplight", "annotate", "/work/pool.c")
    checks.that(status == 0 and "allocates always · 40 B" in out, f"annotate: {status} {out}{err}")
    status, out, err = bare.status("heaplight", "lint", "/work/store.cpp")
    checks.that(status == 1 and f"store.cpp:{BREACH_LINE}:" in out and "mend:" in out, f"lint: {status} {out}{err}")
    checks.that(not err, f"lint complains: {err}")
    status, out, err = bare.status("heaplight", "models", "malloc")
    checks.that(status == 0 and "malloc" in out, f"models: {status} {out}{err}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    args = parser.parse_args()
    missing = [name for name in ("debootstrap", "cpack", "dpkg-shlibdeps", "chroot") if not shutil.which(name)]
    if missing or os.geteuid():
        print(f"skipped: {', '.join(missing) + ' not here' if missing else 'wants to be root'}")
        sys.exit(77)
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        build = args.build.resolve()
        deb = package(build, Path(scratch) / "package")
        check_fields(deb, build, checks)
        bare = Bare(Path(scratch) / "debian")
        shutil.copy(deb, bare.folder / "heaplight.deb")
        bare.run("apt-get", "update")
        bare.run("apt-get", "install", "-y", "--no-install-recommends", "/heaplight.deb")
        check_program(bare, checks)
    sys.exit(checks.status())


if __name__ == "__main__":
    main()
